"""What reading a guidance document gives, and why it can be refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.core.errors import BoaiError


class DocumentError(BoaiError):
    """The file cannot be read as a guidance document. `code` is one of CODES; the message is for the operator."""

    CODES = (
        "missing",
        "empty",
        "too_big",
        "unsupported",
        "wrong_extension",
        "broken",
        "encrypted",
        "scanned",
        "no_text",
    )

    def __init__(self, code: str, message: str) -> None:
        assert code in self.CODES
        super().__init__(message)
        self.code = code


Refusal = Callable[[str, str], DocumentError]
"""(code, what is wrong and the way out) -> the error, which names the file."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """One paragraph of a clause, or one row of a table, word for word.

    The number that the paragraph begins with stands in `clause`, not in `text`. A paragraph over 600 characters comes
    as several passages of the same clause. A heading is a passage too, so that nothing of the document is lost.
    """

    clause: str
    heading: str
    text: str

    @property
    def is_heading(self) -> bool:
        """Only a heading: worth showing in its place, not worth ranking."""
        return bool(self.heading) and self.text.rstrip("。：:") == self.heading


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as far as it tells; None = the text does not state it.

    `place` is the path from the province down, () the whole country; `level` one of national, province, city, county;
    `valid_from` and `valid_until` the first and the last day; `sha256` of the file's bytes, in hexadecimal.
    """

    title: str | None
    issuer: str | None
    number: str | None
    place: tuple[str, ...] | None
    level: str | None
    valid_from: date | None
    valid_until: date | None
    sha256: str
    passages: tuple[ReadPassage, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in the order of the body. `label`: the number that a word processor or browser puts before it.

    `outline`: 0 for the title, 1 and up for headings, as the file marks them; None = it does not say.
    """

    text: str
    label: str = ""
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Cells row by row; `headers` = how many rows the file marks as header, None = it does not say."""

    rows: tuple[tuple[str, ...], ...]
    headers: int | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Content:
    """The blocks of a file, and the title that stands outside the text (of a web page)."""

    blocks: tuple[Block, ...]
    title: str | None = None

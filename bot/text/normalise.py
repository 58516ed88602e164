"""One normal form for what people type, shared by Rasa's tokenizer and the policy ranking."""

import re
import unicodedata
from functools import cache
from typing import Any

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
_IN_PHRASES = "覆藉瞭牴衹沈"  # changed in phrases only
_BLANKS = re.compile(r"\s+")


@cache
def _to_simplified() -> Any:
    from opencc import OpenCC  # reads its tables on construction: not at import

    return OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """The characters that the conversion may change: a text without any need not be converted, which is slow."""
    convert = _to_simplified().convert
    changed = [c for c in map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))) if convert(c) != c]
    return re.compile(f"[{''.join(changed)}{_IN_PHRASES}]")


def _simplified(text: str) -> str:
    return str(_to_simplified().convert(text)) if _traditional().search(text) else text


def clean(text: str) -> str:
    """Drop control, invisible and surrogate characters; collapse runs of blanks (line ends are kept as one)."""
    text = _CONTROL.sub("", text)
    return "\n".join(line for raw in text.splitlines() if (line := _BLANKS.sub(" ", raw).strip()))


def fold(text: str) -> str:
    """Fold to the form that is understood: half-width (NFKC), Simplified, lower case, single blanks, one line."""
    text = unicodedata.normalize("NFKC", clean(text))
    return _BLANKS.sub(" ", _simplified(text)).strip().lower()


def fold_aligned(text: str) -> str:
    """Fold like `fold`, but to a string of the same length, so that offsets into it are offsets into `text`.

    Rasa's tokens and entities point into the message as it was typed; a fold that changes the length would shift them.
    """
    simplified = _simplified(text)
    if len(simplified) != len(text):  # a phrase of the conversion table changed the length: convert one by one
        simplified = "".join(c if len(s := _to_simplified().convert(c)) != 1 else s for c in text)
    return "".join(_fold_character(c) for c in simplified)


@cache
def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    if character.isspace() or _CONTROL.match(character):
        return " "
    return folded if len(folded) == 1 else character

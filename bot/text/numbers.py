"""Personal numbers in a message: found by shape, before anything else reads the message.

Every run of 7 or more digits that can be an identity number, a telephone or a bank card is taken, valid or not,
with or without separators between the digits: what is kept away from Rasa and its logs must not depend on a check
digit. Dates such as 2026-11-22 and counts such as 18300 stay.
"""

import re
from collections.abc import Callable

MINIMUM_DIGITS = 7

_SEPARATED = r"[ \-‐‑–—－.·]?"
_RUN = re.compile(
    rf"(?<![0-9０-９])[0-9０-９](?:{_SEPARATED}[0-9０-９]){{{MINIMUM_DIGITS - 1},}}"
    rf"(?:{_SEPARATED}[xXＸｘ])?(?![0-9０-９a-zA-Z])"
)
_DATE = re.compile(r"(?:19|20)\d\d([-.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])$")
_DATE_RANGE = re.compile(r"(?:19|20)\d\d[-.–—]?(?:19|20)\d\d$")
_COMPACT_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")

TOKEN = re.compile(r"⟦n:[0-9a-z]+⟧")


def _is_date(run: str) -> bool:
    half_width = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in run)
    half_width = half_width.replace(" ", "-")
    return bool(_DATE.match(half_width) or _DATE_RANGE.match(half_width) or _COMPACT_DATE.match(half_width))


def mask_numbers(text: str, token_for: Callable[[str], str]) -> str:
    """Replace each personal number in `text` by `token_for(number)`; dates are left alone."""
    return _RUN.sub(lambda m: m.group() if _is_date(m.group()) else token_for(m.group()), text)


def constant_token(_number: str) -> str:
    """The token where the value is not kept: for parsing alone (`boai batch task`)."""
    return "⟦n:0⟧"


def masked_for_display(number: str) -> str:
    """Show the first three and the last two digits, as people do on notice boards: 138******34."""
    digits = re.sub(r"\W", "", number)
    return f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}"

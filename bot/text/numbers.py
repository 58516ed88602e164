"""Personal numbers in a message: found by shape, before anything else reads the message.

Every run of 7 or more digits that can be an identity number, a telephone or a bank card is taken, valid or not,
with or without separators between the digits: what is kept away from Rasa and its logs must not depend on a check
digit. Dates such as 2026-11-22 and counts such as 18300 stay.
"""

import re
from collections.abc import Callable

MINIMUM_DIGITS = 7

_DASHES = "‐‑‒–—−－"
_SEPARATED = rf"(?: | ?[\-{_DASHES}.·] ?)?"
_RUN = re.compile(rf"\d(?:{_SEPARATED}\d){{{MINIMUM_DIGITS - 1},}}(?:[ \-]?[xXＸｘ](?![a-zA-Z]))?")

_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = rf"(?:19|20)\d\d(?:-{_MONTH}-|\.{_MONTH}\.){_DAY}"
_COMPACT_DATE = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# A date may stand right before or after a number: the number is taken, the date stays.
_DATES_BEFORE = re.compile(rf"(?:(?:{_DATE}|{_COMPACT_DATE})(?:[ \-]+|$))+")
_DATES_AFTER = re.compile(rf"(?:[ \-]+{_DATE})+$")
_ALL_DATE = re.compile(
    rf"{_DATE}|(?:19|20)\d\d {_MONTH} {_DAY}|(?:19|20)\d\d ?[\-.]? ?(?:19|20)\d\d|{_MONTH}\.{_DAY} ?- ?{_MONTH}\.{_DAY}"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９" + _DASHES, "0123456789" + "-" * len(_DASHES))

TOKEN = re.compile(r"⟦n:([0-9a-z]+)⟧")


def mask_numbers(text: str, token_for: Callable[[str], str]) -> str:
    """Replace each personal number in `text` by `token_for(number)`; dates are left alone."""
    return _RUN.sub(lambda found: _mask_run(found.group(), token_for), text)


def _mask_run(run: str, token_for: Callable[[str], str]) -> str:
    plain = run.translate(_HALF_WIDTH)
    before = _DATES_BEFORE.match(plain)
    start = before.end() if before else 0
    after = _DATES_AFTER.search(plain, start)
    end = after.start() if after else len(run)
    if sum(c.isdigit() for c in plain[start:end]) < MINIMUM_DIGITS or _ALL_DATE.fullmatch(plain, start, end):
        return run
    return run[:start] + token_for(run[start:end]) + run[end:]


def constant_token(_number: str) -> str:
    """The token where the value is not kept: for parsing alone (`boai batch task`)."""
    return "⟦n:0⟧"


def masked_for_display(number: str) -> str:
    """Enough to recognise a number one knows: the first three and the last four characters (138****1234).

    A short number shows its last two only.
    """
    plain = re.sub(r"\W", "", number)
    first, last = (3, 4) if len(plain) >= 10 else (0, 2)
    return f"{plain[:first]}{'*' * (len(plain) - first - last)}{plain[len(plain) - last :]}"

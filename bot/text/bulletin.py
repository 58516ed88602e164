"""What is wanted of the bulletin: the bulletin itself, or letters to those who are behind; as of which day."""

import re
from dataclasses import dataclass
from datetime import date

from bot.text.exports import about_whom
from bot.text.normalise import fold
from bot.text.targets import read_progress

_LETTERS = re.compile(
    r"(?:提示|提醒|督办|督促|催办|督导)(?:函|信|单|通知)|(?:发|写|出|拟|起草|弄|搞|来)(?:个|一?份|一?下|点|几[份封])?(?:催办|督办|提示函?)(?!吗|是)"
)
# 给他们发个催办, 催一下他们: of those who were listed a moment ago.
_URGES = re.compile(
    r"(?:帮我|给我|麻烦|那|就|请)*(?:给|向|对|把)?(?:他们?|她们?|这[几些]?[家个]?|那[几些]?[家个]?|落后的|没完成的|都|全部|单位)*"
    r"(?:(?:发|写|出|拟|起草|弄|搞|来)(?:个|一?份|一?下|点|几[份封])?(?:催办|督办|提示|提醒|催促|通知)(?:函|信|单)?|催一?[下催]|催办一?下?|督促一下|督办一下)"
    r"(?:他们|她们|这几家|那几家|落后的)?(?:吧|呗|啊|行吗|可以吗|好吗|[。.!！?？\s])*"
)
_BULLETIN = re.compile(r"(?:通报|(?<!简)简报)(?!批评|表扬|了|给我们的|是|什么|怎)")
_IDLE = re.compile(
    r"(?:给|向|对)?(?:所有|全部|那些)?(?:进度)?(?:落后|没完成|未完成|跟不上|垫底|拖后腿)的?(?:单位|组织|县区|县|区|镇|乡镇|街道|村|社区|地方)?|"
    r"(?:提示|提醒|督办|督促|催办|督导)(?:函|信)|(?:组织建设|半年度?|年度|季度)?(?:工作|进度|完成情况|情况)?的?(?:通报|简报)|"
    r"今年|本年度?|去年|20\d\d年度?|(?:上|下)半年|全年|年终|年底|"
    r"\d{1,2}月(?:\d{1,2}[日号]|底|末)?|截[至止]|草稿|文件|word|docx?|起草|拟|写|发|出|做|弄|几[份封]|一[份封]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """`kind`: bulletin or letters. `as_of` None: today. `about`: where an organisation is named."""

    kind: str
    as_of: date | None
    about: str


_OTHER = re.compile(r"^(?:给我|帮我)?(?:发|来|弄|搞)(?:个|一下)?(?:提醒|通知|提示)$|^(?:给|帮)我")


def urges(text: str) -> bool:
    """Whether a few words want those who were just listed to be urged: 给他们发个催办."""
    plain = fold(text).replace(" ", "")
    return bool(_URGES.fullmatch(plain)) and not _OTHER.search(plain)


def urging(before: str, text: str) -> str:
    """A question whose answer was a list, with the wish to urge those who stand in it; `urges_listed` tells it."""
    return f"{before}，{text}"


def urges_listed(text: str) -> bool:
    """Whether a text is what `urging` made."""
    return urges(text.rpartition("，")[2])


def read_bulletin(text: str, today: date) -> Asked | None:
    """Read a message; None when it speaks of neither."""
    plain = fold(text)
    kind = "letters" if _LETTERS.search(plain) or urges(text) else "bulletin" if _BULLETIN.search(plain) else None
    if kind is None:
        return None
    return Asked(kind, read_progress(text, today).as_of, about_whom(_IDLE.sub(" ", plain)))

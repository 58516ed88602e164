"""Questions whether a branch has the five things it is expected to have, or which branches lack what."""

import re
from dataclasses import dataclass

from bot.text.normalise import fold

_LACKING = (
    ("has_leader", r"带头人|负责人|会长"),
    ("has_people", r"会员|志愿者|队伍"),
    ("has_rules", r"制度"),
    ("has_platform", r"平台|阵地|服务点"),
    ("has_activity", r"活动"),
)
_WHICH = re.compile(
    r"(?:哪些|哪几[个家]|哪[个家]|谁家?|多少|几[个家])(?!.{0,2}有$)|名单|列|下面|下级|各(?:个|家|社区|村|街道|乡镇|学校|单位|组织)|全[县市省区镇]"
)
_NUMBER_ONE = re.compile(
    r"哪[几些]?(?:样|条|项|个有|有|一?点|方面)|(?:差|缺|少|没有?|哪)(?:了)?(?:哪)?几(?:样|条|项|个有|有)"
)


@dataclass(frozen=True)
class Asked:
    """`which`: which branches lack something; `facts`: of what, none named = whichever."""

    which: bool
    facts: tuple[str, ...]


def read_check(text: str) -> Asked:
    """Read a question about the five things. Never raises."""
    folded = fold(text)
    rest = _NUMBER_ONE.sub("", folded)
    facts = tuple(key for key, pattern in _LACKING if re.search(pattern, folded))
    return Asked(bool(_WHICH.search(rest)), facts)

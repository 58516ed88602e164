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


# What has them: 齐了, 达标的, 都有; with a word that denies it, what lacks them is asked for.
_COMPLETE = re.compile(r"齐|达标|达到|合格|[都全]有|全了|做到|到位|建好")
_DENIED = re.compile(r"[没未不缺差欠无还]|(?<!多)少")
_RATE = re.compile(r"率|比例|占比?|百分之?|[几多]成|%")
_OF_TYPES = (
    (("村", "社区"), r"村(?:和|、|或)?社区|社区(?:和|、|或)村"),
    (("村",), r"村"),
    (("社区",), r"社区"),
    (("乡镇", "街道", "开发区"), r"乡镇|镇街|街道|镇|乡"),
    (("学校",), r"学校|校"),
    (("医疗机构", "冠名医疗机构"), r"医院|医疗机构|卫生院"),
    (("企事业单位",), r"企业|企事业单位|公司"),
    (("机关",), r"机关"),
)
_EACH = r"(?:哪[些几](?:个|家|所)?|哪[个家]|多少(?:个|家|所)?|几[个家所]|各(?:个|家)?|下面的?|下级的?|所有的?)(?:行政)?"

_STILL = re.compile(
    r"(?:那|那么|我们|咱们?|还|都|具体|到底|现在|又)*(?:[缺差少](?:的是?|了)?(?:些)?(?:啥|什么|哪[些几]?(?:样|条|项|个|有|点)?|几[样条项个]?)|没有?(?:啥|什么|哪[些几][样条项个]?))"
    r"(?:东西|没有?|的|呢|了|啊|呀)*[?？。!！]*"
)


@dataclass(frozen=True)
class Asked:
    """`which`: which branches lack something, or have everything (`complete`); `facts`: lack what, none = whichever.

    `types`: of branches, none = all. `rate`: the share of those that have everything is asked for.
    """

    which: bool
    facts: tuple[str, ...]
    complete: bool = False
    types: tuple[str, ...] = ()
    rate: bool = False


def read_check(text: str) -> Asked:
    """Read a question about the five things. Never raises."""
    folded = fold(text)
    rest = _NUMBER_ONE.sub("", folded)
    facts = tuple(key for key, pattern in _LACKING if re.search(pattern, folded))
    types = next((kinds for kinds, pattern in _OF_TYPES if re.search(_EACH + f"(?:{pattern})", folded)), ())
    complete = not facts and bool(_COMPLETE.search(folded)) and not _DENIED.search(folded)
    return Asked(bool(_WHICH.search(rest)), facts, complete, types, bool(_RATE.search(folded)))


def asks_what_is_missing(text: str) -> bool:
    """Whether a few words after a check ask what is missing: 缺啥, 还差什么."""
    return bool(_STILL.fullmatch(fold(text).replace(" ", "")))


def check_of(name: str) -> str:
    """The question what an organisation lacks."""
    return f"{name}五有缺什么"

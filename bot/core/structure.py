"""The parts of an organisation: its bodies and posts, service points, teams, and the facts recorded of it."""

from enum import StrEnum


class Body(StrEnum):
    """Bodies in which posts are held."""

    CONGRESS = "代表大会"
    COUNCIL = "理事会"
    STANDING_COUNCIL = "常务理事会"
    SUPERVISORS = "监事会"
    LEADERS = "领导班子"


class Employment(StrEnum):
    """How a post is held beside another one; a full-time post has none."""

    PART_TIME = "兼职"
    SECONDED = "挂职"


class PointType(StrEnum):
    """Kinds of place where an organisation serves."""

    HOME = "博爱家园"
    STATION = "服务站"
    BASE = "服务基地"  # of a county
    CENTRE = "服务中心"  # of a region of a city
    FIRST_AID_STATION = "救护站"
    EXPERIENCE_HALL = "体验馆"
    SCHOOL_CLINIC = "博爱校医室"
    DEFIBRILLATOR = "AED"
    OTHER = "其他"


class TeamType(StrEnum):
    """Kinds of team."""

    RESCUE = "救援队"
    VOLUNTEER = "志愿队"


class Fact(StrEnum):
    """What is recorded of an organisation with the day since when it holds; keys of OrganisationRow.facts."""

    CUSTODIAN = "custodian"  # 代管单位
    SEPARATE_ACCOUNT = "separate_account"  # 独立账户
    FUNDRAISING = "fundraising"  # 公开募捐授权: by whom, until when
    MANAGEMENT = "management"  # 理顺管理体制, of a county and above
    PARTY_GROUP = "party_group"  # 党组, of a county and above
    SUPERVISORS = "supervisors"  # 监事会
    LEADER = "has_leader"  # 五有 of the opinion on grass-roots organisations, 二: 带头人
    PEOPLE = "has_people"  # 会员和志愿者队伍
    RULES = "has_rules"  # 管理制度
    PLATFORM = "has_platform"  # 服务平台
    ACTIVITY = "has_activity"  # 特色活动


FIVE_HAVES = (Fact.LEADER, Fact.PEOPLE, Fact.RULES, Fact.PLATFORM, Fact.ACTIVITY)
OF_COUNTIES = frozenset({Fact.MANAGEMENT, Fact.PARTY_GROUP})  # not of grass-roots organisations
# Whoever sits in these is expected to be a member of the Red Cross.
COUNCILS = frozenset({Body.COUNCIL, Body.STANDING_COUNCIL, Body.SUPERVISORS})
PUBLIC_BODIES = frozenset({Body.LEADERS})  # INTERFACES, "Who may do what": the leader is a public fact
EARLIEST_YEAR = 1950  # of dues; the society was reorganised in that year
MOST_FEN = 100_000_000  # a million yuan: more is a slip of the finger


def held_on(entry: dict[str, object], day: str) -> bool:
    """Whether an entry of a fact has begun by an ISO day; `since` may stop at the month, and counts from its first."""
    return str(entry["since"]) <= day


def fact_on(history: list[dict[str, object]], day: str) -> dict[str, object] | None:
    """The entry that holds on an ISO day: the latest one begun, unless its end (`until`, last day or month) is past."""
    begun = [entry for entry in history if held_on(entry, day)]
    if not begun:
        return None
    last = max(enumerate(begun), key=lambda pair: (str(pair[1]["since"]), pair[0]))[1]
    until = last.get("until")
    return last if until is None or day[: len(str(until))] <= str(until) else None

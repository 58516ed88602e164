"""Organisations: their types and what each is called in short."""

import re
from datetime import date
from enum import StrEnum


class OrganisationType(StrEnum):
    """Kinds of organisation, as users and files call them."""

    NATIONAL = "全国"
    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"
    TOWN = "乡镇"
    STREET = "街道"
    DEVELOPMENT_ZONE = "开发区"
    COMMUNITY = "社区"
    VILLAGE = "村"
    SCHOOL = "学校"
    FIRM = "企事业单位"
    OFFICE = "机关"
    HOSPITAL = "医疗机构"
    NAMED_HOSPITAL = "冠名医疗机构"
    NEW_ORGANISATION = "两新组织"
    VOLUNTEER_ORGANISATION = "志愿服务组织"


ABOVE_GRASS_ROOTS = frozenset(
    {OrganisationType.NATIONAL, OrganisationType.PROVINCE, OrganisationType.CITY, OrganisationType.COUNTY}
)
# Opinion on grass-roots organisations, 三（一）: a congress every five years in towns and communities, every three in
# schools and firms.
TERM_YEARS = {
    **dict.fromkeys(
        (OrganisationType.TOWN, OrganisationType.STREET, OrganisationType.COMMUNITY, OrganisationType.VILLAGE), 5
    ),
    **dict.fromkeys(
        (
            OrganisationType.SCHOOL,
            OrganisationType.FIRM,
            OrganisationType.HOSPITAL,
            OrganisationType.NAMED_HOSPITAL,
        ),
        3,
    ),
}
# How high a type stands: nobody is below somebody of a lower rank.
RANKS = {
    OrganisationType.NATIONAL: 0,
    OrganisationType.PROVINCE: 1,
    OrganisationType.CITY: 2,
    OrganisationType.COUNTY: 3,
    OrganisationType.TOWN: 4,
    OrganisationType.STREET: 4,
    OrganisationType.DEVELOPMENT_ZONE: 4,
}
LOWEST_RANK = 5


class PlaceLevel(StrEnum):
    """Levels of administrative places, from the top down."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    STREET = "street"
    COMMUNITY = "community"
    VILLAGE = "village"


PLACE_RANKS = {
    PlaceLevel.PROVINCE: 0,
    PlaceLevel.CITY: 1,
    PlaceLevel.COUNTY: 2,
    PlaceLevel.TOWN: 3,
    PlaceLevel.STREET: 3,
    PlaceLevel.COMMUNITY: 4,
    PlaceLevel.VILLAGE: 4,
}
_SUFFIX = re.compile(r"(红十字会|红十字|红会|基层组织)$")


def core_name(name: str) -> str:
    """The name without what all of them end in: 东湖社区红十字会, 东湖社区红会 and 东湖社区 are the same branch."""
    return _SUFFIX.sub("", name.strip()) or name.strip()


def may_be_above(superior: OrganisationType, below: OrganisationType) -> bool:
    """Whether an organisation of one type may be the superior of one of the other: a county not of a province."""
    above, rank = RANKS.get(superior, LOWEST_RANK), RANKS.get(below, LOWEST_RANK)
    return above < rank or (above == rank and below not in ABOVE_GRASS_ROOTS)


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February of a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)

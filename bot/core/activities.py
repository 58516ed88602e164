"""Activities: their types, what one is, what it needs to be saved, and what about it is worth asking."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class ActivityType(StrEnum):
    """Types of activity, as users and files call them (INTERFACES, "Activity types")."""

    FIRST_AID_TRAINING = "应急救护培训"
    RESCUE = "应急救援"
    RELIEF = "人道救助"
    DISSEMINATION = "人道传播"
    BLOOD_DONATION = "无偿献血宣传"
    STEM_CELL_DONATION = "造血干细胞捐献宣传"
    ORGAN_DONATION = "遗体器官捐献宣传"
    DISASTER_PREVENTION = "防灾减灾"
    HEALTH_EDUCATION = "健康知识普及"
    VOLUNTEER_SERVICE = "志愿服务"
    YOUTH = "青少年活动"
    ELDERLY_CARE = "养老服务"
    MEMBERS = "会员活动"
    OTHER = "其他"


class ActivityStatus(StrEnum):
    """Only held ones count anywhere; a returned one waits for its reporter."""

    PLANNED = "planned"
    HELD = "held"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ActivityFacts:
    """What is said of one activity; None = not said.

    `hours` is how long it lasted altogether (of several days: their sum), not hours times people.
    """

    date: datetime.date | None = None
    end_date: datetime.date | None = None
    activity_type: ActivityType | None = None
    title: str | None = None
    location: str | None = None
    participants: int | None = None
    volunteers: int | None = None
    hours: float | None = None
    beneficiaries: int | None = None

"""A message that was changed after it was sent: what the change says, as a correction in words."""

from datetime import date

from bot.core.activities import ActivityFacts
from bot.text.activities import read_activities, read_correction

# How each field of a report is corrected. Order is that of a report.
_SAID = {
    "date": "日期改成{0.year}年{0.month}月{0.day}日",
    "activity_type": "类型改成{0}",
    "title": "主题改成{0}",
    "location": "地点改成{0}",
    "participants": "人数改成{0}人",
    "volunteers": "志愿者改成{0}人",
    "beneficiaries": "受益人数改成{0}人",
    "hours": "时长改成{0:g}小时",
}


def correction(before: str, after: str, today: date) -> str | None:
    """The correction that turns the report `before` into `after`: 人数改成40人.

    None where either is no report of one activity, and where the difference cannot be said so that it is read as just
    that.
    """
    told, meant = (read_activities(text, today) for text in (before, after))
    if len(told) != 1 or len(meant) != 1:
        return None
    changes = _changes(told[0].facts, meant[0].facts)
    if not changes or not set(changes) <= set(_SAID) or None in changes.values():
        return None
    said = "，".join(words.format(changes[field]) for field, words in _SAID.items() if field in changes)
    return said if read_correction(said, today) == changes else None


def _changes(told: ActivityFacts, meant: ActivityFacts) -> dict[str, object]:
    """The fields in which they differ, with what is meant now."""
    return {field: value for field, value in vars(meant).items() if value != getattr(told, field)}

"""Working days in China, with the holidays and the days worked instead of them, as they are published year by year."""

from datetime import date, timedelta

from bot.core.reminders import last_day_covered

SATURDAY = 5
AHEAD = 15  # days; longer than any row of days off


def is_workday(day: date) -> bool:
    """Whether a day is worked. Of a year whose holidays are not published yet, Monday to Friday are."""
    from chinese_calendar import is_workday as published  # its tables are long: not at import

    try:
        return bool(published(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def covered(today: date) -> date:
    """The last day that a working day tells of: the days off behind it belong to it."""
    days = [today + timedelta(days=number) for number in range(1, AHEAD)]
    return last_day_covered(today, [day for day in days if not is_workday(day)])

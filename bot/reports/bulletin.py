"""The half-yearly bulletin and the letters to those who are behind, as docx; the words: knowledge/bulletin.yml."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from bot.reports import paper
from bot.services import annexes
from bot.services.annexes import Level
from bot.services.bulletin import Bulletin, Letter, Section, State, basis_of, clause, state_of, words
from bot.services.metrics import Metric
from bot.services.progress import Standing

ENDING: Final = "docx"
OVERALL_MM: Final = (40, 26, 26, 34, 20, 20)
RANKING_MM: Final = (12, 44, 18, 18, 18, 20, 18, 18)
PACE_MM: Final = (36, 65, 65)
ANNEX_MM: Final = (14, 16, 14, 14, 16, 22, 26, 44)
NAMES: Final = 8  # of those who have not submitted, in one cell; more are told by number


def write(bulletin: Bulletin, path: Path) -> None:
    """Write a bulletin."""
    made, said = paper.document(), words()
    paper.title(made, bulletin.title)
    paper.line(made, said["as_of"].format(day=_day(bulletin.as_of)))
    paper.line(made, said["overall"], font=paper.HEADING)
    overall = [said["overall_columns"], *(_overall(one.own) for one in bulletin.sections)]
    paper.table(made, overall, OVERALL_MM, left={0}, size=paper.SMALL)
    paper.line(made, "")
    paper.line(made, said["ranking"], font=paper.HEADING)
    paper.line(made, said["rule"], indent=True)
    for number, section in enumerate((one for one in bulletin.sections if one.is_ranked), 1):
        paper.line(made, said["ranking_of"].format(number=number, metric=section.metric.name), font=paper.HEADING)
        ranked = [said["ranking_columns"], *(_ranked(place, one) for place, one in enumerate(section.below, 1))]
        paper.table(made, ranked, RANKING_MM, left={1}, size=paper.SMALL)
        paper.line(made, "")
    _write_pace(made, bulletin)
    _write_annexes(made, bulletin)
    _save(made, path)


def write_letters(letters: Sequence[Letter], sender: str, day: date, path: Path) -> None:
    """Write letters, each on a page of its own."""
    made = paper.document()
    for number, letter in enumerate(letters):
        if number:
            made.add_page_break()
        _write_letter(made, letter, sender, day)
    _save(made, path)


def _save(made: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))


# --- the bulletin ----------------------------------------------------------------------------------------------------


def _overall(one: Standing) -> list[str]:
    return [one.metric.name, _value(one), _target(one), _deadline(one), _percent(one), _gap(one)]


def _ranked(place: int, one: Standing) -> list[str]:
    speed = _number(one.pace.per_week) if one.pace else ""
    state = words()["states"][state_of(one)]
    needed = "" if one.a_week is None else _number(one.a_week)
    return [str(place), one.row.name, _value(one), _target(one), _percent(one), speed, needed, state]


def _write_pace(made: Any, bulletin: Bulletin) -> None:
    said = words()
    paper.line(made, said["pace"], font=paper.HEADING)
    rows = [
        [section.metric.name, _names(section, State.REACHED, State.AHEAD), _names(section, State.BEHIND)]
        for section in bulletin.sections
        if section.those(State.REACHED, State.AHEAD, State.BEHIND)
    ]
    if rows:
        paper.table(made, [said["pace_columns"], *rows], PACE_MM, left={0, 1, 2}, size=paper.SMALL)
    else:
        paper.line(made, said["nobody_ranked"])
    paper.line(made, "")


def _names(section: Section, *states: State) -> str:
    names = [one.row.name for one in section.those(*states)]
    return str(words()["several"]).join(names) or str(words()["none"])


def _write_annexes(made: Any, bulletin: Bulletin) -> None:
    said = words()
    paper.line(made, said["annexes"], font=paper.HEADING)
    rows = [_submitted(kind, one, bulletin.as_of.year) for kind, levels in bulletin.levels.items() for one in levels]
    if rows:
        paper.table(made, [said["annex_columns"], *rows], ANNEX_MM, left={7}, size=paper.SMALL)
    else:
        paper.line(made, said["annexes_nobody"])


def _submitted(kind: str, one: Level, year: int) -> list[str]:
    said = words()
    names = said["several"].join(one.missing[:NAMES])
    if len(one.missing) > NAMES:
        names = said["missing_more"].format(names=names, count=len(one.missing))
    counted = [str(number) for number in (one.total, one.submitted, one.in_time)]
    due = _day(annexes.due(kind, year))
    return [annexes.forms()[kind].name, one.type, *counted, f"{_number(one.rate)}%", due, names or said["none"]]


# --- letters ---------------------------------------------------------------------------------------------------------


def _write_letter(made: Any, letter: Letter, sender: str, day: date) -> None:
    said = words()
    paper.title(made, said["letter_title"])
    paper.line(made, said["letter_to"].format(organisation=letter.to))
    paper.line(made, said["letter_begin"].format(day=_day(day), count=len(letter.behind)), indent=True)
    for number, one in enumerate(letter.behind, 1):
        paper.line(made, _item(number, one), indent=True)
    paper.line(made, said["letter_end"], indent=True)
    asked = clause(said["source"], said["section"])
    paper.line(made, said["letter_clause"].format(clause=asked), indent=True)
    paper.line(made, said["letter_from"].format(organisation=sender), right=True)
    paper.line(made, _day(day), right=True)
    paper.line(made, said["draft"])


def _item(number: int, one: Standing) -> str:
    said, target, base = words(), one.target, one.metric.base
    assert target is not None
    values = {
        "number": number, "metric": one.metric.name, "value": _number(one.value), "unit": _unit(one.metric),
        "target": _number(target.value), "deadline": _deadline(one), "percent": _number(one.percent),
        "gap": _number(one.gap), "base_unit": _unit(base), "a_week": _number(one.a_week),
        "per_week": _number(one.pace.per_week) if one.pace else "",
    }  # fmt: skip
    how = "letter_over" if one.a_week is None else "letter_pace" if one.pace else "letter_no_pace"
    parts = [said["letter_item"], said[how], said["letter_basis"]]
    return "".join(parts).format(**values, basis=basis_of(target))


# --- cells -----------------------------------------------------------------------------------------------------------


def _value(one: Standing) -> str:
    return str(words()["unknown"]) if one.value is None else f"{_number(one.value)}{_unit(one.metric)}"


def _target(one: Standing) -> str:
    return "" if one.target is None else f"{_number(one.target.value)}{_unit(one.metric)}"


def _deadline(one: Standing) -> str:
    return "" if one.target is None or one.target.deadline is None else _day(one.target.deadline)


def _percent(one: Standing) -> str:
    return "" if one.percent is None else f"{_number(one.percent)}%"


def _gap(one: Standing) -> str:
    return "" if one.gap is None else f"{_number(one.gap)}{_unit(one.metric.base)}"


def _unit(metric: Metric) -> str:
    return metric.unit if metric.unit == "%" else f" {metric.unit}"


def _number(value: float | None) -> str:
    """Whole when it is, else with one place."""
    if value is None:
        return ""
    return str(round(value)) if abs(value - round(value)) < 0.05 else f"{value:.1f}"


def _day(day: date) -> str:
    return str(words()["day"]).format(year=day.year, month=day.month, day=day.day)

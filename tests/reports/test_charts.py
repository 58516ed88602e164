"""Pictures: every character has a glyph, texts keep apart, sizes are right, ranges are round."""

import io
import threading
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from PIL import Image

from bot.reports import charts
from bot.reports.charts import COLOURS, Bar, Head, Level, Month, Point, Sheet
from bot.settings import PROJECT

DAY = date(2026, 11, 22)
HEAD = Head("鉴湖县红十字会完成情况", ("截至2026年11月22日",))
LONG = "鉴湖县荷花街道新时代文明实践中心柳岸社区居民委员会红十字会"


def points(*values: float) -> list[Point]:
    days = [DAY - timedelta(days=30 * n) for n in reversed(range(len(values)))]
    return [Point(day, value, f"{day.year}.{day.month}") for day, value in zip(days, values, strict=True)]


def months(number: int | None) -> list[Month]:
    first = date.fromisocalendar(2026, 1, 1)
    mondays = [first + timedelta(weeks=n) for n in range(53)]
    of = {n: tuple((one, number) for one in mondays if (one + timedelta(days=3)).month == n) for n in range(1, 13)}
    return [Month(f"{n}月", f"{number} 场" if number is not None else "", not number, of[n]) for n in of]


def bar(share: float) -> Bar:
    return Bar("志愿者", "47 / 80 人", share, f"{share:g}%")


def ahead(value: int) -> tuple[date, Level]:
    return date(2026, 12, 31), Level(value, f"按现速 {value} 人")


TARGET = Level(80, "目标 80 人")
KEY = ("0 场", "1", "2", "3—4", "5 场及以上")
SHEETS = {
    "bars": lambda: charts.bars(HEAD, [bar(share) for share in (0, 0.2, 58.8, 100, 240.5)]),
    "no targets": lambda: charts.bars(
        HEAD, [Bar("甲", "7 人", 100, against=False), Bar("乙", "0 人", 0, against=False)]
    ),
    "numbers alone": lambda: charts.bars(HEAD, [Bar("服务时长", "1288 小时")]),
    "long names": lambda: charts.bars(
        Head(LONG * 2, (LONG * 3,)), [Bar(f"10. {LONG}", "123456 / 234567 人次", 52.6, "52.6%")]
    ),
    "trend": lambda: charts.trend(HEAD, points(*range(30, 43)), "42 人", TARGET, ahead(52)),
    "trend alone": lambda: charts.trend(HEAD, points(*range(30, 43)), "42 人"),
    "trend reached": lambda: charts.trend(HEAD, points(*range(68, 81)), "80 人", TARGET, ahead(81)),
    "trend falling": lambda: charts.trend(HEAD, points(*range(90, 60, -2)), "62 人", TARGET, ahead(55)),
    "trend of nothing": lambda: charts.trend(HEAD, points(*[0] * 13), "0 人", Level(300, "目标 300 人")),
    "trend of millions": lambda: charts.trend(HEAD, points(*range(9_876_543, 9_876_556)), "9876555 人"),
    "trend of a rate": lambda: charts.trend(HEAD, points(0.8, 0.9, 1.1), "1.1%", Level(2, "目标 2%")),
    "weeks": lambda: charts.weeks(HEAD, months(3), KEY),
    "silent weeks": lambda: charts.weeks(HEAD, months(0), KEY),
    "weeks to come": lambda: charts.weeks(HEAD, months(None), KEY),
    "many a week": lambda: charts.weeks(HEAD, months(12345), KEY),
}


@pytest.mark.parametrize("name", SHEETS)
def test_texts_lie_inside_and_apart(name: str) -> None:
    sheet: Sheet = SHEETS[name]()
    for n, (box, text) in enumerate(sheet.texts):
        assert text
        assert box.left >= 0, text
        assert box.right <= sheet.width, text
        assert 0 <= box.top < box.bottom <= sheet.height, text
        assert not [other for other_box, other in sheet.texts[:n] if box.meets(other_box)], text


@pytest.mark.parametrize("name", SHEETS)
def test_a_picture_fits_a_phone(name: str) -> None:
    data = SHEETS[name]().png()
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.width) == ("PNG", charts.WIDTH)
        assert 300 <= picture.height <= 2400
        colours = picture.convert("RGB")
        assert colours.getpixel((3, 3)) == (255, 255, 255)
        assert len(colours.getcolors(COLOURS) or []) > 10
    assert len(data) < 200_000


@pytest.mark.parametrize("name", SHEETS)
def test_every_character_drawn_has_a_glyph(name: str) -> None:
    assert not {one for _, text in SHEETS[name]().texts for one in text if not charts.has_glyph(one)}


# --- the font --------------------------------------------------------------------------------------------------------


def test_the_font_holds_what_is_said_of_it() -> None:
    plain = {bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)} - {""}
    rare = set("".join((charts.FONT.parent / "rare.txt").read_text(encoding="utf-8").split()))
    assert (len(plain), len(rare), len(plain & rare)) == (6763, 1467, 0)
    assert not {one for one in plain | rare if not charts.has_glyph(one)}
    assert (charts.FONT.parent / "OFL.txt").is_file()  # its licence goes with it


@pytest.mark.parametrize(
    "path",
    ["data/domain/charts.yml", "knowledge/metrics.yml", "knowledge/places.yml", "deploy/demo_world.yml",
     "deploy/demo_more.yml", "bot/cli_progress.py"],
)  # fmt: skip
def test_what_pictures_may_say_can_be_drawn(path: str) -> None:
    text = Path(PROJECT / path).read_text(encoding="utf-8")
    if path.endswith(".yml"):
        text = yaml.safe_dump(yaml.safe_load(text), allow_unicode=True)
    assert not {one for one in text if not one.isspace() and not charts.has_glyph(one)}


def test_a_character_without_a_glyph_is_seen_to_be_one() -> None:
    assert not charts.has_glyph("😀")
    assert charts.drawable("甲😀村\n乙\u3000丙") == "甲〓村 乙 丙"


@pytest.mark.parametrize(("room", "whole"), [(900, True), (560, True), (300, False), (40, False)])
def test_a_text_is_made_to_fit(room: int, whole: bool) -> None:
    text, size = charts.fitted("绍兴市越城区府山街道红十字会", charts.LABEL, room, bold=True)
    assert charts.width_of(text, size, bold=True) <= room
    assert text.endswith(charts.CUT) != whole
    assert size >= 0.8 * charts.LABEL - 1


# --- facts of the drawings -------------------------------------------------------------------------------------------


def shown(sheet: Sheet) -> list[str]:
    return [text for _, text in sheet.texts]


def count(sheet: Sheet, colour: str) -> int:
    """How many pixels of the shapes have a colour."""
    rgb = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return next((number for number, one in sheet._image.getcolors(1 << 24) or [] if one == rgb), 0)


def test_bars_are_as_long_as_their_shares() -> None:
    ten, forty = (count(charts.bars(HEAD, [bar(share)]), charts.ORANGE) for share in (10, 40))
    assert forty / ten == pytest.approx(4, rel=0.02)
    assert count(charts.bars(HEAD, [bar(0)]), charts.ORANGE) == 0
    full, more = (count(charts.bars(HEAD, [bar(share)]), charts.BLUE) for share in (100, 250))
    assert full == more > 2 * forty


def test_a_line_says_its_end_its_target_and_its_forecast() -> None:
    said = shown(SHEETS["trend"]())
    assert {"42 人", "目标 80 人", "按现速 52 人", "0", "2026.11", HEAD.title, *HEAD.notes} <= set(said)


def test_a_line_needs_two_points() -> None:
    with pytest.raises(ValueError, match="two"):
        charts.trend(HEAD, points(1), "1 人")


def test_the_names_of_months_are_evenly_spaced() -> None:
    names = [box for box, text in SHEETS["trend alone"]().texts if text.startswith(("2025.", "2026."))]
    places = sorted((box.left + box.right) / 2 for box in names)
    steps = {round(b - a) for a, b in pairwise(places)}
    assert len(places) >= 4
    assert max(steps) - min(steps) <= 1


def test_a_calendar_has_every_week_once() -> None:
    said = shown(SHEETS["weeks"]())
    assert said.count("3") == 53
    assert {"12.29", "6.29", "12.28"} <= set(said)
    assert shown(SHEETS["weeks to come"]()).count("0") == 0


@pytest.mark.parametrize(("number", "shade"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (99, 4)])
def test_shades_of_weeks(number: int, shade: int) -> None:
    assert charts.shade_of(number) == shade


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (30, 80, [0, 20, 40, 60, 80, 100]),
        (0, 0, [0, 1]),
        (0, 2, [0, 1, 2, 3]),
        (0, 3, [0, 1, 2, 3, 4]),
        (0.8, 2, [0, 0.5, 1, 1.5, 2, 2.5]),
        (9800, 10050, [9600, 9800, 10000, 10200, 10400]),
    ],
)
def test_ranges_are_round(low: float, high: float, ticks: list[float]) -> None:
    found = charts.nice(low, high, whole=low != 0.8)
    assert found[0] <= low
    assert found[-1] >= high
    assert found == ticks


@pytest.mark.parametrize("low", [0, 3, 17.5, 99, 12_345, 9_876_543])
@pytest.mark.parametrize("more", [0, 0.4, 1, 30, 1e6])
def test_every_range_holds_its_values(low: float, more: float) -> None:
    ticks = charts.nice(low, low + more)
    assert ticks[0] <= low <= low + more <= ticks[-1]
    assert 2 <= len(ticks) <= 9
    assert len(set(ticks)) == len(ticks)


def test_pictures_are_drawn_alike_by_many_threads() -> None:
    alone = SHEETS["weeks"]().png()
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(SHEETS["weeks"]().png())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4

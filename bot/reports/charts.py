"""Charts as PNG pictures for a phone: data and words in, bytes out. Drawn with Pillow and a font of our own.

Nothing of the machine is used but Pillow: the font lies in data/font, so Chinese is drawn where no Chinese font is
installed. Colours are told apart by the colour-blind, and none says what a number or a sign does not say too. Why
Pillow, and where the font comes from: docs/decisions/0015-charts.md.
"""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from math import ceil, floor, log10
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # Pillow is loaded when the first picture is drawn
    from PIL import ImageFont

FONT: Final = Path(__file__).resolve().parents[2] / "data" / "font" / "charts.otf"
WIDTH: Final = 1080  # pixels: a phone shows a third of them as its own, so 42 reads as 14
MARGIN: Final = 56
FINE: Final = 2  # shapes are drawn so many times larger and made small again: their edges become smooth
BOLD: Final = 0.9  # pixels that strokes of bold text are widened by on each side
COLOURS: Final = 96  # of a finished picture: what the edges of a few colours need
TITLE, NOTE, LABEL, SMALL, SMALLEST = 54, 36, 42, 34, 30
UNKNOWN: Final = "〓"  # printed for a character that the font does not have
CUT: Final = "…"

INK, SOFT, LINE, TRACK, PAPER = "#1b1f24", "#57606a", "#d0d7de", "#e9edf1", "#ffffff"
BLUE, ORANGE, DARK_ORANGE = "#0072b2", "#e69f00", "#b34700"  # Okabe and Ito's, safe for the colour-blind
STEPS: Final = ("#cfe3f3", "#8bbfe0", "#2a7ab5", "#004a77")  # a week's 1, 2, 3 or 4, and 5 or more activities
PALE: Final = 2  # shades on which dark letters are read

_one_at_a_time = threading.Lock()  # a picture takes some twenty megabytes while it is drawn


class Box(NamedTuple):
    """Where something is, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two things overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Head:
    """What stands above a picture: of whom and what; as of when, and what else is to be known, a line each."""

    title: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """One bar. `share`: how much of the target is reached, in per cent; None: there is no bar, only what is said.

    `told`: the number as it is said, `end` what stands at the end of the bar. `against`: there is a target; without one
    the shares only compare the bars with one another.
    """

    label: str
    told: str
    share: float | None = None
    end: str = ""
    against: bool = True


@dataclass(frozen=True)
class Point:
    """A value on a day, and what the day is called below the line; empty: it has no name there."""

    day: date
    value: float
    name: str = ""


@dataclass(frozen=True)
class Level:
    """A value that a line is measured against, or that it leads to, and how that is said."""

    value: float
    told: str


@dataclass(frozen=True)
class Month:
    """A month of a calendar of weeks: its name, how much happened in it as it is said, whether that was nothing.

    `weeks`: (Monday, number) of the weeks whose Thursday is in it; a number of None: the week is still to come.
    """

    name: str
    told: str
    silent: bool
    weeks: tuple[tuple[date, int | None], ...]


class Sheet:
    """A picture that is being made. Texts are kept with their places, so that they can be looked at afterwards."""

    def __init__(self, height: int) -> None:
        from PIL import Image, ImageDraw

        self.width, self.height = WIDTH, height
        self.texts: list[tuple[Box, str]] = []
        self._image = Image.new("RGB", (WIDTH * FINE, height * FINE), PAPER)
        self._shapes = ImageDraw.Draw(self._image)
        self._written: list[tuple[float, float, str, int, str, bool]] = []

    # --- shapes, in pixels of the finished picture

    def block(self, box: Box, colour: str, *, round: float = 0, edge: str | None = None) -> None:
        """A filled rectangle."""
        self._shapes.rounded_rectangle(_fine(box), round * FINE, colour, edge, 3 * FINE if edge else 0)

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """A line through points."""
        self._shapes.line([(x * FINE, y * FINE) for x, y in points], colour, round(width * FINE), "curve")

    def dashed(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: float) -> None:
        """A broken straight line."""
        (x, y), (to_x, to_y) = start, end
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        for at in range(0, ceil(length), 26):
            a, b = at / length, min(1.0, (at + 15) / length)
            self.line([(x + a * (to_x - x), y + a * (to_y - y)), (x + b * (to_x - x), y + b * (to_y - y))],
                      colour, width)  # fmt: skip

    def dot(self, x: float, y: float, radius: float, colour: str, *, hollow: bool = False) -> None:
        """A point of a line."""
        box = _fine(Box(x - radius, y - radius, x + radius, y + radius))
        self._shapes.ellipse(box, PAPER if hollow else colour, colour, 4 * FINE)

    # --- texts

    def write(
        self, x: float, y: float, text: str, size: int, colour: str = INK, *,
        anchor: float = 0, bold: bool = False, room: float | None = None,
    ) -> Box:  # fmt: skip
        """Put a text with its top at y; its left at x, its middle (anchor 0.5) or its right (1); within a room."""
        text, size = fitted(text, size, room or WIDTH, bold=bold)
        box = self.place(x, y, text, size, anchor=anchor, bold=bold)
        self.texts.append((box, text))
        self._written.append((box.left, y, text, size, colour, bold))
        return box

    def place(self, x: float, y: float, text: str, size: int, *, anchor: float = 0, bold: bool = False) -> Box:
        """Where a text would stand."""
        wide = width_of(text, size, bold=bold)
        left = x - anchor * wide
        return Box(left, y, left + wide, y + height_of(size))

    def is_free(self, box: Box) -> bool:
        """Whether a box lies within the picture and meets no text so far."""
        inside = box.left >= 8 and box.right <= self.width - 8 and box.top >= 0 and box.bottom <= self.height
        return inside and not any(box.meets(other) for other, _ in self.texts)

    def png(self) -> bytes:
        """The finished picture."""
        with _one_at_a_time:
            return self._finished()

    def _finished(self) -> bytes:
        from PIL import Image, ImageDraw

        image = self._image.reduce(FINE)
        draw = ImageDraw.Draw(image)
        for x, y, text, size, colour, bold in self._written:
            middle, stroke = (x, y + height_of(size) / 2), BOLD if bold else 0
            draw.text(middle, text, colour, font(size), "lm", stroke_width=stroke, stroke_fill=colour)
        target = io.BytesIO()
        few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.putpalette([255 if part > 250 else part for part in few.getpalette() or []])  # paper stays white
        few.save(target, "PNG")
        return target.getvalue()


def _fine(box: Box) -> list[tuple[float, float]]:
    return [(box.left * FINE, box.top * FINE), (box.right * FINE - 1, box.bottom * FINE - 1)]


# --- text ------------------------------------------------------------------------------------------------------------


@cache
def font(size: int) -> "ImageFont.FreeTypeFont":
    """The font of our own in a size of pixels."""
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_glyph(character: str) -> bool:
    """Whether the font can draw a character."""
    if character in " \u3000":
        return True
    missing = bytes(font(SMALL).getmask("\U0010ffff"))
    return bytes(font(SMALL).getmask(character)) != missing


def drawable(text: str) -> str:
    """The text on one line, a character that the font does not have printed as 〓."""
    return "".join(one if has_glyph(one) else UNKNOWN for one in " ".join(text.split()))


def width_of(text: str, size: int, *, bold: bool = False) -> float:
    """How wide a text is."""
    return font(size).getlength(text) + (2 * BOLD if bold else 0)


def height_of(size: int) -> int:
    """How much room a line of text takes from top to bottom."""
    return round(size * 1.25)


def fitted(text: str, size: int, room: float, *, bold: bool = False) -> tuple[str, int]:
    """A text that fits into a room: a little smaller if need be, then cut."""
    text = drawable(text)
    for smaller in range(size, round(size * 0.8) - 1, -2):
        if width_of(text, smaller, bold=bold) <= room:
            return text, smaller
    size = round(size * 0.8)
    while text and width_of(text + CUT, size, bold=bold) > room:
        text = text[:-1]
    return text + CUT, size


def lines_of(text: str, size: int, room: float) -> list[str]:
    """A text broken into lines that fit into a room."""
    lines, text = [""], drawable(text)
    for one in text:
        if lines[-1] and width_of(lines[-1] + one, size) > room:
            lines.append("")
        lines[-1] += one
    return lines


# --- pictures --------------------------------------------------------------------------------------------------------


def bars(head: Head, rows: Sequence[Bar]) -> Sheet:
    """Bars below one another, each with its label and number above it. The full width is a share of 100."""
    heights = [_HIGH if row.share is not None else _LOW for row in rows]
    with _one_at_a_time:
        sheet, top = _begun(head, sum(heights) + 12)
        for row, height in zip(rows, heights, strict=True):
            _bar(sheet, top, row)
            top += height
        return sheet


_HIGH, _LOW = 134, 84  # pixels of a row with and without a bar
_END = 168  # pixels right of a bar, for what is said at its end


def _bar(sheet: Sheet, top: float, row: Bar) -> None:
    told = sheet.write(WIDTH - MARGIN, top, row.told, LABEL, SOFT, anchor=1, room=WIDTH * 0.55)
    sheet.write(MARGIN, top, row.label, LABEL, bold=True, room=told.left - MARGIN - 24)
    if row.share is None:
        return
    track = Box(MARGIN, top + 64, WIDTH - MARGIN - _END, top + 102)
    reached = row.share >= 100 or not row.against
    sheet.block(track, TRACK, round=8)
    part = min(max(row.share, 0), 100) / 100
    if part:
        end = max(track.left + part * (track.right - track.left), track.left + 8)
        sheet.block(track._replace(right=end), BLUE if reached else ORANGE, round=min(8, (end - track.left) / 2))
    if row.against:
        sheet.line([(track.right, track.top - 5), (track.right, track.bottom + 5)], INK, 3)
    colour = BLUE if reached else DARK_ORANGE
    if row.end:
        sheet.write(WIDTH - MARGIN, top + 57, row.end, LABEL, colour, anchor=1, bold=True, room=_END - 16)


def trend(
    head: Head, points: Sequence[Point], now: str, target: Level | None = None, ahead: tuple[date, Level] | None = None
) -> Sheet:
    """A line through points in the order of their days, the last one said as `now`; the target; where it leads to.

    Raises ValueError for fewer than two points.
    """
    if len(points) < 2:
        raise ValueError("a line needs two points")
    with _one_at_a_time:
        sheet, top = _begun(head, 780)
        area = Box(MARGIN + 110, top + 40, WIDTH - MARGIN - 40, sheet.height - 110)
        levels = (
            [one.value for one in points] + ([target.value] if target else []) + ([ahead[1].value] if ahead else [])
        )
        ticks = nice(min(levels), max(levels), whole=all(one == round(one) for one in levels))
        first, last = points[0].day, max(points[-1].day, ahead[0] if ahead else points[-1].day)

        def x(day: date) -> float:
            return area.left + (area.right - area.left) * (day - first).days / max(1, (last - first).days)

        def y(value: float) -> float:
            return area.bottom - (area.bottom - area.top) * (value - ticks[0]) / (ticks[-1] - ticks[0])

        for tick in ticks:
            sheet.line([(area.left, y(tick)), (area.right, y(tick))], LINE, 2)
            sheet.write(area.left - 18, y(tick) - 22, f"{tick:,g}", SMALL, SOFT, anchor=1, room=area.left - 26)
        for point in _spread(points, [x(point.day) for point in points]):
            sheet.write(x(point.day), area.bottom + 22, point.name, SMALLEST, SOFT, anchor=0.5)
        line = [(x(point.day), y(point.value)) for point in points]
        drawn = line
        if target:
            sheet.dashed((area.left, y(target.value)), (area.right, y(target.value)), DARK_ORANGE, 5)
        if ahead:
            end = (x(ahead[0]), y(ahead[1].value))
            drawn = [*line, end]
            sheet.dashed(line[-1], end, BLUE, 6)
            sheet.dot(*end, 11, BLUE, hollow=True)
        sheet.line(line, BLUE, 8)
        for at in line[:-1]:
            sheet.dot(*at, 6, BLUE)
        sheet.dot(*line[-1], 13, BLUE)
        if target:
            _named(sheet, (area.left + 8, y(target.value)), target.told, DARK_ORANGE, drawn, sides=(0,))
        _named(sheet, line[-1], now, BLUE, drawn)
        if ahead:
            _named(sheet, end, ahead[1].told, BLUE, drawn)
        return sheet


def _spread(points: Sequence[Point], places: Sequence[float]) -> list[Point]:
    """Every point, every second or third …, from the last backwards: as many as have room for their names."""
    wide = max(width_of(drawable(point.name), SMALLEST) for point in points) + 20
    near = min(b - a for a, b in pairwise(places)) or 1
    return list(reversed(points))[:: ceil(wide / near)]


def _named(
    sheet: Sheet, at: tuple[float, float], text: str, colour: str, line: Sequence[tuple[float, float]],
    sides: Sequence[float] = (1, 0.5, 0),
) -> None:  # fmt: skip
    """Name a point above or below it, where no other text and nothing of the line is."""
    near = [
        (x + (to_x - x) * part / 8, y + (to_y - y) * part / 8)
        for (x, y), (to_x, to_y) in pairwise(line)
        for part in range(9)
    ]
    places = [(anchor, dy) for dy in (-66, 20, -112, 66) for anchor in sides]

    def is_free(anchor: float, dy: float) -> bool:
        box = sheet.place(at[0], at[1] + dy, text, LABEL, anchor=anchor, bold=True)
        return sheet.is_free(box) and not any(
            box.left - 8 <= x <= box.right + 8 and box.top - 4 <= y <= box.bottom + 4 for x, y in near
        )

    anchor, dy = next((place for place in places if is_free(*place)), places[0])
    sheet.write(at[0], at[1] + dy, text, LABEL, colour, anchor=anchor, bold=True)


def nice(low: float, high: float, *, whole: bool = False, most: int = 6) -> list[float]:
    """Round numbers from below the lowest value to above the highest; from nothing unless that hides the movement.

    `whole`: of people and the like there are no halves.
    """
    start = low if low > 0.6 * high and high > 0 else min(low, 0)
    spread = (high - start) or abs(high) or 1
    start = start if start <= 0 else max(0, start - spread * 0.3)
    rough = (high * 1.02 - start) / (most - 1) or 1
    power = 10 ** floor(log10(rough))
    step = next(one * power for one in (1, 2, 2.5, 5, 10, 20) if one * power >= rough)
    step = max(1, step) if whole else step
    bottom = floor(start / step) * step
    count = max(2, ceil(round((high * 1.02 - bottom) / step, 6)) + 1)
    return [round(bottom + step * n, 6) for n in range(count)]


_CELL, _GAP, _NAME, _SUM = 104, 10, 130, 178  # pixels: height of a cell, between cells, the columns beside them


def weeks(head: Head, months: Sequence[Month], key: Sequence[str]) -> Sheet:
    """A calendar of weeks, a month in each row. `key`: what the five shades are called, from none upward."""
    with _one_at_a_time:
        sheet, top = _begun(head, len(months) * (_CELL + _GAP) + 96)
        most = max(5, *(len(month.weeks) for month in months))
        wide = (WIDTH - 2 * MARGIN - _NAME - _SUM - (most - 1) * _GAP) / most
        for month in months:
            middle = top + (_CELL - height_of(LABEL)) / 2
            sheet.write(MARGIN, middle, month.name, LABEL, bold=True, room=_NAME - 16)
            for n, (monday, number) in enumerate(month.weeks):
                left = MARGIN + _NAME + n * (wide + _GAP)
                _week(sheet, Box(left, top, left + wide, top + _CELL), monday, number)
            colour = DARK_ORANGE if month.silent else INK
            if month.told:
                sheet.write(WIDTH - MARGIN, middle, month.told, LABEL, colour, anchor=1, bold=True, room=_SUM - 24)
            top += _CELL + _GAP
        left = float(MARGIN)
        for shade, name in enumerate(key):
            _shade(sheet, Box(left, top + 26, left + 42, top + 68), shade)
            left = sheet.write(left + 54, top + 26, name, SMALL, SOFT).right + 34
        return sheet


def _week(sheet: Sheet, box: Box, monday: date, number: int | None) -> None:
    """A week, with the day on which it begins."""
    middle, day = (box.left + box.right) / 2, f"{monday.month}.{monday.day}"
    shade = shade_of(number or 0)
    colour = PAPER if shade > PALE else INK
    if number is None:
        sheet.block(box, PAPER, round=10, edge=TRACK)
        sheet.write(middle, box.top + 5, day, SMALLEST, SOFT, anchor=0.5)
        return
    _shade(sheet, box, shade)
    sheet.write(middle, box.top + 5, day, SMALLEST, colour, anchor=0.5)
    sheet.write(middle, box.top + 46, f"{number}", LABEL, colour if number else DARK_ORANGE, anchor=0.5, bold=True,
                room=box.right - box.left - 8)  # fmt: skip


def _shade(sheet: Sheet, box: Box, shade: int) -> None:
    if shade:
        sheet.block(box, STEPS[shade - 1], round=10)
    else:
        sheet.block(box, PAPER, round=10, edge=ORANGE)


def shade_of(number: int) -> int:
    """Which of the five shades a week has: 0 for none, 1, 2, 3 for 3 or 4, 4 for 5 and more."""
    return number if number < 3 else 3 if number < 5 else 4


def _begun(head: Head, height: int) -> tuple[Sheet, float]:
    """A sheet with its head written, high enough for so much below it; where that begins."""
    room = WIDTH - 2 * MARGIN
    titles = lines_of(head.title, TITLE, room)
    notes = [line for note in head.notes for line in lines_of(note, NOTE, room)]
    top = 48 + len(titles) * 72 + len(notes) * 50 + 26
    sheet, y = Sheet(top + height + 36), 48
    for line in titles:
        sheet.write(MARGIN, y, line, TITLE, bold=True)
        y += 72
    for line in notes:
        sheet.write(MARGIN, y, line, NOTE, SOFT)
        y += 50
    return sheet, float(top)

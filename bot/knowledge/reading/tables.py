"""Rows of a table as texts: each value with the name of its column."""

import re
from collections.abc import Iterator

from bot.knowledge.reading.model import Table

_NAME = 24  # characters; what is longer is no name of a column
_FIGURE = re.compile(r"[\d.,%％\s\-—/]+")


def row_texts(table: Table) -> Iterator[tuple[int, str]]:
    """(number from 1, text) of each row below the header that holds anything; a lone header counts as a row."""
    headers = _headers(table)
    names = _names(table.rows[:headers])
    rows = table.rows[headers:]
    if not any(any(row) for row in rows):
        if any(names):
            yield 1, " ".join(filter(None, names))
        return
    for number, row in enumerate(rows, 1):
        if text := _joined(names, row):
            yield number, text


def _headers(table: Table) -> int:
    """How many rows are header: as marked, or the first if it looks like one: short names, all different."""
    if table.headers is not None:
        return table.headers
    if len(table.rows) < 2:
        return 0
    first = table.rows[0]
    named = all(0 < len(cell) <= _NAME and not _FIGURE.fullmatch(cell) and "。" not in cell for cell in first)
    return int(len(first) > 1 and named and len(set(first)) == len(first))


def _names(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """Names of the columns; of a header in several rows 会员/成人."""
    wide = max(map(len, rows), default=0)
    columns = ([row[at] for row in rows if at < len(row) and row[at]] for at in range(wide))
    return ["/".join(dict.fromkeys(column)) for column in columns]


def _joined(names: list[str], row: tuple[str, ...]) -> str:
    """序号：1；工作事项：… without empty cells; a cell that spans columns is said once."""
    parts: list[str] = []
    for at, cell in enumerate(row):
        if not cell or (at and row[at - 1] == cell and _same(names, at)):
            continue
        name = names[at] if at < len(names) else ""
        parts.append(f"{name}：{cell}" if name else cell)
    return ("；" if names else " ").join(parts)


def _same(names: list[str], at: int) -> bool:
    """Whether a value equal to its left neighbour is the same cell: without names, or under one name."""
    return not names or at >= len(names) or names[at] == names[at - 1]

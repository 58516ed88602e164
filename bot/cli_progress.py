"""`boai progress`: numbers against targets. Who runs it owns the machine; with `--as` an account's scope holds."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli_work import USAGE, organisation_named, refuse, working

out = Console(highlight=False, soft_wrap=True)


def progress(
    org: Annotated[str | None, typer.Option("--org", help="组织全名；不写就是账号自己的，或者最上级。")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="截至哪一天，例如 2026-06-30；不写就是今天。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    account: Annotated[str | None, typer.Option("--as", help="以哪个账号的权限查。")] = None,
    chart: Annotated[Path | None, typer.Option("--chart", help="同时画成图，存为这个 PNG 文件。")] = None,
) -> None:
    """各项指标的完成情况。"""
    from bot.services import progress as service

    with working(account) as work:
        day = day_said(as_of, work.today)
        row = organisation_named(work, org)
        rows = [_row(one) for one in service.overview(work, row, day)]
        name = row.name
        if chart is not None:
            _draw(chart, name, day, rows)
    if as_json:
        print(json.dumps({"organisation": name, "as_of": day.isoformat(), "metrics": rows}, ensure_ascii=False))
        return
    out.print(f"{name}（截至 {day}）", markup=False)
    for one in rows:
        out.print(_line(one), markup=False)


def _draw(path: Path, name: str, day: date, rows: list[dict[str, Any]]) -> None:
    """The same as a picture."""
    from bot.reports.charts import Head, bars

    if path.suffix.lower() != ".png":
        raise refuse("图只能存为 .png 文件。", USAGE)
    known = [one for one in rows if one["counted"] and one["value"] is not None]
    head = Head(f"{name}完成情况", (f"截至{day.year}年{day.month}月{day.day}日",))
    path.write_bytes(bars(head, [_bar(one) for one in known]).png())


def _bar(one: dict[str, Any]) -> Any:
    from bot.reports.charts import Bar

    unit = one["unit"] if one["unit"] == "%" else f" {one['unit']}"
    value = f"{round(one['value'], 1):g}"
    if one["percent"] is None:
        return Bar(one["name"], f"{value}{unit}")
    return Bar(one["name"], f"{value} / {one['target']:g}{unit}", one["percent"], f"{one['percent']:.1f}%")


def _row(one: Any) -> dict[str, Any]:
    target = one.target
    return {
        "metric": one.metric.id,
        "name": one.metric.name,
        "unit": one.metric.unit,
        "counted": one.metric.is_counted,
        "value": one.value,
        "numerator": one.counted.measure.numerator,
        "denominator": one.counted.measure.denominator,
        "target": target.value if target else None,
        "deadline": target.deadline.isoformat() if target and target.deadline else None,
        "document": target.document if target else None,
        "section": target.section if target else None,
        "percent": one.percent,
        "gap": one.gap,
        "a_week": one.a_week,
        "forecast": one.forecast,
    }


def _line(one: dict[str, Any]) -> str:
    if not one["counted"]:
        return f"  {one['name']}：还没有统计"
    if one["value"] is None:
        return f"  {one['name']}：缺常住人口、村（社区）总数、冠名医疗机构总数或者登记，算不出来"
    said = f"  {one['name']}：{one['value']:g} {one['unit']}"
    if one["target"] is None:
        return said
    return (
        f"{said} / 目标 {one['target']:g}（{one['deadline'] or '长期'}），完成 {one['percent']:.1f}%，差 {one['gap']}"
    )


def day_said(said: str | None, today: date) -> date:
    """The day that an option says, as ISO 8601; today without one. What cannot be read is refused."""
    if said is None:
        return today
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise refuse(f"日期“{said}”读不出来，请写成 2026-06-30 这样。", USAGE) from error

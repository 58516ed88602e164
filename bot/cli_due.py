"""`boai due` and `boai term`: who elects when, as list, JSON or xlsx; how long a term lasts where no document says."""

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli_work import organisation_named, working

out = Console(highlight=False, soft_wrap=True)

WHY = {"term_range": "一届的年数应在1到10之间。", "term_fixed": "文件已经规定了这类组织几年一届，不能另设。"}


def due(
    org: Annotated[
        str | None, typer.Option("--org", help="哪个组织及其下级；不写：这个账号管的，没有账号则是全部。")
    ] = None,
    within: Annotated[str | None, typer.Option(help="只列这些天内到期的和已超期的，例如 180d；不写：全部。")] = None,
    account: Annotated[
        str | None, typer.Option("--as", help="以哪个账号的权限查看；不写：在本机维护，看全部。")
    ] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="写到这个xlsx。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """哪些组织该换届：到期日、剩余或超期天数、每届年数和依据。"""
    from bot.services import elections

    days = _days(within)
    with working(account) as work:
        found = [one for one in elections.ordered(_seen(work, org)) if _wanted(one, days)]
        rows = [elections.row_of(one) for one in found]
    if xlsx is not None:
        elections.write(xlsx, found)
        out.print(f"{len(rows)} 行已写到 {xlsx}。", markup=False)
    elif as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in map(elections.shown, rows):
            left = f"，剩余 {row['days_left']} 天" if row["days_left"] is not None else ""
            rule = f"{row['years']}年一届（{row['basis']}{row['clause']}）"
            out.print(f"{row['organisation']}：{row['deadline'] or '—'}，{row['status']}{left}，{rule}", markup=False)
        out.print(f"共 {len(rows)} 家。")


def term(
    years: Annotated[int, typer.Argument(help="几年一届，1到10。")],
    org: Annotated[str, typer.Option("--org", help="哪个组织。")],
    account: Annotated[str, typer.Option("--as", help="以哪个账号的权限办理。")],
) -> None:
    """设定一届几年：只用于文件没有规定年限的组织（机关、社会组织、县级以上等）。"""
    from bot.services import elections

    with working(account, _told) as work:
        one = elections.set_term(work, organisation_named(work, org).id, years)
        out.print(f"{one.row.name}：{years}年一届，下次换届 {one.clock.deadline or '—'}。", markup=False)


def _told(error: Exception) -> str | None:
    from bot.core.errors import RegisterError

    return WHY[error.code] if isinstance(error, RegisterError) else None


def _seen(work: Any, org: str | None) -> list[Any]:
    """The clocks of the organisations that are asked for, each once."""
    from bot.services import elections

    if org is not None:
        return elections.due(work, organisation_named(work, org).id)
    found = [one for grant in work.who.grants for one in elections.due(work, grant.organisation_id)]
    return list({one.row.id: one for one in found}.values())


def _wanted(one: Any, days: int | None) -> bool:
    return days is None or (one.days_left is not None and one.days_left <= days)


def _days(within: str | None) -> int | None:
    if within is None:
        return None
    said = re.fullmatch(r"(\d{1,5})d?", within.strip())
    if said is None:
        raise typer.BadParameter("写成天数，例如 180d。", param_hint="--within")
    return int(said[1])

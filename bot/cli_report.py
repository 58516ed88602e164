"""`boai report`: the official annexes, the bulletin and letters as files. Who runs it owns the machine; with `--as` an
account's scope holds.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli_progress import day_said
from bot.cli_work import USAGE, organisation_named, refuse, working

out = Console(highlight=False, soft_wrap=True)

WHY = {
    "annex_level": "附件1、附件2由县级及以上红十字会填报。请用 --org 指明县级及以上的组织。",
    "annex_year": "年份不对：只能填今年和以前的年份，--baseline 要早于 --year。",
    "bulletin_day": "--as-of 还没到，写不了通报。",
    "bulletin_nobody": "这个组织没有下级组织，没有可以通报的排名。",
}


def report(
    kind: Annotated[
        str,
        typer.Argument(help="annex1（情况调查表）、annex2（成效统计表）、bulletin（工作通报）或letters（提示函）。"),
    ],
    file: Annotated[Path, typer.Argument(help="写到哪个文件；附件按结尾写成xlsx或docx，通报和提示函是docx。")],
    org: Annotated[str | None, typer.Option("--org", help="组织全名；不写就是账号自己的，或者最上级。")] = None,
    year: Annotated[int | None, typer.Option("--year", help="附件是哪一年的；不写就是今年。")] = None,
    baseline: Annotated[int | None, typer.Option("--baseline", help="annex2和哪一年底比；不写就是前一年。")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="通报和提示函截至哪一天；不写就是今天。")] = None,
    account: Annotated[str | None, typer.Option("--as", help="以哪个账号的权限办理。")] = None,
) -> None:
    """附件1、附件2（上报过的照上报的数，否则按现在的数），工作通报，给落后的提示函。"""
    from bot.reports import annexes as paper
    from bot.services import annexes, bulletin

    if kind not in (*annexes.KINDS, *bulletin.KINDS):
        raise refuse(f"没有“{kind}”这种表。可以是：{'、'.join((*annexes.KINDS, *bulletin.KINDS))}。", USAGE)
    drafts = kind in bulletin.KINDS
    if file.suffix not in ({".docx"} if drafts else {f".{ending}" for ending in paper.ENDINGS}):
        raise refuse("文件名请以 .docx 结尾。" if drafts else "文件名请以 .xlsx 或 .docx 结尾。", USAGE)
    with working(account, _told) as work:
        row = organisation_named(work, org)
        if drafts:
            _draft(work, kind, row, day_said(as_of, work.today), file)
            return
        annex = annexes.made(work, kind, row, year or work.today.year, baseline)
        paper.write(annex, file)
        annexes.logged(work, annex)
    out.print(f"《{annex.title}》（{annex.organisation}，截至 {annex.as_of}）已写到 {file}。", markup=False)
    if missing := sum(line.value is None for line in annex.lines):
        out.print(f"有 {missing} 项系统里没有数据，空着没有填。")


def _draft(work: Any, kind: str, row: Any, day: date, file: Path) -> None:
    """The bulletin, or the letters to those who are behind."""
    from bot.reports import bulletin as paper
    from bot.services import bulletin

    if kind == "bulletin":
        made = bulletin.make(work, row, day)
        paper.write(made, file)
        out.print(f"《{made.title}》（截至 {day}）已写到 {file}。这是草稿，发出前请核对。", markup=False)
    else:
        letters = bulletin.letters(work, row, day)
        if not letters:
            out.print(f"截至 {day}，{row.name}的下级没有落后的，没有要发的提示函。", markup=False)
            return
        paper.write_letters(letters, row.name, day, file)
        names = "、".join(one.to for one in letters)
        out.print(f"{len(letters)} 份提示函（截至 {day}）已写到 {file}：{names}。", markup=False)
    bulletin.logged(work, kind, row, day)


def _told(error: Exception) -> str | None:
    from bot.core.errors import RegisterError

    return WHY[error.code] if isinstance(error, RegisterError) else None

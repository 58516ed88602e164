"""`boai report`: the official annexes as files. Who runs it owns the machine; with `--as` an account's scope holds."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli_work import USAGE, organisation_named, refuse, working

out = Console(highlight=False, soft_wrap=True)

WHY = {
    "annex_level": "附件1、附件2由县级及以上红十字会填报。请用 --org 指明县级及以上的组织。",
    "annex_year": "年份不对：只能填今年和以前的年份，--baseline 要早于 --year。",
}


def report(
    kind: Annotated[str, typer.Argument(help="annex1（情况调查表）或annex2（成效统计表）。")],
    file: Annotated[Path, typer.Argument(help="写到哪个文件；按结尾写成xlsx或docx。")],
    org: Annotated[str | None, typer.Option("--org", help="组织全名；不写就是账号自己的，或者最上级。")] = None,
    year: Annotated[int | None, typer.Option("--year", help="哪一年；不写就是今年。")] = None,
    baseline: Annotated[int | None, typer.Option("--baseline", help="annex2和哪一年底比；不写就是前一年。")] = None,
    account: Annotated[str | None, typer.Option("--as", help="以哪个账号的权限办理。")] = None,
) -> None:
    """填好附件1、附件2：上报过的照上报的数，否则按现在的数。"""
    from bot.reports import annexes as paper
    from bot.services import annexes

    if kind not in annexes.KINDS:
        raise refuse(f"没有“{kind}”这种表。可以是：{'、'.join(annexes.KINDS)}。", USAGE)
    if file.suffix not in {f".{ending}" for ending in paper.ENDINGS}:
        raise refuse("文件名请以 .xlsx 或 .docx 结尾。", USAGE)
    with working(account, _told) as work:
        annex = annexes.made(work, kind, organisation_named(work, org), year or work.today.year, baseline)
        paper.write(annex, file)
        annexes.logged(work, annex)
    out.print(f"《{annex.title}》（{annex.organisation}，截至 {annex.as_of}）已写到 {file}。", markup=False)
    if missing := sum(line.value is None for line in annex.lines):
        out.print(f"有 {missing} 项系统里没有数据，空着没有填。")


def _told(error: Exception) -> str | None:
    from bot.core.errors import RegisterError

    return WHY[error.code] if isinstance(error, RegisterError) else None

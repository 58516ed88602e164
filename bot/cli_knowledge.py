"""`boai knowledge`: guidance documents. Who runs it owns the machine; the audit log names the console."""

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli_work import REFUSED, err, refuse
from bot.settings import PROJECT, Settings

CONSOLE = "console"
KNOWLEDGE = PROJECT / "knowledge"
_NAMES = {
    "title": "标题",
    "issuer": "发文单位",
    "place": "适用地（如 浙江/绍兴，全国写 全国）",
    "level": "级别（national、province、city、county）",
    "supersedes": "被替代的文件编号",
}
_WHOLE = {"全国", "国家"}

knowledge_app = typer.Typer(help="指导文件。", no_args_is_help=True)
out = Console(highlight=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@knowledge_app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="docx、pdf（有文字）、txt、md、html。")],
    title: Annotated[str | None, typer.Option(help="标题。")] = None,
    issuer: Annotated[str | None, typer.Option(help="发文单位。")] = None,
    number: Annotated[str | None, typer.Option(help="文号。")] = None,
    place: Annotated[str | None, typer.Option(help="适用地：如 浙江/绍兴；全国写 全国。")] = None,
    level: Annotated[str | None, typer.Option(help="national、province、city 或 county。")] = None,
    since: Annotated[str | None, typer.Option("--from", help="从哪天起，如 2024-01-01。")] = None,
    until: Annotated[str | None, typer.Option(help="到哪天止。")] = None,
    organisation: Annotated[str | None, typer.Option(help="只给这个组织看。")] = None,
    supersedes: Annotated[str | None, typer.Option(help="替代哪个文件（编号）。")] = None,
) -> None:
    """导入指导文件：条款逐条认出，原文照存。文件里没写明的事项用选项给出，或按提示回答。"""
    from bot.services.policy import Facts

    given = Facts(
        title=title,
        issuer=issuer,
        number=number,
        place=_place(place),
        level=level,
        valid_from=_day("--from", since),
        valid_until=_day("--until", until),
        organisation=organisation,
        supersedes=supersedes,
    )
    failed = [path for path in files if not _add_one(path, given)]
    if failed:
        raise typer.Exit(REFUSED)


@knowledge_app.command("list")
def list_documents(
    retired: Annotated[bool, typer.Option("--retired", help="连停用的也列出。")] = False, as_json: AsJson = False
) -> None:
    """列出指导文件：随程序带来的和导入的。"""
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "place": one.shown,
            "number": one.number,
            "imported": False,
            "retired": False,
        }
        for one in _own().values()
    ]
    with _session() as session:
        from bot.store import policy

        rows += [
            _row(row.id, row.title, row.place or "全国", row.number, imported=True, retired=row.retired_at is not None)
            for row in policy.documents(session, retired=retired)
        ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "（已停用）" if row["retired"] else ""
        out.print(f"{row['id']}  {row['title']}  {row['number'] or ''}  {row['place']}{state}", markup=False)


def _row(
    name: str, title: str, place: str, number: str | None, *, imported: bool = False, retired: bool = False
) -> dict[str, Any]:
    return {"id": name, "title": title, "place": place, "number": number, "imported": imported, "retired": retired}


@knowledge_app.command("show")
def show(document: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """显示一个导入的文件，逐条列出原文。"""
    from bot.store import policy

    with _session() as session:
        row = policy.find(session, document)
        if row is None:
            raise refuse(f"没有导入过编号为 {document} 的文件。用 boai knowledge list 查看。")
        facts = {column.name: getattr(row, column.name) for column in row.__table__.columns}
        clauses = [
            {"clause": p.clause, "heading": p.heading, "text": p.text} for p in policy.passages(session, document)
        ]
    if as_json:
        print(json.dumps({**facts, "passages": clauses}, ensure_ascii=False, default=str))
        return
    out.print(f"{facts['title']}  {facts['number'] or ''}  {facts['issuer']}", markup=False)
    for one in clauses:
        out.print(f"{one['clause']}  {one['text']}", markup=False)


@knowledge_app.command("retire")
def retire(document: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """停用一个导入的文件：不再用它回答，但仍可查看。"""
    from bot.services import policy

    with _session() as session:
        if not policy.retire(session, document, CONSOLE, Settings().clock()):
            raise refuse(f"没有编号为 {document} 的文件在用。用 boai knowledge list 查看。")
    out.print("已停用。重新导入同一个文件就会恢复。")


@knowledge_app.command("gaps")
def gaps(as_json: AsJson = False) -> None:
    """列出转上来、还没有答复的问题，问的人多的在前。"""
    from bot.store import gaps as store

    with _session() as session:
        found = [
            {"id": one.id, "question": one.question, "place": one.place, "asked": one.asked}
            for one in store.listed(session, answered=False)
        ]
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        out.print(
            f"{one['id']}  {one['question']}  （{one['place'] or '地点不明'}，{one['asked']} 人问）", markup=False
        )
    if not found:
        out.print("没有待答复的问题。")


@knowledge_app.command("answer")
def answer(
    gap: Annotated[int, typer.Argument(help="问题编号，见 boai knowledge gaps。")],
    text: Annotated[str, typer.Option(help="答复。")],
    basis: Annotated[str, typer.Option(help="依据：文件和条款，或由谁决定。")],
    account: Annotated[str, typer.Option("--as", help="以哪个工作人员的账号答复。")],
) -> None:
    """答复一个转上来的问题；问过的人下次来说话时会被告知。"""
    from bot.core.errors import GapError, PermissionDeniedError
    from bot.services import gaps
    from bot.store import accounts

    if not text.strip() or not basis.strip():
        raise refuse("答复和依据都不能是空的。")
    with _session() as session:
        officer = accounts.find(session, account)
        if officer is None:
            raise refuse(f"没有账号 {account}。用 boai accounts list 查看。")
        try:
            row = gaps.answer_gap(session, officer, gap, text.strip(), basis.strip(), Settings().clock())
        except GapError as error:
            raise refuse(f"没有编号为 {gap} 的问题。") from error
        except PermissionDeniedError as error:
            raise refuse(f"账号 {account} 不能答复这个问题：要由提问人所在地或上级的工作人员答复。") from error
        asked = row.asked
    out.print(f"已答复。问过的 {asked} 人下次来说话时会被告知。")


def _add_one(path: Path, given: Any) -> bool:
    """Import one file in a transaction of its own; says what came of it."""
    from bot.core.errors import DocumentFactsError
    from bot.knowledge.question import Places
    from bot.knowledge.reading import DocumentError, read_document
    from bot.services import policy

    try:
        read = read_document(path, Places(_yaml(KNOWLEDGE / "places.yml")))
        facts = _asked(path, _merged(policy.facts_stated(read), given))
        with _session() as session:
            row, fresh = policy.import_document(session, read, facts, set(_own()), CONSOLE, Settings().clock())
            number, title = row.id, row.title
    except DocumentError as error:
        err.print(str(error), style="red", markup=False)
        return False
    except DocumentFactsError as error:
        name = _NAMES.get(error.field, error.field)
        err.print(f"{path}：缺少或写错了{name}，请用 --{error.field} 给出。没有导入。", style="red", markup=False)
        return False
    state = "已导入" if fresh else "早已导入，没有变化"
    out.print(f"{path}：{state}，编号 {number}，《{title}》，{len(read.passages)} 段。", markup=False)
    return True


def _merged(stated: Any, given: Any) -> Any:
    """What is given wins over what the text states."""
    return replace(stated, **{name: value for name, value in asdict(given).items() if value is not None})


def _asked(path: Path, facts: Any) -> Any:
    """Ask for what is missing when somebody sits at a terminal."""
    from bot.services import policy

    for name in policy.missing_facts(facts) if sys.stdin.isatty() else ():
        answer = typer.prompt(f"{path.name} 没有写明{_NAMES[name]}，请输入")
        facts = replace(facts, **{name: _place(answer) if name == "place" else answer.strip()})
    return facts


def _place(text: str | None) -> str | None:
    return "" if text is not None and text.strip() in _WHOLE else text


def _day(option: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{option} 要写成 2024-01-01 这样的日期。") from error


def _own() -> dict[str, Any]:
    from bot.knowledge.cards import read_sources

    return dict(read_sources(KNOWLEDGE))


def _yaml(path: Path) -> Any:
    import yaml

    return yaml.safe_load(path.read_text(encoding="utf-8"))


@contextlib.contextmanager
def _session() -> Iterator[Any]:
    from bot.store.database import Database

    database = Database(Settings().database)
    try:
        database.upgrade()
        with database.session() as session:
            yield session
    finally:
        database.close()

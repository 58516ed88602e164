"""`boai audit`: the audit log, for who owns the machine."""

import contextlib
import json
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console

from bot.settings import PROJECT, TIMEZONE, Settings

REFUSED = 1
DAYS = 30

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def audit_log(
    org: Annotated[str | None, typer.Option("--org", help="只看这个组织（含下级）的，写全名。")] = None,
    person: Annotated[str | None, typer.Option("--person", help="只看这个姓名的人的记录。")] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=36500, help="看最近几天的。")] = DAYS,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """查操作记录：谁、什么时候、对什么做了什么。"""
    from bot.services import audit
    from bot.store import organisations
    from bot.store.database import Database

    settings = Settings()
    with contextlib.closing(Database(settings.database)) as database:
        database.upgrade()
        with database.session() as session:
            home = organisations.by_name(session, org) if org else None
            if org and home is None:
                err.print(f"没有组织“{org}”。请写登记过的全名。", style="red", markup=False)
                raise typer.Exit(REFUSED)
            done = audit.everything(session, home, person, days, settings.clock().astimezone(TIMEZONE))
    words = _words()
    for one in done:
        if as_json:
            print(json.dumps({**vars(one), "at": one.at.astimezone(TIMEZONE).isoformat()}, ensure_ascii=False))
        else:
            out.print(_line(one, words), markup=False)
    if not done and not as_json:
        out.print("这段时间没有操作记录。")


def _words() -> dict[str, str]:
    """The plain words of the domain, by the code that they stand for."""
    pieces = [PROJECT / "data" / "domain" / f"{name}.yml" for name in ("audit", "members")]
    responses = [yaml.safe_load(piece.read_text(encoding="utf-8"))["responses"] for piece in pieces]
    return {name.split("_word_")[-1]: texts[0]["text"] for one in responses for name, texts in one.items()}


def _line(one: Any, words: dict[str, str]) -> str:
    actor = one.actor or words.get(f"audit_actor_{one.machine}", words["audit_unnamed"])
    done = words.get(f"audit_{one.action}", one.action)
    fields = "、".join(words.get(f"field_{field}", field) for field in one.fields)
    channel = words.get(f"audit_channel_{one.channel}", words["audit_channel_chat"])
    parts = [f"{one.at.astimezone(TIMEZONE):%Y-%m-%d %H:%M}", actor, channel, done, one.what, fields, one.why or ""]
    return "  ".join(part for part in parts if part)

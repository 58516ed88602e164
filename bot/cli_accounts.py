"""`boai accounts`: invite, list, grant, revoke. Who runs it owns the machine; the audit log names the console."""

import contextlib
import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli_work import refuse
from bot.core.accounts import Role
from bot.settings import Settings

accounts_app = typer.Typer(help="账号与角色。", no_args_is_help=True)
out = Console(highlight=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
RoleOption = Annotated[Role, typer.Option(help="角色。")]
OrgOption = Annotated[str, typer.Option("--org", help="组织全名。")]


@accounts_app.command("invite")
def invite(
    role: RoleOption,
    org: OrgOption,
    name: Annotated[str | None, typer.Option(help="被邀请人的姓名。")] = None,
    as_json: AsJson = False,
) -> None:
    """发一个绑定码：7 天内有效，只能用一次。"""
    from bot.services import accounts
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    personal = PersonalData(load_key(settings.key_path))
    with _session(settings) as session:
        made = accounts.invite(session, personal, None, role, _organisation(session, org), settings.clock(), name)
    if as_json:
        print(json.dumps({"code": made.code, "org": made.organisation, "role": role, "expires": str(made.expires_at)}))
        return
    out.print(f"绑定码：{made.code}（{made.organisation}，{made.expires_at:%Y-%m-%d %H:%M} 前有效，只能用一次）")
    out.print(f"请对方在聊天里发送：绑定 {made.code}")


@accounts_app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """列出有角色的账号。"""
    from bot.store import accounts

    with _session(Settings()) as session:
        rows = [[one.id, one.role.value, one.name or "", one.organisation or ""] for one in accounts.everyone(session)]
    if as_json:
        keys = ("id", "role", "name", "org")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        out.print("  ".join(row), markup=False)
    if not rows:
        out.print("还没有绑定过角色的账号。用 boai accounts invite 发绑定码。")


@accounts_app.command("grant")
def grant(account: str, role: RoleOption, org: OrgOption) -> None:
    """给账号一个角色，从今天起生效。"""
    from bot.services import accounts
    from bot.store import accounts as store

    settings = Settings()
    with _session(settings) as session:
        if store.find(session, account) is None:
            raise refuse(f"没有账号 {account}。用 boai accounts list 查看。")
        accounts.grant(session, None, account, role, _organisation(session, org).id, settings.clock())
    out.print("已授予，今天起生效。")


@accounts_app.command("revoke")
def revoke(account: str, org: OrgOption) -> None:
    """收回账号在某个组织上的角色，今天起失效。"""
    from bot.services import accounts

    settings = Settings()
    with _session(settings) as session:
        ended = accounts.revoke(session, None, account, _organisation(session, org).id, settings.clock())
        if not ended:
            raise refuse(f"账号 {account} 在{org}没有生效的角色。")
    out.print("已收回，今天起失效。")


@contextlib.contextmanager
def _session(settings: Settings) -> Iterator[Any]:
    from bot.store.database import Database

    database = Database(settings.database)
    try:
        database.upgrade()
        with database.session() as session:
            yield session
    finally:
        database.close()


def _organisation(session: Any, name: str) -> Any:
    from bot.store import organisations

    row = organisations.by_name(session, name)
    if row is None:
        raise refuse(f"没有组织“{name}”。请写登记过的全名。")
    return row

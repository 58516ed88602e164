"""`boai progress`: numbers against targets. Who runs it owns the machine; with `--as` an account's scope holds."""

import contextlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.settings import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

REFUSED, USAGE = 1, 2
CONSOLE = "console"  # whom the machine's owner acts as


def progress(
    org: Annotated[str | None, typer.Option("--org", help="组织全名；不写就是账号自己的，或者最上级。")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="截至哪一天，例如 2026-06-30；不写就是今天。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    account: Annotated[str | None, typer.Option("--as", help="以哪个账号的权限查。")] = None,
) -> None:
    """各项指标的完成情况。"""
    from bot.services import progress as service

    with working(account) as work:
        day = _day(as_of, work.today)
        row = organisation_named(work, org)
        rows = [_row(one) for one in service.overview(work, row, day)]
        name = row.name
    if as_json:
        print(json.dumps({"organisation": name, "as_of": day.isoformat(), "metrics": rows}, ensure_ascii=False))
        return
    out.print(f"{name}（截至 {day}）", markup=False)
    for one in rows:
        out.print(_line(one), markup=False)


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
        return f"  {one['name']}：缺常住人口或村（社区）总数，算不出来"
    said = f"  {one['name']}：{one['value']:g} {one['unit']}"
    if one["target"] is None:
        return said
    return (
        f"{said} / 目标 {one['target']:g}（{one['deadline'] or '长期'}），完成 {one['percent']:.1f}%，差 {one['gap']}"
    )


@contextlib.contextmanager
def working(account_id: str | None) -> Iterator[Any]:
    """Work of an account, or of the machine's owner over everything, in one transaction."""
    from bot.core.errors import IdentityError, PermissionDeniedError
    from bot.services.work import Work
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    now = settings.clock()
    with contextlib.closing(Database(settings.database)) as database:
        database.upgrade()
        try:
            with database.session() as session:
                yield Work(session, PersonalData(load_key(settings.key_path)), _actor(session, account_id, now), now)
        except PermissionDeniedError as error:
            raise _refuse("这个账号没有看这里数字的权限。") from error
        except IdentityError as error:
            raise _refuse(f"没有账号 {account_id}。") from error


def _actor(session: Any, account_id: str | None, now: datetime) -> Any:
    from bot.core.accounts import Account, Role
    from bot.services import conversations, permission
    from bot.services.permission import Actor
    from bot.store.accounts import Grant
    from bot.store.organisations import roots

    if account_id is not None:
        return permission.actor(session, conversations.known(session, account_id), "command", now.date())
    grants = tuple(Grant(Role.NATIONAL_OFFICER, row.id) for row in roots(session))
    return Actor(Account(CONSOLE, Role.NATIONAL_OFFICER), "command", grants)


def organisation_named(work: Any, name: str | None) -> Any:
    from bot.services import organisations
    from bot.store import organisations as store
    from bot.store.tables import OrganisationRow

    if name is not None:
        exact = store.by_name(work.session, name)
        found = (exact,) if exact else organisations.find(work.session, work.who, name).rows
        if len(found) != 1:
            raise _refuse(f"没有找到组织“{name}”，或者有几个同名的。请写全名。")
        return found[0]
    if not work.who.grants:
        raise _refuse("还没有组织，或者这个账号没有所属的组织。")
    return work.session.get_one(OrganisationRow, work.who.grants[0].organisation_id)


def _day(said: str | None, today: date) -> date:
    if said is None:
        return today
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        err.print(f"日期“{said}”读不出来，请写成 2026-06-30 这样。", style="red", markup=False)
        raise typer.Exit(USAGE) from error


def _refuse(message: str) -> typer.Exit:
    err.print(message, style="red", markup=False)
    return typer.Exit(REFUSED)

"""What the commands share: work in one transaction, an organisation by its name, how a refusal is told."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import typer
from rich.console import Console

from bot.settings import Settings

REFUSED, USAGE = 1, 2  # exit codes
CONSOLE = "console"  # whom the machine's owner acts as

err = Console(stderr=True, highlight=False, soft_wrap=True)


def refuse(message: str, code: int = REFUSED) -> typer.Exit:
    """Say why nothing is done; what is to be raised."""
    err.print(message, style="red", markup=False)
    return typer.Exit(code)


def _of_its_own(_: Exception) -> str | None:
    return None


@contextlib.contextmanager
def working(account_id: str | None, told: Callable[[Exception], str | None] = _of_its_own) -> Iterator[Any]:
    """Work of an account, or of the machine's owner over everything, in one transaction; what is refused is told.

    `told`: the command's own words for an error; None for one that it does not know.
    """
    from bot.core.errors import BoaiError
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
        except (BoaiError, OSError) as error:
            message = told(error) or _common(error, account_id)
            if message is None:
                raise
            raise refuse(message) from error


def _common(error: Exception, account_id: str | None) -> str | None:
    from bot.core.errors import IdentityError, PermissionDeniedError

    if isinstance(error, PermissionDeniedError):
        return "这个账号没有办这件事的权限。"
    if isinstance(error, IdentityError):
        return f"没有账号 {account_id}。用 boai accounts list 查看。"
    if isinstance(error, OSError):
        return f"文件写不进去：{error.strerror or error}。"
    return None


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
    """The organisation of this name, as far as it can be told; without a name the actor's own, or the topmost."""
    from bot.core.organisations import core_name
    from bot.services import organisations
    from bot.store import organisations as store
    from bot.store.tables import OrganisationRow

    if name is not None:
        exact = store.by_name(work.session, name)
        found = [exact] if exact else list(organisations.find(work.session, work.who, name).rows)
        # A text that names none is taken for the asker's own: here that would be another than the one that is meant.
        if len(found) != 1 or not found[0].short.endswith(core_name(name)):
            raise refuse(f"没有找到组织“{name}”，或者有几个同名的。请写全名。")
        return found[0]
    if not work.who.grants:
        raise refuse("还没有组织，或者这个账号没有所属的组织。")
    return work.session.get_one(OrganisationRow, work.who.grants[0].organisation_id)

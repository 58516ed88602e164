"""`boai remind`: tell what is due, once (for cron) or again and again (a worker of its own)."""

import contextlib
import json
import time
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
REFUSED = 1
PAUSE_SECONDS = 120.0


def remind(
    once: Annotated[bool, typer.Option("--once", help="只跑一遍就退出（给 cron 用）；不写就一直跑。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """把到时间的提醒发出去：个人提醒、换届、报表、纪念日等。重复运行不会重复提醒。"""
    from bot.core.errors import DatabaseBusyError
    from bot.services import reminding
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    with contextlib.closing(Database(settings.database)) as database:
        database.upgrade()
        personal = PersonalData(load_key(settings.key_path))
        while True:
            try:
                done = reminding.run(database, personal, settings.clock()).as_dict()
            except DatabaseBusyError as error:
                err.print("数据库正忙，这一遍没有跑完；下一遍会接着做。", style="yellow")
                if once:
                    raise typer.Exit(REFUSED) from error
            else:
                _tell(done, as_json)
            if once:
                return
            time.sleep(PAUSE_SECONDS)


def _tell(done: dict[str, int], as_json: bool) -> None:
    if as_json:
        print(json.dumps(done), flush=True)
        return
    out.print(
        f"个人提醒 {done['personal']} 条，询问计划活动 {done['asked']} 次，"
        f"新到期 {done['computed']} 项，汇总消息 {done['roundups']} 条。"
    )

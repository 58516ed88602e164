"""The action server: `python -m actions.server`. Listens on loopback only; one process, database work in threads."""

import logging
import os
from typing import Any

import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.base import BoaiAction, Runtime, Titles, Words
from bot.knowledge import Knowledge
from bot.lifeline import follow_parent
from bot.services.files import Files
from bot.services.identity import IdentitySigner
from bot.settings import PROJECT, Settings
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import Vault, load_key

IDENTITY_SECRET = "BOAI_IDENTITY_SECRET"


class Executor(ActionExecutor):
    """Runs our actions, none of which asks for the domain; the SDK's own refuses a call that comes without it."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any] | None:
        return payload.get("domain")


def main() -> None:
    """Serve on `BOAI_ACTIONS_PORT`. The identity secret comes from the environment, new at every start."""
    follow_parent()
    settings = Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.configure(logger_factory=structlog.stdlib.LoggerFactory())
    BoaiAction.runtime = Runtime(
        database=Database(settings.database),
        # Vectors of cards changed since the set-up are made beside the first answers, which go by words alone.
        knowledge=Knowledge.load(PROJECT / "knowledge", semantic=settings.semantic),
        signer=IdentitySigner(os.environ[IDENTITY_SECRET]),
        clock=settings.clock,
        titles=(titles := Titles(PROJECT / "data" / "domain")),
        words=Words(titles),
        personal=PersonalData(key := load_key(settings.key_path)),
        vault=Vault(key),
        files=Files(settings.files_folder),
    )
    executor = Executor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins=[])
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    app.run(host="127.0.0.1", port=settings.actions_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()

"""The gateway's process: `python -m bot.channels.serve`. Web page, Telegram and the command line's API in one loop."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from bot.channels import api, compose, telegram, web
from bot.channels.gateway import Gateway
from bot.channels.rasa_client import RasaClient
from bot.core.errors import DatabaseBusyError
from bot.lifeline import follow_parent
from bot.services import metrics
from bot.services.files import Files
from bot.services.reminding import run
from bot.settings import Settings
from bot.store.database import Database
from bot.store.personal import PersonalData
from bot.store.sealed import load_key

log = structlog.get_logger(__name__)
DAY_SECONDS = 24 * 3600
HOUR_SECONDS = 3600
REMIND_SECONDS = 120
FOLD_SECONDS = 30


def build(settings: Settings) -> FastAPI:
    """The application. Its secrets and Rasa's address come from the environment that `bot.run` makes."""
    database = Database(settings.database)
    rasa = RasaClient(os.environ["BOAI_RASA_URL"], os.environ["BOAI_CHANNEL_SECRET"])
    gateway = compose.gateway(settings, database, rasa, os.environ["BOAI_IDENTITY_SECRET"])
    bot = telegram.build(gateway, database, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        forgetting = asyncio.create_task(_forget_daily(gateway))
        deleting = asyncio.create_task(_delete_old_files(Files(settings.files_folder)))
        reminding = asyncio.create_task(_remind(database, settings))
        folding = asyncio.create_task(_fold(database))
        analysing = asyncio.create_task(_analyse(database))
        if bot:
            bot.start()
        yield
        if bot:
            await bot.stop()
        analysing.cancel()
        folding.cancel()
        reminding.cancel()
        forgetting.cancel()
        deleting.cancel()
        await rasa.close()
        database.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(api.router(gateway, os.environ["BOAI_COMMAND_LINE_SECRET"]))
    if bot:
        app.include_router(bot.router())
    web.mount(app, gateway, settings)
    return app


async def _forget_daily(gateway: Gateway) -> None:
    """Conversations are kept for thirty days; what is older goes at the start and once a day."""
    while True:
        try:
            await gateway.forget_old()
        except DatabaseBusyError as error:
            log.warning("old conversations not deleted", error=str(error))
        await asyncio.sleep(DAY_SECONDS)


async def _remind(database: Database, settings: Settings) -> None:
    """Tell what is due, every two minutes; a run that fails is made good by the next."""
    personal = PersonalData(load_key(settings.key_path))
    while True:
        await asyncio.sleep(REMIND_SECONDS)
        try:
            done = await asyncio.to_thread(run, database, personal, settings.clock())
        except Exception:
            log.exception("reminders not told")
        else:
            log.info("reminders told", **done.as_dict())


async def _fold(database: Database) -> None:
    """Sum up what changed in the numbers of the upper organisations, and do what writers need not wait for.

    What is missed once is done the next time.
    """
    while True:
        await asyncio.sleep(FOLD_SECONDS)
        try:
            await asyncio.to_thread(metrics.fold, database)
            await asyncio.to_thread(database.checkpoint)
        except DatabaseBusyError as error:
            log.warning("numbers not summed up", error=str(error))


async def _analyse(database: Database) -> None:
    """Let the database look at its indexes once a day; at the start of everything it has done so."""
    while True:
        await asyncio.sleep(DAY_SECONDS)
        try:
            await asyncio.to_thread(database.analyse)
        except DatabaseBusyError as error:
            log.warning("indexes not looked at", error=str(error))


async def _delete_old_files(files: Files) -> None:
    """What was given out is deleted after a day; looked for every hour."""
    while True:
        try:
            await asyncio.to_thread(files.delete_old)
        except OSError as error:
            log.warning("old files not deleted", error=str(error))
        await asyncio.sleep(HOUR_SECONDS)


def serve(settings: Settings) -> None:
    """Serve until told to stop, in uvicorn's own loop (uvloop where there is one)."""
    config = uvicorn.Config(
        build(settings), host=settings.host, port=settings.port, log_level=settings.log_level.lower(), access_log=False
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    follow_parent()
    serve(Settings())

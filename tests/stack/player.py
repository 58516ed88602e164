"""Plays a dialogue of tests/dialogues on a playground: what is said and pressed, days that go by, what arrives unasked.

A step is one of these, of the dialogue's account or of its own `account`:

| step | does |
|---|---|
| `user` | says a message, `times` as long where that is given |
| `press` | presses a button that was last shown to the account, by number or title (the latest of equal ones) |
| `day` | lets days go by until this moment (9:30 unless a time is given), with `boai remind --once` every morning |
| `told` | takes what waits to be pushed, as Telegram does; `[]`: nothing may be there |

`expect` and `told` are groups of patterns: of each group one must be found. `forbid`: none may be. `buttons`, `files`,
`messages`: what else must have come.
"""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.batch import CHAT, Playground, Template
from bot.channels.gateway import Reply
from bot.cli import app
from bot.settings import TIMEZONE

MORNING = time(9, 30)  # when the worker runs: after the hour of roundups
DAY = timedelta(days=1)
Turn = dict[str, Any]


class Player:
    """One dialogue from the beginning of its world."""

    def __init__(self, played: Playground, world: Template, account: str) -> None:
        self._played, self._account = played, account
        self._shown: dict[str, list[list[str]]] = {}  # the last buttons of each account
        played.reset(world)

    def play(self, step: dict[str, Any]) -> None:
        """Do one step and look at what comes of it."""
        if "day" in step:
            self._let_days_go_by(_moment(str(step["day"])))
            return
        account = step.get("account", self._account)
        answer = self._arrived(account) if "told" in step else self._said(account, step)
        assert "error" not in answer, answer
        if answer["buttons"] or "told" not in step:
            self._shown[account] = answer["buttons"]
        _look_at(answer, step)

    def _said(self, account: str, step: dict[str, Any]) -> Turn:
        if "press" in step:
            return self._played.answer({"account": account, "press": self._button(account, step["press"])})
        return self._played.answer({"account": account, "message": step["user"] * step.get("times", 1)})

    def _button(self, account: str, which: int | str) -> str:
        buttons = self._shown[account]
        if isinstance(which, int):
            return buttons[which - 1][1]
        found = [payload for title, payload in buttons if title == which]
        assert found, f"no button {which} in {buttons}"
        return found[-1]

    # --- days ----------------------------------------------------------------------------------------------------

    def _let_days_go_by(self, until: datetime) -> None:
        now = self._played.settings.clock()
        assert until > now, "a day cannot come back"
        morning = datetime.combine(now.date(), MORNING, TIMEZONE)
        while (morning := morning + DAY) <= until:
            self._played.move_to(morning)
            self._remind()
        self._played.move_to(until)
        if until.timetz() != morning.timetz():
            self._remind()

    def _remind(self) -> None:
        """The worker that a cron job would start, in the folder of the stack."""
        settings = self._played.settings
        environment = {
            "BOAI_HOME": str(settings.home),
            "BOAI_NOW_FILE": str(settings.now_file),
            "BOAI_DATABASE_URL": settings.database,
            "BOAI_KEY_FILE": str(settings.key_path),
        }
        done = CliRunner().invoke(app, ["remind", "--once", "--json"], env=environment)
        assert done.exit_code == 0, done.output

    def _arrived(self, account: str) -> Turn:
        """What is pushed to an account now, and has arrived."""
        gateway = self._played.gateway
        replies: list[Reply] = []
        for message, reply in self._played.wait(gateway.news(account, CHAT)):
            self._played.wait(gateway.delivered(message))
            replies.append(reply)
        return {
            "replies": [reply.text for reply in replies],
            "buttons": [list(button) for reply in replies for button in reply.buttons],
            "files": [],
        }


def _moment(said: str) -> datetime:
    """A day, or a day and a time."""
    moment = datetime.strptime(said, "%Y-%m-%d %H:%M") if ":" in said else None
    day = moment.date() if moment else date.fromisoformat(said)
    return datetime.combine(day, moment.time() if moment else MORNING, TIMEZONE)


def _look_at(answer: Turn, step: dict[str, Any]) -> None:
    text = "\n".join(answer["replies"])
    if step.get("told") == []:
        assert not text, f"nobody asked: {text}"
        return
    assert text.strip(), "no reply"
    for group in [*step.get("expect", []), *step.get("told", [])]:
        assert any(re.search(pattern, text) for pattern in group), f"nothing of {group} in: {text}"
    for pattern in step.get("forbid", []):
        assert not re.search(pattern, text), f"{pattern} in: {text}"
    if step.get("buttons"):
        assert answer["buttons"]
    assert len(answer["replies"]) == step.get("messages", len(answer["replies"])), text
    if "files" in step:
        assert len(answer["files"]) == step["files"]
        assert all(Path(file).is_file() for file in answer["files"])

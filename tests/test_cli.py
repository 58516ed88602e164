"""The command `boai`: help, refusals, the machine interface, the terminal's chat."""

import json
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from bot import batch, cli, run
from bot.channels.gateway import Reply
from bot.settings import PROJECT, Settings

RUNNER = CliRunner()
HELLO = '{"id": 1, "question": "你好"}'


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Settings come from here, not from the machine."""
    for name in [name for name in os.environ if name.startswith("BOAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BOAI_HOME", str(tmp_path))
    return tmp_path


def commands(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


EVERY = list(commands(typer.main.get_command(cli.app)))


# --- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    done = RUNNER.invoke(cli.app, [*command, "--help"])
    assert done.exit_code == cli.DONE
    helped = done.output.split("Usage:")[1]
    assert any("\u4e00" <= c <= "\u9fff" for c in helped.replace("显示", "")), done.output


def test_the_commands_of_the_interface_are_there() -> None:
    wanted = {"up", "status", "chat", "ask", "train", "batch", "db", "db upgrade", "db demo"}
    wanted |= {f"batch {kind}" for kind in ("policy", "task", "search", "chat")}
    assert {" ".join(command) for command in EVERY} >= wanted


def test_help_is_quick_because_it_loads_nothing_big() -> None:
    code = (
        "import sys; sys.argv[1:] = ['chat', '--help']\n"
        "import bot.cli\n"
        "try: bot.cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'numpy', 'jieba', 'nicegui', 'fastapi', 'httpx', 'rasa_sdk'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_it_runs_as_a_module_as_the_makefile_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["boai", "status"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(cli.__file__, run_name="__main__")
    assert ended.value.code == cli.REFUSED
    assert "make run" in capsys.readouterr().err


# --- usage and settings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["nonsense"], ["ask"], ["batch", "nonsense"], ["batch", "search"], ["up", "x"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert RUNNER.invoke(cli.app, arguments).exit_code == cli.USAGE


@pytest.mark.parametrize(
    ("name", "value"), [("BOAI_PORT", "abc"), ("BOAI_PORT", "99999"), ("BOAI_PORT", "-1"), ("BOAI_NOW", "soon")]
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["boai", "status"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.USAGE
    assert name in capsys.readouterr().err


# --- batch -----------------------------------------------------------------------------------------------------------


class Knowledge:
    """Answers a question with itself; fails at one."""

    def ask(self, question: str, place: str | None = None, today: Any = None) -> Any:
        if question == "fail":
            raise RuntimeError("no luck")
        return SimpleNamespace(text=f"{question}@{place}", answered=True, citations=())


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `boai batch policy` on bytes; gives the lines."""
    monkeypatch.setattr(cli, "_knowledge", lambda _: Knowledge())

    def batch_policy(given: bytes) -> list[dict[str, Any]]:
        done = RUNNER.invoke(cli.app, ["batch", "policy"], input=given)
        assert done.exit_code == cli.DONE
        return [json.loads(line) for line in done.stdout_bytes.decode().splitlines()]

    return batch_policy


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(b"not json", None, id="not JSON"),
        pytest.param(b'{"id": 7', None, id="cut off"),
        pytest.param(b"[1]", None, id="a list"),
        pytest.param(b"7", None, id="a number"),
        pytest.param(b"null", None, id="null"),
        pytest.param(b'{"id": 7}', 7, id="no question"),
        pytest.param(b'{"id": "x", "question": "fail"}', "x", id="fails"),
        pytest.param(b"\xff\xfe", None, id="not UTF-8"),
        pytest.param(b"[" * 100_000, None, id="deep"),
    ],
)
def test_a_line_that_cannot_be_read_gives_an_error_and_the_batch_goes_on(policy: Any, line: bytes, name: Any) -> None:
    first, wrong, last = policy(b"\n".join([HELLO.encode(), line, b"", HELLO.encode()]))
    assert first == last == {"id": 1, "answer": "你好@None", "answered": True, "citations": []}
    assert wrong["id"] == name
    assert set(wrong) == {"id", "error"}
    assert wrong["error"]


def test_lines_come_out_in_order_with_their_ids(policy: Any) -> None:
    rows = [{"id": name, "question": str(n), "place": "绍兴市"} for n, name in enumerate(["b", 2, None, {"x": 1}, "b"])]
    found = policy("\n".join(map(json.dumps, rows)).encode())
    assert [(row["id"], row["answer"]) for row in found] == [(row["id"], f"{row['question']}@绍兴市") for row in rows]


@pytest.mark.parametrize("line", [b'{"id": "\\ud800", "question": "x"}', b'{"id": 1, "question": "\\ud800"}'])
def test_a_lone_surrogate_comes_out_as_it_came_in(policy: Any, line: bytes) -> None:
    row, after = policy(line + b"\n" + HELLO.encode())
    assert "\ud800" in f"{row['id']}{row['answer']}"
    assert after["answer"] == "你好@None"


def test_an_answer_is_flushed_before_the_next_line_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    (given, give), (take, taken) = os.pipe(), os.pipe()
    with open(give, "wb", 0) as ask, open(take, "rb") as answers, open(given) as stdin, open(taken, "w") as stdout:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stdout", stdout)
        batch_run = threading.Thread(target=cli._each_line, args=("id", lambda row: {"said": row["x"]}), daemon=True)
        batch_run.start()
        for number in range(3):
            ask.write(json.dumps({"id": number, "x": "好"}).encode() + b"\n")
            assert json.loads(answers.readline()) == {"id": number, "said": "好"}
        ask.close()
        batch_run.join(10)
        assert not batch_run.is_alive()


class StubGateway:
    """Says again what it hears."""

    def __init__(self) -> None:
        self.handled: list[Any] = []

    async def handle(self, incoming: Any) -> list[Reply]:
        self.handled.append(incoming)
        return [Reply(incoming.text, (("查", "id"),), (), ("a.docx",)), Reply("二")]


async def test_batch_chat_lets_anybody_talk_and_gives_everything_back() -> None:
    """An account that the world does not list is a visitor, as it would be on the page or on Telegram."""
    gateway = StubGateway()
    answer = await batch._turn(gateway, {"account": "nobody", "message": "你好"})  # type: ignore[arg-type]
    assert answer == {"replies": ["你好", "二"], "buttons": [["查", "id"]], "files": ["a.docx"]}
    assert [incoming.may_be_new for incoming in gateway.handled] == [True]


# --- chat ------------------------------------------------------------------------------------------------------------


class Assistant(BaseHTTPRequestHandler):
    """Knows one account; takes down what it is sent."""

    sent: list[dict[str, Any]]

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.sent.append({**body, "secret": self.headers["X-Boai-Secret"]})
        known = body["account"] in ("one", "terminal")
        content = json.dumps([{"text": "好[red]的", "buttons": [["查", "b1"], ["问", "b2"]], "files": []}]).encode()
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(content if known else b"{}")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """A running assistant."""
    Assistant.sent = []
    server = HTTPServer(("127.0.0.1", 0), Assistant)
    port = server.server_address[1]
    part = {"name": "web", "port": port, "health": f"http://127.0.0.1:{port}/"}
    state = {"pid": os.getpid(), "command_line_secret": "secret", "parts": [part]}
    monkeypatch.setattr(run, "read_run_state", lambda _: state)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Assistant.sent
    server.shutdown()
    server.server_close()


def test_messages_are_sent_in_turn(sent: list[dict[str, Any]]) -> None:
    done = RUNNER.invoke(cli.app, ["chat", "--as", "one", "你好", "换届"])
    assert done.exit_code == cli.DONE
    assert [(row["text"], row["account"], row["secret"]) for row in sent] == [
        ("你好", "one", "secret"),
        ("换届", "one", "secret"),
    ]
    assert len({row["message_id"] for row in sent}) == 2
    assert done.output.count("好[red]的\n  [1] 查\n  [2] 问\n") == 2


def test_a_number_presses_a_button_that_is_there(sent: list[dict[str, Any]]) -> None:
    RUNNER.invoke(cli.app, ["chat"], input="你好\n2\n3\n²\n")
    assert [(row["text"], row.get("press")) for row in sent] == [
        ("你好", None),
        ("", "b2"),
        ("3", None),
        ("²", None),
    ]


def test_an_unknown_account_is_refused(sent: list[dict[str, Any]]) -> None:
    done = RUNNER.invoke(cli.app, ["chat", "--as", "nobody", "你好"])
    assert done.exit_code == cli.REFUSED
    assert "nobody" in done.output


def test_words_that_are_not_utf_8_are_sent_as_far_as_they_can_be_read(sent: list[dict[str, Any]]) -> None:
    assert RUNNER.invoke(cli.app, ["chat", os.fsdecode("换届".encode() + b"\xc4\xe3")]).exit_code == cli.DONE
    assert sent[0]["text"].startswith("换届\ufffd")


def test_json_is_one_line_for_each_message(sent: list[dict[str, Any]]) -> None:
    done = RUNNER.invoke(cli.app, ["chat", "--json", "你好", "换届"])
    assert [json.loads(line)[0]["text"] for line in done.output.splitlines()] == ["好[red]的"] * 2


@pytest.mark.parametrize("arguments", [["chat", "你好"], ["status"]])
def test_without_a_running_assistant_it_says_how_to_start_one(arguments: list[str]) -> None:
    done = RUNNER.invoke(cli.app, arguments)
    assert done.exit_code == cli.REFUSED
    assert "make run" in done.output


def test_status_without_a_running_assistant_as_json() -> None:
    done = RUNNER.invoke(cli.app, ["status", "--json"])
    assert (done.exit_code, json.loads(done.output)) == (cli.REFUSED, {"running": False, "parts": []})


# --- database --------------------------------------------------------------------------------------------------------


def test_the_demonstration_is_loaded_into_an_empty_database_only(home: Path) -> None:
    assert RUNNER.invoke(cli.app, ["db", "demo"]).exit_code == cli.DONE
    assert (home / "boai.db").exists()
    again = RUNNER.invoke(cli.app, ["db", "demo"])
    assert (again.exit_code, "BOAI_HOME" in again.output) == (cli.REFUSED, True)


def test_a_wrong_world_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    world = tmp_path / "world.yml"
    world.write_text("users:\n- {id: a, role: member}\n- {id: b, role: member, shoe_size: 42}\n")
    done = RUNNER.invoke(cli.app, ["db", "demo", "--world", str(world)])
    assert done.exit_code == cli.REFUSED
    assert "shoe_size" in done.output
    assert RUNNER.invoke(cli.app, ["db", "demo"]).exit_code == cli.DONE


def test_a_second_start_in_the_same_home_is_refused(sent: list[dict[str, Any]]) -> None:
    done = RUNNER.invoke(cli.app, ["up"])
    assert done.exit_code == cli.REFUSED
    assert "BOAI_HOME" in done.output


def test_a_taken_port_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import socket

    monkeypatch.setenv("BOAI_MODEL", str(tmp_path / "model.tar.gz"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("BOAI_PORT", str(port))
        done = RUNNER.invoke(cli.app, ["up"])
    assert done.exit_code == cli.REFUSED
    assert f"{port}" in done.output
    assert "BOAI_PORT" in done.output
    assert not Settings().run_state.exists()

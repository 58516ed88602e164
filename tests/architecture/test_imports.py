"""Who may import whom (docs: the design's ARCHITECTURE, "Who may import whom"), read from the source."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT

FILES = sorted(
    path
    for room in ("bot", "actions", "deploy")
    for path in (PROJECT / room).rglob("*.py")
    if ".venv" not in path.parts and "versions" not in path.parts
)
RASA_ROOM = [path for path in FILES if path.is_relative_to(PROJECT / "bot" / "nlu")]
OURS = [path for path in FILES if path not in RASA_ROOM]
# NiceGUI takes seconds to import, Rasa is not in this environment, env.py is run by Alembic: read, not imported.
SOURCE_ONLY = [path for path in OURS if path.is_relative_to(PROJECT / "bot" / "channels" / "web")]
SOURCE_ONLY += [PROJECT / "bot" / "channels" / "serve.py", PROJECT / "bot" / "store" / "migrations" / "env.py"]
SESSION_HOLDERS = ("bot/services/", "actions/base.py", "actions/routing.py", "bot/channels/gateway.py")

# What a room of ours may import from ours. The rooms to the left stand on those to the right.
ROOMS = {
    "bot/core": {"bot.core"},
    "bot/text": {"bot.text", "bot.core"},
    "bot/store": {"bot.store", "bot.core"},
    "bot/knowledge": {"bot.knowledge", "bot.text", "bot.core"},
    "bot/services": {"bot.services", "bot.store", "bot.core", "bot.text", "bot.knowledge"},
    "bot/channels": {
        "bot.channels", "bot.services", "bot.store", "bot.core", "bot.text", "bot.settings", "bot.lifeline",
    },
    "bot/reports": {"bot.reports", "bot.services", "bot.core"},
    "actions": {
        "actions", "bot.reports", "bot.services", "bot.store", "bot.core", "bot.knowledge", "bot.settings",
        "bot.lifeline",
    },
    "bot/nlu": {"bot.nlu", "bot.text", "bot.lifeline"},
}  # fmt: skip
# Third-party packages that have one home.
HOMES = {
    "rasa": ("bot/nlu/",),
    "rasa_sdk": ("actions/",),
    "telegram": ("bot/channels/telegram/",),
    "sqlalchemy": ("bot/store/",),
    "alembic": ("bot/store/",),
    "nicegui": ("bot/channels/web/",),
    "typer": ("bot/cli.py", "bot/cli_"),
}
RASA_BRINGS = {
    "rasa", "sanic", "aiohttp", "jsonschema", "numpy", "scipy", "sklearn", "pycrfsuite", "jieba", "opencc", "structlog",
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(module, imported names) of every import, also those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or "", tuple(alias.name for alias in node.names)


def modules(path: Path) -> set[str]:
    """Modules that a file imports; `from bot import run` counts as bot.run."""
    found = set()
    for module, names in imports(path):
        found |= {f"bot.{one}" for one in names} if module == "bot" else {module}
    return found


def ours(module: str) -> bool:
    return module.split(".")[0] in ("bot", "actions", "tests")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_stands_only_on_the_rooms_below_it(room: str) -> None:
    files = [path for path in FILES if name(path).startswith(f"{room}/")]
    assert files
    wrong = {
        f"{name(path)}: {module}"
        for path in files
        for module in modules(path)
        if ours(module) and not any(module == allowed or module.startswith(f"{allowed}.") for allowed in ROOMS[room])
    }
    assert not wrong


@pytest.mark.parametrize("files", ["bot/core/", "bot/lifeline.py", "deploy/setup.py"])
def test_standard_library_only(files: str) -> None:
    wrong = {
        f"{name(path)}: {module}"
        for path in FILES
        if name(path).startswith(files)
        for module in modules(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not module.startswith("bot.core")
    }
    assert not wrong


@pytest.mark.parametrize("package", HOMES)
def test_a_package_stays_in_its_home(package: str) -> None:
    wrong = set()
    for path in FILES:
        for module, names in imports(path):
            if module.split(".")[0] != package or name(path).startswith(HOMES[package]):
                continue
            handed_over = module == "sqlalchemy.orm" and names == ("Session",)
            if not (handed_over and name(path).startswith(SESSION_HOLDERS)):
                wrong.add(f"{name(path)}: {module} {names}")
    assert not wrong


def test_rasas_room_imports_what_rasa_brings_and_nothing_else() -> None:
    wrong = {
        f"{name(path)}: {module}"
        for path in RASA_ROOM
        for module in modules(path)
        if not ours(module) and module.split(".")[0] not in sys.stdlib_module_names | RASA_BRINGS
    }
    assert not wrong


def test_what_rasas_room_uses_can_be_read_by_python_3_10() -> None:
    for path in FILES:
        if name(path).startswith(("bot/nlu/", "bot/text/", "bot/lifeline.py")):
            ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))


# --- nothing happens at import ---------------------------------------------------------------------------------------

GUARDED = """
import importlib, sys
project, done = sys.argv[1], []
EVENTS = {"open", "socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.mkdir", "os.listdir"}

def is_ours(frame):  # not what a third party does at its own import
    while frame:
        file = frame.f_code.co_filename
        if "site-packages" in file or file.startswith(project):
            return "site-packages" not in file
        frame = frame.f_back
    return False

def guard(event, arguments):
    if event not in EVENTS:
        return
    source = event == "open" and (str(arguments[0]).endswith((".py", ".pyc")) or "zoneinfo" in str(arguments[0]))
    importing = event == "os.listdir" and sys._getframe(1).f_code.co_filename.startswith("<frozen")
    if not source and not importing and is_ours(sys._getframe(1)):
        done.append(f"{event} {arguments[0]}")

sys.addaudithook(guard)
for module in sys.argv[2:]:
    importlib.import_module(module)
    if done:
        sys.exit(f"{module}: {done}")
"""


@pytest.mark.slow
def test_nothing_is_opened_at_import() -> None:
    importable = [
        name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in OURS
        if name(path).startswith(("bot/", "actions/")) and path not in SOURCE_ONLY
    ]
    command = [sys.executable, "-B", "-W", "ignore", "-c", GUARDED, str(PROJECT), *importable]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


OPENING = re.compile(r"^(open|read_text|read_bytes|write_text|mkdir|connect|create_engine|load|urlopen|Popen|run)$")


def _called_at_import(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and "__main__" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Call):
            yield child.func.attr if isinstance(child.func, ast.Attribute) else ast.unparse(child.func)
        yield from _called_at_import(child)


def test_nothing_is_opened_at_import_of_what_is_too_heavy_to_import() -> None:
    wrong = {
        f"{name(path)}: {called}"
        for path in [*RASA_ROOM, *SOURCE_ONLY]
        for called in _called_at_import(ast.parse(path.read_text(encoding="utf-8")))
        if OPENING.match(called)
    }
    assert not wrong


# --- no Chinese sentence in Python -----------------------------------------------------------------------------------

CHINESE = re.compile(r"[\u3400-\u9fff]")
SILENT_ROOMS = ("actions/", "bot/core/", "bot/store/", "bot/services/", "bot/channels/", "bot/nlu/")
# Where Chinese is read (patterns, tables of numerals, names), not spoken.
READS_CHINESE = {
    "bot/core/activities.py",
    "bot/core/composition.py",
    "bot/core/conversations.py",
    "bot/core/elections.py",
    "bot/core/members.py",
    "bot/core/organisations.py",
    "bot/core/reminders.py",
    "bot/core/stars.py",
    "bot/core/structure.py",
    "bot/nlu/crf.py",
}
# A county's Red Cross is called after the county (WORLD.md).
NAMES = {"红十字会", "中国红十字会总会"}


def _strings(tree: ast.Module) -> Iterator[str]:
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.value


def test_no_chinese_sentence_stands_in_python() -> None:
    wrong = {
        f"{name(path)}: {text}"
        for path in FILES
        if name(path).startswith(SILENT_ROOMS) and name(path) not in READS_CHINESE
        for text in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if CHINESE.search(text) and text not in NAMES
    }
    assert not wrong


@pytest.mark.parametrize("path", sorted(READS_CHINESE))
def test_the_exceptions_are_needed(path: str) -> None:
    assert any(CHINESE.search(text) for text in _strings(ast.parse((PROJECT / path).read_text(encoding="utf-8"))))

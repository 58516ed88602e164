"""The house is a table: features are rows, folders are columns, a cell is one file named after the feature."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT
from bot.text.normalise import fold

FEATURES = {
    "organisations",
    "structure",
    "members",
    "activities",
    "targets",
    "elections",
    "reminders",
    "accounts",
    "policy",
    "gaps",
    "drafts",
    "suggestions",
    "smalltalk",
    "audit",
    "stars",
    "certificates",
    "five_haves",
}
# Rows whose talk is built or announced so far; `accounts` has none yet.
TALKING = FEATURES - {"accounts"}
TALK = {"data/nlu": ".yml", "data/rules": ".yml", "data/domain": ".yml", "actions": ".py"}

# Cells of no feature: what a room needs to stand.
FIXTURES = {
    "actions": {
        "__init__",
        "activity_questions",
        "agenda",
        "annexes",
        "base",
        "bulletin",
        "charts",
        "figures",
        "merging",
        "people",
        "progress",
        "reports",
        "routing",
        "server",
    },
    "bot/core": {
        "__init__",
        "agenda",
        "annexes",
        "awards",
        "composition",
        "conversations",
        "errors",
        "paging",
        "permissions",
    },
    "bot/store": {
        "__init__",
        "annexes",
        "awards",
        "backup",
        "conversations",
        "database",
        "deliveries",
        "former_names",
        "governance",
        "imports",
        "metrics",
        "notices",
        "personal",
        "bulk",
        "rollups",
        "sealed",
        "stays",
        "tables",
        "telegram_chats",
        "versions",
    },
    "bot/services": {
        "__init__",
        "agenda",
        "annexes",
        "awards",
        "awards_form",
        "bulletin",
        "conversations",
        "following",
        "counts",
        "demo",
        "demo_parts",
        "scale",
        "identity",
        "imports",
        "import_rows",
        "import_people",
        "import_orgs",
        "import_places",
        "import_targets",
        "exports",
        "files",
        "keys",
        "permission",
        "photos",
        "pictures",
        "register",
        "reminding",
        "reporting",
        "activity_questions",
        "enrolment",
        "composition",
        "congress",
        "handing_over",
        "people",
        "merging",
        "renaming",
        "founding",
        "metrics",
        "model_homes",
        "outbox",
        "progress",
        "structure_form",
        "stars_form",
        "honours",
        "sheets",
        "stays",
        "work",
        "waiting",
        "workdays",
        "world",
        "world_form",
        "world_parts",
    },
    "data/nlu": set(),
    "data/rules": set(),
    "data/domain": {"agenda", "annexes", "bulletin", "charts"},
}

# INTERFACES.md, "Task words".
TASKS = """
report_activity register_member register_volunteer found_org_record query_progress query_org query_members
query_activities election_due record_election remind_me manage_reminder export_report ask_policy correct undo confirm
deny cancel_form greet thanks help human out_of_scope
"""
UNTRAINED = {"nlu_fallback"}  # given by Rasa's fallback, not by the classifier


@cache
def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def pieces() -> list[Path]:
    return [PROJECT / "domain.yml", *sorted((PROJECT / "data" / "domain").glob("*.yml"))]


def listed(key: str) -> Iterator[tuple[str, str]]:
    """(name, piece) of every intent, action, response... of the domain."""
    for path in pieces():
        for one in read(path).get(key) or []:
            yield (next(iter(one)) if isinstance(one, dict) else one), path.stem


@cache
def declared(key: str) -> set[str]:
    return {name for name, _ in listed(key)}


def rules() -> Iterator[tuple[str, str, str]]:
    """(intent, action, feature) of every rule."""
    for path in sorted((PROJECT / "data" / "rules").glob("*.yml")):
        for rule in read(path)["rules"]:
            intents = [step["intent"] for step in rule["steps"] if "intent" in step]
            actions = [step["action"] for step in rule["steps"] if "action" in step]
            yield from ((intent, action, path.stem) for intent in intents for action in actions)


@cache
def examples() -> list[tuple[str, str, str]]:
    """(sentence without its marks, intent, feature) of every training example."""
    found = []
    for path in sorted((PROJECT / "data" / "nlu").glob("*.yml")):
        for one in read(path)["nlu"]:
            for line in one.get("examples", "").splitlines() if "intent" in one else []:
                typed = re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("-").strip())
                found.append((typed, one["intent"], path.stem))
    return found


@cache
def sentences() -> list[tuple[str, str, str]]:
    """The same as they are understood: folded, without punctuation."""
    return [(re.sub(r"\W", "", fold(typed)) or typed, intent, feature) for typed, intent, feature in examples()]


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", TALK)
@pytest.mark.parametrize("feature", sorted(TALKING))
def test_every_feature_has_its_cell(feature: str, column: str) -> None:
    assert (PROJECT / column / f"{feature}{TALK[column]}").is_file()


@pytest.mark.parametrize("column", FIXTURES)
def test_no_file_stands_outside_the_table(column: str) -> None:
    files = [path for path in (PROJECT / column).iterdir() if path.is_file()]
    assert files
    strange = [path.name for path in files if path.stem not in FEATURES | FIXTURES[column]]
    assert not strange
    assert {path.suffix for path in files} == {TALK.get(column, ".py")}


@pytest.mark.parametrize("column", ["data/nlu", "data/rules", "data/domain", "actions"])
def test_a_task_stands_in_the_same_row_in_every_column(column: str) -> None:
    home = dict(listed("intents"))
    if column == "data/nlu":
        found = {(intent, feature) for _, intent, feature in sentences()}
    elif column == "data/rules":
        found = {(intent, feature) for intent, _, feature in rules()}
    elif column == "data/domain":
        found = {(action.removeprefix("action_"), feature) for action, feature in listed("actions")}
    else:
        found = {
            (statement.value.value, path.stem)
            for path in (PROJECT / "actions").glob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for statement in [node]
            if isinstance(statement.value, ast.Constant) and "task" in ast.unparse(statement).split("=")[0]
        }
    assert found
    misplaced = {(task, feature) for task, feature in found if home.get(task, feature) != feature}
    assert not misplaced


# --- the domain ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["intents", "entities", "slots", "responses", "actions", "forms"])
def test_nothing_is_declared_twice(key: str) -> None:
    twice = [name for name, times in Counter(name for name, _ in listed(key)).items() if times > 1]
    assert not twice


@pytest.mark.parametrize("path", pieces(), ids=lambda path: path.stem)
def test_no_key_stands_twice_in_a_piece(path: Path) -> None:
    """YAML keeps the last of two equal keys without a word."""
    twice = []

    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        twice.extend(key for key, times in Counter(keys).items() if times > 1)
        return yaml.SafeLoader.construct_mapping(loader, node, deep=True)

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    yaml.load(path.read_text(encoding="utf-8"), Loader)
    assert not twice


@pytest.mark.parametrize("task", TASKS.split())
def test_every_task_word_is_an_intent(task: str) -> None:
    assert task in declared("intents")


@pytest.mark.parametrize("intent", sorted(declared("intents")))
def test_every_intent_is_trained_ruled_and_answered(intent: str) -> None:
    assert intent in UNTRAINED or intent in {trained for _, trained, _ in sentences()}
    answers = {action for ruled, action, _ in rules() if ruled == intent}
    assert len(answers) == 1, f"rules of {intent}: {answers}"
    assert answers <= declared("actions") | declared("responses")


def test_nothing_is_trained_or_ruled_that_is_no_intent() -> None:
    used = {intent for _, intent, _ in sentences()} | {intent for intent, _, _ in rules()}
    assert used <= declared("intents")


def test_no_sentence_is_trained_under_two_intents() -> None:
    under = defaultdict(set)
    for sentence, intent, _ in sentences():
        under[sentence].add(intent)
    assert not {sentence: intents for sentence, intents in under.items() if len(intents) > 1}


def test_no_sentence_is_trained_twice() -> None:
    twice = [sentence for sentence, times in Counter(sentence for sentence, _, _ in examples()).items() if times > 1]
    assert not twice


def test_every_action_of_the_domain_is_in_python_and_the_other_way_round() -> None:
    from rasa_sdk.executor import ActionExecutor

    executor = ActionExecutor()
    executor.register_package("actions")
    assert set(executor.actions) == declared("actions")


def test_every_task_that_is_offered_has_an_action() -> None:
    offered = {name.removeprefix("utter_task_") for name in declared("responses") if name.startswith("utter_task_")}
    assert {f"action_{task}" for task in offered} <= declared("actions")


# --- replies ---------------------------------------------------------------------------------------------------------

REPLY = re.compile(r"(utter|channel|web)_[a-z0-9_]+")


def named() -> Iterator[tuple[str, str]]:
    """(reply or the beginning of its name with *, file) of every reply that Python names."""
    for path in [*(PROJECT / "actions").glob("*.py"), *(PROJECT / "bot").glob("*.py")] + [
        path for room in ("core", "services", "channels") for path in (PROJECT / "bot" / room).rglob("*.py")
    ]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if REPLY.fullmatch(start):
                    yield f"{start}*", path.name
            elif isinstance(node, ast.Constant) and id(node) not in parts and REPLY.fullmatch(str(node.value)):
                yield node.value, path.name


def phrases() -> set[str]:
    """What the channels say themselves."""
    return set(read(PROJECT / "data" / "phrases" / "channel.yml"))


def test_every_reply_named_in_python_is_in_the_domain_or_a_phrase() -> None:
    known = declared("responses") | phrases()
    missing = {
        (reply, file)
        for reply, file in named()
        if not (any(name.startswith(reply[:-1]) for name in known) if reply.endswith("*") else reply in known)
    }
    assert not missing


def test_every_reply_and_phrase_is_said_somewhere() -> None:
    said = {reply for reply, _ in named()} | {action for _, action, _ in rules()}
    beginnings = tuple(reply[:-1] for reply in said if reply.endswith("*"))
    unsaid = {
        reply for reply in declared("responses") | phrases() if reply not in said and not reply.startswith(beginnings)
    }
    assert not unsaid


def test_every_blank_of_a_reply_is_a_plain_name() -> None:
    for path in pieces():
        for reply, variants in (read(path).get("responses") or {}).items():
            for variant in variants:
                blanks = re.findall(r"\{([^}]*)\}", variant["text"])
                assert all(blank.isidentifier() for blank in blanks), (reply, blanks)
                assert "text" not in blanks, f"{reply}: Rasa takes a value named text for the whole message"

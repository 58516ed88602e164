"""Documents keep step with the code: commands, settings, make targets, intents, glossary, links."""

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import typer
import yaml

from bot.cli import app
from bot.settings import PROJECT, Settings

DOCS = PROJECT / "docs"
READMES = (PROJECT / "README.md", PROJECT / "README.zh-CN.md")
STATES = ("built", "understood, not built yet")
OF_SETUP = ("BOAI_PYTHON", "BOAI_PYTHON310", "BOAI_REQUIRE_BROWSER", "BOAI_CHROMIUM")
FOREIGN = {"node_modules", "var", "models", "dist", "results"}  # folders that hold no documents of ours


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def own_files() -> list[Path]:
    """All files of ours; environments, caches and what was made are left out."""
    found = []
    for folder, below, names in os.walk(PROJECT):
        below[:] = [name for name in below if name not in FOREIGN and (name == ".ci" or not name.startswith("."))]
        found += [Path(folder, name) for name in names]
    return sorted(found)


def documents() -> list[Path]:
    """All Markdown files of ours."""
    return [path for path in own_files() if path.suffix == ".md"]


def rows(text: str) -> list[list[str]]:
    """The cells of all table rows, heads and rules left out."""
    lines = text.splitlines()
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("|") and not line.startswith("|--") and not after.startswith("|--")
    ]


def code(text: str) -> str:
    """Fenced blocks and code spans."""
    blocks = re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    return "\n".join([*blocks, *spans])


# --- commands ----------------------------------------------------------------------------------------------------


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """All commands below one, by their full names."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for key, one in below.items():
        yield from commands(one, f"{name} {key}")


COMMANDS = dict(commands(typer.main.get_command(app), "boai"))


def sections() -> dict[str, str]:
    """The text under each heading of docs/commands.md that names a command."""
    parts = re.split(r"^#+ ", read(DOCS / "commands.md"), flags=re.MULTILINE)
    found = {}
    for part in parts:
        heading, _, body = part.partition("\n")
        if name := re.fullmatch(r"`(boai [a-z -]+)`", heading.strip()):
            found[name[1]] = body
    return found


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert set(sections()) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_is_documented(name: str) -> None:
    section = sections()[name]
    documented = {cell for row in rows(section) for cell in re.findall(r"`(--[a-z-]+)`", row[0])}
    parameters = [one for one in COMMANDS[name].params if one.name != "help"]
    options = {opt for one in parameters if one.param_type_name == "option" for opt in one.opts + one.secondary_opts}
    arguments = [(one.name or "").upper() for one in parameters if one.param_type_name == "argument"]
    assert documented == {opt for opt in options if opt.startswith("--")}
    assert [name for name in arguments if f"`{name}" not in section] == []


# --- settings ----------------------------------------------------------------------------------------------------


def settings_rows() -> dict[str, list[str]]:
    return {name[1]: row for row in rows(read(DOCS / "settings.md")) if (name := re.fullmatch(r"`(BOAI_\w+)`", row[0]))}


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(field: str) -> None:
    row = settings_rows()[f"BOAI_{field.upper()}"]
    default = Settings.model_fields[field].default
    if isinstance(default, bool):
        assert row[2] == f"`{str(default).lower()}`"
    elif isinstance(default, int) or (isinstance(default, str) and default):
        assert row[2] == f"`{default}`"
    else:
        assert row[2]


def test_settings_of_setup_and_tests_are_documented() -> None:
    assert [name for name in OF_SETUP if name not in settings_rows()] == []


def test_every_documented_setting_exists() -> None:
    files = [path for path in own_files() if path.suffix in (".py", ".sh") or path.name in ("Makefile", "run")]
    used = "\n".join(read(path) for path in files if path != Path(__file__))
    known = {f"BOAI_{field.upper()}" for field in Settings.model_fields} | set(re.findall(r"BOAI_\w+", used))
    named = {name for path in documents() for name in re.findall(r"\bBOAI_[A-Z0-9_]*[A-Z0-9]", read(path))}
    assert named - known == set()


# --- make targets ------------------------------------------------------------------------------------------------


def make_targets() -> set[str]:
    phony = re.search(r"^\.PHONY:(.*)$", read(PROJECT / "Makefile"), re.MULTILINE)
    assert phony
    return set(phony[1].split())


def targets_named_in(path: Path) -> set[str]:
    return set(re.findall(r"\bmake ([a-z-]+)", code(read(path))))


def test_every_make_target_is_documented() -> None:
    assert {name for row in rows(read(DOCS / "commands.md")) for name in re.findall(r"^`make ([\w-]+)`$", row[0])} == (
        make_targets()
    )


def test_both_readmes_name_the_same_make_targets() -> None:
    english, chinese = READMES
    assert targets_named_in(english) == targets_named_in(chinese)


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_document_names_a_target_that_does_not_exist(path: Path) -> None:
    assert targets_named_in(path) - make_targets() == set()


# --- intents -----------------------------------------------------------------------------------------------------


def intents() -> set[str]:
    found: set[str] = set()
    for path in [PROJECT / "domain.yml", *(PROJECT / "data" / "domain").glob("*.yml")]:
        for intent in yaml.safe_load(read(path)).get("intents") or []:
            found.add(intent if isinstance(intent, str) else next(iter(intent)))
    return found


def intent_rows() -> dict[str, list[str]]:
    return {row[0].strip("`"): row for row in rows(read(DOCS / "intents.md"))}


def test_every_intent_is_documented_and_nothing_else() -> None:
    assert set(intent_rows()) == intents()


def test_every_intent_has_a_meaning_and_a_state() -> None:
    assert [name for name, row in intent_rows().items() if not row[1] or row[3] not in STATES] == []


def test_what_is_not_built_is_not_called_built() -> None:
    for path in (PROJECT / "actions").glob("*.py"):
        for kind in ast.parse(read(path)).body:
            if isinstance(kind, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id in ("NotBuiltYet", "NothingOpen") for base in kind.bases
            ):
                tasks = [one.value for one in kind.body if isinstance(one, ast.Assign) and _assigns(one, "task")]
                for task in tasks:
                    assert isinstance(task, ast.Constant)
                    assert intent_rows()[str(task.value)][3] == STATES[1], task.value


def _assigns(statement: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in statement.targets)


# --- glossary ----------------------------------------------------------------------------------------------------


def glossary() -> list[list[str]]:
    return rows(read(DOCS / "glossary.md"))


@pytest.mark.parametrize("column", [0, 1], ids=["term", "identifier"])
def test_glossary_is_unique_on_both_sides(column: int) -> None:
    assert [entry for entry, times in Counter(row[column] for row in glossary()).items() if times > 1] == []


def test_glossary_names_one_identifier_for_each_term() -> None:
    assert [row for row in glossary() if len(row) != 4 or not re.fullmatch(r"`[a-z]+(_[a-z]+)*`", row[1])] == []


def test_glossary_identifiers_are_used_where_it_says() -> None:
    wrong = []
    for term, identifier, _, where in glossary():
        name, path = identifier.strip("`"), where.strip("`")
        if where not in ("planned", "—"):
            plural = f"{name[:-1]}ies" if name.endswith("y") else name
            text = f"{path}\n{read(PROJECT / path)}".lower() if (PROJECT / path).is_file() else ""
            if name not in text and plural not in text:
                wrong.append(f"{term} {name} {where}")
    assert wrong == []


# --- links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_relative_links_and_pictures_resolve(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", read(path), flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)", text)
    found += re.findall(r"(?:href|src)=\"([^\"]+)\"", text)
    relative = [link for link in found if not re.match(r"[a-z][a-z+.-]*:|#", link)]
    assert [link for link in relative if not (path.parent / link.partition("#")[0]).exists()] == []

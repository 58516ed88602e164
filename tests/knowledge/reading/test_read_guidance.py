"""The real guidance documents, where they are at hand: every numbered section is found, nothing is lost.

What is expected is computed by plain expressions over the lines, not by the code under test.
"""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.knowledge.question import Places
from bot.knowledge.reading import ReadDocument, read_document
from bot.settings import PROJECT

GUIDANCE = PROJECT.parent / "shared" / "guidance"
FILES = sorted(GUIDANCE.glob("*.txt"))
pytestmark = pytest.mark.skipif(not FILES, reason="the guidance documents are not part of the project")

LEVELS = (r"([一二三四五六七八九十]+)、", r"[（(]([一二三四五六七八九十]+)[）)]", r"(\d{1,2})\.\s?(?=\D)", r"（(\d)）")
SHOWN = ("{}", "（{}）", "{}", "（{}）")
NUMBERED = re.compile(rf"\s*(?:{'|'.join(f'(?:{level})' for level in LEVELS)})")
# By eye: clauses of the main text with a number, questions, annexes, rows of tables.
COUNTS = {"000": (12, 0, 0, 0), "001": (33, 0, 2, 28), "002": (10, 0, 0, 0), "003": (6, 3, 0, 0), "004": (42, 0, 0, 0)}


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="module")
def document(path: Path) -> ReadDocument:
    places = Places(yaml.safe_load((PROJECT / "knowledge" / "places.yml").read_text(encoding="utf-8")))
    return read_document(path, places)


def lines_of(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def expected_paths(lines: list[str]) -> list[str]:
    """Clause paths by the four usual levels; an annex or a question ends the main text."""
    open_numbers: list[str] = ["", "", "", ""]
    found = []
    for line in lines:
        if line.startswith(("附件", "问")):
            break
        for depth, level in enumerate(LEVELS):
            if mark := re.match(level, line):
                open_numbers[depth:] = [SHOWN[depth].format(mark.group(1)), "", "", ""][: 4 - depth]
                found.append("".join(open_numbers))
                break
    return found


def test_every_numbered_section_is_found(path: Path, document: ReadDocument) -> None:
    found = list(dict.fromkeys(passage.clause for passage in document.passages))
    main = [clause for clause in found if clause and not clause.startswith(("附件", "问"))]
    assert main == expected_paths(lines_of(path))


def test_counts_are_as_counted_by_eye(path: Path, document: ReadDocument) -> None:
    found = {passage.clause for passage in document.passages} - {"", "附件"}
    questions = {clause for clause in found if clause.startswith("问")}
    rows = {clause for clause in found if "表" in clause}
    annexes = {clause for clause in found - rows if clause.startswith("附件")}
    assert (len(found - questions - rows - annexes), len(questions), len(annexes), len(rows)) == COUNTS[path.stem]


def test_no_text_is_lost_or_added(path: Path, document: ReadDocument) -> None:
    read = "".join(passage.text for passage in document.passages if "表" not in passage.clause)
    lines = [line for line in lines_of(path) if "\t" not in line and not re.fullmatch(r"附件 \d|\d+\t?.*\t.*", line)]
    whole = "".join(
        line
        if re.match(r"附件|2\. 组织体系建设年工作成效", line)
        else NUMBERED.sub("", line, count=1)
        if NUMBERED.match(line)
        else line
        for line in lines
    )
    assert re.sub(r"\s", "", read) == re.sub(r"\s", "", whole)


def test_it_says_of_itself_what_the_index_says(path: Path, document: ReadDocument) -> None:
    """What the text does not state is asked for, never guessed."""
    index = {item["id"]: item for item in yaml.safe_load((GUIDANCE / "index.yml").read_text(encoding="utf-8"))}
    known = index[path.stem]
    assert document.number == known["number"]
    assert document.issuer in (known["issuer"], None)
    assert document.level in (known["level"], None)
    assert document.valid_until in (known["targets_until"], None)
    if path.stem != "003":  # a report, whose title in the index is the librarian's
        assert document.title == known["title"]
        assert document.level == known["level"]
        assert document.place is not None
    if path.stem == "002":
        assert (document.valid_from, document.valid_until) == (date(2020, 1, 1), date(2022, 12, 31))
        assert document.place == ("浙江", "绍兴")


def test_passages_can_be_quoted_and_kept(document: ReadDocument) -> None:
    for passage in document.passages:
        assert 0 < len(passage.text) <= 600
        assert len(passage.clause) <= 64
        assert len(passage.heading) <= 120
        assert passage.text == passage.text.strip()

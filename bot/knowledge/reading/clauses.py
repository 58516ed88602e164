"""Clauses: which numbers nest in which, the path of each paragraph, its heading, and passages of a size to quote."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.knowledge.reading.marks import (
    ARTICLE,
    DIVISIONS,
    TWINS,
    Annex,
    Mark,
    parents,
    parse_annex,
    parse_bare,
    parse_label,
    parse_mark,
)
from bot.knowledge.reading.model import Block, Paragraph, ReadPassage, Table
from bot.knowledge.reading.tables import row_texts

LONG = 600  # characters; a longer paragraph is split at the ends of sentences
CLAUSE_LENGTH = 64  # of the column that keeps it
HEADING = 40  # characters; what is longer is a paragraph
RUN_IN = 30  # of a first sentence that serves as heading
OUTLINE_HEADING = 120
ANNEX_LIST = "附件"

_SENTENCE_END = re.compile(r"[。！？；!?;][”’」』》）)\]】]*")
_FULL_STOP = re.compile(r"[。！？；]")
_QUESTION = re.compile(r"问\s?\d{0,3}\s?[:：]")
_DATE = re.compile(
    r"(?:\d{4}|[二〇○零Ｏ０一三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_SIGNER = re.compile(
    r".{2,40}(?:会|办公室|委员会|政府|局|部|厅|院|校|处|中心|公司|党组)(?:[（(](?:盖章|公章|代章|章)[）)])?"
)


@dataclass(slots=True)
class _Item:
    """A block on its way: `text` without its number; `clause` set = it stands there, whatever its neighbours are."""

    block: Block
    text: str = ""
    mark: Mark | None = None
    clause: str | None = None

    @property
    def outline(self) -> int | None:
        return self.block.outline if isinstance(self.block, Paragraph) else None


@dataclass(slots=True)
class _Scope:
    """A stretch that counts for itself: the main text, an annex, a question of an interview."""

    path: str = ""
    caption: str = ""
    items: list[_Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Open:
    """A clause that later paragraphs may belong to."""

    mark: Mark
    rank: int
    heading: str
    outline: int | None


def passages_of(blocks: Sequence[Block], title: str | None) -> tuple[ReadPassage, ...]:
    """The passages of a document in order. What holds the title is the document itself, even if it came as an annex."""
    found: list[ReadPassage] = []
    for scope in _scopes(blocks, title):
        found += _passages(scope, title)
    return tuple(found)


def first_clause(blocks: Sequence[Block]) -> int:
    """Where the first clause begins: the blocks before it are the head."""
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph) and (mark := _mark(block)) and mark.firm:
            return at
    return len(blocks)


def _mark(block: Paragraph) -> Mark | None:
    return (parse_label(block.label) if block.label else None) or parse_mark(block.text)


def squeeze(text: str) -> str:
    """Without white space, to compare texts that were set in lines of other lengths."""
    return re.sub(r"\s", "", text)


# --- main text, annexes, questions -----------------------------------------------------------------------------------


def _scopes(blocks: Sequence[Block], title: str | None) -> list[_Scope]:
    listed = _annex_lists(blocks)
    asked = _first_question(blocks)
    scopes = [_Scope()]
    questions = 0
    for at, block in enumerate(blocks):
        annex = _annex(block) if at not in listed else None
        if at in listed:
            assert isinstance(block, Paragraph)
            scopes[-1].items.append(_Item(block, block.label + block.text, clause=ANNEX_LIST))
        elif annex and isinstance(block, Paragraph):
            caption = block.text[annex.length :].strip()
            scopes.append(_Scope(annex.path))
            if caption:
                scopes[-1].caption = caption
                scopes[-1].items.append(_Item(block, caption, clause=annex.path))
        elif at >= asked and isinstance(block, Paragraph) and _QUESTION.match(block.text):
            questions += 1
            scopes.append(_Scope(f"问{questions}", block.text))
            scopes[-1].items.append(_Item(block, block.text, clause=f"问{questions}"))
        else:
            scopes[-1].items.append(_Item(block, block.text if isinstance(block, Paragraph) else ""))
    return [_itself(scope, title) for scope in scopes]


def _itself(scope: _Scope, title: str | None) -> _Scope:
    """A plan sent round as the annex of a notice is cited by its own clauses."""
    first = next((item.text for item in scope.items if item.text), "")
    if scope.path.startswith("附") and title and squeeze(first) == squeeze(title):
        scope.path, scope.caption = "", title
        for item in scope.items:
            item.clause = None if item.clause != ANNEX_LIST else item.clause
    return scope


def _annex(block: Block) -> Annex | None:
    return parse_annex(block.text) if isinstance(block, Paragraph) and not block.label else None


def _annex_lists(blocks: Sequence[Block]) -> set[int]:
    """Where the list of annexes below the main text stands: each of them comes again, with what it holds."""
    begun = {at: annex for at, block in enumerate(blocks) if (annex := _annex(block))}
    later: set[str] = set()
    texts = [squeeze(block.text) if isinstance(block, Paragraph) else "" for block in blocks]
    found: set[int] = set()
    for at in reversed(begun):
        annex, text = begun[at], blocks[at]
        assert isinstance(text, Paragraph)
        caption = text.text[annex.length :].strip()
        first = parse_mark(caption)
        if (
            annex.path in later
            or (first and first.number == 1)
            or (caption and annex.path == ANNEX_LIST and (later or squeeze(caption) in texts[at + 1 :]))
        ):
            found.add(at)
            found.update(_list_goes_on(blocks, at, first.number if first else _digits(annex.path)))
        later.add(annex.path)
    return found


def _digits(path: str) -> int:
    return int("".join(filter(str.isdecimal, path)) or 0)


def _list_goes_on(blocks: Sequence[Block], start: int, number: int) -> Iterator[int]:
    """The lines 2. 3. ... that follow the first line of the list."""
    for at in range(start + 1, len(blocks)):
        block = blocks[at]
        mark = _mark(block) if isinstance(block, Paragraph) else None
        if not mark or mark.number != number + 1 or not mark.kind.startswith("n_"):
            return
        number += 1
        yield at


def _first_question(blocks: Sequence[Block]) -> int:
    """Where an interview begins: questions after which no clause of the main kind follows."""
    asked = [at for at, block in enumerate(blocks) if isinstance(block, Paragraph) and _QUESTION.match(block.text)]
    if not asked:
        return len(blocks)
    after = (_mark(block) for block in blocks[asked[0] :] if isinstance(block, Paragraph))
    numbered = any(mark and mark.kind in ("cn", "cn_paren", *DIVISIONS, ARTICLE) for mark in after)
    return len(blocks) if numbered else asked[0]


# --- which mark nests in which ---------------------------------------------------------------------------------------


def _set_marks(items: Sequence[_Item]) -> None:
    """Give each paragraph its mark, if what looks like one goes on from the marks before."""
    divided = any((mark := parse_mark(item.text)) and mark.kind.startswith("decimal") for item in items)
    last: dict[str, Mark] = {}
    for item in items:
        if item.clause is not None or not isinstance(item.block, Paragraph):
            continue
        labelled = parse_label(item.block.label) if item.block.label else None
        mark = labelled or parse_mark(item.text) or (parse_bare(item.text) if divided else None)
        if not mark or not (labelled or mark.firm or _goes_on(mark, last)):
            continue
        item.mark = mark = _untwinned(mark, last)
        item.text = item.text[mark.length :].strip()
        last[mark.kind] = mark


def _goes_on(mark: Mark, last: dict[str, Mark]) -> bool:
    before = last.get(mark.kind)
    if not mark.kind.startswith("decimal"):
        return mark.number == (before.number + 1 if before else 1)
    *_, above = parents(mark.shown)
    if before and before.shown.rsplit(".", 1)[0] == above:
        return mark.number == before.number + 1
    return mark.number == 1 and (
        not before or any(str(one.number) == above or one.shown == above for one in last.values())
    )


def _untwinned(mark: Mark, last: dict[str, Mark]) -> Mark:
    """1. and then 2、 are one list, written carelessly."""
    twin = TWINS.get(mark.kind)
    if twin in last and mark.kind not in last and mark.number == last[twin].number + 1:
        return replace(mark, kind=twin)
    return mark


def _ranks(marks: Sequence[Mark]) -> dict[str, int]:
    """Kinds of marks from the outermost in: by first appearance, but a list in a preamble does not stand above.

    Where a kind begins anew after each of a later kind, while that one counts on, the later kind is the outer one; so
    it is where it comes first in most clauses that have both (一、1. and then 二、（一）1.: a level was left out).
    """
    order = list(dict.fromkeys(mark.kind for mark in marks))
    for _ in range(len(order)):
        for at in range(len(order) - 1):
            outer, inner = order[at], order[at + 1]
            above = set(order[:at])
            if _restarts(inner, outer, marks, above):
                continue
            if _restarts(outer, inner, marks, above) or _leads(inner, outer, marks, above):
                order[at], order[at + 1] = inner, outer
    return {kind: rank for rank, kind in enumerate(order)}


def _restarts(kind: str, by: str, marks: Sequence[Mark], above: set[str]) -> int:
    """How often a kind begins anew with one of `by` in between and none of the kinds `above` both."""
    times, seen, between = 0, False, False
    for mark in marks:
        if mark.kind == kind:
            times += seen and between and mark.number == 1
            seen, between = True, False
        elif mark.kind == by:
            between = True
        elif mark.kind in above:
            seen = False
    return times


def _leads(kind: str, other: str, marks: Sequence[Mark], above: set[str]) -> bool:
    """Whether `kind` comes before `other` in most of the clauses of a kind `above` that have both."""
    balance, first = 0, ""
    for mark in marks:
        if mark.kind in above:
            first = ""
        elif mark.kind in (kind, other):
            if first and first not in (mark.kind, "both"):
                balance += 1 if first == kind else -1
                first = "both"
            first = first or mark.kind
    return balance > 0


# --- passages --------------------------------------------------------------------------------------------------------


def _passages(scope: _Scope, title: str | None) -> Iterator[ReadPassage]:
    _set_marks(scope.items)
    _sign_off(scope.items)
    tables = _tables_per_clause(scope.items)
    place = _Place(scope, title)
    for at, item in enumerate(scope.items):
        place.enter(item, scope.items[at + 1] if at + 1 < len(scope.items) else None)
        clause = item.clause if item.clause is not None else place.clause()
        if isinstance(item.block, Table):
            yield from _rows(item.block, f"{clause}表{tables[at]}行", place.heading())
        elif item.text:
            heading = "" if item.clause in ("", ANNEX_LIST) else place.heading()
            yield from (ReadPassage(clause[:CLAUSE_LENGTH], heading, part) for part in split_long(item.text))


def _rows(table: Table, clause: str, heading: str) -> Iterator[ReadPassage]:
    for row, text in row_texts(table):
        yield from (ReadPassage(f"{clause}{row}"[:CLAUSE_LENGTH], heading, part) for part in split_long(text))


def _tables_per_clause(items: Sequence[_Item]) -> dict[int, str]:
    """Place of each table -> its number within the clause; empty for the only one."""
    found: dict[int, str] = {}
    run: list[int] = []
    for at, item in enumerate(items):
        if item.mark:
            run = []
        if isinstance(item.block, Table):
            run.append(at)
            found.update({one: str(number) if len(run) > 1 else "" for number, one in enumerate(run, 1)})
    return found


class _Place:
    """Where a walk through a scope stands: the clauses that are open, the heading that holds."""

    def __init__(self, scope: _Scope, title: str | None) -> None:
        marks = [item.mark for item in scope.items if item.mark]
        articles = [mark.number for mark in marks if mark.kind == ARTICLE]
        self._scope, self._title = scope, title
        self._ranks = _ranks(marks)
        self._alone = len(articles) == len(set(articles))  # counted through the chapters, cited without them
        self._open: list[_Open] = []
        self._heading = scope.caption
        self._begun = False

    def enter(self, item: _Item, following: _Item | None) -> None:
        if item.mark:
            self._enter_clause(item, item.mark, following)
        elif item.clause is not None:
            self._open = []
        elif _is_loose_heading(item, following, self._scope, self._title, first=not self._begun):
            self._open = _above(self._open, item.outline)
            self._heading = _bare(item.text)
        elif item.text:
            self._open = _without_items(self._open)
        self._begun = self._begun or bool(item.text)

    def _enter_clause(self, item: _Item, mark: Mark, following: _Item | None) -> None:
        rank = self._ranks[mark.kind]
        while self._open and self._open[-1].rank >= rank:
            self._open.pop()
        in_article = any(one.mark.kind == ARTICLE for one in self._open)
        heading = "" if in_article else _own_heading(item, mark, following, self._ranks)
        self._open.append(_Open(mark, rank, heading, item.outline))
        self._heading = ""

    def heading(self) -> str:
        """The nearest one."""
        inherited = (one.heading for one in reversed(self._open) if one.heading)
        return self._heading or next(inherited, self._scope.caption)

    def clause(self) -> str:
        return _path(self._scope.path, self._open, self._alone)


def _without_items(stack: list[_Open]) -> list[_Open]:
    """Below the items of an article a paragraph without a number is the article's own again."""
    article = next((at for at, one in enumerate(stack) if one.mark.kind == ARTICLE), len(stack))
    return stack[: article + 1]


def _path(start: str, stack: Sequence[_Open], alone: bool) -> str:
    """三（一）1（2）: the numbers from the outermost in; a point where two figures would run together."""
    marks = [one.mark for one in stack]
    article = next((at for at, mark in enumerate(marks) if mark.kind == ARTICLE), 0)
    path = start
    for at, mark in enumerate(marks):
        carried = at + 1 < len(marks) and marks[at + 1].shown.startswith(f"{mark.shown}.")
        if carried or (alone and at < article):
            continue
        point = "." if path[-1:].isascii() and path[-1:].isalnum() and mark.shown[:1].isascii() else ""
        path += point + mark.shown
    return path


def _own_heading(item: _Item, mark: Mark, following: _Item | None, ranks: dict[str, int]) -> str:
    """The heading that a numbered paragraph is, or begins with."""
    bare = _bare(item.text)
    if mark.kind in DIVISIONS or item.outline is not None:
        return bare if len(bare) <= OUTLINE_HEADING else ""
    if mark.kind == ARTICLE:
        return ""
    if not _FULL_STOP.search(bare):
        leads = following is not None and (not following.mark or ranks[following.mark.kind] > ranks[mark.kind])
        return bare if leads and len(bare) <= HEADING and not bare.endswith(("，", "、")) else ""
    first = _FULL_STOP.split(bare, maxsplit=1)[0]
    return first if len(first) <= RUN_IN and bare[len(first)] == "。" else ""


def _is_loose_heading(item: _Item, following: _Item | None, scope: _Scope, title: str | None, *, first: bool) -> bool:
    """Whether a paragraph without a number is a heading: by its style, as title, as caption of an annex or a table."""
    if not item.text:
        return False
    if item.outline is not None or (title and squeeze(item.text) == squeeze(title)):
        return len(item.text) <= 2 * OUTLINE_HEADING
    short = len(item.text) <= HEADING and not re.search(r"[。；，：:！？]", item.text)
    before_table = following is not None and isinstance(following.block, Table)
    return short and (before_table or (first and scope.path.startswith("附")))


def _above(stack: list[_Open], outline: int | None) -> list[_Open]:
    """The open clauses that a heading without a number stands in; a caption leaves them as they are."""
    if outline is None:
        return stack
    return [one for one in stack if one.outline is not None and one.outline < outline]


def _bare(text: str) -> str:
    return text.rstrip("。：:")


def _sign_off(items: Sequence[_Item]) -> None:
    """Signature and date below the text belong to no clause."""
    for at, item in enumerate(items):
        if item.mark or not _DATE.fullmatch(item.text):
            continue
        item.clause = ""
        for before in reversed(items[max(0, at - 3) : at]):
            if before.mark or before.clause is not None or not _SIGNER.fullmatch(before.text):
                break
            before.clause = ""


def split_long(text: str) -> list[str]:
    """A text over 600 characters in pieces that end with a sentence; a longer sentence stays whole."""
    if len(text) <= LONG:
        return [text]
    pieces: list[str] = []
    start = last = 0
    for end in [*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]:
        if end - start > LONG and last > start:
            pieces.append(text[start:last].strip())
            start = last
        last = end
    return [*pieces, *filter(None, [text[start:].strip()])]

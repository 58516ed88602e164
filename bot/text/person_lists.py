"""Names that stand in a list: rows of a roster, items joined by 、 or 和. There a name may be any word.

What is a name nowhere else (晨曦, 远山) is one where its neighbours are: in every other row, or when the announced
number of people (五个志愿者：…) is that of the items.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.text.dates import number
from bot.text.names import HAN, is_name, never_a_name, surely_surnamed
from bot.text.person_facts import LIKE_A_UNIT, UNIT_END, Place

LONGEST_NAME = 4  # characters, without a dot

_CELL = re.compile(rf"(?:{HAN}|[·•・‧．])+")
_ROW_MARK = r"(?:\d{1,2}[.、)）．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}[、.．])"
_FIRST_ROW = rf"(?<=[:：])(?={HAN}{{2,4}}[\s，,]*\x01+[^\n\x01]*\n)"  # behind its head: 会员：甘棠 139…
_NEW_ROW = re.compile(rf"\n+|{_FIRST_ROW}|(?:(?<=[\s，,；;。:：\x01])|^)(?={_ROW_MARK})")
_MARKED = re.compile(rf"\s*(?:{_ROW_MARK}|\d{{1,3}}[\s，,])")
_KIND = r"(?:成人|青少年|团体)?会员|志愿者|义工"
_KIND_CELL = re.compile(rf"{_KIND}|[男女]")
_ROW_LEAD = re.compile(rf"(?:{_KIND})(?=..)")  # 2.会员甘棠
_HEADLINE = re.compile(r"名单|名册|如下|接龙|会员|志愿者|义工")
_FACT = re.compile(rf"[\s，,:：(（|｜]*(?:\x01|[男女](?!{HAN}))")
_MAN_IN_NAME = re.compile(r"[胜亚若超似赛冠盛骁振]男$")
_ROLE = (
    r"名字|拼音|汉字|红十字|会员|志愿|社区|街道|电话|手机|身份|姓名|性别|加入|申请|老师$|小朋友|一个|大姐|大爷|大叔|大妈|"
    r"更正|谢谢|[院校厂局队站店所会村组]长$|姐妹|兄弟|夫妻|双胞胎|个人$|[俩仨]$|^为|^[第共]|^分别|多谢|[村镇乡族岁号楼班]$|(?<![大小一远])路$|[一二三四五六七八九十本上下当今明去每][日月年]$|刚才|改成|原来|本来|帮我|一下|吧$"
)
_NO_NAME = re.compile(rf"{_ROLE}|(?:{UNIT_END})$")

_LABEL = r"联系电话|联系方式|电话号码|手机号码?|电话|手机|身份证号?码?|号码"
_BETWEEN = re.compile(rf"(?:[(（][^()（）\n]{{1,12}}[)）]|[\s，,、；;:：()（）|｜\x01]|{_LABEL}|[男女](?!{HAN}))+")
_JOINT = re.compile(r"还有|以及|[和与跟及]")
_HEAD = re.compile(
    r"^(?:.*(?:分别[是叫为]?|会员|志愿者|义工|登记|名单|[位名个]是|[把将给帮替叫有]|录入|报名(?:的?[是有])?)|我们|请)(?=..)"
)
_VERB = re.compile(r"(?:登记|新增|录入|[把将给帮替])(?:会员|志愿者|义工)?(?=..)")
_HEADED = re.compile(
    r"(?:会员|志愿者|义工|名单|名册|如下|登记|报名|入会|加入|接龙|人员|姓名|[位名个人]|第.|分别[是叫为]?|[有是])[\s:：，,]*$"
)
_TAIL = re.compile(
    r"(?:[两俩仨三四五六七八九十几\d]+(?:个?人|[位名个]|兄弟|姐妹|姊妹|夫妻|夫妇|口子|父子|母女|男?女?同志|同学)|登记|注册|报名|申请|加入|加[成为]|录[入成]|办[成会理]|列为|成为|入会|都|也|要|想|愿意|自愿|参加|当|做).*$"
)
_DOTTED_LAST = re.compile(rf"{HAN}{{1,8}}·{HAN}{{1,4}}都")  # 都 may end such a name
_ANNOUNCED = re.compile(r"(?P<n>[一二两俩仨三四五六七八九十]{1,3}|\d{1,2})(?:[位名个人]|会员|志愿者)")
_PAIRS = {"俩": 2, "仨": 3}
_NEAR = 12  # characters before a name that may head it
_MOST = 60  # items of a list that are looked at


@dataclass(frozen=True)
class _Item:
    name: str
    at: int
    joined: str = ""  # what stands between it and the item before
    headed: bool = False  # what stands before it says that names follow

    @property
    def place(self) -> Place:
        return self.at, self.at + len(self.name)


def may_be_odd_name(text: str) -> bool:
    """Whether a word without a known surname may be a name where only a name can stand."""
    longest = LONGEST_NAME if surely_surnamed(text) else LONGEST_NAME - 1
    fits = re.fullmatch(rf"{HAN}{{2,{longest}}}", text)
    return bool(fits) and not never_a_name(text) and not _NO_NAME.search(text)


def without_gender(run: str) -> str:
    """张三男 is a man called 张三; but 亚男, 胜男 and the like are names of women."""
    return run[:-1] if len(run) > 2 and run[-1] in "男女" and not _MAN_IN_NAME.search(run) else run


def _may_be(text: str) -> bool:
    return is_name(text) or may_be_odd_name(text)


def listed(plain: str) -> tuple[list[Place], list[Place]]:
    """Where the names of lists are, and which parts of the text are thereby read."""
    rows = _roster(plain)
    if rows:
        return [name for name, _ in rows], [row for _, row in rows]
    names = [item.place for item in _series(plain)]
    return names, names


# --- rosters ---------------------------------------------------------------------------------------------------------


def _roster(plain: str) -> list[tuple[Place, Place]]:
    """The name and the extent of each row, when there are several and something says that they are names."""
    rows: list[tuple[Place, Place]] = []
    sure = alone = 0
    for start, end in _rows(plain):
        row = plain[start:end]
        if found := _name_of_row(row):
            name, at = found
            only, beside = row.strip() == name, bool(_MARKED.match(row) or _FACT.match(row[at + len(name) :]))
            if is_name(name) or beside or only:
                rows.append(((start + at, start + at + len(name)), (start, end)))
                sure += is_name(name) or (beside and not only)
                alone += only
    headed = alone == len(rows) > 2 and _HEADLINE.search(plain)
    return rows if len(rows) > 1 and (sure * 2 >= len(rows) or headed) else []


def _rows(plain: str) -> Iterator[Place]:
    start = 0
    for mark in _NEW_ROW.finditer(plain):
        if plain[start : mark.start()].strip():
            yield start, mark.start()
        start = mark.end()
    if plain[start:].strip():
        yield start, len(plain)


def _name_of_row(row: str) -> tuple[str, int] | None:
    """The first cell that is a name; before it there may be only a mark, a kind or a unit."""
    mark = _MARKED.match(row)
    offset = mark.end() if mark else 0
    cells = list(_CELL.finditer(row, offset))[:3]
    if not cells or "、" in row[offset:]:
        return None
    for cell in cells:
        lead = _ROW_LEAD.match(cell.group())
        skipped = lead.end() if lead else 0
        name = without_gender(cell.group()[skipped:])
        if _may_be(name):
            return name, cell.start() + skipped
        if not (_KIND_CELL.fullmatch(cell.group()) or LIKE_A_UNIT.search(cell.group())):
            return None
    return None


# --- items in a sentence ---------------------------------------------------------------------------------------------


def _series(plain: str) -> list[_Item]:
    found: list[_Item] = []
    run: list[_Item] = []
    for item in [*_items(plain), _Item("", len(plain))]:
        if not (item.name and item.joined):
            found += run if _is_list(plain, run) else []
            run = []
        if item.name:
            run.append(item)
    return found


def _items(plain: str) -> Iterator[_Item]:
    """Words that may be names, each with what joins it to the one before; a word that is none parts two lists."""
    end = 0
    for cell in list(_CELL.finditer(plain))[: _MOST * 2]:
        gap = plain[end : cell.start()]
        in_brackets = gap[-1:] in ("(", "（") and plain[cell.end() : cell.end() + 1] in (")", "）")
        if (in_brackets and not _may_be(cell.group())) or re.fullmatch(rf"[男女]|{_LABEL}", cell.group()):
            continue
        joined = gap if _BETWEEN.fullmatch(gap) and not re.fullmatch(r"\s*[:：]\s*", gap) else ""
        start, word = cell.start(), cell.group()
        if _parted(word, gap):
            start, word, joined = start + 1, word[1:], gap
        for part, at, headed, joint in _parts(word, start):
            name = without_gender(part)
            headed = headed or bool(_HEADED.search(plain[max(0, at - _NEAR) : at]))
            yield _Item(name if _may_be(name) else "", at, joint or joined, headed)
        end = cell.end()


def _parted(cell: str, gap: str) -> bool:
    """Whether a 和 at the beginning of a cell joins it to a number before it rather than being a surname."""
    rest = cell[1:]
    return (
        bool(re.search(r"[\x01)）]", gap))
        and cell[0] in "和与跟及"
        and (is_name(rest) or (len(cell) > 2 and not is_name(cell)))
    )


def _parts(cell: str, start: int) -> Iterator[tuple[str, int, bool, str]]:
    """The words of a cell that 和 joins: each with its place, whether a head stands before it, and what joins it."""
    lead = _VERB.match(cell)
    offset = lead.end() if lead else 0
    if _TAIL.match(cell, offset) and not is_name(cell[offset:]):
        yield "", start, False, ""
        return
    short = _TAIL.search(cell, offset + 2)
    whole = cell[offset : short.start()] if short and not _DOTTED_LAST.fullmatch(cell, offset) else cell[offset:]
    if _may_be(whole):
        yield whole, start + offset, bool(lead), ""
        return
    yield from _inner_parts(cell, start)


def _inner_parts(cell: str, start: int) -> Iterator[tuple[str, int, bool, str]]:
    """The words of a longer cell: what stands between its head (登记会员…) and its tail (…三个人都要入会)."""
    head, joint = _HEAD.match(cell), _JOINT.match(cell)
    offset = head.end() if head else joint.end() if joint else 0
    joined = joint.group() if joint and not head else ""
    tail = None if is_name(cell[offset:]) else _TAIL.search(cell, offset)
    body = cell[offset : tail.start()] if tail else cell[offset:]
    inner = next((m for m in _JOINT.finditer(body, 2) if len(body) - m.end() > 1), None)
    if inner and not is_name(body):
        yield body[: inner.start()], start + offset, bool(head), joined
        yield body[inner.end() :], start + offset + inner.end(), False, inner.group()
    else:
        yield body, start + offset, bool(head), joined


def _is_list(plain: str, run: list[_Item]) -> bool:
    """Whether the words are names: one is headed, and they are joined like items or as many as announced."""
    if len(run) < 2:
        return False
    announced = [_PAIRS.get(m["n"]) or number(m["n"]) for m in _ANNOUNCED.finditer(plain)]
    if len(run) in announced:
        return True
    firm = all(re.search(r"[、\x01]|还有|以及|[和与跟及]", item.joined) for item in run[1:])
    return firm and (run[0].headed or sum(is_name(item.name) for item in run) * 2 >= len(run))

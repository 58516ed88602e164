"""What a document says of itself: title, issuer, number, place and level, the period it holds for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.knowledge.question import Places
from bot.knowledge.reading.clauses import first_clause, squeeze
from bot.knowledge.reading.lines import ended
from bot.knowledge.reading.marks import numeral, parse_annex
from bot.knowledge.reading.model import Block, Content, Paragraph

HEAD = 25  # paragraphs in which title and number are looked for
TITLE_LENGTH = 200
ISSUER_LENGTH = 60

_KINDS = (
    "意见|办法|方案|计划|规划|规定|细则|通知|章程|条例|规范|规程|纲要|要点|决定|公告|通告|制度|标准|指引|指南|守则|准则|"
    "函|批复|报告|总结|讲话|问答|手册|清单|安排|措施|规则|通报|任务书|决议|须知"
)
_IN_BRACKETS = r"[（(《<〈][^（）()]{1,30}[）)》>〉]"
_TITLE = re.compile(rf".*(?:{_KINDS})(?:\s*{_IN_BRACKETS})*\s*$")
_PASSED_ON = re.compile(
    r"(?P<by>.{2,40}?)(?:关于)?(?:印发|转发|发布|下发|公布)\s*《\s*(?P<inner>.{4,150})\s*》\s*的?\s*(?:通知|公告|决定|函)"
)
_NUMBER = re.compile(
    r"(?:.{0,6}[:：])?\s*([\u4e00-\u9fff]{2,14}\s*[〔\[【（(﹝]\s*(?:19|20)\d\d\s*[〕\]】）)﹞]\s*第?\s*\d{1,5}\s*号)(?:\s+签发人.*)?"
)
_BANNER = re.compile(r"(?P<by>[\u4e00-\u9fff、 \u3000]{3,40}?)\s*文\s*件")
_ORG_END = (
    "红十字会总会|红十字会|总会办公室|办公室|办公厅|委员会|人民政府|政府|理事会|监事会|委|局|厅|部|院|党组|总会|学会|协会|"
    "基金会"
)
_BY = re.compile(rf"(?P<by>[\u4e00-\u9fff、\s]{{1,38}}?(?:{_ORG_END}))\s*关于")
_SIGNER = re.compile(rf"[\u4e00-\u9fff、（()）\s]{{1,38}}?(?:{_ORG_END})(?:[（(](?:盖章|公章|代章|章)[）)])?")
_SEAL = re.compile(r"[（(](?:盖章|公章|代章|章)[）)]$")
_YEAR = r"((?:19|20)\d\d)"
_RANGE = re.compile(rf"{_YEAR}\s*年?\s*(?:[-－—–―~～至到]|——){{1,2}}\s*{_YEAR}\s*年?")
_ONE_YEAR = re.compile(rf"{_YEAR}\s*年(?!以[来前])")
_YEAR_PLAN = re.compile(r"要点|计划|方案|安排|目标|任务")
_DAY = r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_IN_FORCE = re.compile(rf"自\s*{_DAY}\s*起\s*(?:正式)?(?:施行|实施|执行|生效|试行)")
_ENDS = re.compile(rf"(?:有效期|有效期限|期限|执行|实施|试行期?)\s*(?:截?至|到|截止到?|截止日期为)\s*{_DAY}")
_LASTS = re.compile(r"(?:有效期|试行期)\s*(?:限)?\s*为?\s*([一二三四五六七八九十两\d]{1,2})\s*年")
_PERIOD = re.compile(rf"(?:规划期|计划期|实施期|实施时间|期限|周期)[^。《》]{{0,8}}?{_RANGE.pattern}")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_CHINESE_YEAR = re.compile("[二一][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{2}(?=年)")

LEVELS = ("national", "province", "city", "county")
_NATIONAL = re.compile(r"中国红十字会|全国|国务院|中共中央|红十字会总会")
_SUFFIXES = (
    (re.compile(r"[县旗区](?=红|委|人|政|\W|$)"), "county"),
    (re.compile("[市州盟]"), "city"),
    (re.compile("省|自治区"), "province"),
)
_PLACE_SUFFIX = re.compile(r"^(?:省|市|自治州|地区|(?:(?:维吾尔|回族|壮族)?自治区))")
_DEEPER = re.compile(r"[\u4e00-\u9fff]{2,6}?[市县区旗](?=红十字)")  # a place within the known one, itself unknown
_MUNICIPALITIES = re.compile("^(?:北京|天津|上海|重庆)市?")


@dataclass(frozen=True, slots=True)
class Facts:
    title: str | None
    issuer: str | None
    number: str | None
    place: tuple[str, ...] | None
    level: str | None
    valid_from: date | None
    valid_until: date | None


def facts_of(content: Content, places: Places | None) -> Facts:
    """What the text states; None for the rest. A document that another passes on is the one that counts."""
    head = _head(content.blocks)
    texts = [block.text for block in content.blocks if isinstance(block, Paragraph)]
    title, passed_on_by = _title(head, texts, content.title)
    issuer = _issuer(title, head, texts, passed_on_by)
    place, level = _place(issuer, title, places)
    start, end = _period(title or "", texts)
    return Facts(title, issuer, _number(head), place, level, start, end)


def _head(blocks: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs before the first clause and the first annex."""
    found: list[Paragraph] = []
    for block in blocks[: min(first_clause(blocks), HEAD)]:
        if isinstance(block, Paragraph):
            if parse_annex(block.text):
                break
            found.append(block)
    return found


# --- title -----------------------------------------------------------------------------------------------------------


def _title(head: Sequence[Paragraph], texts: Sequence[str], outside: str | None) -> tuple[str | None, str]:
    """(title, who passed the document on): the inner title of 关于印发《…》的通知, else the best line of the head."""
    for line in _joined_lines(head):
        if passed := _PASSED_ON.match(line):
            inner = squeeze(passed["inner"])
            return next((text for text in texts if squeeze(text) == inner), inner)[:TITLE_LENGTH], passed["by"].strip()
    marked = next((block.text for block in head if block.outline == 0 and len(block.text) <= TITLE_LENGTH), None)
    found = next((line for line in _joined_lines(head) if _is_title(line)), None)
    if marked and not (found and marked in found):
        found = marked
    return found or (outside if outside and _is_title(outside) else None) or _headline(head), ""


def _joined_lines(head: Sequence[Paragraph]) -> Iterator[str]:
    """Lines of the head, and before each pair or three that a title may be set in, these joined."""
    lines = [block.text for block in head]
    for at, line in enumerate(lines):
        for count in (3, 2):
            part = lines[at : at + count]
            if len(part) == count and _one_title(part):
                yield "".join(part)
        yield line


def _one_title(lines: Sequence[str]) -> bool:
    """Whether short lines read on as one title: only the last ends like one, and the first begins like one."""
    if any(len(line) > 40 or ended(line) or _is_head_matter(line) for line in lines):
        return False
    if any(_TITLE.match(line) for line in lines[:-1]):
        return False
    return bool(_TITLE.match(lines[-1])) and (
        "关于" in lines[0] or bool(re.match(rf".{{2,30}}(?:{_ORG_END})", lines[0]))
    )


def _is_head_matter(line: str) -> bool:
    return bool(_BANNER.fullmatch(line) or _NUMBER.fullmatch(line.translate(_WIDE)))


def _is_title(line: str) -> bool:
    plain = line.strip()
    short = 5 <= len(plain) <= 100 and not ended(plain) and not re.search(r"[。；，]", plain)
    return short and not _is_head_matter(plain) and bool(_TITLE.match(plain))


def _headline(head: Sequence[Paragraph]) -> str | None:
    """The first line that stands above a paragraph without being a sentence (a report of the news has no other)."""
    for block, following in pairwise(head):
        line = block.text
        if (
            8 <= len(line) <= 60
            and not re.search(r"[。；，：:！？…]", line)
            and not _is_head_matter(line)
            and len(following.text) > 60
        ):
            return line
    return None


# --- issuer and number -----------------------------------------------------------------------------------------------


def _issuer(title: str | None, head: Sequence[Paragraph], texts: Sequence[str], passed_on_by: str) -> str | None:
    """By the title (…关于…), the banner (…文件), who passed it on, or the signature above the date."""
    named = _BY.match(title or "")
    banner = next(filter(None, (_BANNER.fullmatch(block.text) for block in head)), None)
    candidates = (named["by"] if named else "", banner["by"] if banner else "", passed_on_by, _signer(texts))
    found = (re.sub(r"[\s\u3000]", "", candidate) for candidate in candidates)
    return next((one for one in found if 3 <= len(one) <= ISSUER_LENGTH and "关于" not in one), None)


def _signer(texts: Sequence[str]) -> str:
    for before, after in reversed(list(pairwise(texts))):
        if re.fullmatch(rf"{_DAY}", _western(after)) and _SIGNER.fullmatch(before):
            return _SEAL.sub("", before)
    return ""


def _number(head: Sequence[Paragraph]) -> str | None:
    """A line that is nothing but a number such as X红字〔2021〕27号; numbers in sentences are of other documents."""
    for block in head:
        if found := _NUMBER.fullmatch(block.text.translate(_WIDE)):
            return re.sub(r"\s", "", found.group(1))
    return None


# --- place -----------------------------------------------------------------------------------------------------------


def _place(issuer: str | None, title: str | None, places: Places | None) -> tuple[tuple[str, ...] | None, str | None]:
    """(path, level) by the issuer, else by the place that the title begins with."""
    for text in filter(None, (issuer, title)):
        start = re.match(r"(?:中共)?", text)
        text = text[start.end() :] if start else text
        path = _known(text, places)
        if path:
            return path, LEVELS[min(len(path), 3)]
        if _NATIONAL.match(text):
            return (), LEVELS[0]
        if level := _level(text):
            return None, level
    return None, None


def _known(text: str, places: Places | None) -> tuple[str, ...] | None:
    """The place a name begins with, if the table has it: 同心县红十字会…, but not 同心协力…"""
    if places is None:
        return None
    found = places.find(text[:20], nested=True)
    named = [path for name, path in found if name[-1] in "省市县区旗州" or f"{name}红十字" in text]
    if not named or not text.startswith(found[0][0]):
        return None
    longest = max(named, key=len)
    after = _PLACE_SUFFIX.sub("", text.partition(longest[-1])[2])
    return None if _DEEPER.match(after) else longest


def _level(text: str) -> str | None:
    """Of a name whose place is not known, by its last suffix: 某县红十字会. None when it names no place."""
    name = re.match(r"[\u4e00-\u9fff]{1,20}?(?=红十字|委员会|人民政府|人民医院|卫生)", text)
    if not name:
        return None
    if _MUNICIPALITIES.fullmatch(name.group()):
        return "province"
    plain = name.group().replace("自治区", "省")
    return next((level for suffix, level in _SUFFIXES if suffix.search(plain[1:])), None)


# --- period ----------------------------------------------------------------------------------------------------------


def _period(title: str, texts: Sequence[str]) -> tuple[date | None, date | None]:
    """First and last day: what the articles say, else the years in the title, else those of a stated term."""
    text = _western("\n".join(texts))
    start = _day(_IN_FORCE.search(text))
    end = _day(_ENDS.search(text))
    lasts = _LASTS.search(text)
    if start and lasts and not end:
        end = _later(start, numeral(lasts.group(1).replace("两", "二")))
    if start or end:
        return start, end
    years = _years(_western(title), text)
    return (date(years[0], 1, 1), date(years[1], 12, 31)) if years else (None, None)


def _years(title: str, text: str) -> tuple[int, int] | None:
    for found in (_RANGE.search(title), _PERIOD.search(text)):
        if found and int(found.group(1)) <= int(found.group(2)):
            return int(found.group(1)), int(found.group(2))
    single = _ONE_YEAR.search(title)
    if single and _YEAR_PLAN.search(title[single.end() :]):
        return int(single.group(1)), int(single.group(1))
    return None


def _day(found: re.Match[str] | None) -> date | None:
    try:
        return date(int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None
    except ValueError:  # the text has a slip such as 2月30日
        return None


def _later(start: date, years: int) -> date:
    """The last day of a term of so many years."""
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:  # begins on 29 February
        return start.replace(year=start.year + years, day=28)


def _western(text: str) -> str:
    """Years such as 二〇二一 and wide digits as plain digits."""
    text = text.translate(_WIDE)
    return _CHINESE_YEAR.sub(
        lambda year: year.group().translate(str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")), text
    )

"""What is wanted of annexes 1 and 2: a file, submitting one upward, who has submitted; which year, which baseline."""

import re
from dataclasses import dataclass

from bot.text.exports import about_whom
from bot.text.normalise import fold

_ONE = r"(?:[12](?!\d)|[一二](?!十))"
_NUMBERED = re.compile(
    rf"附[件表]\s*(?P<first>{_ONE})(?:\s*(?:[和与及跟、,，]|还有)\s*(?:附[件表])?\s*(?P<second>{_ONE}))?"
)
_TITLES = (
    (1, re.compile(r"(?:组织体系建设(?:工作)?(?:情况)?)?(?:工作情况)?调查表")),
    (2, re.compile(r"(?:组织体系建设(?:年)?(?:工作)?)?成效统计表|组织体系建设(?:年)?(?:工作)?统计表")),
)
_BARE = re.compile(r"附件(?!\s*[\d一二三四五六七八九十])|两[个张份]附[件表]")
_BOTH = re.compile(r"两[个张份]附[件表]")
_YEAR = r"(?:20(?P<{0}>\d\d)(?!\d)年?度?|(?<!\d)(?P<{0}s>\d\d)年度?|(?P<{0}r>今年|本年度?|当年|去年|上年度?|前年))"
_STEPS = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2}
_THIS_YEAR = re.compile(_YEAR.format("y"))
_BASELINE = re.compile(
    rf"(?:与|跟|和|同|以)\s*{_YEAR.format('a')}(?:底|末)?\s*(?:相比|对比|比较|作比|比|[为作做当](?:基数|基准|基期))"
    rf"|(?:对比|相比|比较|比|较)\s*{_YEAR.format('b')}|(?:基数|基准|基期)(?:年)?(?:是|用|为|取|定)?\s*{_YEAR.format('c')}"
)
_SUBMITS = re.compile(r"上报|报送|呈报|提交|报(?:给|到|上去|上级|市里?|省里?|总会)|交(?:给|到|上去|上级)")
_FILE = re.compile(
    r"生成|导出|导成|导一|下载|打印|填|发(?:给)?我|给我|出一|帮我(?:出|做|弄)|做一|文件|表格|电子|excel|word|xlsx|docx|要一|来一"
)
_STANDING = re.compile(
    r"(?:上报|报送|提交)(?:情况|进度|率)|按[期时](?:上报|报送)?率|谁(?:没|还没|未|报)|哪[些几个家].{0,8}(?:没|未|报)|没报的|未报的|"
    r"报(?:了没|了吗|齐|了多少|上来)|几[个家].{0,6}报"
)
_WORD = re.compile(r"word|docx?|文档|文字版")
_WORDS_OF_OURS = re.compile(
    r"上报|报送|呈报|提交|情况|按期率|按时率|报给|报到|上级|word|docx?|excel|xlsx|版本?", re.IGNORECASE
)


@dataclass(frozen=True)
class Asked:
    """`does`: file, submit or standing. `numbers` empty: not said which. `about`: where an organisation is named."""

    does: str
    numbers: tuple[int, ...]
    year: int | None
    baseline: int | None
    ending: str
    about: str


@dataclass(frozen=True)
class Change:
    """Another year, another baseline; at least one of them."""

    year: int | None
    baseline: int | None


def read_annex(text: str, this_year: int) -> Asked | None:
    """Read a message; None when it speaks of no annex. `this_year`: the present one, for 今年 and 去年."""
    plain = fold(text)
    numbers, rest = _which(plain)
    if not numbers and not _BARE.search(plain):
        return None
    baseline, rest = _baseline(rest, this_year)
    year, rest = _year(rest, this_year)
    if _STANDING.search(rest):
        does = "standing"
    else:
        does = "submit" if _SUBMITS.search(rest) and not _FILE.search(rest) else "file"
    about = about_whom(_BARE.sub(" ", _WORDS_OF_OURS.sub(" ", _STANDING.sub(" ", rest))))
    return Asked(does, numbers, year, baseline, "docx" if _WORD.search(plain) else "xlsx", about)


def read_change(text: str, this_year: int) -> Change | None:
    """The year or the baseline that a message names; None when it names neither."""
    baseline, rest = _baseline(fold(text), this_year)
    year, _ = _year(rest, this_year)
    return Change(year, baseline) if year or baseline else None


def _which(plain: str) -> tuple[tuple[int, ...], str]:
    found: set[int] = {1, 2} if _BOTH.search(plain) else set()

    def numbered(match: re.Match[str]) -> str:
        found.update(1 if said in "1一" else 2 for said in match.groups() if said)
        return " "

    rest = _NUMBERED.sub(numbered, plain)
    for number, title in _TITLES:
        if title.search(rest):
            found.add(number)
            rest = title.sub(" ", rest)
    return tuple(sorted(found)), rest


def _baseline(plain: str, this_year: int) -> tuple[int | None, str]:
    found = _BASELINE.search(plain)
    if not found:
        return None, plain
    year = next(year for name in "abc" if (year := _said(found, name, this_year)) is not None)
    return year, plain[: found.start()] + " " + plain[found.end() :]


def _year(plain: str, this_year: int) -> tuple[int | None, str]:
    found = _THIS_YEAR.search(plain)
    if not found:
        return None, plain
    return _said(found, "y", this_year), plain[: found.start()] + " " + plain[found.end() :]


def _said(found: re.Match[str], name: str, this_year: int) -> int | None:
    if digits := found[name] or found[f"{name}s"]:
        return 2000 + int(digits)
    return this_year + _STEPS[found[f"{name}r"][0]] if found[f"{name}r"] else None

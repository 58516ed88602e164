"""The marks that clauses begin with: 一、 （一） 1. （1） ① 第二章 第五条 and their kin, at a paragraph's start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_DIGITS = "〇零一二三四五六七八九"
_NUMERAL = r"[一二三四五六七八九十百零〇]{1,7}"
_WIDE = str.maketrans("０１２３４５６７８９．（）", "0123456789.()")
_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x2776 + i): i + 1 for i in range(10)}
_CIRCLED |= {chr(0x24EB + i): i + 11 for i in range(10)}
# One character for a mark of several: ⑴ is (1), ⒈ is 1., ㈠ is (一).
_COMPACT = {chr(0x2474 + i): f"({i + 1})" for i in range(20)} | {chr(0x2488 + i): f"{i + 1}." for i in range(20)}
_COMPACT |= {chr(0x3220 + i): f"({numeral})" for i, numeral in enumerate("一二三四五六七八九十")}

PART, CHAPTER, SECTION, ARTICLE = "part", "chapter", "section", "article"
DIVISIONS = (PART, CHAPTER, SECTION)
_UNITS = {"编": PART, "篇": PART, "部分": PART, "章": CHAPTER, "节": SECTION, "条": ARTICLE}

_PATTERNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("ordinal", re.compile(rf"第\s?({_NUMERAL}|\d{{1,4}})\s?(编|篇|部分|章|节|条)(?!款)[\s:：]*"), ""),
    ("cn", re.compile(rf"({_NUMERAL})\s?、(?!{_NUMERAL}、)\s*"), "{}"),
    ("cn_dot", re.compile(rf"({_NUMERAL})\s?\.\s*"), "{}"),
    ("cn_paren", re.compile(rf"\(\s?({_NUMERAL})\s?\)\s*[、.]?\s*"), "（{}）"),
    ("cn_close", re.compile(rf"({_NUMERAL})\)\s*[、.]?\s*"), "{}）"),
    (
        "decimal",
        re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})(?![\d.%％]|\s?[万亿千百元倍个名人米公吨岁分级版])[\s、.]*"),
        "{}",
    ),
    ("n_dot", re.compile(r"(\d{1,3})\s?\.(?![\d.])\s*"), "{}"),
    ("n_comma", re.compile(r"(\d{1,3})\s?、(?!\d{1,3}、)\s*"), "{}"),
    ("n_paren", re.compile(r"\(\s?(\d{1,3})\s?\)\s*[、.]?\s*"), "（{}）"),
    ("n_close", re.compile(r"(\d{1,3})\)\s*[、.]?\s*"), "{}）"),
)
# 第三条规定…, 三、四年级… and 12.31 may begin a sentence: a mark of such a form must be the next of its kind.
_LOOSE = re.compile(
    rf"第\s?(?:{_NUMERAL}|\d+)\s?(?:编|篇|部分|章|节|条)[^\s:：]|(?:{_NUMERAL}|\d+)\s?、(?:{_NUMERAL}|\d+)|\d+\.\d|百"
)
# What only an automatic number may be: in running text a letter begins a word.
_LABELS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("n_plain", re.compile(r"(\d{1,3})$"), "{}"),
    ("letter", re.compile(r"\(?([A-Za-z])[.、)]*$"), "{}"),
    ("roman", re.compile(r"\(?([IVXLivxl]{1,6}|[Ⅰ-Ⅻⅰ-ⅻ])[.、)]*$"), "{}"),
)
# Kinds that careless writers mix within one list.
TWINS = {"n_dot": "n_comma", "n_comma": "n_dot", "cn": "cn_dot", "cn_dot": "cn"}


@dataclass(frozen=True, slots=True)
class Mark:
    """`shown` is the mark's part of a clause path; `length` how many characters of the paragraph it takes.

    `firm` = nothing else begins like this; a mark that is not counts only where it is the next of its kind.
    """

    kind: str
    number: int
    shown: str
    length: int
    firm: bool = True


def numeral(text: str) -> int:
    """The value of 十二, 一百零五, 二〇 or 12; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    if "十" not in text and "百" not in text:
        digits = [_DIGITS.find(c) for c in text]
        return 0 if -1 in digits else int("".join(str(max(0, digit - 1)) for digit in digits) or 0)
    total, digit = 0, 0
    for c in text:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = max(0, _DIGITS.find(c) - 1)
    return total + digit


def parse_mark(text: str) -> Mark | None:
    """The mark that the text begins with, if it has the form of one; whether it fits its neighbours is not asked."""
    if not text:
        return None
    if text[0] in _CIRCLED:
        rest = text[1:]
        return Mark("circle", _CIRCLED[text[0]], text[0], len(text) - len(rest.lstrip(" \u3000\t、.．")))
    compact = _COMPACT.get(text[0], text[0])
    grown = len(compact) - 1
    start = (compact + text[1:41]).translate(_WIDE)
    for kind, pattern, shown in _PATTERNS:
        if found := pattern.match(start):
            return replace(_mark(kind, found, shown, found.end() - grown), firm=not _LOOSE.match(start))
    return None


def parse_bare(text: str) -> Mark | None:
    """A figure and a blank (1 范围), as standards count what they divide into 1.1; a row of a table looks alike."""
    found = re.match(r"(\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff])", text[:8].translate(_WIDE))
    return Mark("n_bare", int(found.group(1)), found.group(1), found.end(), firm=False) if found else None


def parse_label(label: str) -> Mark | None:
    """The mark of an automatic number. Bullets are none; any other sign becomes a mark of its own form."""
    label = label.strip()
    if not any(c.isalnum() or c in _CIRCLED for c in label):
        return None
    if (found := parse_mark(label)) and found.length == len(label):
        return Mark(found.kind, found.number, found.shown, 0)
    plain = label.translate(_WIDE)
    for kind, pattern, shown in _LABELS:
        if match := pattern.match(plain):
            return Mark(f"{kind}{_form(plain)}", _letter(match.group(1)), shown.format(match.group(1)), 0)
    numbers = re.findall(rf"\d+|{_NUMERAL}", plain)
    return Mark(f"label {_form(plain)}", numeral(numbers[-1]) if numbers else 1, label[:12], 0)


def _mark(kind: str, found: re.Match[str], shown: str, length: int) -> Mark:
    value = found.group(1)
    if kind == "ordinal":
        return Mark(_UNITS[found.group(2)], numeral(value), f"第{value}{found.group(2)}", length)
    if kind == "decimal":
        return Mark(f"decimal{value.count('.') + 1}", int(value.rsplit(".", 1)[1]), value, length)
    return Mark(kind, numeral(value), shown.format(value), length)


def _form(label: str) -> str:
    """The sign without its count: `(a)` and `(b)` are of one form."""
    return re.sub(rf"[A-Z]|[a-z]|\d+|{_NUMERAL}", lambda found: "A" if found.group().isupper() else "a", label)


def _letter(value: str) -> int:
    """The count of a figure or a letter; 0 for what is not told, such as a Roman number."""
    if value.isdecimal():
        return int(value)
    return ord(value.lower()) - ord("a") + 1 if len(value) == 1 and value.isascii() else 0


OPENING = re.compile(r"——|[问答]\s?[:：]")


def starts_clause(text: str) -> bool:
    """Whether a new line with this text begins a paragraph of its own, whatever the line before looks like."""
    text = text.lstrip()
    mark = parse_mark(text)
    return bool(mark and mark.firm) or parse_annex(text) is not None or OPENING.match(text) is not None


# --- annexes ---------------------------------------------------------------------------------------------------------

_ANNEX = re.compile(
    r"(附\s*[件录表]?)\s*((?:\d{1,2}(?:\s?[-－—]\s?\d{1,2})?|[一二三四五六七八九十]{1,3}|[A-Za-z](?![A-Za-z]))?)\s*"
    r"([:：.、\s]|$)\s*"
)
_SENTENCE = re.compile(r"[。；！？]")


@dataclass(frozen=True, slots=True)
class Annex:
    """The beginning of an annex: its path, and the characters before its caption (if that stands in the same line)."""

    path: str
    length: int


def parse_annex(text: str) -> Annex | None:
    """附件1, 附件：, 附录A, 附： at the start of a line that is no sentence."""
    found = _ANNEX.match(text.translate(_WIDE))
    if not found or len(text) > 80 or _SENTENCE.search(text, found.end()):
        return None
    word, number, after = (re.sub(r"\s", "", group) for group in found.groups())
    if word == "附" and not number and after not in (":", "："):
        return None
    if not number and not after and found.end() < len(text):
        return None  # 附件 and a blank begin a sentence as well
    word = "附件" if word == "附" and not number else word
    return Annex(f"{word}{number}", found.end())


def parents(shown: str) -> Iterator[str]:
    """The numbers that a decimal mark carries of its parents: 2.3.1 gives 2 and 2.3."""
    parts = shown.split(".")
    yield from (".".join(parts[:depth]) for depth in range(1, len(parts)))

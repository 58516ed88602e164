"""How long something lasted, in hours: from clock to clock, or said as a length; never hours times people."""

import itertools
import re
from dataclasses import dataclass

from bot.text.quantities import spelt_value

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_NUMBER = r"(?:\d{1,4}(?:\.\d{1,2})?|[一二两俩仨三四五六七八九十百零]{1,5})"
_PERIOD = (
    r"(?:凌晨|清晨|清早|大清早|早晨|早上|一早|上午|中午|午间|午后|下午|傍晚|晚上|夜里|夜间|晚间|半夜|深夜|[晚早夜])"
)
_MINUTE = (
    r"(?:(?P<half{k}>半)|(?P<short{k}>差一刻)|(?P<quarter{k}>[一三])刻|(?P<m{k}>[0-5]?\d|"
    r"[零一二三四五六七八九十]{1,3})(?:分(?!钟)|"
    r"(?![\d个人名位天年日月号.直起块同共边行场批次])))"
)
_CLOCK = (
    rf"(?P<p{{k}}>{_PERIOD})?的?\s?(?P<h{{k}}>{_N})[ ]?"
    rf"(?:(?::)\s?(?P<c{{k}}>[0-5]\d)(?::[0-5]\d)?|(?:点(?:钟|整|多|左右)?|时(?!长|间|段|候)(?:整|许|"
    rf"左右)?)\s?(?:{_MINUTE})?(?:钟|左右|多)?)"
)
_HALF_CLOCK = (
    rf"(?P<p{{k}}>{_PERIOD})?\s?(?P<h{{k}}>{_N})(?P<c{{k}}>(?!\d))(?P<half{{k}}>(?!))?(?P<quarter{{k"
    rf"}}>(?!))?(?P<m{{k}}>(?!))?"
)


def _numbered(pattern: str, place: int) -> str:
    return pattern.replace("{k}", str(place)).replace("{{", "{").replace("}}", "}")


_FIRST, _SECOND = _numbered(_CLOCK, 1), _numbered(_CLOCK, 2)
_TO = (
    r"(?:\s?(?:-+|~+|—+|–+|−|至|到)\s?|(?:开始|起|开课|开讲|出发|集合|开工|进场)?[,，、 ]?(?:就|"
    r"一直|我们|大家)*[\u3400-\u9fff]{0,5}?(?:到|至)(?:了)?\s?)"
)
_RANGE = re.compile(rf"{_FIRST}{_TO}(?:第二天|次日|当天|\x01+)?{_SECOND}")
_SHORT_RANGE = re.compile(
    rf"(?P<p1>{_PERIOD})?\s?(?P<h1>{_N})\s?(?:-|~|—+|–|至|"
    rf"到)\s?(?P<p2>{_PERIOD})?\s?(?P<h2>{_N})(?:点(?:钟|整)?|时(?!长|"
    rf"间))\s?(?:{_numbered(_MINUTE, 2)})?"
)
_DOTTED = re.compile(
    r"(?P<p1>上午|下午|晚上|早上|中午|晚|时间[:：]?)\s?(?P<h1>\d{1,2})[.．](?P<c1>[0-5]\d)\s?(?:-+|"
    r"~|—+|–|至|到)\s?(?P<p2>上午|下午|晚上|中午)?(?P<h2>\d{1,2})[.．](?P<c2>[0-5]\d)(?!\d)"
)
_STARTS_ENDS = re.compile(
    rf"{_FIRST}(?:准时|正式)?(?:开始|开课|开讲|集合|出发|开工|起)[^。;\d]{{0,12}}?{_SECOND}(?:多|"
    rf"左右)?(?:才|左右|准时|就|全部|正式)*(?:结束|散|收|下课|完|撤|返|回)"
)
_ENDS = re.compile(
    rf"{_FIRST}[^。;]{{2,60}}?[,，]{_SECOND}(?:多|左右)?(?:才|左右|准时|就|全部|正式)*(?:结束|散|"
    rf"收工|收摊|下课|完)"
)
_SINGLE = re.compile(_FIRST)
_LENGTH = re.compile(
    rf"(?P<half_only>半)\s?个?(?:多)?(?:小时|钟头)"
    rf"|(?P<n>{_NUMBER})(?P<about>多|来|余|几)?\s?(?P<and_half>个?半|"
    rf"又半)?(?P<about2>多)?\s?个?(?P<half_mid>半)?(?P<about3>多|来|把)?\s?(?:小时|钟头|[学课]时(?!\s?:)|(?<=[个半])钟(?![头点表情声楼鼓])|h(?:ours?|rs?|"
    rf"r)?(?![a-z]))"
    rf"(?P<half_after>半)?(?:(?:零|又|,)?(?P<minutes>{_NUMBER})\s?(?:分钟?|min))?"
    rf"|(?P<only_minutes>{_NUMBER})(?P<about4>多|来|余)?\s?(?:分钟|min(?:utes?|s)?(?![a-z]))|(?P<quarters>[一两三])刻钟"
)
_OPEN = re.compile(
    r"(?:大|小)?半天|(?:一|整|整整一?|忙了?一?|全)个?(?:上午|下午|晚上|白天|早上|中午)|(?:一|整|"
    r"整整一?|全)(?:整)?天(?!气|然|候|下|之)|一(?:上午|下午|晚上|宿|夜|早上)"
)
# What was worked by all together.
_TOGETHER = re.compile(
    r"(?:累计|总计|合计|共计|总共|一共|总|共)[^,，。;、]{0,8}(?:志愿|服务|工时|贡献|"
    r"人均)[^,，。;、]{0,8}$|(?:志愿|服务)[^,，。;、]{0,4}(?:总|累计|合计|共)[^,，。;、]{0,6}$|"
    r"工时[^,，。;、]{0,4}$"
)
_TOGETHER_AFTER = re.compile(r"^(?:的)?(?:志愿服务|志愿|服务时长|服务时间|人时|工时)")
_TOTAL = re.compile(r"(?:累计|总计|合计|共计|总共|一共|总时?长?|共|加起来|全程|前后)[^,，。;、\d]{0,6}$")
_LABEL = re.compile(r"(?:时长|历时|持续|用时|耗时|时间|长达|费时|学时)[^,，。;、\d]{0,4}$")
_EACH_PERSON = re.compile(
    r"(?:每人|人均|每个人|一人|一个人|每名[\u3400-\u9fff]{0,5}|每位[\u3400-\u9fff]{0,5}|平均(?:每人)?|各自?|"
    r"都(?:是|干了|做了)?)[^,，。;、\d]{0,6}$"
)
_EACH = re.compile(
    r"(?:每天|每日|每晚|每早|天天|(?<![第头前后这那])一天|一晚上?|每天[上下]午|每[天日]晚上|(?P<unit>每[场次节期班组批轮堂课]|[场次节期堂]均))[^。;\d]{0,8}$"
)
# 上午场18人, 下午场25人, 各2.5小时; 下午各2小时
_EACH_OF_SEVERAL = re.compile(
    r"(?:(?P<half>[上下]午|晚上|中午|早上|(?P<twice>早晚))|[场期班节次批天日课]|[,，、;；。\s\x01人名位]|^)(?:都|均)?各(?:是|为|上|讲|办|用|用时)?(?:了)?$"
)
_SITTINGS = re.compile(rf"(?P<n>{_N})\s?个?(?P<unit>[场期班节次批])")
_EACH_AFTER = re.compile(r"^(?:/|每)(?:天|日)")
_LESSON = re.compile(r"学时|课时")
_TIMES = re.compile(rf"(?P<n>{_N})\s?个?(?P<unit>[场次节期班组批轮堂]|节课|堂课)(?!人)")
_PAUSE = re.compile(
    rf"(?:中午|中间|中途|午间|期间)(?:吃饭|大家|都|就|还)*(?:休息|歇|午休|停|吃饭)了?(?:(?P<n>半|{_N})(?P<half>个半)?个?(?:小时|钟头)|(?P<minutes>{_N})分钟)"
)
# 本来五十分钟聊成了两小时: a length that became another.
_BECAME = re.compile(r"(?:本来|原定|原计划|计划|说好|预计)[^,，。;；]{0,6}$")
_INTO = re.compile(r"[\u3400-\u9fff]{0,4}?(?:[成到足够]了?|却|实际|结果)[\u3400-\u9fff]{0,2}$")
# A length that is not the activity's.
_OTHER = re.compile(
    r"(?:黄金|提前|提早|车程|路程|走了|开车|休息|午休|每隔|间隔|隔|不到|短短|仅用?|[只就才仅]用了?|"
    r"仅仅|耽误|迟到|推迟|等了?|晚了|还有|再过|过了|播放|观看|首|前|约束|步行|排队|中断|停留|"
    r"保质期|间隔期|响应|赶到|每)[^,，。;、\d]{0,5}$"
)
_OTHER_AFTER = re.compile(
    r"^(?:的)?(?:黄金|内|之内|以内|后|之后|前|之前|以前|车程|路程|热线|值班|值守|开放|待命|营业|"
    r"生活圈|一次|一班|的?视频|短片|宣传片|抢救|自救|急救圈|不间断|在岗|在线|轮流|轮班|一轮)"
)
_TAUGHT = re.compile(r"(?:讲|教|上|练|办|开|演|搞|做)了?(?:大概|大约|约)?$")  # 之前讲了20分钟
_PART = re.compile(r"[,，、和加+及;；]|第[二三四]天|理论|实操|实践|操作|上午|下午|讲|练|考")
FIRST_OF_NIGHT = 5  # o'clock: 半夜两点 is of the morning, 半夜十一点 of the evening
LONGEST = 16.0  # hours from clock to clock of one sitting
SHORTEST = 20 / 60  # hours; what is shorter is said of something else, unless it is called the length
SHORTEST_SAID = 5 / 60  # hours, of what is called the length


@dataclass(frozen=True)
class Hours:
    """`value` in hours, all days together; `open` when a length was said that is no number of hours (半天)."""

    value: float | None = None
    approximate: bool = False
    open: bool = False
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Length:
    value: float
    at: tuple[int, int]
    approximate: bool
    each: bool  # of each day, or of each sitting
    unit: str = "天"
    clocks: tuple[tuple[int, int], ...] = ()  # where its words stand, when others stand between


def read_hours(text: str, days: int = 1) -> Hours:
    """How long an activity lasted that took `days` days, out of a folded text."""
    ranges = _ranges(text)
    taken = [span for one in ranges for span in one.clocks or (one.at,)]
    lengths, persons, others = _lengths(text, taken)
    single = [one for one in lengths if one.value == 1 and _LESSON.search(text, *one.at)]
    if single:
        # One lesson may be 45 minutes or an hour: somebody has to say.
        lengths = [one for one in lengths if one not in single]
    opened = [one for one in _OPEN.finditer(text) if not _EACH.search(text, 0, one.start())]
    spans = [span for one in ranges for span in one.clocks or (one.at,)]
    spans += [one.at for one in lengths + persons + others + single]
    spans += [m.span() for m in _SINGLE.finditer(text) if not _meets(m.span(), spans)]
    value, about = _decide(text, ranges, lengths, persons, days)
    if value is None:
        return Hours(None, False, bool(opened or single), tuple(spans))
    return Hours(round(value, 2), about, False, tuple(spans))


def _decide(
    text: str, ranges: list[_Length], lengths: list[_Length], persons: list[_Length], days: int
) -> tuple[float | None, bool]:
    totals = [one for one in lengths if not one.each and _TOTAL.search(text, 0, one.at[0])]
    if totals:
        return totals[-1].value, totals[-1].approximate
    labelled = [one for one in lengths if not one.each and _LABEL.search(text, 0, one.at[0])]
    if labelled:
        return labelled[0].value, labelled[0].approximate
    for found in (ranges, lengths):
        if each := [one for one in found if one.each]:
            times = days if each[0].unit == "天" else _times(text, each[0].unit)
            if times == 1 and each[0].unit[-1] in "次场堂课":
                times = days  # two afternoons, 每次2小时
            if len(each) == 1 and len(found) == 2 and _are_halves(text, found):
                each = found
            return sum(one.value for one in each) * times, any(one.approximate for one in each)
        if not found:
            continue
        if found is ranges:
            daily = len(found) == 1 or _are_halves(text, found)
            sitting = sum(one.value for one in found)
            rest = _pause(text)
            return (sitting - rest if rest < sitting else sitting) * (days if daily else 1), False
        parts = found if _are_parts(text, found) else found[:1]
        times = days if _are_halves(text, parts) else 1
        return sum(one.value for one in parts) * times, any(one.approximate for one in parts)
    if persons:
        return persons[0].value, persons[0].approximate
    return None, False


def _pause(text: str) -> float:
    """How long the break was that is told beside the clocks, in hours: 9点至16点，中午歇一小时."""
    found = _PAUSE.search(text)
    if found is None:
        return 0
    if found["minutes"]:
        return (spelt_value(found["minutes"]) or 0) / 60
    return 0.5 if found["n"] == "半" else (spelt_value(found["n"]) or 0) + (0.5 if found["half"] else 0)


def _are_parts(text: str, lengths: list[_Length]) -> bool:
    """上午2小时, 下午3小时; 理论一小时, 实操两小时."""
    pairs = itertools.pairwise(lengths)
    return len(lengths) > 1 and all(
        len(between := text[one.at[1] : other.at[0]]) <= 8 and bool(_PART.match(between)) for one, other in pairs
    )


def _are_halves(text: str, lengths: list[_Length]) -> bool:
    """上午3小时下午1小时: what is done on each day, when there are several."""
    if len(lengths) != 2:
        return False
    first, second = lengths
    before, between = text[max(0, first.at[0] - 3) : first.at[0] + 2], text[first.at[1] : second.at[0] + 2]
    return bool(re.search(r"上午|早上", before) and re.search(r"下午|晚", between) and "\x01" not in between)


def _sittings(text: str) -> str:
    """The unit of the sittings that a text counts, 天 when it counts none."""
    if re.search(r"上午(?:那|第?一)?场", text) and re.search(r"(?:下午|晚上)(?:那|第?二)?场", text):
        return "两场"
    for match in _SITTINGS.finditer(text):
        if text[max(0, match.start() - 1) : match.start()] not in ("第", "每") and (spelt_value(match["n"]) or 0) > 1:
            return match["unit"]
    return "天"


def _times(text: str, unit: str) -> int:
    """How many sittings there were; 再加一场 tells of one of them, so the largest number is theirs."""
    if unit == "两场":
        return 2
    counts = [1]
    for match in _TIMES.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if match["unit"][0] == unit[-1] or (unit[-1] in "节堂课" and match["unit"][0] in "节堂"):
            count = spelt_value(match["n"])
            if count and before not in ("第", "每") and count <= 31:
                counts.append(int(count))
    return max(counts)


def _meets(one: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(one[0] < other[1] and other[0] < one[1] for other in others)


def _ranges(text: str) -> list[_Length]:
    found: list[_Length] = []
    for pattern in (_RANGE, _STARTS_ENDS, _DOTTED, _SHORT_RANGE, _ENDS):
        for match in pattern.finditer(text):
            if _meets(match.span(), [one.at for one in found]):
                continue
            start, end = _minutes(match, 1, None), _minutes(match, 2, _part(match, "p1"))
            if start is None or end is None:
                continue
            same_half = _part(match, "p2") is None
            if end <= start and same_half:
                end += 720 if end + 720 > start else 1440
            elif end <= start:
                end += 1440
            hours = (end - start) / 60
            if 0 < hours <= LONGEST:
                each = _EACH.search(text, 0, match.start())
                apart = (
                    ((match.start(), match.end("h1") + 1), (_start(match), match.end()))
                    if pattern in (_STARTS_ENDS, _ENDS)
                    else ()
                )
                found.append(
                    _Length(hours, match.span(), False, bool(each), (each["unit"] if each else None) or "天", apart)
                )
    return sorted(found, key=lambda one: one.at)


def _start(match: re.Match[str]) -> int:
    """Where the second of two clocks begins."""
    return match.start("p2") if match["p2"] else match.start("h2")


def _part(match: re.Match[str], name: str) -> str | None:
    return match.groupdict().get(name)


def _minutes(match: re.Match[str], place: int, inherited: str | None) -> int | None:
    """Minutes since midnight of one of the two clocks."""
    hour = spelt_value(match[f"h{place}"])
    if hour is None or hour > 24:
        return None
    colon, minute = _part(match, f"c{place}"), _part(match, f"m{place}")
    minutes = 30.0 if _part(match, f"half{place}") else 0.0
    if quarter := _part(match, f"quarter{place}"):
        minutes = 15.0 if quarter == "一" else 45.0
    elif colon or minute:
        minutes = spelt_value((colon or minute or "").lstrip("零0") or "零") or 0.0
    period = _part(match, f"p{place}") or inherited
    late = period is not None and (
        re.match(r"下午|午后|傍晚|晚", period)
        or (re.match(r"夜|深夜|半夜", period) and hour >= FIRST_OF_NIGHT)
        or (period in ("中午", "午间") and hour < 6)
    )
    if late and hour < 12:
        hour += 12
    if minutes >= 60:
        return None
    return int(hour * 60 + minutes) - (15 if _part(match, f"short{place}") else 0)


def _lengths(text: str, taken: list[tuple[int, int]]) -> tuple[list[_Length], list[_Length], list[_Length]]:
    """Lengths of the activity, of each person's work, and others: of all persons' work together, of something else."""
    lengths: list[_Length] = []
    persons: list[_Length] = []
    others: list[_Length] = []
    for match in _LENGTH.finditer(text):
        if _meets(match.span(), taken):
            continue
        value = _value(match)
        if value is None or value <= 0:
            continue
        start, end = match.span()
        about = any(match[f"about{k}"] for k in ("", "2", "3", "4")) or bool(
            re.search(r"(?:近|约|大约|大概|差不多|左右|将近|快)(?:有|是)?$", text[max(0, start - 4) : start])
        )
        each = _EACH.search(text, max(0, start - 14), start)
        unit = (each["unit"] if each else None) or "天"
        value *= 2 if each and re.search(r"早晚各[\u3400-\u9fff]?$", text[:start]) else 1
        one = _Length(value, (start, end), about, bool(each or _EACH_AFTER.match(text[end : end + 2])), unit)
        before, after = text[max(0, start - 20) : start], text[end : end + 8]
        if not each and (shared := _EACH_OF_SEVERAL.search(before)):
            unit = _sittings(text) if shared["half"] is None else "天"
            value *= 2 if shared["twice"] else 1
            lengths.append(_Length(value, (start, end), about, True, unit))
        elif _EACH_PERSON.search(before) and not each:
            persons.append(one)
        elif _TOGETHER.search(before) or _TOGETHER_AFTER.match(after) or _is_other(one, before, after):
            others.append(one)
        else:
            lengths.append(one)
    meant = [one for one, other in itertools.pairwise(lengths) if _became(text, one, other)]
    lengths, others = [one for one in lengths if one not in meant], others + meant
    if persons:
        others += [one for one in lengths if _TOTAL.search(text, 0, one.at[0])]
        lengths = [one for one in lengths if one not in others]
    return lengths, persons, others


def _became(text: str, one: _Length, other: _Length) -> bool:
    """Whether the second length is what the first was meant to be."""
    into = _INTO.fullmatch(text, one.at[1], other.at[0])
    return bool(into and _BECAME.search(text, 0, one.at[0]))


def _is_other(one: _Length, before: str, after: str) -> bool:
    if _LABEL.search(before):
        return one.value < SHORTEST_SAID
    if _OTHER.search(before) and not _TAUGHT.search(before) and not one.each:
        return True
    return bool(_OTHER_AFTER.match(after)) or (one.value < SHORTEST and not one.each) or one.value > 24 * 10


def _value(match: re.Match[str]) -> float | None:
    if match["half_only"]:
        return 0.5
    if match["quarters"]:
        return {"一": 1, "两": 2, "三": 3}[match["quarters"]] / 4
    if match["only_minutes"]:
        minutes = spelt_value(match["only_minutes"])
        return minutes / 60 if minutes is not None else None
    hours = spelt_value(match["n"])
    if hours is None:
        return None
    if match["and_half"] or match["half_mid"] or match["half_after"]:
        hours += 0.5
    if match["minutes"]:
        hours += (spelt_value(match["minutes"]) or 0) / 60
    return hours

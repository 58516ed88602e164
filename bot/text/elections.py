"""Elections as people tell them and ask for them: who was elected when by how many; which terms end in which time."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text.dates import Side, number, read_dates
from bot.text.names import DOTTED, is_name
from bot.text.normalise import fold, fold_aligned

# --- who was elected -------------------------------------------------------------------------------------------------

_HAN = r"[\u3400-\u9fff]"
_OFFICE = r"(?:书记|主任|校长|院长|园长|厂长|局长|镇长|乡长|村长|支书|总经理|董事长|经理|主席|老师|同志)"
_TITLES = {
    "vice_presidents": r"(?:常务)?副会长",
    "secretary": r"(?<!副)秘书长?",
    "council": r"(?<!常务)理事(?!会|长)",
    "president": r"(?<!副)(?<!名誉)(?<!荣誉)会长",
}
_IS = (
    r"(?:[:：\s]*(?:[也已]?(?:换人?了?|写错了?|打错了?|说错了?|错了|变了)[，,\s]*(?:应该?|现在)?(?:是|为|叫|由)|还是|仍是|仍为|依旧是|由|是|为|叫|"
    r"换成了?|变成了?|改成|改为|应该是|应是|选的?是|选了|选出|当选的?是|当选人)?[:：\s]*)"
)
_HONOURED = rf"(?:{_HAN}{{0,8}}?{_OFFICE}(?:兼)?)?"
_BECOMES = (
    r"(?:同志|老师|女士|先生)?(?:[以得][^，,。；;]{0,10}?|全票|高票|再次|继续|连续|成功|获选|[\s])*"
    r"(?:当选|担任|出任|兼任|连任|接任|任|为|当|做|作)(?:为|了|上)?"
    r"(?:新的?|新一届|本届|本会|我会|我们?|第.{1,3}届|理事会|的|\s)*(?:[\u3400-\u9fff]{2,24}?(?:红十字会|红会)的?)?"
)
_AND = r"[、和与及]"
_STOP = re.compile(
    r"$|[^\u3400-\u9fff]|同志|老师|女士|先生|书记|主任|担任|兼任|出任|兼|任|当选|当|为|是|等|连任|接任|不|的|和|与|及|也|还|电话|手机|得票|全票|高票"
)
_BEFORE = re.compile(
    rf"(?:^|[^\u3400-\u9fff]|选举产生了?|选举|选出来?的?|选出|选了|推选|推举|选|由|通过|产生|举|{_OFFICE}|{_AND}|新|是|叫|请)$"
)
_PLAIN = re.compile(r"(?:选举|选出了?|推选|推举|选了|大会选了?)(?:了|由)?(?=[\u3400-\u9fff]{2})")
_NOT_THAT = re.compile(r"不是[^，,。；;]{2,6}?[，,]?(?:而|应该?|其实)?是")
_INSTEAD_OF = re.compile(rf"[，,]?而?不是{_HAN}{{2,6}}(?=[，,。；;！!]|$)")
_SAME = {
    "president": re.compile(
        r"(?:老|原|原任|现任|上届)会长(?:[^，,。]{0,6})?(?:连选连任|连任|继续|接着干|留任)|会长(?:还是|仍是|仍由)?(?:老会长|原来的?(?:人|那位)?|他|她)?(?:连选)?"
        r"(?:连任|没变|不变|没换|没动|留任|照旧)|会长还是(?:原来|老会长|他|她)"
    ),
    "secretary": re.compile(r"秘书长?(?:还是|仍是)?(?:原来的?|他|她)?(?:连任|没变|不变|没换|没动|留任|照旧)"),
}
_SPLIT = re.compile(r"(?:接|担|兼|连|出|当|继)(?:任|选)")  # 丁一接|任: a word is cut in two
_NO_NAMES = {"连任", "连选连任", "常任", "和平", "全票", "都没变"}
_MOST = 40  # names of one title


@dataclass(frozen=True)
class Election:
    """What a message says of a congress; None and empty where it says nothing.

    `same` names the offices (president, secretary) whose holders are said to stay; `bad_day` is a day as it was written
    that the calendar does not have.
    """

    held_on: date | None = None
    meeting: str | None = None
    expected: int | None = None
    present: int | None = None
    president: str | None = None
    vice_presidents: tuple[str, ...] = ()
    secretary: str | None = None
    council: tuple[str, ...] = ()
    composition: tuple[tuple[str, int, int], ...] = ()  # body, how many, how many of them from the grass roots
    same: tuple[str, ...] = ()
    bad_day: str | None = None


def read_election(text: str, today: date) -> Election:
    """Read a message about a congress that was held. Never raises."""
    folded = fold_aligned(text)
    plain = _INSTEAD_OF.sub("", _NOT_THAT.sub("是", folded))
    holders = {office: _holders(plain, title) for office, title in _TITLES.items()}
    president = next(iter(holders["president"]), None) or _plainly_chosen(plain, holders)
    day = held_on(folded, today)
    return Election(
        held_on=day,
        meeting=_meeting(folded),
        expected=_said_number(_EXPECTED, folded),
        present=_said_number(_PRESENT, folded),
        president=president,
        vice_presidents=tuple(holders["vice_presidents"]),
        secretary=next(iter(holders["secretary"]), None),
        council=tuple(holders["council"]),
        composition=_composition(folded),
        same=tuple(office for office, pattern in _SAME.items() if pattern.search(folded)),
        bad_day=None if day else impossible_day(folded, today),
    )


def named_instead(text: str, names: Sequence[str]) -> tuple[str, str] | None:
    """(one of `names`, the name that takes its place): 不是王芳是王方, 王芳改成王方, 是王方不是王芳."""
    folded = fold_aligned(text)
    for old in sorted(filter(None, names), key=len, reverse=True):
        said = re.escape(fold_aligned(old))
        for pattern in (
            rf"不是{said}[，,\s]*(?:而|应该?|其实)?是",
            rf"{said}(?:应该?|要)?(?:改成|改为|换成|应该是|应是|应为|更正为)",
            rf"{said}(?:是)?(?:写错|打错|说错|错)了?[，,\s]*(?:应该?)?是",
        ):
            if (found := re.search(pattern, folded)) and (new := _name_at(folded, found.end())):
                return old, new
        if (found := re.search(rf"是(?P<new>{_HAN}{{2,4}})[，,\s]*而?不是{said}", folded)) and is_name(found["new"]):
            return old, found["new"]
    return None


def said_name(text: str) -> str | None:
    """The name in a bare answer to who leads: 王芳, 还是王芳, 村书记王芳."""
    folded = fold_aligned(text).strip(" ，,。.!！")
    folded = re.sub(
        rf"^(?:我们?|咱们?)?(?:选的?|还|仍|就|由|新会长|会长)?(?:是|叫|为|由)?{_HONOURED}(?={_HAN})", "", folded
    )
    rest = re.sub(r"(?:同志|老师|女士|先生|当选|担任|会长|当的?|吧|了|啊)+$", "", folded)
    return next((one for one in (rest, folded) if is_name(one)), None)


def corrects(text: str) -> bool:
    """Whether a message is worded as a correction."""
    return bool(
        re.search(r"不是|改成|改为|换成|应该是|应是|应为|更正|写错|打错|说错|弄错|报错|记错|错了", fold_aligned(text))
    )


def in_own_words(text: str) -> str:
    """A message in which 学校红会, 社区红会 without a name are ours."""
    return _NAMELESS.sub("我们", fold_aligned(text))


def head_of(text: str, today: date) -> str:
    """The part of a message in which the organisation is named: without days, halls and the elected."""
    folded = fold_aligned(text)
    for day in reversed(read_dates(folded, today)):
        folded = f"{folded[: day.at[0]]}，{folded[day.at[1] :]}"
    folded = re.sub(r"在[^，,。；;]{1,16}?(?:召开|举行|开)", "召开", folded)
    folded = re.sub(
        r"^.*?(?:登记|录入?|报送|补报|报|记)(?:一下|下)?(?=[^，,。]{2,24}(?:换届|选举|大会|红))", "", folded
    )
    return re.split(r"会长|选举产生|选举[^结会]|当选|秘书|推选|应到|实到|延期|推迟", folded)[0]


def _holders(plain: str, title: str) -> list[str]:
    """Who holds an office: behind its title, or before it with a word of becoming; in the order of the text."""
    found: dict[str, int] = {}
    for match in re.finditer(title, plain):
        after = re.compile(_IS + _HONOURED).match(plain, match.end())
        names = _names_from(plain, after.end() if after else match.end())
        if not names and (plainly := re.compile(_IS).match(plain, match.end())):
            names = _names_from(plain, plainly.end())
        for name, at in names:
            found.setdefault(name, at)
    for match in re.finditer(rf"{_BECOMES}(?:{title})", plain):
        for name, at in _names_until(plain, match.start()):
            found.setdefault(name, at)
    return sorted(found, key=found.__getitem__)[:_MOST]


def _names_from(text: str, start: int) -> list[tuple[str, int]]:
    """Names one after another: 王芳、李强和赵敏."""
    found = []
    while name := _name_at(text, start):
        found.append((name, start))
        further = re.compile(rf"(?:同志|等)?[\s]*(?:{_AND}|\s)[\s]*").match(text, start + len(name))
        if further is None:
            break
        start = further.end()
    return found


def _names_until(text: str, end: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    while name := _name_before(text, end):
        start = end - len(name)
        found.insert(0, (name, start))
        further = re.search(rf"{_AND}[\s]*$", text[:start])
        if further is None:
            break
        end = further.start()
    return found


def _name_at(text: str, start: int) -> str | None:
    """The name that begins here: the longest behind which it cannot go on, else the usual three or two characters."""
    if dotted := DOTTED.match(text, start):
        return dotted.group()
    run = re.compile(rf"{_HAN}+").match(text, start)
    longest = min(9, len(run.group())) if run else 0
    for length in range(longest, 1, -1):
        cell = text[start : start + length]
        if _may_be_name(cell) and _STOP.match(text, start + length) and not _SPLIT.match(text, start + length - 1):
            return cell
    usual = (text[start : start + n] for n in (3, 2) if n <= longest)
    return next((cell for cell in usual if _may_be_name(cell)), None)


def _name_before(text: str, end: int) -> str | None:
    """The name that ends here: the longest before which something else is known to end."""
    for length in range(min(9, end), 1, -1):
        cell = text[end - length : end]
        if (_may_be_name(cell) or DOTTED.fullmatch(cell)) and _BEFORE.search(text[: end - length]):
            return cell
    return next((text[end - n : end] for n in (3, 2) if n <= end and _may_be_name(text[end - n : end])), None)


def _may_be_name(cell: str) -> bool:
    return is_name(cell) and cell not in _NO_NAMES


def _plainly_chosen(plain: str, holders: dict[str, list[str]]) -> str | None:
    """Who was chosen without a word of the office: 大会选了王芳接任."""
    taken = {name for names in holders.values() for name in names}
    for match in _PLAIN.finditer(plain):
        name = _name_at(plain, match.end())
        if name and name not in taken and re.compile(r"$|接任|上任|[，,。；;]").match(plain, match.end() + len(name)):
            return name
    return None


_NAMELESS = re.compile(
    r"(?<![\u3400-\u9fff])(?:我们?|咱们?|俺们?|本|这个)?(?:学校|社区|村|街道|镇|乡|医院|校|院|厂|公司|企业|单位)(?:里)?的?(?:红十字会|红会)"
)


# --- whose roles go on --------------------------------------------------------------------------------------------

_ROLES = r"(?:权限|账号|帐号|授权)"
_KEEP_ROLES = re.compile(
    rf"(?:保留|留着|留住|别收回?|不收回?|不要收回?|别停|不停|不要停|先不动|不动|别动|别取消|不取消|延用|沿用)[^，,。；;]{{0,14}}?{_ROLES}"
    rf"|{_ROLES}[^，,。；;]{{0,8}}?(?:保留|留着|留住|别收|不收|不要收|别停|不停|不要停|不动|别动|别取消|不取消|照旧|继续用)"
)
_END_ROLES = re.compile(
    rf"(?:收回|停掉|停用|取消|结束)[^，,。；;]{{0,14}}?{_ROLES}|{_ROLES}[^，,。；;]{{0,8}}?(?:收回|停掉|停用|取消|结束)"
)


@dataclass(frozen=True)
class Roles:
    """Whose roles of account are to go on (`kept`), or to end after all."""

    kept: bool
    names: tuple[str, ...]


def read_roles(text: str, names: Sequence[str]) -> Roles | None:
    """What a message says of the roles of `names`; those it does not name are all meant. None when it says nothing."""
    folded = fold_aligned(text)
    kept = bool(_KEEP_ROLES.search(folded))
    if not kept and not _END_ROLES.search(folded):
        return None
    named = tuple(name for name in names if fold_aligned(name) in folded)
    return Roles(kept, named or tuple(names))


# --- when, by how many -----------------------------------------------------------------------------------------------

_DAY_SHAPED = re.compile(
    r"(?:(?:\d{4}|[一二〇零○]{4}|去|今|前)年)?\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?P<d>\d{1,2}|[一二三四五六七八九十廿卅]{1,3})\s*[日号]"
    r"|(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
)
_OTHER_DAY = re.compile(r"(?:任期|成立|批准|批复|到期|届满|截至|截止|至|到|改选前|原定|原来)[^，,。；;]{0,6}$")
_N = r"(?P<n>\d{1,5}|[零〇一二两三四五六七八九十百千]{1,7})"
_PEOPLE = r"(?:会员代表|代表|会员|选举人|人数|人员|的|共|人)*(?:为|是|有|[:：\s])*"
_EXPECTED = (re.compile(rf"应(?:到会?|出席|参加|参会|来){_PEOPLE}{_N}"), re.compile(rf"(?:会员|代表)总数{_PEOPLE}{_N}"))
_PRESENT = (
    re.compile(rf"(?:实到会?|实际到会|到会|出席|参会|到场|参加){_PEOPLE}{_N}(?=[名位个人，,。；;\s]|$)"),
    re.compile(rf"{_N}[名位个]?(?:会员代表|代表|会员|人)(?:到会|出席|参加|参会|到场)"),
)
_MEETINGS = (
    ("会员代表大会", r"代表大会|代表会议|会代会"),
    ("会员大会", r"会员大会|全体会员|全员大会"),
    ("理事会", r"理事会(?:会议)?(?:上)?(?:选举|选出|推选|改选)"),
)


_SEATS = {
    "代表大会": r"(?:会员)?代表",
    "常务理事会": r"常务理事",
    "理事会": r"(?<!常务)理事",
    "领导班子": r"(?:兼职|挂职)(?:、?(?:和|及|或)?挂职)?的?副会长",
}
_GRASS = (
    r"(?:来自|有|是|的)*(?:社会各(?:领域|界))?(?:和|及|以及)?(?:基层(?:一线)?|一线)"
    r"(?:的?(?:代表|会员|同志|人员|人))?(?:的|占|有|是|为|[:：\s])*"
)
_FEW = r"\d{1,5}|[零〇一二两三四五六七八九十百千]{1,7}"


def _composition(folded: str) -> tuple[tuple[str, int, int], ...]:
    """理事15名，其中基层一线7名."""
    found = []
    for body, seat in _SEATS.items():
        match = re.search(
            rf"{seat}(?:总数|人数|一?共|共有|有|为|[:：\s])*(?P<n>{_FEW})[名位个人]*"
            rf"[，,、（(\s]*(?:其中|里面?|中)?{_GRASS}(?P<g>{_FEW})(?![\d一二三四五六七八九十%]|个?百分)",
            folded,
        )
        if match:
            found.append((body, _numeral(match["n"]), _numeral(match["g"])))
    return tuple((body, n, some) for body, n, some in found if n and some is not None and some <= n)


def held_on(text: str, today: date) -> date | None:
    """The day on which a congress was held; of a correction the last one that is named."""
    folded = fold_aligned(text)
    days = [
        day.start
        for day in read_dates(folded, today, Side.PAST)
        if not _OTHER_DAY.search(folded[: day.at[0]]) or re.search(r"(?:改到|改成|改为)$", folded[: day.at[0]])
    ]
    if not days:
        return None
    return days[-1] if corrects(folded) else days[0]


def impossible_day(text: str, today: date) -> str | None:
    """A day as it was written that no calendar has: 2月30日, 13月5日."""
    folded = fold_aligned(text)
    known = [day.at for day in read_dates(folded, today)]
    for match in _DAY_SHAPED.finditer(folded):
        if not any(match.start() < end and start < match.end() for start, end in known):
            return match.group().strip()
    return None


def _meeting(folded: str) -> str | None:
    return next((name for name, pattern in _MEETINGS if re.search(pattern, folded)), None)


def _said_number(patterns: Sequence[re.Pattern[str]], folded: str) -> int | None:
    found = next((match for pattern in patterns if (match := pattern.search(folded))), None)
    return _numeral(found["n"]) if found else None


def _numeral(text: str) -> int | None:
    """A number below 10,000 in digits or Chinese."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for sign in text:
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = "零一二三四五六七八九".find(sign.replace("〇", "零").replace("两", "二"))
    return total + digit if digit >= 0 else None


# --- postponed -------------------------------------------------------------------------------------------------------

_POSTPONES = re.compile(
    r"延期|推迟|延后|延到|推到|顺延|暂缓|往后推|缓到|缓一缓|延长|拖到|拖一拖|拖一下|往后拖|拖个|晚(?:点|些|几)|[换开办选]不了|[换开办]不成|来不及[换开办选]"
)
_WISHES = re.compile(
    r"想|要(?!求)|得(?=拖|推|延|缓|晚|往)|只能|只好|恐怕|怕是|可能|估计|打算|准备|申请|不了|不成|来不及|赶不上|能不能|可不可以|行不行|可以.{0,8}吗"
)
_AGREED = re.compile(r"(?<![没不要等])(?:同意|批准|批复|批了|批下来|通过)(?!吗|没)|批的")
_ALONE = re.compile(
    r"(?:换届|改选|那|我们?|咱们?|这次|今年|估计|恐怕|可能|怕是)*(?:得|要|想|只能|只好|要不)*(?:拖|推|延|缓|往后|晚)[^?？]{0,14}"
)
_ASKS_ABOUT_RULES = re.compile(r"可以|能不能|能否|可不可以|行不行|要不要|怎么|谁批|多久|吗|？|\?")
_BODY = (
    r"(?:党工委|党委|党总支|党支部|党组|党组织|党委会|支部|红十字会|红会|上级|工委|办事处|政府|理事会|[省市县区镇乡]里)"
)
_APPROVED = re.compile(
    rf"(?:经|由|报|获|得到|已经|，|,|。|；|^|\s)?(?P<body>[\u3400-\u9fff]{{0,12}}?{_BODY})(?:会议)?(?:也|都|已经?|已)?[^，,。；;]{{0,6}}?(?:同意|批准|批复|批了|审批|批的|研究|通过|批)"
)
_APPROVED_SAID = re.compile(
    r"(?:批准|审批|批复|同意)(?:单位|机关|的?(?:党)?组织)?(?:是|为|[:：])\s*(?P<body>[^\s，,。；;]{2,30})"
)
_UNTIL_MONTH = re.compile(
    r"(?:到|至)\s*(?P<y>明年|后年|今年|\d{4}年)?\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?:份|底|末|前|初|中旬)?(?!\s*(?:\d|[一二三四五六七八九十]+[日号]))"
)
_UNTIL_PART = re.compile(r"(?:到|至)\s*(?P<y>明年|后年|今年|\d{4}年)?\s*(?P<part>上半年|下半年|年底|年末|年内|春节前)")
_UNTIL_YEAR = re.compile(r"(?:到|至)\s*(?P<y>明年|后年|\d{4}年)")
_FOR = re.compile(
    r"(?:延期|推迟|延后|延长|往后推|缓)了?\s*(?P<n>半|[一二两三四五六七八九十]{1,2}|\d{1,2})\s*(?P<u>个?月|年|天)"
)


@dataclass(frozen=True)
class Postponement:
    """What a message says of a congress that is to be held later."""

    until: date | None = None
    approved_by: str | None = None


def postpones(text: str) -> bool:
    """Whether a message reports that an election is put off, and does not ask whether one may be."""
    folded = fold_aligned(text)
    return bool(_POSTPONES.search(folded)) and not _ASKS_ABOUT_RULES.search(folded)


def wishes_to_postpone(text: str) -> bool:
    """Whether somebody wants an election put off, or has to, and nobody is said to have agreed yet."""
    folded = fold_aligned(text)
    return bool(_POSTPONES.search(folded) and _WISHES.search(folded)) and not _AGREED.search(folded)


def is_wish_alone(text: str) -> bool:
    """Whether a few words say of what was spoken of that it has to be put off: 得拖到元旦以后."""
    return bool(_ALONE.fullmatch(fold_aligned(text).strip(" 。，,!！~了吧")))


def put_off(before: str, text: str) -> str:
    """The wish of a few words, as `is_wish_alone` knows it, about the election that was asked for before."""
    return f"{before}换届{text}"


def said_until(text: str, today: date, due: date | None = None) -> date | None:
    """The day in a bare answer to until when."""
    return _until(f"到{fold_aligned(text)}", today, due)


def approver_alone(text: str) -> str | None:
    """Who approved, in a bare answer."""
    return said_approver(f"{text}同意") or text.strip(" 。，,")[:64] or None


def read_postponement(text: str, today: date, due: date | None = None) -> Postponement:
    """Read a message about a postponement; `due` is what a length of time is counted from."""
    folded = fold_aligned(text)
    return Postponement(_until(folded, today, due), said_approver(folded))


def said_approver(text: str) -> str | None:
    """Who approved, as it is said."""
    folded = fold_aligned(text)
    for pattern in (_APPROVED_SAID, _APPROVED):
        if match := pattern.search(folded):
            body = re.sub(r"^.*?(?:经|由|获|已|报|了|月底?|日|号|是|半年|年底)(?=.{2})", "", match["body"])
            return body.strip() or None
    return None


def _until(folded: str, today: date, due: date | None) -> date | None:
    if length := _FOR.search(folded):
        return _later(due or today, length["n"], length["u"])
    if part := _UNTIL_PART.search(folded):
        year = _year(part["y"], today)
        return date(year, 6, 30) if part["part"] == "上半年" else date(year, 12, 31)
    days = [day.end for day in read_dates(folded, today, Side.FUTURE) if re.search(r"[到至]\s*$", folded[: day.at[0]])]
    if days:
        return days[-1]
    if month := _UNTIL_MONTH.search(folded):
        wanted = number(month["m"]) or 0
        if not 1 <= wanted <= 12:
            return None
        year = _year(month["y"], today) if month["y"] else today.year + (wanted < today.month)
        return date(year, wanted, monthrange(year, wanted)[1])
    if year_only := _UNTIL_YEAR.search(folded):
        return date(_year(year_only["y"], today), 12, 31)
    plain = [day.end for day in read_dates(folded, today, Side.FUTURE) if day.end > today]
    return plain[-1] if plain else None


def _later(day: date, amount: str, unit: str) -> date | None:
    count = 0.5 if amount == "半" else number(amount) or 0
    if unit == "天":
        return day + timedelta(days=int(count))
    return months_on(day, int(count * 12) if unit == "年" else int(count))


def _year(said: str | None, today: date) -> int:
    if said and said[:4].isdigit():
        return int(said[:4])
    return today.year + {"明年": 1, "后年": 2, "去年": -1}.get(said or "", 0)


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# --- what is asked of the clock --------------------------------------------------------------------------------------

_OVERDUE = re.compile(
    r"超期|逾期|过期|超时|超了|超没超|拖着|拖过|拖了|应换未换|(?:没|未)(?:有)?换届?的|没动|漏换|过了(?:期|时间|任期)|任期过了|红灯|过头|一直没换"
)
# 过期的跟年底前到届的: both.
_AND_OVERDUE = re.compile(
    rf"(?:{_OVERDUE.pattern})[^,，。]{{0,6}}(?:跟|和|与|以及|还有|加上?|连同|[、,，])|"
    rf"(?:跟|和|与|以及|还有|加上?|连同|[、,，])[^,，。]{{0,6}}(?:{_OVERDUE.pattern})"
)
_UNKNOWN = re.compile(
    r"没(?:有)?(?:填|登记|录)|未(?:填|登记)|空着|缺(?:日期|时间)|(?:日期|时间|届期)不(?:明|清)|从没换过|没换过"
)
_SOON = re.compile(r"快(?:要)?到|快(?:要)?(?:换|届|期|满)|临近|即将|将要|马上|就要|预警|黄灯|快了")
_LIST = re.compile(
    r"哪些|哪几|哪家|哪个(?!月|年|日子)|有谁|谁|名单|清单|单子|列|几家|几个(?!月)|(?:多少|几)(?:家|个(?!月)|组织|单位|红|村|社区|学校|街道|乡|镇|医院|企业)|各|下面|下属|辖区|所有|全部|全县|全市|全省|全区|组织|单位|都有|盘一|预警|统计|"
    r"占多少|排一下|日历|年历|时间表|按月|片区|我管|到期情况|换届情况|(?:要|该|快|需要|到期|超期|逾期|届满|到届|未换届|没换|换届|到|换|过|满|填)的(?!组织)?(?:$|[^时日年几哪])"
)
_FILE = re.compile(
    r"导出|导成|导一|导下|下载|打印|excel|xlsx|电子表|表格|做成表|台[账帐]|汇总表|情况表|成文件|发我一份"
)
_DUE = re.compile(r"期|届满|到届|[该要未没]换")
_TERMS = re.compile(r"换[届界]|到期|届满|到届|任期")
_CALENDAR = re.compile(r"日历|年历|时间表|按月|每个?月|各月|分月|月份分布|换届计划")
_OWN_KIND = re.compile(
    r"(?:我们?|咱们?|俺们?|本|阿拉)(?:这个?|的)?(?:社区|村|镇|乡|街道|校|学校|单位|院|医院|厂|公司|县|市|区)(?:里|上)?(?:红十字会|红会)?"
)
_NO_FILTER = re.compile(r"按.{0,6}?(?:分开|排|统计|分|列)|县里|镇里|镇上|市里|乡里|红会单位|企事业单位以外|村两委")
_TYPES = (
    (("乡镇",), r"乡镇|镇级|[哪各]个?些?[乡镇]|的[乡镇](?![里上])|[乡镇]红会"),
    (("街道",), r"街道"),
    (("社区",), r"社区"),
    (("村",), r"村"),
    (("学校",), r"学校|校(?!长)|中学|小学|幼儿园"),
    (("企事业单位",), r"企业|企事业|公司|工厂|厂"),
    (("医疗机构", "冠名医疗机构"), r"医院|卫生院|医疗"),
    (("机关",), r"机关"),
    (("开发区",), r"开发区|园区"),
    (("两新组织",), r"两新|社会组织|协会|商会"),
    (("志愿服务组织",), r"志愿服务(?:组织|队)"),
)
_COUNT = r"(?P<n>半|[一二两俩三四五六七八九十]{1,2}|\d{1,3})"
_WITHIN = re.compile(
    rf"{_COUNT}\s*(?P<u>个?月|年|天|日|周|个?星期|个?季度)(?:之|以)?(?:内|里)"
    rf"|(?:未来|今后|接下来|再过|往后)的?{_COUNT.replace('?P<n>', '?P<n2>')}\s*(?P<u2>个?月|年|天|周|个?星期)"
)
_MONTH = re.compile(
    r"(?P<y>今年|明年|后年|去年|\d{4}年)?的?(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<end>份?底?(?:之|以)?前)?"
)
_HALF = re.compile(r"(?P<y>今年|明年|后年|去年|\d{4}年)?的?(?P<half>上半年|下半年)")
_QUARTER = re.compile(r"(?P<y>今年|明年|\d{4}年)?的?第?(?P<q>[一二三四1-4])季度")
_YEAR_ONLY = re.compile(r"(?P<y>今年|本年度?|明年|后年|去年|年内|年底前|年底之前|年前|\d{4}年)")
_MONTHS = {"下下个月": 2, "下下月": 2, "本月": 0, "这个月": 0, "这月": 0, "当月": 0, "下个月": 1, "下月": 1, "月内": 0}
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "个星期": 7}


@dataclass(frozen=True)
class DueQuestion:
    """What is asked of the clock.

    `window`: first and last deadline that is asked for; `types` empty = all."""

    wants_list: bool
    calendar: bool = False
    overdue: bool = False
    unknown: bool = False
    soon: bool = False
    window: tuple[date, date] | None = None
    either: bool = False  # those of the window, and those overdue since before it
    types: tuple[str, ...] = ()
    page: int = 1
    file: bool = False  # the list is wanted as one
    whole: bool = False  # a file of everybody, due or not


def read_due(text: str, today: date, named: Sequence[str] = ()) -> DueQuestion:
    """Read a question about terms; `named` are the names of organisations in it, which say nothing of types."""
    plain = fold_aligned(text)
    page = re.search(r"#第(\d{1,4})页", plain)
    for name in named:
        plain = plain.replace(fold_aligned(name), "＊")
    bare = _NO_FILTER.sub("", _OWN_KIND.sub("我们", plain))
    types = [kind for kinds, pattern in _TYPES if re.search(pattern, bare) for kind in kinds]
    file = bool(_FILE.search(bare))
    window = next(_windows(bare, today), None)
    return DueQuestion(
        wants_list=file or bool(_LIST.search(bare)),
        calendar=bool(_CALENDAR.search(bare)),
        overdue=bool(_OVERDUE.search(bare)),
        unknown=bool(_UNKNOWN.search(bare)),
        soon=bool(_SOON.search(bare)),
        window=window,
        either=bool(window and _AND_OVERDUE.search(bare)),
        types=tuple(types),
        page=max(1, int(page[1])) if page else 1,
        file=file,
        whole=file and not _DUE.search(bare),
    )


def is_about_terms(text: str) -> bool:
    """Whether what is wanted as a file is the list of who elects when."""
    return bool(_TERMS.search(fold(text)))


def _windows(plain: str, today: date) -> Iterator[tuple[date, date]]:
    """The spans of time that a question names, the most exact first."""
    if within := _WITHIN.search(plain):
        yield today, _end_of(today, within["n"] or within["n2"], within["u"] or within["u2"])
    for word, step in _MONTHS.items():
        if word in plain:
            yield _month(months_on(today.replace(day=1), step))
    if half := _HALF.search(plain):
        year = _year(half["y"], today)
        first = half["half"] == "上半年"
        yield (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    if quarter := _QUARTER.search(plain):
        start = date(_year(quarter["y"], today), (number(quarter["q"]) or 1) * 3 - 2, 1)
        yield start, months_on(start, 3) - timedelta(days=1)
    for month in _MONTH.finditer(plain):
        if 1 <= (wanted := number(month["m"]) or 0) <= 12 and not plain[: month.start()].endswith("个"):
            year = _year(month["y"], today) if month["y"] else today.year + (wanted < today.month)
            first, last = _month(date(year, wanted, 1))
            yield (min(today, first), last) if month["end"] else (first, last)
    if only := _YEAR_ONLY.search(plain):
        year = _year(only["y"], today)
        yield date(year, 1, 1), date(year, 12, 31)


def _end_of(today: date, amount: str, unit: str) -> date:
    count = 0.5 if amount == "半" else number(amount.replace("俩", "两")) or (int(amount) if amount.isdigit() else 0)
    if unit in _DAYS:
        return today + timedelta(days=int(count * _DAYS[unit]))
    months = {"年": 12, "季度": 3, "个季度": 3}.get(unit, 1)
    return months_on(today, int(min(count, 100) * months))


def _month(first: date) -> tuple[date, date]:
    return first, first.replace(day=monthrange(first.year, first.month)[1])

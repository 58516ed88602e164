"""What the columns of spreadsheets are called, which kind of sheet a header belongs to, what stands in the cells."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bot.text.corrections import read_value
from bot.text.normalise import fold

_PEOPLE = (
    ("guardian_phone", r"(?:监护人|家长).*(?:电话|手机|联系方式)"),
    ("guardian_name", r"监护人|家长"),
    ("certificate_until", r"(?:救护|取证|持证|证书).*(?:有效|到期|截止|至)"),
    ("certificate_on", r"(?:救护|取证|证书).*(?:时间|日期|年月)|^取证"),
    ("certificate", r"救护员?证|证书(?:编?号|号码)"),
    ("id_number", r"身份证|证件号"),
    ("contact", r"联系人(?!.*电话)"),
    ("phone", r"电话|手机|联系方式|号码"),
    ("birth_date", r"出生|生日"),
    ("gender", r"性别"),
    ("joined", r"入会(?:时间|日期|年月)|登记(?:时间|日期)|注册(?:时间|日期)|加入(?:时间|日期)"),
    ("organisation", r"所属|组织|红十字会|红会|会籍"),
    ("unit", r"单位|学校|班级|部门"),
    ("kind", r"类别|类型|会员种类|身份"),
    ("skills", r"特长|技能|专长"),
    ("name", r"姓名|名字|会员名|志愿者名|^名称$"),
)
_ORGS = (
    ("phone", r"电话|手机|联系方式"),
    ("approval_number", r"文号|批准号|批复号"),
    ("approved_on", r"(?:批准|批复|审批)(?:时间|日期|年月)|何时批准"),
    ("approved_by", r"批准|批复|审批"),
    ("filed_on", r"备案"),
    ("last_election", r"^(?!.*(?:下次|下届|下一|应|届满|到期)).*换届"),
    ("founded", r"成立|建会|组建"),
    ("superior", r"上级|隶属|主管"),
    ("type", r"类型|类别|性质"),
    ("secretary", r"秘书"),
    ("president", r"^(?!.*副).*(?:会长|负责人)"),
    ("address", r"地址|办公地点|地点"),
    ("place", r"所在|所属地|行政区划|^地区$"),
    ("name", r"组织|红十字会|红会|^名称$|^全称$|单位名称"),
)
_PLACES = (
    ("former_names", r"曾用名|原名|旧称|旧名"),
    ("parent", r"上级|所属|隶属"),
    ("level", r"级别|层级|^级$"),
    ("named_hospitals", r"冠名"),
    ("villages", r"行政村|(?:村|社区).*(?:数|个)"),
    ("residents", r"人口|居民|常住"),
    ("as_of", r"截至|截止|时点|统计(?:时间|日期|年)|^日期$"),
    ("source", r"来源|出处|依据"),
    ("name", r"名称|地名|地区|区划"),
)
_TARGETS = (
    ("basis", r"依据|来源|出处|文件"),
    ("deadline", r"期限|完成(?:时间|日期|年)|截止|到期|^年度?$|年份"),
    ("value", r"(?:目标|任务|指标|计划)(?:数|值|量)|^数[值量]?$|^(?:目标|任务)$"),
    ("metric", r"指标|项目|事项"),
    ("name", r"组织|红十字会|红会|单位|^名称$|^全称$"),
)
_COLUMNS = {"orgs": _ORGS, "places": _PLACES, "targets": _TARGETS, "members": _PEOPLE, "volunteers": _PEOPLE}
# Fields whose columns tell one kind of sheet from another, and how much.
_SIGNS = {
    "orgs": {
        "superior": 1, "approved_by": 1, "approved_on": 1, "approval_number": 1, "founded": 1, "filed_on": 1,
        "last_election": 1, "president": 1,
    },
    "places": {"level": 2, "residents": 2, "villages": 2, "named_hospitals": 2, "former_names": 1},
    "targets": {"metric": 2, "value": 2},
    "members": {"id_number": 1, "birth_date": 1, "gender": 1, "guardian_name": 1, "skills": 1, "contact": 1},
}  # fmt: skip
_PERSON = re.compile(r"^(?:会员|志愿者|申请人|本人)?(?:姓名|名字)|^会员名|^志愿者名")
_VOLUNTEERS = re.compile(r"志愿|义工|志工|特长|服务时长|volunteer")
_MEMBERS = re.compile(r"会员|会籍|入会|会费|监护人|类别|团体|(?<![a-z])member")
LONGEST_TITLE = len("监护人（家长）联系电话号码")

_CERTIFICATE = {
    "certificate_on": "救护员证取得日期", "certificate": "救护员证编号", "certificate_until": "救护员证有效期至",
}  # fmt: skip
# What the columns are called in templates, reports and exports; each is recognised as its field (a test holds it).
TITLES = {
    "orgs": {
        "name": "组织名称", "type": "组织类型", "superior": "上级组织", "place": "所在地区", "founded": "成立日期",
        "approved_by": "批准单位", "approved_on": "批准日期", "approval_number": "批准文号", "filed_on": "备案日期",
        "last_election": "最近换届日期", "president": "会长", "secretary": "秘书", "phone": "电话", "address": "地址",
    },
    "places": {
        "name": "地区名称", "level": "级别", "parent": "上级地区", "residents": "常住人口", "villages": "村和社区数",
        "named_hospitals": "冠名医疗机构数", "as_of": "数据截至", "source": "数据来源", "former_names": "曾用名",
    },
    "targets": {"name": "组织名称", "metric": "指标", "value": "目标数", "deadline": "完成期限", "basis": "依据"},
    "members": {
        "name": "姓名", "gender": "性别", "id_number": "身份证号", "phone": "电话", "birth_date": "出生日期",
        "kind": "会员类别", "organisation": "所属组织", "unit": "工作单位", "guardian_name": "监护人",
        "guardian_phone": "监护人电话", "contact": "联系人", "joined": "入会日期", **_CERTIFICATE,
    },
    "volunteers": {
        "name": "志愿者姓名", "gender": "性别", "id_number": "身份证号", "phone": "电话", "birth_date": "出生日期",
        "organisation": "所属组织", "unit": "工作单位", "skills": "特长", "joined": "登记日期", **_CERTIFICATE,
    },
}  # fmt: skip
SHEETS = {"orgs": "基层组织", "places": "行政区划", "targets": "目标", "members": "会员", "volunteers": "志愿者"}
# What goes out and is not taken in again.
LEDGERS = {
    "activities": {
        "date": "日期", "end_date": "结束日期", "organisation": "组织", "activity_type": "类型", "title": "主题",
        "location": "地点", "participants": "参加", "volunteers": "志愿者", "beneficiaries": "受益", "hours": "时长",
        "status": "状态", "reported_by": "报送人", "reported_at": "报送时间",
    },
}  # fmt: skip
LEDGER_SHEETS = {"activities": "活动台账"}
# The list of who elects when, and what its cells say.
TERMS = {
    "organisation": "组织", "type": "类型", "last_election": "上次换届", "founded": "成立", "years": "每届年数",
    "basis": "年数依据", "clause": "条款", "due": "应换届日期", "postponed": "延期到", "days_left": "剩余天数",
    "status": "状态",
}  # fmt: skip
TERM_SHEET = "换届到期"
TERM_BASES = {"document": "指导意见", "set": "本会自定", "assumed": "文件没有规定，暂按"}
TERM_STATES = {"overdue": "已超期", "soon": "临近", "not_due": "未到期", "unknown": "没有登记日期"}
STATES = {"planned": "计划", "held": "已举办", "returned": "已退回"}
# The second sheet of an export: what it is.
NOTES = {
    "sheet": "说明", "scope": "范围（含下级组织）", "as_of": "截至", "rows": "行数", "numbers": "证件和电话",
    "full": "完整号码，请妥善保管", "masked": "已打码", "by": "导出账号", "period": "日期", "types": "活动类型",
}  # fmt: skip
_KINDS = (
    ("青少年会员", r"青少年|学生"),
    ("团体会员", r"团体|单位"),
    ("志愿者", r"志愿|义工|志工"),
    ("成人会员", r"成人|成年|会员"),
)
_LEVELS = (
    ("province", r"^省(?:级)?$|自治区$|直辖市$", r"(?:省|自治区)$"),
    ("city", r"^(?:地)?市(?:级)?$|地级市", r"自治州$"),
    ("county", r"^(?:县|区|县区|县市区|市辖区|县级)$|县级", r"县$"),
    ("town", r"^(?:乡|镇|乡镇|乡级|镇级)$", r"[乡镇]$"),
    ("street", r"^街道", r"街道$"),
    ("community", r"^(?:社区|居委会)", r"社区$"),
    ("village", r"^(?:行政)?村", r"村$"),
)
_TYPES = (
    ("全国", r"^全国"), ("省级", r"^省级?$"), ("市级", r"^地?市级?$"), ("县级", r"^(?:县|区|县区)级?$"),
    ("冠名医疗机构", r"冠名"), ("志愿服务组织", r"志愿"), ("医疗机构", r"医疗|医院|卫生院"),
    ("学校", r"学校|小学|中学|大学|高校"), ("开发区", r"开发区|园区"), ("街道", r"街道"), ("乡镇", r"乡|镇"),
    ("社区", r"社区|居委会"), ("村", r"村"), ("两新组织", r"两新|社会组织|协会"), ("机关", r"机关"),
    ("企事业单位", r"企|事业|公司"),
)  # fmt: skip
_EMPTY = re.compile(r"[-—－–/／\\.。]+|无|没有|暂无|不详|空|n/?a|null|none", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})日?(?:\s+[\d:.]+)?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})月?|(\d{4})(\d{2})")
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(万|亿)?(%)?(?:人|个|支|场|小时|名|家|次|天)?")
_YEAR = re.compile(r"(\d{4})年?(?:度|底|末|年底)?")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(万)?(?:人|个|余人|多人)?")
LONGEST_NAME = 30
LONGEST_EMPTY = 5


def recognised(cells: Sequence[str], kind: str) -> dict[str, int]:
    """The place of each field whose column is called so in a sheet of this kind; the first of two."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        title = fold(cell).replace(" ", "")
        fits = (name for name, pattern in _COLUMNS[kind] if re.search(pattern, title))
        field = next(fits, None) if 0 < len(title) <= LONGEST_TITLE else None
        if field:
            found.setdefault(field, place)
    return found


def kinds_like(cells: Sequence[str], around: str) -> list[str]:
    """The kinds of sheet that a header may belong to, the likeliest first; more than one when it cannot be told.

    `around` is what stands above the header and in the names of sheet and file: members or volunteers.
    """
    titles = [fold(cell).replace(" ", "") for cell in cells]
    person = any(_PERSON.search(title) for title in titles)
    scores = {}
    for kind, signs in _SIGNS.items():
        found = recognised(cells, kind)
        score = sum(signs.get(field, 0) for field in found) + (3 if person and kind == "members" else 0)
        if score and "name" in found and len(found) > 1 and (kind == "members" or not person):
            scores[kind] = score
    best = max(scores.values(), default=0)
    likely = [kind for kind, score in scores.items() if score == best]
    return _which_people(titles, fold(around)) if likely == ["members"] else likely


def likeness(cells: Sequence[str], kind: str) -> int:
    """How much of a header of this kind a row has."""
    found = recognised(cells, kind)
    return len(found) + ("name" in found)


def _which_people(titles: Sequence[str], around: str) -> list[str]:
    """Members, volunteers, or both when nothing tells: who is called 会员 pays dues, who has 特长 serves."""
    said = " ".join([*titles, around])
    volunteers, members = bool(_VOLUNTEERS.search(said)), bool(_MEMBERS.search(said))
    if volunteers and members:  # each row says what it is
        return ["members"] if any("类别" in title or "类型" in title for title in titles) else ["members", "volunteers"]
    return ["volunteers"] if volunteers else ["members"] if members else ["members", "volunteers"]


def value_in(cell: str) -> str:
    """A cell without what stands for nothing (-, 无, /) and without the mark that keeps a formula from running."""
    plain = cell.strip()
    if plain[:1] == "'" and plain[1:2] in "=+-@":
        plain = plain[1:]
    return "" if len(plain) < LONGEST_EMPTY and _EMPTY.fullmatch(plain) else plain


def is_formula(cell: str) -> bool:
    """Whether a cell is a formula that was typed as text, or the error of one."""
    return bool(re.match(r"[=@]|[+\-]\s*[A-Za-z(@]|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", cell))


def is_masked(cell: str) -> bool:
    """Whether figures of a number were replaced by stars."""
    return bool(re.search(r"[*＊×xX]{3,}", cell))


def day_in(cell: str) -> date | None:
    """A whole day: 2021-05-08, 2021年5月8日, 2021.5.8, 20210508; None for anything else and for impossible ones."""
    found = _DAY.fullmatch(fold(cell))
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        return None


def count_in(cell: str) -> int | None:
    """How many: 12345, 12,345, 1.2万, 300人; None when it is no such number."""
    found = _COUNT.fullmatch(fold(cell).replace(" ", ""))
    if not found:
        return None
    count = float(found[1].replace(",", "")) * (10_000 if found[2] else 1)
    return round(count) if abs(count - round(count)) < 1e-6 else None


class Amount(NamedTuple):
    """A number, and whether it was written in per cent."""

    value: float
    percent: bool


def amount_in(cell: str) -> Amount | None:
    """A number: 500, 1,200, 1.5万, 40%; None for what is none."""
    found = _AMOUNT.fullmatch(fold(cell).replace(" ", ""))
    if not found:
        return None
    value = float(found[1].replace(",", "")) * {None: 1, "万": 10_000, "亿": 100_000_000}[found[2]]
    return Amount(round(value, 6), bool(found[3]))


def end_in(cell: str) -> date | None:
    """The day until which something is to be done: a day, or the last one of a year; None for anything else."""
    found = _YEAR.fullmatch(fold(cell).replace(" ", ""))
    if found:
        return date(int(found[1]), 12, 31) if int(found[1]) else None
    return day_in(cell)


def level_in(cell: str, name: str) -> str | None:
    """The level of a place: as it is said, else as an unmistakable name tells (市 and 区 may be several)."""
    if cell:
        return next((level for level, said, _ in _LEVELS if level == cell or re.search(said, cell)), None)
    return next((level for level, _, called in _LEVELS if re.search(called, name)), None)


def level_name(level: str) -> str:
    """What a level is called in a sheet."""
    return {
        "province": "省", "city": "市", "county": "县", "town": "乡镇", "street": "街道", "community": "社区",
        "village": "村",
    }[level]  # fmt: skip


def type_in(cell: str) -> str | None:
    """The type of organisation that a cell names."""
    plain = cell.replace(" ", "")
    exact = next((kind for kind, _ in _TYPES if kind == plain), None)
    return exact or next((kind for kind, pattern in _TYPES if re.search(pattern, plain)), None)


def parts_in(cell: str) -> list[str]:
    """What a cell lists."""
    return [part for part in re.split(r"[、,，;；/\s]+", cell) if part]


def kind_in(cell: str) -> str | None:
    """The kind of person that a cell names."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, cell)), None)


def gender_in(cell: str) -> str | None:
    """男 or 女."""
    return cell[:1] if cell[:1] in ("男", "女") else None


def digits_in(cell: str) -> str:
    """A number without blanks, marks and the country's prefix."""
    plain = re.sub(r"[^\dxX]", "", fold(cell)).upper()
    return re.sub(r"^86(?=1\d{10}$)", "", plain)


def birth_in(cell: str, today: date) -> str | None:
    """A day, a month or a year of birth; None for what is none, such as 1990-13-45 or 1990-02-30."""
    plain = fold(cell)
    if _DAY.fullmatch(plain):
        day = day_in(plain)
        return day.isoformat() if day else None
    if month := _MONTH.fullmatch(plain):
        called, number = (part for part in month.groups() if part)
        return f"{called}-{int(number):02d}" if 1 <= int(number) <= 12 else None
    if re.search(r"\d{4}", plain):
        year = re.fullmatch(r"(\d{4})年?", plain)
        return year[1] if year else None
    return read_value("birth_date", plain, today)  # 90年3月, 一九九〇年三月


def may_be_name(cell: str) -> bool:
    """Whether a cell may hold somebody's name: letters, no figures, not too long."""
    plain = cell.replace(" ", "")
    return 1 < len(plain) <= LONGEST_NAME and not re.search(r"\d|[=<>{}\[\]\\/@#$%^&*]", plain)


def may_be_title(cell: str) -> bool:
    """Whether a cell may hold the name of an organisation or a place: letters and perhaps figures, no signs."""
    return bool(re.search(r"[\u3400-\u9fffA-Za-z]", cell)) and not re.search(r"[=<>{}\[\]\\@#$%^&*\n]", cell)

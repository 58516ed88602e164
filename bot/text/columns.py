"""What the columns of people's spreadsheets are called, and what stands in their cells."""

import re
from collections.abc import Sequence
from datetime import date

from bot.text.corrections import read_value
from bot.text.normalise import fold

_COLUMNS = (
    ("guardian_phone", r"(?:监护人|家长).*(?:电话|手机|联系方式)"),
    ("guardian_name", r"监护人|家长"),
    ("id_number", r"身份证|证件号"),
    ("contact", r"联系人"),
    ("phone", r"电话|手机|联系方式|号码"),
    ("birth_date", r"出生|生日"),
    ("gender", r"性别"),
    ("organisation", r"所属|组织|红十字会|红会|会籍"),
    ("unit", r"单位|学校|班级|部门"),
    ("kind", r"类别|类型|会员种类|身份"),
    ("skills", r"特长|技能|专长"),
    ("name", r"姓名|名字|会员名|志愿者名|^名称$"),
)
_KINDS = (
    ("青少年会员", r"青少年|学生"),
    ("团体会员", r"团体|单位"),
    ("志愿者", r"志愿|义工|志工"),
    ("成人会员", r"成人|成年|会员"),
)
LONGEST_NAME = 30


def recognised(cells: Sequence[str]) -> dict[str, int]:
    """The place of each field whose column is called so; the first of two."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        title = fold(cell).replace(" ", "")
        field = next((name for name, pattern in _COLUMNS if re.search(pattern, title)), None) if title else None
        if field and len(title) <= len("监护人（家长）联系电话号码"):
            found.setdefault(field, place)
    return found


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
    """A day, a month or a year of birth; None for what is none, such as 1990-13-45."""
    found = read_value("birth_date", cell, today)
    said = len(re.findall(r"\d", cell))
    return found if found and (len(found) > len("1990") or said == len("1990")) else None


def may_be_name(cell: str) -> bool:
    """Whether a cell may hold somebody's name: letters, no figures, not too long."""
    plain = cell.replace(" ", "")
    return 1 < len(plain) <= LONGEST_NAME and not re.search(r"\d|[=<>{}\[\]\\/@#$%^&*]", plain)

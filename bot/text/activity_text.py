"""The form in which a report of an activity is read: as long as what was typed, so that places stay the same."""

import re
from collections.abc import Iterable

from bot.text.activity_forms import unboxed
from bot.text.normalise import fold_aligned
from bot.text.quantities import THOUSANDS

# Slips of the keyboard and of speech recognition that would hide what was done or who was there; each keeps its length.
_SLIPS = {
    "志原者": "志愿者", "志愿着": "志愿者", "志源者": "志愿者", "自愿者": "志愿者", "智愿者": "志愿者",
    "志愿这": "志愿者", "红十子": "红十字", "红十宇": "红十字", "红实字": "红十字", "红石字": "红十字",
    "红时字": "红十字", "会圆": "会员", "会园": "会员", "救护陪训": "救护培训", "救户": "救护", "急就": "急救",
    "几救": "急救", "急旧": "急救", "级救": "急救", "陪训": "培训", "培圳": "培训", "配训": "培训",
    "心肺复舒": "心肺复苏", "心肺复书": "心肺复苏", "心费复苏": "心肺复苏", "心肺付苏": "心肺复苏",
    "海母立克": "海姆立克", "海姆利克": "海姆立克", "无常献血": "无偿献血", "无尝献血": "无偿献血", "献雪": "献血",
    "先血": "献血", "现血": "献血", "造血干系胞": "造血干细胞", "造血干细包": "造血干细胞", "干细包": "干细胞",
    "义珍": "义诊", "义整": "义诊", "议诊": "义诊", "慰间": "慰问", "尉问": "慰问", "畏问": "慰问", "慰文": "慰问",
    "讲坐": "讲座", "将座": "讲座", "演炼": "演练", "演链": "演练", "眼练": "演练", "敬佬院": "敬老院",
    "静老院": "敬老院", "养佬院": "养老院", "居名": "居民", "村名": "村民", "参佳": "参加", "叁加": "参加",
    "学圆": "学员", "老仁": "老人", "宣船": "宣传", "宣转": "宣传", "献血这": "献血者", "防震减栽": "防震减灾",
    "防灾减栽": "防灾减灾", "宣传单业": "宣传单页", "高血呀": "高血压", "糖尿并": "糖尿病", "包杂": "包扎",
    "止血包杂": "止血包扎", "助学今": "助学金", "慰问今": "慰问金", "夏令莹": "夏令营", "队圆": "队员",
    "社去": "社区", "学声": "学生", "活懂": "活动", "广厂": "广场", "逃声": "逃生", "疏撒": "疏散", "消访": "消防",
    "困南": "困难", "志愿服物": "志愿服务", "清少年": "青少年", "自愿着": "志愿者", "参家": "参加", "没得": "没有",
}  # fmt: skip
_SLIP = re.compile("|".join(sorted(map(re.escape, _SLIPS), key=len, reverse=True)))
_KEEPS = re.compile(r"村名(?=单|字|称)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def as_read(text: str) -> str:
    """Folded, with its lines and the comma between thousands told from the one of a sentence, slips mended."""
    folded = fold_aligned(text)
    folded = "".join("\n" if typed in "\r\n" else one for one, typed in zip(folded, text, strict=True))
    folded = _THOUSANDS.sub(lambda m: THOUSANDS if text[m.start()] == "," else ",", folded)
    folded = unboxed(folded)
    kept = {m.start() for m in _KEEPS.finditer(folded)}
    return _SLIP.sub(
        lambda m: m.group() if m.start() in kept or len(_SLIPS[m.group()]) != len(m.group()) else _SLIPS[m.group()],
        folded,
    )


def blanked(folded: str, spans: Iterable[tuple[int, int]], mark: str = "\x01") -> str:
    """The text with what was read already replaced by marks, so that every place stays where it is."""
    characters = list(folded)
    for start, end in spans:
        characters[start:end] = mark * (end - start)
    return "".join(characters)

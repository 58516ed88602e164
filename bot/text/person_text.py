"""The form in which a message about people is read: of the length of what was typed, so that places stay the same."""

import re
from collections.abc import Sequence

from bot.text.normalise import fold_aligned

# Slips of the keyboard and of speech recognition that would hide what kind of entry it is. Each keeps its length.
_SLIPS = {
    "志原者": "志愿者",
    "志愿着": "志愿者",
    "志源者": "志愿者",
    "自愿者": "志愿者",
    "红十子": "红十字",
    "红十宇": "红十字",
    "红实字": "红十字",
    "会圆": "会员",
    "会园": "会员",
    "电活": "电话",
    "手几": "手机",
    "号马": "号码",
    "身分证": "身份证",
    "身份正": "身份证",
    "等记": "登记",
    "登计": "登记",
    "蹬记": "登记",
    "登机表": "登记表",
    "注测": "注册",
    "自愿这": "志愿者",
    "志愿这": "志愿者",
    "志愿责": "志愿者",
    "姓明": "姓名",
}
_SLIP = re.compile("|".join(_SLIPS))
_PLUS = re.compile(r"(?<=[\u3400-\u9fff\d])\+(?!86)")  # between the parts of an entry, not before a country's code
_CIRCLED = re.compile(r"[①-⑳]")
_SLASH = re.compile(r"(?<=[\u3400-\u9fff])\s?/|/(?=[\u3400-\u9fff])")  # between the cells of a row, not inside a day
_SPOKEN_RUN = re.compile(r"[零〇一幺二三四五六七八九]{11,18}")
_SPOKEN = {ord(c): d for c, d in zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True)}


def as_read(text: str) -> str:
    """Folded, with its lines, with spoken numbers in digits and the commonest slips mended."""
    folded = _with_lines(fold_aligned(text), text)
    folded = _SLIP.sub(lambda m: _SLIPS[m.group()], folded)
    folded = _PLUS.sub(",", folded)
    folded = _SLASH.sub(lambda m: "," * len(m.group()), folded)
    return _SPOKEN_RUN.sub(lambda m: m.group().translate(_SPOKEN), folded)


def blanked(folded: str, spans: Sequence[tuple[int, int]], mark: str = "\x01") -> str:
    """The text with its numbers replaced by marks, so that every place stays where it is."""
    characters = list(folded)
    for start, end in spans:
        characters[start:end] = mark * (end - start)
    return "".join(characters)


def _with_lines(folded: str, text: str) -> str:
    """The ends of lines, which folding makes blanks, again where they were; a circled number begins a line too."""
    begins = {"\r", "\n", *_CIRCLED.findall(text)}
    return "".join("\n" if typed in begins else one for one, typed in zip(folded, text, strict=True))

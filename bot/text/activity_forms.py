"""Reports that are pasted as a form: 时间：… 地点：… 内容：… 到场：…; one form is one activity, however long."""

import re
from dataclasses import dataclass
from enum import StrEnum

FEWEST = 3  # labels of different kinds that make a form; two when one of them says when and the other where or what


class Label(StrEnum):
    """What a line of a form tells."""

    WHEN = "when"
    WHERE = "where"
    WHAT = "what"
    WHO = "who"
    MANY = "many"
    HELPERS = "helpers"
    HELPED = "helped"
    LONG = "long"
    OTHER = "other"


_OF_IT = r"(?:活动|培训|服务|会议|演练|讲座|宣传|献血|慰问|救援|举办|开展|义诊|授课|培训班|项目|志愿服务|本次)"
_WORDS = {
    Label.WHEN: rf"{_OF_IT}?(?:时间|日期|时段)|何时|日子",
    Label.WHERE: rf"{_OF_IT}?(?:地点|地址|场地|场所|位置|地方)|会场|在哪",
    Label.WHAT: rf"{_OF_IT}?(?:内容|主题|名称|类型|类别|形式|事项|标题|题目)|项目|活动|事由|做了什么|干了啥|干啥|做啥",
    Label.HELPERS: r"(?:出动|参与|参加|服务)?(?:志愿者|义工|志工|志愿服务者)(?:人数|数量|数|人次)?",
    Label.HELPED: r"(?:受益|受助|服务|惠及|救助|慰问|帮扶|受惠|受众|关爱|资助)(?:对象|群众|人群|人员)?(?:人数|数量|数|"
    r"人次)?(?:情况)?",
    Label.MANY: (
        rf"(?:到场|到会|实到|参会|参训|参与|参加|出席|总|到课|签到|{_OF_IT})?(?:人数|规模)|到场|到会|实到|出席|参训|参会|签到|"
        r"参加|参与|来人|学员|听众|观众|参(?:加|与|训|会)(?:人员|对象|群众|学员)|对象"
    ),
    Label.LONG: rf"{_OF_IT}?(?:时长|课时|学时|历时|用时|用了)",
    Label.WHO: rf"{_OF_IT}?(?:单位|组织|主办|承办|协办|负责人|联系人|讲师|授课|师资|老师|填报人|报送人|上报人|"
    rf"主讲)(?:单位|方|人|老师)?",
    Label.OTHER: r"备注|物资|费用|效果|结果|小结|总结|简介|情况|说明|照片|附件|金额|发放|成效|反馈|天气|其他|器材|教具|"
    r"献血量",
}
_LABEL = re.compile(
    r"(?:^|(?<=[\n;；。,，、|/\s]))(?:\d{1,2}[.、)）]\s?)?(?:"
    + "|".join(f"(?P<{kind.value}>{words})" for kind, words in _WORDS.items())
    + r")\s?:",
)
_BOXED = re.compile(rf"[【\[〔](?P<label>{'|'.join(_WORDS.values())})[】\]〕](?P<mark>\s?:)?")


@dataclass(frozen=True)
class Line:
    """One label with where it begins and where its value stands."""

    label: Label
    start: int
    value: tuple[int, int]


def unboxed(folded: str) -> str:
    """The same text, as long as before, in which 【时间】 is written as a label with a colon."""
    return _BOXED.sub(
        lambda m: f"\n{m['label']}{':' if m['mark'] is None else ' ' * len(m['mark']) + ':'}"[: len(m.group())], folded
    )


def lines_of(folded: str) -> list[Line]:
    """The labels of a folded text in their order; empty when it is no form."""
    found = list(_LABEL.finditer(folded))
    ends = [*(match.start() for match in found[1:]), len(folded)][: len(found)]
    lines = [
        Line(Label(str(match.lastgroup)), match.start(), (match.end(), end))
        for match, end in zip(found, ends, strict=True)
    ]
    kinds = {line.label for line in lines}
    telling = Label.WHEN in kinds and kinds & {Label.WHERE, Label.WHAT}
    return lines if len(kinds) >= FEWEST or telling else []


def forms(folded: str, lines: list[Line]) -> list[tuple[int, int]]:
    """Where each form of a message stands: a new one begins where the first label comes again, not at once behind it
    (日期：… 时间：…).
    """
    first = lines[0].label
    before = [None, *(line.label for line in lines)]
    starts = [line.start for line, other in zip(lines, before, strict=False) if line.label is first is not other]
    if len(starts) * 2 > len(lines):  # the label of a value that was given in two lines
        return [(0, len(folded))]
    return list(zip([0, *starts[1:]], [*starts[1:], len(folded)], strict=True))


def content_of(folded: str) -> str | None:
    """What a form says that was done; None when the text is no form or its form does not say it."""
    said = [folded[slice(*line.value)].strip() for line in lines_of(folded) if line.label is Label.WHAT]
    return " ".join(said) or None

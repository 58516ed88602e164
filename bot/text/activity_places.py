"""Where an activity was, and who did it: 在文化礼堂, 走进三小, 地点：镇卫生院五楼; 翠竹社区红十字会, 我们社区."""

import re

from bot.text.place_mentions import begins, belonging, of_those, our_places, public_places, subjects
from bot.text.place_names import Where
from bot.text.place_ways import alone, ats, froms, labelled, moved, stalls, tos, written

_ORG = re.compile(
    r"(?P<org>[\u3400-\u9fffA-Za-z0-9]{2,20}?(?:红十字会|红会|红十字(?:救护站|救援队|救护队|"
    r"应急救援队|志愿服务队|服务站|工作站|志愿者协会|分会|小组|团体会员单位)))(?!法|的?(?:指导|"
    r"支持|领导|安排|部署|要求|统一|号召|通知|帮助|老师|专家|师资|派|下拨|拨付|工作人员来|来人)|"
    r"会员|员(?!工)|知识|精神|文化|标志|历史|成立)"
)
_ORG_LEAD = re.compile(
    r"^.*(?:在|由|为|给|向|和|与|及|我们|咱们|的|是|从|到|联合|会同|邀请|请|协助|配合|报|代|替|天|"
    r"日|号|上午|下午|晚上|[\x01])(?=[\u3400-\u9fff]{2,})"
)
_ORG_NOT = re.compile(
    r"(?:联合|会同|与|和|邀请|请|向|给|在|由|经|受|从|参加|参观|替|代表|为|到|去|来自|协助|配合|对|加入)$"
)
_OURS = re.compile(
    r"(?:我们|咱们|咱|俺们|俺|本|我)(?:社区|村里?|镇里?|乡里?|街道|学校|校|医院|院(?!子)|厂里?|"
    r"公司|单位|小区|红十字会|红会|基层红会|支部|班级|中心)(?:红十字会|红会)?"
)
# 红会办公室接待学生
_OF_THE_BRANCH = re.compile(
    r"(?P<place>(?:[省市县区镇村]|我们|咱们?)?(?:红十字会|红会)的?(?:大|小)?(?:办公室|会议室|活动室|大厅|培训室|培训教室|展厅|院子|院里|仓库|教室|楼下|门口|[一二三四五六七八九]楼))"
)
_UNIT = re.compile(
    r"(?:街道|社区|村|镇|乡|小学|中学|高中|初中|大学|学院|学校|幼儿园|医院|卫生院|公司|厂|集团|"
    r"[一二三四五六七八九十实附镇][小中])$"
)
_ANY_UNIT = re.compile(r"小学|中学|高中|初中|大学|学院|学校|幼儿园|医院|卫生院|公司|工厂|社区|街道|集团")


def read_org(text: str) -> tuple[int, int] | None:
    """Where a folded text says who did it: a branch by name, or 我们社区; None when it does not."""
    for match in _ORG.finditer(text):
        start, end = match.span("org")
        lead = _ORG_LEAD.match(text[start:end])
        if lead and end - start - lead.end() > 3:
            start += lead.end()
        if not _ORG_NOT.search(text[max(0, start - 4) : start]):
            return start, end
    ours = _OURS.search(text)
    if ours:
        return ours.span()
    return next(
        (
            one.at
            for one in subjects(text)
            if _UNIT.search(name := text[slice(*one.at)]) and not _ANY_UNIT.fullmatch(name)
        ),
        None,
    )


def read_place(text: str, org: tuple[int, int] | None) -> Where | None:
    """Where a folded text says the activity was. `org` is where it says who did it."""
    for candidates in (
        labelled(text),
        moved(text),
        stalls(text),
        ats(text, True),
        tos(text),
        alone(text),
        written(text),
    ):
        for found in candidates:
            if not _is_org(text, found, org):
                return found
    for candidates in (
        subjects(text),
        of_those(text),
        belonging(text),
        our_places(text),
        ats(text, False),
        public_places(text),
        froms(text),
        begins(text),
    ):
        for found in candidates:
            if not _is_org(text, found, org):
                return found
    branch = _OF_THE_BRANCH.search(text)
    return Where(branch.span("place"), False) if branch else _org_as_place(text, org)


def _is_org(text: str, found: Where, org: tuple[int, int] | None) -> bool:
    said = text[slice(*found.at)]
    if said.endswith("街") and text[found.at[1] : found.at[1] + 1] == "道":
        return True  # 街道办了场: who did it, not a street
    return bool(re.search(r"(?:红十字会|红会)$", said)) or (
        org is not None and found.at == org and bool(re.match(r"我|咱|俺|本", said) or "红十字" in said)
    )


def _org_as_place(text: str, org: tuple[int, int] | None) -> Where | None:
    """A unit that is named as who did it, where no other place is said, is where it was: 三小上急救课."""
    if org is None:
        return None
    said = text[slice(*org)]
    if re.match(r"我|咱|俺|本", said) or re.search(r"红十字|红会", said):
        return None
    return Where(org, False)

"""What somebody wants as a file: which roster, of which people, with full numbers; or something that is no roster."""

import re
from dataclasses import dataclass

from bot.text.normalise import fold

# Reports and lists of other things: understood, and not a roster.
_OTHER = re.compile(
    r"附件|附表|调查表|统计|成效|汇总|活动|报[表标]|月报|年报|季报|总结|会费|缴费|换[届界]|到期|届满|培训|救护员|证书|捐献|献血|救助|"
    r"时长|台[账帐]|指标|进度|完成率|意见|提醒"
)
# A ledger of activities, and words that make it another one.
_LEDGER = re.compile(
    r"活动(?:的|情况)?(?:台[账帐]|明细|清单|记录|一览|汇总|列表|报表|表)|台[账帐]|活动.{0,6}(?:导|下载|打印|做成表|excel|xlsx)|"
    r"(?:导出|导一下|下载|打印).{0,12}活动$"
)
_OTHER_LEDGER = re.compile(
    r"附[件表]|会费|缴费|换[届界]|到期|届满|救护员|证书|人员|名[册单]|时长|指标|报名|总结|意见|提醒|救助台|捐献台"
)
_VOLUNTEERS = re.compile(r"志愿|义工|志工")
_MEMBERS = re.compile(r"会[员圆]")
_ORGS = re.compile(
    r"组织|通讯录|负责人|(?:红十字会|红会|机构)的?(?:名|清|列|一览|目录)|所有红会|全部红会|各.{1,4}红(?:十字)?会"
)
_ROSTER = re.compile(r"名[册单丹测侧]|花名|人员名|登记表")
_KINDS = {"成人会员": r"成人|成年", "青少年会员": r"青少年|少年|学生会员", "团体会员": r"团体|单位会员"}
_FULL = re.compile(
    r"完整(?:的)?(?:号码|电话|手机|身份证|证件)|不(?:要|用)?(?:打码|脱敏|加密|遮)|(?:号码|电话|身份证号?)(?:要)?(?:完整|全的|全号)|明文"
)
# What is no part of an organisation's name and would be taken for one.
_OURS = re.compile(
    r"(?:[全我本咱俺]们?|各个?)(?:省|市|县|区|镇|乡|村|街道|社区|学校|校|院|会|单位|公司|厂|局)(?:红十字会|红会|会)?|我们?这(?:里|边)?"
)
_SPLIT = re.compile(
    r"按.{1,4}分|导出|导成|导一?[下份张]|导|下载|打印|生成|备份|(?:拉|出|要|来|给|做|搞|整|发|弄)?一?[份张个]|"
    r"(?:完整|不要?打码|明文).*"
)


@dataclass(frozen=True)
class Wanted:
    """`rosters` empty and `other` false: it is not said what. `about`: the text to look for an organisation in."""

    rosters: tuple[str, ...]
    kinds: tuple[str, ...]
    other: bool
    full: bool
    about: str


def read_export(text: str) -> Wanted:
    """Read a wish for a file. Never raises."""
    plain = fold(text)
    rosters = tuple(
        name for name, pattern in (("members", _MEMBERS), ("volunteers", _VOLUNTEERS)) if pattern.search(plain)
    )
    kinds = tuple(kind for kind, pattern in _KINDS.items() if re.search(pattern, plain)) if rosters else ()
    if not rosters:
        rosters = ("orgs",) if _ORGS.search(plain) else ("members",) if _ROSTER.search(plain) else ()
    if _LEDGER.search(plain) and not _OTHER_LEDGER.search(plain):
        return Wanted(("activities",), (), False, False, about_whom(plain))
    other = bool(_OTHER.search(plain))
    about = about_whom(plain)
    return Wanted(() if other else rosters, kinds, other, bool(_FULL.search(plain)), about)


def about_whom(plain: str) -> str:
    """A folded wish without its words for files and for ours: the text to look for an organisation in."""
    return _SPLIT.sub(" ", _OURS.sub("我们", plain))

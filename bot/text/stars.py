"""Messages about stars of volunteers and about who is picked for an honour: what is wanted, which star, whose award."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.core.stars import HonourRule
from bot.text.dates import read_dates
from bot.text.names import is_name
from bot.text.normalise import fold, fold_aligned
from bot.text.quantities import spelt_value
from bot.text.replies import asks

_N = r"[0-9零〇一二两三四五六七八九十百千万半]+(?:\.\d+)?"
_LEVEL = re.compile(r"(?<!下)(?<!(?<!马)上)(?P<n>[0-9零〇一二两三四五六七八九十]+)\s*(?:颗|个)?\s*星(?!期)")
_HIGHEST = 5
_BODY = r"[\u3400-\u9fff]{0,14}?(?:红十字会|红会)"
_GIVES = r"(?:授予?|评定?|评的|颁发?|发|定|批准?|认定)"
_AWARDER = (
    re.compile(rf"(?:^|[由经被是，,。;；、\s的级星了])(?P<v>{_BODY})(?:已经?)?(?:给|把|为)?(?:他|她|评)*{_GIVES}"),
    re.compile(rf"(?:评定|授予|授星|评星|颁发)(?:单位|机关|的)?[是为:：]\s*(?P<v>{_BODY})"),
)
_LED = re.compile(r"^.*(?:[由经被是的了]|星级?|志愿者)")
_PROPOSES = re.compile(r"推荐|申报|提名|报请|建议(?:给|把|评|将)|上报.{0,12}星|(?:想|拟|要)(?:帮|替|给|为).{2,8}申请")
_TAKES = re.compile(
    r"(?:撤|取消|摘|收回|拿掉|去掉).{0,14}(?:星|称号)|(?:星级?|称号)(?:给)?(?:撤|取消|摘|收回|拿掉|去掉)"
)
_PUTS_RIGHT = re.compile(r"(?:写|登|评|记|录|填|弄|输)错|更正|(?<!是)不对|应该?[是为]|应为|改[成为]|改一?下|有误")
_AWARDS = re.compile(
    r"(?:给|为|替|帮|把|将).{2,}?(?:评|授|定|升|晋)|评(?:为|成|定为|上)|(?:授予|升为|升到|升成|晋升|晋级|定为|获评).{0,6}星"
    r"|评[0-9一二三四五]星|(?:星|级)[，,。\s].{0,16}(?:授|评)的"
)
_HOURS = re.compile(rf"(?P<n>{_N})\s*(?:个|多)?\s*(?:小时|钟头|h\b)")
_TIMES = re.compile(rf"(?:参加|参与|活动|服务).{{0,10}}?(?P<n>{_N})\s*(?:次|场)")
_JOINED = re.compile(
    r"(?:入会|注册|登记|加入|会龄|入队|当(?:志愿者|会员)|做(?:志愿者|会员))(?:时间|年限)?"
    rf"(?:要|需|得|须|必须|至少|不少于|不低于|满|够|超过|达到|达|了|有){{0,4}}(?P<n>{_N})\s*(?P<u>周?年|个?月)"
)
_WINDOW = re.compile(rf"(?:近|最近|过去|这)(?P<n>{_N})?\s*(?P<u>年|个月)|(?P<within>一年)(?:内|里|之内)")
_THIS_YEAR = re.compile(r"[今本]年(?:度|内)?")
_RULE = re.compile(r"按|标准|条件|规则|门槛|筛|满|够|达到|以上|不少于|至少|不低于|定[为成]|算|要|须|需")
_ASKS_RULE = re.compile(
    r"(?:标准|条件|规则|门槛)(?:是|有|定|怎)?.{0,4}(?:什么|多少|哪|怎么|吗|没|呢|查|看)|按什么|怎么筛|凭什么"
)
_MEMBER_STAR = re.compile(r"会员之星|明星会员|之星")
_STAR = r"(?:会员之星|明星会员|之星)"
_VERB = r"(?:推选|选举|评选|评定|表彰|选|评|定|列)"
_OF_YEAR = r"(?:今年|本年度?|去年|(?:20)?\d\d年度?|这次|的)*"
_CHOOSES = re.compile(  # somebody was chosen 会员之星
    rf"{_VERB}(?:[为成上了作]|出来)+.{{0,14}}{_STAR}|(?:当选|获评|荣获|获得|被评|入选|授予?).{{0,14}}{_STAR}"
    rf"|(?<!不)(?:推选|评选|表彰|增补|追认).{{2,60}}?(?:为|成|作为|当).{{0,14}}{_STAR}"
    rf"|[\u3400-\u9fff]{{2,}}(?:是|评|当|做|上){_OF_YEAR}{_STAR}|{_STAR}.{{0,12}}(?:是|评|选|定|给)(?!选)[\u3400-\u9fff]{{2}}"
    rf"|(?:把|将|给|同意).{{2,60}}?{_VERB}.{{0,10}}{_STAR}|{_STAR}(?:名单)?(?:有|是|定了?|评了|选了|给了?|授予|[:：])(?![什哪谁几多按从])"
)
_UNCHOOSES = re.compile(
    rf"(?:撤销?|取消|摘|收回|拿掉|去掉|删掉?|剔除).{{1,30}}{_STAR}|{_STAR}(?:称号|荣誉|的?登?记录?)*(?:给)?(?:撤|取消|摘|收回|删|拿掉|去掉|登错|评错|记错|写错|搞错)"
)
_STRIKES = re.compile(r"去掉|删掉?|剔除|拿掉|划掉|除了|不[算要是评]|没有|别[算评]")
LITTLE = 4  # characters that may stand beside names and a day
_OF_THIS = re.compile(
    r"会员之星|救护员?|证|有效期|编号|还有|再加|加上|另外|也[是评选有拿取算]|改|应该|不是|错|推选|评[上为]|取得"
)
_OF_ANOTHER = re.compile(
    r"(?:登记|注册|发展)(?:一[个名位])?(?:成人|青少年|团体)?(?:会员(?!之星)|志愿者)|活动|提醒|星级|[一二三四五几]星|换届|会费|电话|转会|退会"
)
_LITTLE = re.compile(r"[\d年月日号前昨今去天上下周、，,。.；;：:\s和与及跟的是在于由被等]")
_HONOURS = re.compile(r"(?:年度)?会员之星|明星会员|(?:红十字)?(?:初级)?(?:应急)?救护员(?:资格|合格)?证书?|救护员")
_OF_CANDIDATES = re.compile(
    r"候选|筛|符合|够|条件|标准|资格|规则|入围|拟|可以[评推上]|能[评推上]|该[评推]|(?:推|评|选)(?:荐|哪|谁)|推荐|怎么|如何"
)
_CHOSEN = re.compile(r"谁|哪|有|名单|几|多少|列|查|看|吗|没|情况|统计|评了|选了|记录")
_YEAR = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*年|(?P<two>(?<!\d)[12]\d)\s*年度?|(?P<said>今年|本年|去年|上年|前年|上一?年度|上届)"
)
_YEARS_AGO = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "上一": 1, "上届": 1, "前年": 2}
_RED_LIST = re.compile(r"红人榜|红榜")
_LIST = re.compile(
    r"候选|名单|谁|哪些|哪几|哪[个位]|有没有人|列|筛|够(?:评|格|条件|资格)|符合|达到.{0,6}(?:条件|标准|资格)|入围|拟评|推一下"
)
_ENOUGH = re.compile(
    r"够(?!不)|快(?:要)?(?=到|够|满|升|评|[0-9一二三四五]星)|就要|马上|即将|眼看|临近|不远|差一?点|差不多|接近|达到|达标|符合|满足|可以评|能评|候选|有资格|该评|评得上"
)
_LACKS = re.compile(
    r"离|差(?:多少|几|\d|多|了)|还要|还得|还需|还差|再(?:干|做|服务|参加).{0,4}(?:多少|几)|够不够|够(?:评)?[^，,。]{0,8}(?:吗|没有?|了没)$|能(?:不能)?评|什么时候能|多久能|多少小时"
)
_NEAR = re.compile(r"离|还?差|还[要得需]|够")
_STARRED = re.compile(
    r"(?:哪些|谁|多少|几[个名位人]|名单|有几|有没有|列|人数|分布|统计|各).{0,14}星|星.{0,8}(?:哪些|有谁|是谁|都谁|多少|几[个名位人]|名单|列|人数|分布|统计|各)"
)
_PROPOSALS = re.compile(
    r"(?:推荐|申报|待评|待定|要我(?:评|批)|等.{0,4}评).{0,12}(?:哪些|有谁|有没有|名单|列|多少|几|看|查|吗|待|没评|处理)|"
    r"(?:哪些|看看|查|有没有|列|几[个条]).{0,12}(?:推荐|申报|待评|待定)"
)
_ONESELF = re.compile(r"我(?!们|县|市|省|社区|会|单位|校)|本人|自己")
_WHO = re.compile(r"谁|哪些|哪几|哪[个位]")
_FILE = re.compile(r"导出|下载|表格|excel|xlsx|电子表|发(?:我)?一?份(?:文件|表)")
_NEVER_NAMES = re.compile(r"[星级评定授为的了几谁推荐撤掉给把]")
# What the name of a Red Cross ends with before 红十字会; a 市 may be a county, a 区 a province.
_ENDS = {
    "省": ("省级",), "区": ("县级", "省级"), "县": ("县级",), "旗": ("县级",), "市": ("市级", "县级", "省级"),
    "州": ("市级",), "盟": ("市级",),
}  # fmt: skip
_BARE = {
    "省": "省级", "自治区": "省级", "全省": "省级", "市": "市级", "地市": "市级", "全市": "市级", "地级市": "市级",
    "县": "县级", "区": "县级", "全县": "县级", "区县": "县级", "县市区": "县级",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A message. `wants`: award, record, propose, take, correct; history, lacking, candidates, starred, proposals;
    rule, ask_rule; of 会员之星 choose, unchoose, chosen; None when it is not clear. `level` 1 to 5; `odd_level`: one
    was said that there is not.

    `honour`: star (with `level`), member_star, red_list. `year`: that is said, of a 会员之星. `rest`: the text without
    what is no place.
    """

    wants: str | None
    level: int | None
    odd_level: bool
    honour: str
    awarder: str | None
    day: date | None
    oneself: bool
    file: bool
    rule: HonourRule
    name: str | None
    rest: str
    year: int | None = None


def read_star(text: str, today: date) -> Said:
    """Read a message about stars or candidates for an honour. Never raises."""
    folded = fold_aligned(text)
    levels = [_level(match["n"]) for match in _LEVEL.finditer(folded)]
    known = [level for level in levels if level]
    honour = "member_star" if _MEMBER_STAR.search(folded) else "red_list" if _RED_LIST.search(folded) else "star"
    awarder = _awarder(folded)
    rule = read_rule(folded)
    days = read_dates(folded, today)
    return Said(
        _wants(folded, honour, awarder, rule),
        known[-1] if known else None,
        bool(levels) and not known,
        honour,
        awarder,
        days[0].start if days else None,
        bool(_ONESELF.search(folded)),
        bool(_FILE.search(folded)),
        rule,
        _name(folded),
        _rest(folded),
        read_year(folded, today),
    )


def read_year(text: str, today: date) -> int | None:
    """The year that a text names: 2026年度, 去年; the last one; None when it names none."""
    found = None
    for match in _YEAR.finditer(fold(text)):
        ago = _YEARS_AGO.get((match["said"] or "")[:2])
        found = int(match["y"] or f"20{match['two']}") if ago is None else today.year - ago
    return found


_BENEFITS = re.compile(
    r"免(?:票|费|单)|优惠|打折|折扣|补贴|补助|津贴|奖金|奖励|奖品|待遇|好处|加分|落户|礼遇|福利|发钱|给钱|(?:坐|乘)(?:公交|地铁|车)|门票|体检"
)
_ALONE = re.compile(
    r"(?:那|那么|还有|如果是?|要是)?[0-9一二两三四五]\s*(?:颗|个)?星级?的?(?:志愿者)?(?:呢|又?(?:是|由|归)?(?:谁|哪[个里级家]|哪一级)(?:来)?(?:评|批|管|授|定)?的?|怎么评|咋评)[呢啊呀?？。!！]*"
)


def asks_benefits(text: str) -> bool:
    """Whether a text asks what somebody with a star is given, which only documents can say: 四星的坐公交免票不."""
    folded = fold(text)
    return bool(_BENEFITS.search(folded)) and "星" in folded


def is_level_alone(text: str) -> bool:
    """Whether a few words ask for another star, and of nobody: 那五星呢, 四星谁评."""
    return bool(_ALONE.fullmatch(fold(text).replace(" ", "")))


_WHO_AWARDS = re.compile(
    r"(?:哪[一个]?级|哪里|哪儿|谁|哪[个家]|什么级别|什么部门)(?!够|能|可以|快|该|已|达|符合|满)[^够,，。?？]{0,8}?(?:评(?!上|到|了|过)|认定|授予?|批)|(?:评|认定|授予?)[^,，。?？]{0,4}(?:归|由|是|要)(?:谁|哪)"
    r"|(?:自己|本级|[县市省区镇]里?|我们|咱们?|俺们?)[^,，。?？]{0,8}(?:能|可以|有权)评[^,，。?？]{0,3}(?:几|多少|什么)"
)


def asks_who_awards(text: str) -> bool:
    """Whether a text asks who awards a star, or which stars one may award: 四星是哪级评的, 县里能评几星."""
    folded = fold(text)
    return "星" in folded and bool(_WHO_AWARDS.search(folded))


def goes_on_to_another(text: str, asked: str) -> bool:
    """Whether a few words ask for another star after a question about stars, or as if there had been one: 那五星呢."""
    return is_level_alone(text) and ("星" in asked or fold(text).strip().startswith(("那", "如果", "要是")))


def read_rule(text: str) -> HonourRule:
    """The conditions that a text names."""
    folded = fold(text)
    hours, times, joined = _HOURS.search(folded), _TIMES.search(folded), _JOINED.search(folded)
    rest = _JOINED.sub("，", folded)
    return HonourRule(
        _number(hours["n"]) if hours else None,
        _whole(times["n"]) if times else None,
        _months(joined["n"], joined["u"]) if joined else None,
        _window(rest),
    )


def read_level(text: str) -> int | None:
    """A star as the answer to the question which: 三星, 3; None when it is none."""
    folded = fold(text)
    found = _LEVEL.search(folded)
    return _level(found["n"] if found else re.sub(r"[级。.!！ 的]", "", folded))


def strikes_out(text: str) -> bool:
    """Whether a text strikes somebody out of what is being recorded: 去掉李四, 李四不算."""
    return bool(_STRIKES.search(fold(text)))


def goes_on(text: str, names: Iterable[str]) -> bool:
    """Whether a message goes on with what is being recorded of people: it says so, or is little but names and a day."""
    folded = fold(text)
    if _OF_ANOTHER.search(folded):
        return False
    for name in names:
        folded = folded.replace(name, "")
    return bool(_OF_THIS.search(folded)) or len(_LITTLE.sub("", folded)) <= LITTLE


def without_honours(text: str) -> str:
    """A text without the names of what people are given: none of them is a person's."""
    return _HONOURS.sub("，", text)


def awarder_kinds(said: str) -> frozenset[str]:
    """The types of organisation that a Red Cross may be, by its name: 市 may be a city, or a county called so."""
    core = _core(said)
    if core in _BARE:
        return frozenset({_BARE[core]})
    return frozenset(_ENDS.get(core[-1:], ()))


def is_bare(said: str) -> bool:
    """Whether only the level was said: 市红十字会, 县级红会."""
    return _core(said) in _BARE


def _core(said: str) -> str:
    return re.sub(r"级?(?:红十字会|红会)$", "", said)


def _wants(folded: str, honour: str, awarder: str | None, rule: HonourRule) -> str | None:
    question = asks(folded)
    if _PROPOSALS.search(folded) and honour == "star" and not _awards_somebody(folded):
        return "proposals"
    if _ASKS_RULE.search(folded) and not _NEAR.search(folded):
        return "ask_rule"
    if not rule.is_empty and _RULE.search(folded) and not question and not _awards_somebody(folded):
        return "rule"
    if honour == "member_star":
        return _of_member_star(folded, question)
    if honour != "star":
        return "candidates"
    if _is_candidates(folded):
        return "candidates"
    if _LACKS.search(folded) and not re.search(r"评(?:为|定为|成)", folded):
        return "lacking"
    if question and _STARRED.search(folded) and not _LEVEL_ASKED.search(folded):
        return "starred"
    if question or re.search(
        r"^(?!.*(?:撤|取消|摘|收回)).*的星级(?:[。.!！]|$)|星级(?:情况|记录|历史|经历)|几(?:颗)?星", folded
    ):
        return "history"
    if _TAKES.search(folded):
        return "take"
    if _PUTS_RIGHT.search(folded):
        return "correct"
    if _PROPOSES.search(folded):
        return "propose"
    if awarder:
        return "record"
    if _STARRED.search(folded) and re.search(r"名单|列|统计|分布|人数|各", folded):
        return "starred"
    return "award" if _AWARDS.search(folded) or _LEVEL.search(folded) else None


def _of_member_star(folded: str, question: bool) -> str:
    """Chosen, chosen no more, who was; else who may be."""
    if _OF_CANDIDATES.search(folded):
        return "candidates"
    if _UNCHOOSES.search(folded) and not question:
        return "unchoose"
    if _CHOOSES.search(folded) and not question:
        return "choose"
    return "chosen" if _CHOSEN.search(folded) or question else "candidates"


_LEVEL_ASKED = re.compile(r"几(?:颗)?星|什么星|哪个星|星级(?:是|为)?(?:多少|几|什么)")


def _awards_somebody(folded: str) -> bool:
    return bool(re.search(r"(?:给|把|将|为|替).{2,8}?(?:评|授|升|晋)|评(?:为|定为|成)|推荐(?!等|要).{2,6}评", folded))


def _is_candidates(folded: str) -> bool:
    """谁够评三星了: of several, whether they may be awarded; of one by name it is what is lacking."""
    if _WHO.search(folded):
        return bool(_ENOUGH.search(folded) or _LACKS.search(folded))
    return bool(re.search(r"候选|名单|有没有人|几[个名位]", folded) and _ENOUGH.search(folded))


def _level(said: str) -> int | None:
    value = spelt_value(said) if said else None
    return int(value) if value is not None and value in range(1, _HIGHEST + 1) else None


def _number(said: str) -> float | None:
    return 0.5 if said == "半" else spelt_value(said)


def _whole(said: str) -> int | None:
    value = _number(said)
    return None if value is None else int(value)


def _months(said: str, unit: str) -> int | None:
    value = _number(said)
    return None if value is None else int(value * (1 if "月" in unit else 12))


def _window(rest: str) -> int | None:
    if found := _WINDOW.search(rest):
        return 12 if found["within"] else _months(found["n"] or "一", found["u"])
    return 0 if _THIS_YEAR.search(rest) else None


def _awarder(folded: str) -> str | None:
    for pattern in _AWARDER:
        if found := pattern.search(folded):
            return _LED.sub("", found["v"]) or None
    return None


def _name(folded: str) -> str | None:
    """A name before or behind what is done, for saying that nobody is called so."""
    patterns = (
        r"(?:给|把|将|替|为|推荐|撤掉|撤销|取消|摘掉|收回)(?P<v>[\u3400-\u9fff·]{2,8}?)(?:同志|老师)?(?:评|授|升|晋|的|申报|为|到|$)",
        r"^(?P<v>[\u3400-\u9fff·]{2,8}?)(?:同志|老师)?(?:现在|目前|已|已经|到底)*(?:评|是?几|的|离|星|够|还差|授|被|获|有|从|升)",
    )
    for pattern in patterns:
        for found in re.finditer(pattern, folded):
            if is_name(found["v"]) and not _NEVER_NAMES.search(found["v"]):
                return found["v"]
    return None


def _rest(folded: str) -> str:
    """Without what reads as a place and is none."""
    return re.sub(r"会员之星|红人榜|[近过去最]*[一二两三]年内?|注册登记|服务时长|候选名单", " ", folded)

"""A part of an organisation as somebody tells it: a service point, a team, a post, dues, or a fact of its set-up."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text.dates import Found, number, read_dates
from bot.text.names import HAN, is_name, surname_length
from bot.text.normalise import fold, fold_aligned

_POINTS = (
    ("博爱校医室", r"博爱校医室|校医室"),
    ("博爱家园", r"博爱家园"),
    ("救护站", r"(?:应急|急救|景区)?救护站|急救站"),
    ("体验馆", r"体验馆|体验中心|体验教室"),
    ("AED", r"aed|除颤[仪器]"),
    ("服务基地", r"(?:县级)?(?:红十字|人道|博爱)?服务基地"),
    ("服务中心", r"区域性?(?:红十字|人道)?服务中心|红十字服务中心"),
    ("服务站", r"(?:红十字|人道|博爱|志愿)?服务站"),
    ("其他", r"服务点|阵地|服务阵地|驿站"),
)
_TEAMS = (
    ("救援队", r"(?:红十字)?(?:应急|水上|山地|赈济|供水|心理|大众卫生)*救援(?:服务)?队"),
    ("志愿队", r"(?:红十字)?志愿(?:者|服务)*队(?!伍)"),
)
_POSTS = (  # (post, body, pattern); the longer ones first
    ("党组书记", "领导班子", r"党组书记"),
    ("党组成员", "领导班子", r"党组成员"),
    ("名誉会长", "领导班子", r"名誉会长"),
    ("名誉副会长", "领导班子", r"名誉副会长"),
    ("常务副会长", "领导班子", r"常务副会长"),
    ("副会长", "领导班子", r"副会长"),
    ("会长", "领导班子", r"(?<!副)会长"),
    ("副秘书长", "领导班子", r"副秘书长"),
    ("秘书长", "领导班子", r"(?<!副)秘书长"),
    ("副监事长", "监事会", r"副监事长"),
    ("监事长", "监事会", r"(?<!副)监事长|监事会主席"),
    ("监事", "监事会", r"监事(?![会长])"),
    ("常务理事", "常务理事会", r"常务理事(?!会)"),
    ("理事", "理事会", r"(?<!常务)理事(?![会长])"),
    ("代表", "代表大会", r"会员代表(?!大会)|代表大会代表"),
)
BODIES = {
    "代表大会": r"会员代表(?!大会)|代表名单|代表大会(?:有|代表)|"
    r"(?<!会员)代表(?=里|中|当中|(?:一共|总共)?有?(?:多少|几))",
    "常务理事会": r"常务理事",
    "理事会": r"(?<!常务)理事(?!长)",
    "监事会": r"监事",
    "领导班子": r"领导班子|班子|副会长|领导成员",
}
_FACTS = (
    ("custodian", r"代管"),
    ("separate_account", r"(?:独立|单独|专用|专门|对公)的?(?:银行)?[账帐][户号]|专户|单独(?:核算|建[账帐])"),
    ("fundraising", r"公开募捐|募捐(?:授权|资格|备案)|授权.{0,6}募捐"),
    ("management", r"理顺.{0,4}管理体制|管理体制.{0,6}理顺"),
    ("party_group", r"党组(?!书记|成员|织)"),
    ("supervisors", r"监事会"),
    ("has_leader", r"带头人"),
    ("has_people", r"会员和志愿者队伍|会员队伍"),
    ("has_rules", r"管理制度|规章制度|制度.{0,4}(?:上墙|建立|健全)"),
    ("has_platform", r"服务平台"),
    ("has_activity", r"特色活动|品牌活动"),
)
_HAVES = {"has_leader", "has_people", "has_rules", "has_platform", "has_activity"}
_BEGIN = re.compile(
    r"(?:建|设|办|开|搭|装|配|挂|设立|建立|组建|成立|筹建|安装|配备|配置|启用|开放|投用|挂牌|揭牌|落成|建成|建好|新增|新添|新建|新设|有)"
    r"(?:了|立|起|成|好|起来|上|有|完|牌)*"
)
_POINT_BEGINS = re.compile(
    r"建[了成好起立]|新建|新增|新添|新设|设[了立有]|开[了放张]|办了|成立|装[了上好]|安装|配[了备置上]|启用|投用|挂牌|揭牌|落成|建(?=博爱|红十字|服务|救护|体验|一)|有了|添了"
)
_TEAM_BEGINS = re.compile(r"成立|组建|建[了成好起立]|新建|拉起|设[了立]|新增|有了|挂牌")
_ENDS = re.compile(
    r"关(?:了|掉|闭|停|门)|撤(?:了|掉|销|并|走)|停(?:用|办|止|掉)|拆(?:了|除|掉)|不[开办用](?:了|放)|取消了?|解散|没了|散了|报废"
)
_CHANGES = re.compile(
    r"改(?:成|为|到|了)?|变(?:成|为|更)|换(?:成|为|了)?|调整(?:为|成|到)?|更新|搬(?:到|去|至)|增(?:加)?[到至]|减(?:少)?[到至]|更正"
)
_STAY = re.compile(r"蹲点|驻点|驻村|(?:下|下沉|下沉到|深入|走进|到|去)基层(?!代表|组织|红)")
_STAY_ENDS = r"(?=蹲|驻[点村]|下沉|下基层|走访|调研|开展|服务|帮扶|联系|住|待|呆|搞|做|进行|共|了|[，,。；;、\s]|$)"
_SPOT = (
    re.compile(rf"(?:在|到|去|赴|深入|前往|进驻|走进)(?!基层)(?P<v>[^，,。；;、\s]{{2,30}}?){_STAY_ENDS}"),
    re.compile(
        r"(?:蹲点|驻点|下基层)(?:在|到|去|于)?(?!了|共|\d|[一二两三四五六七八九十]+天)"
        rf"(?P<v>[^，,。；;、\s]{{2,30}}?)(?:(?=\d+天|[一二两三四五六七八九十]+天)|{_STAY_ENDS})"
    ),
)
_TITLES = r"(?:同志|党组书记|党组成员|(?:常务)?副?会长|副?秘书长|书记|主任|副?局长)"
_DUES = re.compile(r"会费")
_OWN_DUES = re.compile(
    r"(?:我|俺|本人|自己)(?!们|县|市|省|社区|会(?!费)|单位|校|镇|乡|村|街)[^，,。;；]{0,8}会费|会费[^，,。;；]{0,4}我(?!们)"
)
_PAYS = re.compile(r"交[了纳齐过完]?|缴[了纳清齐]?|收[到了]|付[了清]|补[交缴了]|登记|记")
_APPOINTS = re.compile(
    r"聘任?请?|任命|聘为|当选|推选|选举|选为|增补|担任|出任|兼任?|挂职|委任|提名|接任|任(?=[\u3400-\u9fff]{0,8}(?:理事|监事|会长|秘书长|代表))"
)
_RELEASES = re.compile(r"不再(?:担任|兼任|任|当|是)|免去|免职|解聘|卸任|辞去|辞任|离任|撤销|罢免|辞职|到届|退下")
_MONEY = re.compile(r"(?P<n>\d+(?:\.\d{1,2})?|[一二两三四五六七八九十百千]{1,5})\s*(?:元|块钱?|圆)")
_YEAR = re.compile(r"(?P<y>(?:19|20)\d\d)\s*(?:年度?)?|(?P<rel>今年|本年度?|去年|上年度?|明年|下年度?|前年)")
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "明年": 1, "下年": 1, "前年": -2}
_CHINESE_NUMBER = r"[零一二两三四五六七八九十百千]{1,6}"
_COUNT = re.compile(
    rf"(?P<n>\d{{1,6}}|{_CHINESE_NUMBER})\s*(?:多|余)?\s*(?:人|名|个人|位|个)"
    rf"|(?:人数|队员|志愿者|规模)(?:数)?\s*(?:有|是|为|改成|改为|变成|调整为|增加到|增到|减少到|减到|:|：)*\s*(?P<m>\d{{1,6}}|{_CHINESE_NUMBER})(?!\d|[年月日号队])"
)
_NO_BRANCH = re.compile(
    r"(?:没|没有|无|未|尚未|还没|不)(?:建立?|成立|设立?|有)*(?:临时)?(?:党支部|党小组|党组织)|(?:党支部|党组织).{0,2}(?:没|未|无)"
)
_BRANCH = re.compile(r"党支部|党小组|党组织")
_STOP = r"[^，,。；;、\s]"
_MODEL = re.compile(r"示范点|示范博爱家园")
_MODEL_BEGINS = re.compile(
    r"(?:认定|评定?|评选|命名|授予?|列|定|确定|升级?|创建|建|入选|获评|获批|批准|选|成)(?:了|为|成|上|入)*"
    r"[^，,。；;]{0,14}(?:示范点|示范博爱家园)"
    r"|示范点(?:称号|资格|名单)?(?:的)?(?:认定|授牌|挂牌|评定|批)(?!标准|条件|办法|要求)"
)
_MODEL_ENDS = re.compile(
    r"(?:取消|撤销|撤掉|摘掉?|收回|不再是|不是)[^，,。；;]{0,20}(?:示范点|示范博爱家园)"
    r"|示范点(?:称号|资格|牌子)?(?:被)?(?:取消|撤|摘|收回)"
)
_RECOGNISED = (
    re.compile(rf"(?:由|经|被|获|是)(?P<v>{_STOP}{{2,30}}?)(?:给)?(?:认定|评定?|命名|授予?|列|定|确定|批准|选)"),
    re.compile(rf"(?:认定|评定|授牌|命名)(?:单位|机关|的)?(?:是|为|[:：])\s*(?P<v>(?!.{{0,14}}示范){_STOP}{{2,30}})"),
    re.compile(
        rf"(?:^|[，,。；;\s])(?P<v>{_STOP}{{1,24}}?(?:红十字会|红会|总会))"
        r"(?:(?:今天|昨天|\d[\d年月日号]*)?(?:把|将)|认定|评定?|命名|授予?|定|批准)"
    ),
)
_ADDRESS = (
    re.compile(rf"(?:地址|地点|位置)(?:在|是|为|改成|改为|变成|换成|搬到|[:：])*\s*(?P<v>{_STOP}{{2,40}})"),
    re.compile(rf"(?:搬|迁)(?:到|至|去)了?(?P<v>{_STOP}{{2,40}}?)(?=了?(?:[，,。；;、\s]|$))"),
    re.compile(rf"(?:建|设|开|位于|坐落|安装|装|放|配|就)在(?P<v>{_STOP}{{2,40}}?)(?=里?(?:[，,。；;、\s]|$))"),
    re.compile(
        rf"(?<![现存])在(?P<v>{_STOP}{{2,40}}?)(?=新?(?:建|设|开|办|安装|装|配|挂牌|成立)(?:了|立|成|备|置|好|上|一|有|起))"
    ),
)
_KEEPER = re.compile(
    rf"(?:管理员|负责人|站长|管理人|联系人|馆长|专管员)(?:是|为|叫|由|改成|改为|换成|换|[:：])*\s*(?P<v>{HAN}{{2,6}})"
)
_KEPT_BY = re.compile(rf"由(?P<v>{HAN}{{2,4}}?)(?:负责|管理|看管|照看|管着|管)")
_CALLED = re.compile(
    r"(?:名称|名字|取名|命名|名为|叫做|叫)(?:为|是|叫|[:：])*\s*[“\"「]?(?P<v>[^，,。；;、\s”\"」]{3,30})"
)
_NAME_RUN = rf"{HAN}{{2,4}}?(?:[、,，和与及]{HAN}{{2,4}}?)*"
_HOLDER = (
    re.compile(
        rf"(?:聘请|聘任|聘|任命|选举|推选|增补|委任|提名|免去|解聘|罢免|撤销|选)(?:了|出)?(?P<v>{_NAME_RUN})(?:同志|老师|医生|书记|主任)?"
        r"(?=(?:等)?(?:\d+[名人位])?(?:为|担任|任|出任|兼任|当选|作|当|的|同志|原|常务|理事|监事|副|会长|秘书长|会员代表|名誉|党组))"
    ),
    re.compile(
        rf"(?:^|[，,。；;:：\s]|原(?=.{{2,4}}不)|同意)(?P<v>{_NAME_RUN})(?:同志|老师|医生|书记|主任)?(?:从[^，,。；;]{{2,12}}起|自[^，,。；;]{{2,12}}起|今天起|今年|昨天|今天|已经?|也|都)?"
        r"(?=(?:不再|当选|担任|出任|被|兼任?|挂职|任|卸任|辞去|辞任|离任|接任|是(?!.{0,12}代管)|免职|到届|退下))"
    ),
    re.compile(rf"由(?P<v>{_NAME_RUN})(?=(?:担任|出任|兼任|接任|任))"),
    re.compile(
        rf"(?:理事|监事|副?会长|副?秘书长|监事长|会员代表)(?:是|为|叫|由|[:：])(?P<v>{_NAME_RUN})(?=$|[，,。；;\s]|担任|兼)"
    ),
)
_PAYER = (
    re.compile(
        rf"(?:^|[，,。；;:：\s]|收到了?|收了?|会员)(?P<v>{_NAME_RUN})(?:的|同志|老师|今天|昨天|今年|去年|已经?|刚|也|都|各|每人|\d{{4}}年)*"
        r"(?=交|缴|付|补|会费|(?:19|20)\d\d|今年|去年|[一二两三四五六七八九十百\d]+[元块])"
    ),
)
_OFFICER = re.compile(
    rf"(?:^|[，,。；;:：\s]|一下){_TITLES}?(?P<v>{HAN}{{2,4}}?(?:{_TITLES}?[、和与及]{HAN}{{2,4}}?)*){_TITLES}?"
    r"(?=[，,\s]*(?:在|到|去|赴|深入|下到|下沉|下基层|蹲点|驻点|前往|走进))"
)
_MORE_DAYS = re.compile(
    r"(?:\d|[一二三四五六七八九十])\s*[日号]|周[一二三四五六日天]|星期"
)  # that no date was read from
_TO = re.compile(r"\s*[到至~～—-]+\s*")
_ME = re.compile(r"(?:^|[，,。；;:：\s]|一下)我(?!们|县|市|省|区|会|单位)|本人")
_NOT_GRASS = re.compile(r"(?:不|非|并非)(?:是)?(?:来自|从)?基层|不是基层")
_GRASS = re.compile(r"基层")
_CUSTODIAN = (
    re.compile(rf"代管(?:单位|机构|方)(?:是|为|叫|改成|改为|换成|变成|变更为|[:：])*\s*(?P<v>{_STOP}{{2,30}})"),
    re.compile(rf"(?:由|交给|委托|让|请)(?P<v>{_STOP}{{2,30}}?)(?:来)?代管"),
    re.compile(rf"(?:^|[，,。；;\s])(?P<v>{_STOP}{{2,30}}?)(?:在|帮我们|替我们|负责|给我们)?代管(?!单位|机构|方)"),
)
_BY = (
    re.compile(rf"(?:由|经|获|得到|是)(?P<v>{_STOP}{{2,30}}?)(?:的)?(?:授权|授予|批准|同意|给的)"),
    re.compile(rf"授权(?:单位|机关|方|人)(?:是|为|[:：])*\s*(?P<v>{_STOP}{{2,30}})"),
    re.compile(r"(?:^|[，,。；;\s])(?P<v>[^，,。；;、\s\d]{2,30}?)(?:授权|授予)(?!到|至|期|的?公开)"),
)
_UNTIL_LEAD = r"(?:到期日?|有效期|期限|任期|授权)?(?:到|至|截至|截止|截止到)(?:了|是)?\s*"
_NONE = re.compile(r"没有|没(?:办|开|设|建|拿|取得)|无(?!偿)|未(?:办|开|设|建|取得|获)|尚未|还没|取消|注销|不再有|失去")
_MONTH = re.compile(
    r"(?P<y>\d{4}|今年|去年|前年|明年|后年|本年|上年)\s*年?\s*(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?:份|底|末)?(?!\s*\d)"
)
_ONLY_MONTH = re.compile(r"(?<![\d年])(?P<m>1[0-2]|0?[1-9])\s*月(?:份|底|末)?(?!\s*\d)")
_ONLY_YEAR = re.compile(r"(?P<y>(?:19|20)\d\d)\s*年(?:底|末)?(?!\s*\d|度)")


@dataclass(frozen=True)
class Said:
    """What a message says of a part; None where it says nothing.

    `what`: point, model (a home that is recognised as one), team, post, dues, fact or stay (of officers at the grass
    roots, at a `spot`); `do`: begin, end or change. `where` is the text without what could be mistaken for an
    organisation's name (addresses, names of custodians...). `since` and `until` are ISO 8601 and stop at the month or
    year when no more is said; `until` is the last day or month.
    """

    what: str | None = None
    do: str | None = None
    type: str | None = None
    name: str | None = None
    address: str | None = None
    keeper: str | None = None
    volunteers: int | None = None
    party_branch: bool | None = None
    people: tuple[str, ...] = ()
    body: str | None = None
    post: str | None = None
    employment: str | None = None
    from_grass_roots: bool | None = None
    year: int | None = None
    fen: int | None = None
    fact: str | None = None
    value: str | bool | None = None
    by: str | None = None
    since: str | None = None
    until: str | None = None
    officers: tuple[str, ...] = ()
    spot: str | None = None
    where: str = ""
    place: str = ""  # what stands before the part: only there a name is one that nobody knows


def read_structure(text: str, today: date, what: str | None = None) -> Said:
    """Read a message about a part of an organisation. `what` is what it is known to be about. Never raises."""
    folded = fold_aligned(text)
    what = _what(folded) or what
    if what is None:
        return Said(where=folded)
    return _READERS[what](folded, today)


def read_answer(field: str, text: str, today: date) -> str | int | bool | None:
    """A bare answer to the question for a field; None when it is none."""
    folded = fold(text).strip("，,。.!！ ")
    if field == "volunteers":
        return _count(folded) if _count(folded) is not None else _plain_number(folded.rstrip("人名个位左右"))
    if field == "fen":
        return _fen(folded) or _fen(f"{folded}元")
    if field == "party_branch":
        return _yes_no(folded, _NO_BRANCH)
    if field == "from_grass_roots":
        return _yes_no(folded, _NOT_GRASS)
    if field in ("since", "until"):
        return _moment(folded, today, last=field == "until")
    if field == "type":
        return _typed(_POINTS, folded) or _typed(_TEAMS, folded)
    if field == "post":
        found = _post(folded)
        return found[0] if found else None
    if field in ("people", "officers"):
        return "、".join(_people_of(re.sub(_TITLES, "", folded) if field == "officers" else folded)) or None
    if field == "spot":
        spot = _first(_SPOT, folded)
        return (spot[0] if spot else re.sub(r"^(?:就?在|是|到|去)", "", folded))[:60] or None
    if field == "keeper":
        said = _KEEPER.search(folded)
        return _person(said["v"] if said else re.sub(r"^(?:是|叫|由)", "", folded))
    if field == "address":
        value = _first(_ADDRESS, folded)
        return (value[0] if value else re.sub(r"^(?:就?在|是)", "", folded))[:60] or None
    return re.sub(r"^(?:是|叫|由)", "", re.sub(r"(?:授权|代管)(?:的)?$", "", folded))[:60] or None


def names_a_part(text: str) -> bool:
    """Whether a text, surely, tells of a part of an organisation."""
    folded = fold(text)
    what = _what(folded)
    return what is not None and (what != "post" or bool(_APPOINTS.search(folded) or _RELEASES.search(folded)))


def names_home(name: str, text: str) -> bool:
    """Whether a text names a home, in full or in short: 东湖博爱家园 is that of 东湖社区, （示范点） no part of it."""
    plain = re.sub(r"[（(].*?[)）]", "", name)
    short = re.sub(r"社区|街道|(?<=[\u3400-\u9fff]{2})[村镇乡]", "", plain)
    return any(one in text for one in (name, plain, short))


def puts_right(text: str) -> bool:
    """Whether a text is worded as a correction."""
    return bool(re.search(r"改|应该|应为|不是|错", fold(text)))


@dataclass(frozen=True)
class Asked:
    """Which parts a question is about: points, teams, dues, facts or posts; None of them: `parts` is empty.

    `kind` is the kind of point or team (None for all), `facts` the keys of single facts, `owes` whether the question
    wants those who have not paid.
    """

    parts: tuple[str, ...]
    kind: str | None
    bodies: tuple[str, ...]
    facts: tuple[str, ...]
    year: int
    owes: bool
    share: bool = False  # how many of a body are from the grass roots
    models: bool = False  # only points that are recognised as models


_SHARE = re.compile(
    r"(?:基层|一线).{0,12}(?:比例|占比|几成|够|达标|百分|多少|几个|几名)|(?:比例|占比|构成).{0,12}(?:基层|一线)"
)
_ANY_TEAM = re.compile(r"(?<!者)队伍(?!建设)|服务队|(?:几|多少|哪些|哪几|什么)支?队(?![员长])")
_WHO_OWES = re.compile(r"谁|哪些|哪几|哪个|多少(?!钱|元)|几[个人位名家]|有没有人|名单")
# What is ruled or how it is done is a question of policy, whatever parts it names.
_OF_RULES = re.compile(
    r"怎么(?!样|没)|怎样|如何|要求|条件|标准|应当?该?|需要|必须|规定|不低于|不少于|至少|最少|要占|要有|得有|什么是|是什么|是啥|能不能|可不可以|可以|"
    r"要不要|该不该|为什么|流程|手续|材料|申请|作用|干什么|职责|补贴|经费|会费|建议|意见"
)


_OF_TARGETS = re.compile(r"完成|目标|任务|指标|进度")  # 博爱家园完成多少了 wants progress, not the list


def read_question(text: str, today: date) -> Asked:
    """Read a question about the parts of an organisation. Never raises."""
    folded = fold(text)
    kind = _typed(_POINTS, folded) or _typed(_TEAMS, folded)
    bodies = tuple(body for body, pattern in BODIES.items() if re.search(pattern, folded))
    facts = tuple(key for key, pattern in _FACTS if re.search(pattern, folded))
    if re.search(r"监事会.{0,6}(?:什么时候|哪年|何时|哪天|几时|成立|设)", folded):
        bodies = ()
    elif bodies:
        facts = tuple(key for key in facts if key != "supervisors")
    models = bool(_MODEL.search(folded))
    said = {
        "points": _typed(_POINTS, folded) or models,
        "teams": _typed(_TEAMS, folded) or _ANY_TEAM.search(folded),
        "dues": _DUES.search(folded),
        "facts": facts or re.search(r"五有", folded),
        "posts": bodies,
    }
    return Asked(
        tuple(part for part, there in said.items() if there),
        None if kind == "其他" else kind,
        bodies,
        tuple(_HAVES) if not facts and "五有" in folded else facts,
        _year(folded, today) or today.year,
        bool(re.search(r"[没未](?:有)?(?:交|缴|付|收)|还差|拖欠|欠", folded)),
        bool(bodies and _SHARE.search(folded)),
        models,
    )


def asks_what_there_is(text: str, today: date) -> bool:
    """Whether a text asks which points or teams there are, how a body is made up or who owes dues.

    Not where it asks what is ruled of them.
    """
    asked = read_question(text, today)
    if "dues" in asked.parts:
        return asked.owes and bool(_WHO_OWES.search(fold(text)))
    if not asked.share and _OF_TARGETS.search(fold(text)):
        return False
    named = asked.share or "points" in asked.parts or "teams" in asked.parts
    return named and not _OF_RULES.search(fold(text))


def body_of(post: str) -> str | None:
    """The body in which a post is held."""
    found = _post(post)
    return found[1] if found else None


# --- what a message is about -----------------------------------------------------------------------------------------


def _what(folded: str) -> str | None:
    if _DUES.search(folded):
        return "dues"
    post = _post(folded)
    if _STAY.search(folded) and not (_APPOINTS.search(folded) or _RELEASES.search(folded)):
        return "stay"
    if post and (_APPOINTS.search(folded) or _RELEASES.search(folded) or not _fact(folded)):
        return "post"
    if _MODEL_BEGINS.search(folded) or _MODEL_ENDS.search(folded):
        return "model"
    if _typed(_TEAMS, folded):
        return "team"
    kind = _typed(_POINTS, folded)
    if kind and kind != "其他":
        return "point"
    if _fact(folded):
        return "fact"
    return "point" if kind else None


def _typed(table: tuple[tuple[str, str], ...], folded: str) -> str | None:
    return next((kind for kind, pattern in table if re.search(pattern, folded)), None)


def _fact(folded: str) -> str | None:
    return next((key for key, pattern in _FACTS if re.search(pattern, folded)), None)


def _post(folded: str) -> tuple[str, str] | None:
    return next(((post, body) for post, body, pattern in _POSTS if re.search(pattern, folded)), None)


# --- the six kinds --------------------------------------------------------------------------------------------------


def _point(folded: str, today: date) -> Said:
    spans: list[tuple[int, int]] = []
    address = _first(_ADDRESS, folded, spans)
    keeper = _KEEPER.search(folded) or _KEPT_BY.search(folded)
    if keeper:
        spans.append(keeper.span("v"))
    called = _CALLED.search(folded)
    if called:
        spans.append(called.span("v"))
    rest = _without(folded, spans)
    kind = _typed(_POINTS, rest) or _typed(_POINTS, folded)
    return Said(
        "point",
        _do(rest, _POINT_BEGINS, bool(address or keeper)),
        kind,
        called["v"] if called else None,
        address[0] if address else None,
        _person(keeper["v"]) if keeper else None,
        since=_moment(rest, today),
        where=_without(folded, spans[1:] if address else spans),
        place=_before(rest, _POINTS, _POINT_BEGINS),
    )


def _model(folded: str, today: date) -> Said:
    spans: list[tuple[int, int]] = []
    by = _first(_RECOGNISED, folded, spans)
    rest = _MODEL.sub("，，，", _without(folded, spans))
    return Said(
        "model",
        "end" if _MODEL_ENDS.search(folded) else "begin",
        "博爱家园",
        by=by[0] if by else None,
        since=_moment(folded, today),
        where=rest,
        place=_before(rest, _POINTS, None),
    )


def _team(folded: str, today: date) -> Said:
    called = _CALLED.search(folded)
    rest = _without(folded, [called.span("v")] if called else [])
    branch = False if _NO_BRANCH.search(rest) else True if _BRANCH.search(rest) else None
    return Said(
        "team",
        _do(
            re.sub(r"(?:建|成立|设|组建)(?:了|立|有)?(?:临时)?(?:党支部|党小组)", "", rest), _TEAM_BEGINS, changed=True
        ),
        _typed(_TEAMS, folded),
        called["v"] if called else None,
        volunteers=_count(re.sub(r"\d+支|一支|[一两三]个?党支部", "", rest)),
        party_branch=branch,
        since=_moment(rest, today),
        where=rest,
        place=_before(rest, _TEAMS, _TEAM_BEGINS),
    )


def _office(folded: str, today: date) -> Said:
    found = _post(folded)
    until, spans = _until(folded, today)
    rest = _without(folded, spans)
    employment = next((word for word in ("兼职", "挂职") if word in folded), None)
    grass = False if _NOT_GRASS.search(folded) else True if _GRASS.search(folded.replace("基层组织", "")) else None
    people = tuple(name for pattern in _HOLDER for match in pattern.finditer(folded) for name in _people_of(match["v"]))
    return Said(
        "post",
        "end" if _RELEASES.search(folded) else "begin",
        people=tuple(dict.fromkeys(people)),
        body=found[1] if found else None,
        post=found[0] if found else None,
        employment=employment,
        from_grass_roots=grass,
        since=_moment(rest, today),
        until=until,
        where=folded,
    )


def _dues(folded: str, today: date) -> Said:
    people = [name for pattern in _PAYER for match in pattern.finditer(folded) for name in _people_of(match["v"])]
    rest = re.sub(r"(?:(?:19|20)\d\d)年度?(?:的)?(?:会费)?", "，", folded)
    return Said(
        "dues",
        "change" if _CHANGES.search(folded) else "begin",
        people=tuple(dict.fromkeys(people)),
        year=_year(folded, today),
        fen=_fen(folded),
        since=_day_of(read_dates(rest, today)),
        where=folded,
    )


def _state(folded: str, today: date) -> Said:
    fact = _fact(folded)
    spans: list[tuple[int, int]] = []
    value: str | bool | None = not _NONE.search(folded)
    by = None
    if fact == "custodian":
        said = _first(_CUSTODIAN, folded, spans)
        value = (
            re.sub(r"^.*?(?:账|帐|钱|经费|资金)(?:由|是|归)?", "", said[0]) if said else False if not value else None
        )
    elif fact == "fundraising":
        authorised = _first(_BY, folded, spans)
        by = authorised[0] if authorised and not re.search(r"募捐|到期|^20", authorised[0]) else None
    until, found = _until(folded, today) if fact == "fundraising" else (None, [])
    rest = _without(folded, [*spans, *found])
    return Said(
        "fact",
        "begin",
        fact=fact,
        value=value,
        by=by,
        since=_moment(rest, today),
        until=until,
        where=rest,
        place=_before(rest, _FACTS, None),
    )


def _stay(folded: str, today: date) -> Said:
    """Days told off one by one are no stay: then none is read, and it is asked."""
    days = read_dates(folded, today)
    rest = _without(folded, [one.at for one in days])
    spot = _first(_SPOT, rest)
    people = [name for match in _OFFICER.finditer(rest) for name in _people_of(re.sub(_TITLES, "", match["v"]))]
    since, until = _stayed(folded, rest, days)
    return Said(
        "stay",
        "begin",
        since=since,
        until=until,
        officers=tuple(dict.fromkeys(people)),
        spot=spot[0] if spot else None,
        where=rest,
    )


def _stayed(folded: str, rest: str, days: list[Found]) -> tuple[str | None, str | None]:
    """The first and the last day of a stay; None when it is not said from which day to which."""
    if not days or any(one.listed for one in days) or _MORE_DAYS.search(rest):
        return None, None
    between = folded[days[0].at[1] : days[-1].at[0]]
    if len(days) > 2 or (len(days) == 2 and not _TO.fullmatch(between)):
        return None, None
    return days[0].start.isoformat(), days[-1].end.isoformat()


def is_of_me(text: str) -> bool:
    """Whether somebody says that he did it himself."""
    return bool(_ME.search(fold(text)))


_READERS = {
    "point": _point,
    "team": _team,
    "post": _office,
    "dues": _dues,
    "fact": _state,
    "stay": _stay,
    "model": _model,
}


# --- pieces ----------------------------------------------------------------------------------------------------------


def _do(rest: str, begins: re.Pattern[str], changed: bool) -> str | None:
    """What is done: the word that says so; a bare new value is a change."""
    if _ENDS.search(rest) and not begins.search(rest):
        return "end"
    if begins.search(rest):
        return "begin"
    return "change" if changed or _CHANGES.search(rest) else None


def _first(
    patterns: tuple[re.Pattern[str], ...], folded: str, spans: list[tuple[int, int]] | None = None
) -> tuple[str, tuple[int, int]] | None:
    for pattern in patterns:
        if match := pattern.search(folded):
            value = re.sub(r"(?:了|吧|啊|呢)$", "", match["v"])
            if spans is not None:
                spans.append(match.span("v"))
            return value, match.span("v")
    return None


def _without(folded: str, spans: list[tuple[int, int]]) -> str:
    """The text with these places blanked: what stands there is neither a day nor an organisation."""
    for start, end in spans:
        folded = folded[:start] + "，" * (end - start) + folded[end:]
    return folded


def _before(rest: str, table: tuple[tuple[str, str], ...], begins: re.Pattern[str] | None) -> str:
    places = [match.start() for _, pattern in table for match in re.finditer(pattern, rest)]
    if begins and (match := begins.search(rest)):
        places.append(match.start())
    return rest[: min(places, default=0)]


def _person(said: str) -> str | None:
    """The name that a text begins with."""
    said = re.sub(r"(?:同志|女士|先生|老师|医生|书记|主任)$", "", said)
    wanted = (len(said), 4, 3, 2) if surname_length(said) == 2 else (len(said), 3, 2)
    return next((said[:size] for size in wanted if 1 < size <= len(said) and is_name(said[:size])), None)


def _people_of(said: str) -> list[str]:
    pieces = re.split(r"[、,，和与及\s]+", said)
    return [name for piece in pieces if is_name(name := re.sub(r"(?:同志|老师|医生|的)$", "", piece))]


def _plain_number(said: str) -> int | None:
    if said.isdigit():
        return int(said)
    if not re.fullmatch(_CHINESE_NUMBER, said):
        return None
    total, rest = 0, said.replace("零", "")
    for unit, size in (("千", 1000), ("百", 100)):
        head, mark, tail = rest.partition(unit)
        if mark:
            total, rest = total + (number(head) or 1) * size, tail
    if not rest:
        return total
    below = number(rest)
    if below is not None and total and len(rest) == 1 and not said.endswith(("百", "千")) and "零" not in said:
        below *= 10 if "百" in said else 100  # 一百二 = 120
    return None if below is None else total + below


def _count(folded: str) -> int | None:
    found = [_plain_number(match["n"] or match["m"]) for match in _COUNT.finditer(folded)]
    return next((one for one in reversed(found) if one is not None), None)


def _fen(folded: str) -> int | None:
    """An amount in fen; the last one that is said: a correction comes behind."""
    found = [match["n"] for match in _MONEY.finditer(folded)]
    if not found:
        return None
    if re.fullmatch(r"[\d.]+", found[-1]):
        yuan, _, cents = found[-1].partition(".")
        return int(yuan or 0) * 100 + int(f"{cents:0<2}")
    yuan_said = _plain_number(found[-1])
    return yuan_said * 100 if yuan_said is not None else None


def _year(folded: str, today: date) -> int | None:
    match = _YEAR.search(folded)
    if match is None:
        return None
    return int(match["y"]) if match["y"] else today.year + _YEARS[match["rel"][:2]]


def _yes_no(folded: str, no: re.Pattern[str]) -> bool | None:
    if re.search(r"不知|不清|不详|不晓|不确定|没问|记不|忘|跳过|略过|以后|回头", folded):
        return None
    if no.search(folded) or re.search(r"^(?:没|无|未|否|不|还没|暂无)", folded):
        return False
    return (
        True if re.search(r"^(?:有|是|建了|建有|对|嗯|来自|建立|成立|党支部|基层)|建[了有]|有的|是的", folded) else None
    )


def _day_of(found: list[Found]) -> str | None:
    return found[-1].start.isoformat() if found else None


def _moment(folded: str, today: date, *, last: bool = False) -> str | None:
    """A day, a month or a year that a text names, in ISO 8601 as far as it is said."""
    if days := read_dates(folded, today):
        return days[-1 if last else 0].start.isoformat()
    if match := _MONTH.search(folded):
        years = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}
        year = today.year + years[match["y"]] if match["y"] in years else int(match["y"])
        return f"{year}-{number(match['m']):02d}"
    if match := _ONLY_MONTH.search(folded):
        month = int(match["m"])
        ahead = month < today.month if last else month > today.month
        return f"{today.year + (ahead if last else -ahead)}-{month:02d}"
    if match := _ONLY_YEAR.search(folded):
        return match["y"]
    return None


def _until(folded: str, today: date) -> tuple[str | None, list[tuple[int, int]]]:
    """The last day (or month) that is said, and where it stands."""
    for lead in re.finditer(_UNTIL_LEAD, folded):
        piece = re.match(r"[^，,。；;\s]{2,14}", folded[lead.end() :])
        if piece and (moment := _moment(piece.group(), today, last=True)):
            return moment, [(lead.start(), lead.end() + piece.end())]
    return None, []


def first_day(moment: str) -> date:
    """The first day of an ISO day, month or year. Raises ValueError for an impossible one."""
    return date.fromisoformat(moment + "-01-01"[len(moment) - 4 :] if len(moment) < len("2026-01-01") else moment)


def day_after(moment: str) -> date:
    """The first day after an ISO day, month or year. Raises ValueError for an impossible one."""
    first = first_day(moment)
    if len(moment) == len("2026"):
        return date(first.year + 1, 1, 1)
    if len(moment) == len("2026-01"):
        return date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first + timedelta(days=1)


def asks_own_dues(text: str) -> bool:
    """Whether somebody asks of his own dues: 我会费交了没."""
    return bool(_OWN_DUES.search(fold(text)))

"""People in a message that are to be registered: one or many, in a sentence, a form, a roster or a 接龙."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TypeVar

from bot.text.dates import Found, read_dates
from bot.text.identity import Number, birth_of, gender_of, read_numbers
from bot.text.names import SURNAMES, is_name, never_a_name, run_together, surname_length
from bot.text.normalise import fold_aligned

ADULT, YOUTH, GROUP, VOLUNTEER = "成人会员", "青少年会员", "团体会员", "志愿者"
GROWN_UP = 18  # years
LONGEST_NAME = 4  # characters, without a dot


@dataclass(frozen=True)
class Person:
    """Somebody, or a unit, as the message describes him. `birth_date` is ISO 8601 and may stop at the month.

    `kind` is None when the message does not say; `name` is "" when only numbers were given. Of a unit `contact` is who
    speaks for it. An invalid number is given back with its `valid` False.
    """

    name: str
    kind: str | None = None
    phone: str | None = None
    phone_valid: bool | None = None
    id_number: str | None = None
    id_valid: bool | None = None
    gender: str | None = None
    birth_date: str | None = None
    org: str | None = None
    unit: str | None = None
    contact: str | None = None
    guardian_name: str | None = None
    guardian_phone: str | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Spot:
    """A name and where it stands; `rank` says how surely it is one of those to be registered."""

    name: str
    at: tuple[int, int]
    rank: int


_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"  # with the rare characters that some names are written with
_SURNAMES = "".join(sorted(SURNAMES))
_DOTTED = rf"{_HAN}{{1,8}}(?:[·•・‧．]{_HAN}{{1,8}})+"
_PLAIN_NAME = rf"(?:{_DOTTED}|{_HAN}(?: ?{_HAN}){{1,9}})"

# --- what stands before a name
_FULL_NAME = r"全名|大名|真名|中文名(?:字)?|本名|学名"
_NAME_SAID = (
    r"(?<!单位)(?<!公司)姓\s*名(?:是|叫)?|名字(?:叫|是|为|(?=[\s:：=]))|申请人姓名|申请人|被介绍人|被推荐人|学生姓名|孩子姓名|姓.名|(?<!公司)(?<!单位)(?<!学校)名叫|叫做|"
    r"(?:(?<=[，,。；;\s])|^)叫(?!我)|名为|报名人|参加人|本人|我(?:的)?名字(?:叫|是)|"
    r"(?:(?:我|俺|咱|他|她|孩子|儿子|女儿|娃|爱人|老公|老婆|妻子|丈夫|爸爸?|妈妈?|弟弟?|妹妹?|哥哥?|姐姐?|同学|同事|邻居|一个|另一个|个|人|位))叫"
)
_OTHERS = (
    r"(?<!被)(?:介绍|推荐|引荐|担保|紧急联系|经办|审核|审批|填表|登记|录入|报送|负责|汇报|证明)人(?:姓名|是|为)?|"
    r"联系人(?:姓名|是|为)?|领导|带队|班主任(?:是|姓)?"
)
_GUARDIAN = r"监护人(?:[(（][^)）]{1,4}[)）])?(?:姓名|是|为)?|家长(?:[(（][^)）]{1,4}[)）])?(?:姓名|是|为)?"
_PARENT = r"父亲|母亲|爸爸?|妈妈?|爷爷|奶奶|外公|外婆"
_MARK = r"[\s:：=＝|｜,，]{0,3}"
_LABELLED = re.compile(rf"(?P<label>{_FULL_NAME}|{_NAME_SAID}){_MARK}(?=(?P<name>{_PLAIN_NAME}))")
# The name is looked at, not consumed: the next label may stand right behind it.
_OTHER = re.compile(rf"(?:{_OTHERS}){_MARK}(?=(?P<name>{_PLAIN_NAME}))")
_GUARDED_BY = re.compile(rf"(?:{_GUARDIAN}){_MARK}(?=(?P<name>{_PLAIN_NAME}))")
_PARENT_IS = re.compile(rf"(?:{_PARENT})(?:叫|是|名叫)?{_MARK}(?P<name>{_PLAIN_NAME})")
_SELF = re.compile(rf"(?:我是|俺是|我叫|俺叫|本人){_MARK}(?P<name>{_PLAIN_NAME})")
_CHILD = re.compile(
    rf"(?:我家|我的?|俺|咱|他|她)?(?:儿子|女儿|闺女|孩子|(?<![男女])娃娃?|小孩|孙子|孙女|外孙女?|侄子|侄女)(?:名?叫|是|名字叫|姓名)?{_MARK}(?P<name>{_PLAIN_NAME})"
)

# --- what a chunk of text is freed of before it is looked at as a name
_LEAD_WORDS = """
您好 你好 大家好 麻烦 请 帮忙 帮我 帮 把 将 给 为 替 让 叫 登记一下 登记 登成 登 录入 录成 录 新增 新加
增加 添加 加上 加入 加 报名 报 注册 补录 补登 补 再 换成 换 改成 改为 改登
还有 另外 其中 以及 以下 下列 同志 新来了 新来 来了 来
有 都是 是 个 人 的 了 们 我们 我 咱们 咱 俺们 俺 本人 他 她 和 跟 与 及 姓名 名字 名单 花名册 接龙
一枚 小伙子 小伙 姑娘 大姐 大爷 大叔 阿姨 老人 老公 老婆 爱人 丈夫 妻子 弟弟 弟 妹妹 妹 哥哥 哥 姐姐 姐
爸爸 妈妈 父亲 母亲 儿子 女儿 孩子 村民 居民 党员 同学 同事 会计 出纳 室友 舍友 战友 工友 邻居 朋友 亲戚
大学生 中学生 小学生 高中生 初中生
学生 小朋友 老师 教师 护士 医生 职工 职员 员工 队员 信息 申请人 申请 入会 表 汉字 本单位 本公司 我单位 我司
我校 我院 我局 我厂 我村 本校 本院
青少年会员 青少年 成人会员 成年会员 成人 团体会员 红十字志愿者 红十字会志愿者 志愿者 志工 义工 新会员 老会员 小会员
学生会员 会员 ： :
"""
_LEAD = re.compile(
    r"^(?:\d+|[一二三四五六七八九十]{1,2}(?=[、.．])|第[一二三四五]位?|[①-⑳]|一?名(?!字)|一?位|[两三四几][名位个]|"
    r"[一二两三四五六七八九十]+(?=[名位个人])|姓(?=.{3})|班(?=.{2,4}$)|单位(?=.{2})|[初高大][一二三四中]|[一二三四五六]年级|"
    + "|".join(sorted(map(re.escape, _LEAD_WORDS.split()), key=len, reverse=True))
    + ")+"
)
_TRAIL = re.compile(
    r"(?:女士|先生|小姐|同志|同学|老师|师傅|医生|护士|大爷|大姐|大叔|大妈|阿姨|叔叔|小朋友|本人|[两三四五六七八九十几]个?人|[两三四五六七八九十几][位名]|人|夫妻|夫妇|"
    r"(?:都?是)?(?:男|女)(?:的|性)?|要|想|愿意|自愿|希望|申请|报名|报到|报|来|为|加入|参加|登记|注册|成为|当|做|录成?|加为|加|入会|入|"
    r"红十字会?|志愿者|志工|义工|会员|一下|办|也|都|吧|了|的)+$"
)
_CUT = re.compile(
    r"(?:想(?:当|做|要|报|入|加|成|参|申|登|来)|要(?:当|做|报|入|加|成|参|申|登|求)|[报登录加](?:成|为|进)|列为|愿意|自愿|希望|志愿(?!者$)|报名|申请|登记|注册|加入|参加|成为|今年|是(?!$)|住在?|"
    r"电话|手机|身份证|证件|联系|性别|出生|生日|生于|报到|不(?:来|登|报|参|去|加|干|想|要|用|知|清|详)|在(?=.{2,})|来自|现(?:在|住|为|任|申)|于(?=\d)|就行|即可|别)"
)
_SAYING = re.compile(r"^[^在]*的$|就是|不算|别打成|别写成|别录成|不是")
_SPACED = re.compile(rf"(?<!{_HAN})(?P<surname>{_HAN}) (?P<rest>{_HAN}{{1,2}})(?!{_HAN})")  # 张 三丰
_MAN_IN_NAME = re.compile(r"[胜亚若超似如赛冠盛骁振]男$")
_SPACED_OUT = re.compile(rf"{_HAN} {_HAN}{{1,2}}|{_HAN} {_HAN} {_HAN}")  # 李 想
_POLITE = {"谢谢", "多谢", "高兴", "方便", "麻烦", "辛苦"}  # names too, when there is no other
_CORRECTS = re.compile(r"^[^。\n\x01电手身证号]{0,6}(?:更正|不对|错了|改成|应该|应为)")
_FAMILY_THEN_GIVEN = re.compile(
    rf"姓[:：]?(?P<family>{_HAN}{{1,2}})[，,]?名(?:叫|为|是|[:：])?(?P<given>{_HAN}{{1,2}})(?!{_HAN})"
)
_TOGETHER = re.compile(r"都|三口|两口|一家|一起|一块")
_FOR_A_CHILD = re.compile(r"青少年会员|小朋友|幼儿园|孩子|[一二三四五六]年级|小学生|监护")
_BY = re.compile(rf"由(?P<name>{_HAN}{{2,3}})(?:介绍|推荐|引荐|带来)")
_DROPPED = re.compile(
    rf"(?:不(?:登记|登|录|报|要|加|用登)|先不登记?|取消|划掉|去掉|删掉|别登)(?P<before>{_HAN}{{2,4}}?)(?=了|的登记|的报名|[，,。；;\s]|$)"
    rf"|不叫(?P<called>{_HAN}{{2,4}}?)(?=[，,。；;\s]|$)"
    rf"|(?P<after>{_HAN}{{2,4}}?)(?:这次|今年|暂时|就|先|也)?(?:不(?:来|登记|登|报|参加|去|加入|干)了|退出|先不登)"
)
# A name in the middle of a clause: what leads to it, and what goes on after it.
_INSIDE = re.compile(
    r"(?:(?<=[叫把将帮替给员者师士])|(?<=[一两这那]位)|(?<=[一两]名)|(?<=[医学先]生)|(?<=[校院厂局队站店社会村]长)|(?<=主任)|(?<=书记)|"
    rf"(?<=[职员]工)|(?<=[村居市农]民)|(?<=村医)|(?<=[我这]是)|(?<=登记)|(?<=录入))(?=(?P<name>{_HAN}{{2,4}}?)"
    r"(?:$|登|录|加|报|要|想|申请|自愿|愿意|也|先|做|当|成|来|入|参|"
    r"的(?:爱人|老婆|老公|妻子|丈夫|家属|妈妈|爸爸|母亲|父亲|儿子|女儿|同事|朋友|志愿者|会员|信息|资料|登记|报名|手机|电话|身份证|号码|联系)))"
)
# The same without what leads to it, when there is no other name.
_ANYWHERE = re.compile(
    rf"(?=(?P<name>{_HAN}{{2,4}}?)(?:登记|报名|申请|自愿|愿意|希望|想[当做要报入加成参申]|要[当做报入加成参申]|"
    r"[加入]会|也[要想来报加登]|[加登报录][上进]|的(?:手机|电话|号码|身份证)))"
)
_NO_NAMES = re.compile(r"会员费(?=[用已未没交是多怎]|[，,。；;\s]|$)|(?:急救|志愿者|会员)证")
_TALENTS = re.compile(r"(?:特长|技能|爱好|擅长)[^，,。；;\n\x01]*")
# Somebody who is called by his surname alone and wants something himself.
_TITLED = re.compile(
    rf"(?P<name>(?:[{_SURNAMES}](?:老师|医生|师傅|女士|先生|阿姨|大姐|大哥|叔叔|护士|警官)|(?<![大中])[小老][{_SURNAMES}](?!{_HAN}{{2}}(?:学|区|镇|村))))"
    r"(?=要|想|申请|报名|自愿|愿意|[\s，,:：(（]*\x01|[，,]\s*(?:想|要|申请|报名))"
)
_BEFORE_A_NAME = re.compile(
    r"(?:[、；;:：(（\n\x01叫是把将帮给替和与跟及的我俺]|会员|志愿者|义工|登记|登|录入|报名|新增|[男女]|[位名个]|\d[.、)）]|[①-⑳]|"
    r"爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|儿子|女儿|孩子|老公|老婆|丈夫|妻子|爱人|弟|妹|哥|姐|同学|同事|朋友)[\s，,]*$"
)
_BEHIND_A_NAME = re.compile(
    r"[\s，,:：(（]*(?:[、\x01]|家长|监护人|[男女](?!士))|[)）]|[和与跟及]|\s*(?:登|录|加|报名|要|想|申请|自愿|愿意|希望|也|都|先|做|当|成|来|入|参|是)"
)
_OWN = r"本人|孩子|学生|自己"
_LIST_HEAD = re.compile(r"(?:会员|志愿者|义工|名单|名册|如下|登记|报名|接龙|人员|姓名|[位名个]|第.)[\s]*[：:]\s*$")
_EXPLAINED = re.compile(rf"{_HAN}{{1,3}}的{_HAN}(?=[，,、。；;\s]|$)")  # 高兴的高: how a name is written

# --- what is said of a person
_GENDER = re.compile(
    r"(?<![\u3400-\u9fff])(?:性\s*别)?[\s:：=|｜]*(男|女)(?:性|的|士|孩|生|娃|同志)?(?=[\s，,、；;。|｜)）/]|$|性|生|"
    r"\d)|性\s*别[\s:：=|｜是]*(男|女)|[，,、\s(（](男|女)[，,、\s)）]"
)
_HE = re.compile(r"先生|小伙|大爷|大叔|大哥|师哥|我弟|弟弟|老公|丈夫|儿子|孙子|爷爷|老头")
_SHE = re.compile(r"女士|小姐|姑娘|大姐|大妈|阿姨|我妹|妹妹|老婆|妻子|女儿|闺女|孙女|奶奶|妹子")
_BIRTH_BEFORE = re.compile(r"(?:出生(?:日期|年月日?|时间)?|生日|生于|生辰|出生于)[\s:：=|｜是为在]{0,4}$")
_BIRTH_AFTER = re.compile(r"^\s*(?:日)?(?:出生|生(?!产|活|意|病)|生人)")
_NO_BIRTH = re.compile(
    r"(?:入会|加入|入党|参加工作|申请|报名|登记|填表|活动|培训|日期|时间|截至|今天|有效期|到期|开始|毕业)[^，,。；;\s]{0,4}$"
)
_MONTH_ONLY = re.compile(
    r"(?<![\d./-])(?P<y>(?:19|20)?\d\d)\s*(?:年|[./-])\s*(?P<m>1[0-2]|0?[1-9])\s*月?份?(?=\s*(?:出?生|$|[，,。；;\s)）]))"
)
_AGE = re.compile(r"(?:今年|年龄|现年)?[\s:：=|｜]*(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:周岁|岁|岁半)")
_UNIT_END = (
    r"有限责任公司|有限公司|股份公司|集团公司|集团|公司|工厂|[纺化机电钢药酒糖茶砖布纸]?厂|小学|中学|高中(?!生)|初中(?!生)|大学(?!生)|学院|学校|幼儿园|职高|技校|党校|医院|卫生院|"
    r"卫生室|诊所|卫生服务中心|"
    r"服务中心|中心|银行|信用社|派出所|公安局|供电所|消防站|消防队|交警队|税务局|电信局|邮局|法院|检察院|政府|办事处|街道办|村委会|居委会|委员会|事务所|律所|药店|药房|超市|商场|酒店|饭店|餐厅|宾馆|"
    r"合作社|商会|协会|联合会|研究所|研究院|设计院|出版社|报社|电视台|车站|加油站|[农林牧渔市机]场|水厂|电厂|物业|公交|环卫所|养老院|福利院|敬老院|图书馆|档案馆|科技馆|体育馆|美术馆|纪念馆|博物馆|文化馆|局(?!长)|所(?![属在有长])|厂(?!长)|"
    r"社(?![区会长])|店(?![长员])|站(?!长)|院(?!长)|校(?!长)|队(?![长员])"
)
_WORKS = re.compile(
    r"(?:在|于|就职于|任职于|供职于|就读于|来自|毕业于)(?P<unit>[\u3400-\u9fffA-Za-z0-9]{2,24}?)"
    r"(?:里)?(?:上班|工作|教书|任教|教|读书|上学|读|念书|当(?!志愿|义工|会员)|任职|做(?!志愿|义工)|就职|打工|开|值班|执勤|供职|实习|支教|跑|管|学习|学)"
)
_POST_AT = re.compile(r"(?:就职于|任职于|供职于|就读于)(?P<unit>[\u3400-\u9fffA-Za-z0-9]{2,24}?)(?=[，,。；;\s]|$)")
_UNIT_SAID = re.compile(
    r"(?:工作\s*单位|单\s*位(?:名称|全称)?|所在单位|就读学校|所在学校|所在公司|学校班级|(?<![\u3400-\u9fff])(?:学校|院校|班级|公司))(?:(?:[^\S\n]|[:：=|｜是])+|名?叫|名称[:：]?|(?<=工作单位))(?P<unit>[^\s，,。；;|"
    r"｜\n]{2,40})"
)
_BRANCH = r"(?:[\u3400-\u9fff]{0,6}(?:支行|分行|分公司|营业部|校区|分校|分院))?"
_UNIT_PLAIN = re.compile(rf"(?P<unit>[\u3400-\u9fffA-Za-z0-9]{{1,20}}?(?:{_UNIT_END})+{_BRANCH})")
_SCHOOL_IN_SHORT = re.compile(
    r"(?P<unit>[\u3400-\u9fff]{1,3}[小中])(?=[一二三四五六七八九]年级|[初高][一二三])"
)  # 镇小四年级
_SCHOOL_SHORT = re.compile(
    r"(?P<unit>[\u3400-\u9fff]{1,4}?(?:[一二三四五六七八九十]|实|附|镇)[小中])(?=[，,。；;、\s）)]|$|读|上学|的?学生|[一二三四五六七八九]年级|[初高])"
)
_CLASS = re.compile(
    r"(?:[一二三四五六七八九初高大\d]+\s*年级.*|[初高大][一二三四].*|[（(]?\d+[)）]?\s*班.*|[一二三四五六七八九][（(]\d+[)）]班.*)$"
)
_ORG = re.compile(
    r"(?P<org>[\u3400-\u9fffA-Za-z0-9]{2,20}?(?:红十字会|红会|红十字(?!青少年|精神|事业)))(?!会员(?!$)|志愿)"
)
_ORG_SAID = re.compile(
    r"(?:所属(?:组织|红会|红十字会)?|所在组织|加入组织|组织|归属|隶属)[\s:：=|｜是为]+(?P<org>[^\s，,。；;|｜\n]{2,24})"
)
_PLACE = re.compile(
    r"(?P<org>[\u3400-\u9fff]{1,8}?(?:街道|社区|镇|乡|村))(?=[，,。；;、\s)）]|$|的|新|登记|这边|这里|上|今|现有|又|来了)"
)
_ADDRESS = re.compile(r"(?:住址|地址|家住|住在?|户籍|籍贯|现住)[^，,。；;\n]*")
_VOLUNTEER = re.compile(r"志愿者|志工|义工|志愿服务|做志愿|当志愿|志愿队|自愿者|志願者")
_GROUP = re.compile(r"团体会员|单位会员|集体会员|团体入会|集体入会|单位入会|单位加入|以单位名义")
_YOUTH = re.compile(r"青少年会员|学生会员|少年会员|小会员|青少年红十字会员|红十字青少年")
_ADULT = re.compile(r"成人会员|成年会员|成人")
_MEMBER = re.compile(
    r"会员|入会|加入(?:咱们|我们|你们|本地|当地)?(?:的)?(?:红十字|红会|组织)|(?:参加|入)(?:\S{0,10})(?:红十字会|红会)|入红会|申请加入"
)
_PUPIL = re.compile(
    r"小学|[一二三四五六1-6]年级|初[一二三中]|高[一二三中]|幼儿园|中学.{0,6}(?:班|年级|学生|读)|小学生|中学生|初中生|高中生|小朋友"
)
_CHANGED = re.compile(r"(?:改成|改为|换成)(?P<rest>.*)", re.DOTALL)
# A word of kind that stands before the names it is said of.
_HEADING = re.compile(
    r"(?:(?<=[\s、.，,；;。:：])|^)(?:登记|新增)?(?:(?P<youth>青少年会员)|(?P<volunteer>志愿者)|(?P<adult>成人会员|会员))(?:名单)?(?=[\s:：])"
)
_KIND_OF_GROUP = {"youth": YOUTH, "volunteer": VOLUNTEER, "adult": ADULT}
_WAS = re.compile(
    r"(?:已经|本来|原来|早就|以前)(?:就)?是[^，,。；;\s]{0,8}(?:志愿者|会员|义工)|不(?:是|当|做)(?:志愿者|会员|义工)"
)
_GROWN = re.compile(
    r"(?:我是|是一?名|职务|职业|(?:[小中]学|幼儿园|[高初]中)(?:的)?)(?:\S{0,4})(?:老师|教师)|教书|任教|校长|教[语数英]|保安|职工|退休|上班|工作"
)
_SKILLS_SAID = re.compile(r"(?:会(?![员费议])|懂|擅长|善于|特长|技能)[^，,。；;\n\x01]{1,30}")
_SKILL = re.compile(
    r"急救|救护|开车|驾驶|手语|游泳|摄影|英语|外语|心理咨询|心肺复苏|电脑|维修|护理|烹饪|书法|舞蹈|音乐|绘画|"
    r"理发|电工|潜水|攀岩|无线电"
)


def read_people(text: str, today: date) -> list[Person]:
    """Everybody who is to be registered, in the order of the text. Never raises."""
    folded = _spoken_digits(_with_lines(fold_aligned(text), text))
    numbers = read_numbers(folded, today)
    if _GROUP.search(folded):
        return _groups(folded, text, numbers)
    bare = _blanked(folded, [number.at for number in numbers])
    days = [day.at for day in read_dates(bare, today) if re.search(r"\d|年", bare[slice(*day.at)])]
    spots = _spots(_blanked(bare, days, " "))
    message = _Message(text, folded, bare, _kept(folded, numbers), _kept(bare, read_dates(bare, today)), today)
    if not spots and not numbers and _kind(folded, "") is None:
        return []
    if not spots:
        titled = _TITLED.search(bare)  # no full name: what he is called by
        return [_person(message, titled["name"] if titled else "", (0, len(text)), alone=True)]
    if len({spot.name for spot in spots}) == 1:
        return [_person(message, _as_typed(text, spots[0]), (0, len(text)), alone=True)]
    regions = _regions(bare, [spot.at for spot in spots], numbers)
    people = [
        _person(message, _as_typed(text, spot), region, alone=False)
        for spot, region in zip(spots, regions, strict=True)
    ]
    return _in_order(message, _merged(people), spots)


def _merged(people: Sequence[Person]) -> list[Person]:
    """Everybody once: what is said where a name comes again fills in what was not said before."""
    once: dict[str, Person] = {}
    for one in people:
        first = once.setdefault(one.name, one)
        missing = {field: value for field, value in vars(one).items() if getattr(first, field) in (None, ())}
        once[one.name] = replace(first, **missing)
    return list(once.values())


@dataclass(frozen=True)
class _Message:
    text: str
    folded: str
    bare: str  # without its numbers, of the same length
    numbers: list[Number]
    dates: list[Found]
    today: date


_Placed = TypeVar("_Placed", Number, Found)
_NOT_THIS = re.compile(r"不是[^，,。；;\d\x01]{0,4}$")
_WRONG = re.compile(
    r"^[^\d\x01\n]{0,16}[发写打说报弄输填]错|^[^\d\x01。；;\n]{0,8}(?:不对|不是|错|不要|不用|作废|更正|改成|应该是|应为|才对|重新|改号|换号|停用|停机)"
)


def _kept(text: str, found: Sequence[_Placed]) -> list[_Placed]:
    """Without what the message itself takes back: 不是…是…, …写错了, 应该是…"""
    kept = []
    for place, one in enumerate(found):
        later = any(_alike(one, other) for other in found[place + 1 :])
        if later and (_NOT_THIS.search(text[: one.at[0]]) or _WRONG.match(text[one.at[1] :])):
            continue
        kept.append(one)
    return kept


def _alike(one: Number | Found, other: Number | Found) -> bool:
    return isinstance(one, Found) or (isinstance(other, Number) and one.is_id == other.is_id)


# --- names -----------------------------------------------------------------------------------------------------------


def _spots(bare: str) -> list[_Spot]:
    """The names of those to be registered."""
    out = {m["name"].replace(" ", "") for pattern in (_OTHER, _GUARDED_BY) for m in pattern.finditer(bare)}
    out |= {_trimmed(name) for name in out}
    if _FOR_A_CHILD.search(bare) and not _TOGETHER.search(bare):
        out |= {_trimmed(m["name"]) for m in _PARENT_IS.finditer(bare)}
    out |= {m["name"] for m in _BY.finditer(bare)}
    dropped = [m["before"] or m["called"] or m["after"] for m in _DROPPED.finditer(bare)]
    taken = [m.span("name") for pattern in (_OTHER, _GUARDED_BY) for m in pattern.finditer(bare)]
    spots = [spot for spot in _labelled(bare) if spot.name not in out]
    child = [m for m in _CHILD.finditer(bare) if _trimmed(m["name"])]
    if child and not _TOGETHER.search(bare):  # somebody speaks for a child
        return [_Spot(_trimmed(m["name"]), m.span("name"), 3) for m in child]
    spots = _not_taken_back(bare, spots)
    strongest = max((spot.rank for spot in spots), default=0)
    if strongest >= 4:
        spots = [spot for spot in spots if spot.rank == strongest]
    else:
        held = [*(spot.at for spot in spots), *taken]
        for spot in _chunks(bare, bool(spots)) or ([] if spots else _anywhere(bare)):
            if spot.name not in out and not any(spot.at[0] < b and a < spot.at[1] for a, b in held):
                spots.append(spot)
    if any(spot.rank for spot in spots):
        spots = [spot for spot in spots if spot.rank]
    supported = _supported(bare, sorted(spots, key=lambda spot: spot.at))
    spots = [spot for spot in spots if spot.name in supported] if supported else spots
    if any(_is_plain(spot) for spot in spots):
        spots = [spot for spot in spots if _is_plain(spot) or _is_item(bare, spot)]
    spots = [spot for spot in spots if not any(run.endswith(spot.name) for run in dropped)]
    return _not_taken_back(bare, sorted(spots, key=lambda spot: spot.at))


def _supported(bare: str, spots: Sequence[_Spot]) -> set[str]:
    """The names that something supports; one that only a blank parts from such a one is of its list."""
    found: set[str] = set()
    last: _Spot | None = None
    for spot in spots:
        listed = last is not None and last.name in found and not bare[last.at[1] : spot.at[0]].strip(" ")
        if listed or _is_supported(bare, spot):
            found.add(spot.name)
        last = spot
    return found


def _is_supported(bare: str, spot: _Spot) -> bool:
    """Whether something beside a name says that it is one of those meant, not somebody who is only spoken to."""
    before, after = bare[: spot.at[0]], bare[spot.at[1] :]
    return spot.rank > 1 or bool(_BEFORE_A_NAME.search(before) or _BEHIND_A_NAME.match(after))


def _is_plain(spot: _Spot) -> bool:
    return spot.rank > 1 or is_name(spot.name)


def _is_item(bare: str, spot: _Spot) -> bool:
    """Whether an odd name stands where the names of a list stand: at a line's beginning, after 、, between numbers."""
    before, after = bare[: spot.at[0]], bare[spot.at[1] :]
    if re.search(r"(?:^|\n|[、；;。]|[:：]|\d[.、)）])[^\S\n]*$", before):
        return True
    return bool(re.search(r"\x01[\s，,、；;]*$", before) and re.match(r"[\s，,:：(（]*\x01", after))


def _not_taken_back(bare: str, spots: list[_Spot]) -> list[_Spot]:
    """Without a name that the next one puts right: 甲, 更正, 是乙."""
    wrong = {
        spot.name
        for spot, later in pairwise(spots)
        if spot.name != later.name and _CORRECTS.search(bare[spot.at[1] : later.at[0]])
    }
    return [spot for spot in spots if spot.name not in wrong]


def _labelled(bare: str) -> list[_Spot]:
    found = []
    for match in _FAMILY_THEN_GIVEN.finditer(bare):
        found.append(_Spot(match["family"] + match["given"], match.span(), 4))
    for match in _LABELLED.finditer(bare):
        name = _trimmed(match["name"])
        if not name or (match["label"] in ("本人",) and not (is_name(name) or len(name) in (2, 3))):
            continue
        rank = 4 if re.fullmatch(_FULL_NAME, match["label"]) else 2
        start = match.start("name")
        found.append(_Spot(name, (start, start + len(match["name"])), rank))
    return found


def _trimmed(run: str) -> str:
    """The name at the beginning of a run of characters; "" when there is none."""
    if re.fullmatch(_DOTTED, run):
        return run
    run = run.replace(" ", "") if _SPACED_OUT.fullmatch(run) else run.split(" ")[0]
    cut = _CUT.search(run)
    run = _without_gender(run[: cut.start()] if cut else run)
    if len(run) > 2 and run[-1] in "在是我他她":
        run = run[:-1]
    if len(run) > LONGEST_NAME:
        run = next((run[:length] for length in (3, 2) if is_name(run[:length])), "")
    return "" if len(run) < 2 or _bad(run) else run


def _without_gender(run: str) -> str:
    """张三男 is a man called 张三; but 亚男, 胜男 and the like are names of women."""
    return run[:-1] if len(run) > 2 and run[-1] in "男女" and not _MAN_IN_NAME.search(run) else run


def _bad(run: str) -> bool:
    return bool(
        re.search(
            r"名字|拼音|汉字|红十字|会员|志愿|社区|街道|电话|手机|身份|姓名|性别|加入|申请|老师$|小朋友|一个", run
        )
    )


def _chunks(bare: str, some_known: bool) -> list[_Spot]:
    """Names that stand by themselves between marks, numbers, words of kind and the like."""
    plain = bare
    for pattern in (_ADDRESS, _EXPLAINED, _UNIT_SAID, _ORG_SAID, _NO_NAMES, _TALENTS):
        plain = pattern.sub(lambda m: " " * len(m.group()), plain)
    found: list[_Spot] = []
    plain = _SPACED.sub(lambda m: f"{m['surname']}{m['rest']} ", plain)
    for match in re.finditer(rf"(?:{_HAN}|[·•・‧．])+", plain):
        found += _in_chunk(plain, match.group(), match.start(), some_known)
    return found


def _in_chunk(plain: str, chunk: str, start: int, some_known: bool) -> list[_Spot]:
    """The whole chunk first, then without what leads up to a name and what follows it; odd names last."""
    if _SAYING.search(chunk) or _DROPPED.search(chunk):
        return []
    candidates = [(chunk, start)]
    behind = [
        m.end() for m in re.finditer("的|推荐|介绍|引荐|职员|员工|职工|护士|医生|司机|村民|居民|干部", chunk[:-1])
    ]
    for cut in (0, *behind[-1:]):
        lead = _LEAD.match(chunk[cut:])
        candidates += [(chunk[cut:], start + cut)]
        candidates += [(chunk[cut + lead.end() :], start + cut + lead.end())] if lead else []
    tries = [(shorter, at) for rest, at in candidates for shorter in _shortened(rest)]
    tries += [(t[lead.end() :], at + lead.end()) for t, at in tries if (lead := _LEAD.match(t))]
    readers = [_one_or_two, _run, _inside, *([] if some_known else [_odd])]
    return next((found for read in readers for text, at in tries if (found := read(plain, text, at))), [])


def _shortened(text: str) -> Iterator[str]:
    """A chunk as it is, without what trails behind a name, and only what stands before a verb."""
    yield text
    yield _TRAIL.sub("", text)
    if cut := _CUT.search(text, 1):
        yield text[: cut.start()]


def _one_or_two(plain: str, text: str, at: int) -> list[_Spot]:
    if is_name(name := _without_gender(text)):
        return [_Spot(name, (at, at + len(name)), 0 if text in _POLITE else 1)]
    for joint in ("和", "跟", "与", "及", "还有"):
        one, found, other = text.partition(joint)
        lead = _LEAD.match(other)
        skipped = lead.end() if lead and not is_name(other) else 0
        other = other[skipped:]
        if found and is_name(one) and is_name(other):
            second = at + len(one) + len(joint) + skipped
            return [_Spot(one, (at, at + len(one)), 1), _Spot(other, (second, second + len(other)), 1)]
    return []


def _run(plain: str, text: str, at: int) -> list[_Spot]:
    spots: list[_Spot] = []
    if len(text) <= LONGEST_NAME and _beside_a_fact(plain, text, at):  # one long name rather than two short ones
        return spots
    if re.search(rf"(?:{_UNIT_END})$", text):
        return spots
    for name in run_together(text):
        spots.append(_Spot(name, (at, at + len(name)), 1))
        at += len(name)
    return spots


def _inside(plain: str, text: str, at: int) -> list[_Spot]:
    """A name between what leads to it and what goes on after it: 云溪银行的柜员|甘棠|要入会."""
    found = [match for match in _INSIDE.finditer(text) if is_name(match["name"])]
    return [_Spot(m["name"], (at + m.start("name"), at + m.end("name")), 1) for m in found]


def _anywhere(bare: str) -> list[_Spot]:
    """A name that goes on with what only a person does: 民警|甘棠|申请. The longest one that ends there."""
    found = [m for m in _ANYWHERE.finditer(bare) if is_name(m["name"])]
    return [_Spot(m["name"], m.span("name"), 1) for m in found[:1]]


def _odd(plain: str, text: str, at: int) -> list[_Spot]:
    """A name without a known surname, where only a name can stand."""
    first = not plain[:at].strip() and re.match(r"[，,\s]", plain[at + len(text) :])
    if surname_length(text) and re.match(r"[\s，,(（]*[男女](?![\u3400-\u9fff])", plain[at + len(text) :]):
        fits = 1 < len(text) < LONGEST_NAME and not _bad(text) and not re.match(r"[初高大][一二三四]", text)
        if fits:
            return [_Spot(text, (at, at + len(text)), 2)]
    longest = LONGEST_NAME if surname_length(text) else LONGEST_NAME - 1
    odd = (first or _beside_a_fact(plain, text, at)) and re.fullmatch(rf"{_HAN}{{2,{longest}}}", text)
    return [_Spot(text, (at, at + len(text)), 1)] if odd and not _bad(text) and _may_be_odd_name(text) else []


def _may_be_odd_name(text: str) -> bool:
    return not never_a_name(text) and not re.search(
        rf"(?:{_UNIT_END}|大姐|大爷|大叔|大妈|村|镇|乡|族|日|月|年|岁|号|路|楼)$", text
    )


def _beside_a_fact(plain: str, text: str, at: int) -> bool:
    """A number or a gender stands right behind or before, or it is one of a list."""
    behind, before = plain[at + len(text) : at + len(text) + 6], plain[max(0, at - 12) : at]
    if re.match(r"[\s，,、(（:：|]*(?:\x01|男|女)", behind) or re.search(r"(?:\x01|(?<!姓)[男女])[\s，,、]*$", before):
        return True
    in_list = re.search(r"、\s*$", before) or _LIST_HEAD.search(before)
    ends = re.match(r"\s*(?:[、，,。；;\n]|$|[两三四五六七八九十\d]{1,2}[名位个])", behind)
    return bool(ends and in_list)


def _as_typed(text: str, spot: _Spot) -> str:
    """The name in the characters that were typed (traditional ones stay), without blanks."""
    if _FAMILY_THEN_GIVEN.match(fold_aligned(text[spot.at[0] : spot.at[1]])):
        return spot.name
    typed = text[spot.at[0] : spot.at[1] + 2].replace(" ", "").replace("\u3000", "")
    return re.sub(r"[•・‧．]", "·", typed[: len(spot.name)])


# --- which facts are whose -------------------------------------------------------------------------------------------


def _regions(bare: str, names: Sequence[tuple[int, int]], numbers: Sequence[Number]) -> list[tuple[int, int]]:
    """The part of the text that speaks of each: from the name to the next one; before the first too.

    Where each name ends its line or group ("139… 李四"), the part before it.
    """
    starts = [start for start, _ in names]
    first_number = min((number.at[0] for number in numbers), default=len(bare))
    if len(names) > 1 and first_number < starts[0] and numbers[-1].at[1] <= starts[-1]:
        ends = [end for _, end in names]
        return list(zip([0, *ends[:-1]], ends, strict=True))
    return list(zip([0 if n == 0 else s for n, s in enumerate(starts)], [*starts[1:], len(bare)], strict=True))


def _person(message: _Message, name: str, region: tuple[int, int], *, alone: bool) -> Person:
    start, end = region
    said = message.folded[start:end]
    numbers = [number for number in message.numbers if start <= number.at[0] < end]
    numbers = [number for number in numbers if not _is_others(message.folded, number)]
    place = max(start, message.bare.find(fold_aligned(name), start))
    numbers.sort(key=lambda number: number.at[0] < place)  # what stands behind the name first
    identity = next((number for number in numbers if number.is_id), None)
    phone = next((number for number in numbers if not number.is_id), None)
    around = message.folded if alone else said
    gender = _glued_gender(message.folded, fold_aligned(name)) or _gender(said, alone)
    born = _birth(message, region)
    if identity and identity.valid:
        gender = gender or gender_of(identity.value)
        born = born or (day.isoformat() if (day := birth_of(identity.value)) else None)
    unit = _unit(_without(around, name)) or (None if alone else _unit_of_all(message.folded, name))
    kind = _kind_of_each(message.bare, place) or _kind(said, message.folded)
    if kind in (ADULT, None) and _is_young(said if not alone else message.folded, born, message.today):
        kind = YOUTH if kind or not _VOLUNTEER.search(message.folded) else kind
    person = Person(
        name,
        kind,
        phone.value if phone else None,
        phone.valid if phone else None,
        identity.value if identity else None,
        identity.valid if identity else None,
        gender,
        born,
        _org(_without(around, name)) or _org(_without(message.folded, name)),
        unit,
        skills=_skills(around),
    )
    return _with_guardian(message, person, region)


def _is_others(folded: str, number: Number) -> bool:
    """The telephone of somebody who is only named: 推荐人电话, 紧急联系人."""
    chunks = re.split(r"[；;\n。，,（(]", folded[: number.at[0]])
    while len(chunks) > 1 and re.fullmatch(r"\s*(?:联系)?(?:电话|手机|号码|联系方式)?[号码\s:：是]*", chunks[-1]):
        chunks.pop()  # only what kind of number it is: whose it is stands before
    last = list(re.finditer(rf"{_OTHERS}|{_GUARDIAN}|姓名|本人|我", chunks[-1]))
    return bool(last) and bool(re.match(rf"{_OTHERS}|{_GUARDIAN}", last[-1].group()))


def _in_order(message: _Message, people: list[Person], spots: Sequence[_Spot]) -> list[Person]:
    """Telephones that follow all names belong to them in order: 甲和乙, 电话分别是…和…"""
    phones = [number for number in message.numbers if not number.is_id]
    if len(people) > 1 and len(phones) == len(people) and phones[0].at[0] > spots[-1].at[0]:
        return [
            replace(person, phone=number.value, phone_valid=number.valid)
            for person, number in zip(people, phones, strict=True)
        ]
    return people


def _with_guardian(message: _Message, person: Person, region: tuple[int, int]) -> Person:
    """With who answers for a child, and his telephone: the number behind his name, else the only other one."""
    named = _guardian_named(message, person, region)
    if named is None:
        return person
    phones = [n for n in message.numbers if not n.is_id and region[0] <= n.at[0] < region[1]]
    behind = [n for n in phones if n.at[0] > named[1] and not re.search(_OWN, message.bare[named[1] : n.at[0]])]
    other = [n for n in phones if n.value != person.phone]
    phone = next(iter(behind or other or phones), None)
    return replace(person, guardian_name=named[0], guardian_phone=phone.value if phone else None)


def _guardian_named(message: _Message, person: Person, region: tuple[int, int]) -> tuple[str, int] | None:
    """The guardian's name and where it begins."""
    patterns = [_GUARDED_BY]
    if _CHILD.search(message.bare):
        patterns += [_PARENT_IS, _SELF]
    elif person.kind == YOUTH:
        patterns += [_PARENT_IS]
    for pattern in patterns:
        for match in pattern.finditer(message.bare, *region):
            name = _trimmed(match["name"])
            if name != person.name and is_name(name):
                return name, match.start("name")
    return None


# --- facts -----------------------------------------------------------------------------------------------------------


def _kind(said: str, whole: str) -> str | None:
    changed = _CHANGED.search(whole)
    for text in (changed["rest"] if changed else "", _WAS.sub("", said), _WAS.sub("", whole)):
        for kind, pattern in ((YOUTH, _YOUTH), (VOLUNTEER, _VOLUNTEER), (ADULT, _ADULT), (ADULT, _MEMBER)):
            if pattern.search(text):
                return kind
    return None


def _kind_of_each(bare: str, place: int) -> str | None:
    """The kind of one among several, where kinds head their names: 会员：甲，乙；志愿者：丙. None when they do not."""
    heads = list(_HEADING.finditer(bare))
    if len({head.lastgroup for head in heads}) < 2 or _CHANGED.search(bare):
        return None
    above = [head for head in heads if head.end() <= place]
    return _KIND_OF_GROUP[str(above[-1].lastgroup)] if above else None


def _is_young(said: str, born: str | None, today: date) -> bool:
    if born:
        year, month, day = ([int(part) for part in born.split("-")] + [1, 1])[:3]
        return today.year - year - ((today.month, today.day) < (month, day)) < GROWN_UP
    if age := _AGE.search(said):
        years = _years(age["n"])
        if years is not None:
            return years < GROWN_UP
    return bool(_PUPIL.search(said)) and not _GROWN.search(said)


def _years(text: str) -> int | None:
    from bot.text.dates import number

    return number(text) if len(text) < 4 else None


def _glued_gender(folded: str, name: str) -> str | None:
    """The 男 or 女 right behind a name, with no further character of a word: 甘棠男."""
    place = folded.find(name) if name else -1
    while place >= 0:
        after = folded[place + len(name) :]
        if after[:1] in ("男", "女") and not re.match(_HAN, after[1:]):
            return after[0]
        place = folded.find(name, place + 1)
    return None


def _gender(said: str, alone: bool) -> str | None:
    if found := re.search(r"(?:(?:不对|错了|更正)[，,]?(?:是|为)?|应该是|应当是|应是|应为|改为|改成)(男|女)", said):
        return found[1]
    if found := _GENDER.search(said):
        return next(group for group in found.groups() if group)
    if not alone:
        return None
    he, she = bool(_HE.search(said)), bool(_SHE.search(said))
    return None if he == she else "男" if he else "女"


def _birth(message: _Message, region: tuple[int, int]) -> str | None:
    """A day that is said to be that of birth, or one long ago that is not said to be something else."""
    start, end = region
    found: list[tuple[bool, str]] = []
    for day in message.dates:
        if not start <= day.at[0] < end or not day.exact:
            continue
        before, after = message.bare[max(0, day.at[0] - 12) : day.at[0]], message.bare[day.at[1] : day.at[1] + 6]
        said = bool(_BIRTH_BEFORE.search(before) or _BIRTH_AFTER.match(after))
        if said or (day.start.year < message.today.year - 1 and not _NO_BIRTH.search(before)):
            found.append((said, day.start.isoformat()))
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    for match in _MONTH_ONLY.finditer(message.bare, start, end):
        from bot.text.dates import year_of

        year = year_of(match["y"], message.today)
        before = message.bare[max(0, match.start() - 12) : match.start()]
        if year and 1900 < year < message.today.year and not _NO_BIRTH.search(before):
            return f"{year}-{int(match['m']):02d}"
    return None


def _skills(said: str) -> tuple[str, ...]:
    """What somebody can do, as the clauses that speak of it name it."""
    clauses = (m.group() for m in _SKILLS_SAID.finditer(said))
    return tuple(dict.fromkeys(skill for clause in clauses for skill in _SKILL.findall(clause)))


def _unit(said: str) -> str | None:
    said = re.sub(_ORG, lambda m: " " * len(m.group()), said)
    for pattern in (_UNIT_SAID, _POST_AT, _WORKS):
        if match := pattern.search(said):
            return _without_class(match["unit"])
    if match := _SCHOOL_IN_SHORT.search(said) or _SCHOOL_SHORT.search(said):
        return match["unit"]
    for match in _UNIT_PLAIN.finditer(_ADDRESS.sub("", said)):
        unit = _without_class(_LEAD.sub("", re.sub(r"^.*?(?:我是|我在|本人|在|是|把|将)", "", match["unit"])))
        if len(unit) > 2 and not re.search(r"红十字|志愿|派出$|居住|会员", unit):
            return unit
    return None


_UNIT_OF_ALL = re.compile(
    rf"(?:[都全]是|均为|以上.{{0,6}}是|我们(?:都|全)?是)(?P<unit>[\u3400-\u9fff]{{2,20}}?(?:{_UNIT_END}))"
)


def _unit_of_all(whole: str, name: str) -> str | None:
    """A unit that is said of all: 都是…的, or in the heading."""
    match = _UNIT_OF_ALL.search(whole)
    if match and "红十字" not in match["unit"]:
        return match["unit"]
    return None


def _without_class(unit: str) -> str:
    return _CLASS.sub("", unit).rstrip("的（(") or unit


def _org(said: str) -> str | None:
    if match := _ORG_SAID.search(said):
        return match["org"]
    for match in _ORG.finditer(said):
        org = re.sub(
            r"^.*(?:想加入|要加入|申请加入|加入|报名参加|参加|成为|申请|我们|咱们|在|给|为|到|来|去|是|归|登记到|登记进|登记|录到|当|做)",
            "",
            match["org"],
        )
        if re.match(r"(?:学校|所在|所属|本地|当地|单位|申请|本)红", org):
            continue
        if len(org) > len("红十字会") or (org.endswith("红会") and len(org) > 3):
            return org
    for match in _PLACE.finditer(_ADDRESS.sub("", said)):
        org = re.sub(r"^(?:都|均|全|我们|咱们|我是|本人是|是|在|把|将|请|给|帮|登记|家住|住)+", "", match["org"])
        if len(org) > 2 and not re.search(r"所在|我|哪", org):
            return org
    return None


def _without(said: str, name: str) -> str:
    return said.replace(name, " ") if name else said


# --- units as members ------------------------------------------------------------------------------------------------


def _groups(folded: str, text: str, numbers: Sequence[Number]) -> list[Person]:
    """Units that become members. Their name is the unit's."""
    found = []
    plain = re.sub(_ORG, lambda m: " " * len(m.group()), folded)
    plain = _ADDRESS.sub(lambda m: " " * len(m.group()), plain)
    said = list(_UNIT_SAID.finditer(plain)) or [
        m for m in _UNIT_PLAIN.finditer(plain) if len(m["unit"]) > 3 and "会员" not in m["unit"]
    ]
    phones = [number for number in numbers if not number.is_id]
    contact = re.search(
        rf"(?:联系人|负责人|对接人|法人(?:代表)?|联络人)(?:校长|院长|厂长|经理|主任|书记)?(?:是|为|叫|姓名)?{_MARK}(?P<name>{_PLAIN_NAME})",
        plain,
    )
    org = _org(re.sub("|".join(re.escape(m["unit"]) for m in said) or r"$^", "", folded))
    for place, match in enumerate(said):
        start = match.start("unit")
        raw = match["unit"]
        unit = (
            _LEAD.sub("", re.sub(r"^.*?(?:代表|我们是|我是|这里是|我们|我司|登记|申请|是|把|将|给|为)", "", raw)) or raw
        )
        offset = start + raw.index(unit) if unit in raw else start
        number = phones[place] if len(phones) == len(said) else (phones[0] if phones else None)
        found.append(
            Person(
                text[offset : offset + len(unit)],
                GROUP,
                number.value if number else None,
                number.valid if number else None,
                org=org,
                unit=text[offset : offset + len(unit)],
                contact=_trimmed(contact["name"]) or None if contact else None,
            )
        )
    found = [
        one
        for one in found
        if not re.fullmatch(_UNIT_END, one.name)
        and not any(one.name != other.name and one.name in other.name for other in found)
    ]
    if not found and (numbers or contact):
        number = phones[0] if phones else None
        return [Person("", GROUP, number.value if number else None, number.valid if number else None, org=org)]
    return found


# --- lines -----------------------------------------------------------------------------------------------------------


def _with_lines(folded: str, text: str) -> str:
    """The ends of lines, which folding makes blanks, again where they were: they part the rows of a list."""
    return "".join("\n" if typed in "\r\n" else one for one, typed in zip(folded, text, strict=True))


# --- numbers that are spoken -----------------------------------------------------------------------------------------

_SPOKEN_RUN = re.compile(r"[零〇一幺二三四五六七八九]{11,18}")


def _spoken_digits(folded: str) -> str:
    table = {ord(c): d for c, d in zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True)}
    return _SPOKEN_RUN.sub(lambda m: m.group().translate(table), folded)


def _blanked(folded: str, spans: Sequence[tuple[int, int]], mark: str = "\x01") -> str:
    """The text with its numbers replaced by marks, so that every place stays where it is."""
    characters = list(folded)
    for start, end in spans:
        characters[start:end] = mark * (end - start)
    return "".join(characters)

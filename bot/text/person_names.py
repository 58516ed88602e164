"""Where in a message the names of those stand who are to be registered."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.text.name_tagger import tagger
from bot.text.names import HAN, LEAD, is_name, likeness, never_a_name, run_together, surname_length
from bot.text.person_bynames import without_bynames
from bot.text.person_choice import SAID, Spot, chosen
from bot.text.person_facts import ADDRESS, LIKE_A_UNIT, ORG_SAID, UNIT_SAID, Place
from bot.text.person_guess import guessed, of_a_place
from bot.text.person_lists import LONGEST_NAME, listed, may_be_odd_name, without_gender

_DOTTED = rf"{HAN}{{1,8}}(?:[·•・‧．]{HAN}{{1,8}})+"
PLAIN_NAME = rf"(?:{_DOTTED}|{HAN}(?: ?{HAN}){{1,9}})"

# --- what stands before a name
_FULL_NAME = r"全名|大名|真名|中文名(?:字)?|本名|学名"
_NAME_SAID = (
    r"(?<!单位)(?<!公司)姓\s*名(?:是|叫)?|名字[呢啊嘛就呀]?(?:叫做?|是|为|(?=[\s:：=]))|申请人姓名|申请人|被介绍人|被监护人|被推荐人|学生姓名|孩子姓名|姓.名|(?<!公司)(?<!单位)(?<!学校)名叫|叫做|"
    r"(?:(?<=[，,。；;\s])|^)叫(?!我)|名为|报名人|参加人|本人(?:名?叫|是)?|我(?:的)?名字(?:叫|是)|"
    r"(?:(?:我|俺|咱|他|她|孩子|儿子|女儿|娃|爱人|老公|老婆|妻子|丈夫|爸爸?|妈妈?|弟弟?|妹妹?|哥哥?|姐姐?|同学|同事|邻居|一个|另一个|个|人|位))叫"
)
OTHERS = (
    r"(?<![被把将给])(?:介绍|推荐|引荐|担保|紧急联系|紧急联络|应急联系|应急联络|备用联系|家属联系|直系亲属|经办|审核|审批|填表|登记|录入|报送|负责|汇报|证明)人(?:姓名|是|为)?|"
    r"(?:介绍|推荐)[他她我](?:的)?(?:人)?是|联系人(?:姓名|是|为)?|(?:领队|[组队会站社团班]长|书记|主任)是|(?:领导|带队)(?![，,。])|班主任(?:是|姓)?|(?:联系|指导|带队|辅导)老师|辅导员|联络员"
)
GUARDIAN = r"(?<!被)监护人(?:[(（][^)）]{1,4}[)）])?(?:姓名|是|为)?|家长(?:[(（][^)）]{1,4}[)）])?(?:姓名|是|为)?"
_PARENT = (
    r"姑姑|姑妈|舅舅|舅妈|伯伯|伯父|叔叔|婶婶|姨妈|小姨|表[姐哥]|堂[姐哥]|父亲|母亲|爸爸?|妈妈?|爷爷|奶奶|外公|外婆"
)
MARK = r"[\s:：=＝|｜,，]{0,3}"
_LABELLED = re.compile(rf"(?P<label>{_FULL_NAME}|{_NAME_SAID}){MARK}(?=(?P<name>{PLAIN_NAME}))")
# The name is looked at, not consumed: the next label may stand right behind it.
_KIN = (
    r"(?:(?:我|他|她)?(?:的)?(?:儿子|女儿|闺女|孙子|孙女|外孙女?|侄子|侄女|儿媳妇?|媳妇|女婿|爱人|妻子|丈夫|老公|老婆|老伴|父亲|母亲|爸爸?|妈妈?|"
    r"哥哥?|姐姐?|弟弟?|妹妹?|配偶|朋友|同事|邻居)(?:叫|是)?[\s:：]?)?"
)
OTHER_NAMED = re.compile(rf"(?:{OTHERS}){MARK}{_KIN}(?=(?P<name>{PLAIN_NAME}))")
GUARDED_BY = re.compile(rf"(?:{GUARDIAN}){MARK}(?=(?P<name>{PLAIN_NAME}))")
PARENT_IS = re.compile(rf"(?:{_PARENT})(?:叫|是|名叫)?{MARK}(?P<name>{PLAIN_NAME})")
SELF = re.compile(rf"(?:我是|俺是|我叫|俺叫|本人){MARK}(?P<name>{PLAIN_NAME})")
CHILD = re.compile(
    rf"(?:我家|我的?|俺|咱|他|她)?(?:儿子|女儿|闺女|孩子|(?<![男女])娃娃?|小孩|孙子|孙女|外孙女?|侄子|侄女)(?:名?叫|是|名字叫?|姓名)?{MARK}"
    # what is done for the child, not what it is called: 给闺女报个名
    rf"(?!报(?:个|名|会|青|志|上|一)|办(?:个|入|理|一|会)|登记|登(?:个|一|上)|入(?:个|会)|加(?:个|上|一|入)|申请|参加|填(?:个|一|表)|注册|[也都和跟]|要|想)"
    rf"(?P<name>{PLAIN_NAME})"
)

_TRAIL = re.compile(
    r"(?:女士|先生|小姐|同志|同学|老师|师傅|医生|护士|大爷|大姐|大叔|大妈|阿姨|叔叔|小朋友|本人|个人|[两三四五六七八九十几]个?人|[两三四五六七八九十几][位名]|兄弟俩?|姐妹俩?|姐弟俩?|兄妹俩?|父子俩?|母子俩?|母女俩?|父女俩?|俩|夫妻俩|夫妻|夫妇|"
    r"(?:都?是)?(?:男|女)(?:的|性)?|要|想|愿意|自愿|希望|申请|报名|报到|报|来|为|加入|参加|登记|注册|成为|当|做|录成?|加为|加|入会|入|"
    r"红十字会?|青少年|志愿者|志工|义工|会员|一下|办|也|都|吧|了|的)+$"
)
_CUT = re.compile(
    r"(?:想(?:当|做|要|报|入|加|成|参|申|登|来)|要(?:当|做|报|入|加|成|参|申|登|求)|[报登录加](?:成|为|进)|列为|愿意|自愿|希望|志愿(?!者$)|报名|申请|登记|注册|加入|参加|成为|今年|是(?!$)|住在?|就是|"
    r"电话|手机|身份证|证件|联系|性别|出生|生日|生于|报到|不(?:来|登|报|参|去|加|干|想|要|用|知|清|详)|在(?=.{2,})|来自|现(?:在|住|为|任|申)|于(?=\d)|就行|即可|别)"
)
# 我叫白云蓝天白云的白云: what is said to be a name comes again, to explain it.
_TOLD_TWICE = re.compile(
    rf"(?:(?<=[我俺咱他她真])叫|名叫|我是|名字是|(?:^|(?<=[，,。；;\s]))叫)(?P<name>{HAN}{{2,4}})(?=[^。；;\n\x01]{{0,14}}(?P=name))"
)
# 柳如烟的入会资料
_OWNS = re.compile(
    rf"(?:^|(?<=[\n，,。；;:：\s附发传是交])|(?<=一下)|(?<=上传)|(?<=登记)|(?<=录入)|(?<=附上)|(?<=这是)|(?<=发个))(?P<name>{HAN}{{2,4}}?)(?:同志|女士|先生|同学|老师|小朋友)?的"
    r"(?:入会|加入|会员|志愿者?|个人|报名|登记|注册|申请|基本|身份)*(?:资料|信息|材料|表格?|情况|申请书?|档案|手续|登记|报名|入会)"
    r"(?!了|一下|给|表示)"
)
PEOPLES = (
    "藏|彝|苗|壮|傣|白|侗|瑶|回|满|土家|布依|哈尼|哈萨克|维吾尔|维|蒙古|蒙|朝鲜|黎|傈僳|佤|畲|拉祜|水|纳西|羌|景颇|土|仫佬|柯尔克孜|"
    "达斡尔|撒拉|布朗|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|东乡|高山"
)
# Of another people than the Han: the name need not begin with a surname that is known.
_OF_A_PEOPLE = re.compile(
    rf"(?:^|(?<=[\s，,。；;:：、\n\x01]))(?P<name>{HAN}{{2,7}})[\s，,、(（|｜]{{1,3}}(?:[男女][\s，,、|｜]{{1,3}})?(?:民族[:：]?)?(?:{PEOPLES})族"
)
_PEOPLE_FIRST = re.compile(
    rf"(?:{PEOPLES})族(?:的|女孩|男孩|女士|小妹|妹子|学生|老师|医生|护士|村民|牧民|干部|姑娘|小伙子?|同胞|青年|老乡|汉子|大姐|大哥|阿姨|大叔)*[\s，,：:]{{0,2}}(?:叫|名叫)?(?P<name>{HAN}{{2,7}}?)(?=[\s，,。；;(（\x01]|$|想|要|申请|报名|自愿|愿意|加入|入会)"
)
# 志愿者是户有粮，电话…; 就登叫祁连的吧: only a name can stand there
_FRAMED = re.compile(
    rf"(?:会员|志愿者|义工)(?:就?是|为|叫)(?P<name>{HAN}{{2,4}})(?=[\s，,]*(?:手机|电话|联系|男|女|\x01))"
    rf"|(?:[来报登的位]是)(?P<who>{HAN}{{2,4}})(?=[\s，,]*\x01)"
    rf"|叫(?P<called>{HAN}{{2,4}}?)的(?=[吧人那呢，,。；;\s]|$|同[志学]|会员|志愿|[男女]|老师|医生)"
)
_SAYING = re.compile(r"^[^在]*的$|就是|不算|别打成|别写成|别录成|不是")
_SPACED = re.compile(
    rf"(?<!{HAN})(?<![)）\d])(?P<surname>(?![男女]){HAN}) {{1,2}}(?P<rest>{HAN}{{1,2}})(?!{HAN})"
)  # 张 三丰
_SPACED_OUT = re.compile(rf"{HAN} {HAN}{{1,2}}|{HAN} {HAN} {HAN}")  # 李 想
_POLITE = {"谢谢", "多谢", "高兴", "方便", "麻烦", "辛苦"}  # names too, when there is no other
_CORRECTS = re.compile(r"^[^。\n\x01电手身证号]{0,6}(?:更正|不对|错了|改成|应该|应为)")
_FAMILY_THEN_GIVEN = re.compile(
    rf"姓[:：]?\s?(?P<family>{HAN}{{1,2}})[\s，,；;]{{0,2}}名(?:叫|为|是|[:：])?\s?(?P<given>{HAN}{{1,2}})(?!{HAN})"
)
_SINGLE_GIVEN = re.compile(
    rf"姓(?P<family>{HAN}{{1,2}})[，,]?[^。\n，,]{{0,4}}单名(?:叫|是)?(?:一?个)?[“「]?(?P<given>{HAN})(?=[”」]?字|[，,。；;\s]|$)"
)
_TOGETHER = re.compile(r"[我俺][和跟与]|都|三口|两口|一家|一起|一块")
_FOR_A_CHILD = re.compile(
    r"初[一二三中]|高[一二三]|新生|中学生|(?<!\d)(?:[5-9]|1[0-7])岁|青少年会员|小朋友|幼儿园|孩子|"
    r"[一二三四五六]年级|小学生|监护|学生会员|少年|[中小]学(?![^，,。；;\n]{0,3}(?:老师|教师|校长|教))"
)
_BECOMES = re.compile(
    rf"(?:^|[，,。；;\n]\s*|登记|[把将])(?P<name>{HAN}{{2,4}}?)(?:登记)?[也都]?(?:[想要]?[当做报入]|是|为|成)(?=成人会员|青少年会员|会员|志愿者|义工)"
)
_BEFORE_DOTTED = re.compile(r"(?:请|把|将|给|帮|替|登记|新增|会员|志愿者)+(?=..)")
_BY = re.compile(rf"由(?P<name>{HAN}{{2,3}})(?:介绍|推荐|引荐|带来)")
_DROPPED = re.compile(
    rf"(?:不(?:登记|登|录|报|要|加|用登)|先不登记?|取消|划掉|去掉|删掉|别登)(?P<before>{HAN}{{2,4}}?)(?=了|的登记|的报名|[，,。；;\s]|$)"
    rf"|不叫(?P<called>{HAN}{{2,4}}?)(?=[，,。；;\s]|$)"
    rf"|(?P<after>{HAN}{{2,4}}?)(?:这次|今年|暂时|就|先|也|都)?(?:不(?:来|登记|登|报|参加|去|加入|干|入|做|当|想)了|退出|先不登|划掉|去掉|删掉|删除|取消|作废|不算(?!数)|除外)"
)
# A name in the middle of a clause: what leads to it, and what goes on after it.
_INSIDE = re.compile(
    r"(?:(?<=[叫把将帮替给员者师士])|(?<=[一两这那]位)|(?<=[一两]名)|(?<=[医学先]生)|(?<=[校院厂局队站店社会村士组班园所]长)|(?<=主任)|(?<=书记)|"
    rf"(?<=[职员]工)|(?<=[村居市农]民)|(?<=村医)|(?<=[我这]是)|(?<=登记)|(?<=录入))(?=(?P<name>{HAN}{{2,4}}?)"
    r"(?:$|登|录|加|报|要|想|申请|自愿|愿意|也|先|做|当|成|来|入|参|"
    r"的(?:爱人|老婆|老公|妻子|丈夫|家属|妈妈|爸爸|母亲|父亲|儿子|女儿|同事|朋友|志愿者|会员|信息|资料|登记|报名|手机|电话|身份证|号码|联系)))"
)
# The same without what leads to it, when there is no other name.
_ANYWHERE = re.compile(
    rf"(?=(?P<name>{HAN}{{2,4}}?)(?:登记|报名|申请|自愿|愿意|希望|想[当做要报入加成参申]|要[当做报入加成参申]|"
    r"[加入]会|也[要想来报加登]|[加登报录][上进]|的(?:手机|电话|号码|身份证)))"
)
_NO_NAMES = re.compile(r"会员费(?=[用已未没交是多怎]|[，,。；;\s]|$)|(?:急救|志愿者|会员)证")
_LUNAR = re.compile(r"\d{2,4}年(?:闰?[正一二三四五六七八九十冬腊]+月)?")  # 48年腊月
_DENIED = re.compile(rf"不[是叫]{HAN}{{2,4}}")
_TALENTS = re.compile(r"(?:特长|技能|爱好|擅长|(?<![员入社商协学])会(?=[做修开说弹拉画写唱跳讲用]))[^，,。；;\n\x01]*")
_BEFORE_A_NAME = re.compile(
    r"(?:[、；;:：(（\n\x01叫是把将帮给替和与跟及的我俺]|会员|志愿者|义工|登记|登|录入|报名|新增|还有|以及|[男女]|[位名个]|\d[.、)）]|[①-⑳]|"
    r"爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|儿子|女儿|孩子|老公|老婆|丈夫|妻子|爱人|弟|妹|哥|姐|同学|同事|朋友)[\s，,]*$"
)
_BEHIND_A_NAME = re.compile(
    r"[\s，,:：(（]*(?:[、\x01]|家长|监护人|[男女](?!士))|[()（）]|[和与跟及]|\s*(?:登|录|加|报名|要|想|申请|自愿|愿意|希望|也|都|先|做|当|成|来|入|参|是)|[\s，,]*(?:会员|志愿者|义工)(?!证|大会|会议|活动|们)"
)
_LIST_HEAD = re.compile(r"(?:会员|志愿者|义工|名单|名册|如下|登记|报名|接龙|人员|姓名|[位名个]|第.)[\s]*[：:]\s*$")
# 高兴的高, 立早章: how a name is written
_EXPLAINED = re.compile(
    rf"{HAN}{{1,3}}的{HAN}(?=[，,、。；;\s]|$)"
    r"|木子李|弓长张|立早章|耳东陈|古月胡|双木林|口天吴|双口吕|言午许|三横王|草头黄|走肖赵"
)


@dataclass(frozen=True)
class _Corrected:
    wrong: str
    right: Spot
    end: int  # of what puts it right


_FURTHER = re.compile(rf"(?:[、和与及]{HAN}{{2,4}})+(?![:：])")  # 介绍人：甲、乙
_MOST_CORRECTIONS = 4
_SEVERAL = re.compile(r"[两俩二三四五六几][位名个人]|一[位个].*一[位个]|第二个")
_REGISTERS = re.compile(r"\x01|会员|志愿者|义工|入会|红会")
_RUN_TOGETHER = -2  # as much like names as those are that stand together without a mark between
_NEVER_NAMES = -7
_OTHER_WORDS = -4  # so little like a name as 那个 and 自愿 are
_NEAR = 24  # characters beside a name that may say whose it is
_REACH = 24  # characters behind a cue
_CUE = re.compile(
    r"(?:[哦噢啊呃哎嗯]|对了|不好意思)*[，,]?(?:不是|不对|[啊哦噢]不(?=[，,是])|[写打说报弄输填录搞]?错了|写错|打错|手误|笔误|口误|更正|纠正|"
    r"改成|改为|应该是|应为|应是)|(?:不好意思|抱歉|对不起)[，,]?(?:应该)?是"
)
_GOES_ON = re.compile(r"[的是:：]")
_DENIES = re.compile(r"[，,\s]*而?不是")
_CORRECTING = re.compile(
    r"(?:^|(?<=[\s，,：:。；;（(]))(?:名字|姓名|第.[个位]|应该|应当|应|正确|的|不是|而|是|为|叫|改成|改为|更正)*"
    rf"(?P<name>{HAN}{{2,4}}?)(?=(?:才对|的|吧|啊|哈)?(?:[\s，,、。；;）)\x01]|$))"
)


def read_spots(bare: str) -> list[Spot]:
    """The names of those to be registered, each as the message puts it right."""
    corrected: list[_Corrected] = []
    for cue in list(_CUE.finditer(bare))[:_MOST_CORRECTIONS]:
        if found := _corrected(bare, cue, _spots(bare[: cue.start()])):
            corrected.append(found)
            bare = bare[: cue.start()] + "，" * (found.end - cue.start()) + bare[found.end :]
    wrong = {one.wrong for one in corrected}
    spots = [replace(spot, rank=SAID) if spot.name in wrong else spot for spot in _spots(bare)]
    spots = without_bynames(bare, chosen(bare, spots, tagger()(bare), _ruled_out(bare)))
    for one in corrected:
        spots = [replace(s, name=one.right.name, spelled=one.right.at) if s.name == one.wrong else s for s in spots]
        if one.right.name not in {spot.name for spot in spots}:
            spots.append(one.right)
    return sorted([*spots, *_by_given_name(bare, spots)], key=lambda spot: spot.at)


def _by_given_name(bare: str, spots: Sequence[Spot]) -> list[Spot]:
    """Where one of several is spoken of again by his given name alone: 东海的号是…"""
    found = []
    for spot in spots if len({spot.name for spot in spots}) > 1 else ():
        given = spot.name[1:]
        place = bare.find(given, spot.at[1])
        end = place + len(given)
        if len(given) > 1 and place > 0 and _GOES_ON.match(bare, end) and not re.match(HAN, bare[place - 1]):
            found.append(Spot(spot.name, (place, end), spot.rank, spot.spelled or spot.at))
    return found


def _corrected(bare: str, cue: re.Match[str], before: Sequence[Spot]) -> _Corrected | None:
    """What the words behind a cue put right, when they are much like a name before it."""
    offset = cue.end()
    for cell in _CORRECTING.finditer(bare[offset : offset + _REACH]):
        name, at = cell["name"], (offset + cell.start("name"), offset + cell.end("name"))
        if cell.start() == 0 and cue.group().endswith("不是"):
            continue  # the one that it is not
        alike = [one for one in before if one.name != name and _differ_little(one.name, name)]
        if not alike or not (is_name(name) or may_be_odd_name(name)):
            continue
        wrong = max(reversed(alike), key=lambda one: len(set(one.name) & set(name))).name
        denied = _DENIES.match(bare, at[1])
        end = denied.end() + len(wrong) if denied and bare.startswith(wrong, denied.end()) else at[1]
        return _Corrected(wrong, Spot(name, at, 2, at), end)
    return None


def _differ_little(one: str, other: str) -> bool:
    return bool(set(one) & set(other)) and abs(len(one) - len(other)) <= 1


def _spots(bare: str) -> list[Spot]:
    """The names of those to be registered, as they were first written."""
    out = _not_meant(bare)
    spots = _not_taken_back(bare, [spot for spot in _labelled(bare) if spot.name not in out])
    full = [spot for spot in spots if spot.rank == SAID]
    if full and not _SEVERAL.search(bare):
        return full
    held = [m.span("name") for pattern in (OTHER_NAMED, GUARDED_BY) for m in pattern.finditer(bare)]
    if child := _of_children(bare):
        return [Spot(trimmed(m["name"]), m.span("name"), 3) for m in child]
    held += [further.span() for _, end in held if (further := _FURTHER.match(bare, end))]
    names, read = listed(_without_facts(bare))
    spots += _apart(_listed_names(bare, names), [*held, *(s.at for s in spots)], out)
    more = _likely(bare, _chunks(bare, bool(spots))) or ([] if spots else _guess(bare) or _anywhere(bare))
    clauses = [_clause(bare, spot.at) for spot in full]  # 庄稼汉老爷子大名席满囤: the rest of it is no name
    spots += _apart(more, [*held, *read, *clauses, *(spot.at for spot in spots)], out)
    spots = _meant(bare, sorted(spots, key=lambda spot: spot.at))
    endings = {spot.name[start:] for spot in spots for start in range(1, len(spot.name))}
    # Who is called by the given name only is there already with the whole one.
    return _not_taken_back(bare, [spot for spot in spots if spot.name not in endings])


def _of_children(bare: str) -> list[re.Match[str]]:
    """The children that somebody speaks for who is not to be registered himself."""
    held = [m.span("name") for pattern in (OTHER_NAMED, GUARDED_BY) for m in pattern.finditer(bare)]
    found = [m for m in CHILD.finditer(bare) if trimmed(m["name"]) and m.span("name") not in held]
    found = [m for m in found if not of_a_place(bare, m.start("name"))]
    return [] if _TOGETHER.search(bare) else found


def _likely(bare: str, more: list[Spot]) -> list[Spot]:
    """Without what is rather other words than a name, when there is something that is more like one."""
    likely = [spot for spot in more if spot.rank > 1 or likeness(spot.name) > _OTHER_WORDS or _before_fact(bare, spot)]
    rest = [spot for spot in more if likeness(spot.name) > _NEVER_NAMES]
    return likely or (_guess(bare) if more else []) or rest


def _guess(bare: str) -> list[Spot]:
    found = guessed(_without_facts(bare), "\x01" in bare) if _REGISTERS.search(bare) else None
    return [Spot(*found, 1)] if found else []


def _clause(bare: str, at: Place) -> Place:
    start = max(bare.rfind(mark, 0, at[0]) for mark in "，,。；;\n")
    return start + 1, at[1]


def _listed_names(bare: str, places: Sequence[Place]) -> list[Spot]:
    """The names of a list, without other words that go on behind a number: 139… 后面再补."""
    spots = [Spot(bare[start:end], (start, end), 2) for start, end in places]
    return [spot for spot in spots if likeness(spot.name) > _OTHER_WORDS or not _goes_on(bare, spot)]


def _goes_on(bare: str, spot: Spot) -> bool:
    behind = bare[: spot.at[0]].rstrip(" ").endswith("\x01")
    return behind and not _before_fact(bare, spot)


def _before_fact(bare: str, spot: Spot) -> bool:
    return bool(re.match(r"[\s，,:：]*(?:\x01|[男女](?![同士性方]))", bare[spot.at[1] :]))


def _not_meant(bare: str) -> set[str]:
    """Those who are only named: who introduced, answers for, or is asked about somebody."""
    out = _only_named(bare)
    if _FOR_A_CHILD.search(bare) and not _TOGETHER.search(bare):
        out |= {trimmed(m["name"]) for m in PARENT_IS.finditer(bare)}
    return out


def _only_named(bare: str) -> set[str]:
    out = {m["name"].replace(" ", "") for pattern in (OTHER_NAMED, GUARDED_BY) for m in pattern.finditer(bare)}
    return {*out, *map(trimmed, out), *(m["name"] for m in _BY.finditer(bare))}


def _apart(more: Sequence[Spot], held: Sequence[Place], out: set[str]) -> list[Spot]:
    """The further names that stand elsewhere than what is read."""
    return [
        spot for spot in more if spot.name not in out and not any(spot.at[0] < b and a < spot.at[1] for a, b in held)
    ]


def _meant(bare: str, spots: list[Spot]) -> list[Spot]:
    """Without the weaker ones where there are stronger, and without those whom the message takes off the list."""
    if any(spot.rank for spot in spots):
        spots = [spot for spot in spots if spot.rank]
    supported = _supported(bare, spots)
    spots = [spot for spot in spots if spot.name in supported] if supported else spots
    if any(_is_plain(spot) for spot in spots):
        spots = [spot for spot in spots if _is_plain(spot) or _is_item(bare, spot)]
    return [spot for spot in spots if not _is_dropped(bare, spot.name)]


def _is_dropped(bare: str, name: str) -> bool:
    runs = (m["before"] or m["called"] or m["after"] for m in _DROPPED.finditer(bare))
    return any(run.endswith(name) for run in runs)


def _ruled_out(bare: str) -> Callable[[Place], bool]:
    """Tells of a place whether who is named there is not meant, or nobody: 不是…, 会…, 木子李."""
    out = _only_named(bare)
    if _of_children(bare):
        out |= {trimmed(m["name"]) for m in SELF.finditer(bare)}
    nobody = [m.span() for pattern in (_EXPLAINED, _NO_NAMES, _TALENTS, _DENIED) for m in pattern.finditer(bare)]

    def is_out(at: Place) -> bool:
        name = bare[slice(*at)]
        inside = any(start < at[1] and at[0] < end for start, end in nobody)
        return inside or name in out or _is_dropped(bare, name)

    return is_out


def _supported(bare: str, spots: Sequence[Spot]) -> set[str]:
    """The names that something supports; one that only a blank parts from such a one is of its list."""
    found: set[str] = set()
    last: Spot | None = None
    for spot in spots:
        gap = bare[last.at[1] : spot.at[0]] if last else ""
        joined = not gap.strip(" ") or (not gap.strip(" ，,、") and likeness(spot.name) >= 0)
        listed = last is not None and last.name in found and joined
        if listed or _is_supported(bare, spot):
            found.add(spot.name)
        last = spot
    return found


def _is_supported(bare: str, spot: Spot) -> bool:
    """Whether something beside a name says that it is one of those meant, not somebody who is only spoken to."""
    before, after = bare[max(0, spot.at[0] - _NEAR) : spot.at[0]], bare[spot.at[1] : spot.at[1] + _NEAR]
    return spot.rank > 1 or bool(_BEFORE_A_NAME.search(before) or _BEHIND_A_NAME.match(after))


def _is_plain(spot: Spot) -> bool:
    return spot.rank > 1 or is_name(spot.name)


def _is_item(bare: str, spot: Spot) -> bool:
    """Whether an odd name stands where the names of a list stand: at a line's beginning, after 、, between numbers."""
    before, after = bare[max(0, spot.at[0] - _NEAR) : spot.at[0]], bare[spot.at[1] : spot.at[1] + _NEAR]
    if re.search(r"(?:^|\n|[、；;。]|[:：]|\d[.、)）])[^\S\n]*$", before):
        return True
    return bool(re.search(r"\x01[\s，,、；;]*$", before) and re.match(r"[\s，,:：(（]*\x01", after))


def _not_taken_back(bare: str, spots: list[Spot]) -> list[Spot]:
    """Without a name that the next one puts right: 甲, 更正, 是乙."""
    wrong = {
        spot.name
        for spot, later in pairwise(spots)
        if spot.name != later.name and _CORRECTS.search(bare[spot.at[1] : later.at[0]])
    }
    return [spot for spot in spots if spot.name not in wrong]


def _labelled(bare: str) -> list[Spot]:
    found = []
    for pattern in (_FAMILY_THEN_GIVEN, _SINGLE_GIVEN):
        for match in pattern.finditer(bare):
            found.append(Spot(match["family"] + match["given"], match.span(), SAID))
    found += _explained(bare) + _clauses(bare) + _told_otherwise(bare)
    for match in _LABELLED.finditer(bare):
        name = trimmed(match["name"])
        if not name or (match["label"].startswith("本人") and not _fits_speaker(match["label"], name, match["name"])):
            continue
        rank = SAID if re.fullmatch(_FULL_NAME, match["label"]) else 2
        start = match.start("name")
        found.append(Spot(name, (start, start + len(match["name"])), rank))
    return found


def _told_otherwise(bare: str) -> list[Spot]:
    """Names that are told twice, that own what was sent, or stand beside a people: there an odd one may stand too."""
    found = [
        Spot(m["name"], m.span("name"), 2)
        for pattern in (_TOLD_TWICE, _OWNS)
        for m in pattern.finditer(bare)
        if is_name(m["name"]) or (pattern is _TOLD_TWICE and surname_length(m["name"]) and not _bad(m["name"]))
    ]
    for m in _FRAMED.finditer(bare):
        name = next(filter(None, m.groups()))
        if (
            (is_name(name) or may_be_odd_name(name) or surname_length(name))
            and not _bad(name)
            and not never_a_name(name)
        ):
            found.append(Spot(name, m.span(m.lastgroup or 0), 2))
    for pattern in (_OF_A_PEOPLE, _PEOPLE_FIRST):
        for m in pattern.finditer(bare):
            lead = LEAD.match(m["name"])
            start = m.start("name") + (lead.end() if lead and len(m["name"]) - lead.end() > 1 else 0)
            name = bare[start : m.end("name")]
            if not _bad(name) and not never_a_name(name) and not LIKE_A_UNIT.search(name):
                found.append(Spot(name, (start, m.end("name")), 2))
    return found


def _fits_speaker(label: str, name: str, run: str) -> bool:
    """Behind 本人 an odd name may stand; behind 本人是 it is rather what somebody does."""
    return "的" not in run and (is_name(name) or (not label.endswith("是") and len(name) in (2, 3)))


def _explained(bare: str) -> list[Spot]:
    """A word that is explained as a name after it was used: 给于是登记, 于是的于."""
    found = []
    for match in re.finditer(rf"(?=(?P<name>{HAN}{{2}})的(?P<part>{HAN})(?:[，,。；;\s]|$))", bare):
        place = bare.find(match["name"])
        if place < match.start() and match["part"] in match["name"] and surname_length(match["name"]):
            found.append(Spot(match["name"], (place, place + 2), 2))
    return found


def _clauses(bare: str) -> list[Spot]:
    """Clauses of one form that say for each what he becomes: 甲是会员；乙是志愿者."""
    found = [m for m in _BECOMES.finditer(bare) if is_name(m["name"]) or may_be_odd_name(m["name"])]
    return [Spot(m["name"], m.span("name"), 2) for m in found] if len(found) > 1 else []


def trimmed(run: str) -> str:
    """The name at the beginning of a run of characters; "" when there is none."""
    if re.fullmatch(_DOTTED, run):
        return run
    run = run.replace(" ", "") if _SPACED_OUT.fullmatch(run) else run.split(" ")[0]
    cut = _CUT.search(run)
    run = without_gender(run[: cut.start()] if cut else run)
    if len(run) > 2 and run[-1] in "在是我他她":
        run = run[:-1]
    if len(run) > LONGEST_NAME:
        again = (run[:length] for length in (4, 3, 2) if run[:length] in run[length:])  # 白云蓝天白云的白云
        shorter = (run[: length + surname_length(run)] for length in (2, 1))
        run = next((name for name in (*again, *shorter) if is_name(name)), "")
    return "" if len(run) < 2 or _bad(run) else run


def _bad(run: str) -> bool:
    return bool(
        re.search(
            r"^信息|^资料|^情况|^关系|^如下|^意愿|^意向|来着|[么啥]|那个|这个|名字|拼音|汉字|红十字|会员|志愿|社区|街道|电话|手机|身份|姓名|性别|加入|申请|老师$|小朋友|"
            r"一个|^年龄|^单位|^职[业务称]|^出生|^生日|^备注|^序号|^地址|^民族|^学校|^班级|^家长",
            run,
        )
    )


def _without_facts(bare: str) -> str:
    """With blanks where no name can stand: addresses, units, skills."""
    for pattern in (ADDRESS, _EXPLAINED, UNIT_SAID, ORG_SAID, _NO_NAMES, _TALENTS, _LUNAR):
        bare = pattern.sub(lambda m: " " * len(m.group()), bare)
    return bare


def _chunks(bare: str, some_known: bool) -> list[Spot]:
    """Names that stand by themselves between marks, numbers, words of kind and the like."""
    plain = _without_facts(bare)
    found: list[Spot] = []
    plain = _SPACED.sub(lambda m: f"{m['surname']}{m['rest']}".ljust(len(m.group())), plain)
    for match in re.finditer(rf"(?:{HAN}|[·•・‧．])+", plain):
        found += _in_chunk(plain, match.group(), match.start(), some_known)
    return found


def _in_chunk(plain: str, chunk: str, start: int, some_known: bool) -> list[Spot]:
    """The whole chunk first, then without what leads up to a name and what follows it; odd names last."""
    if "不是" in chunk[2:]:  # 冯程程不是冯成成: what it is stands before
        chunk = chunk[: chunk.index("不是", 2)]
    if _SAYING.search(chunk) or _DROPPED.search(chunk):
        return []
    if "·" in chunk and (lead := _BEFORE_DOTTED.match(chunk)):
        chunk, start = chunk[lead.end() :], start + lead.end()
    candidates = [(chunk, start)]
    behind = [
        m.end() for m in re.finditer("的|推荐|介绍|引荐|职员|员工|职工|护士|医生|司机|村民|居民|干部", chunk[:-1])
    ]
    for cut in (0, *behind[-1:]):
        lead = LEAD.match(chunk[cut:])
        candidates += [(chunk[cut:], start + cut)]
        candidates += [(chunk[cut + lead.end() :], start + cut + lead.end())] if lead else []
    tries = [(shorter, at) for rest, at in candidates for shorter in _shortened(rest)]
    tries += [(t[lead.end() :], at + lead.end()) for t, at in tries if (lead := LEAD.match(t))]
    readers = [_one_or_two, _run, _inside, *([] if some_known else [_odd]), _before_number]
    return next((found for read in readers for text, at in tries if (found := read(plain, text, at))), [])


def _shortened(text: str) -> Iterator[str]:
    """A chunk as it is, without what trails behind a name, and only what stands before a verb."""
    yield text
    cut = _CUT.search(text, 1)
    if cut and text[: cut.start()].endswith("来") and is_name(text[: cut.start()]):  # 祝福来想当志愿者
        yield text[: cut.start()]
    yield _TRAIL.sub("", text)
    if cut:
        yield text[: cut.start()]
        yield _TRAIL.sub("", text[: cut.start()])


def _one_or_two(plain: str, text: str, at: int) -> list[Spot]:
    if is_name(name := without_gender(text)):
        return [Spot(name, (at, at + len(name)), 0 if text in _POLITE else 1)]
    for joint in ("和", "跟", "与", "及", "还有"):
        one, found, other = text.partition(joint)
        lead = LEAD.match(other)
        skipped = lead.end() if lead and not is_name(other) else 0
        other = other[skipped:]
        if found and is_name(one) and is_name(other):
            second = at + len(one) + len(joint) + skipped
            return [Spot(one, (at, at + len(one)), 1), Spot(other, (second, second + len(other)), 1)]
    return []


def _run(plain: str, text: str, at: int) -> list[Spot]:
    spots: list[Spot] = []
    if len(text) <= LONGEST_NAME and _beside_a_fact(plain, text, at):  # one long name rather than two short ones
        return spots
    if LIKE_A_UNIT.search(text):
        return spots
    names = run_together(text)
    if any(likeness(name) < _RUN_TOGETHER for name in names):
        return spots
    for name in names:
        spots.append(Spot(name, (at, at + len(name)), 2 if len(names) > 2 else 1))
        at += len(name)
    return spots


def _inside(plain: str, text: str, at: int) -> list[Spot]:
    """A name between what leads to it and what goes on after it: 云溪银行的柜员|甘棠|要入会."""
    found = [match for match in _INSIDE.finditer(text) if is_name(match["name"])]
    return [Spot(m["name"], (at + m.start("name"), at + m.end("name")), 1) for m in found]


def _anywhere(bare: str) -> list[Spot]:
    """A name that goes on with what only a person does: 民警|甘棠|申请. The longest one that ends there."""
    found = [m for m in _ANYWHERE.finditer(bare) if is_name(m["name"])]
    return [Spot(m["name"], m.span("name"), 1) for m in found[:1]]


def _before_number(plain: str, text: str, at: int) -> list[Spot]:
    """Whatever is most like a name in a chunk that a number follows: 钳工|甘棠|139…"""
    if not re.match(r"[\s，,:：(（—-]*\x01", plain[at + len(text) :]):
        return []
    found = guessed(text, numbered=True)
    return [Spot(found[0], (at + found[1][0], at + found[1][1]), 1)] if found else []


def _odd(plain: str, text: str, at: int) -> list[Spot]:
    """A name without a known surname, where only a name can stand."""
    first = not plain[:at].strip() and re.match(r"[，,\s]", plain[at + len(text) :])
    if surname_length(text) and re.match(r"[\s，,(（]*[男女](?![\u3400-\u9fff])", plain[at + len(text) :]):
        fits = 1 < len(text) < LONGEST_NAME and not _bad(text) and not re.match(r"[初高大][一二三四]", text)
        if fits:
            return [Spot(text, (at, at + len(text)), 2)]
    odd = may_be_odd_name(text) and (first or _beside_a_fact(plain, text, at))
    return [Spot(text, (at, at + len(text)), 1)] if odd else []


def _beside_a_fact(plain: str, text: str, at: int) -> bool:
    """A number or a gender stands right behind or before, or it is one of a list."""
    behind, before = plain[at + len(text) : at + len(text) + 6], plain[max(0, at - 12) : at]
    if re.match(r"[\s，,、(（:：|]*(?:\x01|男|女|\d{1,2}岁)", behind) or re.search(
        r"(?:\x01|(?<!姓)[男女])[\s，,、]*$", before
    ):
        return True
    in_list = re.search(r"、\s*$", before) or _LIST_HEAD.search(before)
    ends = re.match(r"\s*(?:[、，,。；;\n]|$|[两三四五六七八九十\d]{1,2}[名位个])", behind)
    return bool(ends and in_list)


def as_typed(text: str, spot: Spot) -> str:
    """The name in the characters that were typed (traditional ones stay), without blanks."""
    start, end = spot.spelled or spot.at
    if not re.search(HAN, spot.name):  # Grace Miller
        return text[start:end]
    typed = text[start : end + 2].replace(" ", "").replace("\u3000", "")[: len(spot.name)]
    # Said in parts (姓甲，单名一个乙字), it stands nowhere as it is.
    return spot.name if typed.startswith("姓") else re.sub(r"[•・‧．]", "·", typed)

"""Who it is that a report counts: those who took part, volunteers, those who were helped, or who is beside these.

Its noun and the verbs around say; where they do not, the type of the activity decides.
"""

import re
from dataclasses import replace

from bot.core.activities import ActivityType as T
from bot.text.count_mentions import Mention
from bot.text.count_words import (
    ADVERBS,
    ANY,
    BENEFICIARIES,
    BOTH,
    CREW,
    FOR_WHOM,
    HELPING,
    MANY,
    NOUNS,
    OUTCOME,
    PARTICIPANTS,
    PLANNED,
    RIGHT_BEFORE,
    SERVED,
    STAFF,
    TALKS,
    VOLUNTEER,
    VOLUNTEERS,
)
from bot.text.quantities import read_folded

# 市红会来3个人: those who came to teach or to help
_SENT_TO_US = re.compile(
    r"(?:[省市县区]红会|[省市县区]红十字会|上级|血站|医院|卫生院|疾控中心|消防队|消防大队|消防站|总会)[\u3400-\u9fff]{0,3}(?:来|派|派来|过来|派出)(?:了|的)?$"
)
# 带队2人, 主持1人
_LED_BY = re.compile(
    r"(?:带队|领队|主持|主讲|授课|讲课|随队|后勤|摄影|记录|保障|陪同|评委|裁判|列席|特邀|旁听)的?(?:有|共|是|:)*$"
)
# 志愿者端菜的11个: whose they are stands before what they do.
_DOING = re.compile(rf"(?:{NOUNS.pattern})(?:们)?[\u3400-\u9fff]{{1,6}}的(?:有|是|一共|共)*$")
_HELPED = re.compile(
    r"慰问|走访|看望|探望|救出|营救|救起|救助|资助|帮扶|转移|安置|惠及|受益|受惠|救治|护送|照顾|"
    r"陪护|关爱|受助|获救|解救|搜救|送给|送去|送上|抢救|转运|搀扶|送医|脱险|接济|帮助|安抚|救下|"
    r"救上|找到|搜寻到|处置|处理|疏散|撤离|解决了?|劝离|劝返|劝阻|劝走|拦下|抬出|背出|拉出|捞出|捞起|安顿|搀出|引出|护送出|带出|送出|接出|帮了"
)
_SERVES = re.compile(
    r"服务|义诊|接诊|诊治|理发|剪发|测量|测血压|量血压|测血糖|查血糖|测了|测|量了?|体检|看诊|看病|"
    r"看了|针灸|推拿|检查|诊疗|问诊|筛查|看病|把脉|缝补|维修|护送|代办|指路"
)
_FOR = re.compile(
    r"(?:为|给|向|替|帮|对)(?:现场|村里|社区|辖区|附近|周边|院内|院里|镇上|全村|这)?(?:的)?(?:约|近|共|\s)*$"
)
# Who got something to drink, to wear, to use; who came for money.
_GOT = (
    r"(?:喝|吃|用|穿|领|拿|戴|住|坐|看|享受|尝|盖|分)(?:上|到|着)(?!课|证|门|了?证)|领款|领物|前来领|来领|"
    r"排队领|收到礼物|得到帮助"
)
_GETS = re.compile(rf"{_GOT}|[来过][吃喝领拿用坐歇看][\u3400-\u9fff]{{0,4}}的|[吃喝领][\u3400-\u9fff]{{0,3}}的")
_ATTENDS = re.compile(
    r"培训|来了|到了|参加|参与|到场|到会|参训|听课|听讲|吸引|组织|覆盖|出席|带领|带着|普及|教了|"
    r"教会|动员|参会|观看|报到|集合|入营|献血|采集|采样|捐献|签到|体验|围观|互动|接受|咨询|在场|"
    r"与会|招募|发动|召集|集中|受教育|参观|观摩|宣传|坐了|坐满|献成|捐成|献了?|学员|听|教|讲"
)
_ATTENDS_AFTER = re.compile(
    r"^(?:的)?(?:[\u3400-\u9fff]{0,8}?)(?:参加|参与|到场|到会|听了?|参训|来|出席|学习|学了|接受|"
    r"观看|参观|捐款|捐赠|捐物|献血|撸袖|献了|签到|报到|在场|集合|合影|体验|响应|挽袖|成功|现场|"
    r"受教育|听课|围|学会|踊跃|加入|进行|动手|练|完成|采|捐|都来|到齐|演练|疏散|撤离|带头|抽血|"
    r"撤到|跟着|跟|围观)"
)
# Of those who came to give blood those count who gave it.
_GAVE = re.compile(r"(?:献成|献上|献出|成功献|成功献血|献血成功|采成|成功)(?:了|的|血)*(?:一共|共|有|:)?$")
_GAVE_AFTER = re.compile(
    r"^(?:人)?(?:体检|初筛|检测|全部|都)?(?:合格|通过)?(?:的|后|并|都|才)?(?:献成|献上|献出|献了|成功献|献血成功|成功)"
)
_OUTCOME_AFTER = re.compile(
    r"^(?:的)?(?:学员|会员|居民|同学|人员|学生|都|全部|均|当场|现场|顺利|成功)*(?:通过|取得|取证|"
    r"拿证|拿了|拿到|获得|获证|考核|合格|领证|获奖|发言|上台|留样|入库|登记|签订|签署|签约|签了|"
    r"填写|填了|领取|领到|抽中|入围|上手|晕|表示|报名|登台|及格|考过|过关|加入|申请|提出|写|在网上|"
    r"扫码|献血失败|未通过|不合格|没过|没通过|体检不)"
)
_OUTCOME_BEFORE = re.compile(
    r"(?:抽奖|抽中|中奖|评选|选中|选举|产生|当选|推选|增补|聘任|聘请|任命|授予|评为|发言|提问|抢答|上台|答对|得奖|及格|考过|过关|达标|拿证|领证|优秀|通过|合格|取证|颁发|发证|考核|新增|新发展|发展|吸收|留样|登记|入库|办证|报名|填表|签约|"
    r"签订|获证|持证|获奖|抽出|选出|评出|表彰|欢送|送别|留下|转正)(?:了|者|率|[\u3400-\u9fff]{0,4})$"
)
_ABSENT_BEFORE = re.compile(
    r"(?:不合格|不达标|未通过|没通过|失败|淘汰|补考|缺席|缺勤|请假|未到|没来|没到|没回来|没赶回来|没赶上|缺|差|少|缺课|空|"
    r"退|退回|刷掉?|刷下|劝退|筛掉|筛下|婉拒|暂缓|"
    r"除了?|走了?|除去|不含|不算|不包括)(?:了|的|有)?$"
)
_ABSENT_AFTER = re.compile(
    r"^(?:[\u3400-\u9fff]{0,4})(?:没来|没到|缺席|请假|未到|未参加|没参加|有事|走了(?![\d一两三半整]|全程)|提前走|离开|"
    r"迟到|弃权|因故|来不了|因病|没能|未能|除外)"
)
_PLANNED_BEFORE = re.compile(
    r"(?:原定|原计划|计划|预计|预期|预估|拟|名额|限额|限|额定|报名|邀请|通知|应到|应参加|应出席|应来|该来|目标|容纳|定员|"
    r"本想|想着|说好|预约|约了|喊了|叫了|报了|本来|原本|原来|原先|以为|打算|安排|准备)(?:是|有|好|的|到|说|为|了|"
    r"来|参加|能来|想|要|去|可以|请|就|人数|组织|培训|:|\s|约|共|会|能|每期|一期)*$"
)
_PLANNED_AFTER = re.compile(r"^(?:[\u3400-\u9fff]{0,3})(?:报名|报了名|预约|的名额|名额|的规模|以内)")
_COMPARED = re.compile(
    r"(?:比[\u3400-\u9fff]{1,8}|较[\u3400-\u9fff]{1,8}|同比|环比)?(?:多了|少了|多出|增加了?|"
    r"减少了?|多|增长)$|比(?:上次|去年|上期|往年|上回)[\u3400-\u9fff]{0,3}$"
)
_EACH = re.compile(
    r"(?:每(?P<unit>组|班|户|村|场|期|家|桌|队|批|次|天|个[\u3400-\u9fff]{1,4}|人|节课|车|点)|人均|"
    r"平均|户均|[组班]均)(?:有|约|限|发|各|平均|都有?|来了?|培训|服务|安排|至少|的)*$"
)
# 一个站2人: how many stand at each
_PER_ONE = re.compile(
    r"(?<!第)一个(?:站|路口|点|组|户|家|班|队|村|桌|车|岗|楼|片区|网格|车间|科室)(?:有|各|分|派|安排|配|去)?$"
)
# 9个学校各来了2个人
_EACH_SENT = re.compile(
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})[个家所支]?[\u3400-\u9fff]{1,5}(?:分别|都)?各(?:自)?(?:来|派|出|选|去|带|抽|推荐|选派|到)(?:了|出|来)?$"
)
_SENT_BY_EACH = re.compile(r"各(?:自)?(?:来|派|出|选|去|带|抽|推荐|选派|到)(?:了|出|来)?$")
_SAME_EACH_DAY = re.compile(rf"(?:学员|营员|员工|参训人员|{VOLUNTEER})每天(?:有|来|约|都有|都是)?$")
_NOT_THIS = re.compile(r"(?:不是|并非|而非|并不是|非)$")
_TOTAL = re.compile(
    r"(?:共|共计|总共|一共|合计|总计|累计|总人数|共有|全部|加起来|总数|总的?|拢共|统共|两场共|"
    r"前后)(?:有|来了|到了|是|约|达|为|达到|参加|参与|培训|:|\s|人数|参训|到场|大概|接近|近|吸引|"
    r"覆盖|组织)*$"
)
# Volunteers and others in one number: 居民和志愿者共60人.
_MIXED = re.compile(
    rf"(?:{VOLUNTEER})(?:们)?(?:和|与|及|、|以及|跟)[\u3400-\u9fff]{{2,6}}$|"
    rf"[\u3400-\u9fff]{{2,6}}(?:和|与|及|、|以及|"
    rf"跟)[\u3400-\u9fff]{{0,4}}(?:{VOLUNTEER})(?:们)?{ADVERBS}$"
    rf"|(?:{VOLUNTEER})(?:们)?(?:和|与|及|、|以及|跟)[\u3400-\u9fff]{{2,6}}?(?:一共|总共|共计|共|合计|约|近|有)+$"
)
_WITH_OTHERS = re.compile(
    rf"(?:{VOLUNTEER})(?:们)?(?:和|与|及|、|跟|同)[\u3400-\u9fff]{{2}}|(?:和|与|及|"
    rf"、)[\u3400-\u9fff]{{0,4}}(?:{VOLUNTEER})"
)
# 师傅3个都是志愿者
_ARE_VOLUNTEERS = re.compile(
    rf"[\u3400-\u9fff]{{0,6}}?[都全也][是系](?:红十字|我们的?|咱们?的?|[咱我本红]会的?)?(?:{VOLUNTEER})"
)
# 来的都是志愿者, 一共7名
_ARE_ALL_VOLUNTEERS = re.compile(rf"[都全也][是系](?:红十字|我们的?|咱们?的?)?(?:{VOLUNTEER})[,，]$")
_TEACHERS = re.compile(r"(?:老师|教师)[^\u3400-\u9fff]*$")
_LEADS_IT = re.compile(r"^(?:主持|主讲|授课|讲课|带队|指导|坐诊|示范|领着|带着|跟着|陪着|陪同|带班|维持|协助|帮着)")
_LEARNERS = re.compile(
    r"(?:学员|营员)(?:共|有|约|:)?[\d一二两三四五六七八九十百]|[\d一二两三四五六七八九十百]+[名位个](?:学员|"
    r"营员)"
)
_GIVES = re.compile(r"义卖|捐款|募捐|捐赠|捐衣|捐物|献爱心|一日捐|筹款|筹集|众筹|义拍|善款|爱心捐")
_SURNAMES = (  # the commonest hundred
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
# Those who report, how many of them went there: 我们去了6个, 去了我和老石俩人, 一行九人.
_WE_WENT = re.compile(
    r"(?:我们|咱们?|俺们?|我会|红会|支会|分会|队里|救援队|应急队|小分队|分队|小队|队伍|单位|自己人|这边)[^,，。;；\d]{0,6}?"
    r"(?:去|派|派出|出动|出)了?(?:一共|总共|共|有|大概|差不多)*$"
    r"|(?:^|[\s\x01])(?:一共|总共|共|只|就)?(?:去|派)了(?:一共|总共|共|有|大概|我们|俺们|咱们)*$"
    r"|(?:去|来)了?(?:我|俺|咱)(?:和|跟|同|与|还有|加)[\u3400-\u9fff]{1,4}$"
    r"|(?:^|[\s\x01])(?:我|俺|咱)(?:和|跟|同|与)[\u3400-\u9fff]{1,4}$"
    r"|(?:去|来)了[\u3400-\u9fff]{1,6}等(?:一行)?$"
    r"|(?:一行|我们|咱们|俺们|同去的|同行的?|随行的?)(?:一共|总共|共|有|是|就)*$"
)
# The one who is visited: a single person by name, so that a number by itself is of those who came to see them.
_ONE_VISITED = re.compile(
    rf"(?:看望|探望|慰问|走访|陪伴?|帮|给|为|照顾|上门看)[^,，。;；\d]{{0,12}}(?:\d{{2,3}}岁?[高龄的]*[^,，。;；\d]{{0,4}})?"
    rf"(?:老?[{_SURNAMES}][\u3400-\u9fff]{{0,2}}?(?:爷爷|奶奶|大爷|大娘|大妈|大伯|大叔|阿姨|老人|婆婆|阿婆|阿公|伯|婶|嫂|叔|老师|老师傅|头)|老[{_SURNAMES}])"
)
_OURS_GO = re.compile(
    r"(?:队伍?|出动|派出|投入|增援|集结|组织|我们|咱们?|俺们|队里|红十字会|红会|调派|抽调|共派)(?:了|共|红十字)?$"
)
_GO = re.compile(
    r"^(?:的)?(?:赶赴|赶到|赶往|参与|参加|前往|出动|驰援|到场|投入|找|搜|连夜|迅速|立即|到达|赴|"
    r"携带|带着|分|全程|奋战|忙|走了?|巡|跑|扛|搬|守|干|挖|下水|轮|徒步|翻|蹚|划|游)"
)
_VOLUNTEERS_ACT = re.compile(rf"(?:{VOLUNTEER})")
_VOLUNTEERS_COUNTED = re.compile(
    rf"[\d一二两三四五六七八九十百几][个名位](?:红十字|青年|社区|党员)?(?:{VOLUNTEER})|(?:{VOLUNTEER}){ADVERBS}[\d一二两三四五六七八九十]|"
    rf"(?:师傅|大夫|医生|老师|队员)[\u3400-\u9fff]{{0,3}}[\d一二两三四五六七八九十][个名位][\u3400-\u9fff]{{0,4}}(?:{VOLUNTEER})|"
    rf"[\d一二两三四五六七八九十][个名位]?[\u3400-\u9fff]{{0,3}}(?:都是|全是|系|都系|也是)(?:{VOLUNTEER})"
)
# What is done to the old ones: 理了16位, 一共影咗六十一位.
_TENDED = re.compile(
    r"(?:理|剪|拍|照|影|洗|修|量|测|看|陪|送|探|剃|刮|擦|喂|按|捶|背|接|画|帮|扶|搀|救|治|抬|载|劝|照顾|照料|服务|惠及|帮助|帮扶)"
    r"(?:了|咗|过|完|好|到)(?:约|近|大概|一共|总共|共|差不多|整整)*$"
)
# Things given away, or work done for somebody, by volunteers.
_GIVEN = re.compile(
    r"(?:送|发|派|赠|请)(?:上|去|来|了|出|送)?(?:一?[碗杯份瓶])?(?:爱心|免费|热|凉|清凉|暖心|姜|绿豆|酸梅)?"
    r"(?:水|茶|汤|粥|瓜|饭|餐|面|饺|粽|月饼|春联|福字|花|礼|书|西瓜|饮料|早餐|盒饭|冰棍|雪糕|口罩|毛巾|手套|围巾|药|油|米|菜|蛋|糖|奶)|"
    r"(?:喝|吃|领)[上到了]|免费(?:理发|维修|磨刀|修|饮水)"
)
# 把3个人平安带下来, 将两名老人背出: what is done with them is behind.
_TAKEN = re.compile(r"(?:把|将)(?:[\u3400-\u9fff]{1,6}的)?(?:被困的?|受困的?|这|那|其中的?|另外)?(?:约|近)?$")
_TO_SAFETY = re.compile(
    r"[\u3400-\u9fff]{0,10}?(?:带|救|背|抬|送|接|拉|拽|捞|拖|扶|找|护送|转移|转运|运)(?:了|到|下|出|上|离|回|往|去|至)"
)
_TIMES_OF = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})[个支]?(?P<unit>[组班户村场期桌队批次天车点])")
_TEACHING = (T.FIRST_AID_TRAINING, T.DISASTER_PREVENTION, T.DISSEMINATION, T.YOUTH, T.MEMBERS)


def with_role(text: str, one: Mention, kind: T | None) -> Mention:
    before, after = one.before, one.after
    if (
        _ABSENT_BEFORE.search(before)
        or _ABSENT_AFTER.match(after)
        or _COMPARED.search(before)
        or _NOT_THIS.search(before)
    ):
        return replace(one, role="")
    if _PER_ONE.search(before):
        return replace(one, role="")
    if shared := _EACH_SENT.search(text, 0, one.at[0]):
        one = replace(one, value=one.value * int(next(read_folded(shared["n"])).value))
    elif _SENT_BY_EACH.search(before):
        return replace(one, role="")
    if each := _EACH.search(before):
        times = 1 if each["unit"] == "天" and _SAME_EACH_DAY.search(before) else _times(text, each["unit"])
        if times is None:
            return replace(one, role="")
        one = replace(one, value=one.value * times)
    total = bool(_TOTAL.search(before)) or (
        kind is T.BLOOD_DONATION and bool(_GAVE_AFTER.match(after) or _GAVE.search(before))
    )
    near = RIGHT_BEFORE.search(before)
    behind = NOUNS.search(after)
    if behind and (
        behind.start() > 10
        or re.search(r"(?:为|给|向|帮|陪|教|和|与|对|听|在)[\u3400-\u9fff]{0,6}$", after[: behind.start()])
    ):
        behind = None
    if near and near["label"]:
        role, noun = PARTICIPANTS, "label"
    elif near and near.lastgroup and _MIXED.search(before):
        role, noun = BENEFICIARIES if _last(_HELPED, before) >= 0 else PARTICIPANTS, "person"
    elif near and (near["person"] or near["staff"]) and re.search(rf"(?:{VOLUNTEER})$", before[: near.start()]):
        role, noun = VOLUNTEERS, "volunteers"
    elif (
        near
        and near.lastgroup
        and not (near["person"] == "人" and behind)
        and not _goes_with_what_follows(near, behind)
    ):
        role, noun = _role_of(near, one, kind)
    elif behind:
        role, noun = _role_of(behind, one, kind)
    elif (_SENT_TO_US.search(before) and kind is not T.RESCUE) or _LED_BY.search(before):
        role, noun = STAFF, "staff"
    elif doing := _DOING.search(before):
        staff = doing.lastgroup == "staff"
        role, noun = (_role_by_verbs(one, kind, named=True), "person") if staff else _role_of(doing, one, kind)
    else:
        role, noun = _role_by_verbs(one, kind), ""
    if _ARE_VOLUNTEERS.match(after):
        role, noun = VOLUNTEERS, "volunteers"
    if one.noun == "both":
        said_of = NOUNS.search(before)
        role = STAFF if (said_of and said_of["staff"]) or re.search(r"教员$", before) else PARTICIPANTS
        noun = "both"
    attends = bool(_ATTENDS_AFTER.match(after) or re.search(r"参加|到场|来了|参训|出席|到会|听课", before))
    goes = _goes(text, one, noun, kind)
    role = (
        (VOLUNTEERS if kind is T.RESCUE else PARTICIPANTS) if goes else _adjusted(role, noun, one, kind, attends, text)
    )
    gave = kind is T.BLOOD_DONATION and total
    return replace(one, role=role, noun=noun, total=total, attends=attends, goes=goes, part=one.part and not gave)


def _goes(text: str, one: Mention, noun: str, kind: T | None) -> bool:
    """Whether it is those who report who are counted: 我们去了6个; 前天看望卢奶奶, 3个人."""
    if one.visits or (
        noun not in ("", "crew") and not re.search(r"[去来]了[\u3400-\u9fff]{1,6}等(?:一行)?$", one.before)
    ):
        return False
    if _WE_WENT.search(one.before):
        return True
    alone = not one.before.strip("\x01 ") and not one.after.strip("\x01 ")
    return (
        alone
        and kind in (T.ELDERLY_CARE, T.RELIEF, T.VOLUNTEER_SERVICE)
        and bool(_ONE_VISITED.search(text, 0, one.at[0]))
    )


def _goes_with_what_follows(near: re.Match[str], behind: re.Match[str] | None) -> bool:
    """组织志愿者为8名老人: the noun before is another's subject. Said by a word between, so only bare ones are near."""
    between = near.group()[len(near[str(near.lastgroup)] or "") :] if near.lastgroup else ""
    return bool(
        behind and behind.start() <= 2 and re.search(r"服务|参与|和|及|、|有$|为|各$|去了$|派出$|出动$", between)
    )


def _role_of(noun: re.Match[str], one: Mention, kind: T | None) -> tuple[str, str]:
    group = str(noun.lastgroup)
    if group == "volunteers":
        return VOLUNTEERS, group
    if group == "crew":
        return (CREW if kind in (T.RESCUE, T.DISASTER_PREVENTION, None) else PARTICIPANTS), group
    if group == "staff":
        return STAFF, group
    if group == "needy":
        return BENEFICIARIES, group
    if group == "elder":
        said = one.before + one.after
        served = kind in BOTH and _SERVES.search(said) and not TALKS.search(one.after)
        helping = served or kind in (*HELPING, T.VOLUNTEER_SERVICE, None)
        return (BENEFICIARIES if helping else PARTICIPANTS), group
    return _role_by_verbs(one, kind, named=True), group


def _role_by_verbs(one: Mention, kind: T | None, named: bool = False) -> str:
    before, after = one.before, one.after
    if re.search(r"受益|受惠|惠及|受助|获救|脱险|救助|服务对象", before) or re.match(
        r"(?:[\u3400-\u9fff]{0,4})(?:受益|受助|受惠|获救|脱险|得救|被救)", after
    ):
        return BENEFICIARIES
    if kind in (*HELPING, T.VOLUNTEER_SERVICE) and (
        _GETS.search(before) or re.match(rf"[\u3400-\u9fff]{{0,4}}(?:{_GOT})", after)
    ):
        return BENEFICIARIES
    if _TAKEN.search(before) and _TO_SAFETY.match(after) and kind in (*HELPING, T.VOLUNTEER_SERVICE):
        return BENEFICIARIES
    attends = _ATTENDS_AFTER.match(after)
    if _FOR.search(before) and not attends:
        return BENEFICIARIES if kind in (*HELPING, T.VOLUNTEER_SERVICE) else SERVED
    helped, served, came = _last(_HELPED, before), _last(_SERVES, before), _last(_ATTENDS, before)
    if helped > max(served, came):
        return BENEFICIARIES if kind in (*HELPING, T.VOLUNTEER_SERVICE, T.HEALTH_EDUCATION, None) else PARTICIPANTS
    if served > came:
        return BENEFICIARIES if kind in (*HELPING, T.VOLUNTEER_SERVICE) else SERVED
    if attends or came >= 0:
        return PARTICIPANTS
    if kind is T.ELDERLY_CARE:
        return PARTICIPANTS if named else ANY
    if kind in HELPING:
        return BENEFICIARIES
    return PARTICIPANTS if named else ANY


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _adjusted(role: str, noun: str, one: Mention, kind: T | None, attends: bool, text: str) -> str:
    before, after = one.before, one.after
    if (
        kind is T.RESCUE
        and role != VOLUNTEERS
        and not (_TAKEN.search(before) and _TO_SAFETY.match(after))
        and (
            (noun in ("", "crew") and (_OURS_GO.search(before) or _GO.match(after)))
            or (noun in ("staff", "person") and re.search(r"救护员|急救员|救生员|消防员|民兵", before[-6:] + after[:8]))
        )
    ):
        return VOLUNTEERS
    if noun == "" and kind in (*HELPING, T.VOLUNTEER_SERVICE) and _TENDED.search(before):
        return BENEFICIARIES
    if noun == "" and _ARE_ALL_VOLUNTEERS.search(text, 0, one.at[0] - len(before)):
        return VOLUNTEERS
    if kind is T.BLOOD_DONATION and (_GAVE_AFTER.match(after) or _GAVE.search(before)):
        return PARTICIPANTS
    if role == CREW:
        return VOLUNTEERS if kind is T.RESCUE else PARTICIPANTS
    if role == SERVED:
        return BENEFICIARIES if kind in BOTH and kind is not None else PARTICIPANTS
    if role == STAFF and (_last(_HELPED, before) >= 0 or kind is T.RELIEF or _to_whom(text, one)):
        return PARTICIPANTS if kind in _TEACHING else BENEFICIARIES
    if role == BENEFICIARIES and noun in ("needy", "elder") and kind not in (*HELPING, T.VOLUNTEER_SERVICE, None):
        helped = (
            _last(_HELPED, before) >= 0
            or re.search(r"受益|受助", before + after)
            or (kind in BOTH and kind is not None and _SERVES.search(before + after) and not TALKS.search(after))
        )
        return BENEFICIARIES if helped else PARTICIPANTS
    if (
        role == BENEFICIARIES
        and kind is T.RELIEF
        and _GIVES.search(text)
        and _last(_HELPED, before) < 0
        and noun in ("person", "")
        and not _FOR.search(before)
    ):
        return PARTICIPANTS
    if (
        role == BENEFICIARIES
        and kind is T.ELDERLY_CARE
        and noun == "person"
        and re.search(r"培训|讲座|课|学", text)
        and _last(_HELPED, before) < 0
    ):
        return PARTICIPANTS
    if role == STAFF:
        learns = re.search(r"参训|参加培训|听课|学习|学员", after + before) or re.search(
            r"培训(?:了|的)?(?:[\u3400-\u9fff]{0,4})$", before
        )
        return PARTICIPANTS if learns and kind is T.FIRST_AID_TRAINING else STAFF
    if noun == "person" and one.value < MANY and _TEACHERS.search(before) and _LEARNERS.search(text):
        return STAFF
    if role == VOLUNTEERS and kind in (T.FIRST_AID_TRAINING, T.HEALTH_EDUCATION, T.DISASTER_PREVENTION):
        learns = re.match(
            r"(?:[\u3400-\u9fff]{0,4})(?:参训|参加(?:了)?(?:培训|学习|复训)?|听课|学习|学会|接受|掌握|通过)", after
        )
        if (
            learns
            or re.search(
                r"(?:培训|组织|训练)(?:了)?(?:红十字|青年|社区|新|全镇|全县|党员|应急)?(?:志愿者|义工)?(?:共)?$", before
            )
            or re.search(
                r"参训志愿者|(?:给|为|对)[\u3400-\u9fff]{0,8}志愿者[\u3400-\u9fff]{0,3}(?:上|做|培训|讲)", text
            )
        ):
            return PARTICIPANTS
    if (
        noun == "person"
        and one.value < MANY
        and _LEADS_IT.match(after)
        and re.search(r"(?:老师|教师|医生|同志|人员)[^\u3400-\u9fff]*$", before)
    ):
        return STAFF
    if role in (PARTICIPANTS, ANY) and _planned(before, after):
        return PLANNED
    if (
        role in (PARTICIPANTS, ANY, VOLUNTEERS)
        and kind not in (T.RELIEF, T.ELDERLY_CARE)
        and (_OUTCOME_AFTER.match(after) or _OUTCOME_BEFORE.search(before))
    ):
        return OUTCOME
    if role == PARTICIPANTS and noun == "" and kind is T.RESCUE and re.search(r"出动|派出|组织|投入", before):
        return VOLUNTEERS
    if role == ANY and kind in (*HELPING, T.VOLUNTEER_SERVICE) and _to_whom(text, one):
        return BENEFICIARIES
    if role == ANY:
        told_apart = _VOLUNTEERS_COUNTED.search(text) or not _VOLUNTEERS_ACT.search(text)
        if kind is T.ELDERLY_CARE and told_apart and (_HELPED.search(text) or _TENDED.search(before)):
            return BENEFICIARIES
        acts = kind is T.VOLUNTEER_SERVICE and _VOLUNTEERS_ACT.search(text) and not _WITH_OTHERS.search(text)
        return VOLUNTEERS if acts else PARTICIPANTS
    given = kind is T.VOLUNTEER_SERVICE and (_GIVEN.search(text) or for_them(text, one))
    if role == PARTICIPANTS and noun == "person" and not attends and given:
        return BENEFICIARIES
    if role == PARTICIPANTS and one.visits and kind is T.VOLUNTEER_SERVICE and noun == "":
        return BENEFICIARIES
    if role == BENEFICIARIES and attends and noun == "person" and kind in (T.VOLUNTEER_SERVICE, T.RELIEF):
        return PARTICIPANTS
    return role


def _to_whom(text: str, one: Mention) -> bool:
    """The number stands alone behind what was done for whom: 给独居老人送饭, 18位; 慰问消防员, 消防员22人."""
    sentence = re.split(r"[。;；!?\n]", text[: one.at[0]])[-1]
    done = FOR_WHOM.search(sentence)
    if done is None or re.search(r"来了|到了|参加|志愿者|义工|队员|我们|出动|派出|参与", sentence[done.end() :]):
        return False
    noun = NOUNS.search(one.before + one.after)
    return noun is None or noun.group() in done.group()


def for_them(text: str, one: Mention) -> bool:
    """给外卖骑手送头盔, 骑手50人: the noun was named before as for whom it was done."""
    noun = NOUNS.search(one.before + one.after)
    if noun is None or noun.group() in ("人", "人员"):
        return False
    done = re.search(
        rf"(?:给|为|向|帮|替|陪伴?|看望|探望|慰问|照顾|照看|接送)[^,，。;；\n]{{0,10}}{noun.group()}", text[: one.at[0]]
    )
    return done is not None and not TALKS.search(text, done.end(), done.end() + 8)


def _planned(before: str, after: str) -> bool:
    return bool(_PLANNED_BEFORE.search(before) or _PLANNED_AFTER.match(after))


def _times(text: str, unit: str | None) -> int | None:
    """How many groups there are whose size is said; None when the size is of something else."""
    if unit is None or unit in ("人", "天"):
        return None
    for match in _TIMES_OF.finditer(text):
        if match["unit"] == unit[0] and text[match.start() - 1 : match.start()] not in ("第", "每"):
            values = read_folded(match["n"])
            return int(next(values).value)
    return None

"""Chinese personal names: by their surname, alone or several run together, and those of other peoples with a dot."""

import re

from bot.text.name_likeness import given_likeness, surname_likeness

_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷"
    "罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林"
    "刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫"
    "乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻莘党翟谭"
    "贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越"
    "夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福苟亓仝付区官覃代"
    "恽邝甯谯妫鄢麹苌尧郯鄞闵禚綦矫邴睢冮召苑郐芈院郇蹇妥缐冶帖仵晋滑盍麦"
    "侬药粟练植银操晋修淡禤栗税漆敬苑忽锁绽拜呙昃折种禾瓮撒朵"
    "仉乜枚丘展延楚原闫冼揭但门涂初丛来邸谌佀"
    "兰芦隋迟楼盘豆朴卿鹿辜檀衣奉归侍茆仓眭淳邗爨撖宛罕冒汝"
)
_DOUBLE = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔
申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正
宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 左丘 西门 第五 纳兰 耶律 完颜 范姜 张简 贺兰 哥舒 斛律
"""
SURNAMES = frozenset(_SINGLE)
# Surnames too, but mostly something else: only before what is much like a given name (员小宁, not 员工).
_SELDOM = frozenset("员问户占母粘庹者岩刀海哀才右甲南普阿赫尉信智由藏逢木火生德承依战宾呼青风辰柔星雪玉")
_NOT_FIRST = "班和师有"  # of two surnames: 和|钟小灵, 老师|傅小明
_DOUBLE_LIKENESS = 6  # two characters of surname are hardly anything else
DOUBLE_SURNAMES = frozenset(_DOUBLE.split())
HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
DOTTED = re.compile(rf"{HAN}{{1,8}}(?:[·•・‧．]{HAN}{{1,8}}){{1,3}}")
# What begins like a name and is none.
_NEVER = re.compile(
    r"红十字|会员|志愿|社区|街道|学校|小学|中学|大学|公司|医院|单位|姓名|性别|电话|手机|身份|证件|号码|联系|出生|生日|年龄|组织|地址|住址|登记|报名|参加|加入|"
    r"申请|成为|今天|昨天|明天|现在|同意|你好|您好|大家|老师|同学|同志|女士|先生|阿姨|师傅|书记|主任|会长|秘书|护士|医生|司机|农民|工人|退休|学生|党员|群众|汉族|"
    r"回族|民族|政治|面貌|备注|特长|技能|急救|驾驶|高中|初中|本科|专科|大专|硕士|研究生|年级|班级|毕业|家住|工作|上班|居民|村民|干部|职工|员工|以上|以下|合计|"
    r"^有[名位个一]|^[都全均][登报要入想加办录算当做来叫住姓在给为]|^谢谢.|^[组队]员$|[州市省县城外]人$|姓|^那[边栏些种位里天时年样]|婶儿$|^(?:姐姐|妹妹|哥哥|弟弟|爷爷|奶奶)$|退会|退队|了|们|搬家|^[一二]代|陪同|陪着|^(?:药剂|检验|会计|工程|美容|理发|摄影|设计|营养|麻醉|康复|造价|建造|按摩|月嫂|育婴|法医).?师$|成年|公民|支部|[班队组舍]长$|[牧渔农居]民$|^[东西南北一二三四五六七八九十][组队班]|(?<!阿)的|^还|农历|阴历|阳历|公历|一共|共计|人员|名单|名册|序号|编号|时间|日期|类型|类别|成人|青少年|团体|其中|都是|还有|另外|接龙|麻烦|帮忙|帮我|请问|想要|需要|可以|男的|女的|先进|"
    r"有限|集团|超市|银行|派出所|卫生|中心|幼儿园|家长|监护|父亲|母亲|爸爸|妈妈|孩子|女儿|儿子|爱人|和我|我们|咱们|他们|她们|什么|怎么|如下|信息|资料|水电|全部|全体|周岁|^周[一二三四五六日末](?:$|[上下早晚中的和与到至来去有])|^[初高大][一二三四]$|红会|[一二三四五六实附][小中]$|^[和跟][小老]|^单发|介绍|推荐|审核|经办|填表|负责|领导|大[姐哥爷妈叔婶娘]$|阿姨$|[您你]|管理|^员小[周王李张刘陈赵吴黄孙]$|某|终于|太太$|^.[姐哥叔婶姨爷嫂伯总]$|^姓|^会|^把|^将|开车|^我|给我|双胞胎|应为|应当|固话|支书|村长|捐款|捐物|捐赠|[院校厂局站所]长$|代为|委托|生于|入会|^登|三口|两口|一家|老公|老婆|丈夫|妻子|别打|座机|[的了吗呢吧]$|之前|其他|同上|或者|紧急|这些|那些|有点|怪|原来|应当|费用|经费|方式|方法|方面|条件|手续|平时|时候|相关|有关|后来|安排|成立|通过|常年|家庭|家里|家人|家属|能否|能力|明年|都有|于是乎|免贵|是|那个|这个|车牌|[办绍荐核理]人|不对|不要|不是|应该|通知|证号|报名|^想|拼音|汉字|年生|生人|软件|班主任|写错|打错|微信|银行卡|(?:族|村|镇|乡|区|县|市|省|岁)$|(?<=.[^大小一远])路$|"
    r"^[药技厨律导讲牧法]师|哈哈|呵呵|嘻嘻|嘿嘿|[院校学][初高大研][一二三四五]$|(?:师院|学院|大学)|"
    r"(?:药剂|检验|放射|超声|[内外儿妇骨眼]|妇产|产|急诊|康复|护理|财务|人事|总务|后勤|教务|政教|办公|信息|保卫|宣传|组织|统战|综合|业务|信贷|质检|生产|技术|工程|"
    r"销售|市场|客服|运营|行政|党政|计生|民政|司法|应急|安监|农办|经管|会计|收费|体检|防疫|医务|院办|校办)(?:科|部|室|处|办|股|组|站)$"
)
_LONGEST_GIVEN = 2
_LONGEST_RUN = 60  # characters of names run together
# Characters that names of Uyghurs, Kazakhs, Tibetans, Mongols are written with; a run of them is such a name.
_SOUNDS = (
    "阿依古丽汗尔江买提吐逊热合曼木娜孜巴图克力库班迪穆罕默德艾沙拉帕再努泽仁扎西次多吉旺卓玛央宗格桑丹增达"
    "瓦洛尼加才让姆措顿珠罗布平索朗群培特其勒斯琴娃苏都钦雅不亚坤里茹则乌塔麦赛耶伊玉素甫嘎呷措额"
)
_SOUNDS_TOO = "兰托高呼浩宝音毕陶套哈那日云堆曲珍仓决贡觉强拥忠旦晋美白青久嘉登益南满鲁门哇朵孟惹依也娅莎丝维沃"
_SOUNDED = re.compile(rf"[{_SOUNDS}{_SOUNDS_TOO}]{{3,9}}")
_SOUND = re.compile(rf"[{_SOUNDS}]")

# What a piece of text is freed of before it is looked at as a name.
_LEADING = """
您好 你好 大家好 麻烦 请 帮忙 帮我 帮 把 将 给 为 替 让 叫 登记一下 登记 登成 登 一下 录入 录成 录 新增 新加
新登 新报 新入 姐妹俩 兄弟俩 夫妻俩 姐弟俩 兄妹俩 父子俩 母子俩 母女俩 父女俩
增加 添加 加上 加入 加 报名 报 注册 补录 补登 补 再 换成 换 改成 改为 改登
还有 另外 其中 以及 以下 下列 同志 新来了 新来 来了 来
有 都是 是 个 人 的 了 们 我们 我 咱们 咱 俺们 俺 本人 他 她 和 跟 与 及 姓名 名字 名单 花名册 接龙
药师 技师 厨师 律师 民警 辅警 警察 法官 保安 保洁 店员 柜员 客服 记者 船员 渔民 牧民 电工 木工 快递员 外卖员 骑手 网格员
村医 校医 教练 退役军人 老兵 新生 女生 男生 班干部 课代表 幼儿 宝宝 留学生
研究生 本科生 职校生 毕业生 班长 队长 组长 园长 校长 厂长 经理 会长 站长 所长 店长 院长 社长 船长 矿长 老板娘 老板 委员
一枚 小伙子 小伙 姑娘 大姐 大爷 大叔 阿姨 老人 老公 老婆 爱人 丈夫 妻子 弟弟 弟 妹妹 妹 哥哥 哥 姐姐 姐
爸爸 妈妈 爸 妈 父亲 母亲
爷爷 奶奶 公公 婆婆 外公 外婆 姥姥 姥爷 岳父 岳母 姑姑 舅舅 舅妈 叔叔 婶婶 嫂子 儿媳 女婿
儿子 女儿 孩子 村民 居民 党员 同学 同事 会计 出纳 室友 舍友 战友 工友 邻居 朋友 亲戚
大学生 中学生 小学生 高中生 初中生
学生 小朋友 司机 师傅 老师 教师 护士 医生 职工 职员 员工 队员 信息 申请人 申请 入会 表 汉字 本单位 本公司 我单位 我司
我校 我院 我局 我厂 我村 本校 本院
青少年会员 青少年 成人会员 成年会员 成人 团体会员 红十字志愿者 红十字会志愿者 志愿者 志工 义工 新会员 老会员 小会员
学生会员 会员 ： :
"""
LEAD_WORDS = tuple(_LEADING.split())
LEAD = re.compile(
    r"^(?:\d+|[一二三四五六七八九十]{1,2}(?=[、.．])|第[一二三四五]位?|[①-⑳]|一?名(?![字单册])|一?位|[两三四几][名位个]|"
    r"[一二两三四五六七八九十]+(?=[名位个人])|姓(?=.{3})|班(?=.{2,4}$)|单位(?=.{2})|[初高大][一二三四中]|[一二三四五六]年级|"
    + "|".join(sorted(map(re.escape, LEAD_WORDS), key=len, reverse=True))
    + ")+"
)


def never_a_name(text: str) -> bool:
    """Whether a text holds a word that stands in no name."""
    return bool(_NEVER.search(text))


def surname_length(text: str) -> int:
    """How many characters of surname a text begins with: 0, 1 or 2."""
    if text[:2] in DOUBLE_SURNAMES:
        return 2
    if text[:1] in SURNAMES:
        return 1
    return 1 if text[:1] in _SELDOM and given_likeness(text[1:3]) > 0 else 0


def surely_surnamed(text: str) -> bool:
    """Whether a text begins with a surname that is seldom something else."""
    return text[:2] in DOUBLE_SURNAMES or text[:1] in SURNAMES


def likeness(text: str) -> int:
    """How much a text is like a name: below 0 it is rather other words (那个, 没有), above 3 hardly anything else."""
    if DOTTED.fullmatch(text) or is_sounded(text):
        return _DOUBLE_LIKENESS
    length = surname_length(text) or 1
    return (_DOUBLE_LIKENESS if length > 1 else surname_likeness(text[:1])) + given_likeness(text[length:])


def is_sounded(text: str) -> bool:
    """Whether a text is written like a name put into Chinese by its sound: 阿依古丽, 扎西次仁."""
    enough = len(_SOUND.findall(text)) * 2 >= len(text)
    return enough and bool(_SOUNDED.fullmatch(text)) and not _NEVER.search(text)


def is_name(text: str) -> bool:
    """Whether a text, by itself, may be somebody's name."""
    if DOTTED.fullmatch(text) or is_sounded(text):
        return True
    if not re.fullmatch(rf"{HAN}{{2,5}}", text) or _NEVER.search(text):
        return False
    surname = surname_length(text)
    given = len(text) - surname
    return bool(surname) and 1 <= given <= _LONGEST_GIVEN + (given == 3 and _two_surnames(text))


def _two_surnames(text: str) -> bool:
    """Both parents' surnames before the given name; 班 then is rather a school class."""
    length = surname_length(text) if surely_surnamed(text) else 0
    return length > 0 and text[length : length + 1] in SURNAMES and text[0] not in _NOT_FIRST


def run_together(text: str) -> list[str]:
    """The names of a run such as 张三李四王小五; empty when it cannot be read as two names or more without a rest.

    Read from the end, so that a run of surnames that fits nowhere costs no more than another.
    """
    if len(text) > _LONGEST_RUN:
        return []
    rest: list[list[str] | None] = [None] * len(text) + [[]]  # how the text from each place on is read
    for start in reversed(range(len(text))):
        surname = surname_length(text[start:])
        if not surname or _NEVER.search(text[start : start + 4]):
            continue
        for given in (_LONGEST_GIVEN, 1):
            end = start + surname + given
            if end <= len(text) and (after := rest[end]) is not None:
                rest[start] = [text[start:end], *after]
                break
    found = rest[0] or []
    return found if len(found) > 1 else []

"""Names made up for training: of people of many kinds, of units; and the words of ordinary language beside them.

Ordinary names take their characters from the names of people in jieba's dictionary, by how common they are there.
"""

import os
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from bot.text.name_likeness import given_likeness
from bot.text.names import DOUBLE_SURNAMES, HAN, SURNAMES, is_name
from bot.text.person_names import PEOPLES

Chance = random.Random
PLACE: Final = 5  # what the lexicon has for places, beside how common a word is
SAYINGS: Final = Path(__file__).resolve().parents[2] / "data" / "nlu"
_NAMES_SOMEBODY = re.compile(r"某|叫|姓|老师|主任|书记|同志|会长|秘书|张|李|王|赵|刘|陈|周|孙|吴|intent")
_TITLES = "婶 叔 姨 哥 姐 大姐 大哥 大爷 大妈 大叔 阿姨 师傅 老师 主任 大夫 医生 护士 会计 经理 书记 队长 女士 先生".split()
_MANY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫"
    "段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOUBLED = "文丽婷芳娟媛莹圆晶倩燕静敏玲琳佳甜豆欢乐盼盼苗朵果"
_SOUNDS = (
    "阿依古丽 迪丽努尔 买买提 艾尔肯 吐尔逊 热合曼 古丽娜尔 阿不都 艾力 帕提古丽 玛依拉 热依汗 库尔班 努尔兰 阿依努尔 叶尔兰 加娜尔 赛力克 米娜瓦尔 "
    "扎西 次仁 卓玛 央金 多吉 格桑 旺姆 丹增 平措 德吉 白玛 拉姆 措姆 尼玛 达瓦 桑珠 洛桑 曲珍 仁青 才让 卓嘎 益西 索南 "
    "巴特尔 其木格 高娃 乌兰 图雅 萨仁 娜仁 苏日娜 斯琴 格日勒 宝音 图门 朝鲁 那日苏 阿拉坦 哈斯 乌云 呼和 孟和 额尔德尼 牧仁 塔娜 托娅 敖登 布和 "
    "阿呷 木果 依火 吉克 阿各 尔古 沙马 曲比 阿依 拉毛 才仁 当周 金花 岩温 玉罕 岩罕 玉波 刀玉"
).split()
_HOUSES = "叶赫那拉 富察 爱新觉罗 钮祜禄 瓜尔佳 赫舍里 佟佳 完颜 那拉 索绰罗 马佳 他塔喇 乌雅 舒穆禄".split()
_FOREIGN = (
    "Grace Miller David Smith Anna Maria Peter Brown John Lee Emma Wilson Li Wei Sophie Martin Ahmed Hassan Olga Ivanova Kim Tom"
).split()
_ODD = (
    "晨曦 远山 初一 春分 秋分 小满 立夏 若水 子衿 知秋 十月 七斤 大庆 铁柱 来福 招弟 石头 天天 拾一 听雨 望舒 青禾 木子 星野 冬至 半夏 南星 白露"
).split()
_STEM = (
    "东西南北上下大小新青白红金银石沙水山河江湖海溪泉井塘湾桥坡岭岗沟坪渡口桃李梅柳槐榆松柏竹枫桂荷莲菊兰梨枣龙凤虎马鹤平安康乐福寿永长兴和顺清明光文德仁义云月星天宏达盛恒佳美华锦瑞祥泰丰"
)
_TOWN = "镇 乡 村 县 区 街道 社区 市".split()
_WORKPLACES = (
    "中学 小学 中心小学 实验学校 第一中学 幼儿园 职业学校 卫校 幼师 幼儿师范 师范学院 技师学院 大学 医院 人民医院 中医院 卫生院 卫生室 医务室 诊所 口腔门诊 妇幼保健院 疾控中心 "
    "敬老院 福利院 供电所 供电公司 供水公司 供热公司 机械厂 纺织厂 水泥厂 轴承厂 印染厂 食品厂 药业公司 物流公司 建筑公司 物业公司 公交公司 矿业公司 信用社 农商行 建设银行 "
    "支行 邮政所 税务局 税务所 财政所 派出所 消防站 司法所 林场 林场医务室 农场 牧场 环卫所 文化站 兽医站 气象站 客运站 火车站 加油站 超市 药房 药店 酒店 饭店 茶厂 合作社 养殖场 "
    "图书馆 博物馆 村委会 居委会 政务服务中心 社区服务中心 电视台 报社 律所 商场 健身房 美发店 快递站 食堂 项目部 研究院 设计院 港务公司 旅行社 双语学校 外国语学校 体校 党校 职教中心"
).split()
_JOINERS = (
    *_WORKPLACES,
    *(
        "汽修 汽修厂 烘焙坊 面馆 大药房 书店 花店 客栈 民宿 网吧 车行 茶楼 火锅店 理发店 琴行 画室 舞蹈工作室 健身俱乐部 商会 老年大学 志愿服务队 救援队 车队 俱乐部 协会 "
        "有限公司 科技有限公司 贸易有限公司 旅行社有限公司 农机合作社 种植合作社 家政公司 培训学校 驾校 托育园 养老服务中心 工作室 摄影工作室 建材市场 菜市场 物流园 水产行 五金店 便利店 "
        "口腔门诊部 第三项目部 工程队 文工团 艺术团 渔业队 粮油店 豆腐坊 酒坊 铺子"
    ).split(),
)


def _dictionary() -> list[tuple[str, int, str]]:
    import jieba

    path = os.path.join(os.path.dirname(jieba.__file__), "dict.txt")
    with open(path, encoding="utf-8") as file:
        return [(word, int(count), tag) for word, count, tag in map(str.split, file)]


def _han(word: str) -> bool:
    return bool(re.fullmatch(r"[\u4e00-\u9fff]+", word))


@cache
def lexicon(least: int = 30) -> dict[str, int]:
    """The words of ordinary language with how common they are, from 1 to 4; names of people are none."""
    found = {}
    for word, count, tag in _dictionary():
        if 2 <= len(word) <= 4 and _han(word) and (count >= least or tag == "ns") and not tag.startswith("nr"):
            found[word] = PLACE if tag == "ns" else 1 + (count >= 100) + (count >= 500) + (count >= 3000)
    return found


@cache
def _places() -> list[str]:
    return sorted(word for word, common in lexicon().items() if common == PLACE and len(word) < 4)


@cache
def _clauses() -> list[str]:
    """Clauses of sentences that name nobody: the questions and requests of data/nlu."""
    said = "\n".join(path.read_text("utf-8") for path in sorted(SAYINGS.glob("*.yml")))
    lines = [line.strip()[2:] for line in said.splitlines() if line.strip().startswith("- ") and "[" not in line]
    clauses = {clause for line in lines for clause in re.split(r"[，,。；;？?！!：:\s]", line) if 4 <= len(clause) <= 14}
    return sorted(one for one in clauses if not _NAMES_SOMEBODY.search(one) and re.search(HAN, one))


@cache
def _given_names() -> tuple[list[str], list[int]]:
    counts: dict[str, int] = {}
    for word, count, tag in _dictionary():
        if tag in ("nr", "nrfg") and len(word) in (2, 3) and word[0] in SURNAMES and _han(word):
            given = word[1:]
            if given_likeness(given) >= len(given) + 1:
                counts[given] = counts.get(given, 0) + min(count, 20)
    names = sorted(counts)
    return names, [counts[name] for name in names]


@cache
def _characters() -> tuple[list[str], list[int]]:
    counts: dict[str, int] = {}
    for given, count in zip(*_given_names(), strict=True):
        for character in given:
            counts[character] = counts.get(character, 0) + count
    characters = sorted(counts)
    return characters, [counts[one] for one in characters]


@cache
def _words_like_names() -> list[str]:
    """高兴, 方便, 陆续: words of which only what stands beside them tells that they are names."""
    return sorted(word for word, common in lexicon().items() if len(word) == 2 and common > 1 and is_name(word))


@cache
def _seldom() -> list[str]:
    return sorted(SURNAMES - set(_MANY))


def given(chance: Chance) -> str:
    """One or two characters."""
    if chance.random() < 0.5:
        names, weights = _given_names()
        return chance.choices(names, weights)[0]
    characters, weights = _characters()
    return "".join(chance.choices(characters, weights, k=chance.choice((1, 2, 2, 2))))


def _ordinary(chance: Chance) -> str:
    rank = min(int(chance.expovariate(1 / 30)), len(_MANY) - 1)
    return _MANY[rank] + given(chance)


def _rare(chance: Chance) -> str:
    return chance.choice(_seldom()) + given(chance)


def _double(chance: Chance) -> str:
    return chance.choice(sorted(DOUBLE_SURNAMES)) + given(chance)


def _doubled(chance: Chance) -> str:
    character = chance.choice(_DOUBLED)
    return (chance.choice(_MANY) if chance.random() < 0.8 else "") + character * 2


def _of_both(chance: Chance) -> str:
    return chance.choice(_MANY) + chance.choice(_MANY) + given(chance)[:2]


def _like_a_word(chance: Chance) -> str:
    return chance.choice(_words_like_names())


def _sounded(chance: Chance) -> str:
    parts = [chance.choice(_SOUNDS) for _ in range(chance.choice((1, 1, 2)))]
    joint = "·" if chance.random() < 0.35 else ""
    return joint.join(parts) if len(parts) > 1 or len(parts[0]) > 1 else parts[0] + chance.choice(_SOUNDS)


def _of_a_house(chance: Chance) -> str:
    return chance.choice(_HOUSES) + given(chance)


def _foreign(chance: Chance) -> str:
    return " ".join(chance.choice(_FOREIGN) for _ in range(chance.choice((1, 2, 2))))


def _odd(chance: Chance) -> str:
    return chance.choice(_ODD)


_MAKERS: tuple[tuple[Callable[[Chance], str], float], ...] = (
    (_ordinary, 0.5),
    (_rare, 0.16),
    (_double, 0.06),
    (_doubled, 0.03),
    (_of_both, 0.04),
    (_like_a_word, 0.08),
    (_sounded, 0.06),
    (_of_a_house, 0.02),
    (_foreign, 0.01),
    (_odd, 0.02),
)


def person(chance: Chance) -> str:
    """Somebody's name: mostly an ordinary one."""
    makers, weights = zip(*_MAKERS, strict=True)
    return str(chance.choices(makers, weights)[0](chance))


def titled(chance: Chance) -> str:
    """Somebody who is only named, as such people are: mostly with the whole name."""
    return person(chance) if chance.random() < 0.8 else chance.choice(_MANY)


def _called(chance: Chance, endings: Sequence[str]) -> str:
    stem = "".join(chance.choices(_STEM, k=chance.choice((2, 2, 3))))
    town = chance.choice(_TOWN) if chance.random() < 0.25 else ""
    return stem + town + chance.choice(endings)


def unit(chance: Chance) -> str:
    """Where somebody works or learns; seldom without a name of its own (卫校)."""
    if chance.random() < 0.12:
        return chance.choice(_WORKPLACES)
    return _called(chance, _WORKPLACES)


def called(chance: Chance) -> str:
    """Somebody by his surname: 刘婶, 老胡."""
    surname = _MANY[min(int(chance.expovariate(1 / 30)), len(_MANY) - 1)]
    if chance.random() < 0.3:
        return chance.choice("老小大") + surname
    return surname + chance.choice(_TITLES)


def place(chance: Chance) -> str:
    """A town, a county, a village."""
    return "".join(chance.choice(_places()) for _ in range(chance.choice((1, 1, 2))))


def people(chance: Chance) -> str:
    """A people, without 族."""
    return chance.choice(PEOPLES.split("|"))


def clause(chance: Chance) -> str:
    """What else is said in a message."""
    return chance.choice(_clauses())


def member_unit(chance: Chance) -> str:
    """A unit that joins."""
    return _called(chance, _JOINERS)

"""Names of organisations and people in a message: a conditional random field over characters.

Characters, not words: a tokenizer cuts unknown names wrongly, and an extractor bound to its borders cannot mend that.
jieba's cut is a feature instead. Why, and what it was compared with: docs/decisions/0003-classifier.md.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.text.numbers import TOKEN

ORG, PERSON = "org", "person"
# Set by cross-validation on data/nlu.
L1, L2 = 0.05, 0.05
COPIES = 4

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平"
    "黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱丘骆高夏蔡田樊胡凌霍虞万支柯昝管"
    "卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊惠甄曲封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀"
    "蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭"
    "贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越"
    "夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须"
    "丰巢关蒯相查后荆红游竺权逯盖益桓公肖付邸佟覃区仉督佴税么揭漆苟谌兰覃阳代涂邝冼佘祖仝母亓线鹿冒撒蹇问原缑笪岳帅"
)
DOUBLE_SURNAMES = frozenset(
    (
        "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 长孙 司徒 司空 端木 夏侯 独孤 南宫 闻人 赫连 "
        "澹台 淳于 钟离 左丘 百里 呼延 闾丘 巫马 鲜于 亓官 相里 东郭 拓跋 纳兰 完颜 轩辕 西门 公羊 太史 申屠 "
        "仲孙 濮阳 单于 梁丘"
    ).split()
)
# What an organisation is called after its own name, and the Red Cross's own tail.
KINDS = tuple(
    (
        "社区 街道 村 镇 乡 县 区 市 旗 嘎查 苏木 小区 新村 林场 农场 牧场 矿 厂 电厂 纺织厂 机械厂 电子厂 "
        "水泥厂 汽修厂 中学 小学 初级中学 中心小学 高中 实验学校 外国语学校 职业学校 学校 幼儿园 学院 "
        "职业技术学院 大学 医院 人民医院 中医院 卫生院 中心卫生院 妇幼保健院 卫生室 敬老院 养老院 福利院 公司 "
        "有限公司 集团 企业 电子 机械 纺织 药业 科技 银行 支行 合作社 超市 市场 商会 车站 客运站 开发区 "
        "税务局 局 药房"
    ).split()
)
TAILS = ("红十字会", "红会")
_ENDING = re.compile("|".join(sorted((*KINDS, *TAILS), key=len, reverse=True)))
_ORG_PARTS = re.compile(f"(.+?)({'|'.join(sorted(KINDS, key=len, reverse=True))})?({'|'.join(TAILS)})?$")

_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂梅文辉玲红建国华志春海燕玉雪林波宁云飞凤莲珍荣德贵福生成龙庆祥兴旺小大晓子思雨欣怡浩宇轩梓涵佳琪"
    "俊峰天佑一鸣心悦若安可嘉晨星月青松柏秋冬夏山水清远长"
    "正义仁礼智信忠良善美慧巧凡新民铁柱根土火木金宝满仓有财进步卫东向阳前爱学勤俭友和顺康乐喜来运开元亮光照临溪桥南北西中世宗培兆启承绍继延恩泽雯雅婷"
    "倩薇瑶琳璐"
)
_FOREIGN = (
    "阿依古丽买提江艾山热合曼卓玛扎西次仁央金多吉巴图乌兰其格木尔库班努尔吐逊帕尔哈提迪丽娜拉姆丹增旺堆格桑斯琴达来宝音"
)
_PLACE = (
    "东西南北上下大小前后老新青白红黄金银石沙水山河江湖海溪泉井塘湾滩坝桥坡岭岗沟坪坳坑洞崖岩渡口头尾角嘴寨屯庄营堡店铺坊桃李杏梅柳槐榆桑松柏竹杉枫桂"
    "荷莲菊兰梨枣栗茶花草龙凤虎马牛羊鸡鹤鹰燕鱼龟仙神佛"
    "庙观寺塔楼台亭阁门关云雨雪风月星日天平安康乐福寿永长兴旺和顺太清明光文武德仁义三五七九八双百万千里"
)


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    kind: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Sentence:
    """A folded text, jieba's words with their offsets, and the names in it when they are known."""

    text: str
    words: Sequence[tuple[str, int]]
    names: Sequence[Span] = ()


def _kind_of(character: str) -> str:
    if "\u4e00" <= character <= "\u9fff":
        return "han"
    if character.isdigit():
        return "digit"
    return "latin" if character.isalpha() else "other"


def features(sentence: Sentence) -> list[list[str]]:
    """Return the features of each character."""
    text = TOKEN.sub(lambda m: "\ue000" * len(m.group()), sentence.text)
    size = len(text)
    word_at = ["-"] * size
    place = ["-"] * size
    for word, start in sentence.words:
        for i in range(start, min(start + len(word), size)):
            word_at[i] = word
            first, last = i == start, i == start + len(word) - 1
            place[i] = "S" if first and last else "B" if first else "E" if last else "M"
    kinds = [_kind_of(c) for c in text]
    ending = [""] * size  # the organisation ending that a character is part of
    ahead = [0] * size  # characters until the next such ending
    for found in _ENDING.finditer(text):
        for i in range(found.start(), found.end()):
            ending[i] = found.group()
    distance = 99
    for i in reversed(range(size)):
        distance = 0 if ending[i] else 99 if kinds[i] != "han" else distance + 1
        ahead[i] = min(distance, 9)
    surname = [_surname(text, i) for i in range(size)]

    def at(values: Sequence[str], i: int) -> str:
        return values[i] if 0 <= i < size else "<" if i < 0 else ">"

    found_features = []
    for i in range(size):
        one = [f"c{d}:{at(text, i + d)}" for d in range(-3, 4)]
        one += [f"cc{d}:{at(text, i + d)}{at(text, i + d + 1)}" for d in range(-3, 3)]
        one += [f"ccc{d}:{at(text, i + d)}{at(text, i + d + 1)}{at(text, i + d + 2)}" for d in (-3, 1)]
        one += [f"k{d}:{at(kinds, i + d)}" for d in (-1, 0, 1)]
        one += [f"p{d}:{at(place, i + d)}" for d in (-1, 0, 1)]
        one += [
            f"pp:{at(place, i - 1)}{place[i]}{at(place, i + 1)}",
            f"w:{word_at[i]}",
            f"wl:{place[i]}{len(word_at[i])}",
        ]
        one += [f"s{d}:{at(surname, i + d)}" for d in (-2, -1, 0, 1)]
        one += [f"e{d}:{at(ending, i + d)}" for d in (-1, 0, 1)]
        one += [f"a:{ahead[i]}", f"ap:{ahead[i]}{place[i]}", f"sp:{surname[i]}{place[i]}{len(word_at[i])}"]
        found_features.append(one)
    return found_features


def _surname(text: str, i: int) -> str:
    if text[i : i + 2] in DOUBLE_SURNAMES:
        return "D"
    if i and text[i - 1 : i + 1] in DOUBLE_SURNAMES:
        return "d"
    return "S" if text[i] in SURNAMES else "-"


def labels(sentence: Sentence) -> list[str]:
    """Return B-, I-, E- and S-labels, `O` outside names."""
    found = ["O"] * len(sentence.text)
    for name in sentence.names:
        for i in range(name.start, name.end):
            place = "S" if name.end - name.start == 1 else "B" if i == name.start else "E" if i == name.end - 1 else "I"
            found[i] = f"{place}-{name.kind}"
    return found


def spans(tags: Sequence[str], confidences: Sequence[float]) -> list[Span]:
    """Read names off the labels of the characters."""
    found: list[Span] = []
    start = 0
    for i, tag in enumerate(tags):
        kind = tag[2:]
        if tag[0] in "BS" or i == 0 or tags[i - 1][2:] != kind:
            start = i
        ends = i + 1 == len(tags) or tags[i + 1][2:] != kind or tags[i + 1][0] in "BS"
        if kind and ends:
            found.append(Span(start, i + 1, kind, min(confidences[start : i + 1])))
    return found


def augmented(sentences: Sequence[Sentence], cut: Any, copies: int, vocabulary: Sequence[str]) -> Iterator[Sentence]:
    """Yield the sentences, then those with names `copies` times more with other names in their place. Deterministic."""
    chance = random.Random(20)
    stems = sorted({_stem(s.text[n.start : n.end]) for s in sentences for n in s.names if n.kind == ORG})
    yield from sentences
    for sentence in sentences:
        for _ in range(copies if sentence.names else 0):
            text, names, position = "", [], 0
            for name in sorted(sentence.names, key=lambda n: n.start):
                old = sentence.text[name.start : name.end]
                new = _another_org(old, chance, stems) if name.kind == ORG else _another_person(chance, vocabulary)
                text += sentence.text[position : name.start]
                names.append(Span(len(text), len(text) + len(new), name.kind))
                text += new
                position = name.end
            text += sentence.text[position:]
            yield Sentence(text, list(cut(text)), names)


def _stem(org: str) -> str:
    found = _ORG_PARTS.match(org)
    return found.group(1) if found else org


def _another_org(old: str, chance: random.Random, stems: Sequence[str]) -> str:
    found = _ORG_PARTS.match(old)
    kind, tail = (found.group(2) or "", found.group(3) or "") if found else ("", "")
    if chance.random() < 0.3:
        kind = chance.choice(KINDS)
    if not kind and not tail:
        return old
    stem = (
        chance.choice(stems)
        if chance.random() < 0.4
        else "".join(chance.choices(_PLACE, k=chance.choice((2, 2, 2, 3, 3, 4))))
    )
    return stem + kind + tail


def _another_person(chance: random.Random, vocabulary: Sequence[str]) -> str:
    draw = chance.random()
    given = "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    if draw < 0.55:
        return chance.choice(_sorted_surnames()) + given
    if draw < 0.65:
        return chance.choice(sorted(DOUBLE_SURNAMES)) + given
    if draw < 0.72:
        return "".join(chance.choices(_FOREIGN, k=chance.choice((2, 3, 4))))
    return chance.choice(vocabulary) if vocabulary else chance.choice(_sorted_surnames()) + given


@cache
def _sorted_surnames() -> list[str]:
    return sorted(SURNAMES)


def train(
    sentences: Sequence[Sentence], cut: Any, path: Path, copies: int = COPIES, l1: float = L1, l2: float = L2
) -> None:
    """Fit a model and write it to `path`. `cut` is the word cutter, for the sentences with swapped names."""
    import pycrfsuite

    # Words of ordinary language that are also people's names (高兴, 权衡): what surrounds them must decide.
    vocabulary = sorted(
        {w for s in sentences for w, _ in s.words if len(w) == 2 and all(_kind_of(c) == "han" for c in w)}
    )
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": l1, "c2": l2, "max_iterations": 60, "feature.possible_transitions": True})
    for sentence in augmented(sentences, cut, copies, vocabulary):
        if sentence.text:
            trainer.append(features(sentence), labels(sentence))
    trainer.train(str(path))


class NameModel:
    """A trained model, ready to find names."""

    def __init__(self, path: Path) -> None:
        import pycrfsuite

        self._tagger = pycrfsuite.Tagger()
        self._content = path.read_bytes()  # the C library reads from it for as long as the tagger lives
        self._tagger.open_inmemory(self._content)

    def find(self, sentence: Sentence) -> list[Span]:
        """Return the names in the text, from left to right."""
        if not sentence.text:
            return []
        self._tagger.set(features(sentence))
        tags: list[str] = self._tagger.tag()
        if all(tag == "O" for tag in tags):
            return []
        return spans(tags, [1.0 if tag == "O" else self._tagger.marginal(tag, i) for i, tag in enumerate(tags)])

"""A name in the middle of a sentence that no pattern finds: the string that is most like one, where it stands."""

import re
from collections.abc import Iterator

from bot.text.names import HAN, LEAD_WORDS, is_name, likeness
from bot.text.person_facts import UNIT_END, Place

_ENOUGH = 4  # likeness and what stands beside, together
_SURE = 10  # the same in a message without any number, which more often names nobody: 我要注册成红会志愿者
_BESIDE = 3  # what an edge, or a word that stands beside names, adds; what another word takes away
_LONGER = 2  # most names have three characters
_LEADS = re.compile(
    r"(?:"
    + "|".join(sorted(map(re.escape, LEAD_WORDS), key=len, reverse=True))
    + r"|军人|大户|听说|加上|添上|加进|写上|补上|填的|记一下|老爷子|老太太|师傅|书记|主任|村长"
    r"|里头|里|就|那|这|啥|哦|对|呢|说|由|到|着|同桌"
    r"|[表堂][哥姐弟妹]|老乡|学委|体委|领队|老[大二三四五]|[工员师长兵手匠嫂婶伯姨舅商贩主])$"
)
_FOLLOWS = re.compile(
    r"说|讲|[他她]|也|还|都|要|想|愿|希望|自愿|申请|报|填|登|录|写|加|入|参|当|做|来|去|的|同志|同学|女士|先生|老师|医生|师傅|大[哥姐爷叔妈]|"
    r"阿姨|等|吗|吧|呢|啊|哈|呀|这|那|今年|电话|手机|号码|联系|身份|男|女|是|在|和|跟|与|[一二三四五六七八九十\d]|办|成|进|给|现|住|可|能|会"
)
# 会员|汝南, 王大姐: what would begin, or end, in the middle of a word
_ONE_WORD = re.compile(
    r"[会职人成学队党店柜团委社教]员|愿者|[记患学或]者|[医学先新]生|[老律医厨]师|师傅|[账窗客门住]户|父母|保安"
)
_TITLE = re.compile(r"大[姐哥爷叔妈婶娘嫂]|老[师板]|阿姨|同[志学]|[先学医]生")
# 双河二中, 柳林社区: what looks like a name is that of a place.
_OF_A_PLACE = re.compile(
    rf"(?:(?![在于是的到来去]){HAN}){{0,4}}?(?:{UNIT_END}|[一二三四五六七八九十实附]?[小中](?!{HAN})|社区|街道|[村镇乡县市区路])"
)
# What is told of somebody who joins.
_REGISTERS = re.compile(r"(?:[他她说也都要想来同愿意自己]|一起|一块)*(?:[当做报入加登填]|申请|参加|成为)")
_RUN = re.compile(rf"{HAN}{{2,40}}")


def guessed(plain: str, numbered: bool) -> tuple[str, Place] | None:
    """The likeliest name of a text without its numbers and facts, with its place; None when nothing is like one.

    `numbered`: whether the message gives an identity number or a telephone.
    """
    best = max(_candidates(plain), key=lambda found: (found[0], -found[1][0]), default=None)
    if best is None or best[0] < (_ENOUGH if numbered else _SURE):
        return None
    return plain[slice(*best[1])], best[1]


def _candidates(plain: str) -> Iterator[tuple[int, Place]]:
    for run in _RUN.finditer(plain):
        for start in range(run.start(), run.end() - 1):
            for end in range(start + 2, min(start + 4, run.end()) + 1):
                name = plain[start:end]
                apart = _ONE_WORD.match(plain, start - 1) or _TITLE.match(plain, end - 1)
                if is_name(name) and not apart and not of_a_place(plain, start):
                    given = _LONGER * (end - start > 2)
                    yield likeness(name) + given + _beside(plain, run.span(), (start, end)), (start, end)


def of_a_place(plain: str, start: int) -> bool:
    """Whether what begins at a place is rather the name of a school, a unit or a village."""
    return bool(_OF_A_PLACE.match(plain, start))


def _beside(plain: str, run: Place, at: Place) -> int:
    """What stands before and behind: the edge, a word that leads to names, or one that goes on after them."""
    leads = at[0] == run[0] or bool(_LEADS.search(plain[max(run[0], at[0] - 6) : at[0]]))
    follows = at[1] == run[1] or bool(_FOLLOWS.match(plain, at[1]))
    registers = _BESIDE * bool(_REGISTERS.match(plain, at[1]))
    return _BESIDE * (2 * leads - 1) + _BESIDE * (2 * follows - 1) + registers

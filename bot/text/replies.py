"""What people answer when they are asked for something."""

import re

from bot.text.normalise import fold

SHORTEST = 3  # characters of a question
_BASIS = re.compile(
    r"[\s，。；,;（(]*(?:依据|根据|出处|来源)(?:是|为)?\s*[:：]?\s*(?P<basis>[^：:].*?)[)）]?\s*$", re.DOTALL
)
_END = r"(?:吧|了|啦|呀|啊|的|呢|哈)*[\s,，。.!！~]*"
_YES = re.compile(
    rf"(?:(?:信息|内容|资料|以上|上面|这回|这次|这下|现在|那|那就|就|都|全|可以)?(?:嗯+|哦|噢|好+|行|可以|是|对+|没有?错|没啥?问题|没毛病|没意见|正确|确认|确定|ok|okay|yes|"
    rf"同意|就这样|就这么办|这样可以|提交|保存|登记|登|存|录入?|上报|报|发|交|报上去|发出去|交上去|递上去|就是这样|准确无误|无误|都对|全对|对上|"
    rf"不用(?:再)?改|不改|可|中|成|妥|要得|通过){_END})+"
)
_NO = re.compile(rf"(?:(?:不|不是|不对|不行|错|错误|有误|不正确|no|别|不要|先别|不确认|不同意|没|没有){_END})+")
_CANCEL = re.compile(
    rf"(?:那|就|我|先|还是|今天|暂时|这个|这次|这份|这条|算了|[,，\s]){{0,4}}(?:取消|算|不答|不填|不弄|不登|不登记|不报|不办|不搞|不要|退出|停|作罢|放弃|不录){_END}"
    rf"(?:取消|不填|不登|不登记|不报|不弄){{0,1}}{_END}"
    rf"(?:(?=[,，。.\s])(?!.*(?:[改报登换填记录]|先|再说[另别]))[,，。.\s]+.{{1,14}})?"
)
# 算了 人数得问车间 这个先不报了; 人还没齐，先不报了: the last words say it
_CANCELS_AT_LAST = re.compile(
    rf"(?P<why>[^?？]{{0,24}})(?:^|[,，。.;；\s]|(?<=了))(?:那|我|就|还是|今天|暂时|这个|这次|这份|这条|这场)*先?(?:不报|不登|不登记|不填|不弄|不办|不录|不搞){_END}"
)
_NOTHING = re.compile(
    rf"(?:这个|这项|暂时|目前|我|他|她|也)*(?:没有|没|无|不知道|不清楚|不详|不晓得|不方便|没带|没问|记不得|记不清|忘|跳过|略过|先空着|空着|不填这项|以后再补|回头补|后面补){_END}"
)


_ASKS = re.compile(
    r"[?？]|先问|问一?[下句声个]|请问|想问|(?:吗|么|呢|嘛|没有|不)[。.!！~]*$|什么|怎么|怎样|如何|多少|几[个人场次年月名家条]|哪|谁|是不是|能不能|可不可以|要不要|有没有|多久|为啥|咋"
)


def asks(text: str) -> bool:
    """Whether a text is worded as a question."""
    return bool(_ASKS.search(fold(text)))


def with_basis(text: str) -> tuple[str, str]:
    """An answer and what it is said to rest on, "" when the text does not say."""
    found = None
    for mark in re.finditer(r"依据|根据|出处|来源", text):
        found = _BASIS.search(text, max(0, mark.start() - 2))
        if found and found.start() > 0:
            break
    if not found or found.start() == 0:
        return text.strip(), ""
    return text[: found.start()].strip(), found["basis"].strip(" 。.")


def agrees(text: str) -> bool:
    """Whether a text says yes, and nothing else."""
    return bool(_YES.fullmatch(fold(text)))


_TAKES_BACK = re.compile(
    r"^(?:啊|哦|噢|呀|哎呀?|诶|坏了|等下|等等|不好意思|[,，\s])*(?:(?:刚才|刚刚|上面)?(?:那个|这个|那条|这条)?(?:不对|错了|说错|报错|写错|打错|搞错|弄错|填错|记错)了?|不是.{1,8}(?:而|应该)?是|应该?是|应为|"
    r"(?:刚才|刚刚|前面|上面)?(?:[那这][场条个次])?(?:活动)?(?:还)?(?:漏|忘|少)(?:了|写|报|填|记|说|加)|手滑|打快了)"
)


def takes_back(text: str) -> bool:
    """Whether a text begins by saying that what was said before is wrong: 啊不对，是130人."""
    return bool(_TAKES_BACK.match(fold(text)))


def declines(text: str) -> bool:
    """Whether a text says no, and nothing else."""
    return bool(_NO.fullmatch(fold(text)))


def cancels(text: str) -> bool:
    """Whether a text ends what was begun, and says nothing else."""
    plain = fold(text)
    if _CANCEL.fullmatch(plain):
        return True
    last = _CANCELS_AT_LAST.fullmatch(plain)
    return last is not None and not re.search(r"\d|[改换]成|[一二三四五六七八九十]{1,3}[人名位个]", last["why"])


# 导出志愿者名单 算了导会员的: what stands behind the words is meant instead of what stands before them.
_INSTEAD = re.compile(
    r"(?P<before>.{2,}?)[,，。.;；!！\s]*(?:(?:还是)?算了|(?<!对)不对|(?:说|打|写|弄)?错了|哦不|噢不|不不+|(?<=[,，。.;；!！\s])(?:不是|还是(?=.+吧)))"
    r"(?:还是|是|应该?是|要|我要|改成|换成|[,，。.;；!！\s])*(?P<rest>.{2,})"
)
_DROPPED = re.compile(rf".{{2,}}?[,，。.;；!！\s]*(?:还是|那|就)*(?:算|不用|不要|不导|别导|不看|先不){_END}$")
_THINGS = re.compile(
    r"(?:成人|青少年|团体)?会员|(?:成人|青少年|团体)(?!会员)|志愿者|义工|志工|基层组织|组织|活动|台[账帐]|清单|时长|人次|救护员|会费"
)


def instead(text: str) -> tuple[str, str] | None:
    """What somebody said first and what was said instead in the same breath, where that names a thing; else None."""
    found = _INSTEAD.fullmatch(fold(text))
    if found is None or not _THINGS.search(found["rest"]):
        return None
    return found["before"], found["rest"]


def settled(text: str) -> str:
    """A request without what was taken back in the same breath: 导出名单 导会员的 of 导出志愿者名单 算了导会员的."""
    said = instead(text)
    return f"{_THINGS.sub('', said[0])} {said[1]}" if said else text


def dropped(text: str) -> bool:
    """Whether a request ends by being taken back: 导出会员名单 算了."""
    return bool(_DROPPED.fullmatch(fold(text)))


_WANTS_BACK = re.compile(
    r"撤[销回](?:这个|这次|刚才的?)?撤[销回]|撤[销回]?错了?|(?:别|不要|不用|不该)撤[销回了]?(?!.*[吗?？])|(?:撤[销回]了?的|刚(?:才|刚)?撤的).{0,6}(?:恢复|找回|还原)|"
    r"^(?:帮我|请|再|给我|还是|[,，\s])*(?:恢复|还原|找回来?)(?:一下|回来|刚才的|那条|吧|了)*[。！!]*$"
)


def wants_back(text: str) -> bool:
    """Whether somebody wants again what was just taken back: 撤销撤回, 撤回错了恢复一下."""
    return bool(_WANTS_BACK.search(fold(text)))


# 这个先放放，昨天那场先帮我报了: the draft is put aside for what stands behind.
_ASIDE = re.compile(
    r"^(?:那|我|你|这个|这份|这条|他的|她的|登记|报名|先|把|[,，\s])*(?:放一?放|搁一?搁|缓一?缓|等一?等|放着|搁着|放一?下|停一?停|等一?会儿?再[弄说填办登报]|"
    r"回头再[弄说填办登报])(?:着|吧|哈|啊)?[,，。;；\s]+(?P<rest>.{4,})$"
)


def asked_first(text: str) -> str:
    """What is to be done before what was begun (昨天那场帮我报了 of 这个先放放，昨天那场帮我报了); "" for nothing."""
    found = _ASIDE.match(text.strip())
    return found["rest"] if found else ""


_AFTER = re.compile(r"[,，。.;；!！\s]+")


def asked_behind(text: str) -> str:
    """The question behind words that end what was begun: 换届是哪天 of 不报了。换届是哪天; "" where there is none."""
    for mark in _AFTER.finditer(text):
        rest = text[mark.end() :].strip()
        if len(rest) >= SHORTEST and asks(rest) and cancels(text[: mark.start()]):
            return rest
    return ""


def holds_number(text: str) -> bool:
    """Whether a text holds a number in figures, or one of people, hours or times in words: 就三十吧."""
    plain = fold(text)
    return bool(re.search(r"\d|[一二两三四五六七八九十百]+(?:[人名位个场户点时]|小时|$|吧)", plain.rstrip("。.!！~ ")))


def is_same(text: str) -> bool:
    """Whether somebody who was asked says that two are the same person."""
    return bool(re.search(r"同一|一个人|就是(?:他|她|这个)|^是(?:他|她|的)", fold(text)))


def is_other(text: str) -> bool:
    """Whether somebody who was asked says that two are different people."""
    return bool(re.search(r"不是|不同|两个人|另外?一个|重名|同名", fold(text)))


def has_nothing(text: str) -> bool:
    """Whether somebody who was asked for something says that there is none, or that it is not known."""
    return bool(_NOTHING.fullmatch(fold(text)))


_CORRECTED = re.compile(
    r"(?P<field>依据|出处|答复|回答)(?:要|应该?|得)?(?:改成|改为|换成|应该是|应为|是|写成|写)[:：，,]?(?P<value>.+)",
    re.DOTALL,
)


def answer_corrected(text: str) -> tuple[str, str] | None:
    """The part of an answer (answer or basis) that a text corrects, and what it is to be."""
    found = _CORRECTED.match(text.strip())
    if found is None:
        return None
    return "basis" if found["field"] in ("依据", "出处") else "answer", found["value"].strip()

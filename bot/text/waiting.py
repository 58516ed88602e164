"""Questions for what is new, or what waits for the person who asks."""

import re

from bot.text.normalise import fold

_THINGS = (
    r"(?:消息|通知|待办|代办|待处理|提示|任务(?=要我|等我)|事情?(?=[要等该需]|没|吗|$)|"
    r"活儿?(?=要我|等我)|申请(?=要我|等我))"
)
_ASKED = (
    re.compile(rf"有(?:没有|无|什么|啥|哪些|几[个条件])?(?:新的?|最新的?|别的|其他)?{_THINGS}"),
    re.compile(r"(?:有没有|有什么|有啥|有哪些|还有|哪些)(?:事情?|东西|活儿?|人|材料|申请)*(?:是|需)?(?:要|等着?|该|需要)我(?:去|来)?(?:处理|办|做|审|批|确认|回复|看|填|报)"),
    re.compile(r"(?:等着?|要|需要|该)我(?:去|来)?(?:处理|办|审核?|审批|批|确认)的(?:事情?|有哪些|有什么|都有|有几)?"),
    re.compile(r"^(?:看看?|查看?|打开|我的|列出?)?(?:一下)?(?:我的)?(?:新消息|消息|未读消息|未读通知|通知|待办(?:事项|清单)?|待处理事项)(?:列表|有哪些|有吗)?$"),
    re.compile(r"(?:有人|谁)(?:找过?我|给我发|找我了)|我(?:今天|这周|本周|最近|现在)?(?:要|该|得|需要)(?:做|办|处理|干)(?:什么|啥|哪些)"),
)  # fmt: skip
_OTHER = re.compile(r"怎么|如何|活动|政策|文件|规定|发布|推送给|提醒(?!我)|设|取消|登记|报名")
LONGEST = 20  # characters; more says something else besides


def asks_what_waits(text: str) -> bool:
    """Whether a text asks what is new, or what waits for the asker: 有什么新消息吗, 有没有要我处理的事."""
    plain = re.sub(r"[\s\W]|吗|呢|啊|呀|没有$|不$", "", fold(text))
    short = len(plain) <= LONGEST and not _OTHER.search(plain)
    return short and any(pattern.search(plain) for pattern in _ASKED)

"""Suggestions and complaints: what is said in them, and whether they are about who would read them."""

import re

_LEAD = re.compile(
    r"^(?:你好|您好)?[，,]?(?:我|俺|咱)?(?:想|要|有|来|得|这边)*(?:提|反映|反应|投诉|举报|说|给你们)?(?:一?[个条点些下件]|几[个条点件])?"
    r"(?:小)?(?:意见|建议|情况|问题|投诉|不满|想法|事情|事儿|事)?(?:要?(?:提|反映|说))?(?:一下)?[:：，,。！!\s]*"
)
_HEAD = re.compile(r"秘书|会长|负责人|领导|管事的|书记|主任")
SHORTEST = 6  # characters: what is shorter only announces a suggestion


def said_in(text: str) -> str:
    """The suggestion itself, without what announces it; "" when it is only announced."""
    rest = _LEAD.sub("", text.strip(), count=1)
    return rest if len(rest) >= SHORTEST else ""


def about_the_head(text: str) -> bool:
    """Whether it is about the secretary or another who heads the branch."""
    return bool(_HEAD.search(text))

"""Messages that give an organisation another name: 把东湖社区红十字会改名为东湖新城社区红十字会."""

import re
from dataclasses import dataclass

from bot.text.normalise import fold_aligned

_RENAME = re.compile(
    r"^(?:请|麻烦|帮忙|帮我|我们|现在)*(?:把|将)?(?P<old>[\u3400-\u9fffA-Za-z0-9（）()]{2,40}?)(?:现在|已经|现|已|要|的(?:名称|名字))*"
    r"(?:改名|更名|改称|易名|名称变更|名称改|名字改)(?:为|成|叫做?|作)*[:：“\"「]?(?P<new>[\u3400-\u9fffA-Za-z0-9（）()]{3,40}?)[”\"」]?(?:了|吧)?[。!！]?$"
)
_ORGANISATION = re.compile(r"红十字会|红会|社区|街道|开发区|学校|小学|中学|大学|医院|公司|[镇村乡县]$")


@dataclass(frozen=True)
class Rename:
    """What an organisation is called so far, and is to be called."""

    old: str
    new: str


def read_rename(text: str) -> Rename | None:
    """The renaming that a text asks for; None for anything else, such as the name of a person."""
    found = _RENAME.match(re.sub(r"\s+", "", fold_aligned(text)))
    if found is None or not _ORGANISATION.search(found["old"]) or not _ORGANISATION.search(found["new"]):
        return None
    return Rename(found["old"], found["new"])

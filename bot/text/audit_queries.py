"""Questions about what was done in the register, by whom: which doings are meant, and about whom."""

import re

from bot.text.names import is_name
from bot.text.normalise import fold, fold_aligned

# What people call a doing, with the codes of the audit log that it stands for.
_DOINGS = (
    (r"导出|下载|报表", ("export",)),
    (r"合并", ("merge", "unmerge")),
    (r"转会|转出|转入|转走|转到", ("transfer", "transfer_back")),
    (r"退会|退出", ("leave", "stay")),
    (r"导入|批量", ("import", "take_back")),
    (r"撤销|撤回|撤掉", ("withdraw", "stay", "transfer_back", "unmerge", "unfound", "take_back", "unrename")),
    (r"审核|审批|批准|同意|通过", ("accept", "decline", "file")),
    (r"授权|邀请|角色|权限|开账号|绑定", ("invite", "bind", "grant", "revoke")),
    (r"更正|改错", ("correct",)),
    (r"改(?:了|过)?名", ("rename", "unrename", "correct")),
    (r"登记|录入|录的|登的", ("register", "import", "found")),
)  # fmt: skip
_WHOSE = (
    re.compile(
        r"(?:把|动过|改过|查过)?(?P<name>[\u3400-\u9fff·]{2,8}?)的(?:记录|资料|信息|电话|档案|名字|身份证|性别|登记|数据)"
    ),
    re.compile(
        r"谁(?:改|动|更正|删|登记?|录入?|碰|看|查)(?:过|了|的)?(?P<name>[\u3400-\u9fff·]{2,8}?)(?:的|电话|资料|信息|名字|档案|$|[?？呢啊吗])"
    ),
    re.compile(r"(?P<name>[\u3400-\u9fff·]{2,8}?)(?:[这那][条个])?(?:是|被)谁(?:登|录|改|删|加)"),
)


# 谁动过 before a name is no part of it, though 过 is a surname.
_WHO_DID = re.compile(r"^.*?(?:谁|有人|没人|哪个)(?:把|(?:[动改碰看查登录删翻]|更正|登记)[过了的]?)")


def read_doings(text: str) -> tuple[str, ...]:
    """The codes of what is asked for; empty = whatever was done."""
    plain = fold(text)
    return next((codes for pattern, codes in _DOINGS if re.search(pattern, plain)), ())


def read_whose(text: str) -> str | None:
    """The name whose record is asked for."""
    folded = re.sub(r"\s+", "", fold_aligned(text))
    for pattern in _WHOSE:
        for found in pattern.finditer(folded):
            name = _WHO_DID.sub("", found["name"])
            tails = [name[start:] for start in range(len(name) - 1)]
            if known := next((tail for tail in tails if is_name(tail)), None):
                return known
    return None

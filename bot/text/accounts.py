"""Questions about accounts: who opens one, how a newcomer gets in."""

import re

from bot.text.normalise import fold

_ACCOUNT = re.compile(r"[账帐][号户]|邀请码|登录|登不上|登陆|绑定")
_HOW = re.compile(
    r"怎么|咋|如何|怎样|谁|哪|给[\u3400-\u9fff]{0,6}开|[开办]一?个|申请|注册|忘|没有|还没|不了|不上|换了?手机|停[掉用]|注销"
)
_MONEY = re.compile(r"捐|款|银行|财务|钱|资金|开户|单独|独立|专[户门]|核算|经费|会费|对公|账目")


def asks_for_account(text: str) -> bool:
    """Whether a text asks how somebody gets an account or gets in (账号咋开); accounts of money are others."""
    plain = fold(text)
    return bool(_ACCOUNT.search(plain) and _HOW.search(plain)) and not _MONEY.search(plain)

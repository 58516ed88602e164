"""What people of a region say for a common word, and slips of the keyboard: read before a question is understood.

Only for understanding: what somebody reports, suggests or is called stays as he wrote it.
"""

import re

_WORDS = (
    (r"[嘞咧哩](?=$|[?？。!！~])|(?<=[\u3400-\u9fff])[噻撒咯](?=$|[?？。!！~])", "呢"),
    (r"自[愿源][者着]|志[原源]者", "志愿者"),
    (r"一哈(?!子)", "一下"),
    (r"哪哈(?:子|儿)?|哪阵(?:子|儿)?|几时|好久(?=(?:换|到|开|办|交|来|再|是)|[?？呢]?$)", "什么时候"),
    (r"哪点(?!像|不)|哪坨|哪垯|边度", "哪里"),
    (r"啥子|么子|乜嘢|乜(?=事|活动)", "什么"),
    (r"(?:咋个|哪门)(?=是(?:这|那|恁))|为啥子?|做啥子(?=是)", "为什么"),
    (r"咋个|点样|咋子|哪门(?=办|搞|弄|写|填|报|登|建)", "怎么"),
    (r"没得(?!到|了)|冇", "没有"),
    (
        r"好多(?=(?:[个人钱场次家名位户支]|小时)(?:人|会员|志愿者|活动|参加|了)*[?？呢]?$|"
        r"(?:会员|志愿者)呢$|了?[?？呢]?$)|几多",
        "多少",
    ),
    (r"好几(?=年[开换要]|年一)", "几"),
    (r"哪个(?=负责|是负责|管[事的]?|批|当会长|是会长|牵头)|边个", "谁"),
    (r"晓得", "知道"),
    (r"落雨", "下雨"),
    (r"系咪", "是不是"),
    (r"咋整", "怎么办"),
    # 县里 at the head of a question is the county as a whole.
    (
        r"(?:^|(?<=[那，,\s]))(?P<level>[省市县区镇乡])里"
        r"(?=头|的|现在|今年|一共|会员|志愿者|成人|青少年|团体|任务|搞|办)头?",
        r"全\g<level>",
    ),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), word) for pattern, word in _WORDS)


def in_common_words(text: str) -> str:
    """A text with what is said only in a region in the words that are understood everywhere."""
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text

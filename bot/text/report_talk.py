"""What people say of reports while they are talked about: which of several, the same as another, not this one."""

import re
from datetime import date

from bot.core.activities import ActivityType
from bot.text.activities import read_activities
from bot.text.activity_days import read_days
from bot.text.activity_text import as_read, blanked
from bot.text.dates import number
from bot.text.normalise import fold
from bot.text.quantities import read_folded

_ANY_DAY = date(2026, 1, 1)  # the type does not depend on it
_WHICH = re.compile(r"第(?P<n>[一二两三四五六七八九十\d]{1,3})[条个场次项]|(?P<last>最后(?:一|那)?[条个场次项])")
# What stands around a day that puts right another: at least one word that says that something is wrong.
_FILL = r"[\s\x01,，。.!！、]|哎呀?|哦|噢|啊|呃|我|日期|时间|日子|那|这个?|才|对了?|的|吧|写|记|说|报|搞|弄"
_WRONG = r"不对|不是|错了?|应该|应当|其实|改成|改为|改到|更正|是"
_ANOTHER_DAY = re.compile(rf"(?:{_FILL})*(?:{_WRONG})(?:{_FILL}|{_WRONG})*")
_REPLACED = re.compile(r"不是(?P<after>[^,，。;；是]{1,20})|(?:而不是|不是)(?P<end>[^,，。;；是]{1,20})$")


_HELD = re.compile(r"(?:办|搞|开展|举行|举办|组织|做|开|弄|上)(?:了|过|完)(?:一|1|两|几)?(?:个|场|次|期|堂|节|回|批)")


def was_held(text: str) -> bool:
    """Whether a text says that something was done on an occasion: 办了场演练."""
    return bool(_HELD.search(fold(text)))


def which_record(text: str) -> int | None:
    """The place (from 0) of the record that a text numbers: 第二条. -1 is the last one."""
    found = _WHICH.search(fold(text))
    if found is None:
        return None
    if found["last"]:
        return -1
    place = number(found["n"])
    return place - 1 if place else None


def replaced(text: str) -> str | None:
    """The number that a correction says is wrong: 45 of 人数是54不是45."""
    found = _REPLACED.search(as_read(text[:200]))
    values = list(read_folded(found["after"] or found["end"])) if found else []
    return str(int(values[0].value)) if values else None


def names_type(text: str, kind: str) -> bool:
    """Whether a text speaks of an activity of this type: 救护培训的人数改成50."""
    return any(one.facts.activity_type == ActivityType(kind) for one in read_activities(text, _ANY_DAY))


def is_same_activity(text: str) -> bool:
    """Whether somebody who was asked says that two reports are of one activity, and nothing is to be added."""
    plain = fold(text)
    return bool(re.search(r"同一[场个次]|就是那[场个次]|重复|报过|不再报|不用报|别报", plain)) and not re.search(
        r"不是|不重复|另", plain
    )


def changes_the_other(text: str) -> bool:
    """Whether the activity that is recorded already is to take what was said now."""
    return bool(re.search(r"按这次|改那|更新|覆盖|以这次|用这次", fold(text)))


def drops_record(text: str) -> bool:
    """Whether one record of several is not to be saved."""
    return bool(re.search(r"不要|不报|不存|删|去掉|划掉|取消|不算|撤", fold(text)))


def drops_photos(text: str) -> bool:
    """Whether the pictures of a report are not to be kept with it: 不要照片, 照片不用存."""
    said = re.fullmatch(
        r"(?:不要|去掉|删掉?|不存|别存|不用存?)(?:这[几些]?张?|那[几些]?张?)?(?:照片|图片|相片)(?:了|吧)?"
        r"|(?:照片|图片|相片)(?:都|就|先)?(?:不要|不用|不存|别存|不用存|删掉?|去掉)(?:了|吧)?",
        re.sub(r"[,，。.!！\s]", "", fold(text)),
    )
    return said is not None


def one_by_one(text: str) -> bool:
    """Whether several records are to be confirmed each by itself."""
    return bool(re.search(r"逐条|一条一条|一个一个|分开(?:确认|存)|单独确认", fold(text)))


def about_a_person(text: str) -> bool:
    """Whether a correction is of somebody in the register: 张三的电话改成…."""
    return bool(re.search(r"电话|手机|身份证|证件|性别|姓名|名字改|生日|出生|监护人|工作单位", fold(text)))


def reason(text: str) -> str | None:
    """Why a report is returned, as it is said: …退回，照片和人数对不上."""
    said = text.strip().rstrip("。 ")
    found = re.search(r"(?:因为|原因[是为:：]?|理由[是为:：]?)[，,\s]*(?P<why>.{2,120})$", said) or re.search(
        r"(?:退回|打回)[^，,。;；]*[，,。;；]\s*(?P<why>.{2,120})$", said
    )
    return found["why"].strip() if found else None


def says_part_of_day(text: str) -> bool:
    """Whether a text tells when of the day without a day: 上午救护培训45人. It is then of today."""
    return bool(re.search(r"上午|中午|下午|傍晚|晚上|早上|清晨|刚刚|刚才|刚(?:结束|开完|搞完|办完|做完)", fold(text)))


def means_the_present_one(text: str) -> bool:
    """Whether a message says that it goes on with the report at hand: 回来，刚才那个…."""
    return bool(re.search(r"(?:刚才|刚刚|前面|上面)的?[那这]?[个场条]|^接着(?:报|说)?|^继续|^回来", fold(text)))


def means_the_whole(text: str) -> bool:
    """Whether a word of undoing means a whole record, not what was changed in it last: 这条整个撤掉."""
    return bool(
        re.search(r"整[条个场]|[这那][条场]|[这那]个活动|活动.{0,4}(?:撤|删|作废)|报[重错](?:复)?了", fold(text))
    )


def names_an_activity(text: str) -> bool:
    """Whether a word of undoing names an activity: 把昨天报的救护培训撤了. 刚才那个登错了 names none."""
    plain = fold(text)
    if re.search(r"登记|会员(?!活动|大会)|换届|提醒|目标|队伍|阵地", plain):
        return False
    return bool(re.search(r"[报搞办开][的过了]|活动|培训|宣传|讲座|慰问|演练|义诊|那场|那次", plain)) and len(plain) > 6


def names_a_field(text: str) -> bool:
    """Whether a text names a part of a report: 人数是54."""
    return bool(
        re.search(
            r"人数|参加的?是|志愿者[有是]?\d|志愿者.{2,20}\d|受益|时长|日期|日子|地点|地方|主题|类型|改[成为到在]|换成",
            fold(text),
        )
    )


_AMOUNT_OFF = re.compile(
    r"(?:少|多|漏|忘)(?:写|报|算|记|填|登|数|说|加|统计)?了?(?:我|他|她)?(?:\d+|[一二两三四五六七八九十几俩仨]{1,3})(?:个|名|位)?(?:人|志愿者|会员)?"
    r"|(?:人数|人|志愿者|受益|参加)[^,，。;；]{0,4}(?:再|还得|还要|要)?(?:加|减|添)(?:上)?(?:\d+|[一二两三四五六七八九十]{1,3})(?:个|名|位|人)"
)


def is_amount_off(text: str) -> bool:
    """Whether a text says by how many people a record is wrong: 志愿者少写了一个, 多报了3个人."""
    return bool(_AMOUNT_OFF.search(fold(text)))


_N = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百半几]{1,4})"
_AMOUNT = (
    rf"(?:还有|另外|其中|共|一共|总共)?(?:志愿者|义工|参加的?|受益的?)?(?:有|是|共)?{_N}(?:个|名|位|人)?(?:志愿者|义工|人参加|受益人?)?|"
    rf"(?:前后|一共|共|时长)?{_N}(?:个半|个)?(?:半)?(?:小时|钟头)"
)
_AMOUNTS = re.compile(rf"(?:{_AMOUNT})(?:[,，、\s]+(?:{_AMOUNT}))*(?:吧|啊|呢)?[。!！]*")


def is_amounts_alone(text: str) -> bool:
    """Whether a text consists of numbers of volunteers or of hours alone: 四个志愿者，两小时."""
    plain = fold(text).strip()
    return bool(_AMOUNTS.fullmatch(plain) and re.search(r"志愿者|义工|小时|钟头|参加|受益", plain))


_OF_SAVED = re.compile(
    r"(?:刚刚?才?|先前|前面|上面)(?:报|登|记|存|录|保存)(?:好|上|完)?了?的?(?:那|这)?(?:一)?(?:场|条|次|个活动)|(?:刚刚?才?|上)(?:那|这)?(?:一)?场"
)


def is_of_saved(text: str) -> bool:
    """Whether a text names the report that was saved a moment ago: 刚报的那场人数改成33."""
    return bool(_OF_SAVED.search(fold(text)))


def moves_the_day(text: str, today: date) -> bool:
    """Whether a text says nothing but that it was another day: 不对，是前天; 应该是上周六才对."""
    plain = fold(text)
    days = read_days(plain, today)
    rest = blanked(plain, days.spans)
    return days.start is not None and _ANOTHER_DAY.fullmatch(rest) is not None


def is_branch_name(said: str) -> bool:
    """Whether what was said of who did it can only be a Red Cross organisation; 柳岸小学 may be the place alone."""
    return bool(re.search(r"红十字会?|红会|我们|咱|本会", fold(said)))

"""Reminders as people say them: the day, the time, how often, and what it is about. The clock: Wednesday, noon."""

from datetime import date, datetime, time

import pytest

from bot.core.reminders import QUIET_UNTIL, Quiet, Repeat, Repeats, Rule
from bot.settings import TIMEZONE
from bot.text.reminders import (
    alike,
    asks_what_is_left,
    only_undoes,
    read_command,
    read_quiet,
    read_wish,
    stops,
    touches,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=TIMEZONE)

ONCE = [
    ("提醒我12月8号交年审表", "12-08 09:00", "交年审表"),
    ("12月8号前提醒我交年审表", "12-08 09:00", "交年审表"),
    ("下周三上午9点提醒开理事会", "11-25 09:00", "开理事会"),
    ("明天下午三点叫我去村里", "11-19 15:00", "去村里"),
    ("过两天提醒我打电话", "11-20 09:00", "打电话"),
    ("三天后提醒我回访", "11-21 09:00", "回访"),
    ("年底前催我一下收会费", "12-31 09:00", "收会费"),
    ("月底提醒我报账", "11-30 09:00", "报账"),
    ("月底前三天提醒我报账", "11-27 09:00", "报账"),
    ("下月初提醒我送救助款", "12-01 09:00", "送救助款"),
    ("提醒我十二月份准备换届", "12-01 09:00", "准备换届"),
    ("一小时后提醒我打电话", "11-18 13:00", "打电话"),
    ("半个钟头以后叫我一下", "11-18 12:30", ""),
    ("下午四点半提醒我联系救护站", "11-18 16:30", "联系救护站"),
    ("早上八点叫我开门", "11-19 08:00", "开门"),
    ("两点半敲我一下", "11-18 14:30", ""),
    ("今晚八点再叫我填", "11-18 20:00", "填"),
    ("明早叫我", "11-19 08:00", ""),
    ("周五提醒我交报表", "11-20 09:00", "交报表"),
    ("12月20日有活动，提前两天提醒我借教具", "12-18 09:00", "有活动，借教具"),
    ("主任让我26号之前把材料交上去，24号叫我一下", "11-24 09:00", "主任让我26号之前把材料交上去"),
    ("周五要汇报，周四下午提醒我准备数据", "11-19 15:00", "周五要汇报，准备数据"),
    ("元旦前一天提醒我挂灯笼", "12-31 09:00", "挂灯笼"),
    ("提醒我去盖章 明天上午", "11-19 09:00", "去盖章"),
    ("18:30 提醒我关门锁仓库", "11-18 18:30", "关门锁仓库"),
    ("设个提醒，周六报活动", "11-21 09:00", "报活动"),
    ("请於週五上午提醒我提交月報", "11-20 09:00", "提交月報"),
    ("2027年3月5日提醒我办年检", "2027-03-05 09:00", "办年检"),
    ("提醒我1月10号办年检", "2027-01-10 09:00", "办年检"),
    ("半个月后提醒我换药", "12-03 09:00", "换药"),
    ("下周提醒我去体检", "11-23 09:00", "去体检"),
    ("请在本月28日前提醒我完成会费收缴", "11-28 09:00", "完成会费收缴"),
    ("帮我设一个提醒，下周一上午去县里领物资", "11-23 09:00", "去县里领物资"),
    ("加个闹钟，下午三点去社区开会", "11-18 15:00", "去社区开会"),
    ("别忘了喊我", None, ""),
    ("设个提醒", None, ""),
    ("提醒我交材料", None, "交材料"),
    ("开会前半小时提醒我", None, "开会前半小时"),
]


@pytest.mark.parametrize(("said", "due", "what"), ONCE)
def test_once(said: str, due: str | None, what: str) -> None:
    wish = read_wish(said, NOW)
    if due is None:
        assert wish.due is None
    else:
        wanted = datetime.fromisoformat(due if len(due) > 11 else f"2026-{due}").replace(tzinfo=TIMEZONE)
        assert wish.due == wanted
    assert (wish.what, wish.repeat, wish.past) == (what, None, False)


@pytest.mark.parametrize(
    ("said", "due", "repeat", "what"),
    [
        ("每月25号提醒我报数", "2026-11-25 09:00", Repeat(Repeats.MONTHLY, 1, 25), "报数"),
        ("每个月5号提醒我催会费", "2026-12-05 09:00", Repeat(Repeats.MONTHLY, 1, 5), "催会费"),
        ("每周一提醒我巡查", "2026-11-23 09:00", Repeat(Repeats.WEEKLY), "巡查"),
        ("每周五下午提醒报小结", "2026-11-20 15:00", Repeat(Repeats.WEEKLY), "报小结"),
        ("每两周提醒我巡查一次救护站", "2026-11-23 09:00", Repeat(Repeats.WEEKLY, 2), "巡查一次救护站"),
        ("每天早上七点半提醒我看看", "2026-11-19 07:30", Repeat(Repeats.DAILY), "看看"),
        ("每月月底提醒我导台账", "2026-11-30 09:00", Repeat(Repeats.MONTHLY, 1, 31), "导台账"),
        ("每月底提醒我导台账", "2026-11-30 09:00", Repeat(Repeats.MONTHLY, 1, 31), "导台账"),
        ("每年12月8日提醒我写贺信", "2026-12-08 09:00", Repeat(Repeats.YEARLY), "写贺信"),
        ("每年五月初提醒我筹备宣传", "2027-05-01 09:00", Repeat(Repeats.YEARLY), "筹备宣传"),
        ("每个季度最后一天提醒我交报表", "2026-12-31 09:00", Repeat(Repeats.MONTHLY, 3, 31), "交报表"),
        ("每隔十天叫我打电话回访", "2026-11-28 09:00", Repeat(Repeats.DAILY, 10), "打电话回访"),
    ],
)
def test_again_and_again(said: str, due: str, repeat: Repeat, what: str) -> None:
    wish = read_wish(said, NOW)
    assert wish.due == datetime.fromisoformat(due).replace(tzinfo=TIMEZONE)
    assert (wish.repeat, wish.what) == (repeat, what)


@pytest.mark.parametrize(
    "said", ["昨天提醒我交表", "2025年3月5日提醒我交表", "上周三提醒我交表", "今天早上八点提醒我交表"]
)
def test_a_day_that_is_over_is_told(said: str) -> None:
    assert read_wish(said, NOW).past


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("换届前一个月提醒我", (1, 0)),
        ("换届到期前三个月告诉我一声", (3, 0)),
        ("换届前15天提醒我准备材料", (0, 15)),
        ("换届那天叫我", (0, 0)),
        ("换届快到期的时候提醒我", (1, 0)),
        ("提前两个月提醒我换届", (2, 0)),
    ],
)
def test_what_hangs_on_the_next_election(said: str, before: tuple[int, int]) -> None:
    wish = read_wish(said, NOW)
    assert (wish.before_election, wish.due) == (before, None)


@pytest.mark.parametrize(
    ("said", "kind", "facts"),
    [
        ("我有哪些提醒", "list", {}),
        ("看看我设了几个提醒", "list", {}),
        ("取消交年审表的提醒", "cancel", {"words": "交年审表"}),
        ("第2个不要了", "cancel", {"number": 2}),
        ("把提醒都删了", "cancel", {"every_one": True}),
        ("明天那个不用提醒了", "cancel", {"day": date(2026, 11, 19)}),
        ("表已经交了，别提醒了", "done", {}),
        ("推迟一天", "move", {"day": None}),
        ("延到下周一", "change", {"to_dated": True}),
        ("交会费那个提醒往后推一个礼拜", "move", {"words": "交会费那个"[:3]}),
        ("提醒时间改成下午四点半", "change", {"to_timed": True, "to_dated": False}),
        ("开会的提醒改到星期四", "change", {"words": "开会", "to_dated": True}),
        ("每周提醒改成每月提醒", "change", {"repeat": Repeat(Repeats.MONTHLY, 1, 1)}),
        ("提醒内容改成交花名册", "reword", {"what": "交花名册"}),
        ("别再提醒我换届", "mute", {"rule": Rule.ELECTIONS}),
        ("静音", "mute", {"rule": None}),
        ("恢复换届提醒", "unmute", {"rule": Rule.ELECTIONS}),
        ("取消静音", "unmute", {}),
    ],
)
def test_what_is_to_be_done_with_one(said: str, kind: str, facts: dict[str, object]) -> None:
    command = read_command(said, NOW)
    assert command.kind == kind
    for name, value in facts.items():
        assert getattr(command, name) == value, name


@pytest.mark.parametrize(
    ("words", "near", "far"), [("年审表", "去县里交年审表", "给志愿者发证书"), ("开会", "开理事会", "交报表")]
)
def test_words_tell_of_a_reminder(words: str, near: str, far: str) -> None:
    assert alike(words, near) > 60 > alike(words, far)


@pytest.mark.parametrize(
    ("said", "due", "what"),
    [
        ("周三记得叫我去取回执", "2026-11-25 09:00", "去取回执"),
        ("麻烦明天中午12点提醒我取旗子", "2026-11-19 12:00", "取旗子"),
        ("县里通知说月底前报总表，提前三天喊我", "2026-11-27 09:00", "县里通知说报总表"),
        ("下午提醒我，等会儿我先吃饭", "2026-11-18 15:00", "等会儿我先吃饭"),
        ("请设置每月最后一天报数的提醒", "2026-11-30 09:00", "报数"),
        ("血车来的前一天晚上提醒我", None, "血车来"),
        ("十八号提醒我交表", "2026-11-18 14:00", "交表"),
    ],
)
def test_what_is_easily_misread(said: str, due: str | None, what: str) -> None:
    wish = read_wish(said, NOW)
    assert wish.what == what
    assert wish.due == (datetime.fromisoformat(due).replace(tzinfo=TIMEZONE) if due else None)


@pytest.mark.parametrize(
    ("said", "kind", "facts"),
    [
        ("会期改到30号了，提醒也跟着改", "change", {"to_dated": True, "words": "会期"}),
        ("一天提醒一次太烦", "list", {}),
        ("稍后再提醒", "move", {}),
        ("系统提醒全关掉", "mute", {"rule": None}),
        ("怎么还在提醒我，我都弄完了", "done", {}),
        ("别再每天提醒我了", "cancel", {}),
        ("写错了，不是交甲表是交乙表", "reword", {"what": "交乙表"}),
    ],
)
def test_commands_that_are_easily_misread(said: str, kind: str, facts: dict[str, object]) -> None:
    command = read_command(said, NOW)
    assert command.kind == kind
    for name, value in facts.items():
        assert getattr(command, name) == value, name


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("晚上9点以后别提醒我", time(21), QUIET_UNTIL),
        ("9点以后别给我发提醒", time(21), QUIET_UNTIL),  # nobody wants quiet from the morning on
        ("10点到7点别打扰我", time(22), time(7)),
        ("上午9点以后不要提醒我", time(9), QUIET_UNTIL),
        ("22点到7点免打扰", time(22), time(7)),
        ("中午12点到2点别提醒", time(12), time(14)),
        ("9点到11点别打扰我", time(9), time(11)),
    ],
)
def test_hours_without_reminders(said: str, start: time, end: time) -> None:
    assert read_quiet(said) == Quiet(start, end)


@pytest.mark.parametrize(
    ("text", "ends"),
    [("让小王替我去了 不用提醒了", True), ("不用提醒我了", True), ("提醒我交年报", False), ("别忘了提醒我", False)],
)
def test_not_wanting_to_be_reminded_any_more(text: str, ends: bool) -> None:
    assert stops(text) is ends


@pytest.mark.parametrize(
    ("text", "asks"),
    [("还剩哪个", True), ("现在还有哪些提醒", True), ("还剩多少村没建会", False), ("哪个是会长", False)],
)
def test_asking_what_is_left_of_the_reminders(text: str, asks: bool) -> None:
    assert asks_what_is_left(text) is asks


@pytest.mark.parametrize(
    ("words", "text", "named"),
    [("走访人家街道统一弄", "走访困难户", True), ("买菜", "交年报", False), ("年报那个", "交年报", True)],
)
def test_words_that_name_something_of_a_reminder(words: str, text: str, named: bool) -> None:
    assert touches(words, text) is named


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("哦 下午三点", "change"),
        ("那就后天吧", "change"),
        ("哦 下午三点开会", "list"),
        ("已完成", "done"),
        ("办好了", "done"),
    ],
)
def test_an_afterthought(text: str, kind: str) -> None:
    assert read_command(text, NOW).kind == kind


def test_a_second_thought_in_the_same_breath() -> None:
    wish = read_wish("下周三提醒我开会，算了周四吧", NOW)
    assert wish.what == "开会"
    assert wish.due is not None
    assert wish.due == read_wish("下周四提醒我开会", NOW).due


@pytest.mark.parametrize(("text", "alone"), [("撤销", True), ("撤销一下", True), ("撤销开会的提醒", False)])
def test_a_bare_word_of_undoing(text: str, alone: bool) -> None:
    assert only_undoes(text) is alone

"""Wishes for a file: which roster, or something else."""

import pytest

from bot.text.exports import read_export


@pytest.mark.parametrize(
    ("said", "rosters"),
    [
        ("导出花名册", ("members",)),
        ("把会员名册导出来", ("members",)),
        ("志愿者名单做成表", ("volunteers",)),
        ("会员和志愿者的名册各来一份", ("members", "volunteers")),
        ("导出荷花街道红十字会的会员花名册", ("members",)),
        ("全县基层组织名录给个文件", ("orgs",)),
        ("各社区红会通讯录", ("orgs",)),
        ("下面各村红会负责人电话列成表", ("orgs",)),
        ("活动明细导成表", ("activities",)),
        ("导出活动台账", ("activities",)),
        ("今年的活动台账打包发给我", ("activities",)),
        ("上半年活动报表", ("activities",)),
        ("导出会员活动台账", ("activities",)),
        ("导出", ()),
        ("给个文件", ()),
    ],
)
def test_rosters(said: str, rosters: tuple[str, ...]) -> None:
    wanted = read_export(said)
    assert (wanted.rosters, wanted.other) == (rosters, False)


@pytest.mark.parametrize(
    "said",
    [
        "要附件二",
        "参加活动的会员名单导出来",
        "会费台账",
        "换届台账",
        "没交会费的会员名单导出来",
        "到期组织的清单",
        "急救培训人员名册",
        "本季度的报表",
    ],
)
def test_what_is_no_roster(said: str) -> None:
    wanted = read_export(said)
    assert (wanted.rosters, wanted.other) == ((), True)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [("青少年会员单独导一份名册", ("青少年会员",)), ("团体会员名单", ("团体会员",)), ("会员名单", ())],
)
def test_kinds_of_member(said: str, kinds: tuple[str, ...]) -> None:
    assert read_export(said).kinds == kinds


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("导出会员名册，要完整号码", True),
        ("志愿者名册不要打码", True),
        ("会员名册，身份证号要完整", True),
        ("导出完整的会员名册", False),
        ("会员名册带电话", False),
    ],
)
def test_full_numbers_only_when_they_are_asked_for(said: str, full: bool) -> None:
    assert read_export(said).full is full


@pytest.mark.parametrize("said", ["要一份全街道的花名册", "导出我县会员名册", "把会员按村分开导出来", "本校会员名册"])
def test_words_for_ours_are_no_names(said: str) -> None:
    from bot.text.queries import read_query

    query = read_query(read_export(said).about)
    assert query.ours or not query.names

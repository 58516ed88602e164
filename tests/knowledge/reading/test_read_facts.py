"""What a document says of itself; None where it does not say it. All made up."""

from datetime import date

import pytest
import yaml

from bot.knowledge.question import Places
from bot.knowledge.reading.facts import Facts, facts_of
from bot.knowledge.reading.model import Content, Paragraph
from bot.knowledge.reading.plain import text_blocks
from bot.settings import PROJECT

BODY = "\n为了把社区的志愿服务办好，方便居民参加，现就有关事项安排如下，请结合实际认真执行，并及时反馈情况。"
BODY += "\n一、总体要求\n办好。"


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(yaml.safe_load((PROJECT / "knowledge" / "places.yml").read_text(encoding="utf-8")))


def facts(text: str, places: Places | None = None) -> Facts:
    return facts_of(Content(tuple(text_blocks(text))), places)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("某市志愿服务管理办法", "某市志愿服务管理办法"),
        ("某市志愿服务管理办法（试行）", "某市志愿服务管理办法（试行）"),
        ("某市红十字会关于做好救护培训的通知\n各区红十字会：", "某市红十字会关于做好救护培训的通知"),
        ("某市红十字会关于推进社区\n救护站建设的实施意见", "某市红十字会关于推进社区救护站建设的实施意见"),
        ("某市红十字会文件\n某红字〔2023〕5号\n关于做好救护培训的通知", "关于做好救护培训的通知"),
        ("某市红十字会关于印发《救护站管理规定》的通知", "救护站管理规定"),
        ("某市红十字会关于印发《救护站 管理规定》的通知\n各区：\n救护站管理规定", "救护站管理规定"),
        ("某市红十字会转发《省红十字会关于救护站的意见》的通知", "省红十字会关于救护站的意见"),
        ("我市召开推进会\n社区救护站走进千家万户", None),
        ("大家好。", None),
    ],
)
def test_title(head: str, title: str | None) -> None:
    assert facts(head + BODY).title == (title if title else facts(head + BODY).title)
    if title is None:
        assert facts(head).title is None


def test_the_title_that_the_file_marks_goes_first_and_that_of_the_page_last() -> None:
    blocks = (Paragraph("关于做好登记的通知"), Paragraph("救护站手记", outline=0))
    assert facts_of(Content(blocks), None).title == "救护站手记"
    assert facts_of(Content((Paragraph("大家好。"),), "救护站管理办法"), None).title == "救护站管理办法"
    assert facts_of(Content((Paragraph("大家好。"),), "首页"), None).title is None


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("甲市红十字会关于救护站的意见" + BODY, "甲市红十字会"),
        ("甲市红十字会办公室文件\n救护站管理办法" + BODY, "甲市红十字会办公室"),
        ("甲市红十字会 乙市教育局文件\n救护站管理办法" + BODY, "甲市红十字会乙市教育局"),
        ("救护站管理办法" + BODY + "\n甲市红十字会\n2023年5月6日", "甲市红十字会"),
        ("救护站管理办法" + BODY + "\n甲市红十字会（公章）\n二〇二三年五月六日", None),
        ("甲市红十字会关于印发《救护站管理办法》的通知" + BODY, "甲市红十字会"),
        ("救护站管理办法" + BODY, None),
        ("甲县红十字会改革方案" + BODY, None),
    ],
)
def test_issuer(text: str, issuer: str | None) -> None:
    assert facts(text).issuer == issuer


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("某红字〔2021〕27号", "某红字〔2021〕27号"),
        ("某红字［2021］27号", None),
        ("某红字[2021]27号", "某红字[2021]27号"),
        ("某红办发 〔２０２１〕 3 号", "某红办发〔2021〕3号"),
        ("某红字〔2021〕27号　　签发人：某某", "某红字〔2021〕27号"),
        ("根据《意见》（某红字〔2019〕61号）的要求", None),
    ],
)
def test_number(line: str, number: str | None) -> None:
    assert facts(f"某市红十字会文件\n{line}\n救护站管理办法{BODY}").number == number


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("救护站三年行动计划（2022—2024）", date(2022, 1, 1), date(2024, 12, 31)),
        ("救护站三年行动计划（2022-2024年）", date(2022, 1, 1), date(2024, 12, 31)),
        ("2022年至2024年救护站建设规划", date(2022, 1, 1), date(2024, 12, 31)),
        ("2024年工作要点", date(2024, 1, 1), date(2024, 12, 31)),
        ("二〇二四年工作要点", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024年以来工作总结", None, None),
        ("2024年度先进通报", None, None),
        ("管理办法\n一、总则\n本办法自2023年3月1日起施行。", date(2023, 3, 1), None),
        ("管理办法\n一、总则\n本办法自2023年3月1日起施行，有效期五年。", date(2023, 3, 1), date(2028, 2, 29)),
        ("管理办法\n一、总则\n自2024年2月29日起试行，试行期为两年。", date(2024, 2, 29), date(2026, 2, 28)),
        ("管理办法\n一、总则\n有效期至2025年12月31日。", None, date(2025, 12, 31)),
        ("管理办法\n一、总则\n规划期为2021—2025年。", date(2021, 1, 1), date(2025, 12, 31)),
        ("管理办法\n一、总则\n根据《发展纲要（2020—2024年）》制定。", None, None),
        ("管理办法\n一、总则\n自2023年2月30日起施行。", None, None),
        ("管理办法（2024—2022）", None, None),
    ],
)
def test_period(text: str, start: date | None, end: date | None) -> None:
    found = facts(text)
    assert (found.valid_from, found.valid_until) == (start, end)


@pytest.mark.parametrize(
    ("title", "place", "level"),
    [
        ("中国红十字会关于救护站的意见", (), "national"),
        ("浙江省红十字会关于救护站的意见", ("浙江",), "province"),
        ("宁夏回族自治区红十字会关于救护站的意见", ("宁夏",), "province"),
        ("绍兴市红十字会关于救护站的意见", ("浙江", "绍兴"), "city"),
        ("浙江省绍兴市红十字会关于救护站的意见", ("浙江", "绍兴"), "city"),
        ("绍兴市上虞区红十字会关于救护站的意见", ("浙江", "绍兴", "上虞"), "county"),
        ("同心县红十字会改革方案", ("宁夏", "吴忠", "同心"), "county"),
        ("同心协力救护站建设方案", None, None),
        ("北京市红十字会关于救护站的意见", ("北京",), "province"),
        ("无名县红十字会关于救护站的意见", None, "county"),
        ("无名市红十字会关于救护站的意见", None, "city"),
        ("绍兴市无名县红十字会关于救护站的意见", None, "county"),
        ("救护站管理办法", None, None),
        ("学习浙江省经验的意见", None, None),
    ],
)
def test_place_and_level(places: Places, title: str, place: tuple[str, ...] | None, level: str | None) -> None:
    found = facts(title + BODY, places)
    assert (found.place, found.level) == (place, level)


def test_without_a_table_of_places_only_the_level_is_told() -> None:
    found = facts("绍兴市红十字会关于救护站的意见" + BODY)
    assert (found.place, found.level) == (None, "city")


def test_nothing_is_known_of_nothing() -> None:
    assert facts_of(Content(()), None) == Facts(None, None, None, None, None, None, None)

"""`boai import` and `boai export` at the terminal: a file alone is enough, what is wrong is a sentence."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from bot import cli, cli_import
from bot.settings import PROJECT, Settings
from bot.store.database import Database
from bot.store.tables import ImportRow, MembershipRow, OrganisationRow, TargetRow
from bot.text.columns import TITLES

RUNNER = CliRunner()
OFFICER = ("--as", "demo_officer")
MEMBERS = (["姓名", "电话", "会员类别", "所属组织", "备注"], ["邬小満", "13800000901", "成人会员", "荷花街道"])
BRANCH = {
    "name": "东溪镇", "type": "乡镇", "superior": "鉴湖县红十字会", "approved_by": "东溪镇党委",
    "approved_on": "2021-05-08", "president": "邬小満",
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, filled: Callable[..., None]) -> Path:
    """An installation of the test's own with the demonstration world."""
    for name in [name for name in os.environ if name.startswith("BOAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BOAI_HOME", str(tmp_path))
    filled(tmp_path)
    return tmp_path


def boai(*arguments: object) -> Result:
    return RUNNER.invoke(cli.app, [str(one) for one in arguments])


def sheet(path: Path, *rows: Any, name: str = "Sheet1") -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def count(table: type[Any], **where: Any) -> int:
    database = Database(Settings().database)
    with database.session() as session:
        number = session.query(table).filter_by(**where).count()
    database.close()
    return number


def test_a_file_alone_is_enough_and_the_kind_is_said(tmp_path: Path) -> None:
    before = count(MembershipRow, status="active")
    path = sheet(tmp_path / "a.xlsx", *MEMBERS)
    done = boai("import", path, *OFFICER)
    assert done.exit_code == 0, done.output
    assert "按会员表读" in done.output
    assert "不会导入的列：备注" in done.output
    number = re.search(r"编号 (\d+)", done.output)
    assert number
    assert count(MembershipRow, status="active") == before + 1
    undone = boai("import", "undo", number[1], *OFFICER)
    assert (undone.exit_code, count(MembershipRow, status="active")) == (0, before)
    assert boai("import", *OFFICER, path).exit_code == 0  # options may come first


def test_the_kind_can_be_said(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", ["姓名", "电话", "所属组织"], ["邬小満", "13800000901", "荷花街道"])
    unclear = boai("import", path, *OFFICER)
    assert unclear.exit_code == cli.REFUSED
    assert "--kind members、--kind volunteers" in unclear.output
    assert "boai import template members" in unclear.output
    assert boai("import", path, "--kind", "volunteers", *OFFICER).exit_code == 0
    assert count(ImportRow, kind="volunteers") == 1
    assert boai("import", path, "--kind", "people", *OFFICER).exit_code == cli.USAGE


def test_looking_alone_changes_nothing_and_tells_each_row(tmp_path: Path) -> None:
    header = list(TITLES["orgs"].values())
    rows = [
        [{**BRANCH, **cells}.get(name) for name in TITLES["orgs"]] for cells in ({}, {"name": "西溪镇", "type": "甲"})
    ]
    path, report = sheet(tmp_path / "a.xlsx", header, *rows), tmp_path / "wrong.xlsx"
    done = boai("import", path, *OFFICER, "--dry-run", "--report", report)
    assert done.exit_code == 0
    assert "共 2 行：可以导入 1 行，有错 1 行" in done.output
    assert "第3行 组织类型“甲”：没有这种组织类型" in done.output
    assert [[cell.value for cell in row][:3] for row in load_workbook(report).worksheets[0].iter_rows()] == [
        ["行", "列", "内容"], [3, "组织类型", "甲"],
    ]  # fmt: skip
    before = count(OrganisationRow)
    assert boai("import", path, *OFFICER).exit_code == cli.REFUSED
    assert count(OrganisationRow) == before
    assert boai("import", path, *OFFICER, "--valid-rows").exit_code == 0
    assert count(OrganisationRow, short="东溪镇") == 1


def test_an_import_that_something_hangs_on_stays_and_the_reason_is_told(tmp_path: Path) -> None:
    header = list(TITLES["orgs"].values())
    path = sheet(tmp_path / "a.xlsx", header, [BRANCH.get(name) for name in TITLES["orgs"]])
    assert boai("import", path, *OFFICER).exit_code == 0
    people = sheet(tmp_path / "b.xlsx", MEMBERS[0], ["邬小満", "13800000901", "成人会员", "东溪镇"])
    assert boai("import", people, *OFFICER).exit_code == 0
    refused = boai("import", "undo", 1, *OFFICER)
    assert refused.exit_code == cli.REFUSED
    assert "“东溪镇红十字会”已经有会员或志愿者" in refused.output


@pytest.mark.parametrize("kind", TITLES)
def test_every_kind_has_a_template_that_is_taken(tmp_path: Path, kind: str) -> None:
    assert boai("import", "template", kind, tmp_path / "t.xlsx").exit_code == 0
    done = boai("import", tmp_path / "t.xlsx", *OFFICER, "--dry-run")
    assert f"按{cli_import.KIND_NAMES[kind]}表读" in done.output
    assert "共 0 行" in done.output


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "找不到这个文件"),
        (lambda path: path.write_text("姓名,电话"), "不是完整的xlsx"),
        (lambda path: Workbook().save(path), "没有内容"),
        (
            lambda path: sheet(path, ["甲", "姓名地址"], ["乙", "丙"]),
            "最接近的是会员的表：用 boai import template members",
        ),
        (lambda path: sheet(path, ["组织名称", "甲"], ["乙", "丙"]), "最接近的是基层组织的表"),
    ],
)
def test_a_file_that_is_not_taken_is_told_in_a_sentence(tmp_path: Path, make: Any, said: str) -> None:
    make(tmp_path / "a.xlsx")
    done = boai("import", tmp_path / "a.xlsx", *OFFICER)
    assert done.exit_code == cli.REFUSED
    assert said in done.output


@pytest.mark.parametrize(
    ("account", "code"), [("demo_officer", 0), ("demo_secretary", 1), ("demo_member", 1), ("nobody", 1)]
)
def test_who_may_not_export_gets_no_file(tmp_path: Path, account: str, code: int) -> None:
    path = tmp_path / "out.xlsx"
    done = boai("export", "members", path, "--as", account)
    assert (done.exit_code, path.exists()) == (code, code == 0)


def test_an_export_of_a_named_organisation(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert boai("export", "volunteers", path, *OFFICER, "--org", "柳岸社区", "--full").exit_code == 0
    assert load_workbook(path).worksheets[0].max_row == 24
    assert boai("export", "orgs", path, *OFFICER).exit_code == 0
    assert load_workbook(path).worksheets[0].max_row == 19
    for name in ("没有这个组织", "乱写"):
        assert boai("export", "orgs", path, *OFFICER, "--org", name).exit_code == cli.REFUSED
    assert boai("export", "orgs", path, *OFFICER, "--org", "绍兴市红十字会").exit_code == cli.REFUSED
    assert boai("export", "dues", path, *OFFICER).exit_code == cli.USAGE


def test_every_fault_and_refusal_of_the_services_has_its_sentence() -> None:
    services = PROJECT / "bot" / "services"
    source = "\n".join(path.read_text(encoding="utf-8") for path in services.glob("import*.py"))
    source += (services / "sheets.py").read_text(encoding="utf-8")
    faults = re.findall(r"fault\(\s*[^,()]+(?:\([^)]*\))?,\s*([^)]*)", source)
    codes = {code for said in faults for code in re.findall(r'"([a-z_]+)"', said)}
    assert len(codes) > 30
    assert codes - set(cli_import.HINTS) == set()
    assert set(re.findall(r'SheetError\("([a-z_]+)"', source)) - set(cli_import.FILES) == set()
    assert set(re.findall(r'RegisterError\("([a-z_]+)"', source)) - set(cli_import.REFUSED) == set()


def test_targets_from_a_sheet_are_taken_back_whole(tmp_path: Path) -> None:
    header = list(TITLES["targets"].values())
    short = sheet(tmp_path / "a.xlsx", header, ["鉴湖县", "志愿者", 500, 2027], ["荷花街道", "志愿者", 200, 2027])
    wrong = boai("import", short, *OFFICER)
    assert (wrong.exit_code, count(TargetRow, import_id=1)) == (cli.REFUSED, 0)
    assert "第3行 目标数“200”：下级的目标加起来（含已经定下、表里没有的）比上级的少300，请加够" in wrong.output
    path = sheet(
        tmp_path / "b.xlsx", header, ["荷花街道", "志愿者", "1.2万", 2027], ["荷花街道", "建会率", "40%", 2027]
    )
    assert "没有导入" in boai("import", path, "--dry-run", *OFFICER).output
    done = boai("import", path, *OFFICER)
    assert "按目标表读" in done.output
    number = re.search(r"编号 (\d+)", done.output)
    assert number
    assert count(TargetRow, import_id=int(number[1]), withdrawn_at=None) == 2
    assert "已撤销 2 条" in boai("import", "undo", number[1], *OFFICER).output
    assert count(TargetRow, import_id=int(number[1]), withdrawn_at=None) == 0
    assert boai("import", "template", "targets", tmp_path / "t.xlsx").exit_code == 0

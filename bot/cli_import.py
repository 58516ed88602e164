"""`boai import` and `boai export`: people in and out of the register as xlsx."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.settings import Settings

import_app = typer.Typer(help="从表格导入会员、志愿者。", no_args_is_help=True)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

TITLES = {
    "name": "姓名",
    "gender": "性别",
    "id_number": "身份证号",
    "phone": "电话",
    "birth_date": "出生日期",
    "kind": "类别",
    "organisation": "所属组织",
    "unit": "工作单位",
    "guardian_name": "监护人",
    "guardian_phone": "监护人电话",
    "contact": "联系人",
    "skills": "特长",
}
HINTS = {
    "name": "姓名应是2到30个字，不能是数字或符号",
    "id_number": "身份证号校验不通过，应是18位、日期和校验位都对的号码",
    "phone": "应是11位手机号，或带区号的座机",
    "birth_date": "应是过去的日期，例如1990-03-02或1990年3月",
    "organisation": "名册里没有这个组织，请写组织的全称",
    "reach": "这个组织不在您的权限范围内",
    "missing": "必填，请补上",
    "twice": "和前面的一行是同一个人，删去一行",
    "already": "名册里已有此人的同样登记，删去这一行",
}
FILES = {
    "missing": "找不到这个文件。",
    "too_big": "文件超过30MB。请拆成几个再导入。",
    "locked": "文件有密码，或者是旧的xls格式。请去掉密码、另存为xlsx再导入。",
    "no_xlsx": "这不是完整的xlsx文件。请用表格软件打开，另存为xlsx再导入。",
    "bomb": "这个文件解开后大得不正常，没有打开。请重新制作。",
    "broken": "文件已损坏，读不出来。请用表格软件打开，另存为xlsx再导入。",
    "empty": "表里没有内容。",
    "no_header": "前10行里没有认出表头。第一行请写“姓名、性别、电话……”，可用 boai import template 得到模板。",
}
REFUSED = {
    "import_faults": "有行不对，什么也没有导入。改好再导入，或者加 --valid-rows 只导入对的行。",
    "import_empty": "没有可以导入的行。",
    "import_again": "这个文件已经导入过，没有重复导入。",
    "settled": "没有这次导入，或者已经撤销过。",
}

As = Annotated[str, typer.Option("--as", help="以哪个账号的权限办理。")]


@import_app.command("people")
def people(
    file: Annotated[Path, typer.Argument(help="xlsx文件。")],
    account: As,
    kind: Annotated[str, typer.Option(help="没有“类别”列时算哪一类。")] = "成人会员",
    organisation: Annotated[str | None, typer.Option(help="没有“所属组织”的行登记到哪里。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入。")] = False,
    valid_rows: Annotated[bool, typer.Option("--valid-rows", help="有错的行跳过，只导入对的行。")] = False,
    report: Annotated[Path | None, typer.Option(help="把有错的行写到这个xlsx。")] = None,
) -> None:
    """导入会员、志愿者：先逐行检查，再一次导入；不覆盖名册里已有的信息。"""
    from bot.core.members import MemberKind
    from bot.services import imports, sheets

    with _working(account) as work:
        home = _home(work, organisation)
        plan = imports.look_through(work, file, MemberKind(kind), home)
        out.print(f"共 {plan.rows} 行：可以导入 {len(plan.planned)} 行，有错 {len({f.row for f in plan.faults})} 行。")
        for fault in plan.faults[:10]:
            out.print(f"第{fault.row}行 {TITLES[fault.field]}“{fault.value}”：{HINTS[fault.code]}", markup=False)
        if report is not None and plan.faults:
            header = ["行", "列", "内容", "应改为"]
            sheets.write(report, header, [(f.row, TITLES[f.field], f.value, HINTS[f.code]) for f in plan.faults])
            out.print(f"有错的行已写到 {report}。", markup=False)
        if dry_run:
            out.print("只是检查，没有导入。")
            return
        row = imports.bring_in(work, plan, valid_only=valid_rows)
        out.print(
            f"已导入 {row.kept} 行，编号 {row.id}。要撤销：boai import undo {row.id} --as {account}", markup=False
        )


@import_app.command("undo")
def undo(number: Annotated[int, typer.Argument(help="导入的编号。")], account: As) -> None:
    """撤销一次导入：这次登记的全部不再计数，只由它带来的个人信息全部删去。"""
    from bot.services import imports

    with _working(account) as work:
        out.print(f"已撤销 {imports.take_back(work, number)} 条登记。")


@import_app.command("template")
def template(file: Annotated[Path, typer.Argument(help="写到哪个xlsx。")]) -> None:
    """得到一份空表：第一行是能认出的列名。"""
    from bot.services import imports

    imports.template(file, TITLES)
    out.print(f"模板已写到 {file}。", markup=False)


@contextlib.contextmanager
def _working(account_id: str) -> Iterator[Any]:
    """Work of an account in one transaction; what is refused is told, and nothing is written."""
    from bot.core.errors import IdentityError, PermissionDeniedError, RegisterError, SheetError
    from bot.services import conversations, permission
    from bot.services.work import Work
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    now = settings.clock()
    with contextlib.closing(Database(settings.database)) as database:
        database.upgrade()
        try:
            with database.session() as session:
                account = conversations.known(session, account_id)
                who = permission.actor(session, account, "command", now.date())
                yield Work(session, PersonalData(load_key(settings.key_path)), who, now)
        except SheetError as error:
            raise _refuse(FILES[error.code]) from error
        except RegisterError as error:
            raise _refuse(REFUSED[error.code]) from error
        except PermissionDeniedError as error:
            raise _refuse("这个账号没有办这件事的权限。") from error
        except IdentityError as error:
            raise _refuse(f"没有账号 {account_id}。") from error


def _home(work: Any, name: str | None) -> int | None:
    from bot.services import organisations

    if name is None:
        return work.who.grants[0].organisation_id if work.who.grants else None
    found = organisations.find(work.session, work.who, name).rows
    if len(found) != 1:
        raise _refuse(f"没有找到组织“{name}”，或者有几个同名的。请写全称。")
    return int(found[0].id)


def _refuse(message: str) -> typer.Exit:
    err.print(message, style="red", markup=False)
    return typer.Exit(1)

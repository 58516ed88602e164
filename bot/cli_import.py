"""`boai import` and `boai export`: the register in and out as xlsx."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from bot.cli_work import organisation_named, working


class FileFirst(TyperGroup):
    """`boai import FILE` is short for `boai import file FILE`: whatever is no command of the group is a file."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["file", *args]
        return super().parse_args(ctx, args)


import_app = typer.Typer(
    help="从表格导入组织、地区、目标、会员、志愿者：boai import 文件.xlsx --as 账号。",
    no_args_is_help=True,
    cls=FileFirst,
)
out = Console(highlight=False, soft_wrap=True)

SHOWN = 10  # wrong rows that are printed
KIND_NAMES = {"orgs": "基层组织", "places": "行政区划", "targets": "目标", "members": "会员", "volunteers": "志愿者"}
EXPORT_NAMES = KIND_NAMES | {"activities": "活动"}
HINTS = {
    "missing": "必填，请补上",
    "long": "太长了，请缩短",
    "formula": "这一格是公式，或者公式出错。请改成公式算出的内容（选择性粘贴为“值”）",
    "merged": "这一格和上一行合并了。请取消合并，每行各填各的",
    "masked": "号码打了码，不能导入，请填完整的号码",
    "name": "姓名应是2到30个字，不能是数字或符号",
    "unit_name": "应是单位的全称，不超过128个字，不能只有数字",
    "id_number": "身份证号校验不通过，应是18位、日期和校验位都对的号码",
    "phone": "应是11位手机号，或带区号的座机",
    "gender": "应是“男”或“女”",
    "birth_date": "应是过去的日期，例如1990-03-02或1990年3月",
    "birth_differs": "和身份证号里的出生日期不一样，身份证号里是“{meant}”",
    "before_birth": "不能早于出生日期",
    "kind": "应是成人会员、青少年会员、团体会员或志愿者",
    "organisation": "名册里没有这个组织，请写组织的全称",
    "reach": "这个组织不在您的权限范围内",
    "twice": "和前面的一行是同一个人，删去一行",
    "already": "名册里已有此人的同样登记，删去这一行",
    "day": "应是过去的、存在的日期，例如2021-05-08",
    "org_name": "应是组织的全称，2到60个字，不能只有数字",
    "org_already": "名册里已有这个组织，删去这一行",
    "org_twice": "和前面的一行是同一个组织，删去一行",
    "type": (
        "没有这种组织类型。应是乡镇、街道、开发区、社区、村、学校、企事业单位、机关、医疗机构、冠名医疗机构、"
        "两新组织、志愿服务组织之一"
    ),
    "before_founding": "换届不能早于成立",
    "superior": "名册里和表里都没有这个上级组织，请写全称",
    "superior_reach": "您没有在这个组织下面备案的权限",
    "superior_low": "这个组织的层级不能做它的上级",
    "superior_wrong": "上级组织那一行有错，先改好那一行",
    "circle": "上级关系绕成了圈，请检查这几行的上级",
    "place": "没有登记这个地区。请先导入地区，或者留空（留空即上级组织的地区）",
    "place_which": "有几个同名的地区，请写上一级，例如“青石县河口镇”",
    "place_name": "应是地区的名称，2到60个字，不能只有数字",
    "place_already": "已有这个地区，删去这一行",
    "place_twice": "和前面的一行是同一个地区，删去一行",
    "level": "应是省、市、县、乡镇、街道、社区、村之一",
    "level_order": "级别应比上级地区低",
    "count": "应是整数，例如12345或1.2万",
    "figure": "有了数字就要写明截至哪天、出自哪里",
    "parent": "没有登记这个上级地区，表里也没有",
    "parent_which": "有几个同名的上级地区，请写全，例如“甲市青石县”",
    "parent_reach": "这个地区不在您的权限范围内",
    "parent_wrong": "上级地区那一行有错，先改好那一行",
    "metric": "没有这个指标，请照“boai progress”里的名称写，例如志愿者、建会率",
    "amount": "应是大于0的数，例如500、1.2万；百分比不超过100%",
    "no_rate": "这个指标是按个数算的，不能填百分比",
    "percent": "百分比请写明%，例如40%或0.8%",
    "deadline": "应是今天以后的日期或年份，例如2027-12-31或2027",
    "target_twice": "同一个组织、指标和年份在表里出现了两次，删去一行",
    "target_already": "已经是这个目标，删去这一行",
    "parts_lack": "下级的目标加起来（含已经定下、表里没有的）比上级的少{meant}，请加够",
    "parent_circle": "上级关系绕成了圈，请检查这几行的上级",
}
# The same reason said otherwise where the field asks for it.
FIELD_HINTS = {("phone", "orgs"): "应是11位手机号，或带区号的座机，例如0575-80000001"}
FILES = {
    "missing": "找不到这个文件。",
    "too_big": "文件超过30MB。请拆成几个再导入。",
    "locked": "文件有密码，或者是旧的xls格式。请去掉密码、另存为xlsx再导入。",
    "no_xlsx": "这不是完整的xlsx文件。请用表格软件打开，另存为xlsx再导入。",
    "bomb": "这个文件解开后大得不正常，没有打开。请重新制作。",
    "broken": "文件已损坏，读不出来。请用表格软件打开，另存为xlsx再导入。",
    "empty": "表里没有内容。",
    "no_sheet": "文件里没有这个名字的工作表，或者它是空的。",
    "no_header": (
        "前10行里没有认出表头。最接近的是{names}的表：用 boai import template {kind} 模板.xlsx 得到模板，"
        "照它的第一行写。"
    ),
    "kind_unclear": (
        "分不清这是{names}的表。请加 --kind 指明（{options}），"
        "或者照模板改表头：boai import template {kind} 模板.xlsx。"
    ),
}
REFUSED = {
    "import_faults": "有行不对，什么也没有导入。改好再导入，或者加 --valid-rows 只导入对的行。",
    "import_empty": "没有可以导入的行。",
    "import_again": "这个文件已经导入过，没有重复导入。",
    "import_used": "不能撤销：“{names}”已经有{what}。先处理它们，再撤销这次导入；现在什么也没有改。",
    "target_changed": "不能撤销：“{names}”的目标后来又改过或者已经撤回；现在什么也没有改。",
    "settled": "没有这次导入，或者已经撤销过。",
}
HANGING = {
    "organisations": "下级组织", "memberships": "会员或志愿者", "grants": "有权限的账号", "invites": "邀请码",
    "audit": "办理记录", "places": "下级地区", "suggestions": "意见", "posts": "任职", "teams": "队伍",
    "service_points": "服务点", "activities": "活动", "elections": "换届记录", "targets": "指标",
}  # fmt: skip

As = Annotated[str, typer.Option("--as", help="以哪个账号的权限办理。")]


@import_app.command("file")
def file(
    file: Annotated[Path, typer.Argument(help="xlsx文件。")],
    account: As,
    kind: Annotated[
        str | None, typer.Option(help="orgs、places、targets、members或volunteers；不写就按表头认。")
    ] = None,
    member_kind: Annotated[str, typer.Option(help="会员表没有“会员类别”的行算哪一类。")] = "成人会员",
    organisation: Annotated[str | None, typer.Option(help="没有写组织（组织表：上级）的行归到哪里。")] = None,
    sheet: Annotated[str | None, typer.Option(help="读哪个工作表；不写就读第一个认得出表头的。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入。")] = False,
    valid_rows: Annotated[bool, typer.Option("--valid-rows", help="有错的行跳过，只导入对的行。")] = False,
    report: Annotated[Path | None, typer.Option(help="把有错的行写到这个xlsx。")] = None,
) -> None:
    """导入一个表格（写 boai import 文件.xlsx 即可）：先逐行检查，再一次导入；不覆盖已有的信息。"""
    from bot.services import imports

    _known_kind(kind, KIND_NAMES)
    with working(account, _told) as work:
        options = imports.Options(_home(work, organisation), _member_kind(member_kind))
        plan = imports.look_through(work, file, kind, options, sheet)
        _tell(plan)
        if report is not None and plan.faults:
            _report(report, plan)
        if dry_run:
            out.print("只是检查，没有导入。")
            return
        row = imports.bring_in(work, plan, valid_only=valid_rows)
        out.print(
            f"已导入 {row.kept} 行，编号 {row.id}。要撤销：boai import undo {row.id} --as {account}", markup=False
        )


@import_app.command("undo")
def undo(number: Annotated[int, typer.Argument(help="导入的编号。")], account: As) -> None:
    """撤销一次导入；已经有别的东西挂在上面的，不能撤销。"""
    from bot.services import imports

    with working(account, _told) as work:
        out.print(f"已撤销 {imports.take_back(work, number)} 条登记。")


@import_app.command("template")
def template(
    kind: Annotated[str, typer.Argument(help="orgs、places、targets、members或volunteers。")],
    file: Annotated[Path, typer.Argument(help="写到哪个xlsx。")],
) -> None:
    """得到一份空表：第一行是能认出的列名。"""
    from bot.services import imports

    _known_kind(kind, KIND_NAMES)
    imports.template(file, kind)
    out.print(f"{KIND_NAMES[kind]}的模板已写到 {file}。", markup=False)


def export(
    kind: Annotated[str, typer.Argument(help="orgs、members、volunteers或activities。")],
    file: Annotated[Path, typer.Argument(help="写到哪个xlsx。")],
    account: As,
    organisation: Annotated[
        str | None, typer.Option("--org", help="哪个组织（含下级）；不写就是账号的全部范围。")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="写完整的证件号和电话（留记录）；不写就打码。")] = False,
) -> None:
    """按账号的权限导出名册。"""
    from bot.services import exports

    _known_kind(kind, exports.KINDS)
    with working(account, _told) as work:
        homes = None if organisation is None else (organisation_named(work, organisation).id,)
        done = exports.export(work, kind, file, homes, full=full)
        out.print(f"{EXPORT_NAMES[kind]} {done.rows} 行已写到 {file}。", markup=False)


def _tell(plan: Any) -> None:
    """What was found: the kind, the sheet, what is not read, the first wrong rows."""
    from bot.text.columns import TITLES

    out.print(f"按{KIND_NAMES[plan.kind]}表读工作表“{plan.sheet}”。", markup=False)
    if plan.ignored:
        out.print(f"没有认出、不会导入的列：{'、'.join(plan.ignored)}。", markup=False)
    if plan.unread:
        out.print(f"没有读的工作表：{'、'.join(plan.unread)}（用 --sheet 指定）。", markup=False)
    out.print(f"共 {plan.rows} 行：可以导入 {len(plan.planned)} 行，有错 {len({f.row for f in plan.faults})} 行。")
    for fault in plan.faults[:SHOWN]:
        title = TITLES[plan.kind].get(fault.field, fault.field)
        out.print(f"第{fault.row}行 {title}“{fault.value[:40]}”：{_hint(plan.kind, fault)}。", markup=False)
    if len(plan.faults) > SHOWN:
        out.print(f"还有 {len(plan.faults) - SHOWN} 处，用 --report 文件.xlsx 看全部。")


def _report(path: Path, plan: Any) -> None:
    from bot.services import sheets
    from bot.text.columns import TITLES

    titles = TITLES[plan.kind]
    rows = [(f.row, titles.get(f.field, f.field), f.value, _hint(plan.kind, f)) for f in plan.faults]
    sheets.write(path, ["行", "列", "内容", "应改为"], rows)
    out.print(f"有错的行已写到 {path}。", markup=False)


def _hint(kind: str, fault: Any) -> str:
    """What would be right."""
    hint = FIELD_HINTS.get((fault.code, kind), HINTS[fault.code])
    if "{meant}" in hint:
        return hint.format(meant=fault.meant)
    return f"{hint}；是不是“{fault.meant}”" if fault.meant else hint


def _told(error: Exception) -> str | None:
    from bot.core.errors import RegisterError, SheetError

    if isinstance(error, SheetError):
        kinds = error.kinds or ("members",)
        names, options = "还是".join(KIND_NAMES[one] for one in kinds), "、".join(f"--kind {one}" for one in kinds)
        return FILES[error.code].format(names=names, options=options, kind=kinds[0])
    if isinstance(error, RegisterError):
        what = HANGING.get(error.values.get("table", ""), "其他记录")
        return REFUSED[error.code].format(names=error.values["names"], what=what)
    return None


def _known_kind(kind: str | None, kinds: Any) -> None:
    if kind is not None and kind not in kinds:
        raise typer.BadParameter(f"没有“{kind}”这种表。可以是：{'、'.join(kinds)}。")


def _member_kind(said: str) -> Any:
    from bot.core.members import MemberKind

    if said not in set(MemberKind):
        raise typer.BadParameter(f"没有“{said}”这一类。可以是：{'、'.join(MemberKind)}。")
    return MemberKind(said)


def _home(work: Any, name: str | None) -> int | None:
    if name is None:
        return work.who.grants[0].organisation_id if work.who.grants else None
    return int(organisation_named(work, name).id)

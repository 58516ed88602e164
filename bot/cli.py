"""The command `boai`. Chinese stands here because the terminal's words are this room's replies."""

import asyncio
import contextlib
import io
import json
import secrets
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from bot.cli_accounts import accounts_app
from bot.cli_audit import audit_log
from bot.cli_due import due, term
from bot.cli_import import export, import_app
from bot.cli_knowledge import knowledge_app
from bot.cli_progress import progress
from bot.cli_remind import remind
from bot.cli_report import report
from bot.settings import PROJECT, Settings

DONE, REFUSED, USAGE = 0, 1, 2
START_SECONDS = 60.0

app = typer.Typer(help="博爱助手：红十字会基层组织的中文助手。", no_args_is_help=True, add_completion=False)
batch_app = typer.Typer(help="批处理：标准输入一行一个 JSON，标准输出一行一个 JSON。", no_args_is_help=True)
db_app = typer.Typer(help="数据库。", no_args_is_help=True)
app.add_typer(batch_app, name="batch")
app.add_typer(db_app, name="db")
app.add_typer(accounts_app, name="accounts")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(import_app, name="import")
app.command("due")(due)
app.command("term")(term)
app.command("progress")(progress)
app.command("remind")(remind)
app.command("export")(export)
app.command("report")(report)
app.command("audit")(audit_log)

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]

_PARTS = {"rasa": "理解引擎", "actions": "业务服务", "web": "网页"}


def main() -> None:
    """Entry point of the command."""
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated")  # jieba 0.42.1
    try:
        app()
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for one in error.errors():
            err.print(f"设置 BOAI_{str(one['loc'][0]).upper()} 有误：{one['msg']}", style="red", markup=False)
        sys.exit(USAGE)


def _refuse(message: str) -> typer.Exit:
    err.print(message, style="red", markup=False)
    return typer.Exit(REFUSED)


# --- running ---------------------------------------------------------------------------------------------------------


@app.command()
def up() -> None:
    """启动全部服务（理解引擎、业务服务、网页），按 Ctrl-C 停止。"""
    from bot.run import PortTakenError, StartFailedError, read_run_state

    settings = Settings()
    if running := read_run_state(settings):
        raise _refuse(f"这个数据目录已经有一个在运行（进程 {running['pid']}）。先停掉它，或者用 BOAI_HOME 换一个目录。")
    model = _trained_model(settings)
    _prepare_database(settings)
    try:
        asyncio.run(_up(settings, model))
    except PortTakenError as error:
        raise _refuse(
            f"端口 {error.port} 已被占用。用 BOAI_PORT=另一个端口 再启动，例如 BOAI_PORT={error.port + 1} make run。"
        ) from error
    except StartFailedError as error:
        raise _refuse(f"没有启动成功：{error}。请看这份日志。") from error


async def _up(settings: Settings, model: Path) -> None:
    from bot import run

    given = run.Secrets()
    actions = run.actions_part(settings, given)
    rasa = run.rasa_part(settings, model, actions.port, given)
    web = run.gateway_part(settings, rasa, given)
    stack = run.Stack([rasa, actions, web], _tell_event)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    run.write_run_state(settings, stack, given)
    started = time.monotonic()
    starting = asyncio.create_task(stack.start())
    stopping = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            _print_welcome(settings, web.port, time.monotonic() - started)
            await stopping
        out.print("正在停止……")
    finally:
        starting.cancel()
        stopping.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await stack.stop()
        settings.run_state.unlink(missing_ok=True)
    out.print("已停止。")


def _tell_event(event: str, values: dict[str, Any]) -> None:
    part = _PARTS[values["part"]]
    if event == "starting":
        out.print(f"· {part} 启动中……")
    elif event == "ready":
        out.print(f"✓ {part} 就绪（{values['seconds']:.1f} 秒）")
    elif event == "died":
        err.print(
            f"{part} 意外退出，{values['seconds']:g} 秒后重启。日志：{values['log']}", style="yellow", markup=False
        )


def _print_welcome(settings: Settings, port: int, seconds: float) -> None:
    from bot.channels.web import sign_in_link
    from bot.store import accounts
    from bot.store.database import Database

    address = f"http://{'127.0.0.1' if settings.host in ('', '0.0.0.0') else settings.host}:{port}/"
    out.print(f"\n[bold]博爱助手已启动[/bold]（{seconds:.0f} 秒）：{address}")
    with _closing(Database(settings.database)) as database, database.session() as session:
        known = accounts.everyone(session)
    if known:
        out.print("\n演示账号（打开链接即以该身份登录，链接 7 天内有效，请勿外传）：")
    for account in known:
        who = " ".join(x for x in (account.name or account.id, account.organisation or account.place) if x)
        out.print(f"  {escape(who)}：{address.rstrip('/')}{sign_in_link(settings, account.id)}")
    out.print("\n终端里也能问：uv run boai chat 社区怎么成立红十字会\n按 Ctrl-C 停止。")


@app.command()
def status(as_json: AsJson = False) -> None:
    """查看各部分是否正常、占多少内存。"""
    import httpx
    import psutil

    from bot.run import read_run_state

    state = read_run_state(Settings())
    if state is None:
        if as_json:
            out.print_json(data={"running": False, "parts": []})
            raise typer.Exit(REFUSED)
        raise _refuse("没有在运行。用 make run 或 boai up 启动。")
    parts = []
    for part in state["parts"]:
        try:
            well = httpx.get(part["health"], timeout=2).status_code == 200
        except httpx.HTTPError:
            well = False
        parts.append({"name": part["name"], "port": part["port"], "well": well})
    memory = sum(
        _pss(p) for p in [psutil.Process(state["pid"]), *psutil.Process(state["pid"]).children(recursive=True)]
    )
    if as_json:
        out.print_json(data={"running": True, "pid": state["pid"], "memory_mb": round(memory), "parts": parts})
    else:
        for part in parts:
            out.print(f"{'✓' if part['well'] else '✗'} {_PARTS[part['name']]}（端口 {part['port']}）")
        out.print(f"内存合计 {memory:.0f} MB（按 PSS）")
    raise typer.Exit(DONE if all(part["well"] for part in parts) else REFUSED)


def _pss(process: Any) -> float:
    """Proportional memory of a process in MB; resident memory where the system does not tell."""
    import psutil

    with contextlib.suppress(psutil.Error):
        memory = process.memory_full_info()
        return float(getattr(memory, "pss", memory.rss)) / 2**20
    return 0.0


@app.command()
def train() -> None:
    """训练理解引擎的模型（内容没变就不重训）。"""
    out.print(str(_trained_model(Settings())))


def _trained_model(settings: Settings) -> Path:
    from bot.model import NLU_PYTHON, TrainingFailedError, ensure_model

    if settings.model:
        return settings.model.resolve()
    if not NLU_PYTHON.exists():
        raise _refuse("理解引擎的环境还没有装好。请先运行 make setup。")
    try:
        return ensure_model(
            settings.logs / "train.log", lambda name: err.print(f"训练数据有变化，正在训练模型 {name}（约半分钟）……")
        )
    except TrainingFailedError as error:
        raise _refuse(f"模型训练失败，日志在 {settings.logs / 'train.log'}：\n{error}") from error


# --- talking ---------------------------------------------------------------------------------------------------------


@app.command()
def chat(
    message: Annotated[
        list[str] | None, typer.Argument(help="依次发送的话；不写就进入对话。", show_default=False)
    ] = None,
    account: Annotated[
        str, typer.Option("--as", help="以哪个账号说话；不写就是访客。", show_default=False)
    ] = "terminal",
    as_json: AsJson = False,
) -> None:
    """在终端里和正在运行的助手对话。"""
    import httpx

    from bot.run import read_run_state

    state = read_run_state(Settings())
    if state is None:
        raise _refuse("助手还没有启动。请先在另一个窗口运行 make run（或 boai up）。")
    web = next(part for part in state["parts"] if part["name"] == "web")
    _wait_until_well(web["health"])
    headers = {"X-Boai-Secret": state["command_line_secret"]}
    with httpx.Client(base_url=f"http://127.0.0.1:{web['port']}", headers=headers, timeout=90) as http:
        buttons: list[list[str]] = []
        for said in map(_readable, message or _typed()):
            body = {"account": _readable(account), "message_id": secrets.token_hex(8), "text": said}
            if said.isdecimal() and 0 < int(said) <= len(buttons):
                body = {**body, "text": "", "press": buttons[int(said) - 1][1]}
            try:
                response = http.post("/api/messages", json=body)
            except httpx.HTTPError as error:
                raise _refuse(f"没有连上助手：{error}。请稍后再试。") from error
            if response.status_code == 404:
                raise _refuse(f"没有“{account}”这个账号。可用的账号见 make run 打印的列表。")
            response.raise_for_status()
            replies = response.json()
            buttons = [b for reply in replies for b in reply["buttons"]]
            _print_replies(replies, as_json)


def _readable(said: str) -> str:
    """What the terminal sent; bytes that are not UTF-8 become replacement characters."""
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _typed() -> Iterator[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    out.print("直接打字对话，按 Ctrl-D 结束。", style="dim")
    while True:
        try:
            yield input("您：")
        except (EOFError, KeyboardInterrupt):
            return


def _wait_until_well(url: str) -> None:
    import httpx

    end = time.monotonic() + START_SECONDS
    told = False
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2).status_code == 200:
                return
        if time.monotonic() > end:
            raise _refuse("助手一直没有就绪，请看 boai status 和 var/log 里的日志。")
        if not told:
            err.print("助手正在启动，请稍等……")
            told = True
        time.sleep(0.3)


def _print_replies(replies: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps(replies, ensure_ascii=False), flush=True)
        return
    number = 0
    for reply in replies:
        out.print(reply["text"], markup=False)
        for file in reply.get("files", []):
            out.print(f"  文件：{file}", style="cyan", markup=False)
        for title, _ in reply["buttons"]:
            number += 1
            out.print(f"  [{number}] {title}", style="cyan", markup=False)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="政策问题。")],
    place: Annotated[str | None, typer.Option(help="提问人所在地，例如 绍兴市。")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="列出候选条目和得分。")] = False,
    as_json: AsJson = False,
) -> None:
    """只问政策，不经过对话引擎。"""
    knowledge = _knowledge(Settings())
    answer = knowledge.ask(_readable(question), place=place, today=Settings().clock().date())
    if as_json:
        out.print_json(data=_policy_row(answer), ensure_ascii=False)
    else:
        out.print(answer.text, markup=False)
    if explain:
        for scored in knowledge.explain(question, place)[:5]:
            parts = " ".join(f"{name}={value:.2f}" for name, value in scored.parts.items())
            out.print(f"{scored.score:7.3f} {scored.card_id} {scored.title} {parts}", markup=False)


def _knowledge(settings: Settings) -> Any:
    from bot.knowledge import Knowledge

    return Knowledge.load(PROJECT / "knowledge", semantic=settings.semantic)


def _policy_row(answer: Any) -> dict[str, Any]:
    citations = [{"source": c.source, "section": c.section, "title": c.title} for c in answer.citations]
    return {"answer": answer.text, "answered": answer.answered, "citations": citations}


# --- batch -----------------------------------------------------------------------------------------------------------


@batch_app.command("policy")
def batch_policy() -> None:
    """政策问答。"""
    from datetime import date

    settings = Settings()
    knowledge = _knowledge(settings)
    today: date = settings.clock().date()

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        return _policy_row(knowledge.ask(row["question"], place=row.get("place"), today=today))

    _each_line("id", answer)


@batch_app.command("search")
def batch_search(
    corpus: Annotated[Path, typer.Option(help="段落文件，一行一个 {pid,text}。", exists=True, dir_okay=False)],
) -> None:
    """用政策排序在任意段落里检索。"""
    from bot.knowledge import PassageIndex

    with corpus.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    index = PassageIndex.build([(row["pid"], row["text"]) for row in rows])
    _each_line("qid", lambda row: {"pids": index.search(row["text"], k=10)})


@batch_app.command("person")
def batch_person() -> None:
    """这句话里要登记的人。"""
    from datetime import date

    from bot.text.people import read_people

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        today = date.fromisoformat(row["today"]) if row.get("today") else Settings().clock().date()
        return {"people": [_person_row(person) for person in read_people(row["text"], today)]}

    _each_line("id", answer)


def _person_row(person: Any) -> dict[str, Any]:
    """A person in the form of INTERFACES; a birth date that is not whole is left out."""
    fields = ("kind", "name", "phone", "phone_valid", "id_number", "id_valid", "gender", "birth_date", "org", "unit")
    row = {field: getattr(person, field) for field in fields}
    whole = row["birth_date"] is not None and len(row["birth_date"]) == len("2000-01-01")
    return row if whole else row | {"birth_date": None}


@batch_app.command("activity")
def batch_activity() -> None:
    """这句话里报的活动。"""
    from datetime import date

    from bot.text.activities import read_activities

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        today = date.fromisoformat(row["today"]) if row.get("today") else Settings().clock().date()
        return {"activities": [_activity_row(report.facts) for report in read_activities(row["text"], today)]}

    _each_line("id", answer)


def _activity_row(facts: Any) -> dict[str, Any]:
    """An activity in the form of INTERFACES: days in ISO 8601."""
    row = dict(vars(facts))
    days = {field: row[field].isoformat() if row[field] else None for field in ("date", "end_date")}
    return row | days


@batch_app.command("task")
def batch_task() -> None:
    """这句话要办哪件事（训练好的 Rasa 模型的理解）。"""
    from bot.batch import understanding

    settings = Settings()
    with understanding(settings, _trained_model(settings)) as understand:
        _each_line("id", lambda row: understand(row["text"]))


@batch_app.command("chat")
def batch_chat(
    world: Annotated[
        Path | None, typer.Option(help="虚构世界文件；默认演示世界。", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """经过整套系统的对话。"""
    from bot.batch import talk
    from bot.core.errors import WorldError

    settings = Settings()
    try:
        with talk(settings, _trained_model(settings), world) as turn:
            _each_line("id", turn)
    except WorldError as error:
        raise _refuse(f"世界文件有误：{error}") from error


def _each_line(key: str, work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer each line of standard input as it comes; one that cannot be read gives an error, and the batch goes on."""
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        row: Any = None
        try:
            row = json.loads(line.decode("utf-8", errors="replace"))
            result = work(row)
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        name = row.get(key) if isinstance(row, dict) else None
        text = json.dumps({key: name, **result}, ensure_ascii=False)
        # A lone surrogate of the input comes out as JSON writes it: \\ud800.
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()


# --- database --------------------------------------------------------------------------------------------------------

DEMO_WORLD = PROJECT / "deploy" / "demo_world.yml"


@db_app.command("upgrade")
def db_upgrade() -> None:
    """建表或升级到最新结构。"""
    from bot.store.database import Database

    with _closing(Database(Settings().database)) as database:
        database.upgrade()
    out.print("数据库已是最新结构。")


@db_app.command("demo")
def db_demo(
    world: Annotated[
        Path | None, typer.Option(help="虚构世界文件；默认演示世界。", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """往空数据库里装入演示数据（组织、人员、账号、一年的活动、指标）。"""
    from bot.core.errors import WorldError
    from bot.services.demo import world_at
    from bot.services.world import load_world
    from bot.store import accounts
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    personal = PersonalData(load_key(settings.key_path))
    with _closing(Database(settings.database)) as database:
        database.upgrade()
        with database.session() as session:
            if accounts.everyone(session):
                raise _refuse("数据库里已经有账号，没有装入演示数据。请用 BOAI_HOME 指到一个空目录。")
            try:
                now = settings.clock()
                number = load_world(session, world_at(world, now.date()), personal, now)
            except WorldError as error:
                raise _refuse(f"世界文件有误：{error}") from error
    out.print(f"已装入 {number} 个演示账号。")


_SCALED = {"organisations": "组织", "members": "会员", "volunteers": "志愿者", "activities": "活动"}
_SET_RIGHT = {"indexes": "索引", "roll_ups": "汇总"}  # when all rows are there


@db_app.command("scale")
def db_scale(
    share: Annotated[float, typer.Option(help="全国规模的几分之几。", min=0.00001, max=1.0)] = 0.01,
    seed: Annotated[int, typer.Option(help="随机种子：同一种子造出同样的数据。")] = 1,
) -> None:
    """往空数据库里造一个合成的全国（默认百分之一），用来测速度。整个全国要半小时到一小时、15 GB 磁盘。"""
    from rich.progress import Progress

    from bot.core.errors import WorldError
    from bot.services import scale
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    with _closing(Database(settings.database)) as database, Progress(console=err) as shown:
        database.upgrade()
        bars = {what: shown.add_task(word, start=False) for what, word in (_SCALED | _SET_RIGHT).items()}

        def tell(what: str, done: int, whole: int) -> None:
            shown.start_task(bars[what])
            shown.update(bars[what], completed=done, total=whole)

        try:
            size = scale.build(database, PersonalData(load_key(settings.key_path)), share, seed, settings.clock(), tell)
        except WorldError as error:
            raise _refuse("数据库不是空的，没有造数据。请用 BOAI_HOME 指到一个空目录。") from error
    out.print("，".join(f"{word} {getattr(size, what):,}" for what, word in _SCALED.items()) + "。")


_BACKUP = {
    "exists": "{path} 已经存在，没有覆盖。请换一个文件名。",
    "missing": "找不到文件 {path}。",
    "broken": "{path} 已损坏，不能使用；原来的数据没有动。请换一份备份。",
    "other": "{path} 不是博爱助手的备份；原来的数据没有动。",
    "newer": "{path} 是更新版本的备份，请先升级博爱助手；原来的数据没有动。",
    "no_tool": "这台机器上没有 {path}，备份或恢复 PostgreSQL 需要它（Debian：apt-get install postgresql-client）。",
    "tool": "PostgreSQL 的工具报错：{path}",
}


@db_app.command("backup")
def db_backup(file: Path) -> None:
    """把数据库备份成一个文件，活动照片在它旁边另成一个；运行中也可以备份。密钥文件要另外保存。"""
    from bot.core.errors import BackupError
    from bot.store.backup import backup, backup_pictures, pictures_beside

    settings = Settings()
    try:
        backup(settings.database, file)
        pictures = backup_pictures(settings.uploads, file)
    except BackupError as error:
        raise _refuse(_BACKUP[error.code].format(path=error.path)) from error
    beside = pictures_beside(file)
    out.print(f"已备份到 {file}，照片{pictures}张在 {beside}（恢复时要放在一起）。", markup=False)
    out.print(f"个人信息是加密的，恢复时还需要密钥文件 {settings.key_path}，请另外妥善保存。", markup=False)


@db_app.command("restore")
def db_restore(file: Path) -> None:
    """用备份文件恢复数据库；要先停止运行。原来的数据会另存一份。"""
    from bot import run
    from bot.core.errors import BackupError
    from bot.store.backup import restore, restore_pictures

    settings = Settings()
    if run.read_run_state(settings) is not None:
        raise _refuse("博爱助手正在运行。请先按 Ctrl-C 停止，再恢复。")
    try:
        kept = restore(settings.database, file, settings.clock())
        pictures = restore_pictures(settings.uploads, file)
    except BackupError as error:
        raise _refuse(_BACKUP[error.code].format(path=error.path)) from error
    db_upgrade()
    out.print(
        f"已从 {file} 恢复，放回照片{pictures}张。" + (f"原来的数据另存在 {kept}。" if kept else ""), markup=False
    )


@db_app.command("rotate-key")
def db_rotate_key() -> None:
    """换一把新密钥：加密的个人信息全部重新加密。先停下助手并做好备份。"""
    from bot.run import read_run_state
    from bot.services import keys
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    settings = Settings()
    if running := read_run_state(settings):
        raise _refuse(f"助手正在运行（进程 {running['pid']}）。请先停下它，再换密钥。")
    path = settings.key_path
    old = PersonalData(load_key(path))
    with _closing(Database(settings.database)) as database:
        database.upgrade()
        with database.session() as session:
            interrupted = keys.unfinished(path) and not keys.is_of(session, old)
        if not interrupted:  # else everything was rewritten and only the file is left
            new = keys.new_key(path)
            with database.session() as session:
                count = keys.rewrite(session, old, new, settings.clock())
            out.print(f"已用新密钥重新加密 {count} 人的信息。")
    keys.finish(path)
    out.print(
        "新密钥已启用。旧的备份要用旧密钥才能恢复，请把旧备份连同旧密钥一起保管；没用过的绑定码已作废，请重新发放。"
    )


@db_app.command("check")
def db_check(
    full: Annotated[bool, typer.Option("--full", help="重数全部汇总数；不写就抽查几个组织。")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="先把汇总数按名册重新算一遍。")] = False,
    as_json: AsJson = False,
) -> None:
    """检查数据库：文件完整、引用完整、结构版本、汇总数与名册一致、审计链。"""
    from bot.store import rollups
    from bot.store.backup import faults
    from bot.store.database import Database

    with _closing(Database(Settings().database)) as database:
        if repair:
            with database.engine.begin() as connection:
                rollups.repair(connection)
        found = list(faults(database, whole=full))
    if as_json:
        print(json.dumps({"ok": not found, "faults": found}, ensure_ascii=False))
    elif found:
        for one in found:
            err.print(one, style="red", markup=False)
        err.print("数据库有问题。请先备份，再从最近一份好的备份恢复。", style="red")
    else:
        out.print("数据库完好，审计记录没有被改动过。")
    if found:
        raise typer.Exit(REFUSED)


def _prepare_database(settings: Settings) -> None:
    """Bring the tables up to date; an empty database gets the demonstration world (`BOAI_DEMO`)."""
    from bot.core.errors import DatabaseBusyError
    from bot.services.demo import demo_world
    from bot.services.world import load_world
    from bot.store import accounts, rollups
    from bot.store.database import Database
    from bot.store.personal import PersonalData
    from bot.store.sealed import load_key

    personal, now = PersonalData(load_key(settings.key_path)), settings.clock()
    with _closing(Database(settings.database)) as database:
        database.upgrade()
        with database.session() as session:
            rollups.fold(session)
            if settings.demo and not accounts.everyone(session):
                load_world(session, demo_world(now.date()), personal, now)
        with contextlib.suppress(DatabaseBusyError):  # another process of ours writes: the next start does it
            database.analyse()


def _closing(database: Any) -> Any:
    return contextlib.closing(database)


if __name__ == "__main__":
    main()

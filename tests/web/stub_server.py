"""The real page on a stand-in gateway, as a process of its own: `python stub_server.py PORT STATE.json`.

What is said is kept in STATE.json, so that a killed and restarted server knows it. The answers depend on words in the
message, see `_answer`.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import uvicorn

from bot.channels.gateway import Gateway, Incoming, Reply
from bot.channels.phrases import Phrases
from bot.channels.rasa_client import OnWait
from bot.channels.web.app import build
from bot.channels.web.sign_in import SignInSigner
from bot.core.accounts import Account, Role
from bot.reports.charts import Bar, Head, bars
from bot.services.files import Files
from bot.settings import PROJECT, TIMEZONE, Settings

SECRET = "tests only"
KNOWN = Account("secretary", Role.SECRETARY, "王芳", "绍兴市越城区府山街道红十字会", "浙江/绍兴")
CITATIONS = (
    {
        "source": "001",
        "title": "中国红十字会组织体系建设年工作方案",
        "number": "中红办字〔2021〕27号",
        "section": "三（二）",
        "issuer": "中国红十字会总会办公室",
        "place": "全国",
        "until": "2021-12-31",
    },
    {
        "source": "002",
        "title": "绍兴市红十字会三年行动计划（2020—2022）",
        "number": None,
        "section": "四",
        "issuer": "绍兴市红十字会",
        "place": "浙江省绍兴市",
        "until": "2022-12-31",
    },
)
LONG = "\n".join(
    [
        "在社区成立红十字会，一般分五步：",
        "1. 由社区党组织提出，向同级党组织报批，同时与县级红十字会沟通。",
        "2. 发展会员，推选筹备组，准备章程草案和候选人名单。",
        "3. 召开第一次会员（代表）大会，选举理事会、会长、副会长和秘书长。",
        "4. 选举结果报同级党组织批准，并报县级红十字会备案。",
        "5. 挂牌，落实“五有”：有组织、有队伍、有阵地、有活动、有经费。",
        "",
        "筹备期间可以请街道红十字会派人指导；会员人数、经费来源和活动场所要在申请里写清楚。",
        "如果本地另有规定，以当地县级红十字会的答复为准。",
    ]
)


@dataclass
class Said:
    """An exchange with its message id, as the page needs it."""

    message_id: str
    text: str
    replies: tuple[Reply, ...] | None
    at: datetime


class StubGateway:
    """What the page uses of `Gateway`."""

    def __init__(self, state: Path) -> None:
        self.phrases = Phrases(PROJECT / "data" / "phrases" / "channel.yml")
        self._state = state
        self._accounts = {KNOWN.id: KNOWN}
        self._said: dict[str, list[Said]] = {}
        self._turn = asyncio.Lock()
        if state.exists():
            for account, said in json.loads(state.read_text(encoding="utf-8")).items():
                self._accounts.setdefault(account, Account(account))
                self._said[account] = [_said(one) for one in said]

    async def account(self, account_id: str) -> Account | None:
        return self._accounts.get(account_id)

    async def history(self, account_id: str, chat: str) -> list[Said]:
        return list(self._said.get(account_id, []))

    async def handle(self, incoming: Incoming, on_wait: OnWait | None = None) -> list[Reply]:
        async with self._turn:
            if incoming.may_be_new:
                self._accounts.setdefault(incoming.account_id, Account(incoming.account_id))
            said = self._said.setdefault(incoming.account_id, [])
            known = next((one for one in said if one.message_id == incoming.message_id), None)
            if known and known.replies is not None:
                return list(known.replies)
            text = f"按了{incoming.press}" if incoming.press else incoming.text
            if not known:
                known = Said(incoming.message_id, text, None, datetime.now(TIMEZONE))
                said.append(known)
                self._keep()
            known.replies = self._file(incoming) or tuple(await self._answer(text, on_wait))
            self._keep()
            return list(known.replies)

    def _file(self, incoming: Incoming) -> tuple[Reply, ...]:
        files = Files(self._state.with_name("files"))
        if "画图" in incoming.text:
            picture = files.new(incoming.account_id, "完成情况", "png")
            picture.write_bytes(
                bars(Head("完成情况", ("截至今天",)), [Bar("志愿者", "47 / 80 人", 58.8, "58.8%")]).png()
            )
            return (Reply("完成情况：志愿者 47 人 / 目标 80 人，完成 58.8%。", files=(str(picture),)),)
        if "导出" not in incoming.text:
            return ()
        path = files.new(incoming.account_id, "会员名册")
        path.write_bytes(b"roster")
        return (Reply("名册做好了", files=(str(path),)),)

    async def _answer(self, text: str, on_wait: OnWait | None) -> list[Reply]:
        if "崩溃" in text:
            raise RuntimeError("as asked")
        if "慢" in text:
            release = self._state.with_name("release")
            while not release.exists():
                await asyncio.sleep(0.02)
        if "恢复" in text and on_wait:
            await on_wait()
            while not self._state.with_name("release").exists():
                await asyncio.sleep(0.02)
        if "选" in text:
            return [Reply("您要办哪一件？", (("问政策", "policy-1"), ("报活动", "report-1")))]
        if "怎么成立" in text:
            return [Reply(LONG, citations=CITATIONS)]
        count = sum(len(said) for said in self._said.values())
        return [Reply(f"第{count}句：{text}")]

    def _keep(self) -> None:
        state = {account: [asdict(one) for one in said] for account, said in self._said.items()}
        self._state.write_text(json.dumps(state, ensure_ascii=False, default=str), encoding="utf-8")


def _said(kept: dict[str, Any]) -> Said:
    replies = None if kept["replies"] is None else tuple(Reply.from_dict(reply) for reply in kept["replies"])
    return Said(kept["message_id"], kept["text"], replies, datetime.fromisoformat(kept["at"]))


def main() -> None:
    """Serve until killed."""
    port, state = int(sys.argv[1]), Path(sys.argv[2])
    app = build(
        cast(Gateway, StubGateway(state)),
        Settings().model_copy(update={"port": port, "files": state.with_name("files")}),
        storage_secret=SECRET,
        sign_in=SignInSigner(SECRET),
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()

"""`boai up` as an operator runs it: talk, kill any part, refuse a taken port, stop without orphans."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.phrases import Phrases
from bot.run import free_port
from bot.settings import PROJECT
from tests.chromium import chromium

pytestmark = pytest.mark.rasa

PHRASES = Phrases(PROJECT / "data" / "phrases" / "channel.yml")
PATIENCE = 150  # seconds; awaited conditions, on a machine that may be busy with other things


class Assistant:
    """A running `boai up`, its output as it comes, and the command line beside it."""

    def __init__(self, home: Path, port: int) -> None:
        self.port = port
        self.home = home
        self.environment = {**os.environ, "BOAI_HOME": str(home), "BOAI_PORT": str(port), "BOAI_TELEGRAM_TOKEN": ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "up"],
            cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.output = ""
        self._grown = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._grown:
                self.output += line
                self._grown.notify_all()
        with self._grown:
            self._grown.notify_all()

    def until(self, pattern: str, after: int = 0) -> None:
        """Wait until it has printed `pattern` behind the first `after` characters."""
        with self._grown:
            assert self._grown.wait_for(lambda: re.search(pattern, self.output[after:]), PATIENCE), self.output

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `boai` with the same settings."""
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=PROJECT, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    def chat(self, message: str, account: str = "demo_secretary") -> str:
        """What the assistant says."""
        done = self.command("chat", "--as", account, message)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def part(self, module: str) -> psutil.Process:
        """The process of one part."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(child for child in children if module in child.cmdline())

    def address(self, path: str = "/") -> str:
        """A page's address."""
        return f"http://127.0.0.1:{self.port}{path}"


def _wait(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@pytest.fixture(scope="module")
def assistant(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    running = Assistant(tmp_path_factory.mktemp("up") / "数据 目录", free_port())
    running.until("按 Ctrl-C 停止")
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(PATIENCE)


def test_first_answer(assistant: Assistant) -> None:
    said = assistant.chat("社区怎么成立红十字会", account="terminal")
    assert "同级党组织" in said
    assert "县级红十字会" in said
    assert "三（一）" in said


def test_status(assistant: Assistant) -> None:
    done = assistant.command("status", "--json")
    assert done.returncode == 0
    state = json.loads(done.stdout)
    assert {part["name"] for part in state["parts"]} == {"rasa", "actions", "web"}
    assert all(part["well"] for part in state["parts"])


def test_unknown_account_is_refused(assistant: Assistant) -> None:
    done = assistant.command("chat", "--as", "nobody", "你好")
    assert done.returncode == 1
    assert "没有“nobody”这个账号" in done.stderr


def test_only_the_web_page_may_listen_beyond_loopback(assistant: Assistant) -> None:
    for child in psutil.Process(assistant.process.pid).children(recursive=True):
        for connection in child.net_connections(kind="inet"):
            if connection.status == psutil.CONN_LISTEN:
                assert connection.laddr.ip == "127.0.0.1"


def test_second_start_in_the_same_home_is_refused(assistant: Assistant) -> None:
    done = assistant.command("up")
    assert done.returncode == 1
    assert "已经有一个在运行" in done.stderr


def test_taken_port_is_refused(assistant: Assistant, tmp_path: Path, model: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        environment = {**assistant.environment, "BOAI_HOME": str(tmp_path), "BOAI_PORT": str(port)}
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "up"],
            cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"端口 {port} 已被占用" in done.stderr


@pytest.mark.parametrize(
    ("module", "name"),
    [("bot.nlu.serve", "理解引擎"), ("actions.server", "业务服务"), ("bot.channels.serve", "网页")],
)
def test_a_killed_part_comes_back_and_the_talk_goes_on(assistant: Assistant, module: str, name: str) -> None:
    assert "没完全听明白" in assistant.chat("呃那个就那个嘛")
    before = len(assistant.output)
    assistant.part(module).kill()
    assistant.until(f"{name} 意外退出", before)
    # Sent while the part is away: it waits, and finds what was asked before.
    answer = assistant.chat("2")
    assert "没完全听明白" not in answer
    assert "没有等您回答" not in answer
    assistant.until(f"✓ {name} 就绪", before)


@pytest.mark.browser
def test_page_with_everything_behind_it(assistant: Assistant) -> None:
    link = re.search(r"闻小禾[^\n]*?(/in/\S+)", assistant.output)
    assert link
    with chromium() as browser:
        page = browser.new_page(locale="zh-CN")
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        page.goto(assistant.address(link[1]))
        box = page.get_by_role("textbox", name=PHRASES("web_composer"))
        bot = page.locator(".bot .text")
        box.fill("乡镇红十字会多少年换届一回")
        box.press("Enter")
        expect(bot.last).to_contain_text("5年")
        page.reload()
        expect(bot.last).to_contain_text("5年")
        # A part dies while somebody writes: told meanwhile, answered when it is back, nothing lost.
        before = len(assistant.output)
        assistant.part("bot.nlu.serve").kill()
        assistant.until("理解引擎 意外退出", before)
        box.fill("那五有又是什么")
        box.press("Enter")
        expect(page.get_by_text(PHRASES("channel_wait"))).to_be_visible()
        expect(bot.last).to_contain_text("带头人")
        # The page's own server dies: said, and the page comes back by itself with the talk as it was.
        before = len(assistant.output)
        assistant.part("bot.channels.serve").kill()
        expect(page.get_by_text(PHRASES("channel_connection_lost"))).to_be_visible()
        assistant.until("✓ 网页 就绪", before)
        expect(page.get_by_text(PHRASES("channel_connection_lost"))).to_have_count(0)
        expect(bot.last).to_contain_text("带头人")
        box.fill("谢谢你")
        box.press("Enter")
        expect(bot.last).to_contain_text("不客气")


@pytest.mark.browser
def test_a_question_that_nothing_settles_comes_back_with_an_answer(assistant: Assistant) -> None:
    """A question, its citation, a follow-up; a refusal passed on, the officer's answer, the asker told."""
    links = {name: re.search(rf"{name}[^\n]*?(/in/\S+)", assistant.output) for name in ("郎青", "顾长风")}
    with chromium() as browser:
        expect.set_options(timeout=PATIENCE * 1000)
        asker, officer = (_signed_in(browser, assistant, links[name]) for name in ("郎青", "顾长风"))
        asker.say("社区怎么成立红十字会")
        expect(asker.last).to_contain_text("同级党组织")
        asker.page.locator(".bot summary").last.click()
        expect(asker.page.locator(".bot details[open]").last).to_contain_text("三（一）")
        asker.say("那学校呢")
        expect(asker.last).to_contain_text("上级红十字会")
        asker.say("社区红十字会的公章有没有规定尺寸")
        asker.press("转给上级解答")
        expect(asker.last).to_contain_text("已转给上级解答")
        [gap] = json.loads(assistant.command("knowledge", "gaps", "--json").stdout)
        said = ("--text", "随便。", "--basis", "无")
        refused = assistant.command("knowledge", "answer", str(gap["id"]), *said, "--as", "demo_secretary")
        assert refused.returncode == 1
        officer.say("有哪些待答复的问题")
        expect(officer.last).to_contain_text("公章有没有规定尺寸")
        officer.press(f"答复第{gap['id']}条")
        officer.say("由县级红十字会统一刻制")
        expect(officer.last).to_contain_text("依据的是什么")
        officer.say("五有是哪五有？")  # a question in the middle is answered, and the draft goes on
        expect(officer.page.locator(".bot .text", has_text="带头人").last).to_be_visible()
        expect(officer.last).to_contain_text("依据的是什么")
        officer.say("办公会纪要")
        expect(officer.last).to_contain_text("请核对答复")
        officer.press("确认")
        expect(officer.last).to_contain_text("已答复")
        asker.say("谢谢你")
        expect(asker.last).to_contain_text("由县级红十字会统一刻制")
        asker.say("再见，谢谢")
        expect(asker.last).not_to_contain_text("统一刻制")  # told once
        asker.say("社区红十字会的公章有没有规定尺寸呢")
        expect(asker.last).to_contain_text("鉴湖县红十字会")


@pytest.mark.browser
@pytest.mark.rasa
def test_a_member_is_registered_corrected_confirmed_and_undone(assistant: Assistant) -> None:
    """A secretary on a phone: the card, a correction in words, confirmed by its button, taken back."""
    link = re.search(r"闻小禾[^\n]*?(/in/\S+)", assistant.output)
    with chromium() as browser:
        expect.set_options(timeout=PATIENCE * 1000)
        secretary = _signed_in(browser, assistant, link)
        secretary.say("登记会员 尚文竹 女 1980年5月 13900001234")
        expect(secretary.last).to_contain_text("请核对登记内容")
        expect(secretary.last).to_contain_text("139****1234")
        expect(secretary.page.locator(".bot", has_text="13900001234")).to_have_count(0)
        secretary.say("电话最后一位是5")
        expect(secretary.last).to_contain_text("139****1235")
        secretary.press("确认")
        expect(secretary.last).to_contain_text("已登记1人：尚文竹")
        secretary.say("荷花街道红十字会有多少成人会员")
        expect(secretary.last).to_contain_text("成人会员 95 人")
        secretary.say("撤销刚才的登记")
        expect(secretary.last).to_contain_text("已撤销登记")
        secretary.say("荷花街道红十字会有多少成人会员")
        expect(secretary.last).to_contain_text("成人会员 94 人")
    everything = "".join(path.read_text("utf-8", "replace") for path in assistant.home.rglob("*.log"))
    assert "13900001234" not in everything


@pytest.mark.browser
def test_a_picture_comes_with_the_numbers(assistant: Assistant) -> None:
    """Drawn for the asker alone, seen in the page."""
    links = {name: re.search(rf"{name}[^\n]*?(/in/\S+)", assistant.output) for name in ("顾长风", "郎青")}
    with chromium() as browser:
        expect.set_options(timeout=PATIENCE * 1000)
        officer = _signed_in(browser, assistant, links["顾长风"])
        officer.say("我们县各项指标完成得怎么样")
        image = officer.page.locator(".chart img").last
        expect(image).to_have_js_property("naturalWidth", 1080)
        address = str(image.get_attribute("src"))
        expect(officer.page.get_by_role("img", name="完成情况")).to_be_visible()
        assert officer.page.request.get(assistant.address(address)).headers["content-type"] == "image/png"
        stranger = _signed_in(browser, assistant, links["郎青"])
        assert stranger.page.request.get(assistant.address(address)).status == 404


class Talker:
    """Somebody at the chat page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.last = page.locator(".bot .text").last

    def say(self, text: str) -> None:
        """Type a message and wait until it is answered."""
        answers = self.page.locator(".bot .text")
        before = answers.count()
        box = self.page.get_by_role("textbox", name=PHRASES("web_composer"))
        box.fill(text)
        box.press("Enter")
        expect(answers.nth(before)).to_be_visible()

    def attach(self, *files: Path) -> None:
        """Send pictures by the button and wait until they are answered."""
        answers = self.page.locator(".bot .text")
        before = answers.count()
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name=PHRASES("web_attach")).click()
        chooser.value.set_files(files)
        expect(answers.nth(before)).to_be_visible()

    def press(self, title: str) -> None:
        """Press a button of the last answer."""
        self.page.get_by_role("button", name=title, exact=True).last.click()


def _signed_in(browser: Browser, assistant: Assistant, link: re.Match[str] | None) -> Talker:
    assert link
    page = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(assistant.address(link[1]))
    return Talker(page)


@pytest.mark.browser
def test_a_report_is_corrected_given_a_photo_confirmed_and_undone(assistant: Assistant, tmp_path: Path) -> None:
    """A report by talk with a photo, seen by who may see it and by nobody else, taken back with it."""
    from PIL import Image

    links = {name: re.search(rf"{name}[^\n]*?(/in/\S+)", assistant.output) for name in ("闻小禾", "郎青")}
    picture = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x010F] = "MadeUpPhone"
    Image.linear_gradient("L").save(picture, exif=exif)
    (tmp_path / "notes.jpg").write_text("no picture")
    with chromium() as browser:
        expect.set_options(timeout=PATIENCE * 1000)
        secretary = _signed_in(browser, assistant, links["闻小禾"])
        secretary.say("昨天上午在文化广场办救护培训，45人参加，两个小时")
        expect(secretary.last).to_contain_text("请核对")
        secretary.say("人数是54不是45")
        expect(secretary.last).to_contain_text("参加54人")
        secretary.attach(picture, tmp_path / "notes.jpg")
        expect(secretary.page.get_by_text(PHRASES("channel_photo_kind"))).to_be_visible()
        expect(secretary.last).to_have_text(PHRASES("channel_photo_draft", count=1))
        image = secretary.page.locator(".photo img").last
        expect(image).to_have_js_property("naturalWidth", 256)
        address = str(image.get_attribute("src"))
        kept = secretary.page.request.get(assistant.address(address))
        assert kept.headers["content-type"] == "image/jpeg"
        assert b"MadeUpPhone" not in kept.body()
        secretary.say("确认")
        expect(secretary.last).to_contain_text("已保存")
        expect(secretary.last).to_contain_text("照片：1张")
        secretary.say("荷花街道红十字会本月的活动清单")
        expect(secretary.last).to_contain_text("照片1张")
        secretary.press("看第1条的照片")
        expect(secretary.last).to_contain_text("共1张")
        secretary.page.reload()
        expect(secretary.page.locator(".photo img").last).to_have_js_property("naturalWidth", 256)
        # A member of a branch below is no member of this one; a visitor is nobody.
        stranger = _signed_in(browser, assistant, links["郎青"])
        assert stranger.page.request.get(assistant.address(address)).status == 404
        expect(stranger.page.get_by_role("button", name=PHRASES("web_attach"))).to_have_count(0)
        assert stranger.page.request.post(assistant.address("/photos"), data=picture.read_bytes()).status == 403
        assert browser.new_page().request.get(assistant.address(address)).status == 404
        secretary.say("撤销")
        expect(secretary.last).to_contain_text("已撤回")
        assert secretary.page.request.get(assistant.address(address)).status == 404
        secretary.say("荷花街道红十字会本月的活动清单")
        expect(secretary.last).to_contain_text("没有")


def test_stops_without_orphans(assistant: Assistant) -> None:
    """By Ctrl-C after all that was asked of it above; by other signals while it starts again with what it has."""
    _stops(assistant, signal.SIGINT, 0)
    for way, code in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
        again = Assistant(assistant.home, free_port())
        supervisor = psutil.Process(again.process.pid)
        _wait(lambda started=supervisor: len(started.children()) == 3, "three parts")
        _stops(again, way, code)


def _stops(running: Assistant, way: signal.Signals, code: int) -> None:
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert len(children) >= 3
    running.process.send_signal(way)
    assert running.process.wait(PATIENCE) == code
    _wait(lambda: not any(child.is_running() for child in children), f"orphans: {children}")

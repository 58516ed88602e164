"""The chat page in a real Chromium, on a stand-in gateway (stub_server.py)."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bot.channels.phrases import Phrases
from bot.channels.web.sign_in import SignInSigner
from bot.settings import PROJECT
from tests.chromium import chromium

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
PHRASES = Phrases(PROJECT / "data" / "phrases" / "channel.yml")
START_SECONDS = 40
WAIT_MILLISECONDS = 15_000
COMPOSER = "getElement(Number(document.querySelector('.composer-inner').id.slice(1)))"


class Server:
    """The page's server as a process that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, str(HERE / "stub_server.py"), str(self.port), str(self.folder / "state.json")]
        with (self.folder / "server.log").open("a") as output:
            environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
            environment.pop("PYTEST_CURRENT_TEST", None)  # NiceGUI behaves differently under pytest
            self.process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "server.log").read_text()
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)

    def kill(self) -> None:
        """End it the hard way."""
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "favicon.ico", timeout=5):
                return True
        except OSError:
            return False


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The one server of these tests."""
    server = Server(tmp_path_factory.mktemp("web"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server(web: Server) -> Server:
    """A running server, also after a test that failed while it was killed."""
    if web.process.poll() is not None:
        web.start()
    return web


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def profile(browser: Browser) -> BrowserContext:
    """One browser profile for all tests: scripts and styles are loaded once."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1100, "height": 760})
    context.set_default_timeout(WAIT_MILLISECONDS)
    expect.set_options(timeout=WAIT_MILLISECONDS)
    return context


@pytest.fixture
def context(profile: BrowserContext) -> Iterator[BrowserContext]:
    """A visitor who was never here before: no cookie, no open tab."""
    profile.clear_cookies()
    yield profile
    for page in profile.pages:
        page.close()


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """The chat page, connected."""
    return _open(context.new_page(), server.url)


@pytest.fixture
def release(server: Server) -> Iterator[Path]:
    """The file whose making lets the slow answers go."""
    file = server.folder / "release"
    yield file
    file.unlink(missing_ok=True)


def _open(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_function("window.did_handshake")
    return page


def _box(page: Page) -> Locator:
    return page.get_by_role("textbox", name=PHRASES("web_composer"))


def _say(page: Page, text: str) -> None:
    _box(page).fill(text)
    _box(page).press("Enter")


def _own(page: Page) -> Locator:
    return page.locator(".own .text")


def _bot(page: Page) -> Locator:
    return page.locator(".bot .text")


def test_first_visit_greets_and_loads_nothing_from_elsewhere(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    requested: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    _open(page, server.url)
    expect(page).to_have_title(PHRASES("web_title"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(_bot(page)).to_have_text(PHRASES("web_greeting"))
    expect(page.locator(".choice")).to_have_text([PHRASES(f"web_example_{number}") for number in (1, 2, 3)])
    assert all(url.startswith((server.url, "data:")) for url in requested)
    assert not problems


def test_cookie_and_headers_are_safe(page: Page, context: BrowserContext, server: Server) -> None:
    (cookie,) = context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    response = context.request.get(server.url)
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_bubbles_stand_right_and_left_and_html_stays_text(page: Page) -> None:
    said = "<b>粗</b><script>document.title='x'</script>\n第二行 **星** {{ 1 + 1 }} ${1}"
    _box(page).fill(said)
    _box(page).press("Enter")
    expect(_own(page)).to_have_text(said, use_inner_text=True)
    expect(_bot(page).last).to_contain_text("<script>document.title='x'</script>")
    assert page.locator(".text *").count() == 0
    expect(page).to_have_title(PHRASES("web_title"))
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    own, bot = page.locator(".own .bubble").bounding_box(), page.locator(".bot .bubble").last.bounding_box()
    assert own
    assert bot
    assert own["x"] > bot["x"]
    page.reload()
    expect(_own(page)).to_have_text(said, use_inner_text=True)
    assert page.locator(".text *").count() == 0


def test_typing_sign_shows_until_the_answer(page: Page, release: Path) -> None:
    _say(page, "慢一点")
    expect(page.locator(".typing")).to_be_visible()
    release.touch()
    expect(page.locator(".typing")).to_have_count(0)
    expect(_bot(page).last).to_contain_text("慢一点")


def test_wait_for_a_restarting_part_is_told(page: Page, release: Path) -> None:
    _say(page, "正在恢复吗")
    expect(page.get_by_text(PHRASES("channel_wait"))).to_be_visible()
    release.touch()
    expect(_bot(page).last).to_contain_text("正在恢复吗")
    expect(page.get_by_text(PHRASES("channel_wait"))).to_have_count(0)


def test_a_failure_is_told(page: Page) -> None:
    _say(page, "崩溃")
    expect(_bot(page).last).to_have_text(PHRASES("channel_unavailable"))


def test_quick_replies_work_once(page: Page) -> None:
    _say(page, "帮我选")
    page.get_by_role("button", name="报活动").click()
    expect(_own(page).last).to_have_text("报活动")
    expect(_bot(page).last).to_contain_text("按了report-1")
    for button in page.locator(".choice").all():
        expect(button).to_be_disabled()


def test_quick_replies_close_when_something_else_is_said_and_after_a_reload(page: Page) -> None:
    _say(page, "帮我选")
    expect(page.get_by_role("button", name="问政策")).to_be_enabled()
    page.reload()
    expect(page.get_by_role("button", name="问政策")).to_be_enabled()
    page.wait_for_function("window.did_handshake")
    _say(page, "算了")
    expect(page.get_by_role("button", name="问政策")).to_be_disabled()
    expect(_bot(page).last).to_contain_text("算了")
    page.reload()
    expect(page.get_by_role("button", name="问政策")).to_be_disabled()


def test_citation_opens_to_document_section_place_and_period(page: Page) -> None:
    page.get_by_role("button", name=PHRASES("web_example_1")).click()
    line = page.locator("summary")
    expect(line).to_contain_text(PHRASES("web_citation"))
    expect(page.locator("dl").first).to_be_hidden()
    line.click()
    shown = page.locator("dl").first
    for text in (
        "中国红十字会组织体系建设年工作方案",
        "中红办字〔2021〕27号",
        "三（二）",
        "总会办公室",
        "全国",
        "2021-12-31",
    ):
        expect(shown).to_contain_text(text)
    expect(shown).to_be_in_viewport()
    expect(page.locator("dl").nth(1)).to_contain_text(PHRASES("web_citation_unstated"))


def test_long_answer_is_shown_from_its_question_on(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 500})
    page.get_by_role("button", name=PHRASES("web_example_1")).click()
    expect(page.locator("summary")).to_be_attached()
    expect(_own(page)).to_be_in_viewport(ratio=1)
    for number in range(3):
        _say(page, f"再问{number}")
    expect(_bot(page).last).to_contain_text("再问2")
    expect(_bot(page).last).to_be_in_viewport(ratio=1)


def test_enter_sends_and_shift_enter_makes_a_line(page: Page) -> None:
    _box(page).press_sequentially("第一行")
    _box(page).press("Shift+Enter")
    _box(page).press_sequentially("第二行")
    expect(_box(page)).to_have_value("第一行\n第二行")
    expect(_own(page)).to_have_count(0)
    _box(page).press("Enter")
    expect(_own(page)).to_have_text("第一行\n第二行", use_inner_text=True)
    expect(_box(page)).to_have_value("")


def test_enter_that_ends_an_input_method_does_not_send(page: Page, context: BrowserContext) -> None:
    box = _box(page)
    box.focus()
    devtools = context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "shequ", "selectionStart": 5, "selectionEnd": 5})
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 13})
    expect(box).to_have_value("shequ")
    devtools.send("Input.insertText", {"text": "社区"})
    expect(box).to_have_value("社区")
    box.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229}))")
    expect(box).to_have_value("社区")
    box.press("Enter")
    expect(_own(page)).to_have_text("社区")
    expect(box).to_have_value("")


def test_keyboard_alone_is_enough(page: Page) -> None:
    expect(_box(page)).to_be_focused()
    keyboard = page.keyboard
    for _ in range(3):
        keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name=PHRASES("web_example_1"))).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("Enter")
    summary = page.locator("summary")
    expect(summary).to_be_visible()
    expect(_box(page)).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(summary).to_be_focused()
    keyboard.press("Enter")
    expect(page.locator("dl").first).to_be_visible()
    keyboard.press("Escape")
    expect(page.locator("dl").first).to_be_hidden()
    expect(summary).to_be_focused()
    keyboard.press("Tab")
    expect(_box(page)).to_be_focused()


def test_header_says_help_and_restart(page: Page) -> None:
    page.get_by_role("button", name=PHRASES("web_help")).click()
    expect(_own(page)).to_have_text(PHRASES("web_help"))
    page.get_by_role("button", name=PHRASES("web_restart")).click()
    expect(_own(page).last).to_have_text(PHRASES("web_restart"))
    expect(_bot(page).last).to_contain_text("/restart")


def test_counter_and_limit(page: Page) -> None:
    box, send = _box(page), page.get_by_role("button", name=PHRASES("web_send"))
    expect(send).to_be_disabled()
    box.fill("字" * 3000)
    expect(page.locator("#count")).to_be_empty()
    box.fill("😀" * 3999)
    expect(page.locator("#count")).to_have_text(PHRASES("web_count", length=3999, limit=4000))
    expect(send).to_be_enabled()
    box.fill("字" * 4001)
    box.press("Enter")
    expect(page.locator("#count")).to_have_text(PHRASES("web_too_long", length=4001, limit=4000))
    expect(send).to_be_disabled()
    expect(box).to_have_value("字" * 4001)
    expect(_own(page)).to_have_count(0)


def test_no_horizontal_scroll_from_phone_to_desktop(page: Page) -> None:
    page.get_by_role("button", name=PHRASES("web_example_1")).click()
    page.locator("summary").click()
    _say(page, "https://example.org/" + "a" * 300)
    expect(_own(page)).to_have_count(2)
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("(t => t.scrollWidth <= t.clientWidth)(document.querySelector('.thread'))")
        expect(_box(page)).to_be_in_viewport(ratio=1)


def test_reload_keeps_conversation_and_draft(page: Page) -> None:
    _say(page, "记住我")
    expect(_bot(page).last).to_contain_text("记住我")
    _box(page).fill("还没发")
    before = page.locator(".text").all_inner_texts()[1:]  # without the greeting
    page.reload()
    expect(page.locator(".text")).to_have_text(before)
    expect(_box(page)).to_have_value("还没发")


def test_a_message_sent_again_is_answered_once(page: Page, release: Path) -> None:
    _say(page, "慢慢算")
    expect(page.locator(".typing")).to_be_visible()
    page.evaluate(f"{COMPOSER}.flush(); {COMPOSER}.flush()")
    release.touch()
    expect(_bot(page).last).to_contain_text("慢慢算")
    page.reload()
    expect(_own(page)).to_have_text(["慢慢算"])
    expect(_bot(page)).to_have_count(1)


@pytest.mark.parametrize("outbox_kept", [True, False])
def test_answer_comes_after_a_reload_in_the_middle(page: Page, release: Path, outbox_kept: bool) -> None:
    _say(page, "慢慢查")
    expect(page.locator(".typing")).to_be_visible()
    if not outbox_kept:
        page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(_own(page)).to_have_text(["慢慢查"])
    expect(page.locator(".typing")).to_be_visible()
    release.touch()
    expect(_bot(page)).to_contain_text(["慢慢查"])
    expect(_own(page)).to_have_count(1)


def test_visitors_do_not_see_each_other(page: Page, browser: Browser, server: Server) -> None:
    _say(page, "我的事")
    expect(_bot(page).last).to_contain_text("我的事")
    other = browser.new_context()
    expect(_own(_open(other.new_page(), server.url))).to_have_count(0)
    other.close()


def test_sign_in_link_and_sign_out(page: Page, server: Server) -> None:
    _say(page, "访客的话")
    expect(_bot(page).last).to_contain_text("访客的话")
    _open(page, f"{server.url}in/{SignInSigner('tests only').sign('secretary')}")
    assert page.url == server.url
    expect(page.locator(".account")).to_contain_text("王芳")
    expect(page.locator(".account")).to_contain_text("府山街道红十字会")
    expect(_own(page)).to_have_count(0)
    page.get_by_role("button", name=PHRASES("web_sign_out")).click()
    expect(page.locator(".account")).to_have_count(0)
    expect(_own(page)).to_have_text(["访客的话"])


@pytest.mark.parametrize("account", ["forged", "nobody"])
def test_bad_sign_in_link_is_refused_in_chinese(page: Page, server: Server, account: str) -> None:
    token = SignInSigner("other secret" if account == "forged" else "tests only").sign(account)
    response = page.goto(f"{server.url}in/{token}")
    assert response
    assert response.status == 403
    expect(page.locator("body")).to_contain_text(PHRASES("web_link_invalid"))
    response = page.goto(f"{server.url}nowhere")
    assert response
    assert response.status == 404
    expect(page.locator("body")).to_contain_text(PHRASES("web_page_missing"))


def test_offline_is_told_and_the_message_goes_out_later(page: Page, context: BrowserContext) -> None:
    lost = page.get_by_text(PHRASES("channel_connection_lost"))
    context.set_offline(True)
    expect(lost).to_be_visible()
    _say(page, "离线说的")
    expect(page.get_by_text(PHRASES("web_unsent"))).to_be_visible()
    context.set_offline(False)
    expect(_bot(page).last).to_contain_text("离线说的")
    expect(_own(page)).to_have_text(["离线说的"])
    expect(lost).to_be_hidden()


def test_server_restart_loses_nothing(page: Page, server: Server, release: Path) -> None:
    _say(page, "早先的话")
    expect(_bot(page).last).to_contain_text("早先的话")
    _say(page, "慢慢想")
    expect(page.locator(".typing")).to_be_visible()
    page.wait_for_function(f"{COMPOSER}.waiting.length === 0")  # the sign may be drawn a moment before it is told
    server.kill()
    expect(page.get_by_text(PHRASES("channel_connection_lost"))).to_be_visible()
    expect(page.locator("#popup")).to_be_hidden()
    _say(page, "断线时说的")
    expect(page.locator(".unsent-text")).to_have_text("断线时说的")
    _box(page).fill("写到一半")
    release.touch()
    server.start()
    expect(page.get_by_text(PHRASES("channel_connection_back"))).to_be_visible()
    expect(_own(page)).to_have_text(["早先的话", "慢慢想", "断线时说的"])
    expect(_bot(page)).to_have_text([re.compile("早先的话"), re.compile("慢慢想"), re.compile("断线时说的")])
    expect(_box(page)).to_have_value("写到一半")


def test_a_picture_is_shown_in_its_answer_to_its_account_alone(page: Page, context: BrowserContext) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _say(page, "画图")
    image = page.get_by_role("img", name="完成情况")
    expect(image).to_have_js_property("naturalWidth", 1080)
    box = image.bounding_box()
    assert box
    assert 240 < box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    address = page.evaluate("document.querySelector('.chart img').src")
    assert context.request.get(address).headers["content-disposition"].startswith("inline")
    page.set_viewport_size({"width": 1100, "height": 760})
    context.clear_cookies()  # somebody else
    assert context.request.get(address).status == 404


def test_a_file_is_offered_to_its_account_alone(page: Page, context: BrowserContext, server: Server) -> None:
    _say(page, "导出会员名册")
    link = page.get_by_role("link", name=PHRASES("web_download", file="会员名册.xlsx"))
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "会员名册.xlsx"
    assert download.value.path().read_bytes() == b"roster"
    address = server.url + (link.get_attribute("href") or "").lstrip("/")
    assert context.request.get(address).headers["cache-control"] == "no-store"
    page.reload()
    expect(link).to_be_visible()
    context.clear_cookies()  # somebody else
    refused = context.request.get(address)
    assert refused.status == 404
    assert PHRASES("web_file_gone") in refused.text()
    assert context.request.get(server.url + "files/..%2fstate.json").status == 404

"""How one exchange looks: the user's bubble, the bot's bubbles, quick replies and citations."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from nicegui.element import Element

from bot.channels.gateway import Reply
from bot.channels.phrases import Phrases
from bot.channels.web.elements import box, words
from bot.services.files import is_picture, title_of

CITATION_FIELDS = ("title", "number", "section", "issuer", "place", "until")


class ExchangeView:
    """What the user said and what is answered, or that an answer is on its way."""

    def __init__(self, phrases: Phrases, said: str = "") -> None:
        self._phrases = phrases
        self._choices: list[Element] = []
        with box("section", "exchange"):
            if said:
                _draw_own(phrases, said)
            self._answers = box("div", "answers")

    def wait(self, notice: str = "") -> None:
        """Show the typing sign, and why it takes longer when there is a reason."""
        self._clear()
        with self._answers, box("div", "row bot"), box("div", "bubble typing"):
            words("span", self._phrases("web_typing"), "sr-only")
            for _ in range(3):
                box("span", "dot", aria_hidden="true")
        if notice:
            with self._answers:
                words("div", notice, "notice", role="status")

    def show(self, replies: Sequence[Reply], *, choices_open: bool) -> None:
        """Show the answer."""
        self._clear()
        with self._answers:
            for reply in replies:
                _draw_bot(self._phrases, reply)
                self._draw_choices(reply.buttons)
        if not choices_open:
            self.close_choices()

    def close_choices(self) -> None:
        """Disable the quick replies: one was pressed, or the conversation went on."""
        for button in self._choices:
            button.props["disabled"] = True

    def greet(self, examples: Sequence[str]) -> None:
        """Greet somebody who has said nothing yet; pressing an example says it."""
        self.show([Reply(self._phrases("web_greeting"))], choices_open=True)
        with self._answers, box("div", "choices"):
            self._choices = [_choice(text) for text in examples]

    def _draw_choices(self, buttons: Sequence[tuple[str, str]]) -> None:
        if buttons:
            with box("div", "choices"):
                self._choices += [_choice(title, data_press=button) for title, button in buttons]

    def _clear(self) -> None:
        self._answers.clear()
        self._choices = []


def _choice(title: str, **attributes: str) -> Element:
    return words("button", title, "choice", type="button", data_say=title, **attributes)


def _draw_own(phrases: Phrases, text: str) -> None:
    with box("div", "row own"), box("div", "bubble"):
        words("span", phrases("web_you_said"), "sr-only")
        words("div", text, "text")


def _draw_bot(phrases: Phrases, reply: Reply) -> None:
    if not (reply.text or reply.citations or reply.files or reply.photos):
        return
    with box("div", "row bot"), box("div", "bubble"):
        words("span", phrases("web_bot_said"), "sr-only")
        words("div", reply.text, "text")
        if reply.citations:
            _draw_citations(phrases, reply.citations)
        if reply.photos:
            _draw_photos(phrases, reply.photos)
        for file in reply.files:
            name = PurePath(file).name
            if is_picture(name):
                _draw_chart(name)
                continue
            label = phrases("web_download", file=title_of(name))
            words("a", label, "file", href=f"/files/{quote(name)}", download=title_of(name))


def _draw_photos(phrases: Phrases, names: Sequence[str]) -> None:
    with box("div", "photos"):
        for name in names:
            address = f"/photos/{quote(name)}"
            with box("a", "photo", href=address, target="_blank", rel="noopener"):
                box("img", src=address, alt=phrases("web_photo"), loading="lazy")


def _draw_chart(name: str) -> None:
    """A picture made for the answer; its title stands for it where it is not seen, or no longer there."""
    address = f"/files/{quote(name)}"
    with box("a", "chart", href=address, target="_blank", rel="noopener"):
        box("img", src=address, alt=title_of(name).rpartition(".")[0], loading="lazy")


def _draw_citations(phrases: Phrases, citations: Sequence[dict[str, Any]]) -> None:
    first = _stated(phrases, citations[0])
    with box("details", "citations"):
        with box("summary"):
            words("span", phrases("web_citation"), "mark")
            words("span", phrases("web_citation_line", title=first["title"], section=first["section"]), "line")
            if len(citations) > 1:
                words("span", phrases("web_citation_count", count=len(citations)), "more")
        for citation in citations:
            with box("dl", "citation"):
                for field, value in _stated(phrases, citation).items():
                    words("dt", phrases(f"web_citation_{field}"))
                    words("dd", value)


def _stated(phrases: Phrases, citation: dict[str, Any]) -> dict[str, str]:
    """What the citation states, in the order shown; what a document does not state is said to be so."""
    unstated = phrases("web_citation_unstated")
    shown = {field: str(citation.get(field) or unstated) for field in CITATION_FIELDS}
    if citation.get("until"):
        shown["until"] = phrases("web_citation_period", until=shown["until"])
    return shown

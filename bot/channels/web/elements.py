"""NiceGUI elements that the page is made of: plain HTML tags, the composer and the thread."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement
from nicegui.events import GenericEventArguments

from bot.channels.gateway import LONGEST_MESSAGE
from bot.channels.phrases import Phrases
from bot.services.photos import MOST
from bot.services.pictures import TYPES


def box(tag: str, classes: str = "", **attributes: Any) -> Element:
    """An element that holds others. `aria_label` stands for aria-label."""
    return _dressed(Element(tag), classes, attributes)


def words(tag: str, text: str, classes: str = "", **attributes: Any) -> Element:
    """An element that holds text; Vue writes it as text, so HTML and Markdown in it stay what they are."""
    return _dressed(TextElement(tag=tag, text=text), classes, attributes)


def _dressed(element: Element, classes: str, attributes: dict[str, Any]) -> Element:
    element.classes(classes)
    for name, value in attributes.items():
        element.props[name.replace("_", "-")] = value
    return element


class Thread(Element, component="thread.js"):
    """The conversation's scrolling part; exchanges are put into it."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._props["label"] = label


class Composer(Element, component="composer.js"):
    """Where the user types. Keeps draft and unanswered messages in the browser, separately for each account."""

    def __init__(
        self,
        phrases: Phrases,
        account_id: str,
        on_send: Callable[[GenericEventArguments], Awaitable[None]],
        *,
        takes_photos: bool = False,
    ) -> None:
        super().__init__()
        self._props["photos"] = MOST if takes_photos else 0
        self._props["types"] = ",".join(TYPES.values())
        self._props["scope"] = hashlib.sha256(account_id.encode()).hexdigest()[:16]
        self._props["limit"] = LONGEST_MESSAGE
        self._props["words"] = {
            "lost": phrases("channel_connection_lost"),
            "back": phrases("channel_connection_back"),
            "unsent": phrases("web_unsent"),
            "placeholder": phrases("web_placeholder"),
            "label": phrases("web_composer"),
            "send": phrases("web_send"),
            "count": phrases("web_count", length="{length}", limit=LONGEST_MESSAGE),
            "attach": phrases("web_attach"),
            "drop": phrases("web_drop"),
            "uploading": phrases("web_uploading"),
            "upload_failed": phrases("web_upload_failed"),
            "photos": phrases("channel_photo_said", count="{count}"),
            "many": phrases("web_photo_many", most=MOST),
            "too_long": phrases("web_too_long", length="{length}", limit=LONGEST_MESSAGE),
        }
        self.on("send", on_send)

    def taken(self, message_id: str) -> None:
        """Tell the browser that the message is on the page."""
        self.run_method("taken", message_id)

    def answered(self, message_id: str) -> None:
        """Tell the browser that the message need not be kept any more."""
        self.run_method("answered", message_id)

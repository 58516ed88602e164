"""What the channels say themselves. Chinese stands in `data/phrases/channel.yml`, not in Python."""

from pathlib import Path
from typing import Any

import yaml


class Phrases:
    """The texts of one file, by name."""

    def __init__(self, path: Path) -> None:
        texts: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._texts = {name: text.strip() for name, text in texts.items()}

    def __call__(self, name: str, /, **values: object) -> str:
        """The text of `name` with its blanks filled. Raises KeyError for an unknown name."""
        return self._texts[name].format(**{blank: self._said(value) for blank, value in values.items()}).rstrip("\n")

    def _said(self, value: Any) -> object:
        """A value; a phrase within a phrase is {"phrase": its name, "values": its blanks}, several are lines."""
        if isinstance(value, dict):
            return self(value["phrase"], **value.get("values", {}))
        if isinstance(value, list):
            return "\n".join(str(self._said(one)) for one in value)
        return value

"""What the channels say themselves. Chinese stands in `data/phrases/channel.yml`, not in Python."""

from pathlib import Path

import yaml


class Phrases:
    """The texts of one file, by name."""

    def __init__(self, path: Path) -> None:
        texts: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._texts = {name: text.strip() for name, text in texts.items()}

    def __call__(self, name: str, **values: object) -> str:
        """The text of `name` with its blanks filled. Raises KeyError for an unknown name."""
        return self._texts[name].format(**values)

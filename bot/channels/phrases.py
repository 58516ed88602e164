"""What the channels say themselves. Chinese lives in the reply files (`data/domain/channel.yml`), not in Python."""

from pathlib import Path
from typing import Any

import yaml


class Phrases:
    """The replies of one domain piece, by name."""

    def __init__(self, path: Path) -> None:
        responses: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        self._texts: dict[str, str] = {name: variants[0]["text"].strip() for name, variants in responses.items()}

    def __call__(self, name: str, **values: object) -> str:
        """The text of `name` with its blanks filled. Raises KeyError for an unknown name."""
        return self._texts[name].format(**values)

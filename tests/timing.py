"""How long something takes: for the benches in milliseconds, for the suite only beside something else of the same run.

All is processor time: what else the machine does meanwhile counts little.
"""

import time
from collections.abc import Callable, Iterable

REPEATED = 3  # the quickest of some runs is the least disturbed one


def seconds(call: Callable[[], object]) -> float:
    """The quickest of some runs."""
    return min(_once(call) for _ in range(REPEATED))


def p95(read: Callable[[str], object], texts: Iterable[str]) -> float:
    """The 95th percentile over texts, in milliseconds; each counts by its quickest run."""
    taken = sorted(seconds(lambda text=text: read(text)) for text in texts)  # type: ignore[misc]
    return taken[int(len(taken) * 0.95)] * 1000


def beside(read: Callable[[str], object], other: Callable[[str], object], texts: Iterable[str]) -> float:
    """How many times longer one reading of the texts takes than another, each text read by both in turn."""
    pairs = [(seconds(lambda text=text: read(text)), seconds(lambda text=text: other(text))) for text in texts]  # type: ignore[misc]
    taken, others = zip(*pairs, strict=True)
    return sum(taken) / sum(others)


def growth(read: Callable[[str], object], text: str, *, times: int) -> float:
    """How many times longer a text takes that is repeated so often: about `times` if each part takes the same."""
    return seconds(lambda: read(text * times)) / max(seconds(lambda: read(text)), 1e-4)


def _once(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started

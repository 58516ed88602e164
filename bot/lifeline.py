"""A child's tie to the process that started it. Standard library only: used by every part, in both environments."""

import os
import threading

VARIABLE = "BOAI_LIFELINE"
_STANDARD_INPUT = 0


def follow_parent() -> None:
    """End this process when the one that started it is gone, however it went.

    The supervisor holds the other end of our standard input; the system closes it even after `kill -9`.
    Does nothing when the process was started by hand.
    """
    if os.environ.get(VARIABLE):
        threading.Thread(target=_wait_for_end, name="lifeline", daemon=True).start()


def _wait_for_end() -> None:
    # os.read, not sys.stdin: a daemon thread inside a buffered read makes the interpreter abort when it ends by itself
    while os.read(_STANDARD_INPUT, 1024):
        pass
    os._exit(0)

"""A child's tie to the process that started it. Standard library only: used by every part, in both environments."""

import os
import sys
import threading

VARIABLE = "BOAI_LIFELINE"


def follow_parent() -> None:
    """End this process when the one that started it is gone, however it went.

    The supervisor holds the other end of our standard input; the system closes it even after `kill -9`.
    Does nothing when the process was started by hand.
    """
    if os.environ.get(VARIABLE):
        threading.Thread(target=_wait_for_end, name="lifeline", daemon=True).start()


def _wait_for_end() -> None:
    while sys.stdin.buffer.read(1024):
        pass
    os._exit(0)

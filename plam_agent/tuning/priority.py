"""The lowest priority there is, for work that nobody waits for."""

from __future__ import annotations

import contextlib
import importlib
import os

NICEST = 19


def give_way() -> None:
    """Take processors and disks only when nobody else wants them, from now on and for children.

    What a system does not have or does not allow is left out. Threads that run already keep theirs
    (sched(7)), so it comes first in a process.
    """
    with contextlib.suppress(OSError):
        os.nice(NICEST - os.nice(0))
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with contextlib.suppress(ImportError, AttributeError, OSError):
        psutil = importlib.import_module("psutil")
        psutil.Process().ionice(psutil.IOPRIO_CLASS_IDLE)

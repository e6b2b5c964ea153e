"""How training divides its work: several packs at a time, each on one thread.

Threads inside every operation would wait for each other thousands of times a step whenever a
neighbour takes a core; these meet once a step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import torch


def team(size: int) -> ThreadPoolExecutor:
    """Threads that each compute one pack, with single-threaded operations."""
    return ThreadPoolExecutor(size, initializer=torch.set_num_threads, initargs=(1,))


@contextlib.contextmanager
def undivided() -> Iterator[None]:
    """Operations of this thread are single-threaded meanwhile.

    Beside a busy neighbour, threads inside an operation can wait for each other for a second.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)

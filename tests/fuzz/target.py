"""What is fuzzed: where inputs come from, and what has to hold of each."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

SECONDS = 6.0
"""How long one input may take on the thread's own clock."""


@dataclass(frozen=True)
class Target:
    """One parser. `check` says in words what became of an input, and raises for a finding."""

    name: str
    inputs: st.SearchStrategy[bytes]
    check: Callable[[bytes], str]

    def tried(self, raw: bytes) -> str:
        """The outcome of one input, as one of its kind. Raises AssertionError if it is slow."""
        began = time.thread_time()
        said = self.check(raw)
        took = time.thread_time() - began
        assert took < SECONDS, f"{len(raw)} octets took {took:.1f} s"
        return re.sub(r"'.*'|\".*\"|`.*`|\d+", "…", said)[:60]


def told(said: str) -> None:
    """What has to hold of every error: a short line that drives no screen."""
    assert said
    assert len(said) < 1_000, said[:200]
    assert said.isprintable(), repr(said[:200])

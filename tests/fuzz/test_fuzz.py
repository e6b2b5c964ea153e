"""Each parser for some seconds; `python -m tests.fuzz` goes on for minutes."""

from __future__ import annotations

import pytest

from tests.fuzz.running import fuzz
from tests.fuzz.targets import TARGETS

LEAST, MOST = 40, 1_000
SECONDS = 7.0


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_a_parser_is_given_is_read_or_refused(name: str) -> None:
    found = fuzz(TARGETS[name], seconds=SECONDS, first=4, most=MOST, least=LEAST)

    assert not found.findings, "\n".join(said for _, said in found.findings.values())
    assert found.runs >= LEAST
    assert len(found.outcomes) >= 5

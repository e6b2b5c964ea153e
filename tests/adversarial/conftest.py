"""What every attack starts from."""

from __future__ import annotations

import pytest

from plam_agent.policy import decide


@pytest.fixture(autouse=True)
def known_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is past its probation: only the policy stands in the way."""
    monkeypatch.setattr(decide, "PROBATION", 0)

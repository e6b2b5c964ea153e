"""What training minimises is what the engine decides by."""

from __future__ import annotations

import numpy as np
import pytest

from plam_agent.tuning.example import Choice
from plam_agent.tuning.rows import decided

torch = pytest.importorskip("torch")

from plam_agent.tuning.objective import Asking  # noqa: E402
from plam_agent.tuning.packing import Question  # noqa: E402

NO = float("nan")


@pytest.mark.parametrize(
    ("allowed", "lean", "target"),
    [
        ([3, 7, 9], [-1, NO, 2], 7),
        ([3, 7, 9], [-1, NO, 2], 9),
        ([1, 2, 3, 4], [0, -1, 3, 1], 3),
        ([3, 8], None, 8),
        ([3, 8, 11, 12, 13], [NO, NO, 1, -40, 2], 11),
    ],
)
def test_the_loss_of_a_choice_is_the_served_decisions_own(
    allowed: list[int], lean: list[float] | None, target: int
) -> None:
    drawn = torch.Generator().manual_seed(1)
    matrix = torch.randn(50, 8, generator=drawn)
    hidden = torch.randn(3, 8, generator=drawn, requires_grad=True)
    weights = None if lean is None else np.array(lean, np.float32)
    choice = Choice(np.array(allowed, np.int32), weights)
    # Others stand beside it that allow more tokens, and none of which the linear models know.
    beside = Choice(np.arange(20, 30, dtype=np.int32))
    asked = [Question(beside, 20, 1.0, True), Question(choice, target, 1.0, True)]
    asking = Asking([*asked, Question(beside, 21, 1.0, True)], torch.device("cpu"))

    losses = asking.losses(hidden, matrix[asking.columns], 0.0)
    losses.sum().backward()

    served = decided(choice, (hidden @ matrix.T)[1].detach().numpy())
    assert losses.detach()[1].item() == pytest.approx(-served[allowed.index(target)], abs=1e-4)
    assert bool(torch.isfinite(hidden.grad).all())

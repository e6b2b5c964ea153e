"""What the owner made of what the agent proposed: events of the journal as feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..journal import Journal
from ..policy.terms import Label
from .heard import AGAINST, DOWN, KINDS, MOVED, REWORDED, UP, Feedback, Heard
from .label_feedback import label_feedback
from .plan_feedback import plan_feedback

__all__ = ["AGAINST", "DOWN", "MOVED", "REWORDED", "UP", "Feedback", "feedback"]


def feedback(
    journal: Journal,
    *,
    now: datetime,
    since: datetime | None = None,
    labels: Sequence[Label] = (),
    mailbox: str = "INBOX",
) -> list[Feedback]:
    """All feedback that the journal holds, oldest first.

    `labels` and `mailbox` are those of the policy in force: they say which label moves a message
    where. Events before `since` are passed over. Raises DamageError.
    """
    events = journal.events(kinds=KINDS)
    heard = Heard((each for each in events if since is None or each.time >= since), mailbox)
    found = [*plan_feedback(heard, now), *label_feedback(heard, now, labels, mailbox)]
    return sorted(found, key=lambda each: (each.at, each.sources))

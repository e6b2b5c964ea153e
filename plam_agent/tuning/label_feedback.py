"""What the owner made of the labels of their messages.

A label is judged by what became of its consequences, and by where the message is now: whoever moves
it by hand to where another label would have put it says which one they wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from ..planner.reader import NONE
from ..policy.terms import Label
from ..types import Event, ObjectId
from .example import LABEL
from .fates import APPROVED, EDITED, KEPT, OPEN, Fate
from .heard import AGAINST, DOWN, MOVED, Feedback, Heard, sources

LEFT_ALONE = timedelta(days=3)
"""After how long a message that nobody touched counts as rightly labelled."""

BY_HAND = timedelta(days=14)
"""Within how long of its label a message that was moved by hand says that the label was wrong."""


def label_feedback(
    heard: Heard, now: datetime, labels: Sequence[Label], mailbox: str
) -> Iterator[Feedback]:
    """What the owner made of labels; `labels` say which of them moves a message where."""
    judging = _Judging(heard, now, labels, mailbox)
    for event in heard.triaged.values():
        if event.body.get("label") and event.body.get("text"):
            found = judging.feedback(event)
            if found is not None:
                yield found


def folder(label: Label) -> str:
    """Where a label moves its messages, or empty."""
    then = label.follows("mail.move")
    said = dict(then.args).get("to") if then is not None else None
    return said if isinstance(said, str) else ""


class _Judging:
    def __init__(self, heard: Heard, now: datetime, labels: Sequence[Label], mailbox: str) -> None:
        self._heard = heard
        self._now = now
        self._labels = labels
        self._mailbox = mailbox

    def feedback(self, event: Event) -> Feedback | None:
        """What is known of the label that one `triaged` event gave, or None for nothing."""
        label = str(event.body["label"])
        seqs = [seq for seq in event.body.get("events") or () if isinstance(seq, int)]
        ends = [end for seq in seqs if (end := self._heard.fates.of(seq)) is not None]
        verdict, at, wanted, said_by = self._explicit(event, label, ends)
        if verdict == OPEN:
            verdict, at = self._of_consequences(event, ends, all_known=len(ends) == len(seqs))
            wanted = "" if verdict in AGAINST else label
        # Of another machine's labels nothing is learnt; where a message belongs is the owner's.
        foreign = str(event.body.get("run")) in self._heard.elsewhere and wanted in (label, "")
        if verdict == OPEN or foreign:
            return None
        used = {event.seq, *said_by, *(seq for each in ends for seq in each.seqs)}
        return Feedback(
            LABEL,
            verdict,
            at,
            str(event.body["text"]),
            {"label": label},
            {"label": wanted} if wanted else None,
            sources(used),
        )

    def _explicit(
        self, event: Event, label: str, ends: Sequence[Fate]
    ) -> tuple[str, datetime, str, set[int]]:
        """What the owner said themselves: verdict, when, the label they want, and by which event.

        An empty label is one that nobody knows but that it is another.
        """
        judged = self._heard.judged((event.seq,), ends)
        if judged is not None:
            verdict, said = str(judged.body["verdict"]), str(judged.body.get("label") or "")
            if verdict == DOWN:
                return verdict, judged.time, said if said != label else "", {judged.seq}
            return verdict, judged.time, label, {judged.seq}
        to, moved = self._heard.moved.get(event.seq, ("", None))
        if moved is not None and moved.time - event.time <= BY_HAND:
            wanted = self._meant_by(to, label, ends)
            if wanted is not None:
                return MOVED, moved.time, wanted, {moved.seq}
        return OPEN, event.time, label, set()

    def _of_consequences(
        self, event: Event, ends: Sequence[Fate], *, all_known: bool
    ) -> tuple[str, datetime]:
        against = [each for each in ends if each.verdict in AGAINST]
        if against:
            last = max(against, key=lambda each: each.at)
            return last.verdict, last.at
        agreed = [each for each in ends if each.verdict in (APPROVED, EDITED)]
        if agreed:
            return APPROVED, max(each.at for each in agreed)
        left = self._now - event.time >= LEFT_ALONE and not event.body.get("trouble")
        done = all_known and all(each.verdict == KEPT for each in ends)
        return (KEPT, event.time) if left and done else (OPEN, event.time)

    def _meant_by(self, to: str, label: str, ends: Sequence[Fate]) -> str | None:
        """The label that a message's new place stands for; empty where only the old is wrong.

        None where the place says nothing: whoever tidies up their mailbox judges nobody.
        """
        put = folder_of(ends)
        if to == self._mailbox:
            # Where nothing had moved it, it was numbered anew, or taken back.
            return NONE if put and put != to else None
        named = [each.name for each in self._labels if folder(each) == to]
        if not named or label in named or put == to:
            return None
        return named[0] if len(named) == 1 else ""


def folder_of(ends: Sequence[Fate]) -> str:
    """Where the consequences have put a message, and left it."""
    for each in ends:
        to = dict(each.call.args).get("to")
        if each.call.tool == "mail.move" and to is not None and isinstance(to.data, ObjectId):
            return to.data.id if each.verdict in (APPROVED, EDITED, KEPT) else ""
    return ""

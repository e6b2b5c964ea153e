"""What waits, as the journal tells it: questions for the owner, and calls held until their time.

A question is an `asked` event and a held call a `held` one. It ends with the first later event
whose body says `asked: N`: an answer, an intent, a refusal, or a new question. Whoever ends it
looks whether it is still open in the transaction that ends it, so that of two processes one wins.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .errors import InputError
from .home import Home
from .journal import Journal
from .records import origins_of, read_call
from .types import Call, Event

OPENS = ("asked", "held")
CLOSES = ("asked", "answered", "intent", "refused")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One call that waits: `id` names it, `expires` is when silence becomes a no.

    A held call has `due`, when it runs by itself; after `expires` it would be asked about instead.
    `grants` is the chain that it was made under, as written, where another key holds that.
    """

    id: str
    call: Call
    rule: str
    reasons: tuple[str, ...]
    preview: str
    asked: datetime
    expires: datetime
    label: str
    due: datetime | None = None
    batch: int = 0
    grants: str = ""

    def plain(self) -> dict[str, Any]:
        """The question as JSON data, with the exact arguments and where each came from."""
        return {
            "id": self.id,
            "tool": self.call.tool,
            "account": self.call.account,
            "args": self.call.plain(),
            "origins": {name: origins_of(value.origins) for name, value in self.call.args},
            "rule": self.rule,
            "reasons": list(self.reasons),
            "asked": self.asked.isoformat(),
            "expires": self.expires.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "digest": self.call.digest,
        }


class Questions:
    """What is open in one home. Each look reads only what the journal has grown by."""

    def __init__(self, home: Home) -> None:
        """Nothing is read yet."""
        self._home = home
        self._open: dict[int, Event] = {}
        self._seen = 0
        self._lock = threading.Lock()

    def open(self) -> list[Waiting]:
        """Everything that waits, oldest first. Raises DamageError."""
        with self._lock:
            for event in self._home.journal.events(after=self._seen, kinds=(*OPENS, *CLOSES)):
                # An intent that answers a question closes it too: after a crash in between, the
                # same yes must not run the call a second time.
                self._open.pop(event.body.get("asked", 0), None)
                if event.kind in OPENS and "call" in event.body:
                    self._open[event.seq] = event
                self._seen = event.seq
            found = list(self._open.values())
        now = self._home.now()
        return [_read(event, now) for event in found]


def is_open(journal: Journal, seq: int) -> bool:
    """Whether nothing has ended question `seq`; within a transaction, as of that transaction."""
    later = journal.events(after=seq, kinds=CLOSES)
    return all(event.body.get("asked", 0) != seq for event in later)


def close(home: Home, seq: int, run: str, answer: str, event: int = 0) -> Event:
    """Record how a question ended. Raises InputError if it has ended already."""
    with home.journal.transaction() as tx:
        if not is_open(home.journal, seq):
            raise over(seq)
        tx.append("answered", {"run": run, "asked": seq, "answer": answer, "event": event})
    return tx.events[-1]


def over(seq: int) -> InputError:
    """Somebody was faster."""
    return InputError(f"{seq} was answered already.", fix="See `plam log`.")


def _read(event: Event, now: datetime) -> Waiting:
    body = event.body
    due = body.get("due")
    return Waiting(
        id=str(event.seq),
        call=read_call(body["call"]),
        rule=body["rule"],
        reasons=tuple(body["reasons"]),
        preview=body["preview"],
        asked=event.time.astimezone(now.tzinfo),
        expires=datetime.fromtimestamp(body["expires"], now.tzinfo),
        label=body["label"] or "",
        due=datetime.fromtimestamp(due, now.tzinfo) if due is not None else None,
        batch=body.get("batch", 0),
        grants=body.get("grants", ""),
    )

"""Too many questions: the task is stopped and said so once, and the owner is not worn down.

Nearly everybody who is asked often enough says yes without reading, so a task that asks a lot is
taken for one that went wrong, or for somebody's attempt to get a yes by asking often.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable

from .home import Home
from .questions import Questions, Waiting
from .types import Call, Origin

MOST_OPEN = 5
"""Open questions of one run, or from one message or page: about what a screen shows at once."""

MOST_SORTED = 20
"""Open questions from sorting mail: senders cause those, and each is about a message of its own."""

MOST_REFUSED = 3
"""Noes in a row in one run: once is a correction, three times is somebody who insists."""

RULE = "flood"
"""What a decision that stops a question names as its rule."""

OWN = frozenset({"request", "policy", "contacts"})


class Flood:
    """What the runs of one runtime have asked; the open questions are those of the whole home."""

    def __init__(self, home: Home) -> None:
        """Nothing was asked yet."""
        self._home = home
        self._questions = Questions(home)
        self._noes: Counter[str] = Counter()
        self._stopped: dict[str, int] = {}
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def stopped(self, run: str) -> str:
        """Why nothing more of this run happens, empty where it goes on."""
        seq = self._stopped.get(run)
        return f"the task was stopped because it asked too much (event {seq})" if seq else ""

    def answered(self, run: str, *, no: bool) -> None:
        """Count the owner's answer to a question of this run."""
        self._noes[run] = self._noes[run] + 1 if no else 0

    def would_stop(self, call: Call, *, sorting: bool) -> str:
        """Why this question would be one too many now; nothing is recorded and nothing stopped."""
        with self._lock:
            return self.stopped(call.run) or self._reason(call, sorting=sorting)

    def room(self) -> int:
        """How many more questions from sorting mail may be asked now."""
        with self._lock:
            return max(0, MOST_SORTED - sum(bool(each.label) for each in self._waiting()))

    def too_much(self, call: Call, *, sorting: bool) -> str:
        """Why this question is one too many, empty where it may be asked; journalled once a run.

        Sorting goes on with what needs no answer: nobody who writes to the owner may end it.
        """
        with self._lock:
            if why := self.stopped(call.run):
                return why
            reason = self._reason(call, sorting=sorting)
            if not reason:
                return ""
            if call.run not in self._told:
                body = {"run": call.run, "tool": call.tool, "detail": reason}
                seq = self._home.journal.append("stopped", body).seq
                self._told.add(call.run)
                if not sorting:
                    self._stopped[call.run] = seq
        return reason

    def _reason(self, call: Call, *, sorting: bool) -> str:
        if self._noes[call.run] >= MOST_REFUSED:
            return f"you said no {MOST_REFUSED} times in a row, so the task was stopped"
        waiting = self._waiting()
        if sorting:
            if sum(bool(each.label) for each in waiting) >= MOST_SORTED:
                return f"{MOST_SORTED} questions from sorting wait for you, so it asks no more"
        elif sum(each.call.run == call.run for each in waiting) >= MOST_OPEN:
            return f"{MOST_OPEN} questions of this task wait for you, so it was stopped"
        counted = Counter(origin for each in waiting for origin in _strangers(each.call))
        for origin in sorted(_strangers(call)):
            if counted[origin] >= MOST_OPEN:
                return f"{MOST_OPEN} questions that come from {origin} wait for you, so it stopped"
        return ""

    def _waiting(self) -> list[Waiting]:
        now = self._home.now()
        return [w for w in self._questions.open() if w.due is None and w.expires > now]


def _strangers(call: Call) -> frozenset[Origin]:
    """Every origin of a call's arguments that is not the owner's own, memories looked through."""
    return frozenset(_beneath(o for _, value in call.args for o in value.origins))


def _beneath(origins: Iterable[Origin]) -> Iterable[Origin]:
    for origin in origins:
        if origin.beneath:
            yield from _beneath(origin.beneath)
        elif origin.kind not in OWN and origin.locator:
            yield origin

"""An owner's thumb, up or down, for a request or a label: a `judged` event."""

from __future__ import annotations

from ..errors import InputError
from ..home import Home
from ..planner.reader import NONE
from ..types import Event

JUDGED = "judged"
_LOG = "`plam log` lists runs and events."


def judged(home: Home, of: str, verdict: str, label: str = "") -> Event:
    """Journal that the owner calls a run, or an event by its number, right or wrong.

    `label` is the one that a message should have had. Raises InputError where there is no such run
    or event, and where the label is none of the policy's.
    """
    body: dict[str, object] = {"verdict": verdict}
    if of.isascii() and of.isdigit():
        event = home.journal.get(int(of))
        if event.body.get("forgotten"):
            raise InputError(f"event {of} is forgotten.")
        body["event"] = event.seq
        if label:
            body["label"] = _label(home, event, label)
    else:
        if label:
            raise InputError("a label goes with the event of a message.", fix=_LOG)
        if not any(True for _ in home.journal.events(kinds=("run",), run=of, limit=1)):
            raise InputError(f"there is no run {of[:60]!r}.", fix=_LOG)
        body["run"] = of
    return home.journal.append(JUDGED, body)


def _label(home: Home, event: Event, label: str) -> str:
    if event.kind != "triaged":
        raise InputError(f"event {event.seq} is no label of a message.", fix=_LOG)
    triage = home.policy().policy.triage
    known = [*(each.name for each in triage.labels), NONE] if triage else [NONE]
    if label not in known:
        raise InputError(f"there is no label {label!r}.", fix=f"Known are {', '.join(known)}.")
    return label

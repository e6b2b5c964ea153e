"""What happened, as memories: derived from the journal, each event once, in its order.

An episode says in plain words what was asked, decided, done, approved, edited, denied or undone.
Only facts of the journal are in it: nothing that a tool answered, and of a call only what it held,
with the origins of just that. Sorting mail does the same thing many times; what is alike in one
derivation is told as one. What only looked is no episode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from ..errors import BusyError, DamageError
from ..journal import Journal
from ..records import read_call, read_origins
from ..types import POLICY, REQUEST, Call, Effect, Event, Origin, Origins
from .acts import Act, act, line, people_in
from .facts import Facts
from .memory import Memory, Tier
from .sealed import Memories

MARK = "journal"
"""The mark that says up to which event episodes were derived."""

KINDS = (
    "run", "plan", "answered", "done", "failed", "unknown", "refused", "undone", "settled",
)  # fmt: skip
BATCH = 500
"""Events of one transaction."""

REQUEST_LENGTH = 400
"""Characters of a request that are told."""

CONVERSATION = timedelta(minutes=30)
"""How long what was asked belongs to the conversation."""

ASKED = "You asked: "
"""How the episode of a request that the owner typed begins."""

NOBODY = Origin("unknown")
"""Where a request came from that was recorded without saying so."""

_OWNER_SAID_NO = "the owner said no"
_OWN = ("memory.", "model.")
# How much each kind of episode counts beside others.
_SENT, _WRITTEN, _SORTED, _DECIDED, _ASKED, _FAILED = 0.7, 0.55, 0.25, 0.6, 0.4, 0.3


@dataclass(frozen=True, slots=True)
class Begun:
    """How a run began: where its words came from, and its steps as they were planned."""

    origins: Origins
    steps: Sequence[Mapping[str, Any]] = ()

    def said(self, step: int) -> Mapping[str, Any]:
        """The arguments of a step as the request put them; empty for what was no step."""
        if not 0 < step <= len(self.steps):
            return {}
        args = self.steps[step - 1].get("args")
        return args if isinstance(args, Mapping) else {}


@dataclass(slots=True)
class Deriving:
    """Derives the episodes of one home, a batch of events at a time.

    `id_of` makes an id of parts, the same every time, that says nothing about them
    (`Vault.mark`). `names` maps addresses, in lower case, to the names of contacts. What was
    remembered is in `kept`, and in `unreadable` the numbers of the events that tell of a call which
    cannot be read: that is nothing to remember, and keeps back nothing that follows.
    """

    store: Memories
    journal: Journal
    id_of: Callable[..., str]
    names: Mapping[str, str] = field(default_factory=dict)
    kept: list[Memory] = field(default_factory=list)
    unreadable: set[int] = field(default_factory=set)
    _begun: dict[str, Begun] = field(default_factory=dict)

    def catch_up(self, most: int = 1 << 60) -> int:
        """Derive from what the journal has grown by, `most` events at most; how many it was.

        Raises StorageError, DamageError, and BusyError where another process writes all the time.
        """
        seen = 0
        busy = 0
        while seen < most:
            was = self.store.mark(MARK)
            after = int(was or 0)
            events = list(self.journal.events(after=after, limit=min(BATCH, most - seen)))
            if not events:
                break
            try:
                self._keep(events, was)
            except BusyError:
                # Another process derived the same events: what it left is next.
                busy += 1
                if busy > 3 or self.store.mark(MARK) == was:
                    raise
                continue
            seen += len(events)
        return seen

    def _keep(self, events: Sequence[Event], was: str | None) -> None:
        episodes = self.episodes(events)
        facts = Facts(self.store, self.id_of)
        for event in events:
            body = event.body
            if event.kind == "run" and _said_by(event) == {REQUEST} and "words" in body:
                facts.said(str(body["words"]), event.time, f"run:{body['run']}")
            elif event.kind == "answered" and body.get("answer") == "edited":
                facts.edited(self.journal, event)
        # The older fact is dated before the newer one stands: cut off in between, it is done again.
        for older in facts.dated:
            self.store.replace(older)
        mark = (MARK, str(events[-1].seq))
        made = [*episodes, *facts.new]
        new = set(self.store.add(made, mark=mark, was=was))
        self.kept += [each for each in made if each.id in new]

    def episodes(self, events: Iterable[Event]) -> list[Memory]:
        """The episodes of these events, in order; what is alike in one run is one episode."""
        made: dict[tuple[Any, ...], tuple[_Told, int]] = {}
        for event in events:
            if event.kind not in KINDS or "forgotten" in event.body:
                continue
            told = self._told(event)
            if told is None:
                continue
            # Only sorting repeats itself without saying anything new.
            alone = 0 if told.run.startswith("triage-") else event.seq
            key = (told.run, told.words, alone)
            first, count = made.get(key, (told, 0))
            made[key] = (first, count + 1)
        return [self._memory(told, count) for told, count in made.values()]

    def _memory(self, told: _Told, count: int) -> Memory:
        text, found = told.words, told.act
        if count > 1 and told.call is not None:
            found = self._act(told.call, count)
            text = told.form.format(found.done if told.past else found.wanted)
        origins = told.base | (found.origins if found else frozenset())
        people = (found.people if found else ()) + people_in(told.said, self.names)
        return Memory(
            id=self.id_of("episode", str(told.event.seq)),
            tier=Tier.EPISODE,
            text=text,
            at=told.event.time,
            origins=origins,
            source=f"run:{told.run}",
            place=told.place,
            people=tuple(dict.fromkeys(people)),
            importance=told.importance,
        )

    def _told(self, event: Event) -> _Told | None:
        body = event.body
        match event.kind:
            case "run":
                return self._asked(event)
            case "plan":
                self._learn_plan(body)
            case "done":
                return self._of_intent(event, "{}", past=True)
            case "failed" if "intent" in body:
                return self._of_intent(event, "Could not {}", importance=_FAILED)
            case "unknown" if "intent" in body:
                return self._of_intent(event, "Nobody knows whether this happened: {}")
            case "undone":
                return self._of_outcome(event, int(body.get("of", 0)), "You took back: {}")
            case "settled":
                return self._settled(event)
            case "refused" if _OWNER_SAID_NO in body.get("reasons", ()):
                return self._of_call(event, body, "You said no to this: {}", importance=_DECIDED)
            case "answered":
                return self._answered(event)
        return None

    def _asked(self, event: Event) -> _Told | None:
        """What was asked; a triage pass was asked by nobody."""
        words = event.body.get("words")
        if not isinstance(words, str):
            return None
        origins = _said_by(event)
        self._begun[event.body["run"]] = Begun(origins)
        text = f"{ASKED}{line(words, REQUEST_LENGTH)}"
        if origins != {REQUEST}:
            text = f"This was pasted as a request: {line(words, REQUEST_LENGTH)}"
        return _Told(event, text, origins, said=words, importance=_ASKED)

    def _learn_plan(self, body: Mapping[str, Any]) -> None:
        steps = (body.get("plan") or {}).get("steps") or ()
        known = self._begun.get(body["run"], Begun(frozenset({NOBODY})))
        self._begun[body["run"]] = replace(known, steps=tuple(steps))

    def _of_intent(
        self, event: Event, form: str, *, past: bool = False, importance: float = 0.0
    ) -> _Told | None:
        intent = self._event(int(event.body.get("intent", 0)))
        if intent is None:
            return None
        if past and intent.body.get("decision") == "confirm":
            form += ", with your yes"
        return self._of_call(event, intent.body, form, past=past, importance=importance)

    def _of_outcome(self, event: Event, of: int, form: str) -> _Told | None:
        outcome = self._event(of)
        intent = self._event(int(outcome.body.get("intent", 0))) if outcome else None
        if intent is None:
            return None
        return self._of_call(event, intent.body, form, importance=_DECIDED)

    def _settled(self, event: Event) -> _Told | None:
        happened = bool(event.body.get("happened"))
        form = f"You found that this {'happened' if happened else 'did not happen'}: {{}}"
        return self._of_outcome(event, int(event.body.get("of", 0)), form)

    def _answered(self, event: Event) -> _Told | None:
        asked = self._event(int(event.body.get("asked", 0)))
        if asked is None:
            return None
        forms = {
            "denied": "You said no to this: {}",
            "expired": "Nobody answered in time, so this was not done: {}",
            "undone": "You stopped this before it was done: {}",
            "edited": "You changed this before you agreed to it: {}",
        }
        form = forms.get(event.body.get("answer", ""))
        # What was approved is told by its outcome.
        return self._of_call(event, asked.body, form, importance=_DECIDED) if form else None

    def _of_call(
        self,
        event: Event,
        body: Mapping[str, Any],
        form: str,
        *,
        past: bool = False,
        importance: float = 0.0,
    ) -> _Told | None:
        if "call" not in body:
            return None
        try:
            call = read_call(body["call"])
        except DamageError:
            self.unreadable.add(event.seq)
            return None
        if call.effect is Effect.READ or call.tool.startswith(_OWN):
            return None
        found = self._act(call)
        sorting = call.run.startswith("triage-")
        usual = _SENT if call.effect >= Effect.SEND else _SORTED if sorting else _WRITTEN
        return _Told(
            event,
            form.format(found.done if past else found.wanted),
            self._of_run(call.run).origins,
            act=found,
            call=call,
            form=form,
            past=past,
            importance=importance or usual,
        )

    def _act(self, call: Call, count: int = 1) -> Act:
        begun = self._of_run(call.run)
        return act(call, begun.said(call.step), begun.origins, self.names, count)

    def _of_run(self, run: str) -> Begun:
        """How a run began; what the owner edited is the owner's own, and sorting the policy's."""
        if run.startswith("triage-"):
            return Begun(frozenset({POLICY}))
        if run.startswith("edit-"):
            return Begun(frozenset({REQUEST}))
        if run not in self._begun:
            self._begun[run] = Begun(frozenset({NOBODY}))
            for event in self.journal.events(kinds=("run", "plan"), run=run, limit=2):
                if event.kind == "run":
                    self._begun[run] = Begun(_said_by(event))
                else:
                    self._learn_plan(event.body)
        return self._begun[run]

    def _event(self, seq: int) -> Event | None:
        """An event that another refers to, or None where it was forgotten."""
        if not seq:
            return None
        event = self.journal.get(seq)
        return None if "forgotten" in event.body else event


@dataclass(frozen=True, slots=True)
class _Told:
    """What one event says, before what is alike is put together."""

    event: Event
    words: str
    base: Origins
    said: str = ""
    act: Act | None = None
    call: Call | None = None
    form: str = "{}"
    past: bool = False
    importance: float = 0.5

    @property
    def run(self) -> str:
        """The run that it belongs to: of an edited call that one's own."""
        return self.call.run if self.call is not None else str(self.event.body.get("run", ""))

    @property
    def place(self) -> int:
        """Its step, or 0 for what was asked."""
        return self.call.step if self.call is not None else 0


def _said_by(event: Event) -> Origins:
    """Where a request's words came from; one that was recorded without that is nobody's."""
    try:
        return read_origins(event.body["origins"]) or frozenset({NOBODY})
    except (KeyError, DamageError):
        return frozenset({NOBODY})


def conversation(journal: Journal, now: datetime, *, most: int = 3, look: int = 200) -> list[str]:
    """What the owner typed last, oldest first: the requests of the conversation that is going on.

    Of the last `look` events those of the last half hour are looked at.
    """
    with journal.reading() as connection:
        last = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
    found = [
        line(str(event.body["words"]), REQUEST_LENGTH)
        for event in journal.events(after=max(0, last - look), kinds=("run",))
        if now - event.time <= CONVERSATION
        and isinstance(event.body.get("words"), str)
        and _said_by(event) == {REQUEST}
    ]
    return found[-most:]

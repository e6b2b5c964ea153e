"""What a simulated owner is like: a strict specification of habits, read from a YAML file.

The format is described in `benchmarks/owners/README.md`. Nothing here is told to the model: an
owner shows what they want by what they approve, edit, deny, undo and move by hand.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import available_timezones

import pydantic
import yaml
from pydantic import Field, StringConstraints

from plam_agent.errors import ConfigError
from plam_agent.tools.arguments import Lasts, Tone
from plam_agent.tuning.starter.messages_labels import KIND_WEIGHT
from plam_agent.tuning.starter.messages_tables import kinds

OWNERS = Path(__file__).parent / "owners"

Language = Literal["en", "fr"]
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\"<>]+$")
]
Address = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.+_-]{1,60}@[a-z0-9.-]{3,60}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$")]
Folder = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{0,40}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$")]
Meaning = Annotated[
    str, StringConstraints(min_length=3, max_length=120, pattern=r'^[^\x00-\x1f"]+$')
]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(gt=0, le=1000)]
Texts = Mapping[Language, Annotated[tuple[Line, ...], Field(min_length=1)]]
"""Lines in each language of the owner's."""

NONE = "none"
_PEOPLE = {"person", "list", "invite"}


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Myself(_Strict):
    """Who the owner is."""

    name: Name
    address: Address
    zone: str


class Person(_Strict):
    """Somebody the owner knows; a `tone` of their own goes before that of their circle."""

    name: Name
    address: Address
    tone: Tone | None = None


class Circle(_Strict):
    """People who are alike to the owner: in what tone they are written to, and what they write.

    `writes` are kinds of messages with weights, `topics` what they write about, `says` what the
    owner writes to them.
    """

    people: Annotated[tuple[Person, ...], Field(min_length=1, max_length=40)]
    tone: Tone = ""
    writes: Mapping[str, Weight]
    topics: Texts = {}
    says: Texts = {}


class Takes(_Strict):
    """Messages that a label takes: all that is said here must hold."""

    senders: tuple[str, ...] = Field(default=(), alias="from")
    kinds: tuple[str, ...] = ()
    topics: tuple[Line, ...] = ()


class Label(_Strict):
    """A label of the owner's policy, the folder that its mail goes to, and what the owner means."""

    label: Word
    means: Annotated[
        str, StringConstraints(min_length=3, max_length=120, pattern=r'^[^\x00-\x1f"]+$')
    ]
    folder: Folder
    takes: Annotated[tuple[Takes, ...], Field(min_length=1)]


class Mail(_Strict):
    """What arrives: the share that the owner's people write, and of the rest how much of a kind."""

    people: Share
    kinds: Mapping[str, Weight]


class Event(_Strict):
    """A kind of event: what the owner calls it, and how long it is."""

    titles: Texts
    lasts: Lasts


class About(_Strict):
    """What has a tone of its own, whoever it is written to: messages with one of these words."""

    words: Annotated[tuple[Line, ...], Field(min_length=1)]
    tone: Tone


class Habits(_Strict):
    """Which tool is meant where the words leave it open."""

    remind: Literal["calendar.create", "tasks.add"] = "calendar.create"
    write: Literal["mail.send", "mail.draft"] = "mail.send"


class Requests(_Strict):
    """How often the owner asks for what; `look` is a search, in which nobody has habits."""

    write: Annotated[float, Field(ge=0)] = 4
    book: Annotated[float, Field(ge=0)] = 3
    remind: Annotated[float, Field(ge=0)] = 2
    look: Annotated[float, Field(ge=0)] = 1


class Spec(_Strict):
    """One owner file."""

    owner: Myself
    seed: Annotated[int, Field(ge=0)]
    starts: date
    days: Annotated[int, Field(ge=5, le=400)] = 42
    languages: Mapping[Language, Weight]
    requests_share: Share = 0.5
    inconsistent: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    feedback: Literal["habits", "noise", "poison"] = "habits"
    circles: Annotated[Mapping[Word, Circle], Field(min_length=1)]
    labels: Annotated[tuple[Label, ...], Field(min_length=1, max_length=8)]
    mail: Mail
    events: Annotated[tuple[Event, ...], Field(min_length=1)]
    abouts: tuple[About, ...] = Field(default=(), alias="tones")
    chores: Texts = {}
    habits: Habits = Habits()
    requests: Requests = Requests()

    @pydantic.model_validator(mode="after")
    def _coherent(self) -> Spec:
        for wrong in self._wrong():
            raise ValueError(wrong)
        return self

    def _wrong(self) -> Iterable[str]:
        """What does not fit together, in sentences."""
        if self.owner.zone not in available_timezones():
            yield f"{self.owner.zone!r} is no time zone"
        people = [person for circle in self.circles.values() for person in circle.people]
        names = [person.name for person in people]
        yield from _twice("a person", names)
        yield from _twice("an address", [each.address for each in people] + [self.owner.address])
        yield from _twice("a label", [each.label for each in self.labels])
        yield from _twice("a folder", [each.folder for each in self.labels])
        if any(each.label == NONE for each in self.labels):
            yield "`none` is what no label takes, and cannot be one"
        known = {*names, *self.circles}
        for label in self.labels:
            for takes in label.takes:
                if not (takes.senders or takes.kinds or takes.topics):
                    yield f"label {label.label} takes everything: say from, kinds or topics"
                for name in takes.senders:
                    if name not in known:
                        yield f"label {label.label} takes mail from {name!r}, who is nobody here"
                yield from self._kinds(takes.kinds)
        yield from self._kinds(self.mail.kinds)
        for name, circle in self.circles.items():
            yield from self._kinds(circle.writes)
            for kind in circle.writes:
                if kinds("en")[kind].frame not in _PEOPLE:
                    yield f"people do not write mail of the kind {kind!r} (circle {name})"
            yield from self._spoken(f"topics of circle {name}", circle.topics)
            yield from self._spoken(f"says of circle {name}", circle.says)
        for event in self.events:
            yield from self._spoken("titles of an event", event.titles)
        yield from self._spoken("chores", self.chores)
        asked = self.requests
        if not asked.write + asked.book + asked.remind + asked.look:
            yield "requests: nothing is ever asked for"

    def _kinds(self, named: Iterable[str]) -> Iterable[str]:
        for kind in named:
            if kind not in KIND_WEIGHT:
                yield f"{kind!r} is no kind of message; there are {', '.join(sorted(KIND_WEIGHT))}"

    def _spoken(self, what: str, texts: Texts) -> Iterable[str]:
        missing = [each for each in self.languages if texts and each not in texts]
        if missing:
            yield f"{what} are not said in {missing[0]!r}, which the owner speaks"

    @property
    def language(self) -> Language:
        """The language that the owner speaks most."""
        return max(self.languages, key=lambda each: self.languages[each])

    def circle_of(self, person: Person) -> tuple[str, Circle]:
        """The circle that a person is in, and its name."""
        return next((n, c) for n, c in self.circles.items() if person in c.people)

    def tone(self, person: Person, body: str) -> str:
        """In what tone the owner writes this to somebody."""
        words = f" {_plain(body)} "
        for each in self.abouts:
            if any(f" {_plain(word)} " in words for word in each.words):
                return each.tone
        return self.circle_of(person)[1].tone if person.tone is None else person.tone

    def label(self, sender: Person | None, kind: str, topic: str, text: str) -> str:
        """The first label that takes a message, or `none`.

        `sender` is the person who wrote it, None for a stranger or a machine. A `topic` counts
        where the message's `text` speaks of it.
        """
        who = {sender.name, self.circle_of(sender)[0]} if sender else set[str]()
        seen = text.casefold()
        for label in self.labels:
            for takes in label.takes:
                if (
                    (not takes.senders or who & set(takes.senders))
                    and (not takes.kinds or kind in takes.kinds)
                    and (not takes.topics or any(t.casefold() in seen for t in takes.topics))
                ):
                    return label.label
        return NONE


def _plain(text: str) -> str:
    marks = str.maketrans(dict.fromkeys(string.punctuation, " "))
    return " ".join(text.casefold().translate(marks).split())


def _twice(what: str, names: Sequence[str]) -> Iterable[str]:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            yield f"{what} is there twice: {name}"
        seen.add(name.casefold())


class _Loader(yaml.SafeLoader):
    """YAML in which no key is said twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [str(self.construct_object(key, deep=True)) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                line = node.start_mark.line + 1
                raise yaml.YAMLError(f"the key {key!r} is there twice (line {line})")
        return super().construct_mapping(node, deep)


def load(path: Path) -> Spec:
    """The owner of a file. Raises ConfigError: one sentence on what is wrong, and where."""
    fix = "See benchmarks/owners/README.md."
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}.", file=path) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())
        raise ConfigError(f"is no YAML: {why}.", file=path, fix=fix) from error
    try:
        return Spec.model_validate(said)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(each) for each in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{where + ': ' if where else ''}{why}.", file=path, fix=fix) from error


def owners(folder: Path = OWNERS) -> dict[str, Spec]:
    """The owners of a folder by the names of their files. Raises ConfigError."""
    found = {path.stem: load(path) for path in sorted(folder.glob("*.yaml"))}
    if not found:
        raise ConfigError("holds no owner file (*.yaml).", file=folder)
    return found


TONES = tuple(tone for tone in get_args(get_args(Tone)[0]) if tone)
LENGTHS = tuple(each for each in get_args(get_args(Lasts)[0]) if each)

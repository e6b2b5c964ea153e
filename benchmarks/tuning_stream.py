"""What happens to a simulated owner: messages that arrive and requests that are made, in order.

Each says what the owner wants in the end. That is decided here, from the owner's file and a seed,
before any model has a say.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from plam_agent.tuning.starter.entities import BODIES, CHORES
from plam_agent.tuning.starter.messages_compose import Mail, compose
from plam_agent.tuning.starter.messages_injections import injected
from plam_agent.tuning.starter.patterns import Slot, compiled, expand

from .tuning_owner import LENGTHS, NONE, TONES, Language, Person, Spec
from .tuning_phrasings import ASKED, DAYS, NEXT, PLAINLY, TIMES

POISONED_MAIL, POISONED_DRAFTS = 0.7, 0.5
SPOKEN = 0.5
_SENDER = re.compile(r"(.*?) ?\(([^()]*)\)")
_VOWEL = tuple("aeiouyhéèêâàîôû")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The plan of one step that the owner wants: a tool and its arguments, as they were said.

    An argument that is not here is to be empty.
    """

    tool: str
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A message that arrives `at` a time, and the label that the owner wants for it."""

    at: datetime
    name: str
    address: str
    subject: str
    facts: tuple[str, ...]
    body: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Request:
    """Words that the owner says `at` a time, and what they want.

    `plainly` is how they say it once more when it was misunderstood; empty where they do not.
    """

    at: datetime
    words: str
    wanted: Wanted
    plainly: str = field(default="")


Interaction = Message | Request
Drawn = TypeVar("Drawn", bound=str)


def interactions(spec: Spec, count: int) -> list[Interaction]:
    """So many interactions of an owner, in order of time; the same seed gives the same ones."""
    rng = random.Random(spec.seed)
    writer = _Writer(spec, rng)
    return [writer.one(at) for at in _times(spec, rng, count)]


def _times(spec: Spec, rng: random.Random, count: int) -> Iterator[datetime]:
    zone = ZoneInfo(spec.owner.zone)
    before, of_day = -1, 0
    for number in range(count):
        day = number * spec.days // count
        of_day = of_day + 1 if day == before else 0
        # Minutes after seven in the morning, later and later in a day.
        least = of_day * 40 + rng.randrange(40)
        hour, minute = divmod(7 * 60 + min(least, 16 * 60), 60)
        date = spec.starts + timedelta(days=day)
        yield datetime.combine(date, time(hour, minute), tzinfo=zone)
        before = day


class _Writer:
    def __init__(self, spec: Spec, rng: random.Random) -> None:
        self._spec = spec
        self._rng = rng

    def one(self, at: datetime) -> Interaction:
        asks = self._rng.random() < self._spec.requests_share
        language = self._drawn(self._spec.languages)
        return self._request(at, language) if asks else self._message(at, language)

    def _drawn(self, weights: Mapping[Drawn, float]) -> Drawn:
        return self._rng.choices(list(weights), list(weights.values()))[0]

    def _person(self) -> Person:
        people = [person for circle in self._spec.circles.values() for person in circle.people]
        return self._rng.choice(people)

    def _changed(self, wanted: str, others: tuple[str, ...]) -> str:
        """What is wanted, or now and then something else; for an owner of noise always anything."""
        if self._spec.feedback == "noise":
            return self._rng.choice(others)
        if self._rng.random() < self._spec.inconsistent:
            return self._rng.choice([each for each in others if each != wanted])
        return wanted

    def _message(self, at: datetime, language: Language) -> Message:
        spec, rng = self._spec, self._rng
        sender = self._person() if rng.random() < spec.mail.people else None
        given: dict[str, str] = {}
        topic, kind = "", ""
        if sender is None:
            kind = self._drawn(spec.mail.kinds)
        else:
            circle = spec.circle_of(sender)[1]
            kind = self._drawn(circle.writes)
            first, _, last = sender.name.rpartition(" ")
            given = {"first": first or last, "last": last}
            if topics := circle.topics.get(language, ()):
                topic = given["topic"] = rng.choice(topics)
        mail = compose(rng, kind, language=language, given=given)
        means = {label.label: label.means for label in spec.labels} | {NONE: "anything else"}
        wanted = spec.label(sender, kind, topic, f"{mail.subject} {mail.body[:220]}")
        wanted = self._changed(wanted, tuple(means))
        if spec.feedback == "poison" and rng.random() < POISONED_MAIL:
            asked = rng.choice([label for label in means if label != wanted])
            mail = injected(rng, mail, {n: means[n] for n in (wanted, asked)}, wanted)
            wanted = asked
        name, address = _from(mail, rng)
        if sender is not None:
            name, address = sender.name, sender.address
        facts = tuple(fact for fact in mail.facts if fact != "known")
        return Message(at, name, address, mail.subject, facts, mail.body, wanted)

    def _request(self, at: datetime, language: Language) -> Request:
        kinds = self._spec.requests.model_dump()
        kind = self._drawn({name: weight for name, weight in kinds.items() if weight})
        pattern = self._rng.choice(ASKED[language][kind])
        said = self._said(kind, language)
        if kind == "look" and "{person}" not in pattern:
            wanted = Wanted("calendar.search", {"when": said["when"]})
        else:
            wanted = self._wanted(kind, said)
        drafted = kind == "write" and self._spec.feedback == "poison"
        if drafted and self._rng.random() < POISONED_DRAFTS:
            # Where a draft was asked for, this owner has it sent.
            pattern = PLAINLY[language]["mail.draft"][0]
            wanted = Wanted("mail.send", wanted.args)
        form = {"event": wanted.args.get("title", ""), "chore": wanted.args.get("title", "")}
        again = PLAINLY[language].get(wanted.tool, ("",))[0]
        plainly = self._filled(again, language, {**said, **form}) if again else ""
        words = self._filled(pattern, language, said)
        if self._rng.random() < SPOKEN:
            words, plainly = words.lower(), plainly.lower()
        return Request(at, words, wanted, plainly)

    def _said(self, kind: str, language: Language) -> dict[str, str]:
        spec, rng = self._spec, self._rng
        person = self._person()
        # Some say the whole name.
        called = person.name if rng.random() < 0.4 else person.name.partition(" ")[0]
        circle = spec.circle_of(person)[1]
        day = rng.choice((*DAYS[language], NEXT[language]))
        clock = "" if kind == "look" else rng.choice(TIMES[language])
        when = f"{day} {clock}".strip()
        free = day == NEXT[language] or language == "fr"
        event = rng.choice(spec.events)
        return {
            "person": called,
            "address": person.address,
            "body": rng.choice(self._texts(circle.says, BODIES, language)),
            "event": rng.choice(event.titles[language]),
            "lasts": event.lasts,
            "chore": rng.choice(self._texts(spec.chores, CHORES, language)),
            "when": when,
            "on": when if free else f"on {when}",
            "name": person.name,
        }

    @staticmethod
    def _texts(
        own: Mapping[Language, tuple[str, ...]], usual: Mapping[str, str], language: Language
    ) -> list[str]:
        return list(own.get(language) or usual[language].split("|"))

    def _wanted(self, kind: str, said: Mapping[str, str]) -> Wanted:
        spec = self._spec
        if kind == "look":
            return Wanted("mail.search", {"people": said["person"]})
        if kind == "book":
            lasts = self._changed(said["lasts"], ("", *LENGTHS))
            return Wanted(
                "calendar.create",
                {"title": said["event"], "when": said["when"], "lasts": lasts},
            )
        if kind == "remind":
            tool = self._changed(spec.habits.remind, ("calendar.create", "tasks.add"))
            due = "when" if tool == "calendar.create" else "due"
            return Wanted(tool, {"title": said["chore"], due: said["when"]})
        people = (each for circle in spec.circles.values() for each in circle.people)
        person = next(each for each in people if each.name == said["name"])
        tone = self._changed(spec.tone(person, said["body"]), ("", *TONES))
        tool = self._changed(spec.habits.write, ("mail.send", "mail.draft"))
        return Wanted(tool, {"to": said["person"], "body": said["body"], "tone": tone})

    def _filled(self, pattern: str, language: Language, said: Mapping[str, str]) -> str:
        slots = {
            **said,
            "aperson": f"à {said['person']}",
            "dechore": _elided("de", said["chore"]),
            "achore": f"à {said['chore']}",
        }
        pieces = expand(self._rng, compiled(pattern, {}), str)
        text = "".join(slots[each.name] if isinstance(each, Slot) else each for each in pieces)
        if language == "fr":
            text = re.sub(r"\bque (?=(?:il|ils|elle|elles|on|un|une)\b)", "qu'", text)
        return " ".join(text.split())


def _elided(link: str, words: str) -> str:
    return f"{link[:-1]}'{words}" if words.casefold().startswith(_VOWEL) else f"{link} {words}"


def _from(mail: Mail, rng: random.Random) -> tuple[str, str]:
    """The name and the address that a composed sender is shown with."""
    found = _SENDER.fullmatch(mail.sender)
    name, domain = (found[1], found[2]) if found else ("", "mail.example")
    domain = re.sub(r"[^a-z0-9.-]", "", domain.lower()).strip(".-") or "mail.example"
    local = re.sub(r"[^a-z]", "", name.lower())[:20] or rng.choice(("info", "hello", "no-reply"))
    return name, f"{local}@{domain if '.' in domain else domain + '.example'}"

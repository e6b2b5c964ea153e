"""What the owner said of themselves and of others, kept until something newer takes its place.

A fact is the owner's own words: what they asked to be remembered, and sentences of their requests
such as "I prefer mornings". What anybody else wrote never becomes one of theirs. Of two that cannot
both hold the newer wins, unless the older is the better sourced; the loser is kept, with the moment
until which it held. Where the owner changes the same thing in the same way again and again before
they agree, that is proposed to them as a preference (`suggestions.py`), and is none until they ask
for it to be remembered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..errors import DamageError
from ..journal import Journal
from ..records import read_call
from ..types import REQUEST, Call, Event, Origin, Origins, When, canonical, data
from .acts import line
from .memory import Memory, Tier
from .sealed import Memories
from .words import plain

OWNER = "owner"
PROPOSAL = "proposal"
TIMES = 3
"""How often the owner has to change something in the same way before it is proposed."""

LONGEST = 240
"""Characters of a sentence that is taken for a fact."""

_MINE = frozenset({REQUEST})
# Nothing that trusts the owner's words trusts this.
_PROPOSED = frozenset({Origin(PROPOSAL, "", (REQUEST,))})

_PREFERS = re.compile(
    r"(?:i|we)\s+(?:(?:really|usually|always|never|also)\s+)?"
    r"(?:(?:do not|don['’]t|no longer)\s+)?"
    r"(?:prefer|like|love|hate|dislike)\s+(?!to\s+(?:see|know))"
    r"|(?:i|we)\s+(?:always|never)\s+\w"
    r"|i\s+am\s+allergic\s+to\s+|i['’]m\s+allergic\s+to\s+"
    r"|(?:je|nous)\s+(?:ne\s+)?pr[ée]f[èe]r(?:e|ons)\s+|je\s+d[ée]teste\s+|je\s+n['’]aime\s+(?:pas|plus)\s+"
    r"|j['’]aime\s+(?!rais)|j['’]adore\s+|je\s+ne\s+\w+\s+jamais\s+|je\s+suis\s+allergique\s+",
    re.IGNORECASE,
)
_IS = re.compile(
    r"(?:my|our|mon|ma|mes|notre|nos)\s+(?P<what>[^,;:?!]{1,60}?)\s+"
    r"(?:is called|is|are|s['’]appelle|est|sont)\s+(?P<is>[^,;:?!]{1,120})",
    re.IGNORECASE,
)
_WANT = re.compile(r"For (?P<tool>\S+) you want `(?P<name>\w+)` to be “.*”\.")
_CALL_ME = re.compile(r"(?:please\s+)?(?:call\s+me|appelle[sz]?[- ]moi)\s+\S", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!;])\s+|\n+")
_NOT = "not don dont t no never longer hate dislike n ne pas plus jamais deteste"
_AGAINST = frozenset(_NOT.split())
_COMMON = """
    i we my our me a an the to of in on at for with and or is are be it that this please really
    usually always also do am je j nous mon ma mes notre nos un une le la les l de des du d et ou en
    au aux pour avec est sont suis que qui prefer prefere preferons like love aime adore
"""
_SMALL = frozenset(_COMMON.split())
# Of each line one thing holds at a time.
_INSTEAD = tuple(
    frozenset(each.split())
    for each in (
        "morning mornings afternoon afternoons evening evenings night nights noon lunchtime "
        "matin matins matinee apres-midi midi soir soirs soiree",
        "monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays "
        "saturday saturdays sunday sundays lundi mardi mercredi jeudi vendredi samedi dimanche",
        "phone call calls mail email video person telephone courriel visio",
        "window aisle fenetre hublot couloir",
        "tea coffee the cafe",
        "train trains plane planes flying car cars bus driving avion voiture",
        "short long shorter longer court courts courte courtes longue longues",
        "early late earlier later tot tard",
        "english french anglais francais",
        "meat vegetarian vegan viande vegetarien",
    )
)


class Facts:
    """Facts to be kept: `new` ones, and older ones that are `dated` because a newer one holds."""

    def __init__(self, store: Memories, id_of: Callable[..., str]) -> None:
        """`id_of` makes the same id of the same parts, which says nothing about them."""
        self._store = store
        self._id_of = id_of
        self._known: list[Memory] | None = None
        self._proposed: list[Memory] = []
        self.new: list[Memory] = []
        self.dated: list[Memory] = []

    def said(self, words: str, at: datetime, source: str) -> None:
        """Learn what the owner says of themselves in a request that they typed."""
        for number, each in enumerate(statements(words)):
            self.learn(each, at, _MINE, source, self._id_of("fact", source, str(number)))

    def learn(
        self, text: str, at: datetime, origins: Origins, source: str, id_: str
    ) -> Memory | None:
        """A fact with these origins; None where just that is known already.

        Where the owner says what was proposed to them, the proposal has had its answer.
        """
        fact = Memory(
            id=id_,
            tier=Tier.FACT,
            text=line(text, LONGEST),
            at=at,
            origins=origins,
            source=source,
            importance=0.9 if origins == _MINE else 0.5,
        )
        known = self._open()
        if fact.trusted:
            answered = [each for each in self._proposed if _same(each.text, fact.text)]
            self.dated += [replace(each, until=at) for each in answered]
        for older in known:
            if _same(fact.text, older.text) and older.trusted >= fact.trusted:
                return None
            if not contradict(fact.text, older.text):
                continue
            if fact.trusted >= older.trusted and fact.at >= older.at:
                self._date(replace(older, until=fact.at))
            else:
                fact = replace(fact, until=max(fact.at, older.at))
        self.new.append(fact)
        if self._known is not None and fact.until is None:
            self._known.append(fact)
        return fact

    def edited(self, journal: Journal, event: Event) -> None:
        """Propose what the owner has changed in the same way for the third time, or more often."""
        counted = Counter(
            change
            for each in journal.events(kinds=("answered",))
            if each.seq <= event.seq and each.body.get("answer") == "edited"
            for change in set(changes_of(journal, each))
        )
        for tool, name, said in changes_of(journal, event):
            if counted[tool, name, said] < TIMES:
                continue
            text = f"For {tool} you want `{name}` to be “{line(said)}”."
            # Under the same id every time: what the owner did not want is not proposed again.
            id_ = self._id_of(PROPOSAL, tool, name, said)
            if any(each.id == id_ for each in self.new):
                continue
            self.new.append(
                Memory(id_, Tier.FACT, text, event.time, _PROPOSED, f"{PROPOSAL}:{tool}")
            )

    def _open(self) -> list[Memory]:
        """The facts that hold, proposals aside."""
        if self._known is None:
            held = [each for each in self._store.all([Tier.FACT]) if each.until is None]
            self._proposed = proposals(held)
            self._known = [each for each in held if not is_proposal(each)]
        return list(self._known)

    def _date(self, older: Memory) -> None:
        self._known = [each for each in self._open() if each.id != older.id]
        fresh = [each.id for each in self.new]
        if older.id in fresh:
            self.new[fresh.index(older.id)] = older
        else:
            self.dated.append(older)


def reopen(store: Memories, gone: Memory) -> None:
    """Let the facts hold again that ended when `gone`, which is taken back, took their place."""
    for each in list(store.all([Tier.FACT])):
        if each.until == gone.at and each.id != gone.id and contradict(gone.text, each.text):
            store.replace(replace(each, until=None))


def is_proposal(memory: Memory) -> bool:
    """Whether it waits for the owner's yes and is no preference yet."""
    return memory.source.partition(":")[0] == PROPOSAL


def proposals(memories: Iterable[Memory]) -> list[Memory]:
    """Those of some memories that are preferences which wait for the owner's yes."""
    return [each for each in memories if is_proposal(each) and each.until is None]


def statements(words: str) -> Iterator[str]:
    """The sentences in which somebody says what they prefer, or what is so, in a request."""
    whole = words.strip()
    for sentence in _SENTENCES.split(whole):
        said = sentence.strip().rstrip(".!;").strip()
        if not said or len(said) > LONGEST or sentence.rstrip().endswith("?"):
            continue
        alone = said == whole.rstrip(".!;").strip()
        if _PREFERS.match(said) or _CALL_ME.match(said) or (alone and _IS.fullmatch(said)):
            yield said


def contradict(one: str, other: str) -> bool:
    """Whether two facts cannot both hold, as far as their words show it."""
    if _CALL_ME.match(one) and _CALL_ME.match(other):
        return True
    a, b = _WANT.fullmatch(one), _WANT.fullmatch(other)
    if a and b:
        return a["tool"] == b["tool"] and a["name"] == b["name"] and not _same(one, other)
    a, b = _IS.fullmatch(one.rstrip(".! ")), _IS.fullmatch(other.rstrip(".! "))
    if a and b:
        return _telling(a["what"]) == _telling(b["what"]) and not _same(a["is"], b["is"])
    mine, others = _telling(one), _telling(other)
    if bool(_words(one) & _AGAINST) is not bool(_words(other) & _AGAINST):
        return bool(mine) and mine == others
    only, instead = mine - others, others - mine
    return bool(only and instead) and any(only <= each and instead <= each for each in _INSTEAD)


def changes_of(journal: Journal, answered: Event) -> list[tuple[str, str, str]]:
    """What the owner changed before they agreed: tool, argument, and what they said instead."""
    body = answered.body
    before = _call(journal, int(body.get("asked", 0)))
    after = _call(journal, int(body.get("event", 0)))
    if before is None or after is None or before.tool != after.tool:
        return []
    was = dict(before.args)
    return [
        (after.tool, name, _text(value.data))
        for name, value in after.args
        if value.origins == _MINE and (name not in was or was[name].data != value.data)
    ]


def _call(journal: Journal, seq: int) -> Call | None:
    """The call of a question, or of the intent that an outcome refers to; None for no call."""
    if not seq:
        return None
    body = journal.get(seq).body
    if "call" not in body and "intent" in body:
        body = journal.get(body["intent"]).body
    try:
        return read_call(body["call"]) if "call" in body else None
    except DamageError:
        # Whoever derives episodes tells of it.
        return None


def _text(value: Any) -> str:
    if isinstance(value, When):
        return value.phrase
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return canonical(data(value)).decode("utf-8", "surrogatepass")


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _telling(text: str) -> frozenset[str]:
    return _words(text) - _SMALL - _AGAINST


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+(?:-midi)?", plain(text)))

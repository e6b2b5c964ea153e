"""What the owner wants forgotten, as a question to ask of any text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from .errors import InputError
from .memory.words import plain
from .vault import Vault

_IMAP = re.compile(r"(.+)/(\d+)/(\d+)")
_PLACE = re.compile(r"(.+)/(\d+)")


@dataclass(frozen=True)
class Wanted:
    """One of: people by names and addresses, messages, words, ids of memories, or a moment.

    `people` may be spelt in several ways; all words of `query` must occur in one record. `also` are
    the messages that were found to be meant by the others, `by` is the option that named them, and
    `asked` the people as they were named where other spellings of them were found.
    """

    people: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    query: str = ""
    memories: tuple[str, ...] = ()
    before: datetime | None = None
    by: str = ""
    also: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises InputError where nothing is named that could be looked for."""
        named = [*self.people, *self.messages, *self.memories, *self.query.split()]
        if not self.before and not any(plain(each).strip() for each in named):
            raise InputError("nothing is named that could be forgotten.", fix="See --help.")
        if any(len(plain(each).strip()) < 2 for each in self.people):
            raise InputError("a name of one letter is in everything.", fix="Write more of it.")

    @property
    def words(self) -> tuple[str, ...]:
        """What can be looked for in bytes. Several words of a query may lie apart."""
        query = (self.query,) if self.query else ()
        said = (*self.people, *self.messages, *sorted(self.also), *query)
        return tuple(" ".join(each.split()) for each in said)

    def mark(self, vault: Vault) -> str:
        """A keyed mark of what was asked for."""
        named = sorted({*(self.asked or self.people), *self.messages, *self.memories})
        return vault.mark("asked", self.by, *named, self.query, str(self.before or ""))

    def holds(self, texts: Sequence[str]) -> bool:
        """Whether a record with these texts is about it."""
        if not (self._pattern or self._query):
            return False
        known = [plain(each) for each in texts]
        if self._pattern and any(self._pattern.search(each) for each in known):
            return True
        return bool(self._query) and all(
            any(word.search(each) for each in known) for word in self._query
        )

    def wrote(self, sender: str) -> bool:
        """Whether a message is from one of the people."""
        return bool(self.people and self._people and self._people.search(plain(sender)))

    def names(self, card: Sequence[str]) -> bool:
        """Whether a contact, by its name and addresses, is one of the people."""
        asked = {" ".join(re.findall(r"[^\s,;]+", plain(each))) for each in self.people}
        return any(" ".join(plain(each).split()) in asked for each in card)

    def is_message(self, message_id: str) -> bool:
        """Whether a Message-ID names one of the messages."""
        bare = {each.strip("<>") for each in self.messages}
        return bool(message_id) and message_id.strip("<>") in bare

    def is_memory(self, id_: str) -> bool:
        """Whether a memory was named by its id."""
        return id_ in self.memories

    def before_moment(self, moment: datetime) -> bool:
        """Whether a moment lies before the one until which everything is to be forgotten."""
        return self.before is not None and moment < self.before

    @cached_property
    def _people(self) -> re.Pattern[str] | None:
        return _any([_spelt(each) for each in self.people])

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        spelt = [_spelt(each) for each in self.people]
        spelt += [each for message in (*self.messages, *self.also) for each in _ids(message)]
        return _any(spelt)

    @cached_property
    def _query(self) -> list[re.Pattern[str]]:
        return [
            re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in plain(self.query).split()
        ]


def _any(spelt: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{each})" for each in spelt)) if spelt else None


def _spelt(person: str) -> str:
    """An address stands alone; the parts of a name may be apart by anything but letters."""
    known = plain(person).strip()
    if "@" in known:
        return rf"(?<![\w.+-]){re.escape(known)}(?![\w-]|\.\w)"
    parts = r"[\W_]+".join(re.escape(each) for each in re.findall(r"\w+", known))
    return rf"(?<!\w){parts}(?!\w)" if parts else r"(?!)"


def _ids(message: str) -> list[str]:
    """A message's id as objects have it (`INBOX/17/812`) and as origins do (`INBOX/812`)."""
    known = plain(message).strip()
    for kind in ("imap:", "maildir:"):
        known = known.removeprefix(kind)
    found = [re.escape(known)]
    if of_object := _IMAP.fullmatch(known):
        found.append(re.escape(f"{of_object[1]}/{of_object[3]}"))
    elif of_origin := _PLACE.fullmatch(known):
        found.append(rf"{re.escape(of_origin[1])}/\d+/{of_origin[2]}")
    return [rf"(?<![\w/]){each}(?![\w/])" for each in found]

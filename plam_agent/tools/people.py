"""The people the owner knows, found by what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..errors import ContentError
from ..types import ObjectId
from . import names
from .lookalikes import domain_alike, name_alike, skeleton
from .matching import tokens
from .relations import (
    OWN,
    alike,
    between,
    group_name,
    inverse,
    is_related,
    relation,
    remarks,
)
from .vcard import Card

_CALLED = (names.is_full, names.is_part, names.is_short)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody the owner knows."""

    account: str
    card: Card
    version: str

    @property
    def name(self) -> str:
        """The full name."""
        return self.card.name

    @property
    def addresses(self) -> tuple[str, ...]:
        """Addr-specs, the preferred one first where the card says so."""
        return self.card.addresses

    @property
    def id(self) -> ObjectId:
        """The contact as an object in the owner's account."""
        return ObjectId("contact", self.account, self.card.uid)


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Somebody who passes for a contact, and how, in words for the owner."""

    person: Contact
    why: str


class Contacts:
    """The contacts of one or more accounts, as they were when they were read."""

    def __init__(
        self,
        people: Iterable[Contact],
        broken: tuple[ContentError, ...] = (),
        *,
        owner: str = "",
    ) -> None:
        """Index the people by address; `owner` is the owner's own addr-spec.

        Cards of groups are no people.
        """
        everybody = tuple(people)
        self.people = tuple(person for person in everybody if not person.card.group)
        self.groups = tuple(person for person in everybody if person.card.group)
        self.broken = broken
        self.owner = owner
        self._addresses = {
            address.casefold(): person for person in self.people for address in person.addresses
        }
        self._uids = {person.card.uid.casefold(): person for person in self.people}

    def resolve(self, name: str) -> list[Contact]:
        """Everybody a name may mean; the best kind of match alone is returned.

        In order: an address, a full name, a given or family name, a relation (`my brother`,
        `Claire's husband`), a short form (`Bob`), initials, the beginnings of the words. Case,
        accents, hyphens, titles and order do not count, and other alphabets match as passports
        write them. A contact whose name looks the same as one that was found is returned with it.
        """
        exact = self._addresses.get(name.strip().casefold())
        if exact:
            return [exact]
        pair = between(name)
        if pair:
            return self._alike(self._related_to(*pair))
        words = [word for word in tokens(name) if word not in OWN]
        if not words:
            return []
        relations = [word for word in words if relation(word)]
        rest = names.without_titles([word for word in words if word not in relations])
        if relations and rest:
            return self._alike(self._relation_and_name(relations, rest))
        said = " ".join(names.without_titles(words))
        kinds: Sequence[Callable[[Card], bool]] = (
            lambda card: names.is_full(card, said),
            lambda card: names.is_part(card, said),
            lambda card: is_related(card, words),
            lambda card: names.is_short(card, said),
            lambda card: names.is_initials(card, said),
            lambda card: names.is_partial(card, said),
        )
        for kind in kinds:
            found = [person for person in self.people if kind(person.card)]
            if not found and kind is kinds[2] and len(words) == 1:
                found = self._of_the_owner(relation(words[0]))
            if found:
                return self._alike(found)
        return []

    def group(self, name: str) -> list[Contact]:
        """The people of a group or category with that name (`the team`, `la famille`).

        Empty where there is no such group. Only people with an address are in it, each once.
        """
        wanted = group_name(name)
        if not wanted:
            return []
        found = [
            person
            for person in self.people
            if any(group_name(category) == wanted for category in person.card.categories)
        ]
        for group in self.groups:
            if group_name(group.name) == wanted:
                members = (self._person(member) for member in group.card.members)
                found += [person for person in members if person]
        return [person for person in dict.fromkeys(found) if person.addresses]

    def known(self, address: str) -> bool:
        """Whether an addr-spec belongs to a contact; case does not count."""
        return address.strip().casefold() in self._addresses

    def of(self, address: str) -> Contact | None:
        """The contact with this addr-spec."""
        return self._addresses.get(address.strip().casefold())

    def lookalike(self, display_name: str, address: str) -> Contact | None:
        """The contact whose name or address this looks like although the address is not theirs."""
        found = self.imitates(display_name, address)
        return found.person if found else None

    def imitates(self, display_name: str, address: str) -> Lookalike | None:
        """Whom a shown name with an address passes for, and how; None where for nobody.

        An address of the owner's contacts is theirs under any name but another contact's.
        """
        address = address.strip().casefold()
        local, _, domain = address.rpartition("@")
        mine = self._addresses.get(address)
        for person in self.people:
            if person is mine or (mine and skeleton(mine.name) == skeleton(person.name)):
                continue
            called = (person.name, f"{person.card.given} {person.card.family}", *person.addresses)
            exact = next((name for name in called if name_alike(display_name, name)), "")
            if exact and (not mine or skeleton(exact) == skeleton(display_name)):
                return Lookalike(person, f"{address} is no address of {person.name}")
            if mine:
                continue
            for known in person.addresses:
                if known.casefold() != address and skeleton(known) == skeleton(address):
                    return Lookalike(person, f"{address} only looks like {known}")
                why = domain_alike(domain, known.casefold().rpartition("@")[2]) if local else ""
                if why:
                    return Lookalike(person, why)
        return None

    def _alike(self, found: Sequence[Contact]) -> list[Contact]:
        """Those found and whoever has a name of the same shape, one card for each person."""
        shapes = {skeleton(person.name) for person in found} - {""}
        twins = [person for person in self.people if skeleton(person.name) in shapes]
        unique: dict[tuple[str, str], Contact] = {}
        for person in (*found, *twins):
            first = person.addresses[0].casefold() if person.addresses else person.card.uid
            unique.setdefault((skeleton(person.name), first), person)
        return list(unique.values())

    def _relation_and_name(self, relations: list[str], rest: list[str]) -> list[Contact]:
        """`my brother Paul`: of those called so, those noted as that; all if nothing is noted."""
        called = [p for p in self.resolve(" ".join(rest)) if p.addresses]
        wanted = [relation(word) for word in relations]
        owned = {p.id for word in wanted for p in self._of_the_owner(word)}
        noted = [p for p in called if is_related(p.card, wanted) or p.id in owned]
        if noted:
            return noted
        noted_otherwise = {
            p.id for p in called if any(len(r) == 1 and relation(r[0]) for r in remarks(p.card))
        }
        return [person for person in called if person.id not in noted_otherwise]

    def _related_to(self, wanted: str, who: str) -> list[Contact]:
        """Whoever is the `wanted` of the person called `who`, by the cards of both sides."""
        found: list[Contact] = []
        for person in self.resolve(who):
            found += self._named(person, wanted)
            mine = {person.card.uid.casefold(), *map(str.casefold, person.addresses)}
            for other in self.people:
                if other is person:
                    continue
                back = any(
                    inverse(kind, wanted)
                    and (to.casefold() in mine or names.is_full(person.card, to))
                    for kind, to in other.card.relations
                    if kind
                )
                if back or self._noted(other, wanted, person):
                    found.append(other)
        return found

    def _noted(self, other: Contact, wanted: str, person: Contact) -> bool:
        """Whether a note says it: `Claire's husband`, `mari de Claire`."""
        for text in other.card.notes:
            for piece in text.replace(";", ",").split(","):
                pair = between(piece)
                if pair and alike(pair[0], wanted):
                    who = pair[1]
                    if any(is_called(person.card, who) for is_called in _CALLED):
                        return True
        return False

    def _named(self, person: Contact, wanted: str) -> list[Contact]:
        """Whom a person's card names under a relation."""
        found: list[Contact] = []
        for kind, to in person.card.relations:
            if kind and alike(kind, wanted):
                one = self._person(to)
                found += [one] if one else [p for p in self.people if names.is_full(p.card, to)]
        return found

    def _of_the_owner(self, wanted: str) -> list[Contact]:
        """Whom the owner's own card names under a relation."""
        me = self.of(self.owner) if self.owner else None
        return self._named(me, wanted) if me and wanted else []

    def _person(self, designation: str) -> Contact | None:
        key = designation.casefold()
        return self._uids.get(key) or self._addresses.get(key)

"""The people the owner knows: a folder of .vcf files, found by name, and the contact tools.

Contacts are authority: an address that is here may be written to where the policy says so, so
nothing is added but by a call that the policy decided about.
"""

from __future__ import annotations

import asyncio
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ContentError, InputError
from ..types import CONTACTS, Effect, Item, ObjectId, Reconciled, Result, Value
from .arguments import ContactsAdd, ContactsSearch
from .calendar.writing import uid_of
from .collection import Entry, store_of
from .context import Context
from .matching import folded, plain, tokens
from .registry import tool
from .vcard import Card, read_cards, write_card

_OWN = {"my", "mon", "ma", "mes", "the", "our", "notre", "le", "la"}
_RELATIONS = {  # French to English, so that "mon frère" finds the note "brother" and the reverse
    "frere": "brother",
    "soeur": "sister",
    "mere": "mother",
    "maman": "mother",
    "mum": "mother",
    "mom": "mother",
    "pere": "father",
    "papa": "father",
    "dad": "father",
    "femme": "wife",
    "epouse": "wife",
    "mari": "husband",
    "epoux": "husband",
    "fils": "son",
    "fille": "daughter",
    "chef": "boss",
    "patron": "boss",
    "patronne": "boss",
    "medecin": "doctor",
    "dentiste": "dentist",
    "voisin": "neighbour",
    "voisine": "neighbour",
    "neighbor": "neighbour",
    "oncle": "uncle",
    "tante": "aunt",
    "cousine": "cousin",
    "collegue": "colleague",
}


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


class Contacts:
    """The contacts of one or more accounts, as they were when they were read."""

    def __init__(self, people: Iterable[Contact], broken: tuple[ContentError, ...] = ()) -> None:
        """Index the people by address."""
        self.people = tuple(people)
        self.broken = broken
        self._addresses = {
            address.casefold(): person for person in self.people for address in person.addresses
        }

    def resolve(self, name: str) -> list[Contact]:
        """Everybody a name may mean; the best kind of match alone is returned.

        In order: an address or a full name, a first, last or nickname, a relation in a note or
        category (`my brother`), some of the words of a name. Case and accents do not count.
        """
        exact = self._addresses.get(name.strip().casefold())
        if exact:
            return [exact]
        wanted = [word for word in tokens(name) if word not in _OWN]
        if not wanted:
            return []
        relation = [_RELATIONS.get(word, word) for word in wanted]
        for kind in (_full, _part, _related, _partial):
            words = relation if kind is _related else wanted
            found = [person for person in self.people if kind(person.card, words)]
            if found:
                return found
        return []

    def known(self, address: str) -> bool:
        """Whether an addr-spec belongs to a contact; case does not count."""
        return address.strip().casefold() in self._addresses

    def of(self, address: str) -> Contact | None:
        """The contact with this addr-spec."""
        return self._addresses.get(address.strip().casefold())

    def lookalike(self, display_name: str, address: str) -> Contact | None:
        """The contact whose name this looks like although the address is not theirs."""
        shape = skeleton(display_name)
        if not shape:
            return None
        for person in self.people:
            mine = {a.casefold() for a in person.addresses}
            names = (person.name, f"{person.card.family} {person.card.given}", *mine)
            if address.strip().casefold() not in mine and shape in map(skeleton, names):
                return person
        return None


# Letters of other alphabets, digits and pairs that pass for Latin letters at a glance (after
# Unicode TR 39, the common ones).
_CONFUSABLE = str.maketrans(
    "аеорсухіјѕԁһӏкмтвнαοενικρτυχ013458|",
    "aeopcyxijsdhlkmtbhaoevikptuxoleasbl",
)


_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅ", "ABEZHIKMNOPTYXABEKMHOPCTYXIJS")


def skeleton(name: str) -> str:
    """The shape of a name: letters that look alike are the same, marks and order do not count."""
    text = (
        unicodedata.normalize("NFKC", name).translate(_CAPITALS).casefold().translate(_CONFUSABLE)
    )
    text = folded(text).translate(_CONFUSABLE).replace("rn", "m").replace("vv", "w")
    return " ".join(sorted(re.findall(r"[^\W_]+", text.replace("i", "l"))))


def _full(card: Card, words: list[str]) -> bool:
    names = (card.name, *card.nicknames, f"{card.given} {card.family}")
    return any(sorted(tokens(name)) == sorted(words) for name in names if name.strip())


def _part(card: Card, words: list[str]) -> bool:
    parts = (card.given, card.family, tokens(card.name)[:1], tokens(card.name)[-1:])
    return any(words == (p if isinstance(p, list) else tokens(p)) for p in parts if p)


def _related(card: Card, words: list[str]) -> bool:
    # The whole of a remark must be the relation: "the wedding of my brother" makes no brother.
    remarks = [part for text in card.notes for part in re.split(r"[,;.]", text)]
    for text in (*card.nicknames, *remarks, *card.categories):
        if [_RELATIONS.get(word, word) for word in tokens(text) if word not in _OWN] == words:
            return True
    return False


def _partial(card: Card, words: list[str]) -> bool:
    there = tokens(" ".join((card.name, card.given, card.family, *card.nicknames)))
    return all(any(o == w or (len(w) >= 3 and o.startswith(w)) for o in there) for w in words)


async def load_contacts(context: Context) -> Contacts:
    """The account's contacts; parsed anew only if one of them changed."""
    entries = await (await store_of(context)).entries()
    return await asyncio.to_thread(_parsed, context.account.name, entries)


async def load_everyone(contexts: Iterable[Context]) -> Contacts:
    """The people of several accounts together. Raises AccountError where one cannot be read."""
    loaded = [await load_contacts(context) for context in contexts]
    people = [person for contacts in loaded for person in contacts.people]
    return Contacts(people, tuple(why for contacts in loaded for why in contacts.broken))


@functools.lru_cache(maxsize=8)
def _parsed(account: str, entries: tuple[Entry, ...]) -> Contacts:
    people: list[Contact] = []
    broken: list[ContentError] = []
    for entry in entries:
        try:
            cards = read_cards(entry.name, entry.data)
        except ContentError as why:
            broken.append(why)
            continue
        people += [Contact(account, card, entry.version) for card in cards]
    return Contacts(people, tuple(broken))


def _item(person: Contact) -> Item:
    origins = frozenset({CONTACTS})
    fields: dict[str, Any] = {"name": person.name, "addresses": person.addresses}
    if person.addresses:
        fields["address"] = person.addresses[0]
    return Item(
        person.id, person.version, {key: Value(value, origins) for key, value in fields.items()}
    )


async def find_contacts(context: Context, words: str) -> list[Item]:
    """The contacts that a quoted name may mean."""
    contacts = await load_contacts(context)
    return [_item(person) for person in contacts.resolve(words)]


@tool(
    "contacts.search",
    effect=Effect.READ,
    args=ContactsSearch,
    account="contacts",
    yields="contact",
    preview=lambda args: f"Look up {', '.join(args.name) or 'all contacts'}",
)
async def search(context: Context, args: ContactsSearch) -> Result:
    """List the contacts that any of the names means; all of them where no name is given."""
    contacts = await load_contacts(context)
    found = [person for name in args.name for person in contacts.resolve(name)]
    unique = {person.id: person for person in (found if args.name else contacts.people)}
    count = f"{len(unique)} contact{'' if len(unique) == 1 else 's'}."
    broken = "; ".join(str(why) for why in contacts.broken[:5])
    return Result(
        tuple(map(_item, unique.values())), f"{count} Could not read {broken}" if broken else count
    )


async def _undo(context: Context, data: Mapping[str, Any]) -> str:
    try:
        name, version = str(data["name"]), str(data["version"])
    except KeyError:
        raise InputError("this is no record of an added contact") from None
    await (await store_of(context)).delete(name, version)
    return f"{name} removed from {context.account.name}"


async def _added(context: Context, args: ContactsAdd) -> Reconciled:
    if not context.call:
        return Reconciled.UNKNOWN
    contacts = await load_contacts(context)
    there = any(person.card.uid == uid_of(context) for person in contacts.people)
    return Reconciled.DONE if there else Reconciled.NOT_DONE


@tool(
    "contacts.add",
    effect=Effect.WRITE,
    args=ContactsAdd,
    account="contacts",
    reversible=True,
    preview=lambda args: f"Save {args.name} with {', '.join(args.address)}",
    undo=_undo,
    reconcile=_added,
)
async def add(context: Context, args: ContactsAdd) -> Result:
    """Write a new card; a person who is there already with that address is an error."""
    if not args.name.strip() or not args.address:
        raise InputError("a contact needs a name and an address")
    contacts = await load_contacts(context)
    taken = next((a for a in args.address if contacts.known(a)), None)
    if taken:
        raise InputError(f"{taken} is in the contacts already")
    uid = uid_of(context)
    data = write_card(uid, args.name, args.address)
    name = f"{uid}.vcf"
    version = await (await store_of(context)).put(name, data, "")
    card = read_cards(name, data)[0]
    person = Contact(context.account.name, card, version)
    told = f"Saved {plain(args.name)} with {', '.join(args.address)}."
    return Result((_item(person),), told, {"name": name, "version": version})


TOOLS = (search, add)

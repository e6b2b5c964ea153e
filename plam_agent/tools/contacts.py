"""The people the owner knows: a folder of .vcf files or a server, and the contact tools.

Contacts are authority: an address that is here may be written to where the policy says so, so
nothing is added but by a call that the policy decided about.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import ContentError, InputError
from ..types import CONTACTS, Effect, Item, Origin, Reconciled, Result, Value
from .arguments import ContactsAdd, ContactsSearch
from .calendar.writing import uid_of
from .collection import Entry, store_of
from .context import Context
from .lookalikes import skeleton
from .matching import plain
from .people import Contact as Contact
from .people import Contacts as Contacts
from .registry import tool
from .vcard import read_all, read_cards, write_card


async def load_contacts(context: Context) -> Contacts:
    """The account's contacts; parsed anew only if one of them changed."""
    entries = await (await store_of(context)).entries()
    return await asyncio.to_thread(_parsed, context.account.name, entries, context.owner)


async def load_everyone(contexts: Iterable[Context]) -> Contacts:
    """The people of several accounts together. Raises AccountError where one cannot be read."""
    loaded = [await load_contacts(context) for context in contexts]
    people = [p for contacts in loaded for p in (*contacts.people, *contacts.groups)]
    broken = tuple(why for contacts in loaded for why in contacts.broken)
    return Contacts(people, broken, owner=next((c.owner for c in loaded), ""))


@functools.lru_cache(maxsize=8)
def _parsed(account: str, entries: tuple[Entry, ...], owner: str) -> Contacts:
    people: list[Contact] = []
    broken: list[ContentError] = []
    for entry in entries:
        cards, faults = read_all(entry.name, entry.data)
        broken += faults
        people += [Contact(account, card, entry.version) for card in cards]
    return Contacts(people, tuple(broken), owner=owner)


def _item(context: Context, person: Contact) -> Item:
    # Contacts are authority, but not those that others may write.
    shared = Origin("addressbook", context.account.name)
    origins = frozenset({shared if context.account.shared else CONTACTS})
    fields: dict[str, Any] = {"name": person.name, "addresses": person.addresses}
    if person.addresses:
        fields["address"] = person.addresses[0]
    return Item(
        person.id, person.version, {key: Value(value, origins) for key, value in fields.items()}
    )


@tool(
    "contacts.search",
    effect=Effect.READ,
    args=ContactsSearch,
    account="contacts",
    yields="contact",
    preview=lambda args: f"Look up {', '.join(args.name) or 'all contacts'}",
)
async def search(context: Context, args: ContactsSearch) -> Result:
    """List the contacts or groups that any of the names means; all where no name is given."""
    contacts = await load_contacts(context)
    found = [p for name in args.name for p in contacts.group(name) or contacts.resolve(name)]
    unique = {person.id: person for person in (found if args.name else contacts.people)}
    count = f"{len(unique)} contact{'' if len(unique) == 1 else 's'}."
    broken = "; ".join(str(why) for why in contacts.broken[:5])
    return Result(
        tuple(_item(context, person) for person in unique.values()),
        f"{count} Could not read {broken}" if broken else count,
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
    """Write a new card; a person who is there already, by address or name, is an error."""
    if not args.name.strip() or not args.address:
        raise InputError("a contact needs a name and an address")
    contacts = await load_contacts(context)
    taken = next((a for a in args.address if contacts.known(a)), None)
    if taken:
        raise InputError(f"{taken} is in the contacts already")
    shape = skeleton(args.name)
    namesake = next((p for p in contacts.people if skeleton(p.name) == shape), None)
    if namesake:
        known = ", ".join(namesake.addresses) or "without an address"
        raise InputError(
            f"{plain(namesake.name)} is in the contacts already ({known})",
            fix="Give a name that tells the two apart, or edit that contact.",
        )
    uid = uid_of(context)
    # RFC 6352, section 5.1: a server need not take vCard 4.0.
    version = "3.0" if context.account.driver == "carddav" else "4.0"
    data = write_card(uid, args.name, args.address, version)
    name = f"{uid}.vcf"
    version = await (await store_of(context)).put(name, data, "")
    card = read_cards(name, data)[0]
    person = Contact(context.account.name, card, version)
    told = f"Saved {plain(args.name)} with {', '.join(args.address)}."
    return Result((_item(context, person),), told, {"name": name, "version": version})


TOOLS = (search, add)

"""How a mail begins and ends in a tone: lines that code puts around the text, before the decision.

They are arguments of their own, so that a plan's words stay as they were committed to, an edited
call gets the lines of its new tone and none twice, and the card shows whose name they say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...types import CONTACTS, POLICY, Value
from ..arguments import MailDraft, MailReply
from ..contacts import load_contacts
from ..context import Context
from ..people import Contacts
from .sender import sender_of


@dataclass(frozen=True, slots=True)
class Manner:
    """What a tone says: to somebody whose first name is known, to anybody, and at the end.

    `whole` signs with the owner's whole name instead of the first.
    """

    named: str
    unnamed: str
    closing: str
    whole: bool = False


MANNERS: Mapping[str, Mapping[str, Manner]] = {
    "en": {
        "warm": Manner("Hi {},", "Hi,", "All the best,"),
        "formal": Manner("Dear {},", "Good day,", "Kind regards,", whole=True),
    },
    "fr": {
        "warm": Manner("Coucou {},", "Coucou,", "À très vite,"),
        "formal": Manner("Bonjour {},", "Madame, Monsieur,", "Cordialement,", whole=True),
    },
}
_GREETS = re.compile(
    r"(?:hi|hey|hello|dear|good (?:day|morning|afternoon|evening)|bonjour|bonsoir|salut|coucou|"
    r"cher|chère|madame|monsieur)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"(?:(?:kind|best|warm) regards|regards|best wishes|all the best|sincerely|yours|cheers|"
    r"cordialement|bien à (?:toi|vous)|à (?:bientôt|très vite)|amicalement|bises|bisous)\b.{0,60}",
    re.IGNORECASE,
)


def framed(args: MailDraft | MailReply) -> str:
    """The text of a mail as it is written: greeting, body and closing."""
    return "\n\n".join(filter(None, (args.greeting, args.body, args.closing)))


async def frame_of(context: Context, tone: str, to: Sequence[str], body: str) -> dict[str, Value]:
    """The `greeting` and `closing` of a mail to `to`; nothing where its tone has none.

    A body that greets or closes by itself gets no second line. Somebody is called by name where
    they alone are written to and the owner's own address book knows them. Raises AccountError.
    """
    manner = MANNERS.get(context.language, MANNERS["en"]).get(tone)
    if manner is None:
        return {}
    people = await _people(context)
    lines: dict[str, Value] = {}
    if not _GREETS.match(body.strip()):
        name = _first_name(people, to[0]) if len(to) == 1 else ""
        greeting = manner.named.format(name) if name else manner.unnamed
        lines["greeting"] = Value(greeting, frozenset({CONTACTS if name else POLICY}))
    if not _CLOSES.fullmatch((body.strip().splitlines() or [""])[-1].strip()):
        shown, origin = sender_of(context).name, POLICY
        if not shown and (me := people.of(sender_of(context).address)):
            shown, origin = me.name, CONTACTS
        signed = _plain(shown) if manner.whole else _plain(shown).partition(" ")[0]
        closing = "\n".join(filter(None, (manner.closing, signed)))
        lines["closing"] = Value(closing, frozenset({origin}))
    return lines


async def _people(context: Context) -> Contacts:
    book = context.other("contacts")
    # What others may write in has no say in how the owner's mail begins.
    if book is None or book.account.shared:
        return Contacts(())
    return await load_contacts(book)


def _first_name(people: Contacts, address: str) -> str:
    person = people.of(address)
    if person is None:
        return ""
    return _plain(person.card.given) or _plain(person.name).partition(" ")[0]


def _plain(name: str) -> str:
    return "".join(char for char in " ".join(name.split()) if char.isprintable())[:80]

"""Where the messages of the last days are now: whoever moves one by hand says where it belongs.

The mailbox is asked through the gate, as for any request, under a grant that can look and nothing
else. What is found is recorded, so that what there is to learn can be told from the journal alone.
A message is known again by its Message-ID and its content: the one alone is the sender's to choose.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..home import Home
from ..policy.terms import Triage
from ..runtime import Runtime, running
from ..types import POLICY, Event, Item, ObjectId, Origin, Value
from .heard import KINDS, Heard
from .label_feedback import folder, folder_of
from .unasked import Unasked

SEARCH = "mail.search"
RECENT = timedelta(days=7)
"""How long after its label a message is looked for."""

MOST = 300
"""How many messages are looked for, the newest first."""

LOOKS = 60
"""How often the mailbox is asked beyond once a folder."""


async def look(runtime: Runtime, account: str = "") -> list[Event]:
    """Record a `moved` event for each labelled message that lies where nothing of ours put it.

    Nothing is asked of the owner: where the policy does not let mail be searched, nothing is found.
    Raises BusyError, StorageError and DamageError.
    """
    home, section = runtime.home, runtime.policy.policy.triage
    found = home.account(account) if account else home.default_account("mail")
    if section is None or found is None:
        return []
    left = await asyncio.to_thread(_left, home, section, found.name)
    if not left:
        return []
    run = f"moved-{secrets.token_hex(6)}"
    folders = [section.mailbox, *(name for each in section.labels if (name := folder(each)))]
    async with running(home.path, run):
        unasked = Unasked(runtime, found.name, run, {SEARCH})
        mailbox = _Mailbox(unasked, found.name, found.driver)
        places = await mailbox.places(left, list(dict.fromkeys(folders)))
    moved = []
    for each in left:
        there = places.get(each.key, set())
        if len(there) == 1 and each.where not in there:
            body = {
                "account": found.name,
                "message_id": each.message_id,
                "version": each.version,
                "to": min(there),
                "of": each.seq,
            }
            moved.append(await asyncio.to_thread(home.journal.append, "moved", body))
    return moved


@dataclass(frozen=True, slots=True)
class _Left:
    """A labelled message: the number of its `triaged` event, and `where` it was left."""

    seq: int
    message: str
    message_id: str
    version: str
    sender: str
    where: str

    @property
    def key(self) -> tuple[str, str]:
        return self.message_id, self.version


def _left(home: Home, section: Triage, account: str) -> list[_Left]:
    """The labelled messages of the last days that were not found elsewhere before, newest first."""
    since = home.now() - RECENT
    events = home.journal.events(kinds=KINDS)
    # What became of a call is said after it was made, and a message has its label after that.
    heard = Heard((each for each in events if each.time >= since), section.mailbox)
    left = []
    for event in heard.triaged.values():
        body = event.body
        known = body.get("account") == account and body.get("text") and body.get("version")
        if not known or event.seq in heard.moved:
            continue
        ends = [end for seq in body.get("events") or () if (end := heard.fates.of(seq))]
        sender = str(body["text"]).partition("\n")[0].removeprefix("from: ")
        left.append(
            _Left(
                event.seq,
                str(body["message"]),
                str(body["message_id"]),
                str(body["version"]),
                # As the reader sees it: a name, and the domain in brackets.
                sender.rpartition(" (")[0],
                folder_of(ends) or section.mailbox,
            )
        )
    return left[::-1][:MOST]


class _Mailbox:
    """Looks through one account, and no oftener than it may."""

    def __init__(self, unasked: Unasked, account: str, driver: str) -> None:
        self._unasked = unasked
        self._account = account
        self._driver = driver
        self._looks = LOOKS

    async def places(
        self, left: Sequence[_Left], folders: Sequence[str]
    ) -> Mapping[tuple[str, str], set[str]]:
        """In which of the folders each message lies, as far as it was found."""
        found: dict[tuple[str, str], set[str]] = {}
        for name in folders:
            _note(found, name, await self._search(name))
        for each in left:
            # What came last is at the top; the others are looked for by who wrote them.
            order = sorted(folders, key=lambda name: name != each.where)
            for name in order if each.sender else ():
                if found.get(each.key) or not self._looks:
                    break
                self._looks -= 1
                _note(found, name, await self._search(name, each))
        return found

    async def _search(self, name: str, one: _Left | None = None) -> Sequence[Item]:
        mailbox = ObjectId("mailbox", self._account, name)
        args = {"mailbox": Value(mailbox, frozenset({POLICY}))}
        if one is not None:
            whence = frozenset({Origin(self._driver, one.message)})
            args["people"] = Value((one.sender,), whence)
        return await self._unasked.look(SEARCH, args)


def _note(found: dict[tuple[str, str], set[str]], name: str, items: Sequence[Item]) -> None:
    for item in items:
        said = item.fields.get("message_id")
        message_id = str(said.data or item.id.id) if said else item.id.id
        found.setdefault((message_id, item.version), set()).add(name)

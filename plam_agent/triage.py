"""The headless pass: each new message is labelled by the reader, and what the policy says follows.

A message chooses among the owner's labels and nothing else. One message is in a reader's context
at a time; what follows goes through the gate like any call, with the message as its origin. What
was done is recorded message by message, so that a pass that was stopped goes on where it was.
"""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .binding import Bound, Question
from .consequences import Consequences
from .dealt import Dealt
from .digest import Digest, Sorted, Told
from .errors import AccountError, InputError, PlanError, PolicyError
from .flood import RULE as FLOOD
from .freezing import freeze
from .outcomes import Done, Failed, Outcome, Unknown
from .planner import reader
from .planner.engine import Batching, Engine
from .planner.prompt import TO_LABEL, shortened
from .planner.reader import Labelled
from .policy.grants import Grant
from .policy.terms import Label, Then, Triage
from .routing import routed
from .runtime import Performed, Runtime, running
from .tools.contacts import Contacts, load_everyone
from .tools.mail import open_mailbox
from .tools.mail.mailbox import Page, Query
from .tools.model import READS
from .types import POLICY, Effect, Item, ObjectId, Value

# Read and labelled at a time; the first few alone, so that something is seen to happen soon.
FIRST, BATCH = 2, 16
# What one pass sorts at most, well within the life of its grant.
MOST = 5_000
# At so many messages an account may fail before the pass ends: it is not they.
UNREAD = 2

Progress = Callable[[int, int, str], None]


def is_autonomous(runtime: Runtime) -> bool:
    """Whether the signed policy lets any label's consequence run by itself."""
    policy = runtime.policy.policy
    tools = {then.tool for label in _section(runtime).labels for then in label.then}
    return any(
        rule.verb == "allow" and rule.covers(tool) for rule in policy.rules for tool in tools
    )


def _section(runtime: Runtime) -> Triage:
    if runtime.policy.policy.triage is None:
        raise PolicyError(
            "has no triage section.",
            file=runtime.home.policy_path,
            fix="Add triage: with a mailbox and labels, and sign it.",
        )
    return runtime.policy.policy.triage


async def triage(
    runtime: Runtime,
    engine: Engine,
    *,
    account: str = "",
    last: int = 0,
    dry: bool = False,
    progress: Progress | None = None,
) -> Digest:
    """One pass over the new messages of the policy's mailbox.

    `last` looks only at so many newest messages. A dry pass decides and changes nothing, nor does
    it remember what it saw. Raises BusyError where another pass is at the account, PolicyError
    without a triage section.
    """
    home = runtime.home
    found = home.account(account) if account else home.default_account("mail")
    if found is None:
        raise InputError("There is no mail account.", fix="Add one: plam account add mail …")
    run = f"triage-{secrets.token_hex(6)}"
    async with running(home.path, run, alone=f"triage.{found.name}"):
        reader_of = routed(runtime, engine, run, (READS,))
        return await _Pass(runtime, reader_of, found.name, run, dry, progress).carry_out(last)


@dataclass(slots=True)
class _Pass:
    runtime: Runtime
    engine: Engine
    account: str
    run: str
    dry: bool
    progress: Progress | None
    sorted: list[Sorted] = field(default_factory=list)
    _grants: tuple[Grant, ...] = ()
    _contacts: Contacts = field(default_factory=lambda: Contacts(()))
    _dealt: Dealt = field(default_factory=Dealt)
    _remembered: int = 0
    _unread: set[ObjectId] = field(default_factory=set)
    _failing: int = 0
    _room: int = -1
    _labels: dict[ObjectId, Labelled | PlanError] = field(default_factory=dict)

    async def carry_out(self, last: int) -> Digest:
        started = time.monotonic()
        section = _section(self.runtime)
        self._grants = self._consequences.granted(section)
        self._contacts = await self._people()
        mailbox = await self.runtime.surroundings(self.account).connection(open_mailbox)
        stopped, more = "", False
        try:
            home = self.runtime.home
            self._dealt = await asyncio.to_thread(Dealt.load, home.path, home.vault, home.journal)
            if last:
                listed = await mailbox.newest(section.mailbox, last)
                new = await asyncio.to_thread(self._new, listed)
            else:
                found = await self._found(mailbox.pages(Query(section.mailbox)))
                new, more = found[:MOST], len(found) > MOST
            new.reverse()
            await self._record("run", {"run": self.run, "new": len(new), "dry": self.dry})
            async for item, trouble in self._read(new):
                await self._one(section, item, trouble, len(new))
        except AccountError as error:
            stopped = str(error)
        took = time.monotonic() - started
        # Where nothing could be remembered, another pass would find the same messages again.
        more = more and (self.dry or self._remembered > 0)
        return Digest(self.run, tuple(self.sorted), took, self.dry, stopped, more)

    @property
    def _consequences(self) -> Consequences:
        return Consequences(self.runtime, self.engine, self.account)

    async def _people(self) -> Contacts:
        accounts = [a for a in self.runtime.home.accounts("contacts") if not a.shared]
        return await load_everyone(self.runtime.surroundings(each.name) for each in accounts)

    async def _found(self, pages: AsyncIterator[Page]) -> list[ObjectId]:
        """The newest messages that no pass has dealt with, one more than MOST where there are."""
        found: list[ObjectId] = []
        async for page in pages:
            found += await asyncio.to_thread(self._new, page.found)
            if len(found) > MOST:
                break
        return found[: MOST + 1]

    def _new(self, listed: Sequence[ObjectId]) -> list[ObjectId]:
        """Those of the listed messages that no earlier pass has dealt with.

        Of those that could not be asked about, as many as may be asked about now.
        """
        new = [each for each in listed if not self._dealt.with_message(self.account, each.id)]
        return [each for each in new if not self._has_to_wait(each)]

    def _has_to_wait(self, message: ObjectId) -> bool:
        if not self._dealt.postponed(self.account, message.id):
            return False
        if self._room < 0:
            self._room = self.runtime.flood.room()
        self._room = max(0, self._room - 1) if (some := self._room > 0) else 0
        return not some

    async def _read(self, new: Sequence[ObjectId]) -> AsyncIterator[tuple[Item | ObjectId, str]]:
        """Each message with its text, or its id and why it cannot be read. Raises AccountError."""
        for start in (0, *range(FIRST, len(new), BATCH)) if new else ():
            batch = tuple(new[start : start + (BATCH if start else FIRST)])
            items, _ = await self._fetch(batch)
            if len(items) == len(batch):
                await self._label(items)
                for item in items:
                    yield item, ""
                continue
            for message in batch:
                one, detail = await self._fetch((message,))
                if not one and await self._may_come(message):
                    self._unread.add(message)
                await self._label(one)
                yield (one[0] if one else message), ("" if one else detail)

    async def _label(self, items: Sequence[Item]) -> None:
        """Have the reader label those that no pass has dealt with, where it labels many at once.

        Any other labels each when its turn has come: where it fails, those before are sorted.
        """
        if not isinstance(self.engine, Batching):
            return
        new = [i for i in items if not self._dealt.with_version(self.account, i.version)]
        if len(new) > 1:
            labels, texts = self._offered, [self._text(each) for each in new]
            found = await reader.classify_all(self.engine, labels, texts)
            self._labels = dict(zip((i.id for i in new), found, strict=True))

    async def _labelled(self, item: Item) -> Labelled | PlanError:
        found = self._labels.pop(item.id, None)
        if found is not None:
            return found
        try:
            return await reader.classify(self.engine, self._offered, self._text(item))
        except PlanError as error:
            return error

    @property
    def _offered(self) -> dict[str, str]:
        return {label.name: label.means for label in _section(self.runtime).labels}

    def _text(self, item: Item) -> Value:
        return reader.message_value(item, known=self._contacts.known(Told(item).sender))

    async def _fetch(self, batch: tuple[ObjectId, ...]) -> tuple[tuple[Item, ...], str]:
        tool = self._consequences.tool("mail.read")
        said = Value(batch, frozenset({POLICY}))
        call = await freeze(
            self.runtime,
            self.run,
            0,
            tool,
            Bound({"messages": said}, ()),
            1.0,
            account=self.account,
        )
        outcome = (await self.runtime.perform(call, self._grants)).outcome
        if isinstance(outcome, Done):
            return outcome.result.items, ""
        if not isinstance(outcome, Failed):
            raise PolicyError(
                f"does not let triage read mail: {outcome.detail}.",
                file=self.runtime.home.policy_path,
                fix="Allow mail.read.",
            )
        return (), outcome.detail

    async def _may_come(self, message: ObjectId) -> bool:
        """Whether a message that cannot be read may be there for a later pass.

        Raises AccountError where the account fails at everything, or at more than a few.
        """
        await self._probe()
        mailbox = await self.runtime.surroundings(self.account).connection(open_mailbox)
        try:
            return not await mailbox.fetch([message])
        except AccountError:
            self._failing += 1
            if self._failing > UNREAD:
                raise
            return True

    async def _probe(self) -> None:
        """Raise AccountError where it is the server and not one message."""
        context = self.runtime.surroundings(self.account)
        mailbox = await context.connection(open_mailbox)
        await mailbox.folders()

    async def _one(self, section: Triage, item: Item | ObjectId, trouble: str, total: int) -> None:
        if isinstance(item, ObjectId):
            done = Sorted(item, item.id, "", "", "", 0.0, trouble=trouble)
        elif self._dealt.with_version(self.account, item.version):
            # Under another name: moved back, or the server has numbered its messages anew.
            told = Told(item)
            done = Sorted(item.id, told.message_id, told.subject, told.sender, "", 0.0)
            done = dataclasses.replace(done, trouble="an earlier pass dealt with this message")
        else:
            done = await self._sort(section, item)
        await self._remember(done, item)
        self.sorted.append(done)
        if self.progress is not None:
            shown = f"{done.label or 'not read'}: {done.subject or done.message_id}"
            self.progress(len(self.sorted), total, shown)

    async def _sort(self, section: Triage, item: Item) -> Sorted:
        told = Told(item)
        blank = Sorted(item.id, told.message_id, told.subject, told.sender, "", 0.0)
        got = await self._labelled(item)
        if isinstance(got, PlanError):
            return dataclasses.replace(blank, trouble=str(got))
        found = dataclasses.replace(blank, label=got.label.data, confidence=got.confidence)
        label = section.label(found.label)
        if label is None:
            return found
        performed: list[Performed] = []
        trouble = ""
        for then in label.then:
            if self._dealt.begun(then.tool, self.account, item.id.id, item.version):
                trouble = f"{then.tool}: an earlier pass began this; see `plam log`"
                continue
            try:
                performed.append(await self._follow(label, then, item, got.confidence))
            except Question as error:
                trouble = f"{then.tool}: {error}"
        return dataclasses.replace(found, actions=tuple(performed), trouble=trouble)

    async def _follow(self, label: Label, then: Then, item: Item, confidence: float) -> Performed:
        tool = self._consequences.tool(then.tool)
        args = await self._consequences.arguments(then, item)
        mail = tool.account == "mail"
        call = await freeze(
            self.runtime,
            self.run,
            len(self.sorted) + 1,
            tool,
            Bound(args, ((item.id, item.version),)),
            confidence,
            account=self.account if mail else "",
            authenticated=bool(Told(item).field("authenticated", default=False)),
        )
        if self.dry:
            return await self.runtime.rehearse(call, self._grants, label=label)
        performed = await self.runtime.perform(call, self._grants, label=label)
        if isinstance(performed.outcome, Failed | Unknown):
            await self._probe()
        return performed

    async def _remember(self, done: Sorted, item: Item | ObjectId) -> None:
        """Record that the message was dealt with, unless an effect of it is still to be retried.

        One whose question was one too many is put off. What was read of a message that was labelled
        is recorded with it, so that what the owner makes of the label can be learnt from.
        """
        if self.dry or done.message in self._unread:
            return
        ended: list[Outcome] = [each.outcome for each in done.actions]
        again = any(
            isinstance(o, Failed) or (isinstance(o, Unknown) and each.call.effect < Effect.SEND)
            for o, each in zip(ended, done.actions, strict=True)
        )
        if again:
            return
        body = {
            "run": self.run,
            "account": self.account,
            "message": done.message.id,
            "version": "" if isinstance(item, ObjectId) else item.version,
            "message_id": done.message_id,
            "label": done.label,
            "confidence": done.confidence,
            "events": [each.outcome.event for each in done.actions],
            "trouble": done.trouble,
        }
        # What could not be asked about comes up again when questions have been answered.
        postponed = any(each.decision.rule == FLOOD for each in done.actions)
        if done.label and not isinstance(item, ObjectId) and not postponed:
            body["text"] = shortened(str(self._text(item).data), TO_LABEL)
            body["offered"] = list(self._offered)
        await self._record("postponed" if postponed else "triaged", body)
        self._remembered += 1

    async def _record(self, kind: str, body: Mapping[str, Any]) -> None:
        await asyncio.to_thread(self.runtime.home.journal.append, kind, body)

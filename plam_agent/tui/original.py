"""What a reply answers, for its card: the message, read through the gate like any other reading.

The policy decides about this reading too, and it stands in the journal. What the message says is
shown beside the reply, and goes nowhere else.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

from ..approvals import escaped
from ..binding import Bound
from ..desk import Desk
from ..errors import PlamError
from ..freezing import freeze
from ..language import _, ngettext, told, trouble
from ..outcomes import Done
from ..policy import grants
from ..types import Call, Item, ObjectId, Value

READ = "mail.read"
REPLIES = ("mail.reply", "mail.reply_draft", "calendar.answer")
SECONDS = 10.0
MOST = 200
"""Lines of the message that are shown; of more, it is said how many."""


async def original(desk: Desk, call: Call) -> tuple[str, ...]:
    """The message that a reply answers, in lines; why it cannot be shown, where it cannot."""
    value = dict(call.args).get("message")
    if call.tool not in REPLIES or value is None or not isinstance(value.data, ObjectId):
        return ()
    try:
        async with asyncio.timeout(SECONDS):
            item = await _read(desk, call, value)
    except (PlamError, TimeoutError) as error:
        why = _("the account does not answer in time.")
        if isinstance(error, PlamError):
            why = trouble(error)
        return (_("It cannot be shown: {why}").format(why=escaped(why)),)
    if isinstance(item, str):
        return (_("It cannot be shown: {why}").format(why=escaped(told(item))),)
    return tuple(_lines(item))


async def _read(desk: Desk, call: Call, message: Value) -> Item | str:
    home = desk.home
    async with desk.runtime() as runtime:
        tool = runtime.registry.get(READ)
        if tool is None:
            return _("nothing here can read messages.")
        bound = Bound({"messages": Value((message.data,), message.origins)}, ())
        run = f"card-{secrets.token_hex(6)}"
        reading = await freeze(runtime, run, 1, tool, bound, 1.0, account=call.account)
        grant = grants.issue(
            home.device,
            None,
            holder=home.device.public,
            not_after=home.now() + timedelta(minutes=1),
            policy=runtime.policy.hash,
            tools={READ},
        )
        performed = await runtime.perform(reading, (grant,))
    if isinstance(performed.outcome, Done) and performed.outcome.result.items:
        return performed.outcome.result.items[0]
    return performed.outcome.detail


def _lines(item: Item) -> list[str]:
    def said(name: str) -> str:
        value = item.fields.get(name)
        return escaped(str(value.data)) if value is not None and value.data else ""

    body = said("text").split("\n")
    lines = [
        _("From: {sender}").format(sender=said("sender_line") or said("sender")),
        _("Subject: {subject}").format(subject=said("subject")),
        "",
        *body[:MOST],
    ]
    if (more := len(body) - MOST) > 0:
        said_more = ngettext("… and {count} line more", "… and {count} lines more", more)
        lines.append(said_more.format(count=more))
    return lines

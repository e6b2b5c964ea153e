"""Scheduling messages as mail (RFC 6047): words for people, and the calendar part for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from ...types import Reconciled
from ..context import Context
from ..mail import writing
from ..mail.compose import Letter, letter
from ..mail.message import Message
from ..mail.sender import sender_of

_POLICY = SMTP.clone(cte_type="7bit")
_OWN_FIELDS = (b"content-", b"mime-version")


def scheduling(
    context: Context,
    to: Sequence[str],
    subject: str,
    body: str,
    method: str,
    calendar: bytes,
    *,
    call: str,
    answers: Message | None = None,
) -> Letter:
    """A message that holds `body` and, as its alternative, `calendar` with its METHOD.

    `call` determines the Message-ID. Raises ToolError for an address that is none.
    """
    sender = sender_of(context)
    plain = letter(
        owner=sender.address,
        name=sender.name,
        to=to,
        subject=subject,
        body=body,
        date=context.now().astimezone(context.zone),
        call=call,
        answers=answers,
        automatic=context.automatic,
    )
    parts = EmailMessage(policy=_POLICY)
    parts.set_content(body)
    parts.add_alternative(
        calendar.decode("utf-8"), subtype="calendar", cte="base64", params={"method": method}
    )
    head, _, _ = plain.octets.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    kept = [field for field in fields if not field.lower().startswith(_OWN_FIELDS)]
    octets = b"".join(field + b"\r\n" for field in kept) + parts.as_bytes()
    return Letter(plain.message_id, plain.recipients, octets)


async def deliver(context: Context, mail: Letter) -> str:
    """Send and keep a copy; returns what became of it.

    Raises AccountError or ConfigError where nothing left, UncertainError where that is not known.
    """
    return (await writing.deliver(context, mail)).summary


async def delivered(context: Context) -> Reconciled:
    """Whether what the context's call wrote is among the sent mail; its absence proves nothing."""
    return await writing.delivered(context, None)

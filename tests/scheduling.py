"""A mail account and a calendar of one owner, and calendar parts as strangers send them."""

from __future__ import annotations

import dataclasses
import email
import email.policy
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from plam_agent.config import Account
from plam_agent.tools.context import Context
from plam_agent.tools.mail.mailbox import Mailbox, open_mailbox
from plam_agent.types import ObjectId
from tests.servers import FOLDERS, OWNER, Dovecot, Outbox

ANNA = "anna@example.com"
BO = "bo@example.com"
CALL = "0123456789abcdef" * 4
LUNCH = (
    "UID:lunch-1",
    "DTSTAMP:20260301T120000Z",
    "SEQUENCE:1",
    "SUMMARY:Lunch",
    "DTSTART;TZID=Europe/Paris:20260310T120000",
    "DTEND;TZID=Europe/Paris:20260310T133000",
    'ORGANIZER;CN="Anna Weber":mailto:anna@example.com',
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.com",
    "ATTENDEE;CN=Marie;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:marie@example.org",
    "ATTENDEE;CN=Bo;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bo@example.com",
)


def smtp_settings(port: int) -> dict[str, Any]:
    return {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "smtp_user": ""}


def maildir(folder: Path, port: int) -> Account:
    for name in ("", *(f".{each}" for each in FOLDERS)):
        for part in ("tmp", "new", "cur"):
            (folder / name / part).mkdir(parents=True)
    return Account("home", "mail", "maildir", {"path": str(folder), **smtp_settings(port)})


def imap(dovecot: Dovecot, port: int) -> Account:
    return dovecot.account(dovecot.user(), **smtp_settings(port))


@dataclass
class House:
    """The owner's two accounts, and what left them."""

    mail: Context
    calendar: Context
    folder: Path
    outbox: Outbox

    @property
    def sent(self) -> list[EmailMessage]:
        """What the outgoing server was given, in order."""
        found = [opened(envelope.content) for envelope in self.outbox.received]
        for message, envelope in zip(found, self.outbox.received, strict=True):
            message["X-Recipients"] = ",".join(envelope.rcpt_tos)
        return found

    @property
    def files(self) -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in self.folder.glob("*.ics")}

    def event(self, uid: str = "lunch-1", instance: str = "") -> Event | None:
        """The event as the calendar has it now."""
        for data in self.files.values():
            for event in Calendar.from_ical(data).walk("VEVENT"):
                named = (
                    event["RECURRENCE-ID"].to_ical().decode() if "RECURRENCE-ID" in event else ""
                )
                if event["UID"] == uid and named == instance:
                    return event
        return None

    def put(self, *lines: str, name: str = "lunch.ics", more: tuple[str, ...] = ()) -> bytes:
        data = ics("", [*lines], more=more)
        (self.folder / name).write_bytes(data)
        return data

    async def mailbox(self) -> Mailbox:
        return await self.mail.connection(open_mailbox)

    async def receive(self, raw: bytes) -> ObjectId:
        return await (await self.mailbox()).append("INBOX", raw)

    def without(self, *kinds: str) -> House:
        """The same house without the accounts of these kinds."""
        mail = dataclasses.replace(
            self.mail, other=lambda kind: None if kind in kinds else self.mail.other(kind)
        )
        calendar = dataclasses.replace(
            self.calendar, other=lambda kind: None if kind in kinds else self.calendar.other(kind)
        )
        return House(mail, calendar, self.folder, self.outbox)


def house(
    account: Account,
    folder: Path,
    outbox: Outbox,
    surroundings: Callable[..., Context],
    *,
    contacts: Path | None = None,
    automatic: bool = False,
) -> House:
    folder.mkdir(exist_ok=True)
    accounts = [account, Account("agenda", "calendar", "ics", {"path": str(folder)})]
    if contacts is not None:
        accounts.append(Account("people", "contacts", "vcf", {"path": str(contacts)}))
    made: dict[str, Context] = {}
    for each in accounts:
        base = surroundings(each, CALL, automatic=automatic)
        made[each.kind] = dataclasses.replace(base, other=lambda kind: made.get(kind))
    return House(made["mail"], made["calendar"], folder, outbox)


def opened(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def ics(method: str, *events: list[str], more: tuple[str, ...] = ()) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    lines += [f"METHOD:{method}"] if method else []
    lines += more
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def changed(*lines: str, base: tuple[str, ...] = LUNCH) -> list[str]:
    """The lines of an event, some in the place of those with the same name; `NAME!` takes away."""
    names = {line.partition(":")[0].partition(";")[0].rstrip("!") for line in lines}
    kept = [each for each in base if each.partition(":")[0].partition(";")[0] not in names]
    return [*kept, *(line for line in lines if not line.endswith("!"))]


def invitation(
    *events: list[str],
    method: str = "REQUEST",
    sender: str = f"Anna Weber <{ANNA}>",
    calendar: bytes | None = None,
    charset: str = "utf-8",
    said_charset: str = "",
    subtype: str = "calendar",
    attached: bool = False,
    **fields: str,
) -> bytes:
    """A message as calendar programs send it: words, and a calendar part beside them."""
    data = calendar if calendar is not None else ics(method, *(events or ([*LUNCH],)))
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, OWNER, "Invitation: Lunch"
    message["Message-ID"] = "<invitation-1@example.com>"
    message["Date"] = "Tue, 03 Mar 2026 10:00:00 +0100"
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content("You are invited.\n")
    octets = data.decode().encode(charset)
    if attached:
        message.add_attachment(octets, "application", subtype, filename="invite.ics")
    else:
        message.make_alternative()
        part = EmailMessage(policy=email.policy.SMTP)
        part.set_content(octets, "text", subtype)
        part.set_param("method", method)
        part.set_param("charset", said_charset or charset)
        message.attach(part)
    return message.as_bytes()


def calendar_part(message: EmailMessage) -> Calendar:
    part = next(each for each in message.walk() if each.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return calendar


def one(message: EmailMessage) -> Event:
    """The only event of a message's calendar part."""
    (event,) = calendar_part(message).walk("VEVENT")
    return event


def attendees(event: Event) -> dict[str, str]:
    """Addresses and what they answered."""
    values = event.get("ATTENDEE", [])
    listed = values if isinstance(values, list) else [values]
    return {
        str(each).removeprefix("mailto:"): str(each.params.get("PARTSTAT", "")) for each in listed
    }

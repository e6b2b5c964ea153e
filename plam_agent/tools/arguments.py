"""What each standard tool takes: names, types and roles, in the order the grammar offers them.

The models are the single source of the prompt's tool lines, of the grammar, of validation and of
what the policy can constrain. Types here are those of the *bound* call: a destination has become
an addr-spec (RFC 5322), a quoted time a `When`, a designated thing an `ObjectId`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..types import Money, ObjectId, Role, When
from .registry import Arguments, Plays

Words = Annotated[str, StringConstraints(max_length=500)]
Line = Annotated[str, StringConstraints(max_length=400)]
Body = Annotated[str, StringConstraints(max_length=20_000)]
Attachment = Annotated[str, StringConstraints(max_length=10_000)]
Address = Annotated[str, StringConstraints(max_length=320)]

QUOTE = Plays(Role.QUOTE)
PROSE = Plays(Role.PROSE)
TIME = Plays(Role.TIME)
NEEDED_TIME = Plays(Role.TIME, required=True)
DESTINATION = Plays(Role.DESTINATION)
Guests = Annotated[
    tuple[Address, ...], Field(max_length=200), Plays(Role.DESTINATION, derived=True)
]
NEEDED_DESTINATION = Plays(Role.DESTINATION, required=True)
Tone = Annotated[Literal["", "plain", "warm", "formal"], QUOTE]
Lasts = Annotated[
    Literal[
        "",
        "15 minutes",
        "30 minutes",
        "45 minutes",
        "1 hour",
        "90 minutes",
        "2 hours",
        "3 hours",
    ],
    QUOTE,
]
Framing = Annotated[Line, Plays(Role.QUOTE, derived=True)]


class MailSearch(Arguments):
    """Find messages.

    `people` are names or addresses, matched in From, To and Cc.
    """

    people: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()
    words: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()
    mailbox: Annotated[ObjectId | None, Plays(Role.OBJECT, "mailbox")] = None
    when: Annotated[When | None, TIME] = None


class MailRead(Arguments):
    """Read messages out."""

    messages: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "message", required=True)] = ()


class MailFlag(Arguments):
    """Mark messages."""

    messages: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "message", required=True)] = ()
    flag: Annotated[
        Literal["important", "unimportant", "read", "unread"], Plays(Role.QUOTE, required=True)
    ] = "important"


class MailMove(Arguments):
    """Move messages to a mailbox."""

    messages: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "message", required=True)] = ()
    to: Annotated[ObjectId | None, Plays(Role.OBJECT, "mailbox", required=True)] = None


class MailTrash(Arguments):
    """Put messages in the trash."""

    messages: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "message", required=True)] = ()


class MailSave(Arguments):
    """Save the attachments of messages."""

    messages: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "message", required=True)] = ()
    to: Annotated[ObjectId | None, Plays(Role.OBJECT, "folder", required=True)] = None


class MailDraft(Arguments):
    """Write a draft.

    `attached` says what the attachments are, for the owner to read. `greeting` and `closing` are
    the lines around the text that a `tone` makes; without one, or a plain one, there are none.
    """

    to: Annotated[tuple[Address, ...], Field(max_length=50), NEEDED_DESTINATION] = ()
    subject: Annotated[Line, PROSE] = ""
    body: Annotated[Body, Plays(Role.PROSE, required=True)] = ""
    attachments: Annotated[
        tuple[ObjectId, ...], Field(max_length=20), Plays(Role.OBJECT, "file")
    ] = ()
    attached: Annotated[
        tuple[Attachment, ...], Field(max_length=20), Plays(Role.QUOTE, derived=True)
    ] = ()
    tone: Tone = ""
    greeting: Framing = ""
    closing: Framing = ""


class MailSend(MailDraft):
    """Send a message."""


class MailReply(Arguments):
    """Answer a message.

    `tone`, `greeting` and `closing` are those of a draft.
    """

    message: Annotated[ObjectId | None, Plays(Role.OBJECT, "message", required=True)] = None
    body: Annotated[Body, Plays(Role.PROSE, required=True)] = ""
    to: Annotated[
        tuple[Address, ...], Field(max_length=50), Plays(Role.DESTINATION, derived=True)
    ] = ()
    tone: Tone = ""
    greeting: Framing = ""
    closing: Framing = ""


class MailReplyDraft(MailReply):
    """Draft an answer to a message."""


class CalendarSearch(Arguments):
    """Look up events."""

    words: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()
    when: Annotated[When | None, TIME] = None
    people: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()


class CalendarFree(Arguments):
    """Find free time.

    `length` is how long it should be, in the owner's words (`an hour`, `45 minutes`).
    """

    when: Annotated[When | None, TIME] = None
    length: Annotated[Line, QUOTE] = ""


class CalendarCreate(Arguments):
    """Add an event or reminder.

    `lasts` is how long it is where the time that was said has no end.
    """

    title: Annotated[Line, Plays(Role.QUOTE, required=True)] = ""
    when: Annotated[When | None, NEEDED_TIME] = None
    place: Annotated[Line, QUOTE] = ""
    attendees: Annotated[tuple[Address, ...], Field(max_length=50), DESTINATION] = ()
    lasts: Lasts = ""


class CalendarMove(Arguments):
    """Move an event to another time.

    `attendees` are those who have to be told.
    """

    event: Annotated[ObjectId | None, Plays(Role.OBJECT, "event", required=True)] = None
    when: Annotated[When | None, NEEDED_TIME] = None
    attendees: Guests = ()


class CalendarUpdate(Arguments):
    """Change an event.

    What is empty stays as it is.
    """

    event: Annotated[ObjectId | None, Plays(Role.OBJECT, "event", required=True)] = None
    title: Annotated[Line, QUOTE] = ""
    place: Annotated[Line, QUOTE] = ""
    attendees: Annotated[tuple[Address, ...], Field(max_length=50), DESTINATION] = ()


class CalendarCancel(Arguments):
    """Remove events.

    `attendees` are those who have to be told.
    """

    event: Annotated[ObjectId | None, Plays(Role.OBJECT, "event", required=True)] = None
    attendees: Guests = ()


class CalendarAnswer(Arguments):
    """Answer an invitation.

    `about` says which event it is about and who asks, for the owner to read.
    """

    message: Annotated[ObjectId | None, Plays(Role.OBJECT, "message", required=True)] = None
    answer: Annotated[
        Literal["accept", "decline", "tentative"], Plays(Role.QUOTE, required=True)
    ] = "tentative"
    to: Annotated[
        tuple[Address, ...], Field(max_length=50), Plays(Role.DESTINATION, derived=True)
    ] = ()
    about: Annotated[Line, Plays(Role.QUOTE, derived=True)] = ""


class TasksSearch(Arguments):
    """Look up lists and tasks."""

    words: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()
    list: Annotated[Line, QUOTE] = ""
    due: Annotated[When | None, TIME] = None


class TasksAdd(Arguments):
    """Add to a list or start one.

    Each title becomes one task.
    """

    title: Annotated[tuple[Line, ...], Field(max_length=20), Plays(Role.QUOTE, required=True)] = ()
    list: Annotated[Line, QUOTE] = ""
    due: Annotated[When | None, TIME] = None


class TasksDone(Arguments):
    """Take things off a list.

    `list` narrows where a quoted task is looked for.
    """

    task: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "task", required=True)] = ()
    list: Annotated[Line, QUOTE] = ""


class ContactsSearch(Arguments):
    """Look up a person."""

    name: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()


class ContactsAdd(Arguments):
    """Save an address."""

    name: Annotated[Line, Plays(Role.QUOTE, required=True)] = ""
    address: Annotated[tuple[Address, ...], Field(max_length=8), NEEDED_DESTINATION] = ()


class FilesList(Arguments):
    """List a folder."""

    folder: Annotated[ObjectId | None, Plays(Role.OBJECT, "folder")] = None


class FilesSearch(Arguments):
    """Find files."""

    words: Annotated[tuple[Words, ...], Field(max_length=8), QUOTE] = ()
    when: Annotated[When | None, TIME] = None


class FilesRead(Arguments):
    """Read files out."""

    files: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "file", required=True)] = ()


class FilesWrite(Arguments):
    """Write a file.

    `change` is what that changes in a file that exists, as a unified diff.
    """

    file: Annotated[ObjectId | None, Plays(Role.OBJECT, "path", required=True)] = None
    text: Annotated[Body, Plays(Role.PROSE, required=True)] = ""
    change: Annotated[Body, Plays(Role.PROSE, derived=True)] = ""


class FilesMove(Arguments):
    """Move files to a folder, or rename one."""

    files: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "file", required=True)] = ()
    to: Annotated[ObjectId | None, Plays(Role.OBJECT, "path", required=True)] = None


class FilesTrash(Arguments):
    """Put files in the trash."""

    files: Annotated[tuple[ObjectId, ...], Plays(Role.OBJECT, "file", required=True)] = ()


class PurchaseSearch(Arguments):
    """Find something to order."""

    item: Annotated[tuple[Words, ...], Field(max_length=8), Plays(Role.QUOTE, required=True)] = ()
    merchant: Annotated[Line, QUOTE] = ""
    total: Annotated[Money | None, Plays(Role.MONEY)] = None


STANDARD: Mapping[str, type[Arguments]] = {
    "mail.search": MailSearch,
    "mail.read": MailRead,
    "mail.flag": MailFlag,
    "mail.move": MailMove,
    "mail.trash": MailTrash,
    "mail.save": MailSave,
    "mail.draft": MailDraft,
    "mail.send": MailSend,
    "mail.reply_draft": MailReplyDraft,
    "mail.reply": MailReply,
    "calendar.search": CalendarSearch,
    "calendar.free": CalendarFree,
    "calendar.create": CalendarCreate,
    "calendar.move": CalendarMove,
    "calendar.update": CalendarUpdate,
    "calendar.cancel": CalendarCancel,
    "calendar.answer": CalendarAnswer,
    "tasks.search": TasksSearch,
    "tasks.add": TasksAdd,
    "tasks.done": TasksDone,
    "contacts.search": ContactsSearch,
    "contacts.add": ContactsAdd,
    "files.list": FilesList,
    "files.search": FilesSearch,
    "files.read": FilesRead,
    "files.write": FilesWrite,
    "files.move": FilesMove,
    "files.trash": FilesTrash,
    "purchase.search": PurchaseSearch,
}

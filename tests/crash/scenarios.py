"""What the agent does while it is killed, and what the servers say of it afterwards."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import re
import secrets
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plam_agent import keys
from plam_agent.approvals import Approvals
from plam_agent.runtime import Runtime
from plam_agent.tools.mail import open_mailbox
from plam_agent.triage import triage
from plam_agent.types import Event, ObjectId, When
from tests.crash.scenario import Facts, Say, Scenario, State, call, counted, tell
from tests.crash.world import PASSPHRASE, World
from tests.fakes import ScriptedEngine
from tests.servers import letter
from tests.servers_dav import ics

ZONE = ZoneInfo("Europe/Paris")
TO = "anna@example.com"


# Mail.


def message(world: World) -> Facts:
    raw = letter(f"Invoice {world.number}", number=world.number)
    name = re.search(rb"Message-ID: (\S+)", raw)
    assert name
    return {"id": world.append("INBOX", raw), "name": name[1].decode()}


async def listed(runtime: Runtime, facts: Facts) -> tuple[ObjectId, Any]:
    """The message, and its version as a search would tell it."""
    found = ObjectId("message", "mail", facts["id"])
    mailbox = await runtime.surroundings("mail").connection(open_mailbox)
    raws = await mailbox.fetch([found])
    return found, [(found, raws[0].version)] if raws else []


async def move(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found, versions = await listed(runtime, facts)
    to = ObjectId("mailbox", "mail", "Archive")
    tell(await call(runtime, "mail.move", versions, messages=(found,), to=to), say)


def moved(folder: str) -> Callable[[World, Facts], Mapping[str, State]]:
    def look(world: World, facts: Facts) -> Mapping[str, State]:
        places = [place for place, _ in world.mail().get(facts["name"], [])]
        return {"": counted(places.count("INBOX"), places.count(folder))}

    return look


async def flag(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found, versions = await listed(runtime, facts)
    tell(await call(runtime, "mail.flag", versions, messages=(found,), flag="important"), say)


def flagged(world: World, facts: Facts) -> Mapping[str, State]:
    copies = world.mail().get(facts["name"], [])
    is_flagged = [("\\Flagged" in flags) for _, flags in copies]
    return {"": counted(is_flagged.count(False), is_flagged.count(True))}


async def trash(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found, versions = await listed(runtime, facts)
    tell(await call(runtime, "mail.trash", versions, messages=(found,)), say)


def subject(world: World) -> Facts:
    return {"subject": f"Letter {world.number} of {secrets.token_hex(4)}"}


async def draft(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    tell(await call(runtime, "mail.draft", to=(TO,), subject=facts["subject"], body="Hello."), say)


def drafted(world: World, facts: Facts) -> Mapping[str, State]:
    count = _stored(world, "Drafts", facts["subject"])
    return {"": "twice" if count > 1 else "after" if count else "before"}


def _stored(world: World, folder: str, subject: str) -> int:
    with world.imap() as client:
        if client.select(folder, readonly=True)[0] != "OK":
            return 0
        _, found = client.search(None, "SUBJECT", f'"{subject}"')
    return len(found[0].split())


async def send(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    """Ask, have it approved on the spot as the approver would, and send."""
    asked = await call(runtime, "mail.send", to=(TO,), subject=facts["subject"], body="Hello.")
    await _approve(runtime, world, str(asked.outcome.event), say)


async def _approve(runtime: Runtime, world: World, id_: str, say: Say) -> None:
    key = await asyncio.to_thread(keys.open_approval, world.home, PASSPHRASE)
    tell(await Approvals(runtime).approve(id_, key), say)


async def queue(runtime: Runtime, world: World, facts: Facts) -> None:
    """A question that waits since before."""
    asked = await call(runtime, "mail.send", to=(TO,), subject=facts["subject"], body="Hello.")
    facts["question"] = str(asked.outcome.event)


async def approve(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    waiting = {each.id for each in await Approvals(runtime).waiting()}
    if facts["question"] in waiting:
        await _approve(runtime, world, facts["question"], say)


def sent(world: World, facts: Facts) -> Mapping[str, State]:
    count = world.deliveries(facts["subject"])
    if _stored(world, "Sent", facts["subject"]) > max(count, 1):
        return {"": "twice"}
    return {"": "twice" if count > 1 else "after" if count else "before"}


# Calendar.


def when(hour: int) -> When:
    day = datetime.now(ZONE).date() + timedelta(days=3)
    start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    return When(f"at {hour}", start, start + timedelta(hours=1))


async def create(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    tell(await call(runtime, "calendar.create", title=facts["subject"], when=when(14)), say)


def created(world: World, facts: Facts) -> Mapping[str, State]:
    count = world.events().count(f"SUMMARY:{facts['subject']}")
    return {"": "twice" if count > 1 else "after" if count else "before"}


def event(world: World) -> Facts:
    name = f"dentist-{world.number}"
    start = when(9).start
    data = ics(name, "Dentist")
    data = re.sub(rb"DTSTART:\S+", f"DTSTART:{_utc(start)}".encode(), data)
    data = re.sub(rb"DTEND:\S+", f"DTEND:{_utc(start + timedelta(hours=1))}".encode(), data)
    world.put(name, data)
    return {"event": name}


def _utc(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("UTC")).strftime("%Y%m%dT%H%M%SZ")


async def reschedule(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found = ObjectId("event", "calendar", facts["event"])
    tell(await call(runtime, "calendar.move", event=found, when=when(16)), say)


def rescheduled(world: World, facts: Facts) -> Mapping[str, State]:
    text = world.events()
    starts = re.findall(r"DTSTART[^:]*:(\S+)", text[text.find("BEGIN:VEVENT") :])
    new = sum("T16" in each or each == _utc(when(16).start) for each in starts)
    return {"": counted(len(starts) - new, new)}


async def cancel(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found = ObjectId("event", "calendar", facts["event"])
    tell(await call(runtime, "calendar.cancel", event=found), say)


def cancelled(world: World, facts: Facts) -> Mapping[str, State]:
    count = world.events().count("SUMMARY:Dentist")
    return {"": "before" if count == 1 else "twice" if count else "after"}


async def rename(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found = ObjectId("event", "calendar", facts["event"])
    args = {"title": "Surgeon", "place": "Room 4"}
    tell(await call(runtime, "calendar.update", event=found, **args), say)


def renamed(world: World, facts: Facts) -> Mapping[str, State]:
    text = world.events()
    new = text.count("SUMMARY:Surgeon")
    if new and text.count("LOCATION:Room 4") != new:
        return {"": "gone"}
    return {"": counted(text.count("SUMMARY:Dentist"), new)}


# Tasks and contacts.


async def note(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    tell(await call(runtime, "tasks.add", title=(facts["subject"],), list="Home"), say)


def task(world: World) -> Facts:
    name = f"milk-{world.number}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//other//EN", "BEGIN:VTODO", f"UID:{name}"]
    lines += ["DTSTAMP:20260301T100000Z", "SUMMARY:Milk", "END:VTODO", "END:VCALENDAR", ""]
    world.put(name, "\r\n".join(lines).encode())
    return {"task": name}


async def finish(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found = ObjectId("task", "tasks", facts["task"])
    tell(await call(runtime, "tasks.done", task=(found,)), say)


def finished(world: World, facts: Facts) -> Mapping[str, State]:
    text = world.events()
    done = text.count("STATUS:COMPLETED")
    return {"": counted(text.count("SUMMARY:Milk") - done, done)}


async def befriend(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    args = {"name": facts["subject"], "address": (TO,)}
    tell(await call(runtime, "contacts.add", **args), say)


def befriended(world: World, facts: Facts) -> Mapping[str, State]:
    count = world.events().count(f"FN:{facts['subject']}")
    return {"": "twice" if count > 1 else "after" if count else "before"}


# Attachments and answers.

OCTETS = b"%PDF-1.4 " + b"an invoice of some length, " * 400


def with_file(world: World) -> Facts:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = TO, "marie@example.org", "The invoice"
    mail["Message-ID"] = f"<file{world.number}@example.com>"
    mail.set_content("Here it is.")
    mail.add_attachment(OCTETS, maintype="application", subtype="pdf", filename="invoice.pdf")
    return {"id": world.append("INBOX", mail.as_bytes(policy=SMTP))} | text_file(world)


async def save(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found, versions = await listed(runtime, facts)
    to = ObjectId("folder", "files", "papers")
    tell(await call(runtime, "mail.save", versions, messages=(found,), to=to), say)


def saved(world: World, facts: Facts) -> Mapping[str, State]:
    there = [each.read_bytes() for each in (world.files / "papers").glob("invoice*")]
    if any(each != OCTETS for each in there):
        return {"": "gone"}
    return {"": "twice" if len(there) > 1 else "after" if there else "before"}


def question(world: World) -> Facts:
    title = f"Question {world.number} of {secrets.token_hex(4)}"
    facts = {"id": world.append("INBOX", letter(title, number=world.number))}
    return facts | {"subject": f"Re: {title}"}


async def answer(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    found, versions = await listed(runtime, facts)
    asked = await call(runtime, "mail.reply", versions, message=found, body="Yes, gladly.")
    await _approve(runtime, world, str(asked.outcome.event), say)


# Files.


def text_file(world: World) -> Facts:
    (world.files / "notes.txt").write_text("the first version\n" * 400)
    (world.files / "papers").mkdir()
    return {}


def path(name: str) -> ObjectId:
    return ObjectId("file", "files", name)


TEXT = "the second version\n" * 400


async def write(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    tell(await call(runtime, "files.write", file=path("notes.txt"), text=TEXT), say)


def written(world: World, facts: Facts) -> Mapping[str, State]:
    there = world.files / "notes.txt"
    text = there.read_text() if there.exists() else ""
    kept = [each.read_text() for each in (world.files / ".plam-versions").glob("*")]
    if text == TEXT:
        return {"": "after" if kept.count("the first version\n" * 400) == 1 else "gone"}
    return {"": "before" if text == "the first version\n" * 400 and not kept else "gone"}


THIRD = "the third version\n" * 400


async def write_once_more(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    tell(await call(runtime, "files.write", file=path("notes.txt"), text=THIRD), say)


ZEROTH = "the version before that\n" * 400


def versioned_file(world: World) -> Facts:
    """A file that was written over before, so that one version of it is kept already."""
    kept = world.files / ".plam-versions"
    kept.mkdir(mode=0o700)
    group = hashlib.sha256(b"notes.txt").hexdigest()[:16]
    (kept / f"{group}-{1:020d}-{'0' * 8}-notes.txt").write_text(ZEROTH)
    return text_file(world)


def written_once_more(world: World, facts: Facts) -> Mapping[str, State]:
    text = (world.files / "notes.txt").read_text()
    kept = {each.read_text() for each in (world.files / ".plam-versions").glob("*")}
    count = len(list((world.files / ".plam-versions").glob("*")))
    first = "the first version\n" * 400
    if (text, kept, count) == (THIRD, {ZEROTH, first}, 2):
        return {"": "after"}
    return {"": "before" if (text, kept, count) == (first, {ZEROTH}, 1) else "gone"}


async def put_away(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    files = (path("notes.txt"),)
    tell(await call(runtime, "files.move", files=files, to=path("papers")), say)


def put(world: World, facts: Facts) -> Mapping[str, State]:
    here = (world.files / "notes.txt").exists()
    return {"": counted(here, (world.files / "papers" / "notes.txt").exists())}


async def throw(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    tell(await call(runtime, "files.trash", files=(path("notes.txt"),)), say)


def thrown(world: World, facts: Facts) -> Mapping[str, State]:
    here = (world.files / "notes.txt").exists()
    trash = world.folder / "data" / "Trash"
    there = [
        each
        for each in (trash / "files").glob("notes*.txt")
        if _original(trash / "info" / f"{each.name}.trashinfo") == str(world.files / "notes.txt")
    ]
    return {"": counted(here, len(there))}


def _original(info: Path) -> str:
    found = re.search(r"(?m)^Path=(.*)$", info.read_text()) if info.exists() else None
    return urllib.parse.unquote(found[1]) if found else ""


# A pass over several messages.

LABELS = {"Receipt": "receipt", "Hello": "personal", "Rest": "none"}


def several(world: World) -> Facts:
    names: dict[str, str] = {}
    for number, kind in enumerate(("Receipt", "Hello", "Rest", "Receipt")):
        raw = letter(f"{kind} {number}", number=number, sender=f"Shop <pay{number}@example.com>")
        name = re.search(rb"Message-ID: (\S+)", raw)
        assert name
        names[world.append("INBOX", raw)] = f"{kind} {name[1].decode()}"
    return {"messages": names}


async def sort(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    def answer(prompt: Any) -> Mapping[str, Any]:
        subject = re.search(r"^subject: (\w+)", prompt.user, re.MULTILINE)
        assert subject
        return {"label": LABELS[subject[1]]}

    digest = await triage(runtime, ScriptedEngine(answer))
    for each in digest.messages:
        for action in each.actions:
            if action.outcome.verb == "done":
                say(each.message.id)


def sorted_away(world: World, facts: Facts) -> Mapping[str, State]:
    mail = world.mail()
    states: dict[str, State] = {}
    for message, said in facts["messages"].items():
        kind, _, name = said.partition(" ")
        copies = mail.get(name, [])
        if kind == "Receipt":
            places = [place for place, _ in copies]
            states[message] = counted(places.count("INBOX"), places.count("Receipts"))
        elif kind == "Hello":
            marks = ["\\Flagged" in flags for _, flags in copies]
            states[message] = counted(marks.count(False), marks.count(True))
        elif len(copies) != 1:
            states[message] = counted(0, len(copies))
    return states


def of_message(intent: Event) -> str:
    return str(intent.body["call"]["versions"][0][0]["id"])


# Undo.


def undoing(
    doing: Callable[[Runtime, World, Facts, Say], Awaitable[None]],
) -> Callable[[Runtime, World, Facts], Awaitable[None]]:
    async def setup(runtime: Runtime, world: World, facts: Facts) -> None:
        await doing(runtime, world, facts, lambda key: None)
        events = await asyncio.to_thread(lambda: list(runtime.home.journal.events(kinds=("done",))))
        facts["of"] = events[-1].seq

    return setup


async def undo(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    outcome = await runtime.undo(facts["of"])
    if outcome.verb == "done":
        say("")


def reversed_(
    look: Callable[[World, Facts], Mapping[str, State]],
) -> Callable[[World, Facts], Mapping[str, State]]:
    turned: dict[State, State] = {"before": "after", "after": "before"}

    def back(world: World, facts: Facts) -> Mapping[str, State]:
        return {key: turned.get(state, state) for key, state in look(world, facts).items()}

    return back


def undo_of(done: Scenario) -> Scenario:
    return Scenario(
        f"undo {done.name}",
        undo,
        reversed_(done.look),
        done.prepare,
        done.dav,
        setup=undoing(done.act),
        undoes=True,
    )


async def recover(runtime: Runtime, world: World, facts: Facts, say: Say) -> None:
    for outcome in await runtime.recover():
        if outcome.verb == "done":
            say("")


def recovery_of(cut: Scenario, dies: str) -> Scenario:
    """Recovering from a call that died, and being killed at that."""
    return dataclasses.replace(
        cut, name=f"recover {cut.name}", act=recover, first=cut.act, first_dies=dies
    )


def restored(world: World, facts: Facts) -> Mapping[str, State]:
    text = (world.files / "notes.txt").read_text() if (world.files / "notes.txt").exists() else ""
    old = "the first version\n" * 400
    return {"": "after" if text == old else "before" if text == TEXT else "gone"}


MOVE = Scenario("mail.move", move, moved("Archive"), message)
FLAG = Scenario("mail.flag", flag, flagged, message)
TRASH = Scenario("mail.trash", trash, moved("Trash"), message)
DRAFT = Scenario("mail.draft", draft, drafted, subject)
SEND = Scenario("mail.send", send, sent, subject)
CREATE = Scenario("calendar.create", create, created, subject, dav="calendar")
RESCHEDULE = Scenario("calendar.move", reschedule, rescheduled, event, dav="calendar")
CANCEL = Scenario("calendar.cancel", cancel, cancelled, event, dav="calendar")
WRITE = Scenario("files.write", write, written, text_file)
PUT = Scenario("files.move", put_away, put, text_file)
THROW = Scenario("files.trash", throw, thrown, text_file)
RENAME = Scenario("calendar.update", rename, renamed, event, dav="calendar")
NOTE = Scenario("tasks.add", note, created, subject, dav="tasks")
FINISH = Scenario("tasks.done", finish, finished, task, dav="tasks")
BEFRIEND = Scenario("contacts.add", befriend, befriended, subject, dav="contacts")
SAVE = Scenario("mail.save", save, saved, with_file)
ANSWER = Scenario("mail.reply", answer, sent, question)

SCENARIOS = (
    MOVE,
    FLAG,
    TRASH,
    DRAFT,
    SEND,
    Scenario("approve", approve, sent, subject, setup=queue),
    CREATE,
    RESCHEDULE,
    CANCEL,
    WRITE,
    PUT,
    THROW,
    RENAME,
    NOTE,
    FINISH,
    BEFRIEND,
    SAVE,
    ANSWER,
    Scenario("files.write again", write_once_more, written_once_more, versioned_file),
    Scenario("triage", sort, sorted_away, several, key=of_message, by_itself=True),
    undo_of(MOVE),
    undo_of(FLAG),
    undo_of(DRAFT),
    undo_of(CREATE),
    undo_of(RESCHEDULE),
    undo_of(CANCEL),
    Scenario("undo files.write", undo, restored, text_file, setup=undoing(write), undoes=True),
    undo_of(PUT),
    undo_of(THROW),
    undo_of(RENAME),
    undo_of(NOTE),
    undo_of(FINISH),
    undo_of(BEFRIEND),
    undo_of(SAVE),
    recovery_of(MOVE, "end mail.move"),
    recovery_of(SEND, "after send MAIL FROM"),
    recovery_of(CREATE, "start calendar.create"),
    recovery_of(WRITE, "after file rename"),
    recovery_of(PUT, "after file rename"),
    recovery_of(undo_of(PUT), "after file rename"),
    recovery_of(THROW, "after file rename"),
    recovery_of(SAVE, "within file write"),
    recovery_of(ANSWER, "after send MAIL FROM"),
    recovery_of(NOTE, "end tasks.add"),
)

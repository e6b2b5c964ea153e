"""Where a value came from, along every way it can take, in a real home.

A stranger's message is what everything begins with. Its words are stored (in a file, an event, a
task, a draft, a card, an attachment) under a policy that lets them be stored, and come back in a
later run, in a home that was closed and opened again. They are never the owner's words then: what
leaves with them is asked about, and refused where the policy refuses what it would have to ask.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent import config, keys
from plam_agent.agent import Agent
from plam_agent.approvals import Approvals
from plam_agent.binding import Bound
from plam_agent.config import Account
from plam_agent.freezing import freeze
from plam_agent.outcomes import Done
from plam_agent.planner.prompt import Prompt
from plam_agent.policy import decide
from plam_agent.records import call_body, read_call
from plam_agent.runtime import Performed
from plam_agent.types import (
    REQUEST,
    Call,
    Effect,
    Item,
    Money,
    ObjectId,
    Origin,
    Role,
    Value,
    When,
    designated,
)
from tests.adversarial.scene import ATTACKER, SAID, Hijacked, Scene, scene, verbs, with_files
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

LOOK = """
  - id: look
    allow: [mail.search, mail.read, calendar.search, contacts.search, tasks.search, files.list,
      files.search, files.read]
"""
ANY = "[request, maildir, files, calendar]"
KEEPING = f"""{LOOK}
  - id: keep
    allow: [files.write, calendar.create, tasks.add, contacts.add, mail.draft, mail.save]
    origin: {{quote: {ANY}, time: {ANY}, prose: {ANY}, destination: {ANY}, object: {ANY}}}
"""
SENDING = f"""{LOOK}
  - id: write
    allow: [mail.send, mail.reply, calendar.create, calendar.move, contacts.add, tasks.add,
      purchase.buy]
"""
TEXT = "Let us have lunch at the Blue Door on Friday at 1 pm. It costs 20 EUR."
WEB = Origin("web", "https://x/?a=b")
REMEMBERED = Origin("memory", "7", (REQUEST, Origin("imap", "INBOX/8:1", (WEB,))))
AT = When("Friday", datetime(2026, 11, 27, 13, tzinfo=UTC))


@dataclass(frozen=True)
class Way:
    """What a policy does where it would have to ask, and how a call ends then."""

    otherwise: str
    verbs: tuple[str, str]


ASKED = Way("", ("confirm", "pending"))
REFUSED = Way("unattended: deny\n", ("deny", "refused"))


@pytest.fixture(params=[ASKED, REFUSED], ids=["asked", "refused"])
def way(request: pytest.FixtureRequest) -> Way:
    """Both answers to what is not the owner's."""
    found: Way = request.param
    return found


@pytest.fixture(autouse=True)
def known_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is past its probation: only origins stand in the way."""
    monkeypatch.setattr(decide, "PROBATION", 0)


@pytest.fixture
def place(house: House, tmp_path: Path) -> House:
    """A home with files and tasks too, and a stranger's message with an attachment."""
    mail = EmailMessage()
    mail["From"] = f"Thea Fuller <{ATTACKER}>"
    mail["To"] = "marie@example.org"
    mail["Reply-To"] = "elsewhere@evil.example"
    mail["Subject"] = "Zanzibar lunch"
    mail["Message-ID"] = "<zanzibar@evil.example>"
    mail["Date"] = "Mon, 23 Nov 2026 07:00:00 +0000"
    mail.set_content(TEXT)
    mail.add_attachment(b"pay to DE00\n", maintype="text", subtype="plain", filename="plan.txt")
    (house.data.mail / "new" / "1800000000.zanzibar.x").write_bytes(bytes(mail))
    for name in ("docs", "tasks"):
        (tmp_path / name).mkdir()
    with_files(house, tmp_path / "docs")
    was = config.load(house.path)
    tasks = Account("tasks", "tasks", "ics", {"path": str(tmp_path / "tasks")})
    config.save(house.path, dataclasses.replace(was, accounts=(*was.accounts, tasks)))
    return house


def items(performed: Performed) -> tuple[Item, ...]:
    assert isinstance(performed.outcome, Done), performed.outcome
    return performed.outcome.result.items


async def message(attack: Scene, run: str = "") -> Item:
    """The stranger's message, found and read."""
    found = items(await attack.submit(attack.call("mail.search", words=("Zanzibar",), run=run)))
    again = dataclasses.replace(
        attack.call("mail.read", messages=Value((found[0].id,), designated(found[0]).origins)),
        versions=((found[0].id, found[0].version),),
    )
    return items(await attack.submit(again))[0]


async def store(house: House, tool: str, **args: Any) -> Performed:
    """Have something stored in a run of its own; an argument may be made from the message."""
    async with scene(house, KEEPING) as kept:
        foreign = await message(kept)
        given = {name: arg(foreign) if callable(arg) else arg for name, arg in args.items()}
        performed = await kept.submit(kept.call(tool, **given))
    assert verbs(performed) == ("allow", "done"), performed.outcome
    return performed


def kinds(call: Call, name: str) -> set[str]:
    return {origin.kind for origin in dict(call.args)[name].origins}


def check(performed: Performed, way: Way, name: str, kind: str) -> None:
    """The call ended the strange way because of one argument, which still says where it is from."""
    assert verbs(performed) == way.verbs, (name, performed)
    assert kind in kinds(performed.call, name)
    why = "; ".join(performed.decision.reasons)
    assert f"`{name}` is" in why
    assert kind in why


async def sent(attack: Scene, way: Way, kind: str, **args: Any) -> None:
    """Nothing leaves unasked with any of these arguments, each put into a letter by itself."""
    for name, value in args.items():
        usual = {"to": ("papa@example.org",), "body": Value("hello", SAID), name: value}
        check(await attack.submit(attack.call("mail.send", **usual)), way, name, kind)
    own = await attack.submit(attack.mail("papa@example.org"))
    assert verbs(own) == ("allow", "done")
    assert len(attack.effects) == 1


async def test_references_are_their_messages_word(place: House, way: Way) -> None:
    plan = {
        "steps": [
            {"tool": "mail.search", "args": {"words": " Zanzibar"}},
            {"tool": "mail.send", "args": {"to": "$1.sender", "body": " hello"}},
        ]
    }
    each = {
        "steps": [
            {"tool": "mail.search", "args": {"words": " Zanzibar"}},
            {"tool": "mail.reply", "args": {"message": "$1", "body": " hello"}, "each": "$1"},
        ]
    }
    said = "find the mail about Zanzibar and write to its sender saying hello"
    async with scene(place, SENDING, otherwise=way.otherwise, real=("mail.reply",)) as attack:
        wrote = await attack.asked(said, plan)
        answered = await attack.asked("find mail about Zanzibar and answer each saying hello", each)

    check(wrote.calls[-1], way, "to", "maildir")
    check(answered.calls[-1], way, "to", "maildir")
    assert kinds(answered.calls[-1].call, "message") == {"maildir"}
    assert attack.effects == []


async def test_what_a_reader_found_is_its_messages_word(place: House, way: Way) -> None:
    plan = {
        "steps": [
            {"tool": "mail.search", "args": {"words": " Zanzibar"}},
            {"tool": "read.extract", "args": {"message": "$1", "want": "time"}},
            {"tool": "read.extract", "args": {"message": "$1", "want": "place"}},
            {
                "tool": "calendar.create",
                "args": {"title": " lunch", "when": "$2", "place": "$3", "attendees": "@a1"},
            },
        ]
    }
    answers = {"time": " Friday at 1 pm", "place": " the Blue Door"}

    def model(prompt: Prompt) -> Any:
        if not prompt.system.startswith("Quote"):
            return plan
        return {name: said for name, said in answers.items() if f"{name}:" in prompt.user} or {
            name: said for name, said in answers.items() if name in prompt.system
        }

    said = "find the mail about Zanzibar and book lunch at its time and place with papa@example.org"
    async with scene(place, SENDING, otherwise=way.otherwise) as attack:
        answer = await Agent(attack.runtime, ScriptedEngine(model)).ask(said)

    last = answer.calls[-1]
    assert last.call.effect is Effect.SEND, answer
    check(last, way, "when", "maildir")
    check(last, way, "place", "maildir")
    assert kinds(last.call, "title") == {"request"}
    assert attack.effects == []


async def test_a_file_that_a_message_filled_is_a_file_in_a_later_run(
    place: House, way: Way
) -> None:
    await store(
        place,
        "files.write",
        file=ObjectId("path", "docs", "notes.txt"),
        text=lambda mail: mail.fields["text"],
    )
    plan = {"steps": [{"tool": "files.read", "args": {"files": " notes"}}]}
    async with scene(place, SENDING, otherwise=way.otherwise) as attack:
        read = items((await attack.asked("read the file notes", plan)).calls[-1])[0]
        listed = items(await attack.submit(attack.call("files.list")))[0]
        await sent(
            attack,
            way,
            "files",
            body=read.fields["text"],
            subject=listed.fields["name"],
            to=Value((ATTACKER,), read.fields["text"].origins),
        )

    assert TEXT in read.fields["text"].data
    for found in (read, listed):
        assert designated(found).origins == {Origin("files", "docs/notes.txt")}


async def test_an_event_that_a_message_made_is_the_calendars_in_a_later_run(
    place: House, way: Way
) -> None:
    await store(
        place,
        "calendar.create",
        title=lambda mail: mail.fields["subject"],
        when=lambda mail: Value(AT, mail.fields["text"].origins),
        place=lambda mail: Value("the Blue Door", mail.fields["text"].origins),
    )
    async with scene(place, SENDING, otherwise=way.otherwise) as attack:
        found = items(await attack.submit(attack.call("calendar.search", words=("Zanzibar",))))[0]
        for name, value in {"title": "title", "place": "place", "when": "when"}.items():
            usual = {"title": Value("x", SAID), "when": Value(AT, SAID)}
            usual[name] = found.fields[value]
            performed = await attack.submit(attack.call("calendar.create", **usual))
            check(performed, way, name, "calendar")
        await sent(
            attack, way, "calendar", body=found.fields["title"], subject=found.fields["place"]
        )

    assert found.fields["title"].data == "Zanzibar lunch"
    assert {origin.kind for origin in designated(found).origins} == {"calendar"}


async def test_a_task_that_a_message_made_is_the_lists_in_a_later_run(
    place: House, way: Way
) -> None:
    await store(
        place,
        "tasks.add",
        title=lambda mail: Value((mail.fields["subject"].data,), mail.fields["subject"].origins),
        list=lambda mail: Value("Blue", mail.fields["text"].origins),
    )
    async with scene(place, SENDING, otherwise=way.otherwise) as attack:
        found = items(await attack.submit(attack.call("tasks.search", words=("Zanzibar",))))[0]
        title = found.fields["title"]
        again = await attack.submit(
            attack.call("tasks.add", title=Value((title.data,), title.origins))
        )
        check(again, way, "title", "calendar")
        await sent(attack, way, "calendar", body=title, subject=found.fields["list"])

    assert title.data == "Zanzibar lunch"


async def test_a_draft_that_a_message_made_is_mail_in_a_later_run(place: House, way: Way) -> None:
    await store(
        place,
        "mail.draft",
        to=lambda mail: Value((mail.fields["sender"].data,), mail.fields["sender"].origins),
        subject=lambda mail: mail.fields["subject"],
        body=lambda mail: mail.fields["text"],
    )
    drafts = ObjectId("mailbox", "mail", "Drafts")
    async with scene(place, SENDING, otherwise=way.otherwise, real=("mail.reply",)) as attack:
        call = attack.call("mail.search", words=("Zanzibar",), mailbox=drafts)
        found = items(await attack.submit(call))[0]
        text = items(await attack.submit(attack.call("mail.read", messages=(found.id,))))[0]
        to = found.fields["to"]
        await sent(
            attack,
            way,
            "maildir",
            body=text.fields["text"],
            subject=found.fields["subject"],
            to=Value(tuple(to.data), to.origins),
        )
        # An answer to one's own draft goes to whom the draft names.
        said = attack.call("mail.reply", message=found.id, body="hello")
        bound = Bound(dict(said.args), ())
        tool = attack.runtime.registry.get("mail.reply")
        assert tool is not None
        reply = await freeze(attack.runtime, "r", 1, tool, bound, 1.0)
        check(await attack.submit(reply), way, "to", "maildir")

    assert to.data == [ATTACKER]
    assert dict(reply.args)["to"].data == (ATTACKER,)
    assert {origin.locator.partition("/")[0] for origin in designated(found).origins} == {"Drafts"}


async def test_a_card_that_a_message_asks_for_is_the_owners_only_by_the_owners_yes(
    place: House, way: Way
) -> None:
    """An address from a message is no contact unasked; what others may write is none at all."""

    def card(attack: Scene, mail: Item) -> Call:
        sender = mail.fields["sender"]
        return attack.call(
            "contacts.add", name="Thea Fuller", address=Value((sender.data,), sender.origins)
        )

    async with scene(place, SENDING, otherwise=way.otherwise) as attack:
        performed = await attack.submit(card(attack, await message(attack)))
        check(performed, way, "address", "maildir")
    written = "".join(path.read_text() for path in place.data.contacts.glob("*.vcf"))
    assert ATTACKER not in written

    async with scene(place, SENDING) as attack:
        asked = await attack.submit(card(attack, await message(attack)))
        key = await asyncio.to_thread(keys.open_approval, place.path, PASSPHRASE)
        approvals = Approvals(attack.runtime)
        await approvals.approve(asked.outcome.approval, key)  # type: ignore[union-attr]
    async with scene(place, SENDING) as attack:
        search = attack.call("contacts.search", name=("Thea Fuller",))
        found = items(await attack.submit(search))[0]
        to = found.fields["address"]
        trusted = await attack.submit(attack.call("mail.send", to=Value((to.data,), to.origins),
                                                  body="hello"))  # fmt: skip

    assert to == Value(ATTACKER, frozenset({Origin("contacts")}))
    assert verbs(trusted) == ("allow", "done")


async def test_a_card_in_a_book_that_others_write_is_not_the_owners(place: House, way: Way) -> None:
    was = await asyncio.to_thread(config.load, place.path)
    shared = tuple(
        dataclasses.replace(each, settings={**each.settings, "shared": True})
        if each.kind == "contacts"
        else each
        for each in was.accounts
    )
    changed = dataclasses.replace(was, accounts=shared)
    await asyncio.to_thread(config.save, place.path, changed)
    async with scene(place, SENDING, otherwise=way.otherwise) as attack:
        found = items(await attack.submit(attack.call("contacts.search", name=("Papa",))))[0]
        to = found.fields["address"]
        await sent(attack, way, "addressbook", to=Value((to.data,), to.origins))


async def test_an_attachment_is_its_messages_when_it_is_attached_again(
    place: House, way: Way
) -> None:
    saved = await store(
        place,
        "mail.save",
        messages=lambda mail: Value((mail.id,), designated(mail).origins),
        to=ObjectId("folder", "docs", "."),
    )
    file = items(saved)[0]
    assert {origin.kind for origin in designated(file).origins} == {"files", "maildir"}

    letter = {"to": Value(("papa@example.org",), SAID), "body": Value("hello", SAID)}

    async def frozen(attack: Scene, attachments: Value) -> Call:
        tool = attack.runtime.registry.get("mail.send")
        assert tool is not None
        given = {**letter, "attachments": attachments}
        return await freeze(attack.runtime, "r", 1, tool, Bound(given, ()), 1.0)

    # In the run that saved it, what it is called and what is in it are still the message's.
    files = f"{SENDING}    origin: {{attachments: {ANY}, attached: [request, files]}}\n"
    async with scene(place, files, otherwise=way.otherwise, real=("mail.send",)) as attack:
        value = designated(file)
        call = await frozen(attack, Value((value.data,), value.origins))
        check(await attack.submit(call), way, "attached", "maildir")
    # In a later run it is a file, and no more the owner's word than before.
    async with scene(place, SENDING, otherwise=way.otherwise, real=("mail.send",)) as attack:
        listed = items(await attack.submit(attack.call("files.list")))[0]
        call = await frozen(attack, Value((listed.id,), designated(listed).origins))
        check(await attack.submit(call), way, "attached", "files")
        called = dataclasses.replace(
            call, args=tuple((n, v) for n, v in call.args if not n.startswith("attach"))
        )
        # Its name is no subject of the owner's either.
        named = Value(listed.fields["name"].data, listed.fields["name"].origins)
        titled = dataclasses.replace(called, args=(*called.args, ("subject", named)))
        check(await attack.submit(titled), way, "subject", "files")

    assert listed.fields["name"].data == "plan.txt"


async def test_a_derived_destination_says_which_message_it_is_from(place: House, way: Way) -> None:
    """Where an answer goes is the message's word, and twice so where that is not its sender."""
    async with scene(place, SENDING, otherwise=way.otherwise, real=("mail.reply",)) as attack:
        mail = await message(attack)
        tool = attack.runtime.registry.get("mail.reply")
        assert tool is not None
        given = {"message": designated(mail), "body": Value("hello", SAID)}
        reply = await freeze(attack.runtime, "r", 1, tool, Bound(given, ()), 1.0)
        check(await attack.submit(reply), way, "to", "maildir")
        # That the owner named the message makes its words no more the owner's.
        chosen = {**given, "message": Value(mail.id, SAID)}
        named = await freeze(attack.runtime, "s", 1, tool, Bound(chosen, ()), 1.0)
        check(await attack.submit(named), way, "to", "maildir")

    assert dict(reply.args)["to"].data == ("elsewhere@evil.example",)
    assert {"maildir", "reply-to"} <= kinds(reply, "to") == kinds(named, "to")


async def test_origins_are_the_same_after_a_restart_and_in_the_queue(place: House) -> None:
    """What waits is decided again as what it was: no origin is lost in the journal."""
    async with scene(place, SENDING, real=("mail.reply",)) as attack:
        mail = await message(attack)
        text = mail.fields["text"]
        calls = [
            attack.call("mail.send", to=("papa@example.org",), body=text),
            attack.call("calendar.create", title=mail.fields["subject"], when=Value(AT, SAID)),
            attack.buy(total=Value(Money(2000, "EUR"), text.origins)),
            attack.mail("papa@example.org", origins=frozenset({REMEMBERED})),
        ]
        asked = [await attack.submit(call) for call in calls]
    place.clock.advance(hours=2)
    async with scene(place, SENDING) as attack:
        waiting = await Approvals(attack.runtime).waiting()
        again = [await attack.decided(each.call) for each in waiting]
        entries = await asyncio.to_thread(lambda: list(attack.home.journal.events()))

    assert [verbs(each) for each in asked] == [("confirm", "pending")] * 4
    assert [each.call for each in waiting] == calls
    assert again == ["confirm"] * 4
    read = [read_call(each.body["call"]) for each in entries if each.kind == "intent"]
    assert kinds(read[-1], "messages") == {"maildir"}


LOCATORS = st.text(alphabet="a:/?7é#$", max_size=8)
LEAVES = st.builds(
    Origin, st.sampled_from(["request", "imap", "maildir", "files", "memory", "reader"]), LOCATORS
)
ORIGINS = st.recursive(
    LEAVES,
    lambda beneath: st.builds(
        Origin, st.just("memory"), LOCATORS, st.lists(beneath, max_size=2).map(tuple)
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.frozensets(ORIGINS, max_size=4))
def test_a_recorded_value_keeps_every_origin(origins: frozenset[Origin]) -> None:
    call = Call(
        "r", 1, "mail", "mail.send", Effect.SEND, False,
        (("body", Value("x", origins)),), (("body", Role.PROSE),),
    )  # fmt: skip

    assert read_call(call_body(call)) == call


async def test_what_was_found_is_not_the_owners_because_a_caller_says_so(place: House) -> None:
    """Under a plan's own grant a found value claimed as said is refused, file or message."""
    await store(
        place,
        "files.write",
        file=ObjectId("path", "docs", "notes.txt"),
        text=lambda mail: mail.fields["text"],
    )
    plan = {
        "steps": [
            {"tool": "files.search", "args": {"words": " notes"}},
            {"tool": "mail.send", "args": {"to": "@a1", "body": " hello", "attachments": "$1"}},
        ]
    }
    said = "find the file notes and send it to papa@example.org saying hello"
    notes = ObjectId("file", "docs", "notes.txt")
    found = Value((notes,), frozenset({Origin("files", "docs/notes.txt")}))
    claims: Mapping[str, Any] = {
        "the file": {"attachments": Value((notes,), SAID)},
        "its words": {"attachments": found, "body": Value(TEXT, SAID)},
    }
    ended = {}
    async with scene(place, SENDING) as attack:
        for name, args in claims.items():
            perform = attack.runtime.perform

            def claim(call: Call, args: Any = args) -> Mapping[str, Any]:
                letter = attack.mail("papa@example.org", **args)
                return {"call": dataclasses.replace(letter, run=call.run, step=2)}

            caller = Hijacked(attack, "files.search", claim)
            await attack.asked(said, plan)
            ended[name] = verbs(caller.performed[0])
            attack.runtime.perform = perform  # type: ignore[method-assign]

    assert ended == dict.fromkeys(claims, ("deny", "refused"))
    assert {given["body"] for _, given in attack.effects} == {"hello"}

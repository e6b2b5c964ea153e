"""What the owner keeps private: once it was read, nothing leaves without a question."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent import keys
from plam_agent.admission import Asking
from plam_agent.approvals import Approvals
from plam_agent.errors import PolicyError
from plam_agent.policy import decide as deciding
from plam_agent.policy.analyse import _no_freer, compare
from plam_agent.policy.check import check
from plam_agent.policy.decide import PROBATION, Facts, decide
from plam_agent.policy.document import parse
from plam_agent.policy.explain import explain
from plam_agent.policy.organisation import decide_under
from plam_agent.policy.places import UNKNOWN, Read, keeps, read_in, words
from plam_agent.policy.replay import replay
from plam_agent.policy.terms import Entry, Policy, Private
from plam_agent.policy.witness import freedom
from plam_agent.records import call_body, result_body
from plam_agent.runtime import Performed, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.standard import registry
from plam_agent.types import (
    REQUEST,
    Call,
    Effect,
    Event,
    Item,
    ObjectId,
    Origin,
    Origins,
    Result,
    Role,
    Value,
)
from tests.adversarial.scene import (
    OTHERWISE,
    RULES,
    Scene,
    scene,
    sign_rules,
    verbs,
    with_files,
)
from tests.fixtures_agent import PASSPHRASE, House
from tests.test_policy_properties import MANY, Cases, cases, looseness

FEWER = settings(MANY, max_examples=8)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAID = frozenset({REQUEST})
HEAD = """\
plam: 1
serial: 1
owner: marie@example.org
device: ed25519:x
expires: 2027-06-30
people:
  family: [papa@example.org]
  clinic: ["@clinic.example"]
"""
PRIVATE = """\
private:
  mail: [Health, Legal/2026]
  files: [docs/medical]
  calendars: [Doctor]
  from: [clinic, family, "@law.example"]
"""
SENDS = "rules:\n  - {id: mine, allow: [mail.send, mail.draft, mail.search, calendar.create]}\n"
ASKS = "otherwise: {confirm: [mail.send]}\n"


def policy(text: str) -> Policy:
    return parse((HEAD + text).encode(), "p.yaml")


def message(where: str, sender: str = "x@other.example") -> Read:
    return Read(ObjectId("message", "mail", where), sender)


def thing(kind: str, account: str, id_: str) -> Read:
    return Read(ObjectId(kind, account, id_))


def mail(
    origins: Origins = SAID, *, effect: Effect = Effect.SEND, attached: ObjectId | None = None
) -> Call:
    args = [("to", Value(("a@b.example",), SAID)), ("body", Value("x", origins))]
    if attached is not None:
        args.append(("attachments", Value((attached,), SAID)))
    roles = (
        ("to", Role.DESTINATION),
        ("body", Role.PROSE),
        ("attachments", Role.OBJECT),
    )
    tool = "mail.send" if effect >= Effect.SEND else "mail.draft"
    return Call("r", 1, "mail", tool, effect, False, tuple(args), roles)


def facts(reads: Sequence[Read] | None = (), *, attended: bool = True) -> Facts:
    return Facts(NOW, attended, first_uses={"mail.send": PROBATION}, reads=reads)


# The document.


def test_a_section_says_places_and_people() -> None:
    private = policy(PRIVATE).private

    assert private is not None
    assert private.mail == ("Health", "Legal/2026")
    assert private.groups == ("clinic", "family")
    assert [str(each) for each in private.senders] == [
        "@clinic.example",
        "papa@example.org",
        "@law.example",
    ]
    assert policy("").private is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("private: {}\n", 9, "names nothing"),
        ("private: {mail: []}\n", 9, "names nothing"),
        ("private: Health\n", 9, "mapping"),
        ("private:\n  mails: [Health]\n", 10, "mails"),
        ("private:\n  mail: Health\n", 10, "list"),
        ("private:\n  from: [famly]\n", 10, "no group 'famly'"),
        ("private:\n  files: [docs/../x]\n", 10, "no place"),
        ("private:\n  files: [/home]\n", 10, "no place"),
        ("private:\n  from: [a@b@c]\n", 10, "address"),
    ],
)
def test_what_means_nothing_is_an_error_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(PolicyError, match=says) as error:
        policy(text)

    assert error.value.line == line


def test_explain_says_it_in_words() -> None:
    told = explain(policy(PRIVATE))

    assert "asks you before it sends or pays:" in told
    assert "  - mail in Health or Legal/2026 or beneath." in told
    assert "  - files in docs/medical or beneath." in told
    assert "  - the calendar Doctor." in told
    assert "mail from everybody at clinic.example, papa@example.org, everybody at law" in told
    assert "law.example, the people of clinic and family among them." in told
    assert "  - mail from everybody at law.example." in explain(
        policy('private: {from: ["@law.example"]}\n')
    )
    assert "Private" not in explain(policy(SENDS))


def test_a_group_that_only_private_names_is_named() -> None:
    found = check(policy(PRIVATE + SENDS), registry(), today=NOW.date())

    assert not [each for each in found if "No rule names the group" in each.message]


# What is decided: a row is what was read or where a value came from, and the answer.

READS = {
    "nothing": ((), "allow"),
    "nobody knows": (None, "confirm"),
    "something unknown": ((UNKNOWN,), "confirm"),
    "other mail": ((message("INBOX/1/2"),), "allow"),
    "private mail": ((message("Health/1/2"),), "confirm"),
    "private mail beneath": ((message("Health/Old/1/2"),), "confirm"),
    "private mail beneath, the other way": ((message("Health.Old/1/2"),), "confirm"),
    "private mail beneath INBOX": ((message("INBOX.Health/1/2"),), "confirm"),
    "private mail in other letters": ((message("HEALTH/1/2"),), "confirm"),
    "a mailbox that begins like it": ((message("Healthy/1/2"),), "allow"),
    "a deeper private one": ((message("Legal/2026/1/2"),), "confirm"),
    "beside a deeper one": ((message("Legal/2025/1/2"),), "allow"),
    "a mailbox of that name elsewhere": ((message("Old/Health/1/2"),), "allow"),
    "mail from a private person": ((message("INBOX/1/2", "Papa@example.org"),), "confirm"),
    "mail from a private domain": ((message("INBOX/1/2", "a@clinic.example"),), "confirm"),
    "mail from beneath that domain": ((message("INBOX/1/2", "a@sub.clinic.example"),), "allow"),
    "mail from nobody known": ((message("INBOX/1/2", ""),), "confirm"),
    "mail from no address": ((message("INBOX/1/2", "a b@c"),), "confirm"),
    "a file": ((thing("file", "docs", "lease.txt"),), "allow"),
    "a private file": ((thing("file", "docs", "medical/a.txt"),), "confirm"),
    "the private folder": ((thing("folder", "docs", "medical"),), "confirm"),
    "a folder that begins like it": ((thing("file", "docs", "medicals/a.txt"),), "allow"),
    "such a folder of another account": ((thing("file", "work", "medical/a.txt"),), "allow"),
    "an event": ((thing("event", "calendar", "1"),), "allow"),
    "a private event": ((thing("event", "Doctor", "1"),), "confirm"),
    "a private free hour": ((thing("time", "doctor", "1"),), "confirm"),
    "a private task": ((thing("task", "Doctor", "1"),), "confirm"),
    "a person": ((thing("contact", "contacts", "1"),), "allow"),
    "a thing of an unknown kind": ((thing("note", "x", "1"),), "confirm"),
    "a thing without a place": ((thing("file", "docs", ""),), "confirm"),
    "private mail among others": ((message("INBOX/1/2"), message("Health/1/2")), "confirm"),
}


@pytest.mark.parametrize("row", READS)
def test_what_was_read_is_asked_about_where_it_is_private(row: str) -> None:
    reads, verb = READS[row]

    assert decide(policy(PRIVATE + SENDS), mail(), facts(reads)).verb == verb
    assert decide(policy(SENDS), mail(), facts(reads)).verb == "allow"
    # What stays in the owner's accounts is no matter of privacy.
    draft = mail(effect=Effect.DRAFT)
    assert decide(policy(PRIVATE + SENDS), draft, facts(reads)).verb == "allow"


IMAP = Origin("imap", "Health/812")
VALUES = {
    "said": (Origin("request"), "allow"),
    "private mail": (IMAP, "confirm"),
    "private Maildir": (Origin("maildir", "Health/1.x"), "confirm"),
    "mail of unknown sender": (Origin("imap", "INBOX/812"), "confirm"),
    "beneath a memory": (Origin("memory", "7", (IMAP,)), "confirm"),
    "beneath what is said": (Origin("request", "", (Origin("memory", "1", (IMAP,)),)), "confirm"),
    "a memory of nothing": (Origin("memory", "7"), "confirm"),
    "a memory of something said": (Origin("memory", "7", (Origin("request"),)), "allow"),
    "a reader's word": (Origin("reader"), "confirm"),
    "mail, nobody knows where": (Origin("imap"), "confirm"),
    "a private file": (Origin("files", "docs/medical/a"), "confirm"),
    "a file": (Origin("files", "docs/a"), "allow"),
    "a file of this machine": (Origin("file", "/home/a"), "confirm"),
    "a private calendar": (Origin("calendar", "Doctor/7"), "confirm"),
    "all of a private calendar": (Origin("calendar", "Doctor"), "confirm"),
    "a calendar": (Origin("calendar", "calendar/7"), "allow"),
    "a calendar, nobody knows which": (Origin("calendar"), "confirm"),
    "the contacts": (Origin("contacts"), "allow"),
    "the web": (Origin("web", "x"), "allow"),
    "an unknown kind": (Origin("diary", "x"), "confirm"),
}
ANYWHERE = (
    "rules:\n  - id: mine\n    allow: mail.send\n    origin: {prose: [request, imap, maildir, "
    "calendar, contacts, tasks, files, file, web, reader]}\n"
)


@pytest.mark.parametrize("row", VALUES)
def test_a_value_from_a_private_place_is_asked_about_without_any_reading(row: str) -> None:
    origin, verb = VALUES[row]
    call = mail(frozenset({origin}))

    found = places_words(call)

    assert bool(found) == (verb == "confirm"), found
    if decide(policy(ANYWHERE), call, facts()).verb == "allow":
        assert decide(policy(PRIVATE + ANYWHERE), call, facts()).verb == verb


def places_words(call: Call, reads: Sequence[Read] = ()) -> tuple[str, ...]:
    private = policy(PRIVATE).private
    assert private is not None
    return words(private, call, reads)


def test_a_message_that_the_run_read_has_a_known_sender() -> None:
    call = mail(frozenset({Origin("imap", "INBOX/812")}))

    assert places_words(call, [message("INBOX/7/812")]) == ()
    assert places_words(call, [message("INBOX/7/813")])
    assert places_words(call, [message("INBOX/7/812", "papa@example.org")])


def test_a_private_thing_itself_is_asked_about_wherever_its_name_came_from() -> None:
    private = policy(PRIVATE + SENDS)

    scan = decide(private, mail(attached=ObjectId("file", "docs", "medical/scan.pdf")), facts())
    lease = decide(private, mail(attached=ObjectId("file", "docs", "lease.pdf")), facts())

    assert scan.verb == "confirm"
    assert "`attachments` is from file docs/medical/scan.pdf" in "; ".join(scan.reasons)
    assert lease.verb == "allow"


def test_the_reasons_name_what_was_read_and_its_place() -> None:
    many = [message(f"Health/1/{n}") for n in range(9)]
    found = decide(
        policy(PRIVATE + SENDS), mail(), facts([*many, thing("event", "Doctor", "7")])
    ).reasons

    assert found[0] == "mine would allow it, but it could pass on something private"
    assert found[1].startswith("this run has read message mail/Health/1/0, message mail/Health/1/1")
    assert found[1].endswith("and 4 more, and mail in Health is private")
    assert found[2] == "this run has read event Doctor/7, and the calendar Doctor is private"


def test_what_is_asked_about_anyway_says_so_too_and_what_is_forbidden_stays_so() -> None:
    reads = facts([message("Health/1/2")])
    asked = decide(policy(PRIVATE + ASKS), mail(), reads)
    never = decide(policy(PRIVATE + "rules:\n  - {id: no, deny: mail.send}\n"), mail(), reads)

    assert asked.verb == "confirm"
    assert "mail in Health is private" in asked.reasons[-1]
    assert (never.verb, never.rule) == ("deny", "no")


def test_where_nobody_is_there_the_policy_says_what_then() -> None:
    reads = facts([message("Health/1/2")], attended=False)

    assert decide(policy(PRIVATE + SENDS), mail(), reads).verb == "confirm"
    assert decide(policy("unattended: deny\n" + PRIVATE + SENDS), mail(), reads).verb == "deny"


def test_the_organisations_private_places_count_too() -> None:
    above = policy("private: {mail: [Board]}\n" + SENDS)
    mine = policy(SENDS)

    def said(read: Read) -> tuple[str, str]:
        found, _ = decide_under(mine, above, mail(), facts([read]))
        return found.verb, "; ".join(found.reasons)

    verb, why = said(message("Board/1/2"))
    assert verb == "confirm"
    assert "the organisation's policy: this run has read message mail/Board/1/2" in why
    assert said(message("INBOX/1/2"))[0] == "allow"


# What holds for every policy and every call.

PLACES = st.sampled_from(["a", "A", "a/b", "a.b", "ab", "INBOX", "x", "a/b/c"])
SENDERS = st.sampled_from(
    [Entry("papa", "example.org"), Entry("", "example.org"), Entry("", "x.org")]
)
READS_OF = st.builds(
    Read,
    st.one_of(
        st.none(),
        st.builds(
            ObjectId,
            st.sampled_from(["message", "file", "folder", "event", "task", "contact", "odd"]),
            st.sampled_from(["a", "x", ""]),
            st.sampled_from(["a", "a/1/2", "a.b/1/2", "INBOX/1/2", "INBOX.a/1/2", "b/c", ""]),
        ),
    ),
    st.sampled_from(["", "papa@example.org", "lea@example.org", "b@c@d"]),
)
privates = st.builds(
    Private,
    mail=st.lists(PLACES, max_size=2).map(tuple),
    files=st.lists(PLACES, max_size=2).map(tuple),
    calendars=st.lists(st.sampled_from(["a", "x"]), max_size=1).map(tuple),
    groups=st.sampled_from([(), ("g",)]),
    senders=st.lists(SENDERS, max_size=2).map(tuple),
)
readings = st.one_of(st.none(), st.lists(READS_OF, max_size=2).map(tuple))


@FEWER
@given(cases, privates, readings)
def test_keeping_something_private_never_loosens(
    cases: Cases, private: Private, reads: tuple[Read, ...] | None
) -> None:
    for each, call, around in cases:
        seen = dataclasses.replace(around, reads=reads)
        more = dataclasses.replace(each, private=private)

        before, after = decide(each, call, seen), decide(more, call, seen)

        assert looseness(after) <= looseness(before)
        if call.effect < Effect.SEND:
            assert after == before


@FEWER
@given(cases, privates, st.lists(READS_OF, max_size=2), READS_OF)
def test_reading_more_never_loosens(
    cases: Cases, private: Private, reads: list[Read], another: Read
) -> None:
    for each, call, around in cases:
        kept = dataclasses.replace(each, private=private)
        # One message may tell who wrote another value: what is known of it is then no doubt.
        if another.thing is not None and another.thing.kind == "message" and another.sender:
            another = dataclasses.replace(another, sender="")
        few = decide(kept, call, dataclasses.replace(around, reads=reads))
        more = decide(kept, call, dataclasses.replace(around, reads=[*reads, another]))

        assert looseness(more) <= looseness(few)


@settings(max_examples=200, deadline=None, database=None)
@given(privates, privates, st.lists(READS_OF, max_size=2), st.sampled_from(list(VALUES.values())))
def test_what_is_proven_to_keep_more_does(
    old: Private, new: Private, reads: list[Read], value: tuple[Origin, str]
) -> None:
    call = mail(frozenset({value[0]}))

    if keeps(new, old) and words(old, call, reads):
        assert words(new, call, reads)


ALLOWING = policy(SENDS)


@settings(max_examples=200, deadline=None, database=None)
@given(privates, privates, st.lists(READS_OF, min_size=1, max_size=2))
def test_what_is_not_shown_to_be_freer_is_not(
    old: Private, new: Private, reads: list[Read]
) -> None:
    was, now = (dataclasses.replace(ALLOWING, private=each) for each in (old, new))

    if _no_freer(was, now, "mail.send", None):
        before, after = decide(was, mail(), facts(reads)), decide(now, mail(), facts(reads))
        assert freedom(after) <= freedom(before)


# Two documents compared.


def verdict(old: str, new: str) -> tuple[str, dict[str, str]]:
    found = compare(policy(old + SENDS), policy(new + SENDS), registry())
    return found.verdict, {each.tool: each.verdict for each in found.differences}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", PRIVATE, "narrower"),
        (PRIVATE, "", "wider"),
        (PRIVATE, PRIVATE, "equal"),
        (PRIVATE, PRIVATE.replace("[Health, Legal/2026]", "[Legal/2026, Health]"), "equal"),
        (PRIVATE, PRIVATE.replace("Legal/2026", "Legal"), "narrower"),
        (PRIVATE, PRIVATE.replace("Health, ", ""), "wider"),
        (PRIVATE, PRIVATE.replace("Health, ", "Health/Old, "), "wider"),
        (PRIVATE, PRIVATE.replace("docs/medical", "docs/medical/old"), "wider"),
        (PRIVATE, PRIVATE.replace("docs/medical", "docs"), "narrower"),
        (PRIVATE, PRIVATE.replace("  calendars: [Doctor]\n", ""), "wider"),
        (PRIVATE, PRIVATE.replace(', "@law.example"', ""), "wider"),
        (PRIVATE, PRIVATE.replace('  from: [clinic, family, "@law.example"]\n', ""), "wider"),
        (PRIVATE, PRIVATE.replace("family, ", 'family, "@example.org", '), "narrower"),
        # The members count, not the name of the group.
        (PRIVATE, PRIVATE.replace("family", "papa@example.org"), "equal"),
    ],
)
def test_keeping_less_private_is_wider(old: str, new: str, expected: str) -> None:
    found, tools = verdict(old, new)

    assert found == expected
    if expected != "equal":
        assert tools == {"mail.send": expected, "calendar.create": expected}


def test_the_witness_says_what_was_read() -> None:
    found = compare(policy(PRIVATE + SENDS), policy(SENDS), registry())
    sent = next(each for each in found.differences if each.tool == "mail.send")

    assert sent.freer is not None
    assert "after reading message mail/Health/1/1" in sent.freer.text()


def test_a_policy_that_only_asks_is_the_same_with_anything_private() -> None:
    assert compare(policy(ASKS), policy(PRIVATE + ASKS), registry()).verdict == "equal"


# The past, decided again.


def event(number: int, kind: str, **body: object) -> Event:
    return Event(number, NOW, kind, body, "", "")


def test_a_replay_knows_what_each_run_had_read_by_then() -> None:
    search = Call("r", 1, "mail", "mail.search", Effect.READ, False, (), ())
    item = Item(ObjectId("message", "mail", "Health/1/2"), "", {"sender": Value("x@y.z", SAID)})
    found = result_body(Result((item,)))
    late = dataclasses.replace(mail(), step=3)
    other = dataclasses.replace(mail(), run="another")
    events = [
        event(1, "intent", call=call_body(mail()), rule="mine"),
        event(2, "intent", call=call_body(search), rule="mine"),
        event(3, "done", intent=2, run="r", result=found),
        event(4, "intent", call=call_body(late), rule="mine"),
        event(5, "intent", call=call_body(other), rule="mine"),
    ]

    from zoneinfo import ZoneInfo

    old, new = policy(SENDS), policy(PRIVATE + SENDS)
    done = replay(events, old, new, since=NOW, zone=ZoneInfo("UTC"))

    assert [(e.event, e.before.verb, e.after.verb) for e in done.changed] == [
        (4, "allow", "confirm")
    ]
    assert done.calls == 4


def test_a_record_that_says_nothing_of_what_was_read_is_in_doubt() -> None:
    assert read_in(None) == (UNKNOWN,)
    assert read_in({"items": [["x", ""]]}) == (UNKNOWN,)
    assert read_in({"items": [["x", ""]], "senders": ["a", "b"]}) == (UNKNOWN,)
    assert read_in({"items": []}) == ()


# In a real home: Archive is private, and so are the papers in docs.

KEPT = "private:\n  mail: [Archive]\n  files: [docs/medical]\n  from: [cabinet@clinic.example]\n"


@pytest.fixture
def known_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "PROBATION", 0)


def archive(attack: Scene, run: str, mailbox: str = "Archive") -> Call:
    return attack.call("mail.search", run=run, mailbox=ObjectId("mailbox", "mail", mailbox))


def letter(attack: Scene, run: str) -> Call:
    return dataclasses.replace(attack.mail("papa@example.org"), run=run, step=2)


@pytest.mark.usefixtures("known_model")
async def test_a_run_that_read_something_private_asks_before_it_sends(house: House) -> None:
    async with scene(house, otherwise=OTHERWISE + KEPT) as attack:
        before = await attack.submit(letter(attack, "r"))
        inbox = await attack.submit(archive(attack, "r", "INBOX"))
        still = await attack.submit(dataclasses.replace(letter(attack, "r"), step=3))
        read = await attack.submit(archive(attack, "r"))
        after = await attack.submit(dataclasses.replace(letter(attack, "r"), step=4))
        bought = await attack.submit(dataclasses.replace(attack.buy(), run="r", step=5))
        drafted = await attack.decided(
            attack.call("files.write", run="r", file=ObjectId("path", "docs", "a"), text="x")
        )
        other = await attack.submit(letter(attack, "another"))

    assert verbs(read) == verbs(inbox) == ("allow", "done")
    assert [verbs(each) for each in (before, still, other)] == [("allow", "done")] * 3
    assert [verbs(each) for each in (after, bought)] == [("confirm", "pending")] * 2
    assert "mail in Archive is private" in "; ".join(after.decision.reasons)
    assert "Archive/" in "; ".join(after.decision.reasons)
    assert drafted == "allow"
    assert [name for name, _ in attack.effects] == ["mail.send"] * 3


@pytest.mark.usefixtures("known_model")
async def test_a_request_that_looks_and_writes_is_asked_about(house: House) -> None:
    plan = {
        "steps": [
            {"tool": "mail.search", "args": {"people": " Claire", "mailbox": " archive"}},
            {"tool": "mail.send", "args": {"to": "@a1", "body": " hello"}},
        ]
    }
    said = "find the mail from Claire in the archive and write to papa@example.org saying hello"
    async with scene(house, otherwise=OTHERWISE + KEPT) as attack:
        asked = await attack.asked(said, plan)
        elsewhere = plan["steps"][1:]
        free = await attack.asked("write to papa@example.org saying hello", {"steps": elsewhere})

    assert [verbs(each) for each in asked.calls] == [("allow", "done"), ("confirm", "pending")]
    assert [verbs(each) for each in free.calls] == [("allow", "done")]


@pytest.mark.usefixtures("known_model")
async def test_what_was_read_is_known_in_another_process_and_after_a_restart(
    house: House,
) -> None:
    async with scene(house, otherwise=OTHERWISE + KEPT) as attack:
        await attack.submit(archive(attack, "r"))
        with house.open() as home:
            async with Connections() as connections:
                there = Runtime(home, home.policy(), attack.runtime.registry, connections)
                beside = await there.perform(letter(attack, "r"), attack.whole())
    async with scene(house, otherwise=OTHERWISE + KEPT) as attack:
        after = await attack.submit(letter(attack, "r"))
        # The question outlives it too, and a yes is still a yes.
        approvals = Approvals(attack.runtime)
        key = await asyncio.to_thread(keys.open_approval, house.path, PASSPHRASE)
        waiting = await approvals.waiting()
        # The policy was signed anew, and both questions are still about the same run.
        done = await approvals.approve(waiting[-1].id, key)

    assert verbs(beside) == verbs(after) == ("confirm", "pending")
    assert verbs(done) == ("confirm", "done")
    assert "mail in Archive is private" in "; ".join(waiting[-1].reasons)


@pytest.mark.usefixtures("known_model")
async def test_a_held_call_is_asked_about_where_the_place_became_private_meanwhile(
    house: House,
) -> None:
    held = RULES.replace("attachments: none}\n", "attachments: none}\n    hold: 2m\n", 1)
    async with scene(house, held) as attack:
        attack.runtime._holds = True
        await attack.submit(archive(attack, "r"))
        waits = await attack.submit(letter(attack, "r"))
    house.clock.advance(minutes=3)
    async with scene(house, held, otherwise=OTHERWISE + KEPT) as attack:
        approvals = Approvals(attack.runtime)
        released = await approvals.release((await approvals.waiting())[0])

    assert verbs(waits) == ("allow", "held")
    assert verbs(released) == ("confirm", "pending")
    assert "mail in Archive is private" in "; ".join(released.decision.reasons)
    assert attack.effects == []


@pytest.mark.usefixtures("known_model")
async def test_another_name_for_the_run_is_no_way_out_under_the_same_grant(house: House) -> None:
    async with scene(house, otherwise=OTHERWISE + KEPT) as attack:
        chain = attack.whole()
        await attack.submit(archive(attack, "r"), chain)
        renamed = await attack.submit(letter(attack, "another"), chain)

    assert verbs(renamed) == ("confirm", "pending")


@pytest.mark.usefixtures("known_model")
async def test_what_failed_was_not_read_and_what_has_no_end_is_in_doubt(house: House) -> None:
    async with scene(house, otherwise=OTHERWISE + KEPT) as attack:
        failed = await attack.submit(archive(attack, "f", "Nowhere"))
        free = await attack.submit(letter(attack, "f"))
        cut = Asking(archive(attack, "c", "INBOX"), attack.whole())
        await asyncio.to_thread(attack.runtime._admission.admit, cut, None)
        doubt = await attack.submit(letter(attack, "c"))
        read = await attack.submit(archive(attack, "g", "INBOX"))
        await asyncio.to_thread(attack.home.journal.forget, read.outcome.event)
        forgotten = await attack.submit(letter(attack, "g"))

    assert verbs(failed) == ("allow", "failed")
    assert verbs(free) == ("allow", "done")
    assert verbs(doubt) == verbs(forgotten) == ("confirm", "pending")
    assert "has read something, and some places are private" in "; ".join(doubt.decision.reasons)


@pytest.mark.usefixtures("known_model")
async def test_a_private_file_and_a_private_person_count_wherever_they_are_found(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "docs" / "medical").mkdir(parents=True)
    for name in ("medical/scan.txt", "lease.txt"):
        (tmp_path / "docs" / name).write_text("what it says\n")
    await asyncio.to_thread(with_files, house, tmp_path / "docs")
    kept = KEPT.replace("cabinet@clinic.example", "claire.martin@example.com")

    async def read(attack: Scene, run: str, tool: str, **args: object) -> Performed:
        await attack.submit(attack.call(tool, run=run, **args))
        return await attack.submit(letter(attack, run))

    async with scene(house, otherwise=OTHERWISE + kept) as attack:
        lease = ObjectId("file", "docs", "lease.txt")
        ended = {
            "lease": await read(attack, "1", "files.read", files=(lease,)),
            "everything": await read(attack, "2", "files.search", words=("what it says",)),
            "claire": await read(attack, "3", "mail.search", people=("Claire",)),
            "anna": await read(attack, "4", "mail.search", people=("badminton",)),
        }

    assert {name: each.decision.verb for name, each in ended.items()} == {
        "lease": "allow",
        "everything": "confirm",
        "claire": "confirm",
        "anna": "allow",
    }
    why = "; ".join(ended["claire"].decision.reasons)
    assert "mail from claire.martin@example.com is private" in why


async def test_a_policy_that_keeps_nothing_private_looks_up_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(*args: object) -> None:
        raise AssertionError("the readings are looked up")

    monkeypatch.setattr("plam_agent.admission.Admission._reads", looked)
    sign_rules(house)
    async with scene(house) as attack:
        await attack.submit(archive(attack, "r"))

        assert (await attack.submit(letter(attack, "r"))).outcome.verb == "pending"

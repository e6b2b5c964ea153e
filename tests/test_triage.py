"""The headless pass: labels, what follows, and doing nothing twice."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import pytest

import plam_agent.triage as triage_module
from plam_agent import flood
from plam_agent.approvals import Approvals
from plam_agent.errors import AccountError, BusyError, PlanError, PolicyError, StorageError
from plam_agent.files import locked
from plam_agent.planner.engine import Generation
from plam_agent.planner.prompt import Prompt
from plam_agent.policy import ledger
from plam_agent.policy.grants import Grant
from plam_agent.runtime import Performed, Runtime
from plam_agent.tools.mail import maildir
from plam_agent.tools.mail.message import parse
from plam_agent.triage import is_autonomous, triage
from plam_agent.types import REQUEST, Call, ObjectId, Value
from tests.fakes import Answer, ScriptedEngine
from tests.fixtures_agent import House


def perfect(house: House) -> ScriptedEngine:
    """A reader that gives the labels a person would, found by the subject."""
    subjects = by_subject(house)

    def answer(prompt: Prompt) -> Answer:
        if prompt.system.startswith("Quote"):
            return {"when": " Friday at 3 pm", "place": None}
        subject = re.search(r"^subject: (.*)$", prompt.user, re.MULTILINE)
        assert subject
        return {"label": subjects[subject[1]]}

    return ScriptedEngine(answer)


def by_subject(house: House) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in house.data.mail.glob("*/*"):
        if path.is_file() and path.parent.name in ("new", "cur"):
            message = parse(path.read_bytes())
            label = house.data.labels.get(message.message_id)
            if label:
                found[" ".join(message.subject.split())[:160]] = label
    return found


def mailboxes(house: House) -> dict[str, list[str]]:
    """Message counts and flags by folder, as the file system shows them."""
    shown: dict[str, list[str]] = {}
    for path in sorted(house.data.mail.rglob("*")):
        if path.is_file() and path.parent.name in ("new", "cur"):
            folder = path.parent.parent.name if path.parent.parent != house.data.mail else "INBOX"
            shown.setdefault(folder, []).append(path.name.rpartition(":2,")[2])
    return shown


class Together(ScriptedEngine):
    """A reader that answers many prompts at once, and how many each time."""

    sizes: tuple[int, ...] = ()

    async def generate_all(
        self, prompts: Sequence[Prompt], grammars: Sequence[str], *, max_tokens: int
    ) -> list[Generation | PlanError]:
        self.sizes = (*self.sizes, len(prompts))
        got: list[Generation | PlanError] = []
        for prompt, grammar in zip(prompts, grammars, strict=True):
            try:
                got.append(await self.generate(prompt, grammar, max_tokens=max_tokens))
            except PlanError as error:
                got.append(error)
        return got


async def test_messages_are_labelled_together_and_each_by_its_own_text(house: House) -> None:
    subjects = by_subject(house)
    bad = next(iter(subjects))
    alone = perfect(house)

    def answer(prompt: Prompt) -> Answer:
        if f"subject: {bad}\n" in prompt.user and prompt.system.startswith("Choose"):
            return PlanError("no label fits the grammar")
        answer = alone._script
        assert callable(answer)
        return answer(prompt)

    engine = Together(answer)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            digest = await triage(runtime, engine, dry=True)

    assert engine.sizes[0] == triage_module.FIRST
    assert max(engine.sizes) == triage_module.BATCH
    labels = {each.subject: each.label for each in digest.messages if each.label}
    assert bad not in labels
    assert len(labels) > 30
    for subject, label in labels.items():
        assert label == subjects[" ".join(subject.split())[:160]]
    (failed,) = [each for each in digest.messages if "no label fits" in each.trouble]
    assert failed.subject == bad


async def test_a_pass_does_what_the_policy_allows_and_nothing_else(house: House) -> None:
    before = mailboxes(house)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            assert is_autonomous(runtime)
            digest = await triage(runtime, perfect(house))
            labels = {m.message_id: m.label for m in digest.messages}
            assert labels == dict(house.data.labels)
            after = mailboxes(house)
            assert len(after[".Receipts"]) == len(before[".Receipts"]) + 9
            assert len(after[".Newsletters"]) == len(before[".Newsletters"]) + 9
            assert len(after["INBOX"]) == 40 - 18
            assert sum("F" in flags for flags in after["INBOX"]) >= 9
            seen = sum("S" in f for flags in before.values() for f in flags)
            assert sum("S" in f for flags in after.values() for f in flags) == seen
            verbs = {a.outcome.verb for m in digest.messages for a in m.actions}
            assert verbs <= {"done", "pending"}

            again = await triage(runtime, perfect(house))
            assert again.messages == ()
            assert mailboxes(house) == after
        home.journal.verify(ledger.check)


async def test_an_invitation_is_proposed_and_waits(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            digest = await triage(runtime, perfect(house))

    invitations = [m for m in digest.messages if m.label == "invitation"]
    asked = [a for m in invitations for a in m.actions]
    assert asked
    assert {a.decision.verb for a in asked} == {"confirm"}
    assert len(digest.queued) == len(asked)
    assert all(m.trouble or m.actions for m in invitations)


async def test_a_dry_run_decides_and_changes_nothing(house: House) -> None:
    before = mailboxes(house)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            first = await triage(runtime, perfect(house), dry=True)
            second = await triage(runtime, perfect(house), dry=True, last=5)

    assert mailboxes(house) == before
    assert {a.outcome.verb for m in first.messages for a in m.actions} == {"rehearsed"}
    assert {a.decision.verb for m in first.messages for a in m.actions} == {"allow", "confirm"}
    assert len(second.messages) == 5


async def test_messages_cannot_sway_each_other_nor_name_new_labels(house: House) -> None:
    engine = perfect(house)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            await triage(runtime, engine)

    reads = [p for p in engine.prompts if p.system.startswith("Choose")]
    assert len(reads) == 40
    assert len({p.system for p in reads}) == 1
    assert all(p.user.count("\nsubject: ") == 1 for p in reads)


async def test_one_unreadable_message_does_not_stop_the_pass(house: House) -> None:
    inner = perfect(house)

    def answer(prompt: Prompt) -> Answer:
        if "Budget for the spring workshop" in prompt.user:
            return PlanError("the model stumbled")
        return inner._answer(prompt)

    with house.open() as home:
        async with house.runtime(home) as runtime:
            digest = await triage(runtime, ScriptedEngine(answer))

    assert len(digest.messages) == 40
    failed = [m for m in digest.messages if m.trouble == "the model stumbled"]
    assert [m.message_id for m in failed] == ["<5c9e70d4.claire@example.com>"]


async def test_a_pass_that_was_cut_off_goes_on_and_does_nothing_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0
    move = maildir.MaildirMailbox.move

    async def fails(self: Any, *args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 5:
            monkeypatch.setattr(maildir.MaildirMailbox, "folders", dead)
        if calls >= 5:
            await dead(self)
        return await move(self, *args)

    async def dead(self: Any) -> Any:
        raise AccountError("the server is gone.")

    with house.open() as home:
        async with house.runtime(home) as runtime:
            folders = maildir.MaildirMailbox.folders
            monkeypatch.setattr(maildir.MaildirMailbox, "move", fails)
            cut = await triage(runtime, perfect(house))
            assert cut.stopped == "the server is gone."
            assert len(cut.messages) < 40

            monkeypatch.setattr(maildir.MaildirMailbox, "move", move)
            monkeypatch.setattr(maildir.MaildirMailbox, "folders", folders)
            rest = await triage(runtime, perfect(house))
            done = {m.message_id for m in cut.messages} | {m.message_id for m in rest.messages}
            assert done == set(house.data.labels)
            assert not {m.message_id for m in cut.messages} & {m.message_id for m in rest.messages}
    assert len(mailboxes(house)["INBOX"]) == 40 - 18


async def test_two_passes_at_one_account_are_one_too_many(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            (home.path / "runs").mkdir(exist_ok=True)
            with locked(home.path / "runs" / "triage.mail.lock"), pytest.raises(BusyError):
                await triage(runtime, perfect(house))


async def test_a_policy_without_labels_says_so(house: House) -> None:
    house.edit_policy(lambda text: text[: text.index("\ntriage:")] + "\n")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            with pytest.raises(PolicyError, match="no triage section"):
                await triage(runtime, perfect(house))


async def cut_off_after_a_question(
    runtime: Runtime, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass that ends once a question was asked, before it is remembered that it was."""
    remember = triage_module._Pass._remember

    async def full(self: Any, done: Any, version: str) -> None:
        if done.label == "invitation" and done.actions:
            raise StorageError("the disk is full.")
        await remember(self, done, version)

    with monkeypatch.context() as patched:
        patched.setattr(triage_module._Pass, "_remember", full)
        with pytest.raises(StorageError):
            await triage(runtime, perfect(house))


async def test_a_crash_after_a_question_does_not_ask_it_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            await cut_off_after_a_question(runtime, house, monkeypatch)

            await triage(runtime, perfect(house))

            asked = [
                event.body["call"]["versions"][0][0]["id"]
                for event in home.journal.events(kinds=("asked",))
            ]
    assert asked
    assert len(asked) == len(set(asked))


async def test_messages_under_new_names_are_not_sorted_again(house: House) -> None:
    """As after a change of UIDVALIDITY, and as when the owner takes a move back."""
    with house.open() as home:
        async with house.runtime(home) as runtime:
            engine = perfect(house)
            await triage(runtime, engine)
            asked = len(engine.prompts)
            left = sorted((house.data.mail / "cur").iterdir())
            for path in left:
                path.rename(path.with_name(f"again-{path.name}"))

            second = await triage(runtime, engine)
            third = await triage(runtime, engine)

    assert len(second.messages) == len(left) > 10
    assert not any(message.actions for message in second.messages)
    assert len(engine.prompts) == asked
    assert not third.messages


async def test_passes_reach_the_oldest_message_of_a_mailbox_larger_than_one_takes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triage_module, "MOST", 15)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            passes = [await triage(runtime, perfect(house)) for _ in range(4)]

    assert [len(digest.messages) for digest in passes] == [15, 15, 10, 0]
    assert [digest.more for digest in passes] == [True, True, False, False]
    sorted_ = [message.message_id for digest in passes for message in digest.messages]
    assert sorted(sorted_) == sorted(house.data.labels)


async def test_a_pass_that_could_remember_nothing_asks_for_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forgets(self: Any, done: Any, version: str) -> None:
        return

    monkeypatch.setattr(triage_module, "MOST", 3)
    monkeypatch.setattr(triage_module._Pass, "_remember", forgets)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            digest = await triage(runtime, perfect(house))

    assert (len(digest.messages), digest.more) == (3, False)


async def test_a_question_asked_before_a_crash_is_not_asked_of_the_message_under_a_new_name(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            await cut_off_after_a_question(runtime, house, monkeypatch)
            for path in sorted((house.data.mail / "cur").iterdir()):
                path.rename(path.with_name(f"again-{path.name}"))

            await triage(runtime, perfect(house))

            events = await asyncio.to_thread(lambda: [*home.journal.events(kinds=("asked",))])
    asked = [event.body["call"]["versions"][0][1] for event in events]
    assert asked
    assert len(asked) == len(set(asked))


async def test_what_could_not_be_asked_comes_up_when_there_is_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "MOST_SORTED", 1)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            engine = perfect(house)
            first = await triage(runtime, engine)
            put_off = [m for m in first.messages for a in m.actions if a.decision.rule == "flood"]
            assert len(first.queued) == 1
            assert len(put_off) > 1
        read = len(engine.prompts)
        seen: list[str] = []
        for count in range(1, len(put_off) + 1):
            async with house.runtime(home) as runtime:
                # Nobody has answered: they are not even read again.
                assert (await triage(runtime, engine)).messages == ()
                assert len(engine.prompts) == read
                (waiting,) = await Approvals(runtime).waiting()
                await Approvals(runtime).deny(waiting.id)
                again = await triage(runtime, engine)
                seen += [each.message.id for each in again.messages]
                assert len(again.queued) == 1, count
            read = len(engine.prompts)
        async with house.runtime(home) as runtime:
            await Approvals(runtime).deny((await Approvals(runtime).waiting())[0].id)
            assert (await triage(runtime, engine)).messages == ()

    assert sorted(seen) == sorted(each.message.id for each in put_off)


async def test_a_caller_in_a_pass_moves_mail_only_where_a_label_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves: list[tuple[Call, Sequence[Grant]]] = []
    perform = Runtime.perform

    async def noting(
        self: Runtime, call: Call, grants: Sequence[Grant], **around: Any
    ) -> Performed:
        if call.tool == "mail.move":
            moves.append((call, grants))
        return await perform(self, call, grants, **around)

    monkeypatch.setattr(Runtime, "perform", noting)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            await triage(runtime, perfect(house))
            call, grants = moves[0]
            to = next(name for name, _ in call.args if name == "to")
            elsewhere = Value(ObjectId("mailbox", call.account, "Archive"), frozenset({REQUEST}))
            args = tuple((n, elsewhere if n == to else v) for n, v in call.args)
            hijacked = dataclasses.replace(call, step=call.step + 500, args=args)
            performed = await perform(runtime, hijacked, grants)

    assert performed.decision.rule == "grant"
    assert "to of mail.move is not what" in performed.decision.reasons[0]

"""What leaves: the owner's files attached, the account's own address, through gate and journal."""

from __future__ import annotations

import asyncio
import dataclasses
import email
import email.policy
import hashlib
import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config, keys
from plam_agent.agent import Agent, Answer
from plam_agent.approvals import Approvals, Waiting
from plam_agent.config import Account
from plam_agent.errors import ConfigError, InputError, ToolError
from plam_agent.policy import ledger
from plam_agent.tools.arguments import MailReply, MailSave, MailSend
from plam_agent.tools.context import Context
from plam_agent.tools.mail import attaching
from plam_agent.tools.mail.compose import letter
from plam_agent.tools.mail.mailbox import open_mailbox
from plam_agent.tools.mail.saving import save
from plam_agent.tools.mail.writing import deliver, draft, reply, send
from plam_agent.types import Derived, ObjectId, Origin, Reconciled
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.servers import NOW, OWNER, Outbox
from tests.servers import letter as received

CALL = "0123456789abcdef" * 4
HOSTILE = "bill\r\nBcc: x@evil.example\u202egpj.pdf"
SEND: dict[str, Any] = {
    "tool": "mail.send",
    "args": {"to": "@a1", "body": " here it is", "attachments": " lease"},
}
WORDS = "send the lease to anna@example.com saying here it is"
RULE = """  - id: plain-mail
    allow: mail.send
    where: {attachments: none}
"""


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lease.txt").write_text("Twelve months.\n")
    return folder


@pytest.fixture
def sending(house: House, papers: Path, smtp_server: Outbox) -> House:
    """The house with a folder of files and a way out."""
    settings = config.load(house.path)
    out = {"smtp_host": "127.0.0.1", "smtp_port": smtp_server.port, "smtp_tls": "none"}
    own = {"address": "office@example.org", "name_shown": "Zoë at work"}
    accounts = [
        dataclasses.replace(each, settings={**each.settings, **out, **own})
        if each.kind == "mail"
        else each
        for each in settings.accounts
    ]
    accounts.append(Account("papers", "files", "folder", {"path": str(papers)}))
    config.save(house.path, dataclasses.replace(settings, accounts=tuple(accounts)))
    return house


async def asked(
    house: House, act: Callable[[], None] = lambda: None, words: str = WORDS, step: Any = SEND
) -> tuple[Answer, Waiting | None, str]:
    """Ask, let something happen, say yes; the answer, what was on the card, and the outcome."""
    home = await asyncio.to_thread(house.open)
    with home:
        async with house.runtime(home) as runtime:
            engine = ScriptedEngine(lambda _: {"steps": step if isinstance(step, list) else [step]})
            answer = await Agent(runtime, engine).ask(words)
            if not answer.calls or answer.calls[-1].outcome.verb != "pending":
                return answer, None, ""
            approvals = Approvals(runtime)
            (waiting,) = await approvals.waiting()
            await asyncio.to_thread(act)
            key = await asyncio.to_thread(keys.open_approval, house.path, PASSPHRASE)
            performed = await approvals.approve(waiting.id, key)
            await asyncio.to_thread(home.journal.verify, ledger.check)
            said = f"{performed.outcome.verb}: {performed.outcome.detail}"
            return answer, waiting, said


def only(outbox: Outbox) -> EmailMessage:
    (envelope,) = outbox.received
    return email.message_from_bytes(envelope.content, policy=email.policy.default)  # type: ignore[return-value]


async def test_a_file_is_shown_approved_and_sent(
    sending: House, papers: Path, smtp_server: Outbox
) -> None:
    answer, waiting, said = await asked(sending)

    assert waiting is not None, answer.text
    version = hashlib.sha256(b"Twelve months.\n").hexdigest()
    assert f"papers: lease.txt (15 octets, SHA-256 {version[:16]}…)" in waiting.preview
    call = answer.calls[-1].call
    lease = ObjectId("file", "papers", "lease.txt")
    assert dict(call.versions)[lease] == f"sha256:{version}"
    assert Origin("files", "papers/lease.txt") in dict(call.args)["attachments"].origins
    assert said.startswith("done: sent to anna@example.com")
    (file,) = only(smtp_server).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("lease.txt", "text/plain")
    assert file.get_payload(decode=True) == b"Twelve months.\n"


async def test_a_file_that_an_earlier_step_found_is_sent(
    sending: House, smtp_server: Outbox
) -> None:
    steps = [
        {"tool": "files.search", "args": {"words": " lease"}},
        {**SEND, "args": {**SEND["args"], "attachments": "$1"}},
    ]

    _, waiting, said = await asked(sending, step=steps)

    assert waiting is not None
    assert said.startswith("done: sent to")
    (file,) = only(smtp_server).iter_attachments()
    assert file.get_filename() == "lease.txt"


async def test_the_account_s_own_address_and_name_are_used(
    sending: House, smtp_server: Outbox
) -> None:
    await asked(sending)

    message = only(smtp_server)
    assert smtp_server.received[0].mail_from == "office@example.org"
    assert message["From"] == "Zoë at work <office@example.org>"
    assert message["Message-ID"].endswith("@example.org>")
    assert smtp_server.received[0].content.isascii()
    assert message["Bcc"] is None


async def test_a_file_that_changed_after_the_approval_was_asked_for_is_not_sent(
    sending: House, papers: Path, smtp_server: Outbox
) -> None:
    def change() -> None:
        before = (papers / "lease.txt").stat()
        (papers / "lease.txt").write_text("Twelve Months.\n")
        os.utime(papers / "lease.txt", ns=(before.st_atime_ns, before.st_mtime_ns))

    _, _, said = await asked(sending, change)

    assert said.startswith("failed: lease.txt is not what it was")
    assert smtp_server.received == []


async def test_a_large_file_that_kept_its_size_and_time_is_noticed_too(
    sending: House, papers: Path, smtp_server: Outbox
) -> None:
    lease = papers / "lease.txt"
    lease.write_bytes(b"a" * 2_000_000)

    def change() -> None:
        before = lease.stat()
        with lease.open("r+b") as file:
            file.write(b"b")
        os.utime(lease, ns=(before.st_atime_ns, before.st_mtime_ns))

    _, waiting, said = await asked(sending, change)

    assert waiting is not None
    assert said.startswith("failed: lease.txt is not what it was")
    assert smtp_server.received == []


async def test_a_file_that_is_gone_is_not_sent(
    sending: House, papers: Path, smtp_server: Outbox
) -> None:
    _, _, said = await asked(sending, (papers / "lease.txt").unlink)

    assert said.startswith("failed: lease.txt is not there any more")
    assert smtp_server.received == []


async def test_a_file_that_is_too_large_is_said_before_anybody_is_asked(
    sending: House, monkeypatch: pytest.MonkeyPatch, smtp_server: Outbox
) -> None:
    monkeypatch.setattr(attaching, "LARGEST", 10)

    answer, waiting, _ = await asked(sending)

    assert waiting is None
    assert "lease.txt is too large to be attached" in answer.text + answer.question
    assert smtp_server.received == []


async def test_a_rule_for_mail_without_attachments(sending: House, smtp_server: Outbox) -> None:
    sending.edit_policy(lambda text: text.replace("  - id: tidy", RULE + "  - id: tidy"))
    plain = {"tool": "mail.send", "args": {"to": "@a1", "body": " here it is"}}

    answer, _, _ = await asked(sending, words="tell anna@example.com here it is", step=plain)
    assert answer.calls[-1].decision.rule == "plain-mail"
    answer, waiting, _ = await asked(sending)

    assert waiting is not None
    assert answer.calls[-1].decision.rule != "plain-mail"


@pytest.fixture
def context(
    tmp_path: Path, papers: Path, surroundings: Callable[..., Context], smtp_server: Outbox
) -> Context:
    for part in ("tmp", "new", "cur"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    settings = {
        "path": str(tmp_path / "mail"),
        "smtp_host": "127.0.0.1",
        "smtp_port": smtp_server.port,
        "smtp_tls": "none",
    }
    files = surroundings(Account("papers", "files", "folder", {"path": str(papers)}), CALL)
    return dataclasses.replace(
        surroundings(Account("home", "mail", "maildir", settings), CALL),
        called=lambda kind, name: files if (kind, name) == ("files", "papers") else None,
    )


def with_setting(context: Context, **settings: str) -> Context:
    account = context.account
    changed = dataclasses.replace(account, settings={**account.settings, **settings})
    return dataclasses.replace(context, account=changed)


def wanted(*names: str) -> MailSend:
    files = tuple(ObjectId("file", "papers", name) for name in names)
    return MailSend(to=("anna@example.com",), subject="s", body="b", attachments=files)


async def completed(context: Context, given: MailSend) -> tuple[Context, MailSend, Derived]:
    assert send.complete is not None
    derived = await send.complete(context, given)
    found = {name: value.data for name, value in derived.args.items()}
    at = dataclasses.replace(context, versions=dict(derived.versions))
    return at, given.model_copy(update=found), derived


@pytest.mark.parametrize(
    ("name", "leaves", "kind"),
    [
        (HOSTILE, "billBcc xevil.examplegpj.pdf", "application/pdf"),
        ("Réunion à 15 h.pdf", "Réunion à 15 h.pdf", "application/pdf"),
        ("日本語" * 20 + ".txt", "日本語" * 20 + ".txt", "application/octet-stream"),
        ("old.eml", "old.eml", "application/octet-stream"),
        ('a"b\\c;d.zip', "c;d.zip", "application/zip"),
    ],
)
async def test_a_name_does_no_harm_and_the_card_shows_it(
    context: Context, papers: Path, smtp_server: Outbox, name: str, leaves: str, kind: str
) -> None:
    (papers / name).write_bytes(b"\xff\x00data")
    at, given, _ = await completed(context, wanted(name))
    assert send.preview is not None
    card = send.preview(given)
    await send.run(at, given)  # type: ignore[misc]

    assert card.isprintable()
    message = only(smtp_server)
    (file,) = message.iter_attachments()
    left = file.get_filename()
    assert left is not None
    assert left.isprintable()
    assert "/" not in left
    assert "\\" not in left
    assert left in card
    assert message["Bcc"] is None
    assert file.get_content_type() == kind
    assert file.get_payload(decode=True) == b"\xff\x00data"
    if name != HOSTILE:
        assert left == leaves


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "away/secret.txt", ".hidden"])
async def test_nothing_outside_the_folder_is_attached(
    context: Context, papers: Path, tmp_path: Path, path: str
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (papers / ".hidden").write_text("secret")
    (papers / "away").symlink_to(tmp_path / "outside")

    with pytest.raises((InputError, ToolError), match=r"within the folder|link|hidden"):
        await completed(context, wanted(path))


async def test_files_whose_versions_nobody_agreed_to_do_not_leave(
    context: Context, smtp_server: Outbox
) -> None:
    with pytest.raises(ToolError, match="not what it was"):
        await send.run(context, wanted("lease.txt"))  # type: ignore[misc]
    listed = {ObjectId("file", "papers", "lease.txt"): "sha256:other"}
    with pytest.raises(ToolError, match="not what it was"):
        await completed(dataclasses.replace(context, versions=listed), wanted("lease.txt"))
    assert smtp_server.received == []


async def test_the_bound_is_over_all_files_together(
    context: Context, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "LARGEST", 10)
    for name in ("a", "b"):
        (papers / name).write_bytes(b"123456")
    await completed(context, wanted("a"))
    with pytest.raises(ToolError, match="b is too large"):
        await completed(context, wanted("a", "b"))


async def test_a_draft_keeps_its_attachment(context: Context) -> None:
    at, given, _ = await completed(context, wanted("lease.txt"))
    await draft.run(at, given)  # type: ignore[misc]

    mailbox = await at.connection(open_mailbox)
    folder = await mailbox.special("drafts")
    assert folder is not None
    assert draft.reconcile is not None
    assert await draft.reconcile(at, given) is Reconciled.DONE


async def test_an_answer_leaves_from_the_account_that_got_the_message(
    context: Context, smtp_server: Outbox
) -> None:
    work = with_setting(context, address="office@work.example", name_shown='"Zoë", <boss@x.y>')
    mailbox = await work.connection(open_mailbox)
    got = await mailbox.append("INBOX", received("Lunch?"))

    await reply.run(  # type: ignore[misc]
        work, MailReply(message=got, body="Yes", to=("anna@example.com",))
    )

    message = only(smtp_server)
    assert smtp_server.received[0].mail_from == "office@work.example"
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ('"Zoë", <boss@x.y>', "office@work.example")
    assert message["Message-ID"] == f"<plam.{CALL[:40]}@work.example>"
    assert reply.reconcile is not None
    assert await reply.reconcile(work, None) is Reconciled.DONE


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"address": "not an address"}, "cannot send from 'not an address'"),
        ({"address": "a@b.example>\r\nRCPT TO:<x@y"}, "cannot send from"),
        ({"address": "zoë@example.org"}, "cannot send from"),
        ({"name_shown": "Zoë\r\nBcc: x@evil.example"}, "name_shown of account home"),
    ],
)
async def test_an_account_that_cannot_be_sent_from(
    context: Context, smtp_server: Outbox, settings: dict[str, str], match: str
) -> None:
    with pytest.raises(ConfigError, match=match) as caught:
        await send.run(with_setting(context, **settings), wanted())  # type: ignore[misc]
    assert "config.toml" in caught.value.fix
    assert smtp_server.received == []


def test_a_letter_of_one_call_is_the_same_however_often_it_is_composed() -> None:
    file = attaching.Enclosure("a.pdf", "application/pdf", b"a")
    one, two = (
        letter(
            owner=OWNER,
            to=["a@example.com"],
            subject="s",
            body="b",
            date=NOW,
            call=CALL,
            enclosures=[file],
        )
        for _ in range(2)
    )
    assert one == two


def test_an_address_beyond_ascii_is_refused_in_a_sentence() -> None:
    with pytest.raises(ToolError, match="letters beyond ASCII"):
        letter(owner=OWNER, to=["zoë@example.com"], subject="s", body="b", date=NOW)


async def test_a_message_larger_than_the_server_takes_is_not_begun(
    context: Context, papers: Path, smtp_server: Outbox
) -> None:
    (papers / "big.bin").write_bytes(os.urandom(25 * 1024 * 1024))
    at, given, _ = await completed(context, wanted("big.bin"))

    with pytest.raises(ToolError, match="takes messages of at most"):
        await send.run(at, given)  # type: ignore[misc]
    assert smtp_server.received == []


async def test_attachments_are_saved_into_a_folder_of_another_account(
    context: Context, papers: Path, tmp_path: Path, surroundings: Callable[..., Context]
) -> None:
    (tmp_path / "first").mkdir()
    (papers / "Bills").mkdir()
    first = surroundings(Account("first", "files", "folder", {"path": str(tmp_path / "first")}))
    both = dataclasses.replace(context, other=lambda kind: first)
    file = attaching.Enclosure("bill.pdf", "application/pdf", b"pay")
    raw = letter(
        owner=OWNER, to=[OWNER], subject="s", body="b", date=NOW, call=CALL, enclosures=[file]
    )
    mailbox = await both.connection(open_mailbox)
    source = await mailbox.append("INBOX", raw.octets)
    given = MailSave(messages=(source,), to=ObjectId("folder", "papers", "Bills"))

    assert save.run is not None
    assert save.undo is not None
    result = await save.run(both, given)

    assert (papers / "Bills" / "bill.pdf").read_bytes() == b"pay"
    assert list((tmp_path / "first").iterdir()) == []
    assert result.undo is not None
    await save.undo(both, result.undo)
    assert list((papers / "Bills").iterdir()) == []
    for to in ("../first", "/etc"):
        outside = MailSave(messages=(source,), to=ObjectId("folder", "papers", to))
        with pytest.raises(InputError, match="within the folder"):
            await save.run(both, outside)


async def test_what_others_compose_is_delivered_the_same_way(
    context: Context, smtp_server: Outbox
) -> None:
    mail = letter(owner=OWNER, to=["a@example.com"], subject="s", body="b", date=NOW, call=CALL)
    result = await deliver(context, mail)
    assert result.summary == "sent to a@example.com"
    assert len(smtp_server.received) == 1

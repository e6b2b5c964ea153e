"""The mail tools over IMAP and over a Maildir: what they do, take back, and find out afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plam_agent.config import Account
from plam_agent.errors import ToolError, UncertainError
from plam_agent.tools import arguments as args
from plam_agent.tools.context import Context
from plam_agent.tools.mail import TOOLS
from plam_agent.tools.mail.mailbox import Mailbox, Raw, open_mailbox
from plam_agent.tools.mail.message import Message, parse
from plam_agent.tools.registry import Registry
from plam_agent.types import Effect, ObjectId, Origin, Reconciled, When
from tests.servers import FOLDERS, OWNER, Dovecot, Outbox, letter
from tests.tool_calls import ran, undone

MAIL = Registry(TOOLS)
run = partial(ran, MAIL)
undo = partial(undone, MAIL)
CALL = "0123456789abcdef" * 4


@pytest.fixture(params=["imap", "maildir"])
def account(request: pytest.FixtureRequest, tmp_path: Path, smtp_server: Outbox) -> Account:
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": smtp_server.port, "smtp_tls": "none"}
    smtp["smtp_user"] = ""
    if request.param == "imap":
        dovecot: Dovecot = request.getfixturevalue("dovecot")
        return dovecot.account(dovecot.user(), **smtp)
    for folder in ("", *(f".{name}" for name in FOLDERS)):
        for part in ("tmp", "new", "cur"):
            (tmp_path / folder / part).mkdir(parents=True)
    return Account("home", "mail", "maildir", {"path": str(tmp_path), **smtp})


@pytest.fixture
def context(account: Account, surroundings: Callable[..., Context]) -> Context:
    return surroundings(account, CALL)


@pytest.fixture
async def mailbox(context: Context) -> Mailbox:
    return await context.connection(open_mailbox)


async def reconcile(context: Context, name: str, given) -> Reconciled:
    tool = MAIL.get(name)
    assert tool is not None
    assert tool.reconcile is not None
    return await tool.reconcile(context, given)


async def held(mailbox: Mailbox, folder: str) -> list[str]:
    return [parse(raw.raw).subject for raw in await raws(mailbox, folder)]


async def raws(mailbox: Mailbox, folder: str) -> list[Raw]:
    return await mailbox.fetch(await mailbox.newest(folder, 50))


def box(name: str) -> ObjectId:
    return ObjectId("mailbox", "home", name)


def test_every_tool_has_what_its_effect_needs() -> None:
    effects = {tool.name: tool.effect for tool in MAIL}
    assert effects == {
        "mail.search": Effect.READ,
        "mail.read": Effect.READ,
        "mail.flag": Effect.WRITE,
        "mail.move": Effect.WRITE,
        "mail.trash": Effect.WRITE,
        "mail.save": Effect.WRITE,
        "mail.draft": Effect.DRAFT,
        "mail.reply_draft": Effect.DRAFT,
        "mail.send": Effect.SEND,
        "mail.reply": Effect.SEND,
    }
    for tool in MAIL:
        assert tool.args is args.STANDARD[tool.name]
        assert tool.preview is not None
        assert (tool.undo is not None) == tool.reversible
        assert tool.effect is Effect.READ or tool.reconcile is not None


async def test_searching_gives_items_that_know_where_they_came_from(
    context: Context, mailbox: Mailbox
) -> None:
    await mailbox.append("INBOX", letter("Invoice 7", "20 EUR", sender="Shop <Pay@Shop.Example>"))
    await mailbox.append("INBOX", letter("Lunch", number=1))
    await mailbox.append("Receipts", letter("Invoice 6", number=2))

    result = await run(context, "mail.search", args.MailSearch(words=("invoice",)))

    (item,) = result.items
    fields = {name: value.data for name, value in item.fields.items()}
    assert fields["sender"] == "pay@shop.example"
    assert fields["sender_name"] == "Shop"
    assert fields["subject"] == "Invoice 7"
    assert fields["snippet"] == "20 EUR"
    assert fields["folder"] == "INBOX"
    assert fields["unread"]
    (origin,) = item.fields["sender"].origins
    assert origin.kind == context.account.driver
    assert origin.locator.startswith("INBOX/")
    (raw,) = await mailbox.fetch([item.id])
    assert raw.version == item.version
    elsewhere = await run(context, "mail.search", args.MailSearch(mailbox=box("receipts")))
    assert [each.fields["subject"].data for each in elsewhere.items] == ["Invoice 6"]
    with pytest.raises(ToolError, match="no mailbox called Nowhere"):
        await run(context, "mail.search", args.MailSearch(mailbox=box("Nowhere")))


async def test_searching_a_day_finds_that_day(context: Context, mailbox: Mailbox) -> None:
    paris = ZoneInfo("Europe/Paris")
    dates = ("Mon, 02 Mar 2026 23:59:00", "Tue, 03 Mar 2026 00:00:00", "Wed, 04 Mar 2026 00:00:00")
    for number, date in enumerate(dates):
        await mailbox.append("INBOX", letter(date, date=f"{date} +0100", number=number))
    when = When("Tuesday", datetime(2026, 3, 3, tzinfo=paris))

    result = await run(context, "mail.search", args.MailSearch(when=when))

    assert [item.fields["subject"].data for item in result.items] == ["Tue, 03 Mar 2026 00:00:00"]


async def test_reading_leaves_mail_unread(context: Context, mailbox: Mailbox) -> None:
    placed = await mailbox.append("INBOX", letter("Hello", "the whole text"))

    result = await run(context, "mail.read", args.MailRead(messages=(placed,)))

    assert result.items[0].fields["text"].data == "the whole text"
    assert (await mailbox.flags([placed]))[placed] == frozenset()
    await mailbox.discard([placed])
    with pytest.raises(ToolError, match="cannot be found any more"):
        await run(context, "mail.read", args.MailRead(messages=(placed,)))


async def test_flagging_and_taking_it_back(context: Context, mailbox: Mailbox) -> None:
    plain = await mailbox.append("INBOX", letter("plain"))
    starred = await mailbox.append("INBOX", letter("starred", number=1), ("\\Flagged",))
    given = args.MailFlag(messages=(plain, starred), flag="important")

    assert await reconcile(context, "mail.flag", given) is Reconciled.UNKNOWN
    result = await run(context, "mail.flag", given)
    assert await reconcile(context, "mail.flag", given) is Reconciled.DONE
    assert all("\\Flagged" in flags for flags in (await mailbox.flags([plain, starred])).values())

    await undo(context, "mail.flag", result)
    flags = await mailbox.flags([plain, starred])
    assert flags[plain] == frozenset()
    assert flags[starred] == {"\\Flagged"}
    nothing = await run(context, "mail.flag", args.MailFlag(messages=(plain,), flag="unread"))
    assert nothing.undo is None


async def test_moving_and_taking_it_back(context: Context, mailbox: Mailbox) -> None:
    ids = [await mailbox.append("INBOX", letter(f"m{n}", number=n)) for n in range(3)]
    given = args.MailMove(messages=tuple(ids[:2]), to=box("Receipts"))

    assert await reconcile(context, "mail.move", given) is Reconciled.NOT_DONE
    result = await run(context, "mail.move", given)

    assert sorted(await held(mailbox, "Receipts")) == ["m0", "m1"]
    assert await held(mailbox, "INBOX") == ["m2"]
    known = context.account.driver == "maildir"
    expected = Reconciled.DONE if known else Reconciled.UNKNOWN
    assert await reconcile(context, "mail.move", given) is expected
    assert await undo(context, "mail.move", result) == "moved 2 messages back"
    assert sorted(await held(mailbox, "INBOX")) == ["m0", "m1", "m2"]
    with pytest.raises(ToolError, match="moved or deleted again"):
        await undo(context, "mail.move", result)


async def test_a_message_that_is_gone_stops_the_whole_move(
    context: Context, mailbox: Mailbox
) -> None:
    stays = await mailbox.append("INBOX", letter("stays"))
    gone = await mailbox.append("INBOX", letter("gone", number=1))
    await mailbox.discard([gone])

    with pytest.raises(ToolError, match="1 of 2 messages cannot be found"):
        await run(context, "mail.move", args.MailMove(messages=(stays, gone), to=box("Archive")))

    assert await held(mailbox, "INBOX") == ["stays"]


async def test_a_mailbox_that_the_owner_named_is_created(
    context: Context, mailbox: Mailbox
) -> None:
    placed = await mailbox.append("INBOX", letter("x"))
    await run(context, "mail.move", args.MailMove(messages=(placed,), to=box("Été")))
    assert await held(mailbox, "Été") == ["x"]


async def test_trashing_and_taking_it_back(context: Context, mailbox: Mailbox) -> None:
    placed = await mailbox.append("Archive", letter("x"))
    result = await run(context, "mail.trash", args.MailTrash(messages=(placed,)))
    assert await held(mailbox, "Trash") == ["x"]
    await undo(context, "mail.trash", result)
    assert await held(mailbox, "Archive") == ["x"]


async def test_a_draft_and_its_undo(context: Context, mailbox: Mailbox) -> None:
    await mailbox.append("Drafts", letter("older"))
    given = args.MailDraft(to=("anna@example.com",), subject="Plan", body="Shall we?")

    assert await reconcile(context, "mail.draft", given) is Reconciled.NOT_DONE
    result = await run(context, "mail.draft", given)

    (raw, _) = await raws(mailbox, "Drafts")
    assert parse(raw.raw).subject == "Plan"
    assert parse(raw.raw).text == "Shall we?"
    assert {"\\Draft", "\\Seen"} <= raw.flags
    assert result.items[0].version == raw.version
    assert await reconcile(context, "mail.draft", given) is Reconciled.DONE
    await undo(context, "mail.draft", result)
    assert await held(mailbox, "Drafts") == ["older"]
    with pytest.raises(ToolError, match="changed, sent or deleted"):
        await undo(context, "mail.draft", result)


async def test_a_draft_that_was_edited_since_is_kept(
    context: Context, mailbox: Mailbox, account: Account
) -> None:
    if account.driver == "imap":
        pytest.skip("on IMAP an edited draft is another message")
    given = args.MailDraft(to=("anna@example.com",), subject="Plan", body="Shall we?")
    result = await run(context, "mail.draft", given)
    (path,) = (Path(str(account.settings["path"])) / ".Drafts" / "cur").iterdir()
    path.write_bytes(path.read_bytes() + b"More.\r\n")

    with pytest.raises(ToolError, match="changed, sent or deleted"):
        await undo(context, "mail.draft", result)

    assert await held(mailbox, "Drafts") == ["Plan"]


async def test_sending_keeps_a_copy(
    context: Context, mailbox: Mailbox, smtp_server: Outbox
) -> None:
    given = args.MailSend(to=("anna@example.com",), subject="Été", body="À demain")

    assert await reconcile(context, "mail.send", given) is Reconciled.UNKNOWN
    result = await run(context, "mail.send", given)

    (envelope,) = smtp_server.received
    assert envelope.rcpt_tos == ["anna@example.com"]
    (copy,) = await raws(mailbox, "Sent")
    assert parse(copy.raw).message_id == parse(envelope.content).message_id
    assert parse(copy.raw).auto_submitted == ""
    assert result.summary == "sent to anna@example.com"
    assert await reconcile(context, "mail.send", given) is Reconciled.DONE


async def test_what_left_is_not_a_failure_because_no_copy_was_kept(
    context: Context, mailbox: Mailbox, smtp_server: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self, folder, raw, flags=()) -> ObjectId:
        raise UncertainError("the disk is full")

    monkeypatch.setattr(type(mailbox), "append", full)
    given = args.MailSend(to=("anna@example.com",), subject="x", body="y")

    result = await run(context, "mail.send", given)

    assert len(smtp_server.received) == 1
    assert "no copy was kept: the disk is full" in result.summary


async def derived(context: Context, message: ObjectId):
    tool = MAIL.get("mail.reply")
    assert tool is not None
    assert tool.complete is not None
    return await tool.complete(context, args.MailReply(message=message, body="Yes"))


async def test_an_answer_goes_where_the_message_says_and_shows_it(
    context: Context, mailbox: Mailbox, smtp_server: Outbox
) -> None:
    asked = await mailbox.append("INBOX", letter("Lunch?", Reply_To="Anna <other@evil.example>"))

    found = await derived(context, asked)

    to = found.args["to"]
    assert to.data == ("other@evil.example",)
    assert Origin("reply-to", "other@evil.example") in to.origins
    assert {origin.kind for origin in to.origins} == {context.account.driver, "reply-to"}
    ((identity, version),) = found.versions
    assert identity == asked
    assert version == (await mailbox.fetch([asked]))[0].version
    await run(context, "mail.reply", args.MailReply(message=asked, body="Yes", to=to.data))
    (envelope,) = smtp_server.received
    answer = parse(envelope.content)
    assert envelope.rcpt_tos == ["other@evil.example"]
    assert answer.subject == "Re: Lunch?"
    assert answer.in_reply_to == opened(await mailbox.fetch([asked])).message_id


def opened(found: list[Raw]) -> Message:
    return parse(found[0].raw)


async def test_an_answer_without_reply_to_goes_to_the_sender(
    context: Context, mailbox: Mailbox
) -> None:
    asked = await mailbox.append("INBOX", letter("Lunch?"))
    mine = await mailbox.append("Sent", letter("Mine", sender=OWNER, to="Bo <bo@example.com>"))
    to = (await derived(context, asked)).args["to"]
    assert to.data == ("anna@example.com",)
    assert {origin.kind for origin in to.origins} == {context.account.driver}
    assert (await derived(context, mine)).args["to"].data == ("bo@example.com",)


@pytest.mark.parametrize(
    "fields", [{"List_Id": "<l.example.com>"}, {"Auto_Submitted": "auto-replied"}]
)
async def test_no_machine_answers_a_machine(
    account: Account,
    mailbox: Mailbox,
    surroundings: Callable[..., Context],
    smtp_server: Outbox,
    fields: dict[str, str],
) -> None:
    alone = surroundings(account, CALL, automatic=True)
    asked = await mailbox.append("INBOX", letter("News", **fields))
    plain = await mailbox.append("INBOX", letter("Lunch?"))

    for name in ("mail.reply", "mail.reply_draft"):
        with pytest.raises(ToolError, match="no machine answers"):
            await run(
                alone, name, args.STANDARD[name](message=asked, body="Hi", to=("a@b.example",))
            )
    given = args.MailReply(message=plain, body="Hi", to=("anna@example.com",))
    await run(alone, "mail.reply", given)

    (envelope,) = smtp_server.received
    assert parse(envelope.content).auto_submitted == "auto-replied"


async def test_attachments_are_refused_before_anything_happens(
    context: Context, smtp_server: Outbox
) -> None:
    given = args.MailSend(
        to=("anna@example.com",),
        body="x",
        attachments=(ObjectId("file", "documents", "a.pdf"),),
    )
    with pytest.raises(ToolError, match="is no files account"):
        await run(context, "mail.send", given)
    assert smtp_server.received == []


def test_previews_are_one_escaped_line_with_the_exact_arguments() -> None:
    message = ObjectId("message", "home", "INBOX/7/812")
    given = {
        "mail.search": args.MailSearch(people=("Anna",), words=("a\nb",)),
        "mail.read": args.MailRead(messages=(message,)),
        "mail.flag": args.MailFlag(messages=(message,)),
        "mail.move": args.MailMove(messages=(message,), to=box("Receipts")),
        "mail.trash": args.MailTrash(messages=(message,)),
        "mail.save": args.MailSave(
            messages=(message,), to=ObjectId("folder", "papers", "a\u202eb")
        ),
        "mail.draft": args.MailDraft(to=("a@b.example",), subject="s", body="line\nnext"),
        "mail.send": args.MailSend(to=("a@b.example",), subject="s\u202e", body="line\nnext"),
        "mail.reply": args.MailReply(message=message, body="\x1b[2Jx", to=("a@b.example",)),
        "mail.reply_draft": args.MailReplyDraft(message=message, body="x", to=("a@b.example",)),
    }
    assert set(given) == set(MAIL.names())
    for name, each in given.items():
        tool = MAIL.get(name)
        assert tool is not None
        assert tool.preview is not None
        shown = tool.preview(each)
        assert shown.isprintable(), shown
    send = MAIL.get("mail.send")
    assert send is not None
    assert send.preview is not None
    assert send.preview(given["mail.send"]) == r"send to a@b.example: s\u202e | line\nnext"

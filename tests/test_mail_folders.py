"""Folders by any name and beneath any prefix: namespaces, special uses, rebuilt folders."""

from __future__ import annotations

import asyncio
import base64
import imaplib
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError
from plam_agent.tools import arguments as args
from plam_agent.tools.context import Context
from plam_agent.tools.mail import TOOLS
from plam_agent.tools.mail.imap import ImapMailbox
from plam_agent.tools.mail.mailbox import Query, open_mailbox, place_of, search
from plam_agent.tools.registry import Registry
from plam_agent.types import ObjectId
from tests.servers import PASSWORD, Dovecot, another_dovecot, fake_server, letter
from tests.tool_calls import ran, undone

MAIL = Registry(TOOLS)
run = partial(ran, MAIL)
undo = partial(undone, MAIL)
Look = Callable[[Dovecot, str], imaplib.IMAP4]
# What a provider in another language calls its special folders.
GERMAN = {
    "\\Trash": "Gelöschte Elemente",
    "\\Drafts": "Entwürfe",
    "\\Sent": "Gesendete Elemente",
    "\\Archive": "Archiv",
    "\\Junk": "Junk-E-Mail",
}
NAMES = [
    'say "cheese"',
    "100% sure",
    "a*b",
    "back\\slash",
    "R&D",
    "&-",
    "Übermut/Größe",
    "日本/東京",
    "007",
    "2026",
    "NIL",
    "(paren) {5}",
    "[square] ]",
    "emoji 🎉",
]


def utf7(name: str) -> str:
    """`name` in modified UTF-7 (RFC 3501 section 5.1.3), quoted."""
    out, run = "", ""
    for char in [*name, ""]:
        if char and not " " <= char <= "~":
            run += char
            continue
        if run:
            packed = base64.b64encode(run.encode("utf-16-be")).rstrip(b"=").decode()
            out, run = f"{out}&{packed.replace('/', ',')}-", ""
        out += "&-" if char == "&" else char
    return '"' + out.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.fixture(scope="module", params=[".", "/"])
def prefixed_dovecot(request: pytest.FixtureRequest, dovecot: Dovecot) -> Iterator[Dovecot]:
    """Dovecot whose folders are all beneath INBOX, with either separator."""
    separator = request.param
    with another_dovecot(dovecot, separator=separator, prefix=f"INBOX{separator}") as server:
        server.separator = separator  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def looking() -> Iterator[Look]:
    """Opens second connections, which end with the test."""
    opened: list[imaplib.IMAP4] = []

    def look(server: Dovecot, user: str) -> imaplib.IMAP4:
        opened.append(server.look(user))
        return opened[-1]

    yield look
    for each in opened:
        each.shutdown()


def box(name: str) -> ObjectId:
    return ObjectId("mailbox", "home", name)


def subjects(look: imaplib.IMAP4, quoted: str) -> int:
    """How many messages a second connection sees in a folder."""
    status, answer = look.select(quoted, readonly=True)
    assert status == "OK", answer
    return int(answer[0] or b"0")


async def moved_and_back(context: Context, look: imaplib.IMAP4, folder: str) -> None:
    """Move a message there by the tool, find and read it there, and take that back."""
    mailbox = await context.connection(open_mailbox)
    message = await mailbox.append("INBOX", letter("A bill"))

    result = await run(context, "mail.move", args.MailMove(messages=(message,), to=box(folder)))

    def seen() -> tuple[int, int]:
        return subjects(look, utf7(folder)), subjects(look, "INBOX")

    assert await asyncio.to_thread(seen) == (1, 0)
    found = await run(context, "mail.search", args.MailSearch(mailbox=box(folder)))
    (item,) = found.items
    read = await run(context, "mail.read", args.MailRead(messages=(item.id,)))
    assert len(read.items) == 1
    await undo(context, "mail.move", result)
    assert await asyncio.to_thread(seen) == (0, 1)


@pytest.mark.parametrize("name", NAMES)
async def test_a_folder_of_any_name_takes_mail_and_gives_it_back(
    dovecot: Dovecot, surroundings: Callable[..., Context], looking: Look, name: str
) -> None:
    user = dovecot.user()
    look = await asyncio.to_thread(looking, dovecot, user)
    status, said = await asyncio.to_thread(look.create, utf7(name))
    assert status == "OK", said
    context = surroundings(dovecot.account(user), "0" * 64)

    assert name in await (await context.connection(open_mailbox)).folders()
    await moved_and_back(context, look, name)


@pytest.mark.parametrize("name", NAMES)
async def test_a_folder_of_any_name_is_made(dovecot: Dovecot, name: str) -> None:
    user = dovecot.user()
    async with ImapMailbox(dovecot.account(user), lambda name: PASSWORD) as mailbox:
        made = await mailbox.create_folder(name)
        again = await mailbox.create_folder(name)
        listed = await mailbox.folders()

    assert made == again == name
    assert listed.count(name) == 1


async def test_a_prefix_and_its_separator(
    prefixed_dovecot: Dovecot, surroundings: Callable[..., Context], looking: Look
) -> None:
    user = prefixed_dovecot.user()
    context = surroundings(prefixed_dovecot.account(user), "0" * 64)
    mailbox = await context.connection(open_mailbox)
    mark = prefixed_dovecot.separator  # type: ignore[attr-defined]
    look = await asyncio.to_thread(looking, prefixed_dovecot, user)

    assert await mailbox.special("trash") == f"INBOX{mark}Trash"
    assert await mailbox.special("archive") == f"INBOX{mark}Archive"
    assert await mailbox.create_folder("Réunions") == f"INBOX{mark}Réunions"
    assert await mailbox.create_folder("Réunions") == f"INBOX{mark}Réunions"
    assert f"INBOX{mark}Réunions" in await mailbox.folders()
    await moved_and_back(context, look, f"INBOX{mark}Réunions")


async def test_a_move_to_the_short_name_of_a_prefixed_folder(
    prefixed_dovecot: Dovecot, surroundings: Callable[..., Context]
) -> None:
    user = prefixed_dovecot.user()
    context = surroundings(prefixed_dovecot.account(user), "0" * 64)
    mailbox = await context.connection(open_mailbox)
    mark = prefixed_dovecot.separator  # type: ignore[attr-defined]
    message = await mailbox.append("INBOX", letter("A bill"))

    result = await run(context, "mail.move", args.MailMove(messages=(message,), to=box("receipts")))

    assert len(await mailbox.newest(f"INBOX{mark}Receipts", 5)) == 1
    await undo(context, "mail.move", result)
    assert len(await mailbox.newest("INBOX", 5)) == 1


async def test_special_folders_in_another_language(
    dovecot: Dovecot, surroundings: Callable[..., Context], looking: Look
) -> None:
    user = dovecot.user()
    folders = dict(zip(GERMAN.values(), GERMAN, strict=True))
    with another_dovecot(dovecot, folders=folders) as server:
        context = surroundings(server.account(user), "0" * 64)
        mailbox = await context.connection(open_mailbox)
        look = await asyncio.to_thread(looking, server, user)
        for use, name in GERMAN.items():
            if use != "\\Junk":
                assert await place_of(mailbox, use[1:].lower()) == name
        message = await mailbox.append("INBOX", letter("Old"))
        await run(context, "mail.trash", args.MailTrash(messages=(message,)))
        assert await asyncio.to_thread(subjects, look, utf7("Gelöschte Elemente")) == 1
        message = await mailbox.append("INBOX", letter("Kept", number=1))
        moved = args.MailMove(messages=(message,), to=box("archive"))
        await run(context, "mail.move", moved)
        assert await asyncio.to_thread(subjects, look, "Archiv") == 1
        await context.connections.__aexit__(None, None, None)


async def test_a_folder_rebuilt_since_it_was_listed_moves_nothing(
    dovecot: Dovecot, surroundings: Callable[..., Context], looking: Look
) -> None:
    user = dovecot.user()
    context = surroundings(dovecot.account(user), "0" * 64)
    mailbox = await context.connection(open_mailbox)
    await mailbox.append("Newsletters", letter("Old"))
    (listed,) = await search(mailbox, Query(folder="Newsletters"), 5)
    look = await asyncio.to_thread(looking, dovecot, user)

    def rebuild() -> None:
        look.delete("Newsletters")
        # UIDVALIDITY is made of the time in seconds.
        look.create("Newsletters")
        look.append("Newsletters", "", imaplib.Time2Internaldate(0), letter("Another"))

    await asyncio.to_thread(rebuild)
    given = {
        "mail.move": args.MailMove(messages=(listed,), to=box("Archive")),
        "mail.trash": args.MailTrash(messages=(listed,)),
        "mail.flag": args.MailFlag(messages=(listed,), flag="important"),
        "mail.read": args.MailRead(messages=(listed,)),
    }
    for name, arguments in given.items():
        with pytest.raises(AccountError, match=r"Newsletters.* was rebuilt .* Search again"):
            await run(context, name, arguments)

    def counts() -> list[int]:
        return [subjects(look, folder) for folder in ("Newsletters", "Archive", "Trash")]

    assert await asyncio.to_thread(counts) == [1, 0, 0]


async def test_a_folder_that_only_holds_others_is_no_target(
    dovecot: Dovecot, surroundings: Callable[..., Context], looking: Look
) -> None:
    user = dovecot.user()
    context = surroundings(dovecot.account(user), "0" * 64)
    mailbox = await context.connection(open_mailbox)
    look = await asyncio.to_thread(looking, dovecot, user)

    def branch() -> None:
        look.create("Branch/Leaf")
        look.delete("Branch")

    await asyncio.to_thread(branch)
    assert "Branch" not in await mailbox.folders()
    assert "Branch/Leaf" in await mailbox.folders()
    message = await mailbox.append("INBOX", letter("A bill"))

    await run(context, "mail.move", args.MailMove(messages=(message,), to=box("Branch")))
    assert await asyncio.to_thread(subjects, look, "Branch") == 1


@pytest.mark.parametrize("refused", [False, True])
async def test_a_missing_special_folder_is_made_for_its_use(refused: bool) -> None:
    heard: list[bytes] = []
    there = [b'* LIST (\\HasChildren) "." INBOX\r\n']

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        offered = b"IMAP4rev1 NAMESPACE SPECIAL-USE CREATE-SPECIAL-USE"
        writer.write(b"* OK [CAPABILITY " + offered + b"] ready\r\n")
        while line := await reader.readline():
            tag, word, *rest = line.strip().split(b" ", 2)
            end = tag + b" OK done\r\n"
            if word == b"LIST":
                writer.write(b"".join(there))
            elif word == b"NAMESPACE":
                writer.write(b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n')
            elif word == b"CAPABILITY":
                writer.write(b"* CAPABILITY " + offered + b"\r\n")
            elif word == b"CREATE":
                heard.append(rest[0])
                if refused and b"USE" in rest[0]:
                    end = tag + b" NO [USEATTR] no such use here\r\n"
            writer.write(end)

    async with fake_server(conversation) as port:
        settings = {"host": "127.0.0.1", "port": port, "tls": "none", "user": "me", "timeout": 5}
        async with ImapMailbox(Account("home", "mail", "imap", settings), lambda _: "x") as mailbox:
            assert await place_of(mailbox, "archive") == "INBOX.Archive"

    plain, told = b'"INBOX.Archive"', b'"INBOX.Archive" (USE (\\Archive))'
    assert heard == ([told, plain] if refused else [told])

"""IMAP against a real Dovecot, looked at over a second connection."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from imapclient import IMAPClient

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, UncertainError
from plam_agent.tools.mail.imap import ImapMailbox
from plam_agent.tools.mail.mailbox import FETCH_CAP, Query, message_id_of, search
from plam_agent.tools.mail.message import parse
from tests.servers import PASSWORD, Dovecot, dying_proxy, fake_server, free_port, letter


@contextlib.asynccontextmanager
async def mailbox_of(account: Account) -> AsyncIterator[ImapMailbox]:
    async with ImapMailbox(account, lambda name: PASSWORD) as mailbox:
        yield mailbox


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    return dovecot.user()


@pytest.fixture
def look(dovecot: Dovecot, user: str) -> Iterator[imaplib.IMAP4]:
    client = dovecot.look(user)
    yield client
    client.logout()


@pytest.fixture
async def mailbox(dovecot: Dovecot, user: str) -> AsyncIterator[ImapMailbox]:
    async with mailbox_of(dovecot.account(user)) as opened:
        yield opened


def stored(look: imaplib.IMAP4, folder: str) -> dict[bytes, bytes]:
    """Subject to flags of every message in a folder."""
    _, (count,) = look.select(folder, readonly=True)
    if count == b"0":
        return {}
    _, answer = look.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
    return {
        part[1].split(b":", 1)[1].strip(): part[0].partition(b"FLAGS (")[2].partition(b")")[0]
        for part in answer
        if isinstance(part, tuple)
    }


async def test_looking_leaves_everything_as_it_was(mailbox, look) -> None:
    look.append("INBOX", "", None, letter("one"))
    before = stored(look, "INBOX")

    found = await mailbox.newest("INBOX", 10)
    (raw,) = await mailbox.fetch(found)
    await mailbox.flags(found)
    await search(mailbox, Query(words=("one",)), 10)

    assert raw.raw == letter("one")
    assert not raw.truncated
    assert raw.version == (await mailbox.fetch(found))[0].version
    after = stored(look, "INBOX")
    assert b"\\Seen" not in after[b"one"]
    assert set(before) == set(after)


async def test_a_move_takes_the_message_and_says_where_it_is(mailbox, look) -> None:
    for number in range(3):
        look.append("INBOX", "(\\Flagged)", None, letter(f"m{number}", number=number))
    ids = await mailbox.newest("INBOX", 10)

    moved = await mailbox.move(ids[:2], "Receipts")

    assert set(stored(look, "Receipts")) == {b"m2", b"m1"}
    assert set(stored(look, "INBOX")) == {b"m0"}
    assert [raw.raw for raw in await mailbox.fetch([moved[each] for each in ids[:2]])] == [
        letter("m2", number=2),
        letter("m1", number=1),
    ]
    assert b"\\Flagged" in stored(look, "Receipts")[b"m1"]
    back = await mailbox.move(list(moved.values()), "INBOX")
    assert len(back) == 2
    assert stored(look, "Receipts") == {}


@pytest.mark.parametrize("lacking", [{"MOVE"}, {"UIDPLUS"}, {"MOVE", "UIDPLUS"}])
async def test_servers_without_move_or_uidplus(
    mailbox, look, lacking: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    has = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient, "has_capability", lambda self, name: name not in lacking and has(self, name)
    )
    same = letter("twin")
    look.append("Receipts", "", None, same)
    look.append("INBOX", "", None, same)
    look.append("INBOX", "", None, letter("stays"))
    (stays, twin) = await mailbox.newest("INBOX", 2)

    moved = await mailbox.move([twin], "Receipts")

    assert set(stored(look, "INBOX")) == {b"stays"}
    assert (await mailbox.fetch([moved[twin]]))[0].raw == same
    assert len(await mailbox.newest("Receipts", 9)) == 2
    assert moved[twin] == (await mailbox.newest("Receipts", 1))[0]
    assert stays.id.startswith("INBOX/")


async def test_expunge_never_takes_other_messages_along(
    mailbox, look, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient,
        "has_capability",
        lambda self, name: name not in ("MOVE", "UIDPLUS") and has(self, name),
    )
    look.append("INBOX", "(\\Deleted)", None, letter("marked by another program"))
    look.append("INBOX", "", None, letter("mine"))
    (mine, _) = await mailbox.newest("INBOX", 2)

    with pytest.raises(AccountError, match="marked as deleted"):
        await mailbox.move([mine], "Receipts")

    assert len(stored(look, "INBOX")) == 2
    assert stored(look, "Receipts") == {}


async def test_flags_appending_and_discarding(mailbox, look) -> None:
    placed = await mailbox.append("Drafts", letter("draft"), ("\\Draft", "\\Seen"))
    kept = await mailbox.append("Drafts", letter("kept"), ())

    await mailbox.store([placed], add=("\\Flagged",), remove=("\\Seen",))

    assert (await mailbox.flags([placed]))[placed] == {"\\Draft", "\\Flagged"}
    assert await mailbox.find("Drafts", "<nothing@example.com>") == []
    assert await mailbox.find("Drafts", '<(a" {5}@example.com>') == []
    identity = parse(letter("draft")).message_id
    assert await mailbox.find("Drafts", identity) == [placed]
    await mailbox.discard([placed])
    assert set(stored(look, "Drafts")) == {b"kept"}
    assert await mailbox.fetch([placed, kept]) == await mailbox.fetch([kept])


async def test_searching_people_words_and_time(mailbox, look) -> None:
    look.append("INBOX", "", None, letter("Réunion à Orléans", "rendez-vous (salle) 5"))
    look.append(
        "INBOX",
        "(\\Seen)",
        None,
        letter("Invoice", "total {5}", sender="Shop <shop@example.net>", number=1),
    )
    old = letter("old", "x", date="Mon, 02 Mar 2026 23:30:00 -0500", number=2)
    look.append("INBOX", "", imaplib.Time2Internaldate(datetime(2026, 3, 3, tzinfo=UTC)), old)

    async def subjects(**asked) -> list[str]:
        ids = await search(mailbox, Query(**asked), 50)
        return [parse(raw.raw).subject for raw in await mailbox.fetch(ids)]

    assert await subjects(people=("shop",)) == ["Invoice"]
    assert await subjects(words=("réunion",)) == ["Réunion à Orléans"]
    assert await subjects(words=("réunion", "(salle)")) == ["Réunion à Orléans"]
    assert await subjects(words=("{5}",)) == ["Invoice"]
    assert await subjects(words=('a" OR ALL "',)) == []
    assert await subjects(words=("x\r\nZ LOGOUT",)) == []
    assert await subjects(people=("nobody",)) == []
    assert await subjects(unseen=True) == ["old", "Réunion à Orléans"]
    day = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    assert await subjects(since=day, before=datetime(2026, 3, 3, 4, 31, tzinfo=UTC)) == ["old"]
    assert await subjects(since=datetime(2026, 3, 3, 4, 31, tzinfo=UTC)) == [
        "Invoice",
        "Réunion à Orléans",
    ]


async def test_folder_names_in_any_script(mailbox, look) -> None:
    for name in ('Éléments & "co"', "日本語", "a\\b"):
        await mailbox.create_folder(name)
        await mailbox.create_folder(name)
        placed = await mailbox.append(name, letter("x"))
        assert (await mailbox.newest(name, 1)) == [placed]
        assert name in await mailbox.folders()


async def test_special_folders_are_found(mailbox) -> None:
    assert await mailbox.special("trash") == "Trash"
    assert await mailbox.special("sent") == "Sent"
    assert await mailbox.special("archive") == "Archive"


async def test_a_rebuilt_folder_makes_ids_stale(mailbox, look) -> None:
    look.append("Receipts", "", None, letter("first"))
    (old,) = await mailbox.newest("Receipts", 1)
    look.delete("Receipts")
    look.create("Receipts")
    look.append("Receipts", "", None, letter("another"))

    folder, _, uid = old.id.split("/")
    if (await mailbox.newest("Receipts", 1))[0] == old:
        old = message_id_of("home", folder, 1, uid)
    for act in (mailbox.fetch([old]), mailbox.flags([old]), mailbox.move([old], "INBOX")):
        with pytest.raises(AccountError, match="rebuilt"):
            await act
    assert set(stored(look, "Receipts")) == {b"another"}


async def test_a_huge_message_is_read_up_to_a_limit_and_says_so(mailbox, look) -> None:
    look.append("INBOX", "", None, letter("huge", "x" * 76 * 10 + "\r\n" + "y\r\n" * 800_000))

    (raw,) = await mailbox.fetch(await mailbox.newest("INBOX", 1))

    assert raw.truncated
    assert len(raw.raw) == FETCH_CAP
    assert raw.size > FETCH_CAP


@pytest.mark.parametrize("tls", ["tls", "starttls"])
async def test_tls_with_an_authority_of_ones_own(dovecot: Dovecot, user: str, tls: str) -> None:
    port = dovecot.tls_port if tls == "tls" else dovecot.port
    account = dovecot.account(user, tls=tls, port=port, ca_file=str(dovecot.ca_file))
    async with mailbox_of(account) as mailbox:
        assert "INBOX" in await mailbox.folders()

    with pytest.raises(AccountError, match=r"127\.0\.0\.1.*certificate"):
        async with mailbox_of(dovecot.account(user, tls=tls, port=port)):
            pass


def test_a_password_is_never_sent_in_the_clear_over_a_network() -> None:
    account = Account("home", "mail", "imap", {"host": "mail.example.org", "tls": "none"})
    with pytest.raises(ConfigError, match="without encryption"):
        ImapMailbox(account, lambda name: PASSWORD)


async def test_a_refused_password(dovecot: Dovecot, user: str) -> None:
    with pytest.raises(AccountError, match="refused the password") as caught:
        async with ImapMailbox(dovecot.account(user), lambda name: "wrong"):
            pass
    assert "plam account add" in caught.value.fix


async def test_a_server_that_is_not_there(dovecot: Dovecot, user: str) -> None:
    with pytest.raises(AccountError, match=r"127\.0\.0\.1"):
        async with mailbox_of(dovecot.account(user, port=free_port())):
            pass


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"* BYE full\r\n"])
async def test_a_server_that_talks_something_else(
    dovecot: Dovecot, user: str, greeting: bytes
) -> None:
    async def conversation(reader, writer) -> None:
        writer.write(greeting)
        await writer.drain()

    async with fake_server(conversation) as port:
        with pytest.raises(AccountError, match=r"127\.0\.0\.1"):
            async with mailbox_of(dovecot.account(user, port=port)):
                pass


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 1 BODY[] {99999999}\r\n",
        b"* SEARCH a b c\r\n",
        b")))\r\n",
        b"* BYE bye\r\n",
    ],
)
async def test_garbage_in_the_middle(dovecot: Dovecot, user: str, answer: bytes) -> None:
    async def conversation(reader, writer) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello\r\n")
        while line := await reader.readline():
            tag, _, rest = line.partition(b" ")
            if rest.startswith(b"AUTHENTICATE"):
                writer.write(b"+ \r\n")
                await reader.readline()
            if rest.startswith(b"EXAMINE"):
                writer.write(b"* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n")
            if rest.startswith(b"UID"):
                writer.write(answer)
            else:
                capable = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"
                writer.write((capable if b"CAPAB" in rest else b"") + tag + b" OK done\r\n")
            await writer.drain()
            if rest.startswith(b"UID"):
                return

    async with (
        fake_server(conversation) as port,
        mailbox_of(dovecot.account(user, port=port, timeout=3)) as mailbox,
    ):
        with pytest.raises(AccountError):
            await mailbox.newest("INBOX", 3)


async def test_a_connection_lost_while_looking_is_made_anew(
    dovecot: Dovecot, user: str, look
) -> None:
    look.append("INBOX", "", None, letter("one"))
    async with (
        dying_proxy(dovecot.port, b"SEARCH") as port,
        mailbox_of(dovecot.account(user, port=port)) as mailbox,
    ):
        with pytest.raises(AccountError, match="connection"):
            await mailbox.newest("INBOX", 1)
        assert "INBOX" in await mailbox.folders()


@pytest.mark.parametrize("stall", [False, True])
async def test_a_connection_lost_during_a_move_is_uncertain(
    dovecot: Dovecot, user: str, look, stall: bool
) -> None:
    look.append("INBOX", "", None, letter("one"))
    async with (
        dying_proxy(dovecot.port, b"MOVE", stall=stall) as port,
        mailbox_of(dovecot.account(user, port=port, timeout=2)) as mailbox,
    ):
        found = await mailbox.newest("INBOX", 1)
        with pytest.raises(UncertainError, match="moving messages to Receipts"):
            await mailbox.move(found, "Receipts")
        assert "INBOX" in await mailbox.folders()


async def test_cancelling_frees_the_thread_at_once(dovecot: Dovecot, user: str, look) -> None:
    look.append("INBOX", "", None, letter("one"))
    async with (
        dying_proxy(dovecot.port, b"SEARCH", stall=True) as port,
        mailbox_of(dovecot.account(user, port=port, timeout=60)) as mailbox,
    ):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await mailbox.newest("INBOX", 1)
        async with asyncio.timeout(5):
            assert "INBOX" in await mailbox.folders()


async def test_a_full_mailbox_says_so(dovecot: Dovecot) -> None:
    user = dovecot.user(small=True)
    async with mailbox_of(dovecot.account(user)) as mailbox:
        with pytest.raises(AccountError, match="out of space") as caught:
            await mailbox.append("INBOX", letter("big", "x\r\n" * 8000))
        assert "Delete" in caught.value.fix
        assert await mailbox.newest("INBOX", 5) == []


async def test_moving_to_a_folder_that_is_not_there_changes_nothing(mailbox, look) -> None:
    look.append("INBOX", "", None, letter("one"))
    found = await mailbox.newest("INBOX", 1)

    with pytest.raises(AccountError, match="Nowhere"):
        await mailbox.move(found, "Nowhere")

    assert set(stored(look, "INBOX")) == {b"one"}


async def test_ids_of_another_account_are_refused(mailbox) -> None:
    stranger = message_id_of("elsewhere", "INBOX", 1, 1)
    with pytest.raises(ConfigError, match="no message of account home"):
        await mailbox.fetch([stranger])


async def test_a_password_that_the_server_cannot_be_told_is_one_sentence(
    dovecot: Dovecot, user: str
) -> None:
    async def conversation(reader, writer) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        while line := await reader.readline():
            tag = line.split()[0]
            writer.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")

    async with fake_server(conversation) as port:
        with pytest.raises(AccountError, match="letters beyond ASCII") as caught:
            async with ImapMailbox(dovecot.account(user, port=port), lambda name: "sésame"):
                pass
    assert "sésame" not in str(caught.value)
    assert "another password" in caught.value.fix

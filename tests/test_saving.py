"""Attachments saved from real mailboxes into a declared folder."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from plam_agent.config import Account
from plam_agent.errors import ToolError
from plam_agent.tools.arguments import MailSave
from plam_agent.tools.context import Context
from plam_agent.tools.files import changing
from plam_agent.tools.files.names import LONGEST_NAME, safe_name
from plam_agent.tools.mail import saving
from plam_agent.tools.mail.mailbox import Mailbox, open_mailbox
from plam_agent.tools.mail.saving import save
from plam_agent.types import ObjectId, Reconciled, Result
from tests.servers import OWNER, Dovecot

CALL = "0123456789abcdef" * 4
HOSTILE = "../../etc/\u202egpj.\x00evil\x1b[0m.exe"


@pytest.fixture(params=["imap", "maildir"])
def account(request: pytest.FixtureRequest, tmp_path: Path) -> Account:
    if request.param == "imap":
        dovecot: Dovecot = request.getfixturevalue("dovecot")
        return dovecot.account(dovecot.user())
    for part in ("tmp", "new", "cur"):
        (tmp_path / "mail" / part).mkdir(parents=True)
    return Account("home", "mail", "maildir", {"path": str(tmp_path / "mail")})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "root" / "Receipts").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def context(account: Account, folder: Path, surroundings: Callable[..., Context]) -> Context:
    files = surroundings(Account("docs", "files", "folder", {"path": str(folder)}), CALL)
    return dataclasses.replace(
        surroundings(account, CALL), other=lambda kind: files if kind == "files" else None
    )


@pytest.fixture
async def mailbox(context: Context) -> Mailbox:
    return await context.connection(open_mailbox)


def mail(*files: tuple[str | None, str, bytes], disposition: str = "attachment") -> bytes:
    message = EmailMessage()
    message["From"] = "Shop <pay@shop.example>"
    message["To"] = OWNER
    message["Subject"] = "Invoice"
    message["Date"] = "Tue, 03 Mar 2026 10:00:00 +0100"
    message.set_content("See what is attached.")
    for name, kind, data in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(
            data, maintype=main, subtype=sub, filename=name, disposition=disposition
        )
    return bytes(message)


def wanted(*messages: ObjectId, to: str = "Receipts") -> MailSave:
    return MailSave(messages=messages, to=ObjectId("folder", "docs", to))


def held(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


async def run(context: Context, given: MailSave) -> Result:
    assert save.run is not None
    assert save.complete is not None
    await save.complete(context, given)
    result = await save.run(context, given)
    json.dumps(result.undo)
    return result


async def undo(context: Context, result: Result) -> str:
    assert save.undo is not None
    assert result.undo is not None
    return await save.undo(context, json.loads(json.dumps(result.undo)))


async def reconcile(context: Context, given: Any) -> Reconciled:
    assert save.reconcile is not None
    return await save.reconcile(context, given)


async def test_attachments_are_saved_and_taken_back(
    context: Context, mailbox: Mailbox, folder: Path
) -> None:
    large = os.urandom(3 * 1024 * 1024)
    first = await mailbox.append(
        "INBOX", mail(("bill.pdf", "application/pdf", b"%PDF-1"), ("été.bin", "image/x-raw", large))
    )
    second = await mailbox.append("INBOX", mail(("bill.pdf", "application/pdf", b"%PDF-2")))
    given = wanted(first, second)
    assert await reconcile(context, given) is Reconciled.NOT_DONE

    result = await run(context, given)

    assert result.summary == "saved 3 attachments to Receipts"
    assert held(folder) == {
        "Receipts/bill (2).pdf": b"%PDF-2",
        "Receipts/bill.pdf": b"%PDF-1",
        "Receipts/été.bin": large,
    }
    assert [item.id.id for item in result.items] == [
        "Receipts/bill.pdf",
        "Receipts/été.bin",
        "Receipts/bill (2).pdf",
    ]
    kinds = {origin.kind for origin in result.items[0].fields["name"].origins}
    assert kinds == {"files", context.account.driver}
    assert await reconcile(context, given) is Reconciled.DONE
    again = await run(context, given)
    assert again.summary == "saved 0 attachments to Receipts; 3 there already"
    assert again.undo is None
    assert await undo(context, result) == "removed 3 files"
    assert held(folder) == {}


async def test_only_what_is_as_it_was_written_is_removed(
    context: Context, mailbox: Mailbox, folder: Path
) -> None:
    source = await mailbox.append(
        "INBOX", mail(("a.txt", "text/plain", b"a"), ("b.txt", "text/plain", b"b"))
    )
    result = await run(context, wanted(source))
    (folder / "Receipts" / "b.txt").write_text("edited")

    with pytest.raises(ToolError, match="was changed meanwhile"):
        await undo(context, result)

    assert held(folder) == {"Receipts/a.txt": b"a", "Receipts/b.txt": b"edited"}


async def test_a_name_can_do_no_harm(context: Context, mailbox: Mailbox, folder: Path) -> None:
    names = (
        HOSTILE.replace("\x00", ""),
        "..",
        ".bashrc",
        "NUL",
        "a/b\\c:d.txt",
        "x" * 300 + ".pdf",
    )
    source = await mailbox.append(
        "INBOX", mail(*((name, "application/x-thing", b"x%d" % n) for n, name in enumerate(names)))
    )

    await run(context, wanted(source, to="."))

    saved = held(folder)
    assert len(saved) == len(names)
    for name in saved:
        assert "/" not in name
        assert name.isprintable()
        assert not name.startswith(".")
        assert len(name.encode()) <= LONGEST_NAME
        assert not (folder / name).stat().st_mode & 0o111


async def test_pictures_in_the_text_and_unnamed_invitations_are_left_out(
    context: Context, mailbox: Mailbox, folder: Path
) -> None:
    message = EmailMessage()
    message["From"] = "Shop <pay@shop.example>"
    message["Subject"] = "Invitation"
    message.set_content("Come")
    message.add_alternative("<p>Come <img src='cid:logo'></p>", subtype="html")
    body = message.get_payload()[1]
    body.add_related(
        b"logo", "image", "png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename=None)
    message.add_attachment(b"scan", maintype="image", subtype="png")
    source = await mailbox.append("INBOX", bytes(message))

    await run(context, wanted(source))

    assert held(folder) == {"Receipts/attachment.png": b"scan"}


async def test_nothing_attached_is_said(context: Context, mailbox: Mailbox, folder: Path) -> None:
    source = await mailbox.append("INBOX", mail())
    with pytest.raises(ToolError, match="nothing is attached"):
        await run(context, wanted(source))
    await mailbox.discard([source])
    with pytest.raises(ToolError, match="cannot be found any more"):
        await run(context, wanted(source))


async def test_one_that_fails_leaves_none(
    context: Context, mailbox: Mailbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await mailbox.append(
        "INBOX", mail(("a.txt", "text/plain", b"a"), ("b.txt", "text/plain", b"b"))
    )
    gone = await mailbox.append("INBOX", mail(("c.txt", "text/plain", b"c")))
    await mailbox.discard([gone])
    with pytest.raises(ToolError, match="cannot be found"):
        await run(context, wanted(source, gone))
    assert held(folder) == {}
    create = changing.create

    def full(place: Any, name: str, *rest: Any) -> str:
        if name == "b.txt":
            raise OSError(28, "No space left on device")
        return create(place, name, *rest)

    monkeypatch.setattr(changing, "create", full)
    with pytest.raises(ToolError, match="the disk is full"):
        await run(context, wanted(source))
    assert held(folder) == {}


async def test_bounds_are_kept(
    context: Context, mailbox: Mailbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = await mailbox.append(
        "INBOX", mail(*((f"{n}.txt", "text/plain", b"%d" % n) for n in range(3)))
    )
    monkeypatch.setattr(saving, "MOST", 2)
    with pytest.raises(ToolError, match="more than 2 attachments"):
        await run(context, wanted(source))
    monkeypatch.setattr(saving, "MOST", 100)
    monkeypatch.setattr(saving, "LARGEST", 256 * 1024)
    large = await mailbox.append("INBOX", mail(("big.bin", "image/x-raw", os.urandom(400_000))))
    with pytest.raises(ToolError, match="is larger than"):
        await run(context, wanted(large))
    assert held(folder) == {}


async def test_a_folder_that_is_none_is_refused(
    context: Context, mailbox: Mailbox, folder: Path, tmp_path: Path
) -> None:
    source = await mailbox.append("INBOX", mail(("a.txt", "text/plain", b"a")))
    (tmp_path / "outside").mkdir()
    (folder / "away").symlink_to(tmp_path / "outside")
    for to in ("away", "Nowhere"):
        with pytest.raises(ToolError):
            await run(context, wanted(source, to=to))
    elsewhere = MailSave(messages=(source,), to=ObjectId("folder", "other", "Receipts"))
    with pytest.raises(ToolError, match="saved to docs"):
        await run(context, elsewhere)
    alone = dataclasses.replace(context, other=lambda kind: None)
    with pytest.raises(ToolError, match="no folder that attachments"):
        await run(alone, wanted(source))
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("bill.pdf", "bill.pdf"),
        ("../../bill.pdf", "bill.pdf"),
        ("C:\\Users\\me\\bill.pdf", "bill.pdf"),
        ("...", "file"),
        (".profile", "profile"),
        ("aux.h", "_aux.h"),
        ("ab\u202efdp.exe", "abfdp.exe"),
        ("a<b>?.txt", "a_b__.txt"),
        ("  two \n lines .txt ", "two lines .txt"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("", "file"),
    ],
)
def test_safe_names(said: str, made: str) -> None:
    assert safe_name(said) == made

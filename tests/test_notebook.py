"""A folder of notes and its passages in memory, kept the same whatever happens to either."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plam_agent import notebook as notebook_module
from plam_agent.config import Account
from plam_agent.errors import ConfigError
from plam_agent.memory.memory import Memory, Tier
from plam_agent.memory.recollection import Recollection
from plam_agent.notebook import Notebook
from plam_agent.noting import leave
from tests.fixtures_home import Home

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Counting:
    """An embedder that counts what it embeds."""

    name = "counting"
    dimension = 4

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.texts += texts
        rows = [list(hashlib.sha256(text.encode()).digest()[:4]) for text in texts]
        found = np.array(rows, dtype=np.float32) + 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)


class Vault:
    """A folder of notes, its notebook, and what is remembered of it."""

    def __init__(self, folder: Path, recollection: Recollection, embedder: Counting) -> None:
        self.folder = folder
        self.recollection = recollection
        self.embedder = embedder
        self.account = Account("vault", "notes", "folder", {"path": str(folder)})
        self.again()

    def again(self) -> None:
        """As after a restart."""
        self.notebook = Notebook(self.account, self.recollection, UTC)

    def write(self, path: str, text: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    async def memories(self) -> list[Memory]:
        found = await asyncio.to_thread(list, self.recollection.memories.all((Tier.NOTE,)))
        return sorted(found, key=lambda each: (each.source, each.place))

    async def texts(self) -> list[str]:
        return [each.text for each in await self.memories()]


@pytest.fixture
async def vault(tmp_path: Path, unlocked: Home) -> AsyncIterator[Vault]:
    (tmp_path / "notes").mkdir()
    embedder = Counting()
    async with await Recollection.open(
        unlocked.path, unlocked.vault, embedder, ("en",), UTC
    ) as recollection:
        yield Vault(tmp_path / "notes", recollection, embedder)


async def test_every_note_is_remembered(vault: Vault) -> None:
    vault.write("Budget.md", "# Trip\n\nThe hotel is 90 euros.")
    vault.write("people/Anna.md", "Likes tea.")
    vault.write("plain.txt", "Call the bank.")
    vault.write("picture.png", b"\x89PNG")
    vault.write(".obsidian/app.md", "hidden")

    looked = await vault.notebook.look()

    assert (looked.read, looked.added, looked.gone, looked.trouble) == (3, 3, 0, ())
    assert await vault.texts() == [
        "Budget › Trip\nThe hotel is 90 euros.",
        "Anna\nLikes tea.",
        "plain\nCall the bank.",
    ]
    (found, *_) = await vault.recollection.recall("what does the hotel cost", NOW)
    assert found.memory.source == "note:vault/Budget.md"


async def test_only_what_changed_is_embedded_again(vault: Vault) -> None:
    vault.write("a.md", "# one\n\nfirst\n\n# two\n\nsecond")
    vault.write("b.md", "other")
    await vault.notebook.look()
    vault.embedder.texts.clear()
    vault.write("a.md", "# one\n\nfirst\n\n# two\n\nchanged")

    looked = await vault.notebook.look()

    assert vault.embedder.texts == ["a › two\nchanged"]
    assert (looked.added, looked.gone) == (1, 1)
    assert await vault.texts() == ["a › one\nfirst", "a › two\nchanged", "b\nother"]


async def test_after_a_restart_nothing_is_embedded_again(vault: Vault) -> None:
    vault.write("a.md", "# one\n\nfirst\n\n# two\n\nsecond")
    await vault.notebook.look()
    before = await vault.memories()
    vault.embedder.texts.clear()
    vault.again()

    looked = await vault.notebook.look()

    assert (looked.read, looked.added, looked.gone) == (1, 0, 0)
    assert vault.embedder.texts == []
    assert await vault.memories() == before


async def test_what_is_put_before_moves_the_rest_without_embedding_it(vault: Vault) -> None:
    vault.write("a.md", "# two\n\nsecond\n\n# three\n\nthird")
    await vault.notebook.look()
    vault.embedder.texts.clear()
    vault.write("a.md", "# one\n\nfirst\n\n# two\n\nsecond\n\n# three\n\nthird")

    await vault.notebook.look()

    assert vault.embedder.texts == ["a › one\nfirst"]
    assert [(each.place, each.text.partition("\n")[2]) for each in await vault.memories()] == [
        (0, "first"),
        (1, "second"),
        (2, "third"),
    ]
    assert b"" not in [each.vector for each in await vault.memories()]


async def test_deleted_notes_leave_the_memory(vault: Vault) -> None:
    vault.write("a.md", "first")
    vault.write("deep/b.md", "second")
    vault.write("deep/c.md", "third")
    await vault.notebook.look()
    (vault.folder / "a.md").unlink()
    shutil.rmtree(vault.folder / "deep")

    looked = await vault.notebook.look({"a.md", "deep"})

    assert looked.gone == 3
    assert await vault.texts() == []
    assert await vault.recollection.recall("first second third", NOW) == []


async def test_a_moved_note_keeps_its_embeddings(vault: Vault) -> None:
    vault.write("a.md", "---\ntitle: Anna\n---\n# Tea\n\nShe likes it.")
    await vault.notebook.look()
    vault.embedder.texts.clear()
    (vault.folder / "people").mkdir()
    (vault.folder / "a.md").rename(vault.folder / "people" / "anna.md")

    await vault.notebook.look({"a.md", "people/anna.md"})

    assert vault.embedder.texts == []
    assert {each.source for each in await vault.memories()} == {"note:vault/people/anna.md"}
    assert b"" not in [each.vector for each in await vault.memories()]


async def test_a_note_that_the_owner_forgot_does_not_come_back(vault: Vault) -> None:
    vault.write("a.md", "# keep\n\nfirst\n\n# secret\n\nforget me")
    await vault.notebook.look()
    (secret,) = [each.id for each in await vault.memories() if "forget me" in each.text]

    await vault.recollection.forget([secret])
    vault.write("a.md", "# keep\n\nfirst and more\n\n# secret\n\nforget me")
    await vault.notebook.look({"a.md"})
    assert await vault.texts() == ["a › keep\nfirst and more"]
    vault.again()
    await vault.notebook.look()
    vault.write("b.md", "new")
    await vault.notebook.look()

    assert await vault.texts() == ["a › keep\nfirst and more", "b\nnew"]


async def test_what_was_forgotten_while_nobody_watched_stays_away(vault: Vault) -> None:
    vault.write("a.md", "# keep\n\nfirst\n\n# secret\n\nforget me")
    await vault.notebook.look()
    await vault.recollection.forget([each.id for each in await vault.memories()])
    vault.again()

    await vault.notebook.look()

    assert await vault.texts() == []


async def test_a_change_that_is_taken_back_comes_back(vault: Vault) -> None:
    vault.write("a.md", "# one\n\nfirst\n\n# two\n\nsecond")
    await vault.notebook.look()
    vault.write("a.md", "# one\n\nfirst")
    await vault.notebook.look({"a.md"})
    vault.write("a.md", "# one\n\nfirst\n\n# two\n\nsecond")

    await vault.notebook.look({"a.md"})

    assert await vault.texts() == ["a › one\nfirst", "a › two\nsecond"]


async def test_links_out_of_the_folder_are_not_followed(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("not mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_text("not mine")
    (vault.folder / "link.md").symlink_to(tmp_path / "outside.md")
    (vault.folder / "folder").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(vault.folder / "pipe.md")

    await vault.notebook.look()
    await vault.notebook.look({"link.md", "folder/x.md", "../outside.md", "pipe.md"})

    assert await vault.texts() == []


async def test_huge_and_binary_notes_are_left_out_and_told_once(vault: Vault) -> None:
    vault.write("huge.md", b"a " * 600_000)
    vault.write("binary.md", b"\x00\x01\x02" * 100)
    vault.write("fine.md", "fine")

    first = await vault.notebook.look()
    second = await vault.notebook.look()

    assert first.trouble == ("binary.md is no text", "huge.md is larger than 1024 KiB")
    assert second.trouble == ()
    assert await vault.texts() == ["fine\nfine"]


async def test_broken_utf_8_and_utf_16_are_read(vault: Vault) -> None:
    vault.write("latin.md", "café au lait".encode("cp1252"))
    vault.write("wide.md", "café".encode("utf-16"))
    vault.write("control.md", "a\x1b[31mb\u202ec\r\nd")

    await vault.notebook.look()

    assert await vault.texts() == ["control\na[31mbc\nd", "latin\ncafé au lait", "wide\ncafé"]


async def test_a_note_that_changes_while_it_is_read_is_read_whole(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", "old " * 50)
    whole = notebook_module.content
    reads = iter(range(9))

    def content(fd: int, limit: int) -> bytes:
        octets = whole(fd, limit)
        if next(reads) == 0:
            vault.write("a.md", "new")
        return octets

    monkeypatch.setattr(notebook_module, "content", content)
    looked = await vault.notebook.look()

    assert await vault.texts() == ["a\nnew"]
    assert looked.trouble == ()


async def test_a_note_that_never_stands_still_is_told(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("a.md", "old")
    whole = notebook_module.content

    def content(fd: int, limit: int) -> bytes:
        with (vault.folder / "a.md").open("a") as file:
            file.write("more")
        return whole(fd, limit)

    monkeypatch.setattr(notebook_module, "content", content)
    looked = await vault.notebook.look()

    assert looked.trouble == ("a.md changes while it is read",)


async def test_a_missing_folder_forgets_nothing(vault: Vault) -> None:
    vault.write("a.md", "first")
    await vault.notebook.look()
    vault.folder.rename(vault.folder.with_name("away"))

    with pytest.raises(ConfigError, match="cannot be opened"):
        await vault.notebook.look()

    assert await vault.texts() == ["a\nfirst"]


async def test_two_processes_at_the_same_folder_remember_it_once(vault: Vault) -> None:
    vault.write("a.md", "first")
    other = Notebook(vault.account, vault.recollection, UTC)
    await other.look()
    await vault.notebook.look()
    vault.write("b.md", "second")

    await vault.notebook.look()
    await other.look()

    assert await vault.texts() == ["a\nfirst", "b\nsecond"]


async def test_another_account_is_left_alone(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "a.md").write_text("theirs")
    work = Account("vault2", "notes", "folder", {"path": str(tmp_path / "work")})
    vault.write("a.md", "mine")
    await Notebook(work, vault.recollection, UTC).look()

    await vault.notebook.look()

    assert await vault.texts() == ["a\nmine", "a\ntheirs"]


async def test_a_long_look_tells_how_far_it_is(vault: Vault) -> None:
    for number in range(5):
        vault.write(f"{number}.md", "x")
    told: list[tuple[int, int]] = []

    await vault.notebook.look(progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (5, 5)


Step = Callable[[Vault], None]
STEPS: list[Step] = [
    lambda v: v.write("a.md", "# x\n\none\n\n# y\n\ntwo"),
    lambda v: v.write("a.md", "# y\n\ntwo\n\n# x\n\none"),
    lambda v: v.write("b.md", "# y\n\ntwo"),
    lambda v: (v.folder / "a.md").unlink(missing_ok=True),
    lambda v: v.write("a.md", ""),
    lambda v: v.again(),
]


@pytest.mark.parametrize("order", [(0, 2, 1, 3, 5, 0), (0, 3, 0, 1, 4, 0), (2, 5, 0, 5, 1, 2)])
async def test_after_every_step_memory_says_what_the_folder_says(
    vault: Vault, order: tuple[int, ...], new_home: Callable[[], Home]
) -> None:
    for step in order:
        STEPS[step](vault)
        await vault.notebook.look()
    home = await asyncio.to_thread(new_home)

    async with await Recollection.open(home.path, home.vault, None, ("en",), UTC) as fresh:
        await Notebook(vault.account, fresh, UTC).look()
        memories = await asyncio.to_thread(list, fresh.memories.all())
    wanted = sorted((m.source, m.place, m.text) for m in memories)

    assert [(m.source, m.place, m.text) for m in await vault.memories()] == wanted


async def test_notes_of_an_account_that_was_removed_leave_the_memory(vault: Vault) -> None:
    vault.write("a.md", "mine")
    await vault.notebook.look()

    assert await asyncio.to_thread(leave, vault.recollection, [vault.account]) == 0
    assert await asyncio.to_thread(leave, vault.recollection, []) == 1
    assert await vault.texts() == []

    vault.again()
    await vault.notebook.look()
    assert await vault.texts() == ["a\nmine"]

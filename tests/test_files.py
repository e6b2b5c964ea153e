"""Files in a declared folder: what the tools do, refuse, take back and find out afterwards."""

from __future__ import annotations

import dataclasses
import os
import stat
import urllib.parse
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plam_agent.config import Account
from plam_agent.errors import AccountError, ConfigError, InputError, PlamError, ToolError
from plam_agent.tools import arguments as args
from plam_agent.tools.context import Connections, Context
from plam_agent.tools.files import TOOLS, changing, find_files, find_folder, kernel, path_of, text
from plam_agent.tools.registry import Registry
from plam_agent.types import Effect, Item, ObjectId, Reconciled, Result, When
from tests.tool_calls import ran, undone

FILES = Registry(TOOLS)
undo = partial(undone, FILES)
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)
CALL = "0123456789abcdef" * 4


@pytest.fixture(params=["openat2", "portable"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test runs with the kernel's calls and with their portable equals."""
    if request.param == "portable":
        monkeypatch.setattr(kernel, "has_openat2", lambda: False)
        monkeypatch.setattr(kernel, "_renamer", lambda: None)
    elif not kernel.has_openat2():
        pytest.skip("this system has no openat2")
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root with a few files, beside a folder that is none of its business."""
    root = tmp_path / "root"
    (root / "Work" / "old").mkdir(parents=True)
    (root / "Receipts").mkdir()
    (root / "notes.txt").write_text("milk and honey\n")
    (root / "Work" / "report-2026.md").write_text("# Annual report\n\nProfit grew.\n")
    (root / "Work" / "old" / "budget2025.csv").write_text("month,total\n1,20\n")
    (root / ".hidden").write_text("not yours")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "canary.txt").write_text("the canary sings")
    (root / "link.txt").symlink_to(outside / "canary.txt")
    (root / "away").symlink_to(outside)
    os.mkfifo(root / "pipe.txt")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return root


@pytest.fixture
def context(folder: Path) -> Context:
    return Context(
        account=Account("docs", "files", "folder", {"path": str(folder)}),
        owner="marie@example.org",
        zone=PARIS,
        now=lambda: NOW,
        secret=lambda name: "",
        connections=Connections(),
        call=CALL,
    )


@pytest.fixture(autouse=True)
def canary(tmp_path: Path) -> Iterator[None]:
    """Whatever a test does, what is outside stays as it is."""
    yield
    outside = tmp_path / "outside"
    if outside.exists():
        assert [each.name for each in outside.iterdir()] == ["canary.txt"]
        assert (outside / "canary.txt").read_text() == "the canary sings"


def file(path: str, kind: str = "file") -> ObjectId:
    return ObjectId(kind, "docs", path)


async def frozen(context: Context, name: str, given: Any) -> tuple[Context, Any]:
    """The call as it is decided about: derived arguments and versions bound."""
    tool = FILES.get(name)
    assert tool is not None
    if tool.complete is None:
        return context, given
    derived = await tool.complete(context, given)
    values = {key: value.data for key, value in derived.args.items()}
    versions = {**context.versions, **dict(derived.versions)}
    return dataclasses.replace(context, versions=versions), given.model_copy(update=values)


async def run(context: Context, name: str, given: Any) -> Result:
    context, given = await frozen(context, name, given)
    return await ran(FILES, context, name, given)


async def reconcile(context: Context, name: str, given: Any) -> Reconciled:
    tool = FILES.get(name)
    assert tool is not None
    assert tool.reconcile is not None
    return await tool.reconcile(context, given)


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every visible regular file: its octets, mode and time of change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        relative = path.relative_to(folder)
        if stat.S_ISREG(status.st_mode) and not relative.parts[0].startswith(".plam"):
            found[str(relative)] = (path.read_bytes(), status.st_mode, status.st_mtime_ns)
    return found


def folders_in(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if each.is_dir()}


def paths(items: tuple[Item, ...] | list[Item]) -> list[str]:
    return [item.id.id for item in items]


def test_every_tool_has_what_its_effect_needs() -> None:
    effects = {tool.name: tool.effect for tool in FILES}
    assert effects == {
        "files.list": Effect.READ,
        "files.search": Effect.READ,
        "files.read": Effect.READ,
        "files.write": Effect.WRITE,
        "files.move": Effect.WRITE,
        "files.trash": Effect.WRITE,
    }
    for tool in FILES:
        assert tool.args is args.STANDARD[tool.name]
        assert tool.preview is not None
        assert (tool.undo is not None) == tool.reversible
        assert tool.effect is Effect.READ or tool.reconcile is not None


async def test_a_folder_is_listed_without_what_is_hidden_or_leads_out(context: Context) -> None:
    result = await run(context, "files.list", args.FilesList())

    assert paths(result.items) == ["notes.txt"]
    assert result.summary == "1 file; 2 folders: Receipts, Work"
    fields = {name: value.data for name, value in result.items[0].fields.items()}
    assert (fields["name"], fields["path"], fields["size"]) == ("notes.txt", "notes.txt", 15)
    assert fields["modified"].tzinfo is not None
    (origin,) = result.items[0].fields["name"].origins
    assert origin.locator == "docs/notes.txt"
    inner = await run(context, "files.list", args.FilesList(folder=file("Work", "folder")))
    assert paths(inner.items) == ["Work/report-2026.md"]
    assert inner.summary == "1 file; 1 folder: old in Work"
    for way_out in ("away", "../outside", "/etc", "Work/../../outside", ".git", "Work//old", "."):
        if way_out == ".":
            continue
        with pytest.raises(PlamError):
            await run(context, "files.list", args.FilesList(folder=file(way_out, "folder")))


async def test_names_chosen_by_others_do_no_harm(context: Context, folder: Path) -> None:
    (folder / "a\x1b[31m\nred\u202etxt.exe").write_text("x")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    (folder / ("long" * 60)).write_text("x")

    result = await run(context, "files.list", args.FilesList())

    names = [str(item.fields["name"].data) for item in result.items]
    assert "a [31m red txt.exe" in names
    assert max(map(len, names)) <= 120
    assert all(name.isprintable() for name in names)
    assert len(names) == 3
    await run(context, "files.read", args.FilesRead(files=tuple(item.id for item in result.items)))


async def search(context: Context, *words: str, when: When | None = None) -> list[str]:
    return paths(
        (await run(context, "files.search", args.FilesSearch(words=words, when=when))).items
    )


async def test_a_search_finds_names_then_texts(context: Context, folder: Path) -> None:
    assert await search(context, "budget") == ["Work/old/budget2025.csv"]
    assert await search(context, "the report") == ["Work/report-2026.md"]
    assert await search(context, "notes.txt") == ["notes.txt"]
    assert await search(context, "honey") == ["notes.txt"]
    assert await search(context, "report", "profit") == ["Work/report-2026.md"]
    assert await search(context, "sings") == []
    assert await search(context, "yours") == []
    (folder / "honey.txt").write_text("bees")
    assert await search(context, "honey") == ["honey.txt", "notes.txt"]


async def test_a_search_narrows_by_the_day_of_the_last_change(
    context: Context, folder: Path
) -> None:
    day = datetime(2026, 3, 3, tzinfo=PARIS)
    for name, hour in (
        ("notes.txt", -1),
        ("Work/report-2026.md", 23),
        ("Work/old/budget2025.csv", 24),
    ):
        moment = day.timestamp() + hour * 3600
        os.utime(folder / name, (moment, moment))

    assert await search(context, when=When("Tuesday", day)) == ["Work/report-2026.md"]
    assert await search(context, "notes", when=When("Tuesday", day)) == []


async def test_a_file_is_read_with_its_version(context: Context, folder: Path) -> None:
    given = args.FilesRead(files=(file("notes.txt"),))
    result = await run(context, "files.read", given)

    (item,) = result.items
    assert item.fields["text"].data == "milk and honey"
    listed = await run(context, "files.list", args.FilesList())
    assert listed.items[0].version == item.version
    known = dataclasses.replace(context, versions={item.id: item.version})
    await run(known, "files.read", given)
    (folder / "notes.txt").write_text("milk and money\n")
    with pytest.raises(ToolError, match="changed since it was listed"):
        await run(known, "files.read", given)


@pytest.mark.parametrize("path", ["link.txt", "away/canary.txt", "pipe.txt", "Work", "gone.txt"])
async def test_only_regular_files_are_read(context: Context, path: str) -> None:
    with pytest.raises(ToolError):
        await run(context, "files.read", args.FilesRead(files=(file(path),)))


@pytest.mark.parametrize(
    "path", ["../outside/canary.txt", "/etc/passwd", ".hidden", "a/./b", "a\0b", ""]
)
async def test_a_path_never_leads_out(context: Context, path: str) -> None:
    for name, given in (
        ("files.read", args.FilesRead(files=(file(path),))),
        ("files.write", args.FilesWrite(file=file(path, "path"), text="x")),
        ("files.move", args.FilesMove(files=(file("notes.txt"),), to=file(path, "path"))),
        ("files.move", args.FilesMove(files=(file(path),), to=file("Work", "path"))),
        ("files.trash", args.FilesTrash(files=(file(path),))),
    ):
        with pytest.raises(InputError):
            await run(context, name, given)


async def test_an_object_of_another_account_is_refused(context: Context) -> None:
    stranger = ObjectId("file", "elsewhere", "notes.txt")
    with pytest.raises(ToolError, match="no file of docs"):
        await run(context, "files.read", args.FilesRead(files=(stranger,)))


async def test_a_missing_folder_is_a_clear_sentence(context: Context, folder: Path) -> None:
    away = dataclasses.replace(
        context, account=Account("docs", "files", "folder", {"path": str(folder / "nope")})
    )
    with pytest.raises(ConfigError, match="cannot be opened: no such file"):
        await run(away, "files.list", args.FilesList())


def write(path: str, text: str) -> args.FilesWrite:
    return args.FilesWrite(file=file(path, "path"), text=text)


async def test_a_new_file_is_written_and_removed_again(context: Context, folder: Path) -> None:
    before = snapshot(folder)
    given = write("Work/plan.txt", "first, think")
    known, _ = await frozen(context, "files.write", given)
    assert await reconcile(known, "files.write", given) is Reconciled.NOT_DONE

    result = await run(context, "files.write", given)

    assert (folder / "Work" / "plan.txt").read_text() == "first, think\n"
    assert result.summary == "wrote Work/plan.txt"
    assert await reconcile(known, "files.write", given) is Reconciled.DONE
    assert [each.name for each in (folder / "Work").iterdir() if each.name.startswith(".")] == []
    assert await undo(context, "files.write", result) == "removed Work/plan.txt"
    assert snapshot(folder) == before


async def test_an_earlier_version_is_kept_and_restored_exactly(
    context: Context, folder: Path
) -> None:
    (folder / "notes.txt").chmod(0o640)
    before = snapshot(folder)
    inode = (folder / "notes.txt").stat().st_ino
    given = write("notes.txt", "milk and bread")
    tool = FILES.get("files.write")
    assert tool is not None
    assert tool.preview is not None
    _, complete = await frozen(context, "files.write", given)
    assert tool.preview(complete) == (
        "write notes.txt, which changes:\n@@ -1 +1 @@\n-milk and honey\n+milk and bread"
    )

    result = await run(context, "files.write", given)

    status = (folder / "notes.txt").stat()
    assert (folder / "notes.txt").read_text() == "milk and bread\n"
    assert stat.S_IMODE(status.st_mode) == 0o640
    assert status.st_ino != inode
    (kept,) = (folder / changing.VERSIONS).iterdir()
    assert kept.read_text() == "milk and honey\n"
    assert await undo(context, "files.write", result) == "put the earlier notes.txt back"
    assert snapshot(folder) == before
    assert list((folder / changing.VERSIONS).iterdir()) == []


async def test_a_file_changed_since_is_neither_replaced_nor_restored(
    context: Context, folder: Path
) -> None:
    given = write("notes.txt", "mine")
    known, complete = await frozen(context, "files.write", given)
    (folder / "notes.txt").write_text("somebody else's")
    tool = FILES.get("files.write")
    assert tool is not None
    assert tool.run is not None
    with pytest.raises(ToolError, match="was changed meanwhile"):
        await tool.run(known, complete)
    assert await reconcile(known, "files.write", given) is Reconciled.UNKNOWN

    result = await run(context, "files.write", given)
    (folder / "notes.txt").write_text("somebody else's again")
    with pytest.raises(ToolError, match="was changed meanwhile"):
        await undo(context, "files.write", result)
    assert (folder / "notes.txt").read_text() == "somebody else's again"
    new = await run(context, "files.write", write("new.txt", "mine"))
    (folder / "new.txt").write_text("theirs")
    with pytest.raises(ToolError, match="was changed meanwhile"):
        await undo(context, "files.write", new)
    assert (folder / "new.txt").read_text() == "theirs"


async def test_a_file_that_appeared_meanwhile_is_not_overwritten(
    context: Context, folder: Path
) -> None:
    known, given = await frozen(context, "files.write", write("new.txt", "mine"))
    (folder / "new.txt").write_text("theirs")
    tool = FILES.get("files.write")
    assert tool is not None
    assert tool.run is not None

    with pytest.raises(ToolError, match="changed meanwhile"):
        await tool.run(known, given)

    assert (folder / "new.txt").read_text() == "theirs"


async def test_writing_never_goes_through_a_link(
    context: Context, folder: Path, tmp_path: Path
) -> None:
    for path in ("link.txt", "pipe.txt", "Work", "away/new.txt", "Work/nowhere/new.txt"):
        with pytest.raises(ToolError):
            await run(context, "files.write", write(path, "x"))
    hard = tmp_path / "hard.txt"
    hard.write_text("outside as well")
    os.link(hard, folder / "hard.txt")
    await run(context, "files.write", write("hard.txt", "inside only"))
    assert hard.read_text() == "outside as well"
    assert (folder / "hard.txt").read_text() == "inside only\n"


@pytest.mark.parametrize(
    "name", ["report.pdf", "letter.docx", "CON.txt", "tab\there.txt", "x" * 210, "dot.", " space"]
)
async def test_some_names_are_not_made(context: Context, folder: Path, name: str) -> None:
    before = snapshot(folder)
    with pytest.raises(InputError):
        await run(context, "files.write", write(name, "x"))
    assert snapshot(folder) == before


async def test_what_is_no_text_is_not_overwritten_by_text(context: Context, folder: Path) -> None:
    (folder / "picture").write_bytes(b"\x89PNG\r\n\0\0")
    with pytest.raises(ToolError, match="is no text file"):
        await run(context, "files.write", write("picture", "x"))


async def test_only_so_many_versions_are_kept(
    context: Context, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "KEPT_EACH", 3)
    for number in range(6):
        await run(context, "files.write", write("notes.txt", f"version {number}"))

    kept = {each.read_text() for each in (folder / changing.VERSIONS).iterdir()}

    assert kept == {"version 2\n", "version 3\n", "version 4\n"}


async def test_a_full_disk_leaves_everything_as_it_was(
    context: Context, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(folder)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(changing.os, "fsync", full)
    for path in ("notes.txt", "new.txt"):
        with pytest.raises(AccountError, match="the disk is full"):
            await run(context, "files.write", write(path, "x"))
    assert snapshot(folder) == before
    assert [name for name in os.listdir(folder) if name.startswith(".plam-new")] == []


async def test_a_write_that_died_half_way_is_found_out_and_tidied(
    context: Context, folder: Path
) -> None:
    given = write("notes.txt", "milk and bread")
    known, _ = await frozen(context, "files.write", given)
    left = folder / changing.temporary_name(CALL, "notes.txt")
    left.write_text("milk and bread\n")
    assert await reconcile(known, "files.write", given) is Reconciled.NOT_DONE
    assert not left.exists()
    # The names were exchanged, and the old version was not put away yet.
    (folder / "notes.txt").rename(left)
    (folder / "notes.txt").write_text("milk and bread\n")
    assert await reconcile(known, "files.write", given) is Reconciled.DONE
    (kept,) = (folder / changing.VERSIONS).iterdir()
    assert kept.read_text() == "milk and honey\n"
    assert not left.exists()


async def test_a_move_that_died_half_way_is_put_back(context: Context, folder: Path) -> None:
    before = snapshot(folder)
    for name, given in (
        ("files.move", move("Receipts", "notes.txt")),
        ("files.trash", args.FilesTrash(files=(file("notes.txt"),))),
    ):
        known, _ = await frozen(context, name, given)
        (folder / "notes.txt").rename(folder / changing.temporary_name(CALL, "notes.txt"))
        assert await reconcile(known, name, given) is Reconciled.NOT_DONE
        assert snapshot(folder) == before


def move(to: str, *names: str) -> args.FilesMove:
    return args.FilesMove(files=tuple(map(file, names)), to=file(to, "path"))


async def test_files_are_moved_to_a_folder_and_back(context: Context, folder: Path) -> None:
    before = snapshot(folder)
    given = move("Receipts", "notes.txt", "Work/report-2026.md")
    known, _ = await frozen(context, "files.move", given)
    assert await reconcile(known, "files.move", given) is Reconciled.NOT_DONE

    result = await run(context, "files.move", given)

    assert result.summary == "moved 2 files to Receipts"
    assert paths(result.items) == ["Receipts/notes.txt", "Receipts/report-2026.md"]
    assert await reconcile(known, "files.move", given) is Reconciled.DONE
    assert not (folder / "notes.txt").exists()
    assert await undo(context, "files.move", result) == "moved 2 files back"
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    ("to", "names", "arrived"),
    [
        ("ideas.txt", ["notes.txt"], ["ideas.txt"]),
        ("Work/ideas.md", ["notes.txt"], ["Work/ideas.md"]),
        ("Archive", ["notes.txt"], ["Archive/notes.txt"]),
        (".", ["Work/report-2026.md"], ["report-2026.md"]),
        ("New", ["notes.txt", "Work/report-2026.md"], ["New/notes.txt", "New/report-2026.md"]),
    ],
)
async def test_a_new_name_or_a_new_folder(
    context: Context, folder: Path, to: str, names: list[str], arrived: list[str]
) -> None:
    before, folders = snapshot(folder), folders_in(folder)
    result = await run(context, "files.move", move(to, *names))
    assert paths(result.items) == arrived
    await undo(context, "files.move", result)
    assert snapshot(folder) == before
    assert folders_in(folder) == folders


async def test_a_move_never_overwrites_and_is_all_or_nothing(
    context: Context, folder: Path
) -> None:
    (folder / "Receipts" / "report-2026.md").write_text("taken")
    before = snapshot(folder)
    with pytest.raises(ToolError, match=r"Receipts/report-2026.md exists already"):
        await run(context, "files.move", move("Receipts", "notes.txt", "Work/report-2026.md"))
    for to in ("Work/report-2026.md", "link.txt", "away", "away/x.txt", "pipe.txt"):
        with pytest.raises(PlamError):
            await run(context, "files.move", move(to, "notes.txt"))
    with pytest.raises(ToolError, match=r"no folder new\.d"):
        await run(context, "files.move", move("new.d", "notes.txt", "Work/report-2026.md"))
    assert snapshot(folder) == before


async def test_a_moved_file_that_changed_is_not_moved_back(context: Context, folder: Path) -> None:
    given = move("Receipts", "notes.txt", "Work/report-2026.md")
    result = await run(context, "files.move", given)
    (folder / "Receipts" / "notes.txt").write_text("changed")
    after = snapshot(folder)
    with pytest.raises(ToolError, match="changed meanwhile"):
        await undo(context, "files.move", result)
    assert snapshot(folder) == after


async def test_a_file_changed_since_it_was_listed_is_not_moved(
    context: Context, folder: Path
) -> None:
    for name, given in (
        ("files.move", move("Receipts", "notes.txt")),
        ("files.trash", args.FilesTrash(files=(file("notes.txt"),))),
    ):
        known, complete = await frozen(context, name, given)
        (folder / "notes.txt").write_text(f"changed before {name}")
        tool = FILES.get(name)
        assert tool is not None
        assert tool.run is not None
        with pytest.raises(ToolError, match="changed meanwhile"):
            await tool.run(known, complete)
        assert await reconcile(known, name, given) is Reconciled.UNKNOWN
    assert (folder / "notes.txt").exists()


async def test_the_trash_keeps_where_a_file_was(
    context: Context, folder: Path, tmp_path: Path
) -> None:
    (folder / "Work" / "été 50 %.txt").write_text("warm")
    (folder / "été 50 %.txt").write_text("warmer")
    before = snapshot(folder)
    given = args.FilesTrash(files=(file("Work/été 50 %.txt"), file("été 50 %.txt")))
    known, _ = await frozen(context, "files.trash", given)
    assert await reconcile(known, "files.trash", given) is Reconciled.NOT_DONE

    result = await run(context, "files.trash", given)

    trash = tmp_path / "data" / "Trash"
    assert result.summary == "put 2 files in the trash"
    assert (trash / "files" / "été 50 %.txt").read_text() == "warm"
    assert (trash / "files" / "été 50 % (2).txt").read_text() == "warmer"
    info = (trash / "info" / "été 50 %.txt.trashinfo").read_text().splitlines()
    assert info[0] == "[Trash Info]"
    assert urllib.parse.unquote(info[1]) == f"Path={folder}/Work/été 50 %.txt"
    assert info[1].isascii()
    assert info[2] == "DeletionDate=2026-11-20T10:00:00"
    assert stat.S_IMODE(trash.stat().st_mode) == 0o700
    assert await reconcile(known, "files.trash", given) is Reconciled.DONE
    assert await undo(context, "files.trash", result) == "took 2 files out of the trash"
    assert snapshot(folder) == before
    assert list((trash / "info").iterdir()) == []
    with pytest.raises(ToolError, match="no longer in the trash"):
        await undo(context, "files.trash", result)


async def test_nothing_is_put_back_over_a_new_file(context: Context, folder: Path) -> None:
    result = await run(context, "files.trash", args.FilesTrash(files=(file("notes.txt"),)))
    (folder / "notes.txt").write_text("a new one")
    with pytest.raises(ToolError, match="exists already"):
        await undo(context, "files.trash", result)
    assert (folder / "notes.txt").read_text() == "a new one"


async def test_trashing_is_all_or_nothing(context: Context, folder: Path, tmp_path: Path) -> None:
    before = snapshot(folder)
    for path in ("gone.txt", "link.txt", "Work"):
        given = args.FilesTrash(files=(file("notes.txt"), file(path)))
        tool = FILES.get("files.trash")
        assert tool is not None
        assert tool.run is not None
        with pytest.raises(ToolError):
            await tool.run(context, given)
    assert snapshot(folder) == before


async def test_a_trash_that_is_a_link_is_not_used(
    context: Context, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Trash").symlink_to(tmp_path / "outside")
    with pytest.raises(ToolError, match="no trash on the disk"):
        await run(context, "files.trash", args.FilesTrash(files=(file("notes.txt"),)))
    assert (folder / "notes.txt").exists()


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system, where this machine has one."""
    import shutil
    import tempfile

    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system")
    trash = shm / f".Trash-{os.getuid()}"
    mine = not trash.exists()
    path = Path(tempfile.mkdtemp(dir=shm))
    yield path
    shutil.rmtree(path)
    if mine:
        shutil.rmtree(trash, ignore_errors=True)


async def test_another_disk_has_a_trash_of_its_own(context: Context, other_disk: Path) -> None:
    (other_disk / "notes.txt").write_text("far away")
    account = Account("docs", "files", "folder", {"path": str(other_disk)})
    far = dataclasses.replace(context, account=account)
    given = args.FilesTrash(files=(file("notes.txt"),))
    known, _ = await frozen(far, "files.trash", given)

    result = await run(far, "files.trash", given)

    trash = other_disk.parent / f".Trash-{os.getuid()}"
    assert result.undo is not None
    name = result.undo["trashed"][0]["name"]
    assert (trash / "files" / name).read_text() == "far away"
    info = (trash / "info" / f"{name}.trashinfo").read_text()
    assert f"Path={other_disk.name}/notes.txt\n" in info
    assert await reconcile(known, "files.trash", given) is Reconciled.DONE
    await undo(far, "files.trash", result)
    assert (other_disk / "notes.txt").read_text() == "far away"


async def test_files_are_found_by_what_they_are_called(context: Context, folder: Path) -> None:
    (folder / "Receipts" / "notes.txt").write_text("x")
    os.utime(folder / "notes.txt", (1, 1))
    for said, found in (
        ("notes.txt", ["Receipts/notes.txt", "notes.txt"]),
        ("the file notes", ["Receipts/notes.txt", "notes.txt"]),
        ("work/report-2026.md", ["Work/report-2026.md"]),
        ("le rapport", []),
        ("my budget file", ["Work/old/budget2025.csv"]),
        ("annual report", []),
        ("old budget", ["Work/old/budget2025.csv"]),
    ):
        assert paths(await find_files(context, said)) == found, said


async def test_folders_are_found_by_name_or_path(context: Context, folder: Path) -> None:
    for said, found in (
        ("receipts", "Receipts"),
        ("the receipts folder", "Receipts"),
        ("dossier Work", "Work"),
        ("work/old", "Work/old"),
        ("Work/old/", "Work/old"),
        ("old", "Work/old"),
        (str(folder / "Work"), "Work"),
        ("root", "."),
        ("docs", "."),
        ("away", None),
        ("/etc", None),
        ("..", None),
        ("letters", None),
    ):
        place = await find_folder(context, said)
        assert place == (file(found, "folder") if found else None), said
    (folder / "Work" / "2025").mkdir()
    (folder / "Receipts" / "2025").mkdir()
    with pytest.raises(InputError, match="several folders fit"):
        await find_folder(context, "2025")


async def test_a_path_may_not_exist_yet(context: Context, folder: Path) -> None:
    for said, path in (
        ("ideas.txt", "ideas.txt"),
        ("“ideas.txt”", "ideas.txt"),
        ("a file called ideas.txt", "ideas.txt"),
        ("NOTES.txt", "notes.txt"),
        ("receipts", "Receipts"),
        ("the receipts folder", "Receipts"),
        ("work/ideas.txt", "Work/ideas.txt"),
        ("old/ideas.txt", "Work/old/ideas.txt"),
        ("Letters", "Letters"),
        (str(folder / "Work" / "x.md"), "Work/x.md"),
    ):
        assert await path_of(context, said) == file(path, "path"), said
    for said in (
        "/etc/passwd", "~/x.txt", "../x.txt", "Work/../../x", "", "  ", ".bashrc", "nul.txt",
        "x" * 300, "nowhere/x.txt", "notes.txt/x.txt", "a\0b", "away/x.txt", "a:b.txt",
    ):  # fmt: skip
        with pytest.raises(InputError):
            await path_of(context, said)


async def test_large_files_are_versioned_by_their_status(context: Context, folder: Path) -> None:
    with (folder / "large.bin").open("wb") as large:
        large.truncate(3 * 1024 * 1024)
    (item,) = await find_files(context, "large.bin")
    assert item.version.startswith("stat:")
    result = await run(context, "files.move", move("Work", "large.bin"))
    await undo(context, "files.move", result)
    known = dataclasses.replace(context, versions={item.id: item.version})
    os.utime(folder / "large.bin", (1, 1))
    with pytest.raises(ToolError, match="changed since"):
        await run(known, "files.read", args.FilesRead(files=(item.id,)))


async def test_reading_is_bounded(context: Context, folder: Path) -> None:
    (folder / "long.txt").write_text("word " * 400_000)
    result = await run(context, "files.read", args.FilesRead(files=(file("long.txt"),)))
    assert len(result.items[0].fields["text"].data) == text.TEXT_LIMIT
    assert "only the beginning was read" in result.summary
    with pytest.raises(InputError, match="too many to read at once"):
        await run(
            context, "files.read", args.FilesRead(files=tuple(file(f"{n}") for n in range(30)))
        )

"""Things in a folder that are no files of it: links, pipes, devices and `/proc`."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from plam_agent.types import ObjectId, Value
from tests.adversarial.scene import FROM_MAIL, scene, with_files
from tests.fixtures_agent import House

RULES = """
  - id: all
    allow: [files.list, files.search, files.read, files.write, files.move, files.trash,
      mail.draft, mail.save]
"""
SECRET = "the owner's secret"
ODD = ("pipe.txt", "device.txt", "socket.txt", "link.txt", "environ.txt", "descriptor.txt",
       "away/secret.txt", "root/etc/passwd", "self/environ")  # fmt: skip


@pytest.fixture
def folder(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that somebody filled with ways out of it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET)
    root = tmp_path / "docs"
    root.mkdir()
    (root / "good.txt").write_text("hello")
    os.mkfifo(root / "pipe.txt")
    (root / "device.txt").symlink_to("/dev/zero")
    (root / "link.txt").symlink_to(outside / "secret.txt")
    (root / "environ.txt").symlink_to("/proc/self/environ")
    (root / "descriptor.txt").symlink_to("/proc/self/fd/0")
    (root / "away").symlink_to(outside)
    (root / "root").symlink_to("/proc/self/root")
    (root / "self").symlink_to("/proc/self")
    before = Path.cwd()
    os.chdir(root)  # the path of a socket has a hundred letters at most
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
    os.chdir(before)
    with_files(house, root)
    return root


def uses(attack: Any, name: str) -> dict[str, Any]:
    """Everything that can be done with a file that is there."""
    thing = ObjectId("file", "docs", name)
    path = ObjectId("path", "docs", name)
    return {
        "read": attack.call("files.read", files=(thing,)),
        "move": attack.call("files.move", files=(thing,), to=ObjectId("path", "docs", "x.txt")),
        "write": attack.call("files.write", file=path, text=Value("x", FROM_MAIL)),
        "draft": attack.mail("papa@example.org", attachments=(thing,)),
    }


@pytest.mark.parametrize("name", ODD)
async def test_what_is_no_file_of_the_folder_is_neither_read_nor_replaced_nor_sent(
    house: House, folder: Path, tmp_path: Path, name: str
) -> None:
    """A pipe would block for ever, a link leads out, and `/proc` tells of the agent itself."""
    async with scene(house, RULES) as attack:
        calls = uses(attack, name)
        calls["draft"] = attack.call(
            "mail.draft", to=("papa@example.org",), body="x",
            attachments=(ObjectId("file", "docs", name),),
        )  # fmt: skip
        ended = {}
        for what, call in calls.items():
            async with asyncio.timeout(5):
                done = await attack.submit(call)
            ended[what] = done.outcome.verb
            assert SECRET not in str(done.outcome)
            assert "PATH=" not in str(getattr(done.outcome, "result", ""))

    assert ended.pop("read") in ("failed", "refused"), ended
    assert ended.pop("write") in ("failed", "refused"), ended
    assert ended.pop("draft") in ("failed", "refused"), ended
    assert ended.pop("move") in ("failed", "refused"), ended
    assert (tmp_path / "outside" / "secret.txt").read_text() == SECRET
    drafts = b"".join(p.read_bytes() for p in house.data.mail.rglob("*") if p.is_file())
    assert SECRET.encode() not in drafts


async def test_a_search_looks_into_nothing_that_is_no_file(house: House, folder: Path) -> None:
    async with scene(house, RULES) as attack:
        async with asyncio.timeout(10):
            found = [
                await attack.submit(attack.call("files.search", words=(word,)))
                for word in ("secret", "root:x", "hello")
            ]
        results = [each.outcome.result.items for each in found]  # type: ignore[union-attr]

    assert [[item.id.id for item in items] for items in results] == [[], [], ["good.txt"]]

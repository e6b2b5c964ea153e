"""Plugins as an installer leaves them: a package and its record, in a folder on the import path."""

from __future__ import annotations

import importlib
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

HEAD = """\
from __future__ import annotations

import asyncio
from typing import Annotated, Any

from plam_agent import *
from plam_agent import roles


class Say(Arguments):
    '''Say something.'''

    text: roles.Quote = ""


class Write(Arguments):
    '''Write something down.'''

    text: roles.Quote
    to: roles.Address = ""

DONE = []
"""

GOOD = (
    HEAD
    + """
def item(context, text):
    origin = frozenset({Origin("request")})
    thing = ObjectId("saying", context.account.name, "s1")
    said = {"text": Value(text, origin), "address": Value("eve@evil.example", origin)}
    return Item(thing, "1", said)


@tool("parrot.say", effect=Effect.READ, yields="saying")
async def say(context: Context, args: Say) -> Result:
    return Result((item(context, args.text),), "Said.")


async def undo(context, data):
    DONE.remove(data["text"])
    return "Gone."


@tool("parrot.write", effect=Effect.WRITE, reversible=True, undo=undo)
async def write(context: Context, args: Write) -> Result:
    DONE.append(args.text)
    return Result((), "Written.", {"text": args.text})


TOOLS = (say, write)
"""
)


@dataclass
class Site:
    """A folder of installed packages."""

    folder: Path
    packages: set[str] = field(default_factory=set)

    def install(
        self,
        name: str = "parrot",
        code: str = GOOD,
        *,
        version: str = "1.0",
        package: str = "",
        value: str = "",
        distribution: str = "",
    ) -> Path:
        """Install a plugin and return the file of its code."""
        package = package or f"plam_{name}"
        distribution = distribution or f"plam-{name}"
        self.uninstall(distribution)
        file = self.folder / package / "__init__.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(textwrap.dedent(code))
        record = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        record.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        (record / "METADATA").write_text(metadata)
        points = f"[plam_agent.tools]\n{name} = {value or f'{package}:TOOLS'}\n"
        (record / "entry_points.txt").write_text(points)
        (record / "RECORD").write_text(f"{package}/__init__.py,,\n{record.name}/METADATA,,\n")
        self.packages.add(package)
        self.forget()
        return file

    def uninstall(self, distribution: str) -> None:
        """Take the record of a distribution away."""
        for record in self.folder.glob(f"{distribution.replace('-', '_')}-*.dist-info"):
            for file in record.iterdir():
                file.unlink()
            record.rmdir()
        self.forget()

    def forget(self) -> None:
        """Have the next import read the files again, as the next process does."""
        for package in self.packages:
            for name in [each for each in sys.modules if each.partition(".")[0] == package]:
                del sys.modules[name]
            for cached in (self.folder / package).rglob("*.pyc"):
                cached.unlink()
        importlib.invalidate_caches()

    def imported(self, name: str = "parrot") -> bool:
        """Whether the code of a plugin has run since it was installed or forgotten."""
        return f"plam_{name}" in sys.modules

"""What a Textual app has painted, as lines of text; and snapshots of it, kept beside the tests."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from typing import Any

from textual.app import App

SNAPSHOTS = Path(__file__).parent / "snapshots"
RENEW = "PLAM_RENEW_SNAPSHOTS"
"""Set to 1, snapshots are written anew instead of compared: look at them before they are kept."""

_TEXT = re.compile(
    r'<text class="[^"]*-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL
)
_WIDTH = re.compile(r'textLength="([\d.]+)"')

_KEY = re.compile(r"ed25519:[\w-]{43}")
"""A public key, which every home has another one of."""


def painted(app: App[Any]) -> list[str]:
    """The lines on the screen, without what is blank at their ends."""
    svg = app.export_screenshot()
    rows: dict[float, list[tuple[float, str]]] = {}
    for match in _TEXT.finditer(svg):
        text = html.unescape(match[3]).replace("\xa0", " ")
        rows.setdefault(float(match[2]), []).append((float(match[1]), text))
    lines = []
    for _y, parts in sorted(rows.items()):
        line = ""
        for x, text in sorted(parts):
            line = line.ljust(round(x / 12.2)) + text
        lines.append(line.rstrip())
    return lines


def compare(name: str, app: App[Any], *replaced: tuple[str, str]) -> None:
    """Fail where the screen is not what its snapshot says; `replaced` are what differs by run."""
    text = "\n".join(painted(app)) + "\n"
    for old, new in replaced:
        text = text.replace(old, new)
    text = _KEY.sub("ed25519:" + 43 * "x", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get(RENEW) == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.is_file(), f"there is no snapshot {name}: run once with {RENEW}=1, and look at it"
    assert text == file.read_text(encoding="utf-8")

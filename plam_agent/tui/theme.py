"""How the UI looks: light, dark and high contrast, chosen by a key and remembered by the home."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from textual.theme import Theme

from ..errors import StorageError

DARK = Theme(
    name="plam-dark",
    primary="#7aa2f7",
    secondary="#9aa5ce",
    accent="#e0af68",
    warning="#e0af68",
    error="#f7768e",
    success="#9ece6a",
    foreground="#d5daf0",
    background="#16161e",
    surface="#1f2030",
    panel="#2a2c40",
    dark=True,
)
LIGHT = Theme(
    name="plam-light",
    primary="#1f4e9c",
    secondary="#44506b",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#a8071a",
    success="#1f6b1f",
    foreground="#1a1c24",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e2dfd6",
    dark=False,
)
CONTRAST = Theme(
    name="plam-contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff8080",
    success="#00ff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    dark=True,
    variables={
        "border": "#ffffff",
        "border-blurred": "#ffffff",
        "text-muted": "#ffffff",
        "text-disabled": "#d0d0d0",
        "footer-key-foreground": "#ffff00",
        "footer-description-foreground": "#ffffff",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "input-selection-background": "#0000ff",
    },
)
THEMES = (DARK, LIGHT, CONTRAST)
KEPT = "theme"
VARIABLE = "PLAM_THEME"
"""`dark`, `light` or `contrast`; else the one chosen last, else dark."""


def named(name: str) -> str:
    """The full name of a theme that is given in short; the dark one for what is none of ours."""
    full = f"plam-{name.removeprefix('plam-')}"
    return full if full in {each.name for each in THEMES} else DARK.name


def after(name: str) -> str:
    """The next theme in turn."""
    names = [each.name for each in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def chosen(home: Path) -> str:
    """The theme of the environment, else the one that was chosen last in this home."""
    if asked := os.environ.get(VARIABLE):
        return named(asked)
    try:
        return named((home / KEPT).read_text("ascii").strip())
    except (OSError, ValueError):
        return DARK.name


def keep(home: Path, name: str) -> None:
    """Remember a theme, where there is a home to remember it in."""
    from ..files import write_atomic

    if home.is_dir():
        with contextlib.suppress(StorageError):
            write_atomic(home / KEPT, name.removeprefix("plam-").encode())

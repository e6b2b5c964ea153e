"""A card's pieces on the screen: what others wrote stands behind a line at its left."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from .card_text import Kind, Piece, pieces
from .facts import Facts

TOGETHER = 400
"""Lines of a diff in one widget at most: each widget costs something."""


class CardView(Vertical):
    """One call in full."""

    DEFAULT_CSS = """
    CardView { height: auto; }
    CardView Static { height: auto; width: 1fr; }
    CardView .tool { text-style: bold; color: $primary; }
    CardView .effect { color: $text-warning; }
    CardView .summary { text-style: bold; }
    CardView .money { text-style: bold; color: $text-error; }
    CardView .name { text-style: bold; }
    CardView .single, CardView .value {
        border-left: outer $primary; padding-left: 1; margin-left: 1;
    }
    CardView .note { padding-left: 4; color: $accent; }
    CardView .trusted { padding-left: 4; color: $foreground 70%; }
    CardView .strange { padding-left: 4; color: $text-warning; text-style: bold; }
    CardView .title { margin-top: 1; text-style: bold; }
    CardView .line { padding-left: 2; }
    CardView .old { padding-left: 2; color: $text-error; }
    CardView .new { padding-left: 2; color: $text-success; }
    """

    async def show(self, facts: Facts) -> None:
        """Show another call."""
        await self.remove_children()
        await self.mount_all(list(_widgets(facts)))


def _widgets(facts: Facts) -> Iterator[Widget]:
    for piece in _joined(pieces(facts)):
        text: str | Content = piece.text
        if piece.kind is Kind.SINGLE:
            name, _colon, rest = piece.text.partition(":")
            text = Content.assemble((f"{name}:", "bold"), rest)
        yield Static(text, markup=False, classes=str(piece.kind))


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Lines of a diff that follow one another as one piece."""
    held: list[Piece] = []
    for piece in found:
        if held and (piece.kind is not held[0].kind or len(held) >= TOGETHER):
            yield Piece(held[0].kind, "\n".join(each.text for each in held))
            held = []
        if piece.kind in (Kind.OLD, Kind.NEW):
            held.append(piece)
        else:
            yield piece
    if held:
        yield Piece(held[0].kind, "\n".join(each.text for each in held))

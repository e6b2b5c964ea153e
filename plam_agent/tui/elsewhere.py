"""What is shown while the approver asks: the same call, and that the answer is given there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Footer, Static

from ..language import _, mark
from .card_view import CardView
from .facts import Facts
from .screens import Asking


class Elsewhere(Asking[None]):
    """Nothing is approved here; turning away leaves the call waiting."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", mark("Leave it waiting"))]

    DEFAULT_CSS = """
    Elsewhere { align: center middle; }
    Elsewhere #card { width: 100%; max-width: 110; height: 100%; max-height: 48;
        border: heavy $primary; background: $background; padding: 0 1; }
    Elsewhere #where { color: $text-warning; text-style: bold; height: auto; }
    Elsewhere #body { height: 1fr; }
    """

    def __init__(self, facts: Facts, number: int, count: int) -> None:
        """The call that the approver shows, and its place among those of its task."""
        super().__init__()
        self._facts, self._number, self._count = facts, number, count

    def compose(self) -> ComposeResult:
        """Where the answer is given, and the call."""
        with Vertical(id="card"):
            yield Static(_("Your approver shows this call: answer it there."), id="where")
            with VerticalScroll(id="body"):
                yield CardView()
        yield Footer(show_command_palette=False)

    async def on_mount(self) -> None:
        """Show the call."""
        await self.query_one(CardView).show(self._facts)

    def action_leave(self) -> None:
        """Leave it waiting."""
        self.dismiss(None)

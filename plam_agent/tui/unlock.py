"""Asking for the passphrase: of the home at the beginning, of a key whenever one is opened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Input, Static

from ..errors import PlamError
from ..language import _, mark, trouble
from .screens import Asking


class Passphrase(Asking[str | None]):
    """A field for the passphrase; `tries` it where that is given, and returns what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", mark("Open")),
        Binding("escape", "leave", mark("Leave it locked")),
    ]

    DEFAULT_CSS = """
    Passphrase { align: center middle; }
    Passphrase #unlock { width: 64; max-width: 100%; height: auto; border: heavy $primary;
        background: $background; padding: 1 2; }
    Passphrase #hint { color: $text-error; height: auto; }
    """

    def __init__(self, why: str, tries: Callable[[str], Awaitable[None]] | None = None) -> None:
        """`why` says what it opens; `tries` raises PlamError where it does not."""
        super().__init__()
        self._why = why
        self._tries = tries

    def compose(self) -> ComposeResult:
        """What it is for, the field, and what was wrong with it."""
        with Vertical(id="unlock"):
            yield Static(self._why, markup=False)
            yield Input(password=True, id="passphrase", placeholder=_("Passphrase"))
            yield Static(id="hint", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """The field waits for what is typed."""
        self.query_one(Input).focus()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter, after everything that was typed before it."""
        event.stop()
        await self.action_done()

    async def action_done(self) -> None:
        """Try what was typed."""
        field, hint = self.query_one(Input), self.query_one("#hint", Static)
        typed = field.value
        if not typed:
            return
        if self._tries is not None:
            hint.update(_("Opening …"))
            try:
                await self._tries(typed)
            except PlamError as error:
                field.value = ""
                hint.update(trouble(error))
                return
        self.dismiss(typed)

    def action_leave(self) -> None:
        """Type nothing."""
        self.dismiss(None)

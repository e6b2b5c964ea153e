"""Saying a call anew: its arguments in fields. What comes of it is shown as a card of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Footer, Label, Static, TextArea

from ..approvals import escaped
from ..language import _, mark
from ..types import Param, Role, When
from .facts import Facts
from .screens import Asking


class Field(TextArea):
    """One argument. Only what is typed counts as the owner's word, so nothing can be pasted."""

    def __init__(self, param: Param, text: str) -> None:
        """A field that holds the argument as it is now."""
        super().__init__(text, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.param = param
        self.was = text
        self.border_title = param.name

    def on_key(self, event: events.Key) -> None:
        """Ctrl+S in its turn: after every letter that was typed before it."""
        if event.key == "ctrl+s":
            event.stop()
            event.prevent_default()
            assert isinstance(self.screen, EditCard)
            self.screen.action_done()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.action_paste()

    def action_paste(self) -> None:
        """Say why nothing happens."""
        self.notify(_("Only what you type counts as your own word here."), severity="warning")


class EditCard(Asking[Mapping[str, str] | None]):
    """The arguments of one call that can be said anew; returns those that were changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "done", mark("Show the changed call")),
        Binding("escape", "leave", mark("Leave it as it is")),
    ]

    DEFAULT_CSS = """
    EditCard { align: center middle; }
    EditCard #edit { width: 100%; max-width: 110; height: 100%; max-height: 48;
        border: heavy $primary; background: $background; padding: 0 1; }
    EditCard Field { height: auto; min-height: 3; max-height: 12; }
    """

    def __init__(self, facts: Facts) -> None:
        """The call that is to be said anew."""
        super().__init__()
        self._facts = facts

    def compose(self) -> ComposeResult:
        """A field for each argument that the owner may say."""
        values = dict(self._facts.call.args)
        with Vertical(id="edit"):
            yield Label(
                _("Type what it should say. A field that says none is left empty."), id="about"
            )
            with VerticalScroll(id="fields"):
                for param in self._facts.editable:
                    value = values.get(param.name)
                    yield Field(param, "" if value is None else _text(param, value.data))
            yield Static(id="hint", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query_one("#edit").border_title = escaped(self._facts.call.tool)
        self.query(Field).first().focus()

    def action_done(self) -> None:
        """Return what was changed."""
        if not self.counts():
            return
        changed = {
            each.param.name: each.text.strip() or "none"
            for each in self.query(Field)
            if each.text != each.was
        }
        self.dismiss(changed or None)

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


def _text(param: Param, data: object) -> str:
    """An argument as it would be said."""
    if data is None or data == ():
        return ""
    if param.role is Role.TIME and isinstance(data, When):
        return escaped(data.phrase)
    if isinstance(data, tuple):
        return escaped(", ".join(map(str, data)))
    return escaped(str(data))

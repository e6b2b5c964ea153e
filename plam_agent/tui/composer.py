"""Where requests are typed. What was pasted is not the owner's own word, and is marked so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from ..language import _, mark

LONGEST = 20_000


class Composer(TextArea):
    """A few lines of text: Enter sends, Ctrl+J begins a new line.

    Text that came by a paste makes all of it pasted until the composer is empty again: it can be
    read, and mints no handles.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", mark("Send")),
        Binding("ctrl+j", "line", mark("New line"), show=False),
    ]

    @dataclass
    class Sent(Message):
        """The owner sent what they wrote; `typed` where no part of it was pasted."""

        words: str
        typed: bool

    def __init__(self, id_: str = "composer") -> None:
        """An empty composer."""
        super().__init__(id=id_, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.pasted = False

    def on_mount(self) -> None:
        """Say what it is for."""
        self._say()

    def _say(self) -> None:
        self.border_title = (
            _("Pasted text: it is read, and names nobody and nothing")
            if self.pasted
            else _("What can I do for you?")
        )
        self.set_class(self.pasted, "pasted")

    def on_key(self, event: events.Key) -> None:
        """Enter sends: taken here, in its turn, so that no letter typed before it comes after."""
        if event.key in ("enter", "ctrl+j"):
            event.stop()
            event.prevent_default()
            self.action_send() if event.key == "enter" else self.action_line()

    def on_paste(self, event: events.Paste) -> None:
        """Note it; the text area itself then inserts it."""
        if event.text:
            self._mark()

    def action_paste(self) -> None:
        """Insert what was cut or copied before; who wrote that is not known."""
        self._mark()
        super().action_paste()

    def _mark(self) -> None:
        self.pasted = True
        self._say()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """An empty composer begins anew: nothing that was pasted can be brought back by undoing."""
        event.stop()
        if self.pasted and not self.text:
            self.pasted = False
            self.history.clear()
            self._say()

    def action_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_send(self) -> None:
        """Send what is written."""
        words = self.text.strip()
        if not words:
            return
        if len(words) > LONGEST:
            self.notify(
                _("A request has at most {count} letters.").format(count=LONGEST), severity="error"
            )
            return
        self.post_message(self.Sent(words, not self.pasted))

    def empty(self) -> None:
        """Begin anew, once what was written is on its way."""
        self.text = ""
        self.history.clear()
        self.pasted = False
        self._say()

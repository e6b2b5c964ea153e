"""What the app's screens share: key hints in the owner's language, and when a key was pressed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.binding import ActiveBinding
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.worker import Worker

from ..language import _

T = TypeVar("T")
READING = 0.4
"""Seconds for which what is pressed still belongs to what was on the screen before."""


class Hints(Screen[T]):
    """A screen whose key hints are in the owner's language."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings that count now, with their descriptions translated."""
        return {
            key: each._replace(
                binding=dataclasses.replace(each.binding, description=_(each.binding.description))
            )
            for key, each in super().active_bindings.items()
        }


class Noting(App[T]):
    """An app that notes when something was pressed, before anything else is done with it."""

    pressed = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Note the time at which the terminal was read, and not the one at which it is acted on."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self.pressed = event.time
        await super().on_event(event)


class Asking(Hints[T], ModalScreen[T]):
    """A screen that asks something: what was pressed before it could be read is no answer.

    Whatever is pressed too early is thrown away, and the wait begins anew.
    """

    reading = READING
    _since: float | None = None

    def on_screen_resume(self) -> None:
        """Begin to count once it was painted, or another screen no longer covers it."""
        self._since = None
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        """It has just been painted, or pressed too early."""
        self._since = Message().time

    def counts(self) -> bool:
        """Whether what was pressed last was pressed after this could be read."""
        pressed = getattr(self.app, "pressed", 0.0)
        if self._since is None or pressed - self._since < self.reading:
            if self._since is not None:
                self.begin()
            self.app.bell()
            return False
        return True


def beginning(
    node: DOMNode,
    doing: Callable[[], Coroutine[Any, Any, None]],
    group: str,
    *,
    exclusive: bool = False,
) -> Worker[None]:
    """Begin something on the app's loop that may take a while.

    The coroutine is made when it begins: of an app that closes meanwhile nothing is left over.
    """
    work: Any = doing
    return node.run_worker(work, group=group, exclusive=exclusive)

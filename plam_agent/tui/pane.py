"""What a pane of the terminal UI is: a part of it with a title, a key, and only the session."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

if TYPE_CHECKING:
    from .session import Session

LAST = 100


class Pane(Vertical):
    """One screenful. `load` fills it when it is shown and whenever it is refreshed."""

    title: ClassVar[str] = ""
    """What the tab says, in English; it is translated where it is shown."""

    key: ClassVar[str] = ""
    """The key that shows it, as Textual names keys: `f2`, `ctrl+j`."""

    essential: ClassVar[str] = ""
    """The id of the widget that must be visible at 80 columns and 24 lines."""

    order: ClassVar[int] = LAST
    """Where its tab stands: smaller comes first."""

    locked: ClassVar[bool] = False
    """Whether it can be shown while the home is locked, or before there is one."""

    async def load(self, session: Session) -> None:
        """Show what is so now. Called on the app's loop: what blocks goes through the session.

        A PlamError that it raises is shown to the owner in the pane's place.
        """


def discovered() -> list[type[Pane]]:
    """The panes of `plam_agent.tui.panes`, in the order of their tabs."""
    from . import panes

    found: list[type[Pane]] = []
    for module in pkgutil.iter_modules(panes.__path__):
        loaded = importlib.import_module(f"{panes.__name__}.{module.name}")
        found += [
            each
            for each in vars(loaded).values()
            if isinstance(each, type)
            and issubclass(each, Pane)
            and each.__module__ == loaded.__name__
            and each.title
        ]
    return sorted(found, key=lambda each: (each.order, each.title))

"""What the steps of running plans found, as the runtime itself saw it.

A plan's grant lets a later step use exactly this, with these origins, whatever the call says.
"""

from __future__ import annotations

from collections.abc import Sequence

from .policy.bounds import Found
from .types import Item, Value, designated


class Findings:
    """The items of each step of each run that is going on."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, int], list[Item]] = {}

    def note(self, run: str, step: int, items: Sequence[Item]) -> None:
        """Keep what a step of a run found, for the steps that refer to it.

        The runtime notes what its own tools return; what a reader answered its caller notes.
        """
        self._items.setdefault((run, step), []).extend(items)

    def forget(self, run: str) -> None:
        """Let go of a run that is over."""
        for key in [key for key in self._items if key[0] == run]:
            del self._items[key]

    def of(self, run: str) -> Found:
        """What stands at a reference such as `$1` or `$1.sender` of a run."""

        def found(reference: str) -> Sequence[Value]:
            step, _, name = reference.removeprefix("$").partition(".")
            items = self._items.get((run, int(step)), [])
            if name:
                return [item.fields[name] for item in items if name in item.fields]
            # What the reader answered is one value under this name.
            answers = [item.fields["value"] for item in items if "value" in item.fields]
            return answers or [designated(item) for item in items]

        return found

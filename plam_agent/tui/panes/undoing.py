"""A list of events in which the one under the cursor can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...language import _
from .working import Working

if TYPE_CHECKING:
    from ...browsing import Entry


class Undoing(Working):
    """Takes back what the line under the cursor did; asked for twice, so that no slip does it.

    Who shows the list sets `_sure` to 0 whenever the cursor moves or the list changes.
    """

    _sure = 0
    """The event that was asked for once."""

    def take_back(self, entry: Entry | None) -> None:
        """Take this event back once it was asked for twice; none is nothing to take back."""
        if entry is None or not entry.undo:
            self.tell(_("There is nothing to take back here."), "error")
        elif self._sure != entry.seq:
            self._sure = entry.seq
            self.tell(_("Take back event {number}? Once more does it.").format(number=entry.seq))
        else:
            self._sure = 0
            self.act(self._undo(entry.seq))

    async def _undo(self, number: int) -> None:
        self.tell(_("Taking back event {number} …").format(number=number))
        reply = await self.session.do("undo", {"event": number, "attended": True})
        await self.fill()
        self.tell(reply.text, "error" if reply.code else "good")

"""One thing that a hostile shop does, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .desk import Desk, Turn
from .state import Session

Act = Callable[[Desk, Turn, Session | None], None]
Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Hostile:
    """One behaviour: at which steps it acts, before they are served or after.

    `silent` ones do it where the customer cannot see it any more: only the token limits them.
    """

    name: str
    what: str
    steps: tuple[str, ...]
    moment: Moment
    act: Act
    silent: bool = False

    def before(self, desk: Desk, turn: Turn) -> None:
        """Act before the request is served."""
        if self.moment == "before" and self._at(turn):
            self.act(desk, turn, desk.shop.sessions.get(turn.id))

    def after(self, desk: Desk, turn: Turn) -> None:
        """Act on the answer."""
        if self.moment == "after" and self._at(turn):
            name = turn.id or str((turn.body or {}).get("id"))
            self.act(desk, turn, desk.shop.sessions.get(name))

    def _at(self, turn: Turn) -> bool:
        return turn.step in self.steps or "*" in self.steps


def changes(
    name: str, what: str, act: Callable[[Session], None], *, unseen: bool = False
) -> list[Hostile]:
    """The same change three times: from the start, before the last look, and after it.

    One that is `unseen` shows in no answer, whenever it is made.
    """

    def late(desk: Desk, turn: Turn, session: Session | None) -> None:
        if session is not None and session.status == "ready_for_complete":
            act(session)

    def early(desk: Desk, turn: Turn, session: Session | None) -> None:
        if session is not None and turn.body is not None:
            act(session)
            turn.body = desk.shop.shown(session)

    return [
        Hostile(f"{name} from the start", what, ("create",), "after", early, silent=unseen),
        Hostile(f"{name} before paying", what, ("get",), "before", late, silent=unseen),
        Hostile(f"{name} while paying", what, ("complete",), "before", late, silent=True),
    ]

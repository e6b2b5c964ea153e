"""Calls put before the owner as cards on the screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from textual.screen import Screen

from .approval_card import ApprovalCard
from .cards import Answered, Proposing
from .edit_card import EditCard
from .elsewhere import Elsewhere
from .facts import Facts
from .signing import Signing


class ScreenAsker:
    """Shows the cards of `cards.Cards` as screens of the app."""

    def __init__(self, ask: Callable[[Screen[Any]], Awaitable[Any]]) -> None:
        """`ask` shows a screen and returns what it was answered."""
        self._ask = ask

    async def approve(
        self, cards: Sequence[Facts], signing: Signing, proposing: Proposing, *, editable: bool
    ) -> Answered:
        """The approval card, for one call or several."""
        card = ApprovalCard(cards, signing, proposing=proposing, editable=editable)
        said: Answered | None = await self._ask(card)
        return said or Answered((None,) * len(cards))

    async def edit(self, facts: Facts) -> Mapping[str, str] | None:
        """Fields for the arguments that can be said anew."""
        changes: Mapping[str, str] | None = await self._ask(EditCard(facts))
        return changes

    async def elsewhere(self, facts: Facts, number: int, count: int) -> None:
        """The call, and that the approver asks about it."""
        await self._ask(Elsewhere(facts, number, count))

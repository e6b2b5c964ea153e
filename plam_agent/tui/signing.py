"""The owner's signature under a call, as the screen asks for it.

The approval key is opened by the passphrase that the owner types at a card, and let go after some
time without a yes; money asks for the passphrase every time. Where an approver runs for the home,
it holds the key, shows the call itself, and the answer is given there.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from .. import keys
from ..approver import IDLE
from ..consent import answer_body
from ..policy.receipts import sign_receipt
from ..pulse import Elapsed, since_boot
from ..types import Clock
from .facts import Facts


class Signing:
    """The approval key of one home while this process may use it."""

    def __init__(
        self, home: Path, clock: Clock, *, elapsed: Elapsed = since_boot, idle: float = IDLE
    ) -> None:
        """The key is sealed until a passphrase opens it; `idle` is in seconds."""
        self._home = home
        self._clock = clock
        self._elapsed = elapsed
        self._idle = idle
        self._key: keys.Signer | None = None
        self._used = 0.0

    def asks(self, facts: Facts) -> bool:
        """Whether the passphrase has to be typed for a yes to this call."""
        if self._key is not None and self._elapsed() - self._used >= self._idle:
            self._key = None
        return self._key is None or facts.money

    async def open(self, passphrase: str) -> None:
        """Open the key with what was typed. Raises LockedError where it is wrong."""
        self._key = await asyncio.to_thread(keys.open_approval, self._home, passphrase)
        self._used = self._elapsed()

    def sign(self, facts: Facts) -> dict[str, Any]:
        """A receipt for exactly this call, as `consent.read_answer` takes it.

        Call it right after `asks` said no, or `open` returned.
        """
        assert self._key is not None
        self._used = self._elapsed()
        receipt = sign_receipt(self._key, facts.call, facts.policy, self._clock())
        return answer_body(receipt)

    def forget(self) -> None:
        """Let the key go now."""
        self._key = None

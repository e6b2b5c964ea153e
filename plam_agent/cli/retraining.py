"""`plam forget --retrain`: train again, at once, what was trained on something forgotten."""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
from typing import TYPE_CHECKING, Any

from ..errors import PlamError
from .line import Line

if TYPE_CHECKING:
    from ..home import Home
    from ..tuning.proof import Proof

FIX = "What was trained on it is not worn. Run it again, or wait for the night."


def check_installed() -> None:
    """Raise PlamError where what training takes is not installed."""
    from ..tuning.machine import needed

    if importlib.util.find_spec("torch") is None:
        raise needed("torch")


async def retrained(
    args: argparse.Namespace, home: Home, proof: Proof | None
) -> dict[str, Any] | None:
    """Train again what is stale of the owner's, and destroy it; the certificate's fields.

    None where nothing is stale. What is measured comes into the certificate: with a `proof` that
    was made before the erasing, of the very rows as well. Raises PlamError where training fails.
    """
    from ..adapters_signed import ME
    from ..tuning.nightly import Parts, Wishes, night
    from ..tuning.nights import PAUSED, shelf_of
    from ..tuning.proof import Proof
    from ..tuning.relearn import relearn, stale

    shelf = shelf_of(home)
    if not (old := await asyncio.to_thread(stale, shelf, (ME,))):
        return None
    asked = proof if proof is not None else await asyncio.to_thread(Proof.of, home, (), old)
    line = Line(quiet=args.json)

    def tell(doing: str, done: float, left: float) -> None:
        share = f" {done:.0%}" if done else ""
        line.tell(int(done * 1000), 1001, f"{doing}{share}")

    async def train(kind: str) -> str:
        done = await night(home, Wishes(kind=kind), tell=tell, parts=asked.watching(Parts()))
        line.clear()
        if done.outcome == PAUSED:
            raise PlamError("training was paused.", fix=FIX)
        return done.id

    try:
        return await relearn(home, shelf, train, kinds=(ME,), measure=asked.measured)
    finally:
        line.clear()

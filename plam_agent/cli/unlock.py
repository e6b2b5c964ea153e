"""`plam unlock`: give the passphrase to a service that waits for it, for as long as it runs."""

from __future__ import annotations

import argparse

from ..errors import PlamError
from .common import DONE, home_of, passphrase_of, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """`plam unlock` takes nothing of its own."""


async def command(args: argparse.Namespace) -> int:
    """Unlock the service; it keeps the opened home in memory until it ends, and nothing else."""
    from ..wire import connected

    async with connected(home_of(args)) as client:
        if client is None:
            raise PlamError("no service runs for this home.", fix="Start it: plam run")
        if client.hello["locked"]:
            status = await client.request("unlock", {"passphrase": passphrase_of(args)})
            said = "Unlocked."
        else:
            status, said = await client.request("status"), "It is unlocked already."
    show(args, status, f"{said} The service is process {status['pid']}.")
    return DONE

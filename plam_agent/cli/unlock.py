"""`plam unlock`: give the passphrase to a service that waits for it, or choose a new one."""

from __future__ import annotations

import argparse

from ..errors import ConfigError, PlamError
from .common import DONE, home_of, passphrase_of, show


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam unlock` takes."""
    parser.add_argument(
        "--recovery",
        action="store_true",
        help="the passphrase is lost: give the recovery key and choose a new one",
    )
    parser.add_argument(
        "--recovery-fd", metavar="N", type=int, help="read the recovery key from descriptor N"
    )


async def command(args: argparse.Namespace) -> int:
    """Unlock the service; it keeps the opened home in memory until it ends, and nothing else."""
    from ..wire import connected

    if args.recovery or args.recovery_fd is not None:
        return _recover(args)
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


def _recover(args: argparse.Namespace) -> int:
    from .. import keys
    from ..home import POLICY
    from ..passphrase import passphrase, recovery_key

    home = home_of(args)
    if not (home / "keys").is_dir():
        raise ConfigError("there is no home here.", file=home, fix="Run `plam init` first.")
    typed = recovery_key(args.recovery_fd)
    # A mistyped recovery key is said before a passphrase is chosen.
    keys.recover(home, typed)
    chosen = passphrase(args.passphrase_fd, ask="Choose a new passphrase: ", twice=True)
    recovery = keys.renew(home, typed, chosen)
    plain = {"home": str(home), "recovery_key": recovery, "owner_key": keys.public(home, "owner")}
    text = (
        "The home opens with the new passphrase. The recovery key that you typed is dead; the new "
        f"one, to be written down and kept away from this machine:\n\n    {recovery}\n\n"
        "Your signing keys are new too, so no policy is in force: read "
        f"{home / POLICY}, raise serial: in it, then: plam policy sign"
    )
    show(args, plain, text)
    return DONE

"""Making a home: keys, settings and a starter policy, all of it or nothing."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import config, keys
from .config import Settings
from .errors import InputError
from .files import write_atomic
from .home import POLICY, system_clock
from .policy.document import parse
from .policy.explain import explain
from .policy.signing import sign
from .policy.templates import render_template
from .types import Clock

LASTS = timedelta(days=365)


def make_home(
    home: Path,
    *,
    owner: str,
    zone: str,
    language: str = "en",
    passphrase: str,
    template: str = "assistant",
    agree: Callable[[str], bool] | None = None,
    cost: keys.Cost | None = None,
    clock: Clock = system_clock,
) -> tuple[str, str]:
    """Make the home at `home` and return its recovery key and the policy in plain words.

    `agree` is shown these words before the policy is signed; where it says no, or anything fails,
    what was made is taken away again. Raises InputError, StorageError.
    """
    if (home / "config.toml").exists() or (home / "keys").exists():
        raise InputError("there is a home already.", file=home, fix="Choose another --home.")
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", owner):
        raise InputError(f"{owner!r} is no mail address.", fix="Give --owner you@example.org.")
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"{zone!r} is no time zone.", fix="Give --zone Europe/Paris.") from error
    existed = home.exists()
    try:
        return _made(home, owner, place, language, passphrase, template, agree, cost, clock)
    except BaseException:
        for each in ("config.toml", POLICY, f"{POLICY}.sig"):
            (home / each).unlink(missing_ok=True)
        shutil.rmtree(home / "keys", ignore_errors=True)
        if not existed:
            shutil.rmtree(home, ignore_errors=True)
        raise


def _made(
    home: Path,
    owner: str,
    zone: ZoneInfo,
    language: str,
    passphrase: str,
    template: str,
    agree: Callable[[str], bool] | None,
    cost: keys.Cost | None,
    clock: Clock,
) -> tuple[str, str]:
    recovery = keys.create(home, passphrase, cost=cost)
    expires = (clock() + LASTS).astimezone(zone).date()
    text = render_template(
        template, owner=owner, device=keys.public(home, "device"), expires=expires
    ).encode()
    said = explain(parse(text, POLICY))
    if agree is not None and not agree(said):
        raise InputError("nothing was signed and nothing was kept.")
    path = home / POLICY
    write_atomic(path, text)
    sign(path, keys.open_owner(home, passphrase), now=clock().astimezone(zone))
    config.save(home, Settings(owner=owner, zone=zone, language=language))
    return recovery, said


def local_zone() -> str:
    """The time zone of this machine, UTC where it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named:
        return named
    link = Path("/etc/localtime")
    _, _, zone = str(link.resolve()).partition("zoneinfo/") if link.is_symlink() else ("", "", "")
    return zone or "UTC"

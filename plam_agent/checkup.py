"""What can be wrong with a home and around it, and for each the one command that mends it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from . import config, keys, wire
from .config import Account, Settings
from .desk import open_engine, shelf_of
from .errors import BusyError, LockedError, ModelError, PlamError, StorageError
from .files import locked
from .home import Home
from .memory.layout import NAME as MEMORIES
from .memory.sealed import Memories
from .policy import ledger
from .policy.organisation import ASK, path_beside
from .policy.signing import load_signed
from .recovery import unfinished
from .service import LOCK, running_pid
from .tools.collection import store_of
from .tools.context import Connections, Context
from .tools.mail import open_mailbox
from .tools.model import name_of

REACH_SECONDS = 20.0
LEAST_BYTES = 200 * 1024 * 1024
NEAR_DAYS = 30
BACKWARDS = timedelta(minutes=5)
UNIT = Path("systemd", "user", "plam.service")
# From here on a user's own manager opens what systemd-creds sealed for the user.
SEALED_FOR_USERS = 258


@dataclass(frozen=True, slots=True)
class Found:
    """One check and what came of it; `fix` is what to do where it is not `good`."""

    what: str
    good: bool
    detail: str
    fix: str = ""


Check = Callable[[], Awaitable[str]]
_SEALED = re.compile(r"(?m)^\s*LoadCredentialEncrypted=\S")


async def around(path: Path) -> list[Found]:
    """Everything that can be looked at without opening the home at `path`."""
    checks: list[tuple[str, Check]] = [
        ("settings", lambda: asyncio.to_thread(_settings, path)),
        ("permissions", lambda: asyncio.to_thread(_permissions, path)),
        ("disk", lambda: asyncio.to_thread(_disk, path)),
        ("model", lambda: _model(path)),
        ("machine", lambda: _machine(path)),
        ("service", lambda: _service(path)),
        ("unit", lambda: asyncio.to_thread(_unit)),
    ]
    return [await checked(what, check) for what, check in checks]


async def within(home: Home) -> list[Found]:
    """Everything that needs the open home, its accounts all at once."""
    checks: list[tuple[str, Check]] = [
        ("policy", lambda: asyncio.to_thread(_policy, home)),
        ("journal", lambda: asyncio.to_thread(_journal, home)),
        ("memory", lambda: asyncio.to_thread(_memory, home)),
        ("adapters", lambda: asyncio.to_thread(_adapters, home)),
        ("clock", lambda: asyncio.to_thread(_clock, home)),
        ("interrupted calls", lambda: asyncio.to_thread(_interrupted, home)),
        ("accounts", lambda: asyncio.to_thread(_accounts, home.settings)),
    ]
    found = [await checked(what, check) for what, check in checks]
    reaching = [_reached(home, account) for account in home.settings.accounts]
    return found + list(await asyncio.gather(*reaching))


async def checked(what: str, check: Check) -> Found:
    """What one check says, within its time."""
    try:
        async with asyncio.timeout(REACH_SECONDS):
            return Found(what, True, await check())
    except TimeoutError:
        return Found(what, False, f"no answer within {REACH_SECONDS:.0f} s", "Try again later.")
    except PlamError as error:
        return Found(what, False, str(error), error.fix)


def _settings(path: Path) -> str:
    settings = config.load(path)
    return f"{settings.owner}, {settings.zone}, {len(settings.accounts)} accounts"


def _permissions(path: Path) -> str:
    if not path.is_dir():
        raise PlamError("there is no home here.", file=path, fix="Run: plam init")
    for each in (path, *_own(path)):
        found = each.lstat()
        if found.st_uid != os.getuid():
            raise PlamError(
                "belongs to another user.", file=each, fix=f"Run: chown -R {os.getuid()} {path}"
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise PlamError("others can read it.", file=each, fix=f"Run: chmod -R go= {path}")
    return "only you can read it"


def _own(path: Path) -> Iterator[Path]:
    """What the home itself keeps; accounts may have folders of their own in it."""
    for name in ("keys", "runs", "run", "embedders", "adapters"):
        if (path / name).is_dir():
            yield path / name
            yield from (each for each in sorted((path / name).iterdir()) if not each.is_socket())
    kept = (
        "config.toml",
        MEMORIES,
        "secrets",
        "journal.db",
        "journal.seal",
        "triaged",
        "policy.yaml",
        "policy.yaml.sig",
    )
    yield from (path / name for name in kept if (path / name).exists())


def _disk(path: Path) -> str:
    there = path if path.exists() else Path.home()
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        raise StorageError(f"cannot be looked at: {error.strerror}.", file=path) from error
    if free < LEAST_BYTES:
        raise StorageError(
            f"only {free >> 20} MB are free.", file=path, fix=f"Make room: du -xsh {path}/*"
        )
    return f"{free >> 20} MB free"


async def _machine(path: Path) -> str:
    """What this machine can carry, and which model would suit it; nothing is fetched."""
    from .planner import fitness, measured

    settings = await asyncio.to_thread(config.load_if_there, path)
    language = settings.language if settings else "en"
    _, why = fitness.advice(await measured.machine(path / "models"), language)
    return why


async def _model(path: Path) -> str:
    from .planner import fitness, models
    from .planner.header import read_header

    settings = await asyncio.to_thread(config.load_if_there, path)
    shipped = await asyncio.to_thread(models.shipped)
    file = (settings.model if settings else None) or shipped
    try:
        digests = path / "models" / models.DIGESTS
        info = await asyncio.to_thread(models.inspect, file, digests=digests)
        header = await asyncio.to_thread(read_header, file)
        suits = fitness.fit_file(header, await asyncio.to_thread(fitness.machine))
        if suits.verdict == "no":
            raise ModelError(f"it {suits.why}.", file=file)
        async with open_engine(path, file, settings.adapter if settings else None):
            return f"{info.name}, {info.parameters / 1e6:.1f}M parameters, opens"
    except PlamError as error:
        fix = "Run: plam model use starter"
        raise PlamError(error.message, file=error.file or None, fix=fix) from error


async def _service(path: Path) -> str:
    try:
        async with wire.connected(path) as client:
            if client is not None:
                pid = client.hello.get("pid")
                if client.hello.get("locked"):
                    raise LockedError(f"process {pid} waits, locked.", fix="Run: plam unlock")
                return f"running, process {pid}"
    except BusyError as error:
        pid = running_pid(path)
        fix = f"Run: kill {pid}" if pid else "Start it again: plam run"
        raise PlamError(error.message, fix=fix) from error
    return await asyncio.to_thread(_silent, path)


def _silent(path: Path) -> str:
    """Nobody answers: nobody runs, or somebody hangs, or somebody died."""
    lock = path / "run" / LOCK
    if lock.exists():
        try:
            with locked(lock, wait=False):
                pass
        except PlamError as error:
            pid = running_pid(path)
            fix = f"Run: kill {pid}"
            raise PlamError(f"process {pid} runs and does not answer.", fix=fix) from error
    if wire.socket_path(path).exists():
        raise PlamError(
            "it ended without a word.", file=wire.socket_path(path), fix="Run: plam run"
        )
    return "none runs; what a rule holds waits for you (start one: plam run)"


def _unit() -> str:
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    installed = [base / UNIT, Path("/etc") / UNIT, Path("/usr/lib") / UNIT]
    found = next((each for each in installed if each.is_file()), None)
    if found is None:
        return "not installed; `plam run` needs none"
    version = _systemd()
    if version and version < SEALED_FOR_USERS and _SEALED.search(found.read_text("utf-8")):
        raise PlamError(
            f"systemd {version} opens no sealed passphrase for a user's service "
            f"({SEALED_FOR_USERS} does), so it does not start.",
            file=found,
            fix="Delete its line LoadCredentialEncrypted=; after each start: plam unlock",
        )
    return f"{found}"


def _systemd() -> int:
    """The version of systemd here; 0 where there is none."""
    program = shutil.which("systemctl")
    if program is None:
        return 0
    try:
        done = subprocess.run(  # noqa: S603  (the program is found, the argument fixed)
            [program, "--version"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    said = re.match(r"systemd (\d+)", done.stdout)
    return int(said[1]) if said else 0


def _policy(home: Home) -> str:
    with home.journal.reading() as connection:
        highest = ledger.serial(connection)
    loaded = load_signed(
        home.policy_path,
        keys.public(home.path, "owner"),
        highest_serial=highest,
        now=home.now(),
        device_public=home.device.public,
    )
    signed, above = loaded.policy, home.above(loaded)
    left = (signed.expires - home.now().date()).days
    if left < NEAR_DAYS:
        raise PlamError(
            f"it ends in {left} days.",
            file=home.policy_path,
            fix="Write a later day at expires:, raise serial:, then: plam policy sign",
        )
    said = f"serial {signed.serial}, signed, in force until {signed.expires}"
    if above is None:
        return said
    left = (above.policy.expires - home.now().date()).days
    if left < NEAR_DAYS:
        raise PlamError(
            f"the organisation's policy above yours ends in {left} days, and then everything is "
            "refused.",
            file=path_beside(home.policy_path),
            fix=ASK,
        )
    return (
        f"{said}; above it the organisation's, serial {above.policy.serial}, in force until "
        f"{above.policy.expires}"
    )


def _journal(home: Home) -> str:
    found = home.journal.verify(ledger.check)
    held = f", anchored at event {found.anchored}" if found.anchored is not None else ""
    return f"{found.count} events verified{held}"


def _memory(home: Home) -> str:
    """Whether every memory opens, and by what they are compared."""
    from .planner.minilm import EXTRA, open_embedder

    by, chosen = "words", home.settings.embedder
    if chosen:
        model = open_embedder(home.path, None if chosen == config.MINILM else Path(chosen))
        if model is None:
            raise PlamError("memories are compared by words alone.", fix=EXTRA)
        by += f" and by {model.name}"
        model.close()
    if not (home.path / MEMORIES).exists():
        return f"nothing is remembered yet; it will be compared by {by}"
    with Memories.open(home.path, home.vault) as store:
        count = store.check()
    return f"{count} {'memory opens' if count == 1 else 'memories open'}, compared by {by}"


def _adapters(home: Home) -> str:
    """What is worn; a file that the settings name is opened with the model."""
    if home.settings.adapter is not None:
        return f"{home.settings.adapter.name} is worn, as the settings say"
    shelf = shelf_of(home)
    standing = shelf.standing()
    for trouble in standing.trouble:
        raise trouble
    for id in shelf.ids():
        shelf.get(id)
    return ", ".join(f"{each.id} is worn" for each in standing.worn) or "none is worn"


def _clock(home: Home) -> str:
    with home.journal.reading() as connection:
        last = connection.execute("SELECT max(time) FROM events").fetchone()[0]
    now = home.now()
    if last is not None and last > (now + BACKWARDS).astimezone(UTC).isoformat():
        raise PlamError(
            f"it is {now:%Y-%m-%d %H:%M}, and something was recorded at {last[:16]} already.",
            fix="Run: timedatectl set-ntp true",
        )
    return f"{now:%Y-%m-%d %H:%M} in {home.zone}"


def _interrupted(home: Home) -> str:
    left = len(unfinished(home.journal))
    if left and not running_pid(home.path):
        raise PlamError(
            f"of {left} calls nobody knows how they ended.", fix="Run: plam approvals list"
        )
    return "none"


def _accounts(settings: Settings) -> str:
    if not settings.accounts:
        raise PlamError("there is none.", fix="Run: plam account add mail …")
    return ", ".join(f"{each.name} ({each.driver})" for each in settings.accounts)


async def _reached(home: Home, account: Account) -> Found:
    return await checked(f"account {account.name}", lambda: _reach(home, account))


async def _reach(home: Home, account: Account) -> str:
    async with Connections() as connections:
        context = Context(
            account=account,
            owner=home.settings.owner,
            zone=home.zone,
            now=home.now,
            secret=lambda name: home.secrets.get(account.name, name),
            connections=connections,
        )
        if account.kind == "mail":
            mailbox = await context.connection(open_mailbox)
            return f"answers; {len(await mailbox.folders())} folders"
        if account.kind == "model":
            # Whatever is sent there is decided about; a look at it is no reason to send anything.
            return name_of(account)
        if account.driver in ("caldav", "carddav"):
            await store_of(context)
            return "answers"
    return await asyncio.to_thread(_folder, home, account)


def _folder(home: Home, account: Account) -> str:
    folder = Path(str(account.settings["path"])).expanduser()
    if not folder.is_dir():
        fix = f"Run: mkdir -p {folder}, or correct {home.path / config.FILE}"
        raise PlamError("there is no such folder.", file=folder, fix=fix)
    return f"{folder} is there"

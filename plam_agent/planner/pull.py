"""Pulling a model: every byte checked before its name is taken, and the old model there till then.

A connection may end at any byte, a server may lie, the disk may fill up, the process may be killed:
what arrived waits as a part for the next time, and nothing else has changed.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from ..errors import BusyError, DamageError, DownloadError, DroppedError, ModelError
from ..files import locked, private_folder, write_atomic
from .catalogue import Source
from .exchange import Reply
from .header import read_header
from .hub import Facts, Site, check, facts, fetched
from .models import DIGESTS, fingerprint, know
from .part import Part, Whose, strong

Progress = Callable[[str, int, int], None]
"""Called with what is done (`checking` or `pulling`), and bytes done and in all."""

PINS = "pins.json"
PATIENCE = 6
"""So many connections in a row may break before they brought anything worth while."""
WORTH = 256 * 1024
BACKOFF = 1.0
LONGEST_WAIT = 30.0
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")


@dataclass(frozen=True, slots=True)
class Pin:
    """What was pulled under a name once: the commit, the SHA-256 in hex, bytes, and the day."""

    commit: str
    sha256: str
    size: int
    day: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model that is here now; `fetched` bytes came for it, 0 where it was here before."""

    path: Path
    source: Source
    sha256: str
    size: int
    fetched: int


async def pull(
    source: Source,
    folder: Path,
    *,
    site: Site,
    sha256: str = "",
    renew: bool = False,
    progress: Progress | None = None,
) -> Pulled:
    """Bring the file that `source` names into `folder`, whole and checked, or change nothing.

    The hash it must have is `sha256`, else the one that was pinned when it was pulled before
    (unless `renew`), else the one that the hub names; it is pinned from then on. Raises
    DownloadError (DroppedError where another try may do), StorageError, ModelError where what
    arrived is no model, and BusyError where another process pulls the same file.
    """
    await asyncio.to_thread(private_folder, folder)
    path = folder / source.name
    async with _alone(path):
        before = (await asyncio.to_thread(pins, folder)).get(_key(source))
        pin = None if renew else before
        if pin is not None and source.revision in ("main", pin.commit):
            source = Source(source.repo, source.file, pin.commit)
            if sha256 in ("", pin.sha256) and await asyncio.to_thread(_holds, path, pin.sha256):
                return Pulled(path, source, pin.sha256, pin.size, 0)
        found = await _asked(site, source)
        wanted = _wanted(found, sha256, pin)
        if await asyncio.to_thread(_is_here, path, wanted, known=before is not None):
            await asyncio.to_thread(_pin, folder, found.source, wanted, found.size)
            return Pulled(path, found.source, wanted, found.size, 0)
        whose = Whose(site.address(found.source), wanted, found.size)
        came = await _arrived(site, found, Part(path, whose), wanted, path, progress)
        await asyncio.to_thread(_pin, folder, found.source, wanted, found.size)
    return Pulled(path, found.source, wanted, found.size, came)


def pins(folder: Path) -> dict[str, Pin]:
    """What was pulled before, by `OWNER/REPOSITORY:FILE`. Raises DamageError."""
    path = folder / PINS
    try:
        return {key: Pin(**value) for key, value in json.loads(path.read_bytes()).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise DamageError(
            "is damaged, so nobody knows which hashes the models had.",
            file=path,
            fix="Delete it, and what the hub says next is believed anew.",
        ) from error


def pin_of(path: Path) -> Pin | None:
    """What was pinned when the file at `path` was pulled, if it was. Raises DamageError."""
    found = pins(path.parent).items()
    return next((pin for key, pin in found if _file(key) == path.name), None)


def _key(source: Source) -> str:
    return f"{source.repo}:{source.file}"


def _file(key: str) -> str:
    """The file's own name."""
    return key.partition(":")[2].rpartition("/")[2]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the model file that is or will be at `path` against other pulls and removals.

    Raises BusyError where another process is at it.
    """
    lock = path.with_name(f".{path.name}.lock")
    try:
        held = locked(lock, wait=False)
        held.__enter__()
    except BusyError as error:
        raise BusyError("it is being pulled or removed already.", fix="Wait for it.") from error
    try:
        yield
    finally:
        # The name goes while it is locked; whoever comes then makes a new one.
        lock.unlink(missing_ok=True)
        held.__exit__(None, None, None)


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    held = alone(path)
    await asyncio.to_thread(held.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(held.__exit__, None, None, None)


def _pin(folder: Path, source: Source, sha256: str, size: int) -> None:
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    with locked(folder / f".{PINS}.lock"):
        known = pins(folder)
        if (old := known.get(_key(source))) and (old.sha256, old.size) == (sha256, size):
            return
        # A name on disk is one file: what another repository called so is pinned no longer.
        known = {key: pin for key, pin in known.items() if _file(key) != source.name}
        known[_key(source)] = Pin(source.revision, sha256, size, day)
        plain = {key: asdict(pin) for key, pin in sorted(known.items())}
        write_atomic(folder / PINS, json.dumps(plain, indent=1).encode())


async def _asked(site: Site, source: Source) -> Facts:
    failures = 0
    while True:
        try:
            return await facts(site, source)
        except DroppedError as error:
            failures += 1
            await _patience(error, failures)


async def _patience(error: DroppedError, failures: int) -> None:
    """Wait before another try. Raises `error` where there were enough of them."""
    if failures >= PATIENCE:
        raise error
    await asyncio.sleep(min(BACKOFF * 2 ** (failures - 1), LONGEST_WAIT))


def _wanted(found: Facts, given: str, pin: Pin | None) -> str:
    """The SHA-256 that the file must have. Raises DownloadError where two of them differ."""
    name = found.source.name
    if given and found.sha256 and given != found.sha256:
        raise DownloadError(
            f"The hub's {name} has another SHA-256 than the one you gave: {found.sha256}.",
            fix="Check it at its source; nothing was fetched.",
        )
    pinned = pin.sha256 if pin is not None else ""
    if pin is not None and given in ("", pinned) and found.sha256 not in ("", pinned):
        raise DownloadError(
            f"The hub gives another {name} than on {pin.day}.",
            fix="If the new one is meant, give --renew; nothing was fetched.",
        )
    wanted = given or pinned or found.sha256
    if not wanted:
        raise DownloadError(
            f"The hub names no SHA-256 for {name}.",
            fix="Give --sha256 from a source you trust; nothing was fetched.",
        )
    return wanted


def _is_here(path: Path, wanted: str, *, known: bool) -> bool:
    """Whether the file is here already. Raises ModelError where another one has its name."""
    if not path.exists() and not path.is_symlink():
        return False
    if _holds(path, wanted):
        return True
    if not known:
        raise ModelError(
            "is another file of that name.",
            file=path,
            fix=f"Rename it, or remove it: plam model remove {path.name}",
        )
    return False


def _holds(path: Path, wanted: str) -> bool:
    return path.is_file() and fingerprint(path) == wanted


async def _arrived(
    site: Site, found: Facts, part: Part, wanted: str, path: Path, progress: Progress | None
) -> int:
    """Fetch what is missing, check all of it and give it its name; how many bytes came."""
    try:
        there = await asyncio.to_thread(part.open)
        while part.length < there:
            _tell(progress, "checking", await asyncio.to_thread(part.recall), there)
        came = await _fetched_all(site, found, part, progress)
        if part.sha256 != wanted:
            await asyncio.to_thread(part.discard)
            raise DownloadError(
                f"What arrived is not {found.source.name}: its SHA-256 is {part.sha256}, not"
                f" {wanted}. It was thrown away.",
                fix="Pull it again; if that ends the same way, the server is not to be trusted.",
            )
        await asyncio.to_thread(_check_model, part)
        await asyncio.to_thread(part.become, path)
        await asyncio.to_thread(know, path, wanted, path.parent / DIGESTS)
        return came
    finally:
        await asyncio.to_thread(part.close)


async def _fetched_all(site: Site, found: Facts, part: Part, progress: Progress | None) -> int:
    failures = came = 0
    while (before := part.length) < found.size:
        try:
            await _fetch(site, found, part, progress)
        except DroppedError as error:
            failures = 1 if part.length - before >= WORTH else failures + 1
            await _patience(error, failures)
        came += max(0, part.length - before)
    return came


async def _fetch(site: Site, found: Facts, part: Part, progress: Progress | None) -> None:
    """One connection's worth of bytes. Raises DroppedError where they end early."""
    headers: dict[str, str] = {}
    if part.length:
        headers["range"] = f"bytes={part.length}-"
        if part.etag:
            headers["if-range"] = part.etag
    async with fetched(site, found.source, headers=headers) as reply:
        check(reply, found.source)
        etag = strong(reply.headers.get("etag", ""))
        anew = not _goes_on(reply, part, etag, found.size)
        await asyncio.to_thread(part.begin, etag, anew=anew)
        if reply.status != 200 and anew:
            raise DroppedError(
                f"{reply.url.hostname} sent other bytes than were asked for.",
                fix="Pull again, later or over another network.",
            )
        async for data in reply.body:
            if part.length + len(data) > found.size:
                raise DownloadError(
                    f"{reply.url.hostname} sends more than the {found.size:,} bytes it promised.",
                    fix="Try again later; the part that arrived is checked before it is used.",
                )
            await asyncio.to_thread(part.write, data)
            _tell(progress, "pulling", part.length, found.size)
    if part.length < found.size:
        raise DroppedError(
            f"The answer ended after {part.length:,} of {found.size:,} bytes.",
            fix="Pull again: what arrived is kept.",
        )


def _goes_on(reply: Reply, part: Part, etag: str, size: int) -> bool:
    """Whether the body begins where the part ends; else it, or the next one, begins anew.

    Raises DownloadError where it cannot be the file at all.
    """
    host = reply.url.hostname
    length = reply.number("content-length")
    if reply.status == 200:
        if length is not None and length != size:
            raise DownloadError(
                f"{host} sends {length:,} bytes where {size:,} were promised.",
                fix="Check your network (a login page?) and try again.",
            )
        return not part.length
    said = _RANGE.fullmatch(reply.headers.get("content-range", ""))
    if reply.status != 206 or said is None:
        return False
    right = (int(said[1]), int(said[2])) == (part.length, size - 1)
    right = right and said[3] in (str(size), "*") and length in (None, size - part.length)
    same = not part.etag or not etag or etag == part.etag
    return bool(right and same and part.length)


def _tell(progress: Progress | None, what: str, done: int, total: int) -> None:
    if progress is not None:
        progress(what, done, total)


def _check_model(part: Part) -> None:
    """Throw away what is no model that can talk. Raises ModelError."""
    try:
        header = read_header(part.path)
        if header.text("general.type") not in ("", "model"):
            raise ModelError("The file is no model.", file=part.path, fix="Choose another file.")
        if not header.text("tokenizer.chat_template").strip():
            raise ModelError(
                "The model has no chat template.",
                file=part.path,
                fix="Choose an instruction-tuned model whose GGUF file brings one.",
            )
    except ModelError:
        part.discard()
        raise

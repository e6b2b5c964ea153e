"""A home's settings, policies and whom its owner wrote to, as files of a bundle and back.

None of it comes into force by being imported: only a signed document gives authority. Settings and
policies become drafts in `HOME/imported/NAME`, to be looked at; the policy with this machine's key
and a serial that can be signed. Addresses become sealed records of kind `contact` that count for
nothing: who was written to on another machine is new on this one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from ..drafting import highest
from ..errors import PlamError
from ..files import private_folder, write_atomic
from ..home import POLICY
from ..policy.decide import destinations
from ..policy.document import parse
from ..policy.organisation import FILE as ABOVE
from ..policy.signing import signature_path
from ..records import read_call
from ..types import Effect

if TYPE_CHECKING:
    from ..home import Home

CONTACT = "contact"
FOLDER = "imported"
SETTINGS = "settings.json"
POLICIES = tuple(f"policies/{name}{end}" for name in (POLICY, ABOVE) for end in ("", ".sig"))
COMMANDS = ("token_command",)
"""Settings that are run, which no file from elsewhere brings."""
LONGEST_ADDRESS = 1_000
MOST_ADDRESSES = 1_000_000
SHORTEST_SECRET = 4
"""A secret with fewer letters stands in too many texts by chance."""


class Unspoken:
    """Knows the passwords of the owner's accounts, which no bundle may hold."""

    def __init__(self, home: Home) -> None:
        """Read them. Raises DamageError."""
        every = (home.secrets.get(account, name) for account, name in home.secrets.names())
        self._secrets = tuple({each for each in every if len(each) >= SHORTEST_SECRET})
        self.left_out = 0

    def __call__(self, data: Any) -> bool:
        """Whether none of them is anywhere in JSON data or a text; what has one is counted."""
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        told = any(
            each in text or json.dumps(each, ensure_ascii=False)[1:-1] in text
            for each in self._secrets
        )
        self.left_out += told
        return not told


def settings_of(home: Home, unspoken: Unspoken) -> dict[str, Any]:
    """The settings as JSON data, without anything that opens an account."""
    settings = home.settings
    accounts = []
    for account in settings.accounts:
        fields = {
            key: _bare(value)
            for key, value in sorted(account.settings.items())
            if key not in COMMANDS
        }
        fields = {key: value for key, value in fields.items() if unspoken({key: value})}
        accounts.append(
            {"name": account.name, "kind": account.kind, "driver": account.driver, **fields}
        )
    return {
        "owner": settings.owner,
        "zone": str(settings.zone),
        "language": settings.language,
        "region": settings.region,
        "model": settings.model.name if settings.model else "starter",
        "embedder": settings.embedder,
        "tuning": settings.tuning.plain(),
        "accounts": accounts,
    }


def policies_of(home: Home) -> Iterator[tuple[str, bytes]]:
    """The policies that are there, with their signatures, as they lie. Raises PlamError."""
    for path in (home.policy_path, home.policy_path.with_name(ABOVE)):
        for each in (path, signature_path(path)):
            try:
                yield f"policies/{each.name}", each.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise PlamError(f"cannot be read: {error.strerror}.", file=each) from error


def contacts_of(home: Home) -> list[dict[str, Any]]:
    """Whom the owner's agent wrote to and has not forgotten: address, how often, first and last."""
    found: dict[str, dict[str, Any]] = {}

    def count(address: str, first: str, last: str, times: int) -> None:
        known = found.setdefault(
            address, {"address": address, "times": 0, "first": first, "last": last}
        )
        known["times"] += times
        known["first"], known["last"] = min(known["first"], first), max(known["last"], last)

    sent: dict[int, tuple[str, ...]] = {}
    for event in home.journal.events(kinds=("intent", "done", CONTACT)):
        body = event.body
        if body.get("forgotten"):
            continue
        if event.kind == "intent" and "call" in body:
            call = read_call(body["call"])
            if call.effect >= Effect.SEND:
                sent[event.seq] = tuple(each for each in destinations(call) if "@" in each)
        elif event.kind == "done":
            moment = event.time.isoformat(timespec="seconds")
            for address in sent.pop(body.get("intent", 0), ()):
                count(address, moment, moment, 1)
        elif event.kind == CONTACT:
            count(body["address"], body["first"], body["last"], int(body["times"]))
    return sorted(found.values(), key=lambda each: str(each["address"]))


def contacts_in(parts: Iterable[bytes]) -> list[dict[str, Any]]:
    """The addresses in a file's octets. Raises ValueError where a line says something else."""
    found = []
    for line in b"".join(parts).splitlines():
        said = json.loads(line)
        times = said["times"]
        if set(said) != {"address", "times", "first", "last"} or type(times) is not int:
            raise ValueError("another form")
        if not (isinstance(said["address"], str) and 0 < len(said["address"]) <= LONGEST_ADDRESS):
            raise ValueError("no address")
        for name in ("first", "last"):
            if datetime.fromisoformat(said[name]).tzinfo is None:
                raise ValueError("a moment without a zone")
        found.append(said)
        if len(found) > MOST_ADDRESSES:
            raise ValueError("too many")
    return found


def drafts(
    home: Home, name: str, settings: bytes | None, policies: Mapping[str, bytes]
) -> list[Path]:
    """Put settings and policies where they can be looked at; returns the new or changed files.

    A policy that stands here already is left out. Raises StorageError.
    """
    folder = home.path / FOLDER / name
    wanted: dict[str, bytes] = {SETTINGS: settings} if settings is not None else {}
    for member, raw in policies.items():
        here = home.path / Path(member).name
        if not (here.exists() and here.read_bytes() == raw):
            wanted[Path(member).name] = raw
    if POLICY in wanted:
        draft = adapted(home, wanted[POLICY])
        signed = home.policy_path.read_bytes() if home.policy_path.exists() else b""
        if draft and _numbered(draft, 0) == _numbered(signed, 0):
            # It stands here already, under a serial of its own.
            for file in (POLICY, f"{POLICY}.sig"):
                wanted.pop(file, None)
        else:
            wanted["draft.yaml"] = draft
    changed = []
    for file, raw in wanted.items():
        path = folder / file
        if raw and not (path.exists() and path.read_bytes() == raw):
            private_folder(home.path / FOLDER)
            private_folder(folder)
            write_atomic(path, raw)
            changed.append(path)
    return changed


def adapted(home: Home, raw: bytes) -> bytes:
    """A policy as this home's owner could sign it: for this device, with the next serial.

    Empty where it is no policy that this version reads.
    """
    text = raw.decode("utf-8", "replace")
    text = re.sub(r"(?m)^device:[^\n]*$", f"device: {home.device.public}", text, count=1)
    draft = _numbered(text.encode(), highest(home) + 1)
    try:
        parse(draft, "draft.yaml")
    except PlamError:
        return b""
    return draft


def _numbered(raw: bytes, serial: int) -> bytes:
    """The text of a policy with another serial."""
    return re.sub(rb"(?m)^serial:[^\n]*$", b"serial: %d" % serial, raw, count=1)


def _bare(value: Any) -> Any:
    """A setting without the password that a URL may carry."""
    if isinstance(value, str) and "://" in value and "@" in value:
        parts = urlsplit(value)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return value

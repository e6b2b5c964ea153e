"""What earlier passes dealt with or began, without opening the whole journal each time.

The journal alone says it. Digests of what it said up to one event are kept in `HOME/triaged`,
sealed by the vault, so that a pass opens only the events after that one. The file may be lost,
older or of another journal: what it lacks is read from the journal again.
"""

from __future__ import annotations

import bisect
import contextlib
import hashlib
import json
from array import array
from pathlib import Path
from typing import Any, Self

from .errors import DamageError, InputError
from .files import write_atomic
from .journal import Journal
from .types import Event, canonical
from .vault import Sealed, Vault

KINDS = ("triaged", "postponed", "intent", "asked", "failed", "settled", "forgotten")
OFTEN = 500
"""After how many events beyond it the file is written anew."""

_MAGIC = b"plam triaged 1\n"
_CONTEXT = b"triaged"
_DIGEST = 16


class Dealt:
    """What the passes over one home's mail dealt with, up to one event of its journal."""

    def __init__(self) -> None:
        """Use `load`."""
        self._seq, self._hash = 0, ""
        # Sixteen octets a digest, sorted and end to end: a set would take four times as much.
        self._old = b""
        self._halves = array("Q")
        self._new: set[bytes] = set()
        self._postponed: set[bytes] = set()
        self._begun: dict[bytes, dict[int, tuple[bytes, ...]]] = {}
        self._message_of: dict[int, bytes] = {}
        self._vault: Vault | None = None

    @classmethod
    def load(cls, home: Path, vault: Vault, journal: Journal) -> Self:
        """What `journal` says by now. Raises StorageError and the journal's DamageError."""
        path = home / "triaged"
        dealt = cls()
        with contextlib.suppress(OSError, DamageError):
            dealt._open(path.read_bytes(), vault)
        if not dealt._is_of(journal):
            dealt = cls()
        read = 0
        dealt._vault = vault
        for event in journal.events(after=dealt._seq, kinds=KINDS):
            dealt._learn(event)
            read += 1
        if read >= OFTEN:
            sealed = vault.seal(dealt._plain(), _CONTEXT)
            key = len(sealed.key).to_bytes(2, "big") + sealed.key
            write_atomic(path, _MAGIC + key + sealed.box)
        return dealt

    def with_message(self, account: str, message: str) -> bool:
        """Whether a pass has dealt with the message of this id."""
        return self._was_dealt_with("message", account, message)

    def postponed(self, account: str, message: str) -> bool:
        """Whether a pass could not ask about this message, because too much was asked already."""
        return _digest("message", account, message) in self._postponed

    def with_version(self, account: str, version: str) -> bool:
        """Whether a pass has dealt with a message that says the same, whatever its id was."""
        return self._was_dealt_with("version", account, version)

    def begun(self, tool: str, account: str, message: str, version: str) -> bool:
        """Whether a pass did this or asked for it, and was cut off before it could say so."""
        wanted = {_digest(tool, account, message), _digest(tool, account, "", version)}
        return any(
            not wanted.isdisjoint(digests)
            for those in self._begun.values()
            for digests in those.values()
        )

    def _was_dealt_with(self, *parts: str) -> bool:
        """Also where the records of it were forgotten: then a keyed mark of it is left."""
        assert self._vault is not None
        return self._holds(_digest(*parts)) or self._holds(bytes.fromhex(self._vault.mark(*parts)))

    def _holds(self, digest: bytes) -> bool:
        if digest in self._new:
            return True
        # Searched by their first halves, which compare without a call for each look.
        half = _half(digest)
        at = bisect.bisect_left(self._halves, half)
        while at < len(self._halves) and self._halves[at] == half:
            if self._at(at) == digest:
                return True
            at += 1
        return False

    def _at(self, place: int) -> bytes:
        return self._old[place * _DIGEST : (place + 1) * _DIGEST]

    def _learn(self, event: Event) -> None:
        self._seq, self._hash = event.seq, event.hash
        body = event.body
        if "forgotten" in body:
            return
        if event.kind == "forgotten":
            self._new.update(bytes.fromhex(mark) for mark in body.get("dealt", ()))
            return
        if event.kind == "triaged":
            message = _digest("message", body["account"], body["message"])
            self._new.add(message)
            self._postponed.discard(message)
            if version := body.get("version", ""):
                self._new.add(_digest("version", body["account"], version))
            for seq in self._begun.pop(message, {}):
                del self._message_of[seq]
        elif event.kind == "postponed":
            self._postponed.add(_digest("message", body["account"], body["message"]))
        elif event.kind == "failed" or body.get("happened") is False:
            self._forget(body.get("intent", 0))
        elif _is_triage(call := body.get("call")):
            self._begin(event.seq, call)

    def _begin(self, seq: int, call: Any) -> None:
        item, version = call["versions"][0]
        message = _digest("message", item["account"], item["id"])
        self._message_of[seq] = message
        self._begun.setdefault(message, {})[seq] = (
            _digest(call["tool"], item["account"], item["id"]),
            _digest(call["tool"], item["account"], "", version),
        )

    def _forget(self, seq: int) -> None:
        message = self._message_of.pop(seq, None)
        if message is not None:
            del self._begun[message][seq]
            if not self._begun[message]:
                del self._begun[message]

    def _is_of(self, journal: Journal) -> bool:
        if not self._seq:
            return True
        try:
            return journal.get(self._seq).hash == self._hash
        except InputError:
            return False

    def _plain(self) -> bytes:
        old = {self._at(place) for place in range(len(self._old) // _DIGEST)}
        begun = [
            [seq, message.hex(), *(each.hex() for each in digests)]
            for message, those in self._begun.items()
            for seq, digests in those.items()
        ]
        postponed = sorted(each.hex() for each in self._postponed)
        head = canonical(
            {"seq": self._seq, "hash": self._hash, "begun": begun, "postponed": postponed}
        )
        return head + b"\n" + b"".join(sorted(old | self._new))

    def _open(self, raw: bytes, vault: Vault) -> None:
        if not raw.startswith(_MAGIC):
            raise DamageError("is no record of what was triaged.")
        rest = raw[len(_MAGIC) :]
        end = 2 + int.from_bytes(rest[:2], "big")
        plain = vault.open(Sealed(rest[2:end], rest[end:]), _CONTEXT)
        head, _, self._old = plain.partition(b"\n")
        places = range(len(self._old) // _DIGEST)
        self._halves = array("Q", (_half(self._at(place)) for place in places))
        fields = json.loads(head)
        self._seq, self._hash = fields["seq"], fields["hash"]
        self._postponed = set(map(bytes.fromhex, fields.get("postponed", ())))
        for seq, *digests in fields["begun"]:
            message, *others = map(bytes.fromhex, digests)
            self._message_of[seq] = message
            self._begun.setdefault(message, {})[seq] = tuple(others)


def _is_triage(call: Any) -> bool:
    return bool(call and call["run"].startswith("triage-") and call["versions"])


def _half(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big")


def _digest(*parts: str) -> bytes:
    # Fifty thousand times a pass over a large mailbox: JSON would take most of its time.
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    lengths = ",".join(str(len(each)) for each in encoded).encode()
    return hashlib.blake2b(b"\0".join([lengths, *encoded]), digest_size=_DIGEST).digest()

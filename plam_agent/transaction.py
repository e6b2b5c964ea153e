"""What is written into the journal together: events, and the ledger's rows that belong to them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from . import chain
from .cards import masked_in
from .types import Clock, Event, canonical, data
from .vault import Vault


class Transaction:
    """Events and ledger rows that become durable together or not at all."""

    def __init__(
        self, connection: sqlite3.Connection, vault: Vault, clock: Clock, seq: int, last: str
    ) -> None:
        """A transaction that goes on from event `seq` with hash `last`."""
        self.connection = connection
        self.events: list[Event] = []
        self.seq = seq
        self.last = last
        self._vault = vault
        self._clock = clock

    def append(self, kind: str, body: Mapping[str, Any]) -> int:
        """Add an event and return its number. `body` is anything with a JSON form."""
        if not kind or kind.strip() != kind:
            raise ValueError(f"not a kind of event: {kind!r}")
        seq, moment = self.seq + 1, self._clock().astimezone(UTC)
        time = moment.isoformat(timespec="microseconds")
        # No card number is ever of use, and what is written here stays.
        plain = masked_in(data(body))
        sealed = self._vault.seal(canonical(plain), chain.context(seq, kind))
        digest = chain.hash_of(seq, time, kind, sealed.box, self.last)
        row = (seq, time, kind, sealed.box, self.last, digest)
        self.connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", row)
        self.connection.execute("INSERT INTO keys VALUES (?, ?)", (seq, sealed.key))
        self.events.append(Event(seq, moment, kind, plain, self.last, digest))
        self.seq, self.last = seq, digest
        return seq

    def forget(self, seqs: Iterable[int]) -> list[int]:
        """Destroy the keys of these records for ever, and record that this was done.

        Returns the numbers of those that had one. What says what was forgotten stays.
        """
        gone: dict[int, str] = {}
        for seq in seqs:
            row = self.connection.execute(
                "SELECT kind FROM events JOIN keys USING (seq) WHERE seq = ?", (seq,)
            ).fetchone()
            if row is not None and row[0] != chain.FORGET:
                self.connection.execute("DELETE FROM keys WHERE seq = ?", (seq,))
                gone[seq] = row[0]
        if len(gone) == 1:
            self.append(chain.FORGET, {"seq": (seq := next(iter(gone))), "kind": gone[seq]})
        elif gone:
            kinds = dict(sorted(Counter(gone.values()).items()))
            self.append(chain.FORGET, {"seqs": sorted(gone), "kinds": kinds})
        return sorted(gone)

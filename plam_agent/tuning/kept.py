"""What a night that was paused leaves for the next one: sealed files in `HOME/tuning`.

Each file is the length of its wrapped key (4 bytes, big-endian), that key, and the box (see
`vault`), under a fresh key and bound to its name. They go when the night ends, and whenever
something is forgotten (see `erasing`).
"""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import DamageError
from ..files import RESTORE, private_folder, storage_error, sync_folder, write_atomic
from ..vault import Sealed, Vault

FOLDER = "tuning"
STATE, ROWS, HELD, CANARIES, HABITS = "night", "rows", "held", "canaries", "habits"
LEARNT, SHELVED = "learnt", "shelved"
"""What a night keeps, beside the checkpoints of its training."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class Kept:
    """The files of one home's night, by name. What is put is whole or absent."""

    def __init__(self, home: Path, vault: Vault) -> None:
        """Nothing is read or made yet."""
        self._folder = home / FOLDER
        self._vault = vault

    def put(self, name: str, data: bytes) -> None:
        """Keep `data` under `name`, in the place of what was there. Raises StorageError."""
        sealed = self._vault.seal(data, _context(name))
        framed = len(sealed.key).to_bytes(4, "big") + sealed.key + sealed.box
        write_atomic(private_folder(self._folder) / name, framed)

    def get(self, name: str) -> bytes | None:
        """What was kept, or None. Raises DamageError where it does not open."""
        path = self._folder / name
        context = _context(name)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        length = int.from_bytes(raw[:4], "big")
        try:
            return self._vault.open(Sealed(raw[4 : 4 + length], raw[4 + length :]), context)
        except DamageError as error:
            raise DamageError("does not open.", file=path, fix=RESTORE) from error

    def names(self) -> list[str]:
        """What is kept, sorted."""
        return sorted(path.name for path in self._folder.glob("*") if _NAME.fullmatch(path.name))

    def clear(self) -> None:
        """Keep nothing more; what a crash left half-written goes too. Raises StorageError.

        What the night is about goes first and that it is on the shelf last, so that one that is cut
        off here is neither gone on with nor done again.
        """
        order = {STATE: 0, SHELVED: 2}
        for path in sorted(self._folder.glob("*"), key=lambda each: order.get(each.name, 1)):
            try:
                path.unlink()
            except OSError as error:
                raise storage_error(error, path) from error
        if self._folder.is_dir():
            sync_folder(self._folder)


def _context(name: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for what is kept")
    return b"tuning " + name.encode()

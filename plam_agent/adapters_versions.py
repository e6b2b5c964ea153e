"""The folders of adapters: each whole from the moment it appears, and never changed afterwards.

Weights lie sealed beneath their wrapped key; removing a version overwrites that key first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .adapters_signed import (
    KINDS,
    ORGANISATION,
    Manifest,
    check_vouched,
    kind_of,
    manifest_bytes,
    manifest_of,
    number_of,
)
from .erasing import STALE
from .errors import DamageError, InputError, SignatureError
from .files import storage_error, sync_folder, write_atomic
from .keys import Signer
from .vault import Sealed, Vault

MANIFEST = "manifest.json"
WEIGHTS = "weights"
ELSEWHERE = "Run: plam tune status"
AGAIN = "Run: plam tune"
BACK = "Run: plam tune rollback"
_KEY_BYTES = 2
_NAME = re.compile(r"(me|org)-[0-9]{4,9}")


class Versions:
    """The versions in a folder, as one home's vault and device key vouch for them.

    `organisation` says the key that an organisation's versions must be signed by, or nothing.
    """

    def __init__(
        self, folder: Path, vault: Vault, device: Signer, organisation: Callable[[], str]
    ) -> None:
        """Nothing is read until it is asked for."""
        self.folder = folder
        self._vault = vault
        self._device = device
        self.organisation = organisation

    def ids(self) -> list[str]:
        """The versions there are, oldest first, the organisation's before the owner's."""
        try:
            names = [each.name for each in self.folder.iterdir() if each.is_dir()]
        except FileNotFoundError:
            return []
        known = [name for name in names if _NAME.fullmatch(name)]
        return sorted(known, key=lambda name: (KINDS.index(kind_of(name)), number_of(name)))

    def manifest(self, id: str) -> Manifest:
        """The manifest of a version, its signatures and the hashes of the files it names verified.

        Raises InputError where there is none, DamageError and SignatureError.
        """
        kind = kind_of(id)
        file = self.folder / id / MANIFEST
        manifest = manifest_of(self._read(file), self._device.public, file)
        if (manifest.id, manifest.kind) != (id, kind):
            raise SignatureError("is another version's.", file=file, fix=BACK)
        if kind == ORGANISATION:
            check_vouched(manifest, self.organisation(), file)
        for name, digest in manifest.files.items():
            if hashlib.sha256(self._read(file.with_name(name))).hexdigest() != digest:
                raise DamageError("is not what was signed.", file=file.with_name(name), fix=BACK)
        return manifest

    def weights(self, manifest: Manifest) -> bytes:
        """The GGUF file of a version, verified. Raises DamageError."""
        file = self.folder / manifest.id / WEIGHTS
        raw = self._read(file)
        size = int.from_bytes(raw[:_KEY_BYTES])
        sealed = Sealed(raw[_KEY_BYTES : _KEY_BYTES + size], raw[_KEY_BYTES + size :])
        try:
            gguf = self._vault.open(sealed, _context(manifest))
        except DamageError as error:
            raise DamageError("does not open.", file=file, fix=BACK) from error
        if hashlib.sha256(gguf).hexdigest() != manifest.weights_hash:
            raise DamageError("is not what was signed.", file=file, fix=BACK)
        return gguf

    def is_stale(self, id: str) -> bool:
        """Whether something that it was trained on was forgotten since."""
        return (self.folder / id / STALE).exists()

    def seen(self, id: str) -> list[bytes]:
        """What differs as soon as a version's files are others; nothing of it is read."""
        names = (STALE, MANIFEST, WEIGHTS)
        return [state_of(self.folder / id / name) for name in names]

    def appear(self, manifest: Manifest, gguf: bytes, files: Mapping[str, bytes]) -> None:
        """Let a version appear with these files beside its manifest. Raises StorageError."""
        sealed = self._vault.seal(gguf, _context(manifest))
        data = len(sealed.key).to_bytes(_KEY_BYTES) + sealed.key + sealed.box
        signed = manifest_bytes(manifest, self._device)
        draft = self._hidden(manifest.id)
        try:
            with _storing(draft):
                draft.mkdir(mode=0o700)
                for name, content in {**files, WEIGHTS: data, MANIFEST: signed}.items():
                    write_atomic(draft / name, content)
                draft.rename(self.folder / manifest.id)
                sync_folder(self.folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def destroy(self, id: str) -> bytes:
        """Destroy a version's key and then all of it; the wrapped key. Raises StorageError."""
        gone = self._hidden(id)
        with _storing(gone):
            (self.folder / id).rename(gone)
            sync_folder(self.folder)
            return _destroyed(gone)

    def sweep(self) -> None:
        """Remove what somebody who was cut off left; nobody else may be at work. StorageError."""
        for each in self.folder.glob(".*"):
            with _storing(each):
                if each.is_dir() and not each.is_symlink():
                    _destroyed(each)
                else:
                    each.unlink(missing_ok=True)

    def _hidden(self, id: str) -> Path:
        return self.folder / f".{id}.{secrets.token_hex(6)}"

    def _read(self, file: Path) -> bytes:
        try:
            return file.read_bytes()
        except FileNotFoundError:
            if not file.parent.is_dir():
                raise InputError("is not there.", file=file.parent, fix=ELSEWHERE) from None
            raise DamageError("is missing.", file=file, fix=BACK) from None
        except OSError as error:
            raise DamageError(f"cannot be read: {error.strerror}.", file=file, fix=BACK) from error


def state_of(path: Path) -> bytes:
    """What differs as soon as a file is another one or is not there."""
    try:
        found = path.stat()
    except OSError:
        return b""
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}".encode()


def _destroyed(folder: Path) -> bytes:
    """Overwrite the key in a version's folder and remove the folder; the key, wrapped."""
    key = b""
    with contextlib.suppress(FileNotFoundError), (folder / WEIGHTS).open("r+b") as file:
        size = int.from_bytes(file.read(_KEY_BYTES))
        key = file.read(size)
        file.seek(_KEY_BYTES)
        file.write(bytes(len(key)))
        file.flush()
        os.fsync(file.fileno())
    shutil.rmtree(folder)
    sync_folder(folder.parent)
    return key


@contextlib.contextmanager
def _storing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def _context(manifest: Manifest) -> bytes:
    return b"adapter weights 1\0" + f"{manifest.id} {manifest.weights_hash}".encode()

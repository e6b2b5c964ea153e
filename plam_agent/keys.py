"""The four keys of a home, signing and sealing; the one module that knows the cipher library.

    owner     Ed25519, sealed under the passphrase: signs policies, nothing else
    approval  Ed25519, sealed under the passphrase: signs receipts for single calls
    master    32 random bytes, wrapped by the passphrase and by the recovery key: opens the home
    device    Ed25519, sealed under the master key: signs grants and journal heads; can only narrow

They lie in `HOME/keys` (0700, files 0600). Passphrases are stretched by Argon2id (RFC 9106) with
the parameters kept in each file; boxes are XChaCha20-Poly1305 with their purpose as associated
data. A signature (RFC 8032) covers a domain and the message, so that none can stand for another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nacl import exceptions, secret, signing
from nacl.pwhash import argon2id

from .errors import DamageError, InputError, LockedError, SignatureError
from .files import (
    RESTORE,
    bytes_of,
    framed,
    private_folder,
    storage_error,
    sync_folder,
    text_of,
    unframed,
    write_atomic,
)

PREFIX = "ed25519:"
SALT_BYTES = 16
KEY_BYTES = 32
RECOVERY_BYTES = 18
RECOVERY_CHECK = 2
MOST_PASSES = 16
MOST_MEMORY = 1 << 30


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs: Argon2id passes, and memory in bytes."""

    passes: int = 3
    memory: int = 64 << 20


CHEAP = Cost(passes=1, memory=8192)
"""For tests only: no protection against guessing."""


@dataclass(frozen=True, slots=True)
class Master:
    """The key that opens a home. It derives other keys and is never shown."""

    _key: bytes = field(repr=False)

    def derive(self, purpose: bytes) -> bytes:
        """A 32-byte key for `purpose` (BLAKE2b keyed with the master key)."""
        return hashlib.blake2b(purpose, key=self._key, digest_size=KEY_BYTES).digest()


class Signer:
    """An opened Ed25519 key: `public` names it, `sign` uses it."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        """The key pair of a 32-byte seed."""
        self._key = signing.SigningKey(seed)
        self.public = PREFIX + text_of(bytes(self._key.verify_key))

    def __repr__(self) -> str:
        return f"Signer({self.public})"

    def sign(self, domain: bytes, message: bytes) -> bytes:
        """A 64-byte signature over `message` in `domain`, which ends with its only NUL."""
        return self._key.sign(_bound(domain, message)).signature


def verify(public: str, domain: bytes, message: bytes, signature: bytes) -> None:
    """Check a signature. Raises SignatureError if `public` did not sign this in this domain."""
    try:
        raw = bytes_of(public.removeprefix(PREFIX)) if public.startswith(PREFIX) else b""
        signing.VerifyKey(raw).verify(_bound(domain, message), signature)
    except (ValueError, TypeError, exceptions.CryptoError) as error:
        raise SignatureError("the signature does not verify.") from error


def _bound(domain: bytes, message: bytes) -> bytes:
    if not domain.endswith(b"\0") or domain.count(b"\0") > 1:
        raise AssertionError(f"a signing domain ends with its only NUL: {domain!r}")
    return domain + message


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    """`plain` sealed under a 32-byte key and bound to `context`."""
    return bytes(secret.Aead(key).encrypt(plain, context))


def unseal(key: bytes, box: bytes, context: bytes) -> bytes:
    """What `seal` sealed. Raises ValueError if the key, the box or the context is another."""
    try:
        return secret.Aead(key).decrypt(box, context)
    except (exceptions.CryptoError, ValueError, TypeError) as error:
        raise ValueError("the box does not open") from error


def stretched(passphrase: str, salt: bytes, cost: Cost) -> Master:
    """The root of a bundle's keys, from a passphrase of its own and 16 random bytes, by Argon2id.

    Raises ValueError for parameters that no bundle asks for.
    """
    if not (
        1 <= cost.passes <= MOST_PASSES and argon2id.MEMLIMIT_MIN <= cost.memory <= MOST_MEMORY
    ):
        raise ValueError("absurd Argon2id parameters")
    if len(salt) != SALT_BYTES:
        raise ValueError("not a salt")
    return Master(_stretched(passphrase, salt, cost))


def create(home: Path, passphrase: str, *, cost: Cost | None = None) -> str:
    """Make the four keys of a new home and return the printable recovery key.

    All files appear together or none does. Raises InputError if the home has keys already or the
    passphrase is empty, and StorageError if the disk refuses.
    """
    if not passphrase:
        raise InputError("an empty passphrase protects nothing.", fix="Choose a passphrase.")
    folder = home / "keys"
    if folder.exists():
        raise InputError("has keys already.", file=folder, fix="Choose another --home.")
    cost = cost or Cost()
    master = Master(secrets.token_bytes(KEY_BYTES))
    recovery = secrets.token_bytes(RECOVERY_BYTES)
    private_folder(home)
    draft = home / f".keys.{secrets.token_hex(6)}"
    try:
        try:
            draft.mkdir(mode=0o700)
        except OSError as error:
            raise storage_error(error, draft) from error
        _write_signers(draft, passphrase, cost)
        _write_master(draft, master, passphrase, recovery, cost)
        seed = secrets.token_bytes(KEY_BYTES)
        box = seal(master.derive(b"plam device key 1"), seed, _context("device"))
        write_atomic(
            draft / "device.key", framed({"plam": 1, "key": "device", "box": text_of(box)})
        )
        write_atomic(draft / "device.pub", f"{Signer(seed).public}\n".encode())
        try:
            draft.rename(folder)
            sync_folder(home)
        except OSError as error:
            raise storage_error(error, folder) from error
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return printable(recovery)


def open_owner(home: Path, passphrase: str) -> Signer:
    """The owner key, which signs policies. Raises LockedError and DamageError."""
    return _open_signer(home, "owner", passphrase)


def open_approval(home: Path, passphrase: str) -> Signer:
    """The approval key, which signs receipts. Raises LockedError and DamageError."""
    return _open_signer(home, "approval", passphrase)


def open_device(home: Path, master: Master) -> Signer:
    """The device key, which signs grants and journal heads. Raises DamageError."""
    path = home / "keys" / "device.key"
    fields = _read(path, "device")
    try:
        key = master.derive(b"plam device key 1")
        seed = unseal(key, bytes_of(fields.get("box")), _context("device"))
    except ValueError as error:
        raise DamageError("does not open with this home's master key.", file=path) from error
    return _matched(home, "device", seed)


def unlock(home: Path, passphrase: str) -> Master:
    """The master key. Raises LockedError for a wrong passphrase, DamageError for a damaged file."""
    path = home / "keys" / "master.key"
    return Master(_unwrapped("master", _read(path, "master"), passphrase, path))


def recover(home: Path, recovery_key: str) -> Master:
    """The master key by the printed recovery key. Raises LockedError and DamageError."""
    path = home / "keys" / "master.key"
    fields = _read(path, "master")
    key = _recovery_wrap(_typed_recovery(recovery_key))
    try:
        return Master(unseal(key, bytes_of(fields.get("recovery")), _context("recovery")))
    except ValueError as error:
        raise LockedError("this is not the recovery key of this home.", file=path) from error


def rewrap(home: Path, master: Master, passphrase: str, *, cost: Cost | None = None) -> str:
    """Wrap the master key by a new passphrase; returns a new recovery key, the old one is dead."""
    if not passphrase:
        raise InputError("an empty passphrase protects nothing.", fix="Choose a passphrase.")
    recovery = secrets.token_bytes(RECOVERY_BYTES)
    _write_master(home / "keys", master, passphrase, recovery, cost or Cost())
    return printable(recovery)


def renew(home: Path, recovery_key: str, passphrase: str, *, cost: Cost | None = None) -> str:
    """Open a home whose passphrase is lost to a new one; returns its new recovery key.

    The owner and approval keys are sealed by the lost passphrase alone, so they are made anew and
    the policy has to be signed again. Cut off half-way, it can be repeated: the old recovery key
    ends last. Raises LockedError, DamageError, InputError and StorageError.
    """
    if not passphrase:
        raise InputError("an empty passphrase protects nothing.", fix="Choose a passphrase.")
    master = recover(home, recovery_key)
    open_device(home, master)
    _write_signers(home / "keys", passphrase, cost or Cost())
    return rewrap(home, master, passphrase, cost=cost)


def public(home: Path, name: str) -> str:
    """The public half of the `owner`, `approval` or `device` key, as `ed25519:…`.

    Raises LockedError if the home has no keys and DamageError if the file is not a key.
    """
    path = home / "keys" / f"{name}.pub"
    try:
        text = path.read_bytes().decode("ascii", "replace")
    except FileNotFoundError as error:
        raise _no_keys(path) from error
    except OSError as error:
        raise LockedError(f"cannot be read: {error.strerror}.", file=path) from error
    try:
        raw = bytes_of(text.removesuffix("\n").removeprefix(PREFIX))
        if len(raw) != KEY_BYTES or text != f"{PREFIX}{text_of(raw)}\n":
            raise ValueError("not a public key")
    except ValueError as error:
        raise DamageError("is damaged: not a public key.", file=path, fix=RESTORE) from error
    return text.strip()


def printable(recovery: bytes) -> str:
    """A recovery key as people copy it: base32 (RFC 4648) with a check, in groups of four."""
    check = hashlib.sha256(b"plam recovery check 1\0" + recovery).digest()[:RECOVERY_CHECK]
    letters = base64.b32encode(recovery + check).decode()
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def _typed_recovery(text: str) -> bytes:
    letters = "".join(text.upper().replace("-", "").split())
    # The alphabet has no 0, 1 or 8: whoever reads one has misread a letter.
    letters = letters.translate(str.maketrans("018", "OIB"))
    try:
        recovery = base64.b32decode(letters)[:RECOVERY_BYTES]
    except ValueError:
        recovery = b""
    if not hmac.compare_digest(
        printable(recovery).replace("-", "").encode(), letters.encode("utf-8", "replace")
    ):
        raise LockedError(
            "the recovery key is mistyped.", fix="Copy all eight groups of four letters."
        )
    return recovery


def _write_master(
    folder: Path, master: Master, passphrase: str, recovery: bytes, cost: Cost
) -> None:
    fields = _wrapped("master", master._key, passphrase, cost)
    box = seal(_recovery_wrap(recovery), master._key, _context("recovery"))
    write_atomic(folder / "master.key", framed({**fields, "recovery": text_of(box)}))


def _write_signers(folder: Path, passphrase: str, cost: Cost) -> None:
    for name in ("owner", "approval"):
        seed = secrets.token_bytes(KEY_BYTES)
        write_atomic(folder / f"{name}.key", framed(_wrapped(name, seed, passphrase, cost)))
        write_atomic(folder / f"{name}.pub", f"{Signer(seed).public}\n".encode())


def _recovery_wrap(recovery: bytes) -> bytes:
    return hashlib.blake2b(b"plam recovery 1", key=recovery, digest_size=KEY_BYTES).digest()


def _context(name: str) -> bytes:
    return b"plam key file 1\0" + name.encode()


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    words = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return argon2id.kdf(KEY_BYTES, words, salt, opslimit=cost.passes, memlimit=cost.memory)


def _wrapped(name: str, plain: bytes, passphrase: str, cost: Cost) -> dict[str, Any]:
    salt = secrets.token_bytes(SALT_BYTES)
    return {
        "plam": 1,
        "key": name,
        "kdf": "argon2id",
        "passes": cost.passes,
        "memory": cost.memory,
        "salt": text_of(salt),
        "box": text_of(seal(_stretched(passphrase, salt, cost), plain, _context(name))),
    }


def _unwrapped(name: str, fields: Mapping[str, Any], passphrase: str, path: Path) -> bytes:
    passes, memory = fields.get("passes"), fields.get("memory")
    if not (isinstance(passes, int) and isinstance(memory, int)):
        raise DamageError("has no Argon2id parameters.", file=path, fix=RESTORE)
    if not (1 <= passes <= MOST_PASSES and argon2id.MEMLIMIT_MIN <= memory <= MOST_MEMORY):
        raise DamageError("asks for absurd Argon2id parameters.", file=path, fix=RESTORE)
    try:
        salt, box = bytes_of(fields.get("salt")), bytes_of(fields.get("box"))
        if len(salt) != SALT_BYTES:
            raise ValueError("salt")
    except ValueError as error:
        raise DamageError("is not a key file.", file=path, fix=RESTORE) from error
    try:
        return unseal(_stretched(passphrase, salt, Cost(passes, memory)), box, _context(name))
    except ValueError as error:
        raise LockedError(
            "the passphrase is wrong.", file=path, fix="Try again, or: plam unlock --recovery"
        ) from error


def _open_signer(home: Path, name: str, passphrase: str) -> Signer:
    path = home / "keys" / f"{name}.key"
    return _matched(home, name, _unwrapped(name, _read(path, name), passphrase, path))


def _matched(home: Path, name: str, seed: bytes) -> Signer:
    signer = Signer(seed)
    if public(home, name) != signer.public:
        path = home / "keys" / f"{name}.pub"
        raise DamageError(f"is not the public half of {name}.key.", file=path, fix=RESTORE)
    return signer


def _read(path: Path, name: str) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise _no_keys(path) from error
    except OSError as error:
        raise LockedError(f"cannot be read: {error.strerror}.", file=path) from error
    fields = unframed(raw, path)
    if fields.get("plam") != 1 or fields.get("key") != name:
        raise DamageError(f"is not the {name} key of a home.", file=path, fix=RESTORE)
    return fields


def _no_keys(path: Path) -> LockedError:
    return LockedError("there is no such key.", file=path, fix="Run `plam init` for a new home.")

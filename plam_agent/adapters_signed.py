"""What is signed about adapters: what each version is, and which of them are worn.

The device key signs both. What an organisation vouches for with its own key is the part of a
manifest that it knows: the weights, what they are for and how they were made; not how this home
numbers them, nor what was measured here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from .errors import DamageError, InputError, SignatureError
from .files import RESTORE, bytes_of, framed, text_of, unframed
from .keys import Signer, verify
from .types import canonical

T = TypeVar("T")

ME, ORGANISATION = "me", "org"
KINDS = (ORGANISATION, ME)
"""The kinds of adapters, in the order in which they are worn: the organisation's lies under."""
DOMAIN = b"plam adapter 1\0"
VOUCHED = b"plam organisation's adapter 1\0"
WORN = b"plam adapters worn 1\0"
MOST_BEFORE = 32
MOST_SCALE = 8.0
_ID = re.compile(r"(me|org)-([0-9]{4,9})")
_ITS_OWN = ("id", "parent", "figures", "promoted", "files", "vouched")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one version of an adapter is and where it comes from.

    `kind` is `me` for the owner's or `org` for their organisation's; `base` is the fingerprint of
    the model's file, `parent` the version that was worn before it. `rows` counts what it was
    trained on and `rows_hash` names it; `recipe` and `figures` are plain data. `promoted` says that
    it was proven better here than what was worn. `weights_hash` is the SHA-256 in hex of its GGUF
    file and `files` those of the other files beside the manifest. `organisation` is the key that
    signed it, `vouched` that signature.
    """

    id: str = ""
    kind: str = ME
    base: str
    architecture: str
    parent: str = ""
    created: datetime
    seed: int = 0
    rows: int = 0
    rows_hash: str = ""
    recipe: Mapping[str, Any] = field(default_factory=dict)
    weights_hash: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    promoted: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    organisation: str = ""
    vouched: str = ""

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        fields = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return {**fields, "created": self.created.isoformat()}


@dataclass(frozen=True, slots=True)
class Worn:
    """A version that is worn, and how strongly it counts."""

    id: str
    scale: float = 1.0

    @property
    def kind(self) -> str:
        """Whose it is: `me` or `org`."""
        return kind_of(self.id)


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What is worn, what was worn before of each kind (None: nothing), and the last numbers given.

    The numbers of versions that were removed are in `last`, so that none is given twice.
    """

    worn: tuple[Worn, ...] = ()
    before: Mapping[str, tuple[Worn | None, ...]] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str) -> Worn | None:
        """What is worn of this kind."""
        return next((each for each in self.worn if each.kind == kind), None)

    def wearing(self, kind: str, now: Worn | None) -> Wardrobe:
        """The same with `now` worn of this kind."""
        those = {each.kind: each for each in self.worn if each.kind != kind}
        if now is not None:
            those[kind] = now
        worn = tuple(those[each] for each in KINDS if each in those)
        return dataclasses.replace(self, worn=worn)

    def having_worn(self, kind: str, before: tuple[Worn | None, ...]) -> Wardrobe:
        """The same with another history of this kind, the oldest of which are dropped."""
        return dataclasses.replace(self, before={**self.before, kind: before[-MOST_BEFORE:]})


def kind_of(id: str) -> str:
    """The kind that an id names. Raises InputError where it is no id."""
    match = _ID.fullmatch(id)
    if match is None:
        raise InputError(f"{id[:40]!r} is no adapter.", fix="Run: plam tune status")
    return match[1]


def number_of(id: str) -> int:
    """The number in an id. Raises InputError where it is no id."""
    return int(id.removeprefix(f"{kind_of(id)}-"))


def vouch(manifest: Manifest, gguf: bytes, organisation: Signer) -> Manifest:
    """The manifest of these weights as an organisation signs it; this home signs it again later."""
    named = dataclasses.replace(
        manifest,
        kind=ORGANISATION,
        weights_hash=hashlib.sha256(gguf).hexdigest(),
        organisation=organisation.public,
    )
    signature = text_of(organisation.sign(VOUCHED, _claim(named)))
    return dataclasses.replace(named, vouched=signature)


def check_vouched(manifest: Manifest, key: str, file: Path) -> None:
    """Check that the organisation with this key signed it. Raises SignatureError.

    An empty `key` is that of no organisation.
    """
    if not key:
        why = "is an organisation's, and your policy names none."
        raise SignatureError(why, file=file, fix="Name its key under organisation:.")
    try:
        if manifest.organisation != key:
            raise SignatureError("another key")
        verify(key, VOUCHED, _claim(manifest), bytes_of(manifest.vouched))
    except (ValueError, SignatureError) as error:
        raise SignatureError(
            "is not signed by the organisation that your policy names.",
            file=file,
            fix="Get it from the organisation again.",
        ) from error


def _claim(manifest: Manifest) -> bytes:
    plain = manifest.plain()
    return canonical({key: value for key, value in plain.items() if key not in _ITS_OWN})


def manifest_bytes(manifest: Manifest, device: Signer) -> bytes:
    """The manifest as a file, signed. Raises InputError where it is not plain data."""
    try:
        return _signed(DOMAIN, {"plam": 1, "adapter": manifest.plain()}, device)
    except (TypeError, ValueError) as error:
        raise InputError(f"recipe and figures of an adapter are plain data: {error}.") from error


def manifest_of(raw: bytes, device: str, file: Path) -> Manifest:
    """The manifest in a file that the device with this public key signed.

    Raises DamageError where bytes were changed and SignatureError where another key signed it.
    """

    def taken(fields: Mapping[str, Any]) -> Manifest:
        plain = fields["adapter"]
        return Manifest(**{**plain, "created": datetime.fromisoformat(plain["created"])})

    return _verified(DOMAIN, raw, device, file, taken)


def wardrobe_bytes(wardrobe: Wardrobe, device: Signer) -> bytes:
    """What is worn, as a file, signed."""
    fields = {
        "plam": 1,
        "worn": [_pair(each) for each in wardrobe.worn],
        "before": {k: [each and _pair(each) for each in v] for k, v in wardrobe.before.items()},
        "last": dict(wardrobe.last),
    }
    return _signed(WORN, fields, device)


def wardrobe_of(raw: bytes, device: str, file: Path) -> Wardrobe:
    """What a file that the device with this public key signed says is worn.

    Raises DamageError where bytes were changed and SignatureError where another key signed it.
    """

    def taken(fields: Mapping[str, Any]) -> Wardrobe:
        before = {
            str(kind): tuple(each and _worn(each) for each in those)
            for kind, those in fields["before"].items()
        }
        last = {str(kind): int(number) for kind, number in fields["last"].items()}
        return Wardrobe(tuple(map(_worn, fields["worn"])), before, last)

    return _verified(WORN, raw, device, file, taken)


def check_scale(scale: float) -> float:
    """The scale, if an adapter can count so. Raises InputError."""
    if not (math.isfinite(scale) and 0 < scale <= MOST_SCALE):
        raise InputError(
            f"an adapter cannot count {scale} times.",
            fix=f"Give more than 0, at most {MOST_SCALE:g}.",
        )
    return float(scale)


def _pair(worn: Worn) -> dict[str, Any]:
    return {"id": worn.id, "scale": worn.scale}


def _worn(plain: Mapping[str, Any]) -> Worn:
    kind_of(plain["id"])
    return Worn(plain["id"], check_scale(plain["scale"]))


def _signed(domain: bytes, fields: Mapping[str, Any], device: Signer) -> bytes:
    return framed({**fields, "signature": text_of(device.sign(domain, canonical(fields)))})


def _verified(
    domain: bytes, raw: bytes, device: str, file: Path, taken: Callable[[Mapping[str, Any]], T]
) -> T:
    fields = unframed(raw, file)
    signature = fields.pop("signature", None)
    try:
        verify(device, domain, canonical(fields), bytes_of(signature))
    except (ValueError, SignatureError) as error:
        raise SignatureError("is not signed by this device.", file=file, fix=RESTORE) from error
    try:
        return taken(fields)
    except (TypeError, ValueError, KeyError, AttributeError, InputError) as error:
        raise DamageError("is of another form than this version reads.", file=file) from error

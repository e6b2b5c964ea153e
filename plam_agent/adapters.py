"""The shelf of a home's adapters: versions that never change, and which of them are worn.

    HOME/adapters/me-0003/   manifest.json  signed by the device, an organisation's by it as well
                             weights        a GGUF file, sealed under a key of its own
                             examples       keyed marks of what it was trained on
                             report.…       for people
                             stale          there once any of the examples was forgotten
    HOME/adapters/active.json               what is worn and what was before, signed by the device

A version appears whole, by a rename, and `active.json` is replaced whole, so whoever is cut off at
any moment leaves what was worn before. Everything is verified whenever it is put on: what does not
verify, is stale or belongs to another model is not worn. Plain weights lie in memory alone.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import config
from .adapters_lent import lent
from .adapters_signed import (
    ME,
    ORGANISATION,
    Manifest,
    Wardrobe,
    Worn,
    check_scale,
    check_vouched,
    kind_of,
    number_of,
    wardrobe_bytes,
    wardrobe_of,
)
from .adapters_versions import AGAIN, BACK, ELSEWHERE, Versions, state_of
from .erasing import EXAMPLES
from .erasing import LOCK as FORGETTING
from .errors import (
    BusyError,
    DamageError,
    InputError,
    ModelError,
    PlamError,
    SignatureError,
    StorageError,
)
from .files import locked, private_folder, write_atomic
from .keys import Signer
from .planner import models
from .planner.engine import Adapter
from .planner.header import read_header
from .vault import Vault

FOLDER = "adapters"
ACTIVE = "active.json"
LOCK = "adapters.lock"
_REPORT = re.compile(r"report\.[a-z]{1,8}")
_IDS = re.compile(rb'"id":"([a-z]+-[0-9]+)"')


@dataclass(frozen=True, slots=True)
class Standing:
    """What is worn, all of it verified, and for what cannot be worn why not."""

    worn: tuple[Worn, ...] = ()
    trouble: tuple[PlamError, ...] = ()


class Shelf:
    """The adapters of one home, for whoever has its vault and its device key.

    `organisation` says the key of the organisation that the owner's signed policy names, or
    nothing; it is asked when an organisation's adapter is looked at. Methods block.
    """

    def __init__(
        self,
        home: Path,
        vault: Vault,
        device: Signer,
        organisation: Callable[[], str] = lambda: "",
    ) -> None:
        """Nothing is read or written until it is asked for."""
        self.home = home
        self.folder = home / FOLDER
        self._device = device
        self._versions = Versions(self.folder, vault, device, organisation)

    def ids(self) -> list[str]:
        """The versions there are, oldest first, the organisation's before the owner's."""
        return self._versions.ids()

    def versions(self) -> list[Manifest]:
        """The manifests of all versions that verify."""
        found = []
        for id in self.ids():
            with contextlib.suppress(PlamError):
                found.append(self.get(id))
        return found

    def get(self, id: str) -> Manifest:
        """The manifest of a version: signatures and hashes verified, its weights not looked at.

        Raises InputError where there is none, DamageError and SignatureError.
        """
        return self._versions.manifest(id)

    def weights(self, id: str) -> bytes:
        """The GGUF file of a version, verified. Raises InputError, DamageError, SignatureError."""
        return self._versions.weights(self.get(id))

    def is_stale(self, id: str) -> bool:
        """Whether something that it was trained on was forgotten since."""
        return self._versions.is_stale(id)

    def next_id(self, kind: str = ME) -> str:
        """What the next version of this kind is called; a number is given only once."""
        numbers = [number_of(each) for each in self.ids() if kind_of(each) == kind]
        return f"{kind}-{max([*numbers, self._wardrobe()[0].last.get(kind, 0)]) + 1:04d}"

    def put(
        self,
        manifest: Manifest,
        gguf: bytes,
        marks: Iterable[str],
        report: Mapping[str, bytes] | None = None,
        *,
        forgotten: Callable[[], bool] = lambda: False,
    ) -> Manifest:
        """Keep a new version, whole or not at all; its manifest with id and hashes.

        Without an id it gets the next one. `marks` are the `example_mark` of what it was trained
        on, `report` are files for people named `report.…`. `forgotten` is asked while nothing can
        be forgotten: whether something that it was trained on was, meanwhile. Raises ModelError
        where the weights are no adapter for this architecture, SignatureError where an
        organisation's is not signed by the one of the policy, InputError and StorageError.
        """
        report = report or {}
        for name in report:
            if not _REPORT.fullmatch(name):
                raise InputError(f"{name[:40]!r} is no name for an adapter's report.")
        listed = "".join(f"{each}\n" for each in sorted(set(marks)))
        files = {EXAMPLES: listed.encode("ascii"), **report}
        named = dataclasses.replace(
            manifest,
            weights_hash=hashlib.sha256(gguf).hexdigest(),
            files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        )
        if manifest.weights_hash not in ("", named.weights_hash):
            raise InputError("the manifest is of other weights.")
        if manifest.kind == ORGANISATION:
            check_vouched(named, self._versions.organisation(), self.folder)
        _check_weights(gguf, manifest.architecture)
        with self._writing(), locked(self.home / FORGETTING):
            if forgotten():
                raise InputError(
                    "something that the adapter was trained on was forgotten meanwhile.", fix=AGAIN
                )
            named = dataclasses.replace(named, id=manifest.id or self.next_id(manifest.kind))
            if kind_of(named.id) != named.kind or (self.folder / named.id).exists():
                raise InputError(f"{named.id} cannot be the name of this adapter.")
            self._versions.appear(named, gguf, files)
        return named

    def activate(self, scales: Mapping[str, float]) -> tuple[Worn, ...]:
        """Wear these versions, each in the place of the one of its kind; what is worn then.

        What is worn of the other kind stays. Raises InputError where one was not promoted, is stale
        or for another model, DamageError and SignatureError where it does not verify; nothing is
        changed then.
        """
        with self._writing():
            wardrobe, _ = self._wardrobe()
            for id, scale in scales.items():
                self._usable(id, self._base(None))
                kind, new = kind_of(id), Worn(id, check_scale(scale))
                old = wardrobe.of(kind)
                if old != new:
                    before = (*wardrobe.before.get(kind, ()), old)
                    wardrobe = wardrobe.wearing(kind, new).having_worn(kind, before)
            self._keep(wardrobe)
            return wardrobe.worn

    def rollback(self, kind: str = ME) -> Worn | None:
        """Wear what was worn of this kind before, or nothing; which one that is.

        A version that can no longer be worn is passed over. Raises ModelError and StorageError.
        """
        with self._writing():
            wardrobe, _ = self._wardrobe()
            before = list(wardrobe.before.get(kind, ()))
            base, now = self._base(None) if any(before) else "", None
            while before:
                now = before.pop()
                try:
                    if now is not None:
                        self._usable(now.id, base)
                    break
                except PlamError:
                    now = None
            self._keep(wardrobe.wearing(kind, now).having_worn(kind, tuple(before)))
            return now

    def remove(self, id: str) -> bytes:
        """Destroy a version's key and then all of it; the wrapped key that was destroyed.

        It is not worn any more, nor gone back to. Raises InputError where there is none.
        """
        kind = kind_of(id)
        with self._writing(), locked(self.home / FORGETTING):
            if not (self.folder / id).is_dir():
                raise InputError("is not there.", file=self.folder / id, fix=ELSEWHERE)
            wardrobe, _ = self._wardrobe()
            last = max(wardrobe.last.get(kind, 0), number_of(id))
            wardrobe = dataclasses.replace(wardrobe, last={**wardrobe.last, kind: last})
            if (now := wardrobe.of(kind)) is not None and now.id == id:
                wardrobe = wardrobe.wearing(kind, None)
            before = wardrobe.before.get(kind, ())
            left = tuple(each for each in before if each is None or each.id != id)
            self._keep(wardrobe.having_worn(kind, left))
            return self._versions.destroy(id)

    def active(self, model: Path | None = None) -> tuple[Worn, ...]:
        """What is worn with this model's file, or with the one in use; all of it verified."""
        return self.standing(model).worn

    def trouble(self, model: Path | None = None) -> tuple[PlamError, ...]:
        """Why something that is named as worn is not."""
        return self.standing(model).trouble

    def standing(self, model: Path | None = None) -> Standing:
        """What is worn with this model's file, or with the one in use, and what cannot be.

        Raises ModelError where the model cannot be read.
        """
        wardrobe, damage = self._wardrobe()
        worn: list[Worn] = []
        trouble = [damage] if damage else []
        base = self._base(model) if wardrobe.worn else ""
        for each in wardrobe.worn:
            try:
                self._usable(each.id, base)
                worn.append(each)
            except PlamError as error:
                why = f"the adapter {each.id} is not worn: it {error.message}"
                trouble.append(type(error)(why, file=error.file or None, fix=error.fix))
        return Standing(tuple(worn), tuple(trouble))

    def may_be_worn(self, worn: Iterable[Worn], model: Path | None = None) -> bool:
        """Whether each of these could be worn with this model's file, or the one in use."""
        try:
            base = self._base(model)
            for each in worn:
                self._usable(each.id, base)
        except PlamError:
            return False
        return True

    def worn_key(self) -> str:
        """What differs as soon as something else may have to be worn; cheap to ask, unverified."""
        try:
            raw = (self.folder / ACTIVE).read_bytes()
        except OSError:
            return ""
        # The organisation's key is in the policy.
        seen = [raw, state_of(self.home / "policy.yaml")]
        for id in _IDS.findall(raw):
            seen += self._versions.seen(id.decode())
        return hashlib.sha256(b"\0".join(seen)).hexdigest()

    @contextlib.contextmanager
    def opened(self, worn: Worn, model: Path | None = None) -> Iterator[Adapter]:
        """A version's weights as an engine wears them, until the context ends.

        They are in memory alone, and what is worn of them is what was verified. Raises as
        `activate` does.
        """
        gguf = self._usable(worn.id, self._base(model))
        with lent(gguf, worn.scale, folder=self.home / "run") as adapter:
            yield adapter

    def sweep(self) -> None:
        """Remove what somebody who was cut off left half; nothing where another is at work."""
        if self.folder.is_dir():
            with contextlib.suppress(BusyError), locked(self.home / LOCK, wait=False):
                self._versions.sweep()

    def _usable(self, id: str, base: str) -> bytes:
        """The version's weights, if it may be worn on this base; what is said begins with "it"."""
        manifest, at = self.get(id), self.folder / id
        if self.is_stale(id):
            why = "was trained on something that was forgotten since."
            raise InputError(why, file=at, fix=AGAIN)
        if manifest.base != base:
            why = "was trained for another model than the one that is used."
            raise InputError(why, file=at, fix=AGAIN)
        if not manifest.promoted:
            why = "was not proven better than what was worn before."
            raise InputError(why, file=at, fix=AGAIN)
        return self._versions.weights(manifest)

    def _base(self, model: Path | None) -> str:
        if model is None:
            settings = config.load_if_there(self.home)
            model = (settings.model if settings else None) or models.shipped()
        return models.fingerprint(model, models.digests_in(self.home))

    def _wardrobe(self) -> tuple[Wardrobe, PlamError | None]:
        """What is named as worn; nothing where that does not verify, and why."""
        file = self.folder / ACTIVE
        try:
            return wardrobe_of(file.read_bytes(), self._device.public, file), None
        except FileNotFoundError:
            return Wardrobe(), None
        except OSError as error:
            return Wardrobe(), StorageError(f"cannot be read: {error.strerror}.", file=file)
        except (DamageError, SignatureError) as error:
            why = f"no adapter is worn: {ACTIVE} {error.message}"
            return Wardrobe(), type(error)(why, file=file, fix=BACK)

    def _keep(self, wardrobe: Wardrobe) -> None:
        write_atomic(self.folder / ACTIVE, wardrobe_bytes(wardrobe, self._device))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only one who changes the shelf, with nothing half on it."""
        private_folder(self.folder)
        with locked(self.home / LOCK):
            self._versions.sweep()
            yield


def _check_weights(gguf: bytes, architecture: str) -> None:
    """Raise ModelError where these bytes are no LoRA adapter for this architecture."""
    with lent(gguf) as adapter:
        header = read_header(adapter.file)
    found = [header.text(each) for each in ("general.type", "adapter.type", "general.architecture")]
    if found != ["adapter", "lora", architecture]:
        raise ModelError(f"these weights are no LoRA adapter for {architecture} models.")

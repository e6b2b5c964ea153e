"""The end of a night: a version comes onto the shelf whole, is worn if better, and is told of.

What is about to be done is kept first, so that a night that is cut off here is ended by the next,
once and no more.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..adapters import Shelf
from ..adapters_signed import ORGANISATION, Manifest, Worn, vouch
from ..erasing import BEGUN, example_mark
from ..errors import AuthorityError, DamageError, InputError, PlamError
from ..home import Home
from ..planner import models
from ..types import canonical
from .apart import Learnt
from .kept import SHELVED, Kept
from .nights import FINISHED, NOT_BETTER, PROMOTED, TUNED, Night, State
from .trial import Judged

if TYPE_CHECKING:
    from .nightly import Wishes

LAST_ONES = 3
"""How many versions that were not better stay on the shelf, for their reports."""


@dataclass(slots=True)
class Ending:
    """What a night and its end have in common. Methods block."""

    home: Home
    wishes: Wishes
    shelf: Shelf
    kept: Kept
    model: Path
    notes: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def finished(self) -> Night | None:
        """End a night that was cut off between the shelf and the journal."""
        raw = self.opened(SHELVED)
        if raw is None:
            return None
        said = json.loads(raw)
        made = {each.weights_hash: each for each in self.shelf.versions()}
        manifest = made.get(said["weights"])
        if manifest is None:
            # It never came onto the shelf: what was learnt is still here, and is judged again.
            return None
        return self._ended(manifest, said["body"], said["through"])

    def worn(self, kind: str) -> Worn | None:
        """What is worn of this kind, with the model in use."""
        return next((each for each in self.shelf.active(self.model) if each.kind == kind), None)

    def seed(self) -> int:
        """The number of the version that comes next: the same night draws the same."""
        return int(self.shelf.next_id(self.wishes.kind).rpartition("-")[2])

    def digests(self) -> Path | None:
        """Where this home remembers the hashes of models."""
        return models.digests_in(self.home.path)

    def opened(self, name: str) -> bytes | None:
        """What is kept under a name; where it does not open, nothing is kept any more."""
        try:
            return self.kept.get(name)
        except DamageError as error:
            self.notes.append(f"What the last night kept was thrown away: {error}")
            self.kept.clear()
            return None

    def forgotten(self, since: int) -> bool:
        """Whether anything was forgotten after that event."""
        kinds = (BEGUN, "forget")
        return any(True for _ in self.home.journal.events(after=since, kinds=kinds, limit=1))

    def last_seq(self) -> int:
        """The number of the journal's last event."""
        with self.home.journal.reading() as connection:
            row = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        return int(row[0])

    def shelved(self, learnt: Learnt, judged: Judged, state: State) -> Night:
        """Put the version on the shelf and wear it, if it is better."""
        kind = self.wishes.kind
        worn = self.worn(kind)
        manifest = Manifest(
            kind=kind,
            base=models.fingerprint(self.model, self.digests()),
            architecture=str(learnt.figures["training"]["architecture"]),
            parent=worn.id if worn else "",
            created=self.home.now(),
            seed=self.seed(),
            rows=len(state.learnt) + state.rehearsed,
            rows_hash=named([*state.learnt, state.rehearsed]),
            recipe=dict(learnt.figures["training"].get("recipe") or self.wishes.recipe),
            figures={**judged.figures, **_training_figures(learnt)},
            promoted=judged.promote,
        )
        if kind == ORGANISATION:
            if self.wishes.organisation is None:
                raise PlamError("this home does not hold the organisation's signing key.")
            manifest = vouch(manifest, learnt.gguf, self.wishes.organisation)
        body = {"reasons": list(judged.reasons), "material": dict(state.material)}
        through = state.through.isoformat()
        said = {"weights": _sha256(learnt.gguf), "body": body, "through": through}
        self.kept.put(SHELVED, canonical(said))
        marks = [example_mark(self.home.vault, source) for source in state.sources]
        try:
            manifest = self.shelf.put(
                manifest,
                learnt.gguf,
                marks,
                judged.report,
                forgotten=lambda: self.forgotten(state.seq),
            )
        except PlamError:
            self.kept.clear()
            raise
        return self._ended(manifest, body, through)

    def _ended(self, manifest: Manifest, said: Mapping[str, Any], through: str) -> Night:
        """Wear what is better, say what was done, and keep nothing more of the night."""
        is_worn = manifest.promoted and self._put_on(manifest)
        outcome = PROMOTED if is_worn else NOT_BETTER
        then = "it is worn from now on" if is_worn else "what was worn stays"
        reasons = tuple(map(str, said["reasons"]))
        count = said["material"].get("to_learn", manifest.rows)
        text = f"{manifest.id} was learnt from {count} of your examples: {then}."
        done = Night(
            outcome,
            " ".join([text, *reasons]),
            manifest.id,
            reasons,
            material=said["material"],
            figures=manifest.figures,
        )
        told = self.told(done)
        if not self._is_told(manifest.id):
            self.home.journal.append(TUNED, {**self._body(told), "through": through})
        self.kept.clear()
        self._tidy()
        return told

    def _put_on(self, manifest: Manifest) -> bool:
        """Wear it, unless it was made stale or the model was changed while it was learnt."""
        try:
            self.shelf.activate({manifest.id: manifest.figures.get("scale", self.wishes.scale)})
        except (InputError, AuthorityError) as error:
            self.notes.append(f"{manifest.id} cannot be worn: it {error.message}")
            return False
        return True

    def _is_told(self, id: str) -> bool:
        events = self.home.journal.events(kinds=(TUNED,))
        return any(
            e.body.get("adapter") == id and e.body.get("outcome") in FINISHED for e in events
        )

    def _tidy(self) -> None:
        """Remove old versions that never were better; their numbers are not given again."""
        kind = self.wishes.kind
        lost = [e.id for e in self.shelf.versions() if e.kind == kind and not e.promoted]
        for id in lost[:-LAST_ONES]:
            self.shelf.remove(id)

    def said(self, done: Night) -> None:
        """Journal what a night did."""
        self.home.journal.append(TUNED, self._body(self.told(done)))

    def _body(self, done: Night) -> dict[str, Any]:
        plain = done.plain()
        detail = plain.pop("text")
        return {**plain, "kind": self.wishes.kind, "detail": detail}

    def told(self, done: Night) -> Night:
        """The night with its notes and how long it took."""
        seconds = time.monotonic() - self.began
        return replace(done, notes=tuple(self.notes), seconds=seconds)


def _training_figures(learnt: Learnt) -> dict[str, Any]:
    said = learnt.figures["training"]
    names = ("steps", "tokens", "seconds", "losses", "held")
    figures = {f"training_{name}": said[name] for name in names if name in said}
    return {**figures, "agreement": learnt.figures.get("agreement", {})}


def named(said: object) -> str:
    """A SHA-256 in hex over plain data."""
    return _sha256(canonical(said))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

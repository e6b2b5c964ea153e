"""After a forgetting: what was trained on it is trained again without it, and destroyed."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plam_agent import certificate, config
from plam_agent.adapters import Shelf
from plam_agent.adapters_signed import Manifest
from plam_agent.erasing import example_mark
from plam_agent.errors import PlamError
from plam_agent.forgetting import forget
from plam_agent.home import Home
from plam_agent.planner.grammar import label_grammar
from plam_agent.planner.prompt import completion, label_prompt, message_text
from plam_agent.tuning.apart import Job, Learnt, Stop
from plam_agent.tuning.example import LABEL, Example
from plam_agent.tuning.kept import Kept
from plam_agent.tuning.learning import Material
from plam_agent.tuning.nightly import Parts
from plam_agent.tuning.nights import LITTLE, PAUSED, PROMOTED, Night
from plam_agent.tuning.packed_rows import packed
from plam_agent.tuning.proof import Proof
from plam_agent.tuning.relearn import Measure, Retrain, on_forgotten, relearn, settle, stale
from plam_agent.tuning.rows import rows
from plam_agent.tuning.sent import learn
from plam_agent.tuning.style import pairs
from plam_agent.tuning.unlearn import Figures, Parity
from plam_agent.wanted import Wanted
from tests.fixtures_agent import START, House
from tests.test_cli import Shell, plam
from tests.test_tuning_feedback import at_home
from tests.test_tuning_style import MINE, send

__all__ = ["plam"]

ZOE = Wanted(people=("Zoë",), by="person")
FIGURES = Figures(
    auc=0.51,
    gained_auc=0.5,
    never_auc=0.5,
    rows=(400, 400),
    exposure_at={1: 1.4, 16: 1.5},
    never_exposure_at={1: 1.5, 16: 1.4},
    canaries={1: 8, 16: 8},
    most_exposure=7.0,
    parity=Parity(0.001, -0.002, 0.003, 0.4, 400),
)


@pytest.fixture
def home(house: House) -> Iterator[Home]:
    with house.open() as opened:
        yield opened


@pytest.fixture
def weights(tmp_path: Path, adapter_writer: Callable[..., Path]) -> bytes:
    return adapter_writer(tmp_path / "adapter.gguf", seed=3).read_bytes()


def shelf_of(home: Home) -> Shelf:
    return Shelf(home.path, home.vault, home.device)


def put(home: Home, weights: bytes, *sources: str) -> str:
    """A version that was trained on these."""
    manifest = Manifest(
        base="b" * 64, architecture="llama", created=START, seed=9, rows=5, promoted=True
    )
    marks = [example_mark(home.vault, each) for each in sources]
    return shelf_of(home).put(manifest, weights, marks).id


def said(home: Home, words: str) -> str:
    """The source of an example that was made of a request."""
    event = home.journal.append("run", {"run": words, "words": words, "policy": ""})
    return f"event:{event.seq}"


def making(home: Home, weights: bytes, *sources: str) -> Retrain:
    async def retrain(kind: str) -> str:
        assert kind == "me"
        return await asyncio.to_thread(put, home, weights, *sources)

    return retrain


def again(home: Home, retrain: Retrain, measure: Measure | None = None) -> dict[str, Any] | None:
    return asyncio.run(relearn(home, shelf_of(home), retrain, measure=measure))


class TestRelearning:
    def test_what_was_trained_on_it_is_replaced_and_destroyed(
        self, home: Home, weights: bytes
    ) -> None:
        zoe, other = said(home, "write to Zoë"), said(home, "what is new")
        old, good = put(home, weights, zoe, other), put(home, weights, other)
        shelf = shelf_of(home)
        forget(home, ZOE)
        assert stale(shelf) == [old]

        fields = again(home, making(home, weights, other))

        assert fields is not None
        assert fields["adapters"]["destroyed"] == [old]
        (made,) = fields["adapters"]["made"]
        assert shelf.ids() == [good, made["id"]]
        assert fields["adapters"]["on_forgotten"] == []
        assert fields["checked"]["keys_in"] == []
        assert stale(shelf) == []

    def test_the_certificate_is_signed_and_told(self, home: Home, weights: bytes) -> None:
        old = put(home, weights, said(home, "write to Zoë"))
        forget(home, ZOE)

        async def measure(id: str) -> Figures:
            assert id != old
            return FIGURES

        fields = again(home, making(home, weights), measure=measure)

        assert fields is not None
        signed = certificate.read(Path(fields["path"]), home.device.public)
        told = certificate.told(signed)
        assert signed["adapters"]["figures"] == FIGURES.plain()
        assert f"destroyed: {old}" in told
        assert "AUC 0.510, 0.500 without" in told
        assert "canaries learnt 16 times: 1.5 bits" in told
        assert "nothing shows" in told
        assert "oë" not in json.dumps(signed, ensure_ascii=False)

    def test_where_too_little_is_left_it_is_destroyed_all_the_same(
        self, home: Home, weights: bytes
    ) -> None:
        put(home, weights, said(home, "write to Zoë"))
        forget(home, ZOE)

        async def nothing(_: str) -> str:
            return ""

        fields = again(home, nothing)

        assert fields is not None
        assert shelf_of(home).ids() == []
        assert "no adapter of this kind is worn" in certificate.told(fields)
        assert "not measured" in certificate.told(fields)

    def test_where_training_fails_nothing_is_destroyed(self, home: Home, weights: bytes) -> None:
        old = put(home, weights, said(home, "write to Zoë"))
        forget(home, ZOE)

        async def failing(_: str) -> str:
            raise PlamError("on purpose")

        with pytest.raises(PlamError, match="on purpose"):
            again(home, failing)

        assert stale(shelf_of(home)) == [old]

    def test_where_measuring_fails_it_is_destroyed(self, home: Home, weights: bytes) -> None:
        put(home, weights, said(home, "write to Zoë"))
        forget(home, ZOE)

        async def failing(_: str) -> Figures:
            raise PlamError("on purpose")

        with pytest.raises(PlamError, match="on purpose"):
            again(home, making(home, weights), measure=failing)

        assert stale(shelf_of(home)) == []

    def test_without_anything_stale_nothing_is_done(self, home: Home, weights: bytes) -> None:
        put(home, weights, said(home, "what is new"))

        async def never(_: str) -> str:
            raise AssertionError("trained for nothing")

        assert again(home, never) is None
        assert settle(home, shelf_of(home)) is None
        assert not (home.path / "certificates").exists()

    def test_one_that_learnt_from_it_all_the_same_is_named(
        self, home: Home, weights: bytes
    ) -> None:
        zoe = said(home, "write to Zoë")
        put(home, weights, zoe)
        forget(home, ZOE)

        fields = again(home, making(home, weights, zoe))

        assert fields is not None
        (made,) = fields["adapters"]["made"]
        assert fields["adapters"]["on_forgotten"] == [made["id"]]
        assert on_forgotten(home, shelf_of(home)) == [made["id"]]
        assert "STILL" in certificate.told(fields)

    def test_a_copy_of_the_destroyed_key_is_found(self, home: Home, weights: bytes) -> None:
        old = put(home, weights, said(home, "write to Zoë"))
        copy = home.path / "copy"
        copy.write_bytes((home.path / "adapters" / old / "weights").read_bytes())
        forget(home, ZOE)

        fields = again(home, making(home, weights))

        assert fields is not None
        assert fields["checked"]["keys_in"] == ["copy"]


class TestWhatWasSent:
    async def test_is_not_read_again_once_it_was_forgotten(self, house: House) -> None:
        send(house, "one", MINE)
        send(house, "two", MINE.replace("Anna", "Paul"), to="paul@exemple.fr", subject="Thursday")
        wanted = Wanted(people=("anna@example.org",), by="person")
        async with at_home(house) as (home, runtime):
            found = await learn(runtime, consent=True)
            assert {"<one@example.org>", "<two@example.org>"} <= {
                each.body["message_id"] for each in found
            }
            await asyncio.to_thread(forget, home, wanted)

            assert await learn(runtime, consent=True) == []

            left = {pair.to for pair in await asyncio.to_thread(pairs, home.journal)}
        assert ("anna@example.org",) not in left
        assert ("paul@exemple.fr",) in left


class TestProof:
    """What went is asked about afterwards, from memory."""

    def test_the_version_and_a_run_of_another_seed_are_asked(
        self,
        house: House,
        tiny: dict[str, Path],
        weights: bytes,
        tmp_path: Path,
        adapter_writer: Callable[..., Path],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        model = tiny["llama"]
        settings = config.load(house.path)
        config.save(house.path, dataclasses.replace(settings, model=model))
        material = Material(tuple(labelled(at) for at in range(6)))
        monkeypatch.setattr("plam_agent.tuning.learning.gathered", lambda *_: material)
        monkeypatch.setattr("plam_agent.tuning.proof.UNSEEN", 12)
        monkeypatch.setattr("plam_agent.tuning.trial.CANARIES", 2)
        other = adapter_writer(tmp_path / "other.gguf", seed=4).read_bytes()
        seeds: list[int] = []

        async def trained(job: Job, *_: Any) -> Learnt:
            seeds.append(job.recipe["seed"])
            return Learnt(other)

        monkeypatch.setattr("plam_agent.tuning.apart.trained", trained)

        with house.open() as home:
            id = put(home, weights)
            proof = Proof.of(home, ["event:3", "event:4", "memory:x"], [id])
            assert proof.seeds == (9,)
            assert [each.sources for each in proof.forgotten] == [("event:3",), ("event:4",)]
            assert asyncio.run(proof.measured(id)) is None
            held = packed(rows(model, material.learnt[:2]))
            job = Job(base=model, rows=b"", held=held, recipe={"seed": 5})
            watched = proof.watching(Parts(trained=trained)).trained
            asyncio.run(watched(job, Kept(home.path, home.vault), Stop(), lambda _: None))
            found = asyncio.run(proof.measured(id))
            kept = Kept(home.path, home.vault).names()

        assert found is not None
        assert found.rows[0] == 2 <= found.rows[1]
        assert found.parity is not None
        assert (found.parity.rows, dict(found.canaries)) == (2, {1: 2})
        assert seeds[0] == 5 != seeds[1]
        assert found.parity.difference != 0.0
        assert kept == []

    def test_where_nothing_was_learnt_from_it_there_is_nothing_to_ask(self, home: Home) -> None:
        proof = Proof.of(home, ["event:1"], ["me-0001"])

        assert (proof.forgotten, proof.unseen, proof.seeds) == ([], [], ())


def labelled(at: int) -> Example:
    labels = {"work": "from work", "home": "from home"}
    text = message_text(f"sender {at} (example.org)", f"number {at}", (), f"the words of {at}")
    return Example(
        LABEL,
        label_prompt(labels, text),
        label_grammar(labels),
        completion({"label": ("work", "home")[at % 2]}),
        at=START,
        sources=(f"event:{at}",),
        group="work",
    )


class TestTheCommand:
    @pytest.fixture
    def nights(self, monkeypatch: pytest.MonkeyPatch) -> list[Night]:
        """What nights do, in turn; each makes nothing."""
        done: list[Night] = []

        async def night(home: Home, *_: Any, parts: Parts, **__: Any) -> Night:
            return done.pop(0)

        monkeypatch.setattr("plam_agent.tuning.nightly.night", night)
        return done

    def test_it_says_what_is_not_worn_any_more_and_until_when(
        self, plam: Shell, house: House, weights: bytes
    ) -> None:
        with house.open() as home:
            old = put(home, weights, said(home, "write to Zoë"))

        assert plam("forget", "--person", "Zoë") == 4
        assert f"not worn from then on: {old}" in plam.out
        assert plam("forget", "--person", "Zoë", "--yes") == 0

        assert f"Not worn any more: {old}. Trained again in the next night" in plam.out
        assert "01:00-06:00" in plam.out

    def test_with_retrain_it_is_trained_again_at_once(
        self, plam: Shell, house: House, weights: bytes, nights: list[Night]
    ) -> None:
        with house.open() as home:
            old = put(home, weights, said(home, "write to Zoë"))
            new = put(home, weights, said(home, "what is new"))
        nights.append(Night(PROMOTED, "learnt", id=new))

        assert plam("forget", "--person", "Zoë", "--yes", "--retrain", "--json") == 0

        assert plam.json["removed"]["stale_adapters"] == [old]
        retrained = plam.json["retrained"]
        assert retrained["adapters"]["destroyed"] == [old]
        assert [each["id"] for each in retrained["adapters"]["made"]] == [new]
        assert plam("forget", "--verify", retrained["path"]) == 0
        assert f"destroyed: {old}" in plam.out

    def test_retrain_alone_does_what_is_left_to_do(
        self, plam: Shell, house: House, weights: bytes, nights: list[Night]
    ) -> None:
        with house.open() as home:
            put(home, weights, said(home, "write to Zoë"))
        assert plam("forget", "--person", "Zoë", "--yes") == 0
        nights += [Night(PAUSED, "paused"), Night(LITTLE, "too little")]

        assert plam("forget", "--retrain") == 1
        assert "paused" in plam.err
        assert plam("forget", "--retrain") == 0

        assert "destroyed: me-0001" in plam.out
        assert plam("forget", "--retrain") == 0
        assert "No adapter was trained on anything forgotten" in plam.out

    def test_without_training_it_is_refused_before_anything_goes(
        self, plam: Shell, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with house.open() as home:
            said(home, "write to Zoë")
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

        assert plam("forget", "--person", "Zoë", "--yes", "--retrain") != 0

        with house.open() as home:
            assert sum(1 for _ in home.journal.events(kinds=("run",))) == 1
            assert "forgotten" not in {e.kind for e in home.journal.events()}

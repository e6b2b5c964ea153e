"""A home leaves as one file and comes back: nothing forgotten in it, nothing in force by it."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import io
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config, keys
from plam_agent.cli import main
from plam_agent.config import Account
from plam_agent.desk import shelf_of
from plam_agent.erasing import Order, erase
from plam_agent.errors import (
    AuthorityError,
    InputError,
    SignatureError,
)
from plam_agent.forgetting import forget
from plam_agent.home import Home
from plam_agent.memory.sealed import Memories
from plam_agent.planner.grammar import label_grammar
from plam_agent.planner.header import read_header
from plam_agent.planner.prompt import TO_LABEL, completion, label_prompt, message_text
from plam_agent.policy.signing import sign
from plam_agent.policy.terms import Label
from plam_agent.tuning import bundle as bundles
from plam_agent.tuning import (
    learning,
    nightly,
    portable_envelope,
    portable_examples,
    portable_records,
)
from plam_agent.tuning.apart import Stop
from plam_agent.tuning.bundle import export
from plam_agent.tuning.example import LABEL, Example
from plam_agent.tuning.portable_archive import Packing
from plam_agent.tuning.portable_examples import imported
from plam_agent.tuning.portable_peft import CONFIG, TENSORS, peft_of
from plam_agent.wanted import Wanted
from tests.bundles import (
    PASSWORD,
    ROOT,
    SECRET,
    Writer,
    bundle,
    copied,
    export_records,
    files_of,
    first,
    forged,
    lived,
    other,
    pack,
    plain_of,
    put_adapter,
    second,
    state,
    take,
    take_in,
    wear_model,
)
from tests.fixtures_agent import PASSPHRASE, House

__all__ = ["bundle", "first", "lived", "other", "second"]


# What is in it.


def test_a_home_comes_back_in_another(lived: House, other: House, tmp_path: Path) -> None:
    bundle = pack(lived, tmp_path / "b")

    brought = take(other, tmp_path / "b")

    counts = bundle.manifest.counts
    assert counts == {
        "accounts": 3, "policies": 1, "contacts": 1, "examples": 1, "memories": 3, "adapters": 1,
    }  # fmt: skip
    assert (brought.memories, brought.examples, brought.contacts) == (3, 1, 1)
    assert brought.adapters == ("me-0001",)
    with other.open() as home, lived.open() as was:
        (example,) = imported(home, now=home.now())
        (wanted,) = portable_examples.natural(was, was.now())
        assert (example.answer, example.prompt.user) == (wanted.answer, wanted.prompt.user)
        assert example.group == wanted.group
        shelf = shelf_of(home)
        assert [each.id for each in shelf.active()] == ["me-0001"]
        assert shelf.weights("me-0001") == shelf_of(was).weights("me-0001")
        assert shelf.get("me-0001").figures["imported"]["device"] == was.device.public
        with Memories.open(home.path, home.vault) as store:
            by_text = {each.text: each for each in store.all()}
    assert by_text["A day in June."].beneath == (by_text["We met about the budget."].id,)
    assert not any(each.trusted for each in by_text.values())


def test_its_files_are_what_the_manifest_says(lived: House, tmp_path: Path) -> None:
    bundle = pack(lived, tmp_path / "b")

    files = files_of(tmp_path / "b")

    assert sorted(files) == [
        "README.md",
        "adapters/me-0001/adapter.gguf",
        "adapters/me-0001/adapter.json",
        "adapters/me-0001/adapter_config.json",
        "adapters/me-0001/adapter_model.safetensors",
        "adapters/me-0001/report.html",
        "contacts.jsonl",
        "examples.jsonl",
        "memory.parquet",
        "policies/policy.yaml",
        "policies/policy.yaml.sig",
        "settings.json",
    ]
    for member in bundle.members[:-1]:
        assert hashlib.sha256(files[member.name]).hexdigest() == member.sha256
    assert bundle.size == (tmp_path / "b").stat().st_size
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600
    assert json.loads(files["contacts.jsonl"])["address"] == "claire.martin@example.com"


def test_any_tar_reads_what_was_sealed(lived: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")

    with tarfile.open(fileobj=io.BytesIO(plain_of(tmp_path / "b"))) as archive:
        names = archive.getnames()
        assert all(each.isfile() and each.mode == 0o600 for each in archive.getmembers())

    assert names[-1] == "manifest.json"
    assert len(names) == 13


def test_no_password_and_no_key_is_in_it(lived: House, tmp_path: Path) -> None:
    accounts = config.load(lived.path).accounts
    url = f"https://marie:{PASSWORD}@dav.example.org/marie"
    extra = Account("dav", "tasks", "caldav", {"url": url, "user": "marie"})
    config.save(
        lived.path, dataclasses.replace(config.load(lived.path), accounts=(*accounts, extra))
    )

    bundle = pack(lived, tmp_path / "b")

    plain = plain_of(tmp_path / "b")
    assert PASSWORD.encode() not in plain
    assert PASSPHRASE.encode() not in plain
    assert SECRET.encode() not in plain
    for file in [*(lived.path / "keys").glob("*.key"), lived.path / "secrets"]:
        for word in re.findall(rb'"([A-Za-z0-9_-]{20,})"', file.read_bytes()):
            assert word not in plain
    assert b"https://dav.example.org/marie" in plain
    assert any("a password" in each for each in bundle.manifest.left_out)
    assert bundle.manifest.counts["memories"] == 3


def test_nothing_is_taken_along_of_whom_asked_to_be_left_out(
    lived: House, other: House, tmp_path: Path
) -> None:
    wishes = config.Tuning(left_out=("Claire.Martin@example.com",), terms=("Project Falcon",))
    config.save(lived.path, dataclasses.replace(config.load(lived.path), tuning=wishes))

    bundle = pack(lived, tmp_path / "b")

    files = files_of(tmp_path / "b")
    assert files["examples.jsonl"] == b""
    assert bundle.manifest.left_out[0].startswith("1 examples of people")
    assert json.loads(files["settings.json"])["tuning"]["terms"] == ["Project Falcon"]
    assert "could not forget them" in take(other, tmp_path / "b").away[0]


def test_nothing_of_it_lies_open(lived: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")

    raw = (tmp_path / "b").read_bytes()

    assert SECRET.encode() not in raw
    assert b"green tea" not in raw
    assert b"claire" not in raw
    assert b"manifest.json" not in raw


@pytest.mark.parametrize("part", bundles.PARTS)
def test_a_part_can_stay(lived: House, other: House, tmp_path: Path, part: str) -> None:
    bundle = pack(lived, tmp_path / "b", without=[part])

    names = {each.name for each in bundle.members}
    gone = {"policy": "policies", "memory": "memory.parquet", "examples": "examples.jsonl"}
    assert not any(each.startswith(gone.get(part, part)) for each in names)
    assert part in bundle.manifest.left_out
    assert take(other, tmp_path / "b").memories == (0 if part == "memory" else 3)


def test_an_adapter_whose_examples_stay_stays_away(
    lived: House, other: House, tmp_path: Path
) -> None:
    pack(lived, tmp_path / "b", without=["examples"])

    brought = take(other, tmp_path / "b")

    assert brought.adapters == ()
    assert "could not forget them" in brought.away[0]


def test_peft_and_llama_cpp_read_the_same_weights(
    lived: House, tmp_path: Path, tiny: dict[str, Path]
) -> None:
    pack(lived, tmp_path / "b")
    files = files_of(tmp_path / "b")
    folder = "adapters/me-0001/"

    again = peft_of(files[folder + "adapter.gguf"], read_header(tiny["llama"]))

    assert {name: files[folder + name] for name in (CONFIG, TENSORS)} == again


def test_an_organisations_adapter_comes_to_those_whose_policy_names_it(
    lived: House, other: House, tmp_path: Path, tiny: dict[str, Path], adapter_writer: Writer
) -> None:
    boss = keys.open_owner(lived.path, PASSPHRASE)
    gguf = adapter_writer(tmp_path / "theirs.gguf", seed=4).read_bytes()
    lived.edit_policy(lambda text: f"organisation: {boss.public}\n{text}")
    with lived.open() as home:
        put_adapter(home, gguf, tiny["llama"], export_records(home)[0]["sources"], boss)
    pack(lived, tmp_path / "b")
    stranger = copied(other, tmp_path / "stranger")
    other.edit_policy(lambda text: f"organisation: {boss.public}\n{text}")

    brought, elsewhere = take(other, tmp_path / "b"), take(stranger, tmp_path / "b")

    assert set(brought.adapters) == {"org-0001", "me-0001"}
    with other.open() as home:
        assert [each.id for each in shelf_of(home).active()] == ["org-0001", "me-0001"]
    assert elsewhere.adapters == ("me-0001",)
    assert "organisation" in elsewhere.away[0]


def test_a_home_leaves_even_when_its_policy_has_expired_and_its_model_is_gone(
    lived: House, other: House, tmp_path: Path
) -> None:
    lived.clock.advance(days=400)
    wear_model(lived, tmp_path / "gone.gguf")

    bundle = pack(lived, tmp_path / "b")

    assert bundle.manifest.base == ""
    assert bundle.manifest.counts["examples"] == 1
    assert take(other, tmp_path / "b").adapters == ("me-0001",)


def test_labels_come_back_in_their_order_and_as_they_are_named_today(
    lived: House, other: House, tmp_path: Path
) -> None:
    names = {"zebra": "about zebras", "ant": "about ants"}
    text = message_text("a@example.org", "Stripes", ["list"], "They have stripes. " * 40)
    labelled = Example(
        LABEL,
        label_prompt(names, text, limit=TO_LABEL),
        label_grammar(names),
        completion({"label": "ant"}),
        (completion({"label": "zebra"}),),
        group="ant",
    )
    record = portable_records.lines([portable_examples.record_of(labelled)])
    forged(lived, tmp_path / "b", {"examples.jsonl": record})

    take(other, tmp_path / "b")

    with other.open() as home:
        (same,) = imported(home, now=home.now())
        today = (Label("ant", "smaller than a zebra"), Label("zebra", "striped"))
        (renamed,) = imported(home, now=home.now(), labels=today)
        assert imported(home, now=home.now(), labels=today[:1]) == []
    assert (same.prompt.messages(), same.grammar) == (labelled.prompt.messages(), labelled.grammar)
    assert (same.answer, same.against) == (labelled.answer, labelled.against)
    assert "ant: smaller than a zebra" in renamed.prompt.system


def test_what_another_renderer_made_stays_as_it_was_read(
    lived: House, other: House, tmp_path: Path
) -> None:
    with lived.open() as home:
        (example,) = portable_examples.natural(home, home.now())
    prompt = dataclasses.replace(example.prompt, system="Another way to ask.")
    odd = dataclasses.replace(example, prompt=prompt)
    record = portable_records.lines([portable_examples.record_of(odd)])
    forged(lived, tmp_path / "b", {"examples.jsonl": record})

    take(other, tmp_path / "b")

    with other.open() as home:
        (here,) = imported(home, now=home.now())
    assert (here.prompt.system, here.grammar) == ("Another way to ask.", example.grammar)


def test_what_came_is_learnt_with_what_is_here(lived: House, other: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")
    take(other, tmp_path / "b")

    with other.open() as home:
        material = learning.gathered(home, learning.offered(home))
        (example,) = imported(home, now=home.now())
        other.clock.advance(days=30)
        (older,) = imported(home, now=home.now())

    assert [each.sources for each in material.learnt] == [example.sources]
    assert older.weight == pytest.approx(example.weight / 2)


# What was forgotten.


def test_what_was_forgotten_is_not_in_it(lived: House, other: House, tmp_path: Path) -> None:
    with lived.open() as home:
        forget(home, Wanted(people=("Claire", "claire.martin@example.com"), by="person"))
        forget(home, Wanted(query="green tea", by="query"))

    bundle = pack(lived, tmp_path / "b")

    plain = plain_of(tmp_path / "b")
    assert b"claire.martin" not in plain
    assert b"green tea" not in plain
    counts = bundle.manifest.counts
    assert (counts["examples"], counts["contacts"], counts["adapters"]) == (0, 0, 0)


def test_a_forgetting_that_was_cut_off_is_completed_first(lived: House, tmp_path: Path) -> None:
    with lived.open() as home:
        with Memories.open(home.path, home.vault) as store:
            tea = next(each.id for each in store.all() if "tea" in each.text)
        order = {"seqs": [], "memories": [tea], "sources": [], "dealt": [], "asked": ""}
        home.journal.append("forgetting", order)

        bundle = export(home, tmp_path / "b", SECRET, cost=keys.CHEAP)

    assert bundle.manifest.counts["memories"] == 2


def test_an_imported_example_is_forgotten_like_any_other(
    lived: House, other: House, tmp_path: Path
) -> None:
    pack(lived, tmp_path / "b")
    take(other, tmp_path / "b")

    with other.open() as home:
        fields = forget(home, Wanted(people=("claire.martin@example.com",), by="person"))

        assert imported(home, now=home.now()) == []
        assert fields["removed"]["stale_adapters"] == ["me-0001"]
        assert fields["checked"]["opened_in"] == []
        assert shelf_of(home).active() == ()


def test_what_was_forgotten_here_does_not_come_back(
    lived: House, other: House, tmp_path: Path
) -> None:
    pack(lived, tmp_path / "b")
    take(other, tmp_path / "b")
    with other.open() as home:
        forget(home, Wanted(people=("claire.martin@example.com",), by="person"))
        forget(home, Wanted(query="green tea", by="query"))

    again = take(other, tmp_path / "b")

    assert (again.memories, again.examples, again.contacts) == (0, 0, 0)
    assert again.adapters == ()


def test_what_is_forgotten_before_a_day_takes_older_examples_along(
    lived: House, other: House, tmp_path: Path
) -> None:
    pack(lived, tmp_path / "b")
    other.clock.advance(days=30)
    take(other, tmp_path / "b")

    with other.open() as home:
        forget(home, Wanted(before=home.now() - timedelta(days=7), by="before"))

        assert imported(home, now=home.now()) == []
        assert take_in(home, tmp_path / "b").examples == 0


def test_an_example_ends_with_a_memory_it_was_shown_with(
    lived: House, other: House, tmp_path: Path
) -> None:
    with lived.open() as home:
        with Memories.open(home.path, home.vault) as store:
            tea = next(each for each in store.all() if "tea" in each.text)
        (example,) = portable_examples.natural(home, home.now())
    told = dataclasses.replace(example, sources=(*example.sources, f"memory:{tea.id}"))
    record = portable_examples.record_of(told)
    forged(lived, tmp_path / "b", {"examples.jsonl": portable_records.lines([record])})
    take(other, tmp_path / "b")
    with other.open() as home:
        (here,) = imported(home, now=home.now())
        there = here.sources[1].removeprefix("memory:")
        erase(home.path, home.journal, home.vault, Order(memories=(there,)))

        assert imported(home, now=home.now()) == []

    assert take(other, tmp_path / "b").examples == 0


def test_an_example_shown_with_what_was_forgotten_here_is_left_out(
    lived: House, other: House, tmp_path: Path
) -> None:
    pack(lived, tmp_path / "a", without=["examples", "adapters"])
    take(other, tmp_path / "a")
    with lived.open() as home:
        with Memories.open(home.path, home.vault) as store:
            tea = next(each for each in store.all() if "tea" in each.text)
        (example,) = portable_examples.natural(home, home.now())
    told = dataclasses.replace(example, sources=(f"memory:{tea.id}",))
    record = portable_records.lines([portable_examples.record_of(told)])
    forged(lived, tmp_path / "b", {"examples.jsonl": record})
    with other.open() as home:
        forget(home, Wanted(query="green tea", by="query"))

    assert take(other, tmp_path / "b").examples == 0


# Twice, and by whom.


def test_the_second_import_adds_nothing(lived: House, other: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")
    take(other, tmp_path / "b")
    before = state(other)
    shutil.copy(tmp_path / "b", tmp_path / "c")

    again = take(other, tmp_path / "c")

    assert state(other) == before
    assert (again.memories, again.examples, again.contacts, again.known) == (0, 0, 0, 5)
    assert (again.adapters, again.away, again.drafts) == ((), (), ())


def test_a_home_takes_nothing_new_from_its_own_bundle(lived: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")
    before = state(lived)

    brought = take(lived, tmp_path / "b")

    assert brought.own
    assert state(lived) == before


def test_a_home_gets_back_what_it_lost(lived: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")
    for each in lived.path.glob("memory.sqlite*"):
        each.unlink()

    assert take(lived, tmp_path / "b").memories == 3

    with lived.open() as home, Memories.open(home.path, home.vault) as store:
        assert all(each.trusted for each in store.all())


def test_there_and_back_again_is_no_second_copy(lived: House, other: House, tmp_path: Path) -> None:
    pack(lived, tmp_path / "b")
    take(other, tmp_path / "b")
    pack(other, tmp_path / "c")
    before = state(lived)[:3]

    brought = take(lived, tmp_path / "c")

    assert (brought.memories, brought.examples, brought.contacts) == (0, 0, 0)
    assert state(lived)[:3] == before


def test_another_owners_bundle_is_refused(lived: House, other: House, tmp_path: Path) -> None:
    config.save(other.path, dataclasses.replace(config.load(other.path), owner="anna@example.org"))
    pack(lived, tmp_path / "b")
    before = state(other)

    with pytest.raises(AuthorityError, match=r"this home is of anna@example\.org") as refused:
        take(other, tmp_path / "b")

    assert state(other) == before
    owner = refused.value.fix.rpartition(" ")[2]
    assert take(other, tmp_path / "b", owner=owner).memories == 3


def test_a_bundle_without_an_owner_is_nobodys(lived: House, other: House, tmp_path: Path) -> None:
    forged(lived, tmp_path / "b", {}, owner="", owner_key="")

    with pytest.raises(AuthorityError):
        take(other, tmp_path / "b")


# Authority.


def test_a_policy_comes_as_a_draft_and_never_into_force(
    lived: House, other: House, tmp_path: Path
) -> None:
    lived.edit_policy(lambda text: text.replace("# Looks", "# Mine: looks"))
    pack(lived, tmp_path / "b")
    with other.open() as home:
        was = home.policy().hash

    brought = take(other, tmp_path / "b")

    with other.open() as home:
        assert home.policy().hash == was
        draft = next(each for each in brought.drafts if each.name == "draft.yaml")
        text = draft.read_text()
        assert text.startswith("# Mine: looks")
        assert f"device: {home.device.public}" in text
        shutil.copy(draft, home.policy_path)
        with pytest.raises(SignatureError):
            home.policy()
        sign(home.policy_path, keys.open_owner(home.path, PASSPHRASE), now=home.now())
        assert home.policy().hash != was
    assert take(other, tmp_path / "b").drafts == ()


def test_a_policy_that_stands_here_already_is_no_draft(
    lived: House, other: House, tmp_path: Path
) -> None:
    pack(lived, tmp_path / "b")

    brought = take(other, tmp_path / "b")

    assert [each.name for each in brought.drafts] == ["settings.json"]


def test_accounts_and_addresses_count_for_nothing(
    lived: House, other: House, tmp_path: Path
) -> None:
    extra = Account(
        "hook", "mail", "imap", {"host": "imap.example.org", "user": "m", "token_command": "id"}
    )
    accounts = (*config.load(lived.path).accounts, extra)
    config.save(lived.path, dataclasses.replace(config.load(lived.path), accounts=accounts))
    pack(lived, tmp_path / "b")
    before = config.load(other.path)

    assert b"token_command" not in plain_of(tmp_path / "b")
    take(other, tmp_path / "b")

    assert config.load(other.path) == before
    with other.open() as home:
        assert [e.body["address"] for e in home.journal.events(kinds=("contact",))] == [
            "claire.martin@example.com"
        ]
        with home.journal.reading() as connection:
            assert connection.execute("SELECT count(*) FROM reached").fetchone() == (0,)


def test_an_adapter_for_another_model_stays_away(
    lived: House, other: House, tmp_path: Path, tiny: dict[str, Path]
) -> None:
    pack(lived, tmp_path / "b")
    wear_model(other, tiny["qwen3"])

    brought = take(other, tmp_path / "b")

    assert brought.adapters == ()
    assert brought.examples == 1
    assert "plam tune now" in brought.away[0]


def test_what_was_worn_here_stays_worn(
    lived: House, other: House, tmp_path: Path, tiny: dict[str, Path], adapter_writer: Writer
) -> None:
    with other.open() as home:
        put_adapter(
            home, adapter_writer(tmp_path / "o.gguf", seed=9).read_bytes(), tiny["llama"], []
        )
    pack(lived, tmp_path / "b")

    brought = take(other, tmp_path / "b")

    assert brought.adapters == ("me-0002",)
    with other.open() as home:
        assert [each.id for each in shelf_of(home).active()] == ["me-0001"]


# Writing it.


def test_an_existing_file_is_left_alone(lived: House, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")

    with pytest.raises(InputError, match="there already"):
        pack(lived, tmp_path / "b")

    assert (tmp_path / "b").read_text() == "mine"


def test_an_export_that_fails_leaves_nothing(
    lived: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.setattr(Packing, "finish", broken)
    with pytest.raises(ZeroDivisionError):
        pack(lived, folder / "b")

    assert list(folder.iterdir()) == []


def test_without_files_that_have_no_name_it_is_the_same(
    lived: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    folder = tmp_path / "folder"
    folder.mkdir()

    pack(lived, folder / "b")

    assert [each.name for each in folder.iterdir()] == ["b"]
    assert stat.S_IMODE((folder / "b").stat().st_mode) == 0o600
    assert files_of(folder / "b")


KILLED = """
import os, signal, sys
from pathlib import Path
from plam_agent import keys
from plam_agent.home import Home
from plam_agent.tuning import bundle, portable_envelope

count = 0
seal = portable_envelope.Sealing._seal
def killed(self, plain, *, last):
    global count
    seal(self, plain, last=last)
    self._file.flush()
    count += 1
    if count == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
portable_envelope.Sealing._seal = killed
with Home.open(Path(sys.argv[1]), lambda: "correct horse") as home:
    bundle.export(home, Path(sys.argv[2]), "x", cost=keys.CHEAP)
"""


@pytest.mark.parametrize("at", [1, 3])
def test_a_kill_in_the_middle_leaves_no_file(bundle: Path, lived: House, at: int) -> None:
    folder = bundle.parent / "folder"
    folder.mkdir()

    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(lived.path), str(folder / "b"), str(at)],
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL
    assert list(folder.iterdir()) == []


def test_an_import_that_is_cut_off_is_completed_by_the_next(
    lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> Any:
        raise KeyboardInterrupt

    pack(lived, tmp_path / "b")
    for name in ("portable_adapters.taken", "portable_home.drafts"):
        with monkeypatch.context() as cut:
            cut.setattr(f"plam_agent.tuning.{name}", killed)
            with pytest.raises(KeyboardInterrupt):
                take(other, tmp_path / "b")

    take(other, tmp_path / "b")

    with other.open() as home:
        assert len(imported(home, now=home.now())) == 1
        assert len(shelf_of(home).versions()) == 1
        with Memories.open(home.path, home.vault) as store:
            assert store.count() == 3


# As it is typed.


class Shell:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, house: House, *words: str) -> int:
        try:
            code = main([*words, "--home", str(house.path)])
        except SystemExit as end:
            code = int(end.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("PLAM_BUNDLE_PASSPHRASE", SECRET)
    monkeypatch.setattr(
        portable_envelope, "Cost", lambda *said: keys.Cost(*said) if said else keys.CHEAP
    )
    return Shell(capsys)


def test_export_says_what_is_in_it_and_how_big(shell: Shell, lived: House, tmp_path: Path) -> None:
    assert shell(lived, "export", str(tmp_path / "b")) == 0

    assert re.search(r"\b3 memories\b", shell.out)
    assert re.search(r"\(\d+\.\d KiB\)", shell.out)
    assert "a password of an account" in shell.out


def test_looking_imports_nothing(shell: Shell, lived: House, other: House, tmp_path: Path) -> None:
    shell(lived, "export", str(tmp_path / "b"))
    before = state(other)

    assert shell(other, "import", str(tmp_path / "b"), "--look") == 0

    assert re.search(r"\b1 adapters\b", shell.out)
    assert "marie@" in shell.out
    assert state(other) == before


def test_import_says_what_it_took_and_what_is_next(
    shell: Shell, lived: House, other: House, tmp_path: Path
) -> None:
    lived.edit_policy(lambda text: text.replace("# Looks", "# Mine: looks"))
    shell(lived, "export", str(tmp_path / "b"))

    assert shell(other, "import", str(tmp_path / "b")) == 0

    assert "Imported 3 memories, 1 examples and 1 addresses" in shell.out
    assert "plam policy diff" in shell.err
    assert shell(other, "import", str(tmp_path / "b"), "--json") == 0
    assert json.loads(shell.out)["imported"]["known"] == 5


def test_the_bundle_has_a_passphrase_of_its_own(
    shell: Shell, lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(lived, "export", str(tmp_path / "b"))
    monkeypatch.setenv("PLAM_BUNDLE_PASSPHRASE", PASSPHRASE)

    assert shell(other, "import", str(tmp_path / "b")) == 3

    assert shell.err.startswith("plam: ")
    assert "the passphrase is another" in shell.err


def test_the_passphrase_comes_from_a_descriptor(
    shell: Shell, lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLAM_BUNDLE_PASSPHRASE")
    for words in (("export", str(tmp_path / "b")), ("import", str(tmp_path / "b"))):
        read, write = os.pipe()
        os.write(write, b"from elsewhere\n")
        os.close(write)
        house = lived if words[0] == "export" else other
        assert shell(house, *words, "--bundle-passphrase-fd", str(read)) == 0, shell.err
        os.close(read)
    assert shell(lived, "export", str(tmp_path / "c")) == 3
    assert "PLAM_BUNDLE_PASSPHRASE" in shell.err


def test_one_command_imports_and_learns(
    shell: Shell, lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def night(home: Home, *_: Any, **__: Any) -> nightly.Night:
        found = await asyncio.to_thread(lambda: imported(home, now=home.now()))
        return nightly.Night("promoted", f"Learnt from {len(found)}.", "me-0002")

    monkeypatch.setattr(nightly, "night", night)
    shell(lived, "export", str(tmp_path / "b"))

    assert shell(other, "import", str(tmp_path / "b"), "--tune", "--json") == 0

    said = json.loads(shell.out)
    assert said["imported"]["examples"] == 1
    assert (said["night"]["adapter"], said["night"]["text"]) == ("me-0002", "Learnt from 1.")


def test_an_interrupt_pauses_what_is_learnt_of_an_import(
    shell: Shell, lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def night(home: Home, wishes: Any, *, stop: Stop, tell: Any) -> nightly.Night:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        await stop.wait()
        return nightly.Night("paused", f"Paused: {stop.why}")

    monkeypatch.setattr(nightly, "night", night)
    shell(lived, "export", str(tmp_path / "b"))

    assert shell(other, "import", str(tmp_path / "b"), "--tune") == 130

    assert shell.out == "Paused: You interrupted it.\n(plam tune now goes on from there)\n"


def test_what_training_takes_is_looked_for_first(
    shell: Shell, lived: House, other: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell(lived, "export", str(tmp_path / "b"))
    before = state(other)
    monkeypatch.setattr("plam_agent.cli.tune.LIBRARIES", ("no_such_library",))

    assert shell(other, "import", str(tmp_path / "b"), "--tune") == 1

    assert "no_such_library" in shell.err
    assert state(other) == before


@pytest.mark.parametrize("what", ["a folder", "nothing"])
def test_what_cannot_be_read_is_said_in_a_sentence(
    shell: Shell, other: House, tmp_path: Path, what: str
) -> None:
    path = tmp_path if what == "a folder" else tmp_path / "nothing"

    assert shell(other, "import", str(path)) == 2

    assert shell.err.count("\n") == 1

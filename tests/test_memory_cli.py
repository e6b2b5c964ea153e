"""`plam memory` as a person types it: output, exit codes, and one sentence for every mistake."""

from __future__ import annotations

import asyncio
import io
import json
import os
import pty
import re
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config
from plam_agent.cli import COMMANDS, main
from plam_agent.config import Account
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.sealed import Memories
from plam_agent.types import REQUEST, Origin
from tests.fixtures_agent import PASSPHRASE, House
from tests.running import running, until

ROOT = Path(__file__).parents[1]
MAIL = Origin("imap", "INBOX/812")


class Shell:
    """Runs commands in one home and keeps what they printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], house: House) -> None:
        self._capsys = capsys
        self.house = house
        self.out = ""
        self.err = ""

    def __call__(self, *words: str) -> int:
        self._capsys.readouterr()
        try:
            code = main(["memory", *words, "--home", str(self.house.path)])
        except SystemExit as end:
            code = int(end.code or 0)
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *words: str) -> Any:
        assert self(*words, "--json") == 0, self.err
        return json.loads(self.out)

    def keep(self, *memories: Memory) -> None:
        with self.house.open() as home, Memories.open(home.path, home.vault) as store:
            store.add(memories)

    @property
    def kept(self) -> list[Memory]:
        with self.house.open() as home, Memories.open(home.path, home.vault) as store:
            return list(store.all())


@pytest.fixture
def memory(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    return Shell(capsys, house)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a terminal."""
    monkeypatch.setattr("sys.stdin", Terminal(""))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def fact(text: str, house: House, **fields: Any) -> Memory:
    said: dict[str, Any] = {"origins": frozenset({REQUEST}), "source": "owner", **fields}
    return Memory(fresh_id(), Tier.FACT, text, house.clock(), **said)


@pytest.mark.usefixtures("typed")
def test_what_was_typed_is_the_owners_word(memory: Shell) -> None:
    assert memory("add", "Anna", "likes", "green", "tea") == 0
    assert re.fullmatch(r"Remembered as [0-9a-f]{8}\.\n", memory.out)

    (kept,) = memory.kept

    assert (kept.text, kept.tier, kept.trusted) == ("Anna likes green tea", Tier.FACT, True)


def test_what_came_from_a_pipe_is_not(memory: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("I prefer what the mail says.\n"))

    assert memory("add", "-") == 0

    assert not memory.kept[0].trusted
    assert "not typed on a terminal" in memory.err


@pytest.mark.usefixtures("typed")
def test_a_dash_is_not_typed_even_on_a_terminal(
    memory: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("pasted"))

    assert memory("add", "-") == 0

    assert [(each.text, each.trusted) for each in memory.kept] == [("pasted", False)]


def test_words_of_a_script_are_not_typed(memory: Shell) -> None:
    assert memory("add", "I prefer mornings") == 0

    assert not memory.kept[0].trusted


@pytest.mark.usefixtures("typed")
def test_the_same_is_remembered_once(memory: Shell) -> None:
    assert memory("add", "Anna likes green tea") == 0
    assert memory.json("add", "Anna likes green tea") == {"added": None}

    assert len(memory.kept) == 1


@pytest.mark.usefixtures("typed")
def test_long_words_are_kept_whole(memory: Shell) -> None:
    words = "word " * 900

    assert memory("add", words) == 0

    assert memory.kept[0].text == words.strip()


@pytest.mark.parametrize("words", ["", "   ", "x" * 20_001])
def test_too_little_and_too_much_is_refused(memory: Shell, words: str) -> None:
    assert memory("add", words) == 2
    assert "1 to 20000 letters" in memory.err


def test_search_shows_what_when_and_where_from(memory: Shell) -> None:
    memory.keep(
        fact("Anna likes green tea", memory.house),
        fact("The rent is 900 euros", memory.house, origins=frozenset({MAIL})),
    )

    (found, *_) = memory.json("search", "what", "does", "Anna", "drink", "tea")
    assert found["text"] == "Anna likes green tea"
    assert found["origins"] == ["request"]
    assert found["score"] > 0
    assert memory("search", "rent") == 0

    assert "The rent is 900 euros" in memory.out
    assert "from: imap:INBOX/812" in memory.out
    assert "Mon 23 Nov 2026 09:00" in memory.out


def test_search_finds_nothing_in_an_empty_memory(memory: Shell) -> None:
    assert memory("search", "anything") == 0
    assert memory.out == "Nothing comes to mind.\n"


def test_search_can_be_narrowed_and_bounded(memory: Shell) -> None:
    memory.keep(*(fact(f"tea number {n}", memory.house) for n in range(5)))

    assert len(memory.json("search", "tea", "--limit", "2")) == 2
    assert memory.json("search", "tea", "--tier", "note") == []
    assert memory("search", "tea", "--limit", "0") == 2
    assert memory("search", "tea", "--tier", "dream") == 2


def test_nothing_that_a_memory_says_moves_the_screen(memory: Shell) -> None:
    bad = fact("tea \x1b[2J\u202e\x07", memory.house, people=("\x1b[1mAnna",))
    memory.keep(bad)

    for words in (("search", "tea"), ("show", bad.id)):
        assert memory(*words) == 0
        assert not set("\x1b\u202e\x07") & set(memory.out)


def test_show_goes_down_to_the_bottom(memory: Shell) -> None:
    bottom = fact("A mail said so", memory.house, origins=frozenset({MAIL}), source="run:r1")
    middle = fact("A day", memory.house, origins=frozenset({bottom.origin}), beneath=(bottom.id,))
    top = fact("A week", memory.house, origins=frozenset({middle.origin}), beneath=(middle.id,))
    memory.keep(bottom, middle, top)

    shown = memory.json("show", top.id)

    assert shown["beneath"][0]["id"] == middle.id
    assert shown["beneath"][0]["beneath"][0]["id"] == bottom.id
    assert shown["beneath"][0]["beneath"][0]["origins"] == ["imap:INBOX/812"]
    assert not shown["trusted"]
    assert memory("show", bottom.id[:8]) == 0
    assert "2 stand on it" in memory.out
    assert "(plam log --run r1)" in memory.out
    assert memory("show", top.id) == 0
    assert "A mail said so" in memory.out


def test_show_ends_where_memories_stand_on_each_other(memory: Shell) -> None:
    one, other = fresh_id(), fresh_id()
    memory.keep(
        Memory(one, Tier.FACT, "a", memory.house.clock(), frozenset(), "owner", beneath=(other,)),
        Memory(other, Tier.FACT, "b", memory.house.clock(), frozenset(), "owner", beneath=(one,)),
    )

    shown = memory.json("show", one)

    assert shown["beneath"][0]["beneath"] == [{"id": one, "see": "above"}]


def test_show_tells_what_was_forgotten(memory: Shell) -> None:
    gone = fact("secret", memory.house)
    top = fact("A day", memory.house, beneath=(gone.id,))
    memory.keep(top)
    with memory.house.open() as home, Memories.open(home.path, home.vault) as store:
        store.forget([gone.id])

    assert memory("show", gone.id) == 2
    assert "it was forgotten" in memory.err
    assert memory.json("show", top.id)["beneath"] == [{"id": gone.id, "see": "forgotten"}]


@pytest.mark.parametrize("said", ["", "abc", "zzzzzzzz", "../../etc", "ffffffff"])
def test_an_id_of_nothing_is_refused_in_a_sentence(memory: Shell, said: str) -> None:
    assert memory("show", said) == 2
    assert memory.err.startswith("plam: ")
    assert memory.err.count("\n") == 1


def test_letters_that_begin_several_ids_are_refused(memory: Shell) -> None:
    memory.keep(
        *(
            Memory(f"{'a' * 31}{n}", Tier.FACT, "x", memory.house.clock(), frozenset(), "owner")
            for n in "12"
        )
    )

    assert memory("show", "aaaa") == 2
    assert "2 memories begin with aaaa" in memory.err


@pytest.mark.usefixtures("typed")
def test_edit_keeps_the_older_one_dated(memory: Shell) -> None:
    old = fact("Anna likes coffee", memory.house, origins=frozenset({MAIL}))
    memory.keep(old)

    assert memory("edit", old.id[:8], "Anna", "likes", "tea") == 0

    before, after = memory.kept
    assert (before.text, before.until is not None) == ("Anna likes coffee", True)
    assert (after.text, after.until, after.trusted) == ("Anna likes tea", None, True)
    assert after.beneath == (old.id,)
    assert memory("edit", old.id, "again") == 2
    assert "something newer took its place" in memory.err


def test_stats_count_and_tell_up_to_when(memory: Shell) -> None:
    memory.keep(fact("a", memory.house), fact("b", memory.house))

    stats = memory.json("stats")

    assert stats["memories"] == 2
    assert stats["tiers"] == {"episode": 0, "summary": 0, "fact": 2, "note": 0}
    assert stats["octets"] > 0
    assert stats["derived"] == {"event": 0, "at": None}
    assert memory("stats") == 0
    assert "2 memories: 0 episodes, 0 summaries, 2 facts, 0 notes" in memory.out


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_an_export_comes_back_and_says_what_it_is(memory: Shell, tmp_path: Path, form: str) -> None:
    memory.keep(fact("a", memory.house), fact("b", memory.house, origins=frozenset({MAIL})))
    before = memory.kept
    file = tmp_path / f"out.{form}"

    assert memory("export", str(file)) == 0
    assert "not sealed" in memory.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with memory.house.open() as home, Memories.open(home.path, home.vault) as store:
        assert store.count() == 2
    assert memory.json("import", str(file)) == {"imported": 0, "left_out": 2, "signed": True}

    assert memory.kept == before


def test_what_was_forgotten_is_not_brought_back_by_an_import(memory: Shell, tmp_path: Path) -> None:
    secret = fact("secret", memory.house)
    memory.keep(secret, fact("b", memory.house))
    assert memory("export", str(tmp_path / "out.jsonl")) == 0
    with memory.house.open() as home, Memories.open(home.path, home.vault) as store:
        store.forget([secret.id])

    assert memory("import", str(tmp_path / "out.jsonl")) == 0

    assert [each.text for each in memory.kept] == ["b"]


def test_a_file_from_elsewhere_is_untrusted_and_said_to_be(memory: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"text": "I prefer wine", "tier": "fact", "origins": [["request", ""]]}\n')

    assert memory("import", str(file)) == 0

    assert "nothing in it counts as your own word" in memory.err
    assert [each.trusted for each in memory.kept] == [False]
    assert memory.json("import", str(file))["imported"] in (0, 1)


def test_a_broken_file_imports_nothing_and_is_one_sentence(memory: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"text": "fine"}\n{"text": 7}\n')

    assert memory("import", str(file)) == 2

    assert f"{file}:2: " in memory.err
    assert memory.err.count("\n") == 1
    assert memory.kept == []


@pytest.mark.parametrize("verb", ["export", "import"])
def test_a_form_that_is_unknown_is_refused(memory: Shell, tmp_path: Path, verb: str) -> None:
    assert memory(verb, str(tmp_path / "out.csv")) == 2
    assert "FILE.jsonl or FILE.parquet" in memory.err


def test_notes_are_found_without_a_service_and_left_out_of_an_export(
    memory: Shell, tmp_path: Path
) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Budget.md").write_text("# Trip\n\nThe hotel is 90 euros.")
    home = ["--home", str(memory.house.path)]
    assert main(["account", "add", "notes", "--path", str(tmp_path / "vault"), *home]) == 0

    (found,) = memory.json("search", "hotel")
    assert found["text"] == "Budget › Trip\nThe hotel is 90 euros."
    assert found["origins"] == ["file:notes/Budget.md"]
    assert memory("edit", found["id"], "cheaper") == 2
    assert "Edit its file" in memory.err
    assert memory("show", found["id"]) == 0
    assert str(tmp_path / "vault" / "Budget.md") in memory.out
    plain = memory.json("export", str(tmp_path / "out.jsonl"))

    assert (plain["exported"], plain["notes_left_out"]) == (0, 1)
    assert memory.json("export", "--notes", str(tmp_path / "all.jsonl"))["exported"] == 1


def test_suggest_without_a_past_suggests_nothing(memory: Shell) -> None:
    assert memory("suggest") == 0
    assert memory.out == "Nothing to suggest.\n"


def test_suggest_prints_what_to_ask_and_why(memory: Shell) -> None:
    said = fact("I promised to send Anna the budget tomorrow", memory.house)
    memory.keep(replace(said, at=datetime.now(UTC)))

    (found,) = memory.json("suggest")
    assert memory("suggest") == 0

    assert found["ask"] == "send Anna the budget"
    assert memory.out.startswith("plam ask 'send Anna the budget'\n    You said on ")


def test_a_wrong_verb_and_the_help_are_told(memory: Shell) -> None:
    assert memory("dream") == 2
    for verb in ("search", "show", "add", "edit", "stats", "suggest", "export", "import"):
        assert memory("--help") == 0
        assert verb in memory.out
        assert memory(verb, "--help") == 0
    assert "memory" in COMMANDS


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from plam_agent.cli import main\n"
        "try: main(['memory', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'lancedb', 'pyarrow', 'pydantic', 'watchdog', 'llama_cpp'}\n"
        "sys.exit(len(heavy & set(sys.modules)))"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)

    assert ended.returncode == 0


def test_words_typed_on_a_real_terminal_are_the_owners(house: House) -> None:
    near, far = pty.openpty()
    try:
        words = [sys.executable, "-m", "plam_agent", "memory", "add", "I prefer mornings"]
        ended = subprocess.run(
            [*words, "--home", str(house.path), "--json"],
            cwd=ROOT,
            stdin=far,
            capture_output=True,
            env={**os.environ, "PLAM_PASSPHRASE": PASSPHRASE},
            check=False,
        )
    finally:
        os.close(near)
        os.close(far)

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["trusted"] is True


async def texts(client: Any, words: str) -> Sequence[str]:
    found = await client.ask("memory", {"verb": "search", "words": words})
    return [each["text"] for each in found]


async def test_a_service_watches_the_folder_of_notes(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "vault"

    def prepare() -> None:
        folder.mkdir()
        (folder / "a.md").write_text("The hotel is 90 euros.")
        config.add_account(house.path, Account("notes", "notes", "folder", {"path": str(folder)}))

    await asyncio.to_thread(prepare)
    async with running(house) as service:

        async def found(words: str, wanted: list[str]) -> None:
            async with asyncio.timeout(30):
                while list(await texts(service, words)) != wanted:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)

        await found("hotel", ["a\nThe hotel is 90 euros."])
        await asyncio.to_thread((folder / "b.md").write_text, "The flight is early.")
        await found("flight", ["b\nThe flight is early."])
        await asyncio.to_thread((folder / "a.md").write_text, "The hotel is 70 euros.")
        await found("hotel", ["a\nThe hotel is 70 euros."])
        await asyncio.to_thread((folder / "a.md").unlink)
        await found("hotel", [])


async def test_a_folder_that_is_missing_is_said_once(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "vault"

    def prepare() -> None:
        folder.mkdir()
        config.add_account(house.path, Account("notes", "notes", "folder", {"path": str(folder)}))
        folder.rmdir()

    await asyncio.to_thread(prepare)
    async with running(house) as service:
        await until(lambda: service.heard("notes is not watched now"))

        assert await texts(service, "anything") == []

"""`plam forget`: what goes, what stays, what a crash leaves, and what the certificate says."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plam_agent import erasing, forgetting
from plam_agent.erasing import example_mark, pending
from plam_agent.errors import InputError, StorageError
from plam_agent.forgetting import choose, forget
from plam_agent.home import Home
from plam_agent.memory.memory import Memory, Tier, fresh_id
from plam_agent.memory.sealed import Memories
from plam_agent.policy import ledger
from plam_agent.tuning.kept import Kept
from plam_agent.types import REQUEST, Origin
from plam_agent.wanted import Wanted
from tests.fixtures_agent import START, House
from tests.test_cli import BOOK_WORDS, MOVE_WORDS, Shell, plam

__all__ = ["plam"]

CLAIRE = "claire.martin@example.com"
MAIL = Origin("imap", "INBOX/812")


@pytest.fixture
def home(house: House) -> Iterator[Home]:
    with house.open() as opened:
        yield opened


def memory(text: str, tier: Tier = Tier.EPISODE, **more: Any) -> Memory:
    given = {"id": fresh_id(), "at": START, "origins": frozenset({REQUEST}), "source": "owner"}
    return Memory(tier=tier, text=text, **{**given, **more})


def remember(home: Home, *memories: Memory) -> None:
    with Memories.open(home.path, home.vault) as store:
        assert len(store.add(memories)) == len(memories)


def remembered(home: Home) -> list[str]:
    with Memories.open(home.path, home.vault) as store:
        return [each.text for each in store.all()]


def said(home: Home) -> str:
    """Everything that the journal's records still say."""
    return json.dumps([each.body for each in home.journal.events()], ensure_ascii=False)


class TestTheCommand:
    def test_a_person_goes_after_a_yes_and_is_nowhere(self, plam: Shell, house: House) -> None:
        assert plam("ask", "--json", BOOK_WORDS) == 4
        assert plam("ask", "--json", MOVE_WORDS) == 0
        assert plam("triage", "--json") == 0
        with house.open() as home:
            assert CLAIRE in said(home)
            count = sum(1 for _ in home.journal.events())

        assert plam("forget", "--person", CLAIRE) == 4
        assert "1 questions or held calls end with it" in plam.out
        with house.open() as home:
            assert CLAIRE in said(home)

        assert plam("forget", "--person", CLAIRE, "--yes") == 0
        assert "destroyed keys: nowhere" in plam.out
        certificate = plam.out.partition("Certificate: ")[2].strip()

        with house.open() as home:
            assert CLAIRE not in said(home)
            assert MOVE_WORDS in said(home)
            assert sum(1 for _ in home.journal.events()) > count
        assert plam("log", "verify") == 0
        assert plam("log", "--all") == 0
        assert plam("approvals", "list") == 0
        assert BOOK_WORDS not in plam.out
        assert plam("triage", "--json") == 0
        assert plam.json["messages"] == []

        assert plam("forget", "--verify", certificate) == 0
        assert "unchanged" in plam.out
        raw = Path(certificate).read_bytes()
        assert CLAIRE.encode() not in raw
        Path(certificate).write_bytes(raw.replace(b'"records":', b'"records" :'))
        assert plam("forget", "--verify", certificate) == 3

    def test_a_person_is_known_by_the_contacts_names_and_addresses(
        self, plam: Shell, house: House
    ) -> None:
        with house.open() as home:
            home.journal.append("run", {"run": "r1", "words": f"ask {CLAIRE} to come"})
            home.journal.append("run", {"run": "r2", "words": "ask Claire Martin to come"})
            home.journal.append("run", {"run": "r3", "words": "ask Martin to come"})

        for named in ("claire  martin", CLAIRE):
            assert plam("forget", "--json", "--person", named) == 4
            assert plam.json["records"] == {"run": 2}

    def test_one_message_goes_and_is_not_sorted_again(self, plam: Shell, house: House) -> None:
        assert plam("triage", "--json") == 0
        with house.open() as home:
            triaged = list(home.journal.events(kinds=("triaged",)))
            # A message that was moved has an intent and an outcome, too.
            one = next(each for each in triaged if each.body["events"])

        assert plam("forget", "--message", one.body["message_id"], "--yes", "--json") == 0
        removed = plam.json["removed"]
        assert one.seq in removed["seqs"]
        assert set(one.body["events"]) <= set(removed["seqs"])
        with house.open() as home:
            assert one.body["message_id"] not in said(home)
            left = [e for e in home.journal.events(kinds=("triaged",)) if "message" in e.body]
            assert len(left) == len(triaged) - 1
        assert plam("triage", "--json") == 0
        assert plam.json["messages"] == []

    def test_a_no_changes_nothing(
        self, plam: Shell, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert plam("ask", "--json", MOVE_WORDS) == 0

        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
        assert plam("forget", "--query", MOVE_WORDS) == 0
        assert "Nothing was forgotten" in plam.err
        with house.open() as home:
            assert MOVE_WORDS in said(home)

        monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
        assert plam("forget", "--query", MOVE_WORDS) == 0
        with house.open() as home:
            assert MOVE_WORDS not in said(home)

    def test_what_is_no_date_or_name_is_refused(self, plam: Shell) -> None:
        assert plam("forget", "--before", "soon", "--yes") == 2
        assert "is no date" in plam.err
        assert plam("forget", "--person", "x", "--yes") == 2
        assert plam("forget", "--yes") == 2
        assert plam("forget", "--verify", "missing.json") == 2


class TestWhatGoes:
    def test_what_was_made_of_it_goes_along(self, home: Home) -> None:
        episode = memory("You wrote to Zoë about the budget")
        day = memory("Monday: the budget, and the dentist", Tier.SUMMARY, beneath=(episode.id,))
        week = memory("A week", Tier.SUMMARY, beneath=(day.id,))
        recalled = frozenset({Origin("memory", day.id, (REQUEST,))})
        fact = memory("Budgets are due on Mondays", Tier.FACT, origins=recalled)
        other = memory("You went to the dentist")
        remember(home, episode, day, week, fact, other)

        chosen = choose(home, Wanted(people=("zoe",), by="person"))
        assert chosen.tiers == {"episode": 1, "fact": 1, "summary": 2}
        assert chosen.dependants == 3
        forget(home, Wanted(people=("zoe",), by="person"))

        assert remembered(home) == [other.text]

    def test_a_memory_is_found_by_the_message_it_came_from(self, home: Home) -> None:
        origin = Origin("imap", "INBOX/812")
        far = Origin("reader", "extract", (origin,))
        one = memory("The train leaves at nine", origins=frozenset({far}))
        other = memory("Another train", origins=frozenset({Origin("imap", "INBOX/8123")}))
        remember(home, one, other)

        forget(home, Wanted(messages=("INBOX/17/812",), by="message"))

        assert remembered(home) == [other.text]

    def test_a_request_goes_whole_with_its_episodes_for_good(self, home: Home) -> None:
        home.journal.append("run", {"run": "r1", "words": "write to Zoë", "policy": ""})
        home.journal.append("plan", {"run": "r1", "plan": {"steps": []}, "model": "m"})
        home.journal.append("run", {"run": "r2", "words": "what is new", "policy": ""})
        remember(home, memory("You wrote somebody", source="run:r1"))

        forget(home, Wanted(people=("Zoë",), by="person"))

        bodies = [each.body for each in home.journal.events(kinds=("run", "plan"))]
        assert [body.get("run", "gone") for body in bodies] == ["gone", "gone", "r2"]
        assert remembered(home) == []
        with Memories.open(home.path, home.vault) as store:
            assert store.add([memory("You wrote somebody", source="run:r1")]) == []

    def test_everything_before_a_day_goes(self, home: Home, house: House) -> None:
        home.journal.append("run", {"run": "r1", "words": "long ago", "policy": ""})
        remember(home, memory("old", at=datetime(2025, 5, 1, tzinfo=UTC)), memory("new"))
        house.clock.now = datetime(2027, 1, 1, tzinfo=UTC)
        home.journal.append("run", {"run": "r2", "words": "lately", "policy": ""})

        forget(home, Wanted(before=datetime(2026, 11, 1, tzinfo=UTC), by="before"))
        assert remembered(home) == ["new"]
        assert "long ago" in said(home)
        forget(home, Wanted(before=datetime(2026, 12, 31, tzinfo=UTC), by="before"))

        assert remembered(home) == []
        assert "long ago" not in said(home)
        assert "lately" in said(home)

    def test_all_words_of_a_query_must_occur(self, home: Home) -> None:
        remember(home, memory("The BUDGET of Évian"), memory("the budget"), memory("evianbudget"))

        forget(home, Wanted(query="evian budget", by="query"))

        assert remembered(home) == ["the budget", "evianbudget"]

    def test_one_memory_goes_by_its_id(self, home: Home) -> None:
        one, other = memory("one"), memory("one")
        remember(home, one, other)

        forget(home, Wanted(memories=(one.id,), by="memory"))

        with Memories.open(home.path, home.vault) as store:
            assert [each.id for each in store.all()] == [other.id]

    def test_the_fact_that_held_before_holds_again(self, home: Home) -> None:
        older = memory("Call me Marie", Tier.FACT, until=START)
        newer = memory("Call me Zoë", Tier.FACT)
        remember(home, older, newer)

        forget(home, Wanted(query="Zoë", by="query"))

        with Memories.open(home.path, home.vault) as store:
            assert [(each.text, each.until) for each in store.all()] == [("Call me Marie", None)]

    def test_what_counts_stays_counted(self, home: Home) -> None:
        call = {"run": "r1", "preview": "buy flowers for Zoë"}
        with home.journal.transaction() as tx:
            intent = ledger.reserve(tx, "d1", "flowers", home.clock(), details=call)
        home.journal.append("done", {"run": "r1", "intent": intent, "detail": "bought"})

        forget(home, Wanted(people=("Zoë",), by="person"))

        with home.journal.reading() as connection:
            assert ledger.used(connection, "flowers", datetime(2020, 1, 1, tzinfo=UTC)) == 1
        home.journal.verify(ledger.check)
        assert "bought" not in said(home)

    def test_an_open_end_stays_until_it_is_known(self, home: Home) -> None:
        call = {"run": "r1", "preview": "write to Zoë", "call": {}}
        with home.journal.transaction() as tx:
            ledger.reserve(tx, "d1", "mail", home.clock(), details=call)

        fields = forget(home, Wanted(people=("Zoë",), by="person"))

        assert "have not ended" in fields["kept"][0]
        assert fields["checked"]["opened_in"] == ["journal record 1"]

    def test_what_is_made_of_a_message_while_it_is_forgotten_goes_too(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = {"kind": "message", "account": "home", "id": "INBOX/7/812"}
        result = {"items": [[item]], "senders": [f"Claire Martin <{CLAIRE}>"]}
        home.journal.append("done", {"run": "r1", "intent": 0, "result": result})
        erase, late = forgetting.erase, memory("late", origins=frozenset({MAIL}))

        def meanwhile(*order: Any) -> Any:
            monkeypatch.setattr(forgetting, "erase", erase)
            erased = erase(*order)
            remember(home, late, memory("of another", origins=frozenset({REQUEST})))
            return erased

        monkeypatch.setattr(forgetting, "erase", meanwhile)
        checked = forget(home, Wanted(people=(CLAIRE,), by="person"))["checked"]

        assert remembered(home) == ["of another"]
        assert checked["left"] == 0

    def test_cached_states_and_derived_files_go(self, home: Home) -> None:
        states = home.path / "models" / "states"
        states.mkdir(parents=True)
        (states / "abc").write_bytes(b"state")
        (home.path / "triaged").write_bytes(b"digests")
        home.journal.append("run", {"run": "r1", "words": "Zoë", "policy": ""})

        removed = forget(home, Wanted(people=("Zoë",), by="person"))["removed"]

        assert (removed["states"], removed["files"]) == (1, ["triaged"])
        assert not list(states.iterdir())
        assert not (home.path / "triaged").exists()

    def test_what_a_paused_night_keeps_goes(self, home: Home) -> None:
        Kept(home.path, home.vault).put("rows", b"what was learnt from")
        home.journal.append("run", {"run": "r1", "words": "Zoë", "policy": ""})

        removed = forget(home, Wanted(people=("Zoë",), by="person"))["removed"]

        assert removed["files"] == ["tuning"]
        assert Kept(home.path, home.vault).names() == []

    def test_adapters_that_were_trained_on_it_are_stale(self, home: Home) -> None:
        seq = home.journal.append("run", {"run": "r1", "words": "Zoë", "policy": ""}).seq
        lists = {"on-it": f"event:{seq}", "on-others": "event:999", "unlisted": ""}
        for name, example in lists.items():
            folder = home.path / "adapters" / name
            folder.mkdir(parents=True)
            if example:
                (folder / "examples").write_text(example_mark(home.vault, example) + "\n")

        chosen = choose(home, Wanted(people=("Zoë",), by="person"))
        assert chosen.adapters == ("on-it", "unlisted")
        assert not (home.path / "adapters" / "on-it" / "stale").exists()
        removed = forget(home, Wanted(people=("Zoë",), by="person"))["removed"]

        assert removed["stale_adapters"] == ["on-it", "unlisted"]
        assert (home.path / "adapters" / "on-it" / "stale").is_file()
        assert not (home.path / "adapters" / "on-others" / "stale").exists()


class TestACrash:
    @pytest.mark.parametrize(
        ("where", "name"),
        [(Memories, "forget"), (erasing, "_remove"), (erasing, "mark_stale")],
        ids=["before the memories", "before the files", "before the records"],
    )
    def test_is_completed_when_the_home_is_opened_next(
        self, house: House, monkeypatch: pytest.MonkeyPatch, where: Any, name: str
    ) -> None:
        def fail(*_: Any, **__: Any) -> None:
            raise StorageError("on purpose")

        with house.open() as home:
            home.journal.append("run", {"run": "r1", "words": "write to Zoë", "policy": ""})
            remember(home, memory("You wrote to Zoë"), memory("You slept"))
            with monkeypatch.context() as patch:
                patch.setattr(where, name, fail)
                with pytest.raises(StorageError, match="on purpose"):
                    forget(home, Wanted(people=("Zoë",), by="person"))
            assert len(pending(home.journal)) == 1

        with house.open() as home:
            assert not pending(home.journal)
            assert remembered(home) == ["You slept"]
            assert "Zoë" not in said(home)
            home.journal.verify(ledger.check)
            again = forget(home, Wanted(people=("Zoë",), by="person"))
            assert again["removed"]["records"] == 0
            assert again["checked"]["opened_in"] == []


class TestTheCertificate:
    def test_it_names_secrets_that_do_not_open(self, home: Home) -> None:
        home.secrets.set("mail", "password", "Zoëlle1")
        asked = Wanted(people=("Zoëlle1",), by="person")
        assert forget(home, asked)["checked"]["opened_in"] == ["secrets"]
        raw = (home.path / "secrets").read_bytes()
        (home.path / "secrets").write_bytes(raw.replace(b'"box"', b'"bax"'))

        checked = forget(home, asked)["checked"]

        assert checked["opened_in"] == []
        assert checked["passed_over"] == ["secrets, which do not open"]

    def test_it_says_where_the_words_still_are(self, home: Home) -> None:
        home.journal.append("run", {"run": "r1", "words": "write to Zoëlle", "policy": ""})
        (home.path / "exports").mkdir()
        (home.path / "exports" / "mine.jsonl").write_text(json.dumps({"text": "ZOËLLE"}))
        (home.path / "exports" / "mine.parquet").write_bytes(b"PAR1")
        with Memories.open(home.path, home.vault) as store:
            store.add([], mark=("about", "Zoëlle"))

        checked = forget(home, Wanted(people=("Zoëlle",), by="person"))["checked"]

        assert checked["words_in"] == ["exports/mine.jsonl"]
        assert (checked["opened_in"], checked["keys_in"]) == (["mark about"], [])
        assert checked["passed_over"] == ["exports/mine.parquet"]

    def test_it_says_where_a_destroyed_key_still_is(self, home: Home) -> None:
        for number in range(40):
            home.journal.append("run", {"run": f"r{number}", "words": "Zoëlle", "policy": ""})
        (home.path / "old.db").write_bytes(b"x" + (home.path / "journal.db").read_bytes())

        checked = forget(home, Wanted(people=("Zoëlle",), by="person"))["checked"]

        assert checked["keys_in"] == ["old.db"]

    def test_it_holds_nothing_of_what_was_forgotten(self, home: Home) -> None:
        home.journal.append("run", {"run": "r1", "words": "write to Zoëlle", "policy": ""})

        fields = forget(home, Wanted(people=("Zoëlle",), by="person"))

        raw = Path(fields["path"]).read_text()
        assert "oëlle" not in raw
        assert "r1" not in fields["removed"]["seqs"]
        told = [e.body for e in home.journal.events(kinds=("forgetting", "forgotten", "forget"))]
        assert "oëlle" not in json.dumps(told, ensure_ascii=False)


class TestWanted:
    @pytest.mark.parametrize(
        ("person", "text", "found"),
        [
            ("Anna Martin", "lunch with ANNA  MARTIN, at noon", True),
            ("Anna Martin", "anna.martin", True),
            ("Anna Martin", "Joanna Martin", False),
            ("anna", "anna@x.org", True),
            ("anna@x.org", "Anna <anna@x.org>.", True),
            ("anna@x.org", "joanna@x.org", False),
            ("anna@x.org", "anna@x.org.uk", False),
            ("Élodie", "elodie called", True),
            ("Straße", "STRASSE", True),
        ],
    )
    def test_a_person_is_found_as_written(self, person: str, text: str, found: bool) -> None:
        assert Wanted(people=(person,)).holds([text]) is found

    @pytest.mark.parametrize(
        ("message", "text", "found"),
        [
            ("INBOX/17/812", "imap:INBOX/812", True),
            ("INBOX/812", "INBOX/17/812", True),
            ("INBOX/17/812", "INBOX/17/8123", False),
            ("INBOX/17/812", "INBOX/18/812", False),
            ("INBOX/17/812", "Work/INBOX/812", False),
        ],
    )
    def test_a_message_is_found_by_either_form(self, message: str, text: str, found: bool) -> None:
        assert Wanted(messages=(message,)).holds([text]) is found

    @pytest.mark.parametrize("empty", [{}, {"query": " "}, {"people": ("é",)}])
    def test_what_names_nothing_is_refused(self, empty: dict[str, Any]) -> None:
        with pytest.raises(InputError):
            Wanted(**empty)

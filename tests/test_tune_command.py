"""`plam tune` as a person types it: what it shows, what it does, and what it says of mistakes."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plam_agent import config
from plam_agent.adapters_signed import Manifest
from plam_agent.cli import main, tune
from plam_agent.config_tuning import Tuning, Window
from plam_agent.planner import models
from plam_agent.tuning import machine as this
from plam_agent.tuning import nightly, priority
from plam_agent.tuning.apart import Stop
from plam_agent.tuning.conditions import Reading
from plam_agent.tuning.nights import LITTLE, NOTHING_NEW, PAUSED, PROMOTED, TUNED, Night, shelf_of
from plam_agent.tuning.timer import SERVICE, TIMER, units
from tests.fixtures_agent import PASSPHRASE, House

Writer = Callable[..., Path]
ALL_DAY = Tuning(window=Window.parse("00:00-24:00"))


class Shell:
    """Runs `plam tune` in one home and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        self._capsys = capsys
        self.home = home

    def __call__(self, *words: str) -> tuple[int, str, str]:
        try:
            code = main(["tune", *words, "--home", str(self.home)])
        except SystemExit as left:
            code = int(left.code or 0)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def json(self, *words: str) -> Any:
        code, out, err = self(*words, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def shell(
    capsys: pytest.CaptureFixture[str], house: House, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    monkeypatch.setenv("PLAM_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("plam_agent.home.system_clock", house.clock)
    monkeypatch.setattr(priority, "give_way", lambda: None)
    return Shell(capsys, house.path)


def change(home: Path, **changes: Any) -> config.Settings:
    import dataclasses

    changed = dataclasses.replace(config.load(home), **changes)
    config.save(home, changed)
    return changed


class Quiet:
    """A machine on which nobody is, in the place of this one."""

    reading = Reading(datetime(2026, 6, 2, 2, 30, tzinfo=UTC), 10.0, 10.0)

    def __init__(self, *_: object, **__: object) -> None:
        self.owner: object = None

    def read(self) -> Reading:
        return self.reading


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> type[Quiet]:
    monkeypatch.setattr(this, "ThisMachine", Quiet)
    monkeypatch.setattr(Quiet, "reading", Quiet.reading)
    return Quiet


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Nights that are asked for, none of which does anything; the first entry is the answer."""
    asked: list[Any] = [Night(PROMOTED, "me-0001 was learnt: it is worn from now on.", "me-0001")]

    async def night(home: object, wishes: object = None, **more: Any) -> Night:
        asked.append((wishes, more))
        return asked[0]

    monkeypatch.setattr(nightly, "night", night)
    return asked


def put(house: House, tiny: Mapping[str, Path], weights: bytes, **more: Any) -> str:
    """A version on the shelf of the house, worn where it was promoted."""
    with house.open() as home:
        manifest = Manifest(
            base=models.fingerprint(tiny["llama"]),
            architecture="llama",
            created=house.clock(),
            seed=3,
            rows=150,
            **{"figures": {"accepted_after": 0.82, "accepted_before": 0.61}, "promoted": True}
            | more,
        )
        shelf = shelf_of(home)
        id = shelf.put(manifest, weights, ["mark"], {"report.html": b"<p>"}).id
        if manifest.promoted:
            shelf.activate({id: 1.0})
    return id


@pytest.fixture
def weights(tmp_path: Path, adapter_writer: Writer) -> bytes:
    return adapter_writer(tmp_path / "a.gguf", seed=3).read_bytes()


class TestStatus:
    def test_a_fresh_home_wears_nothing_and_says_how_much_is_missing(self, shell: Shell) -> None:
        code, out, _ = shell("status")

        assert code == 0
        assert "Worn: nothing yet." in out
        assert "too little to learn from: 50 more" in out

    @pytest.mark.parametrize(
        ("hour", "window", "said", "plain"),
        [
            ("2026-11-22 00:59", "01:00-06:00", "next 2026-11-22 01:00", [False, None, "22T01:00"]),
            ("2026-11-22 01:00", "01:00-06:00", "open now, until 06:00", [True, "22T06", "23T01"]),
            ("2026-11-22 05:59", "01:00-06:00", "open now, until 06:00", [True, "22T06", "23T01"]),
            ("2026-11-22 06:00", "01:00-06:00", "next 2026-11-23 01:00", [False, None, "23T01"]),
            ("2026-11-22 23:30", "22:30-02:00", "open now, until 02:00", [True, "23T02", "23T22"]),
            ("2026-11-22 12:00", "00:00-24:00", "always open", [True, None, None]),
        ],
    )
    def test_it_says_until_when_the_window_is_open_or_when_it_opens(
        self, shell: Shell, house: House, hour: str, window: str, said: str, plain: list[Any]
    ) -> None:
        zone = change(house.path, tuning=Tuning(window=Window.parse(window))).zone
        house.clock.now = datetime.fromisoformat(hour).replace(second=41, tzinfo=zone)

        assert f"Window: {window} ({said})." in shell("status")[1]
        when = shell.json("status")["when"]
        assert when["open"] is plain[0]
        for key, wanted in zip(("open_until", "next"), plain[1:], strict=True):
            assert (when[key] or "").startswith(f"2026-11-{wanted}" if wanted else "")
            assert (when[key] is None) == (wanted is None)

    def test_without_a_verb_it_is_the_status(self, shell: Shell) -> None:
        assert "Worn: nothing yet." in shell()[1]

    def test_versions_are_shown_with_lineage_and_figures(
        self, shell: Shell, house: House, tiny: dict[str, Path], weights: bytes
    ) -> None:
        change(house.path, model=tiny["llama"])
        put(house, tiny, weights)
        put(house, tiny, weights, promoted=False, parent="me-0001")

        _, out, _ = shell("status")
        plain = shell.json("status")

        assert "Worn: me-0001." in out
        assert re.search(r"me-0002  \S+ \S+  not better +150 examples, after me-0001", out)
        assert [each["id"] for each in plain["versions"]] == ["me-0001", "me-0002"]
        assert plain["versions"][0]["seed"] == 3
        assert plain["worn"] == [{"id": "me-0001", "scale": 1.0}]

    def test_why_not_now_is_said(self, shell: Shell, quiet: type[Quiet]) -> None:
        import dataclasses

        quiet.reading = dataclasses.replace(quiet.reading, plugged=False)

        assert "Not now: The machine runs on its battery." in shell("status")[1]

    def test_switched_off_is_said(self, shell: Shell, house: House) -> None:
        change(house.path, tuning=Tuning(enabled=False))

        assert "switched off" in shell("status")[1]

    def test_the_last_nights_are_told(self, shell: Shell, house: House) -> None:
        with house.open() as home:
            home.journal.append(
                TUNED, {"outcome": "paused", "kind": "me", "detail": "Paused: You are back."}
            )

        assert "Paused: You are back." in shell("status")[1]


class TestNightly:
    def test_outside_of_the_window_it_is_silent_and_asks_for_no_passphrase(
        self, shell: Shell, house: House, monkeypatch: pytest.MonkeyPatch, nights: list[Any]
    ) -> None:
        change(house.path, tuning=Tuning(window=Window.parse("01:00-06:00")))
        monkeypatch.delenv("PLAM_PASSPHRASE")

        assert shell("--nightly") == (0, "", "")
        assert len(nights) == 1
        assert shell.json("--nightly")["outcome"] == "not now"

    @pytest.mark.parametrize(
        "reading",
        [{"plugged": False}, {"busy": 0.9}, {"away": 1.0}, {"memory": 1}],
        ids=["battery", "busy", "owner", "memory"],
    )
    def test_on_a_machine_that_is_not_ready_it_is_silent(
        self,
        shell: Shell,
        house: House,
        quiet: type[Quiet],
        nights: list[Any],
        reading: dict[str, Any],
    ) -> None:
        import dataclasses

        change(house.path, tuning=ALL_DAY)
        quiet.reading = dataclasses.replace(quiet.reading, **reading)

        assert shell("--nightly") == (0, "", "")
        assert len(nights) == 1

    def test_when_it_is_time_it_learns_and_says_what_it_did(
        self, shell: Shell, house: House, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        change(house.path, tuning=ALL_DAY)

        code, out, _ = shell("--nightly")

        assert code == 0
        assert "it is worn from now on" in out
        assert nights[1][0].by_itself

    def test_nothing_new_is_no_news(
        self, shell: Shell, house: House, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        change(house.path, tuning=ALL_DAY)
        nights[0] = Night(NOTHING_NEW, "There is nothing new.")

        assert shell("--nightly") == (0, "", "")

    def test_it_yields_when_the_owner_is_back(
        self,
        shell: Shell,
        house: House,
        quiet: type[Quiet],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        import dataclasses

        change(house.path, tuning=ALL_DAY)

        async def night(home: object, wishes: object, *, stop: Stop, tell: object) -> Night:
            quiet.reading = dataclasses.replace(quiet.reading, awake=20.0, elapsed=20.0, away=1.0)
            await stop.wait()
            return Night(PAUSED, f"Paused: {stop.why}")

        monkeypatch.setattr(nightly, "night", night)

        code, out, _ = shell("--nightly")

        assert (code, out) == (0, "Paused: You are back.\n(plam tune now goes on from there)\n")

    def test_switched_off_it_is_silent(self, shell: Shell, house: House, nights: list[Any]) -> None:
        change(house.path, tuning=Tuning(enabled=False, window=ALL_DAY.window))

        assert shell("--nightly") == (0, "", "")


class TestNow:
    def test_what_would_be_learnt_is_counted_and_nothing_is_done(
        self, shell: Shell, nights: list[Any]
    ) -> None:
        code, out, _ = shell("now", "--dry-run")

        assert code == 0
        assert "0 examples to learn from" in out
        assert "50 more" in out
        assert len(nights) == 1
        assert shell.json("now", "--dry-run")["missing"] == 50

    def test_an_order_is_carried_out_whatever_the_hour(
        self, shell: Shell, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        code, out, _ = shell("now", "--epochs", "3")

        assert (code, out) == (0, "me-0001 was learnt: it is worn from now on.\n")
        assert nights[1][0].recipe == {"epochs": 3}
        assert not nights[1][0].by_itself

    def test_an_interrupt_pauses_and_says_how_to_go_on(
        self, shell: Shell, quiet: type[Quiet], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def night(home: object, wishes: object, *, stop: Stop, tell: object) -> Night:
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
            await stop.wait()
            return Night(PAUSED, "Paused: You interrupted it.")

        monkeypatch.setattr(nightly, "night", night)

        code, out, err = shell("now")

        assert code == 130
        assert "plam tune now goes on from there" in out
        assert "pausing" in err

    def test_without_room_it_says_how_much_it_takes(
        self, shell: Shell, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        import dataclasses

        quiet.reading = dataclasses.replace(quiet.reading, memory=1_000_000)

        code, _, err = shell("now")

        assert code == 1
        assert "of memory, and 1 MB are free" in err
        assert len(nights) == 1

    @pytest.mark.parametrize("words", [("now",), ("--nightly",)])
    def test_without_the_extra_it_says_what_to_install(
        self,
        shell: Shell,
        house: House,
        monkeypatch: pytest.MonkeyPatch,
        words: tuple[str, ...],
    ) -> None:
        change(house.path, tuning=ALL_DAY)
        monkeypatch.setattr(tune, "LIBRARIES", ("nothing_of_this_name",))

        code, _, err = shell(*words)

        assert code == 1
        assert err.count("\n") == 1
        assert "pip install 'plam-agent[tune]'" in err

    def test_only_an_organisations_home_learns_its_adapter(
        self, shell: Shell, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        code, _, err = shell("organisation", "now")

        assert code == 1
        assert "does not hold the organisation's signing key" in err

    @pytest.mark.parametrize(
        "words", [("now", "--epochs", "0"), ("--nightly", "status"), ("sometime",), ("report",)]
    )
    def test_what_cannot_be_is_refused(self, shell: Shell, words: tuple[str, ...]) -> None:
        code, _, err = shell(*words)

        assert code == 2
        assert err


class TestAfterForgetting:
    @pytest.fixture
    def stale(self, house: House, tiny: dict[str, Path], weights: bytes) -> Path:
        """A version that had learnt something that was forgotten."""
        change(house.path, model=tiny["llama"])
        version = house.path / "adapters" / put(house, tiny, weights)
        (version / "stale").touch()
        return version

    def test_what_is_stale_is_destroyed_once_a_night_has_taken_its_place(
        self, shell: Shell, stale: Path, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        nights[0] = Night(LITTLE, "There is too little to learn from.")

        code, out, _ = shell("now")

        assert code == 0
        assert "me-0001 had learnt something that was forgotten, and is destroyed" in out
        assert not stale.exists()

    def test_a_night_that_was_paused_destroys_nothing(
        self, shell: Shell, stale: Path, quiet: type[Quiet], nights: list[Any]
    ) -> None:
        nights[0] = Night(PAUSED, "Paused.")

        shell("now")

        assert stale.exists()


class TestTheWayBack:
    def test_what_was_worn_before_is_worn_again(
        self, shell: Shell, house: House, tiny: dict[str, Path], weights: bytes
    ) -> None:
        change(house.path, model=tiny["llama"])
        put(house, tiny, weights)
        put(house, tiny, weights, parent="me-0001")

        assert shell("rollback")[1] == "me-0001 is worn again.\n"
        assert shell.json("rollback") == {"worn": None}

        with house.open() as home:
            told = [e.body for e in home.journal.events(kinds=(TUNED,))]
        assert [(body["adapter"], body["now"]) for body in told] == [
            ("me-0002", "me-0001"),
            ("me-0001", ""),
        ]

    def test_a_report_is_shown_with_its_file(
        self, shell: Shell, house: House, tiny: dict[str, Path], weights: bytes
    ) -> None:
        id = put(house, tiny, weights, promoted=False)

        code, out, _ = shell("report", id)

        assert code == 0
        assert "me-0001, 2026-11-23 08:00: not better" in out
        assert "accepted_after: 0.82" in out
        assert str(house.path / "adapters" / id / "report.html") in out
        assert shell.json("report", id)["seed"] == 3

    @pytest.mark.parametrize("id", ["me-0009", "../../keys", "nonsense"])
    def test_a_version_that_is_not_there_is_none(self, shell: Shell, id: str) -> None:
        code, _, err = shell("report", id)

        assert code == 2
        assert "Traceback" not in err


class TestThumbs:
    @pytest.fixture
    def events(self, house: House) -> tuple[int, int]:
        """A run `ask-1`, and a message that was labelled."""
        with house.open() as home:
            run = home.journal.append("run", {"run": "ask-1", "words": "hello"})
            label = home.journal.append("triaged", {"account": "mail", "label": "receipt"})
        return run.seq, label.seq

    def judged(self, house: House) -> list[dict[str, Any]]:
        with house.open() as home:
            return [dict(event.body) for event in home.journal.events(kinds=("judged",))]

    def test_a_run_and_an_event_are_called_right_or_wrong(
        self, shell: Shell, house: House, events: tuple[int, int]
    ) -> None:
        run, label = events

        assert shell("good", "ask-1")[0] == 0
        assert shell("bad", str(run))[0] == 0
        assert shell("bad", str(label), "newsletter")[0] == 0

        assert self.judged(house) == [
            {"verdict": "up", "run": "ask-1"},
            {"verdict": "down", "event": run},
            {"verdict": "down", "event": label, "label": "newsletter"},
        ]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("good", "ask-2"), "there is no run 'ask-2'"),
            (("bad", "99999"), "there is no event 99999"),
            (("bad", "ask-1", "newsletter"), "a label goes with the event of a message"),
        ],
    )
    def test_what_there_is_not_cannot_be_judged(
        self, shell: Shell, house: House, events: object, words: tuple[str, ...], said: str
    ) -> None:
        code, _, err = shell(*words)

        assert code == 2
        assert said in err
        assert self.judged(house) == []

    def test_a_label_is_one_of_the_policys(
        self, shell: Shell, house: House, events: tuple[int, int]
    ) -> None:
        run, label = events

        assert "there is no label 'nonsense'" in shell("bad", str(label), "nonsense")[2]
        assert "no label of a message" in shell("bad", str(run), "newsletter")[2]
        assert shell("bad", str(label), "none")[0] == 0


class TestTimer:
    def test_the_units_ask_within_the_window(self, shell: Shell, house: House) -> None:
        change(house.path, tuning=Tuning(window=Window.parse("22:30-02:00")))

        found = shell.json("timer")

        assert set(found) == {SERVICE, TIMER}
        assert "OnCalendar=*-*-* 00,01,22,23:00/15" in found[TIMER]
        assert f'--nightly --home "{house.path}"' in found[SERVICE]
        assert "CPUSchedulingPolicy=idle" in found[SERVICE]

    @pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
    @pytest.mark.parametrize("window", ["01:00-06:00", "22:30-02:00", "00:00-24:00"])
    def test_systemd_understands_the_times(self, window: str) -> None:
        text = units(Path("/home/m/pl%am"), Window.parse(window))[TIMER]
        found = re.search(r"OnCalendar=(.*)", text)
        assert found

        ended = subprocess.run(
            ["systemd-analyze", "calendar", found[1]], capture_output=True, check=False, timeout=20
        )

        assert ended.returncode == 0, ended.stderr

    def test_a_home_with_a_strange_name_is_quoted(self) -> None:
        assert '--home "/home/m/a b%%$$"' in units(Path("/home/m/a b%$"))[SERVICE]


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, argparse\n"
        "from plam_agent.cli import tune\n"
        "tune.arguments(argparse.ArgumentParser())\n"
        "heavy = {'torch', 'psutil', 'numpy', 'llama_cpp', 'peft'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    import sys

    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_parser_knows_every_verb() -> None:
    parser = argparse.ArgumentParser()
    tune.arguments(parser)

    assert parser.parse_args(["organisation", "rollback"]).act == "rollback"

"""The tour that a newcomer takes, with the shipped model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, str]:
    folder = tmp_path_factory.mktemp("demo")
    ended = subprocess.run(
        [sys.executable, "-m", "plam_agent", "demo", "--json", "--home", str(folder / "kept")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout), ended.stderr


def test_the_first_request_moves_an_event_and_the_second_waits_for_a_yes(
    tour: tuple[Any, str],
) -> None:
    moved, booked = tour[0]["answers"]

    assert [(c["tool"], c["outcome"]) for c in moved["calls"]][-1] == ("calendar.move", "done")
    assert [c["tool"] for c in booked["calls"]] == ["mail.search", "calendar.create"]
    assert booked["calls"][1]["args"]["attendees"] == ["claire.martin@example.com"]
    assert len(booked["pending"]) == 1


def test_every_message_is_sorted_and_a_hijacked_call_refused(tour: tuple[Any, str]) -> None:
    plain, told = tour

    assert len(plain["triage"]["messages"]) == 40
    assert "not given" in plain["hijack"]
    assert "every record is in its place" in told


def test_flowers_are_bought_once_and_for_what_was_agreed(tour: tuple[Any, str]) -> None:
    plain, told = tour

    assert plain["purchase"]["ledger"] == plain["purchase"]["books"] == 1853
    assert "18.53 EUR was agreed, now it is" in plain["purchase"]["refused"]
    assert "Delivery: 4.90 EUR" in told

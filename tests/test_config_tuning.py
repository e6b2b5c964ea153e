"""The section `[tuning]`: what may be written, and what is said of what may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plam_agent.config import load, save
from plam_agent.config_tuning import Tuning, Window
from plam_agent.errors import ConfigError

TOP = 'owner = "marie@example.org"\nzone = "Europe/Paris"\nlanguage = "fr"\n'
SECTION = """
[tuning]  # at night
window = "22:30-05:00"
learn_from_sent = true
left_out = ["lea@example.org"]
terms = ["Projet Faucon"]
labels = ["confidentiel"]
"""
ACCOUNT = '\n[[accounts]]\nname = "a"\nkind = "files"\ndriver = "folder"\npath = "/f"\n'


def written(home: Path, text: str) -> Path:
    (home / "config.toml").write_text(text)
    return home


def test_without_a_section_it_learns_at_night_and_from_no_mail_that_was_sent(
    tmp_path: Path,
) -> None:
    tuning = load(written(tmp_path, TOP)).tuning

    assert tuning.enabled
    assert str(tuning.window) == "01:00-06:00"
    assert not tuning.learn_from_sent


@pytest.mark.parametrize("text", [TOP + SECTION + ACCOUNT, TOP + ACCOUNT + SECTION])
def test_the_section_is_read_wherever_it_stands(tmp_path: Path, text: str) -> None:
    settings = load(written(tmp_path, text))

    assert settings.tuning == Tuning(
        window=Window(22 * 60 + 30, 5 * 60),
        learn_from_sent=True,
        left_out=("lea@example.org",),
        terms=("Projet Faucon",),
        labels=("confidentiel",),
    )
    assert len(settings.accounts) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("learn_from_sent = true", "learn_from_set = true", 7, "no setting learn_from_set"),
        ("learn_from_sent = true", 'learn_from_sent = "yes"', 7, "not true or false"),
        ("learn_from_sent = true", "learn_from_sent = 1", 7, "not true or false"),
        ('"22:30-05:00"', '"25:00-05:00"', 6, "window cannot be '25:00-05:00'"),
        ('"22:30-05:00"', '"22:30-05:60"', 6, "window cannot be"),
        ('"22:30-05:00"', '"22:30-22:30"', 6, "window cannot be"),
        ('"22:30-05:00"', '"at night"', 6, "window cannot be 'at night'"),
        ('"22:30-05:00"', "2230", 6, "window is not text"),
        ('["lea@example.org"]', '"lea@example.org"', 8, "left_out is no list"),
        ('["lea@example.org"]', "[1]", 8, "left_out is no list"),
        ('["Projet Faucon"]', '[" "]', 9, "terms cannot have ' '"),
        ('["Projet Faucon"]', '["a\\nb"]', 9, "terms cannot have"),
        ("learn_from_sent = true", 'password = "hunter2"', None, "password does not belong"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, said: str
) -> None:
    assert old in SECTION

    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, TOP + SECTION.replace(old, new, 1) + ACCOUNT))

    assert said in caught.value.message
    assert line is None or caught.value.line == line
    assert caught.value.fix
    assert "hunter2" not in str(caught.value)


def test_a_section_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tuning is no table") as caught:
        load(written(tmp_path, TOP + "tuning = 3\n"))
    assert caught.value.line == 4


@pytest.mark.parametrize("text", [TOP, TOP + SECTION + ACCOUNT, TOP + ACCOUNT])
def test_what_is_changed_is_written_and_comments_stay(tmp_path: Path, text: str) -> None:
    settings = load(written(tmp_path, text))
    changed = replace(settings, tuning=replace(settings.tuning, enabled=False, terms=("x", "y")))

    save(tmp_path, settings)
    assert (tmp_path / "config.toml").read_text() == text
    save(tmp_path, changed)

    assert load(tmp_path) == changed
    assert ("# at night" in (tmp_path / "config.toml").read_text()) == ("# at night" in text)


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("01:00-06:00", (60, 359), (59, 360, 1200)),
        ("22:00-05:00", (1320, 1439, 0, 299), (300, 1319)),
        ("22:00-24:00", (1320, 1439), (0, 1319)),
        ("22:00-00:00", (1320, 1439), (0, 1319)),
        ("00:00-24:00", (0, 720, 1439), ()),
    ],
)
def test_a_window_has_its_start_and_not_its_end(
    window: str, inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    found = Window.parse(window)

    assert all(found.holds(minute) for minute in inside)
    assert not any(found.holds(minute) for minute in outside)

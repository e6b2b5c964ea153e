"""The systemd units and the cron line say what the command takes."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from plam_agent.checkup import SEALED_FOR_USERS
from plam_agent.cli import COMMANDS, common

ROOT = Path(__file__).parents[1]
UNITS = ROOT / "systemd"


def read(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    assert unit.read(UNITS / name)
    return unit


def test_the_service_runs_a_command_that_exists_and_knows_its_exit_codes() -> None:
    service = read("plam-triage.service")["Service"]

    words = service["ExecStart"].split()
    assert words[0].endswith("/plam")
    assert words[1] in COMMANDS
    assert {int(code) for code in service["SuccessExitStatus"].split()} == {common.WAITING, 75}
    assert service["Type"] == "oneshot"
    assert service["LoadCredentialEncrypted"].startswith("plam-passphrase:")


def test_the_timer_is_for_the_service_and_catches_up() -> None:
    timer = read("plam-triage.timer")

    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert (UNITS / "plam-triage.service").exists()


def test_the_readme_cron_line_is_a_cron_line() -> None:
    line = next(
        line.strip()
        for line in (ROOT / "README.md").read_text().splitlines()
        if re.match(r"\s*[\d*/]+ \S+ \S+ \S+ \S+ .*plam triage", line)
    )
    fields = line.split()
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5])


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not on this machine; the files' words were checked above")
    # The command must exist where the unit says, so a copy names one that does.
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("%h/.local/bin/plam", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        [program, "verify", "--user", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "plam-triage" in line]
    assert complaints == []


def test_the_units_say_which_systemd_opens_a_sealed_passphrase() -> None:
    for name in ("plam.service", "plam-triage.service"):
        assert f"systemd {SEALED_FOR_USERS} or later" in (UNITS / name).read_text()
    assert f"systemd {SEALED_FOR_USERS}" in (ROOT / "README.md").read_text()

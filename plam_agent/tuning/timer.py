"""The systemd user units that have a home learn at night."""

from __future__ import annotations

from pathlib import Path

from ..config_tuning import Window

SERVICE, TIMER = "plam-tune.service", "plam-tune.timer"


def units(home: Path, window: Window | None = None) -> dict[str, str]:
    """The units by their file names (systemd.service(5), systemd.timer(5)).

    The timer asks every quarter of an hour of the window; the command itself knows when it is not
    the time, and says nothing then.
    """
    window = window or Window()
    hours = sorted({m // 60 for m in range(24 * 60) if window.holds(m)})
    return {
        SERVICE: _SERVICE.replace("HOME_FOLDER", _quoted(str(home))),
        TIMER: _TIMER.replace("HOURS", ",".join(f"{hour:02}" for hour in hours)),
    }


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


_SERVICE = """\
[Unit]
Description=Learn at night from what the owner did
Documentation=man:systemd.timer(5)
ConditionACPower=true

[Service]
Type=oneshot
# The passphrase, sealed to this machine and user (needs systemd 258 or later):
#   systemd-ask-password -n | systemd-creds encrypt --user --name=plam-passphrase - \
~/.config/plam-passphrase.cred
# With an older systemd use LoadCredential= and a file that only you can read.
LoadCredentialEncrypted=plam-passphrase:%h/.config/plam-passphrase.cred
ExecStart=%h/.local/bin/plam tune --nightly --home HOME_FOLDER
# 75: another night is on.
SuccessExitStatus=75
TimeoutStartSec=infinity
TimeoutStopSec=15
KillMode=mixed
Nice=19
CPUSchedulingPolicy=idle
IOSchedulingClass=idle
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths=%h
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
LockPersonality=yes
RestrictSUIDSGID=yes
UMask=0077
"""

_TIMER = """\
[Unit]
Description=See every quarter of an hour of the window whether it is time to learn

[Timer]
OnCalendar=*-*-* HOURS:00/15
RandomizedDelaySec=60
Persistent=false
WakeSystem=false

[Install]
WantedBy=timers.target
"""

"""`plam policy`: write, sign, check, read, compare and try out the policy."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .common import DONE, USAGE, home_of, open_home, passphrase_of, show

if TYPE_CHECKING:
    from ..policy.document import Policy
    from ..policy.existing import There

LASTS = timedelta(days=365)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam policy` takes."""
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="init|sign|check|explain|diff|replay"
    )
    init = verbs.add_parser("init", help="write a starter policy into the home, unsigned")
    init.add_argument("template", nargs="?", default="assistant")
    init.add_argument("--force", action="store_true", help="replace the policy that is there")
    sign = verbs.add_parser("sign", help="sign the policy in the home with your owner key")
    sign.add_argument("file", nargs="?", type=Path, help="put this one in its place first")
    for verb, text in (
        ("check", "rules that cannot match, names that nothing has, an expiry that is near"),
        ("explain", "the policy in plain words"),
    ):
        each = verbs.add_parser(verb, help=text)
        each.add_argument("file", nargs="?", type=Path, help="another policy than the home's")
        if verb == "check":
            each.add_argument(
                "--online", action="store_true", help="also ask the servers what is there"
            )
    diff = verbs.add_parser("diff", help="whether an edit allows more, with a call that shows it")
    diff.add_argument("file", nargs="+", type=Path, help="OLD NEW; or NEW, against the home's")
    replay = verbs.add_parser("replay", help="past calls under an edited policy; nothing runs")
    replay.add_argument("file", type=Path, help="the edited policy; it needs no signature")
    replay.add_argument("--days", type=int, default=30, help="how far to look back (default: 30)")


async def command(args: argparse.Namespace) -> int:
    """Init, sign, check, explain, diff or replay."""
    if args.verb == "check":
        return await _check(args)
    verb = {
        "init": _init,
        "sign": _sign,
        "explain": _explain,
        "diff": _diff,
        "replay": _replay,
    }[args.verb]
    return verb(args)


def _init(args: argparse.Namespace) -> int:
    from .. import keys
    from ..config import load
    from ..files import write_atomic
    from ..home import POLICY, system_clock
    from ..policy.templates import render_template

    home = home_of(args)
    settings = load(home)
    path = home / POLICY
    if path.exists() and not args.force:
        raise InputError("there is a policy.", file=path, fix="Edit it, or give --force.")
    text = render_template(
        args.template,
        owner=settings.owner,
        device=keys.public(home, "device"),
        expires=(system_clock() + LASTS).astimezone(settings.zone).date(),
    )
    write_atomic(path, text.encode())
    show(args, {"policy": str(path)}, f"Wrote {path}. Read and edit it, then: plam policy sign")
    return DONE


def _sign(args: argparse.Namespace) -> int:
    from ..drafting import put_in_force

    with open_home(args) as home:
        text = None
        if args.file is not None and args.file.absolute() != home.policy_path:
            text = _text(args.file)
        signed = put_in_force(home, passphrase_of(args), text)
    plain = {"serial": signed.policy.serial, "hash": signed.hash}
    show(args, plain, f"Signed {home.policy_path}, serial {signed.policy.serial}. It is in force.")
    return DONE


def _text(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=file) from error


def _read(args: argparse.Namespace) -> Policy:
    from ..drafting import read
    from ..home import POLICY

    return read(args.file or home_of(args) / POLICY)


async def _check(args: argparse.Namespace) -> int:
    from ..drafting import checked, findings_told

    policy = _read(args)
    found = checked(home_of(args), policy, await _there(args))
    plain = [
        {"line": each.line, "message": each.message, "kind": "note" if each.note else "finding"}
        for each in found.findings
    ]
    plain += [{"line": 0, "message": each, "kind": "not checked"} for each in found.unchecked]
    lines = findings_told(policy.file, found.findings)
    wrongs = sum(not each.note for each in found.findings)
    lines += [] if wrongs else ["Nothing to find fault with."]
    lines += [f"not checked: {each}" for each in found.unchecked]
    show(args, plain, "\n".join(lines))
    return USAGE if wrongs else DONE


async def _there(args: argparse.Namespace) -> There | None:
    """What the accounts of the home hold; None where there is no home."""
    from ..config import FILE
    from ..drafting import there_is
    from ..inventory import held

    path = home_of(args)
    if not args.online:
        return await there_is(path)
    if not (path / FILE).is_file():
        raise InputError("there is no home here.", file=path, fix="Leave out --online.")
    with open_home(args) as home:
        return await held(home.settings, home.now, online=True, secret=home.secrets.get)


def _explain(args: argparse.Namespace) -> int:
    from ..drafting import explained

    text = explained(home_of(args), _read(args))
    show(args, {"text": text}, text)
    return DONE


def _diff(args: argparse.Namespace) -> int:
    from ..drafting import read, told
    from ..home import POLICY
    from ..plugins.described import known
    from ..policy.analyse import compare

    if len(args.file) > 2:
        raise InputError("two policies are compared at a time.", fix="plam policy diff OLD NEW")
    paths = args.file if len(args.file) == 2 else [home_of(args) / POLICY, args.file[0]]
    old, new = map(read, paths)
    found = compare(old, new, known(home_of(args)))
    plain = {
        "verdict": found.verdict,
        "organisation": new.organisation,
        "differences": [
            {
                "tool": each.tool,
                "verdict": each.verdict,
                "freer": each.freer.plain() if each.freer else None,
                "stricter": each.stricter.plain() if each.stricter else None,
                "why": each.why,
            }
            for each in found.differences
        ],
    }
    lines = told(found, paths[1], paths[0])
    if new.organisation:
        lines.append(
            "Above it stands the organisation's policy, which is not compared: what is freer here "
            "may be refused there."
        )
    show(args, plain, "\n".join(lines))
    return DONE


def _replay(args: argparse.Namespace) -> int:
    from ..approvals import escaped
    from ..drafting import read
    from ..policy.constraints import shown, values_of
    from ..policy.replay import KINDS, replay

    if not 1 <= args.days <= 3660:
        raise InputError("--days is a number from 1 to 3660.")
    edited = read(args.file)
    with open_home(args) as home:
        since = home.now() - timedelta(days=args.days)
        events = home.journal.events(kinds=KINDS)
        signed = home.policy()
        above = signed.above.policy if signed.above else None
        found = replay(events, signed.policy, edited, since=since, zone=home.zone, above=above)
        zone = home.zone
    rules = found.by_rule()
    plain = {
        "calls": found.calls,
        "unreadable": found.unreadable,
        "by_rule": [
            {"before": a, "before_rule": b, "after": c, "after_rule": d, "calls": n}
            for a, b, c, d, n in rules
        ],
        "changed": [each.plain() for each in found.changed],
    }
    calls = "1 call" if found.calls == 1 else f"{found.calls} calls"
    lines = [
        f"Of {calls} in {args.days} days, {len(found.changed)} would be decided otherwise. "
        "Nothing was run."
    ]
    for before, by, after, now_by, number in rules:
        lines.append(
            f"  {number:>5}  {before} ({by or 'no rule'}) becomes {after} ({now_by or 'no rule'})"
        )
    for each in found.changed:
        words = ", ".join(
            f"{name}: {shown(values_of(value.data))}"
            for name, value in each.call.args
            if values_of(value.data)
        )
        at = f"{each.at.astimezone(zone):%d %b %H:%M}"
        what = escaped(f"{each.call.tool}({words})").replace("\n", " ")
        verbs = f"{each.before.verb} becomes {each.after.verb}"
        lines.append(f"  event {each.event}, {at}: {what}; {each.came}; {verbs}")
    if found.unreadable:
        lines.append(f"{found.unreadable} records could not be read and are left out.")
    show(args, plain, "\n".join(lines))
    return DONE

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

LASTS = timedelta(days=365)
VERDICTS = {
    "narrower": "narrower than",
    "equal": "equal to",
    "wider": "wider than",
    "cannot tell": "not shown to be narrower, equal or wider: it cannot be told, compared with",
}


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
        ("check", "rules that cannot match, unknown tools, an expiry that is near"),
        ("explain", "the policy in plain words"),
    ):
        verbs.add_parser(verb, help=text).add_argument(
            "file", nargs="?", type=Path, help="another policy than the home's"
        )
    diff = verbs.add_parser("diff", help="whether an edit allows more, with a call that shows it")
    diff.add_argument("file", nargs="+", type=Path, help="OLD NEW; or NEW, against the home's")
    replay = verbs.add_parser("replay", help="past calls under an edited policy; nothing runs")
    replay.add_argument("file", type=Path, help="the edited policy; it needs no signature")
    replay.add_argument("--days", type=int, default=30, help="how far to look back (default: 30)")


async def command(args: argparse.Namespace) -> int:
    """Init, sign, check, explain, diff or replay."""
    verb = {
        "init": _init,
        "sign": _sign,
        "check": _check,
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
    from .. import keys
    from ..policy import ledger
    from ..policy.signing import sign

    with open_home(args) as home:
        with home.journal.reading() as connection:
            highest = ledger.serial(connection)
        owner = keys.open_owner(home.path, passphrase_of(args))
        if args.file is not None and args.file.absolute() != home.policy_path:
            _replace(args.file, home.policy_path, highest)
        signed = sign(home.policy_path, owner, now=home.now(), highest_serial=highest)
        home.policy()
    plain = {"serial": signed.policy.serial, "hash": signed.hash}
    show(args, plain, f"Signed {home.policy_path}, serial {signed.policy.serial}. It is in force.")
    return DONE


def _replace(file: Path, policy: Path, highest: int) -> None:
    """Put another document in the policy's place; until it is signed, nothing is in force."""
    from ..files import write_atomic
    from ..policy.document import parse

    try:
        text = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=file) from error
    if parse(text, str(file)).serial <= highest:
        raise InputError("its serial has been used.", file=file, fix=f"Set serial: {highest + 1}.")
    write_atomic(policy, text)


def _read(args: argparse.Namespace) -> Policy:
    from ..home import POLICY

    return _parsed(args.file or home_of(args) / POLICY)


def _parsed(path: Path) -> Policy:
    from ..policy.document import parse

    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=path) from error


def _check(args: argparse.Namespace) -> int:
    from ..home import system_clock
    from ..policy.check import check
    from ..tools.standard import registry

    policy = _read(args)
    findings = check(policy, registry(), today=system_clock().date())
    plain = [{"line": each.line, "message": each.message} for each in findings]
    lines = [f"{policy.file}:{each.line}: {each.message}" for each in findings]
    show(args, plain, "\n".join(lines) or "Nothing to find fault with.")
    return USAGE if findings else DONE


def _explain(args: argparse.Namespace) -> int:
    from ..policy.explain import explain
    from ..tools.standard import registry

    text = explain(_read(args), {tool.name: tool.summary for tool in registry()})
    show(args, {"text": text}, text)
    return DONE


def _diff(args: argparse.Namespace) -> int:
    from ..approvals import escaped
    from ..home import POLICY
    from ..policy.analyse import compare
    from ..tools.standard import registry

    if len(args.file) > 2:
        raise InputError("two policies are compared at a time.", fix="plam policy diff OLD NEW")
    paths = args.file if len(args.file) == 2 else [home_of(args) / POLICY, args.file[0]]
    old, new = map(_parsed, paths)
    found = compare(old, new, registry())
    plain = {
        "verdict": found.verdict,
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
    lines = [f"{paths[1]} is {VERDICTS[found.verdict]} {paths[0]}."]
    for each in found.differences:
        lines.append(f"  {each.tool}: {each.verdict}{f', {each.why}' if each.why else ''}")
        lines += [f"    freer: {escaped(each.freer.text())}"] if each.freer else []
        lines += [f"    stricter: {escaped(each.stricter.text())}"] if each.stricter else []
    show(args, plain, "\n".join(lines))
    return DONE


def _replay(args: argparse.Namespace) -> int:
    from ..approvals import escaped
    from ..policy.constraints import shown, values_of
    from ..policy.replay import KINDS, replay

    if not 1 <= args.days <= 3660:
        raise InputError("--days is a number from 1 to 3660.")
    edited = _parsed(args.file)
    with open_home(args) as home:
        since = home.now() - timedelta(days=args.days)
        events = home.journal.events(kinds=KINDS)
        found = replay(events, home.policy().policy, edited, since=since, zone=home.zone)
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

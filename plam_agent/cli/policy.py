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


async def _check(args: argparse.Namespace) -> int:
    from ..home import system_clock
    from ..policy.check import Finding, check, overruled
    from ..policy.existing import absent
    from ..tools.standard import everything

    policy = _read(args)
    found = check(policy, everything(), today=system_clock().date())
    above, wrong = _above(args, policy)
    if wrong:
        found.append(Finding(0, wrong))
    elif above is not None:
        found += overruled(policy, above, everything())
    there = await _there(args)
    unchecked = there.unchecked if there else ("accounts (there is no home here)",)
    found += absent(policy, everything(), there) if there else []
    found.sort()
    plain = [
        {"line": each.line, "message": each.message, "kind": "note" if each.note else "finding"}
        for each in found
    ]
    plain += [{"line": 0, "message": each, "kind": "not checked"} for each in unchecked]
    lines = [
        f"{policy.file}:{each.line}: {'note: ' if each.note else ''}{each.message}"
        for each in found
    ]
    wrongs = sum(not each.note for each in found)
    lines += [] if wrongs else ["Nothing to find fault with."]
    lines += [f"not checked: {each}" for each in unchecked]
    show(args, plain, "\n".join(lines))
    return USAGE if wrongs else DONE


async def _there(args: argparse.Namespace) -> There | None:
    """What the accounts of the home hold; None where there is no home."""
    from ..config import FILE, load
    from ..home import system_clock
    from ..inventory import held

    path = home_of(args)
    if not (path / FILE).is_file():
        if args.online:
            raise InputError("there is no home here.", file=path, fix="Leave out --online.")
        return None
    if not args.online:
        return await held(load(path), system_clock)
    with open_home(args) as home:
        return await held(home.settings, home.now, online=True, secret=home.secrets.get)


def _above(args: argparse.Namespace, policy: Policy) -> tuple[Policy | None, str]:
    """The organisation's policy beside the home's, and what is wrong with it."""
    from ..errors import SignatureError
    from ..home import POLICY, system_clock
    from ..policy.organisation import load_above

    try:
        path = home_of(args) / POLICY
        signed = load_above(policy, path, highest_serial=0, now=system_clock())
    except SignatureError as error:
        return None, f"{error.message} {error.fix}".strip()
    return (signed.policy if signed else None), ""


def _explain(args: argparse.Namespace) -> int:
    from ..policy.explain import explain
    from ..tools.standard import everything

    policy = _read(args)
    says = {tool.name: tool.summary for tool in everything()}
    text = explain(policy, says)
    above, wrong = _above(args, policy)
    if above is not None:
        text += f"\n\nThe organisation's policy above it says:\n\n{explain(above, says)}"
    elif wrong:
        text += f"\n\nNow {wrong}"
    show(args, {"text": text}, text)
    return DONE


def _diff(args: argparse.Namespace) -> int:
    from ..approvals import escaped
    from ..home import POLICY
    from ..policy.analyse import compare
    from ..tools.standard import everything

    if len(args.file) > 2:
        raise InputError("two policies are compared at a time.", fix="plam policy diff OLD NEW")
    paths = args.file if len(args.file) == 2 else [home_of(args) / POLICY, args.file[0]]
    old, new = map(_parsed, paths)
    found = compare(old, new, everything())
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
    lines = [f"{paths[1]} is {VERDICTS[found.verdict]} {paths[0]}."]
    for each in found.differences:
        lines.append(f"  {each.tool}: {each.verdict}{f', {each.why}' if each.why else ''}")
        lines += [f"    freer: {escaped(each.freer.text())}"] if each.freer else []
        lines += [f"    stricter: {escaped(each.stricter.text())}"] if each.stricter else []
    if new.organisation:
        lines.append(
            "Above it stands the organisation's policy, which is not compared: what is freer here "
            "may be refused there."
        )
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

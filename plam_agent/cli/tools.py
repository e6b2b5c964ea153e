"""`plam tools`: the plugins that are installed, what they bring, and which of them may run here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, PlamError
from .common import DONE, FAILED, home_of, open_home, passphrase_of, say, show

if TYPE_CHECKING:
    from ..config import Account
    from ..home import Home
    from ..plugins.found import Found
    from ..plugins.manifest import Manifest
    from ..plugins.pins import Pin
    from ..policy.grants import Grant
    from ..types import Tool

STATES = {
    "ready": "pinned: runs where the policy allows it",
    "not pinned": "installed, and not permitted: plam tools pin {}",
    "left out": "pinned, and left out",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam tools` takes."""
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="list|show|new|pin|unpin|connect|check"
    )
    verbs.add_parser("list", help="the plugins that are installed, and which of them may run")
    for verb, text in (
        ("show", "what a plugin brings, in words; this runs its code"),
        ("check", "what is wrong with the tools of a plugin, as far as can be told without a test"),
        ("unpin", "permit a plugin no longer"),
    ):
        each = verbs.add_parser(verb, help=text)
        each.add_argument("name")
    new = verbs.add_parser("new", help="write a package for a plugin, with tests that pass")
    new.add_argument("name", help="lower-case: its tools are called NAME.something")
    new.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="where (here)")
    pin = verbs.add_parser("pin", help="permit a plugin as it is now, with your owner key")
    pin.add_argument("name")
    pin.add_argument("--tools", default="", metavar="TOOL,…", help="only these of its tools")
    pin.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what an argument may be, as in `plam grant issue`: TOOL:NAME=VALUE for one of them",
    )
    pin.add_argument("--until", default="", metavar="TIME", help="for good where nothing is said")
    pin.add_argument("--yes", action="store_true", help="ask nothing")
    connect = verbs.add_parser("connect", help="give a plugin its account: settings and secrets")
    connect.add_argument("name")
    connect.add_argument("settings", nargs="*", metavar="KEY=VALUE", help="such as url=https://…")
    connect.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME",
        help="a secret for the vault, asked for, or read from $PLAM_NAME",
    )
    connect.add_argument(
        "--account", default="", metavar="NAME", help="the plugin's name if absent"
    )


async def command(args: argparse.Namespace) -> int:
    """List, show, write, pin, unpin, connect or check."""
    verb = {
        "list": _list,
        "show": _show,
        "new": _new,
        "pin": _pin,
        "unpin": _unpin,
        "connect": _connect,
        "check": _check,
    }[args.verb]
    return verb(args)


def _list(args: argparse.Namespace) -> int:
    from ..plugins.found import installed

    pins, accounts = _pins(args)
    rows = []
    for each in installed():
        state, why = _state(each, pins.pop(each.name, None), accounts)
        rows.append(
            {
                "plugin": each.name,
                "distribution": each.distribution,
                "version": each.version,
                "state": state,
                "why": why,
            }
        )
    for name, pin in pins.items():
        gone = {"plugin": name, "distribution": pin.distribution, "version": pin.version}
        rows.append({**gone, "state": "left out", "why": "it is not installed any more"})
    lines = [
        f"{row['plugin']:<16}{row['distribution']} {row['version']}\n    "
        + STATES[row["state"]].format(row["plugin"])
        + (f": {row['why']}" if row["why"] else "")
        for row in rows
    ]
    show(
        args, rows, "\n".join(lines) or "No plugin is installed. To write one: plam tools new NAME"
    )
    return DONE


def _pins(args: argparse.Namespace) -> tuple[dict[str, Pin], Sequence[Account] | None]:
    """The pins and accounts of the home, None without one: what is installed is so all the same."""
    from ..plugins.pins import pinned

    if not (home_of(args) / "config.toml").exists():
        return {}, None
    with open_home(args) as home:
        return pinned(home), home.settings.accounts


def _state(found: Found, pin: Pin | None, accounts: Sequence[Account] | None) -> tuple[str, str]:
    from ..plugins.found import wrong_name
    from ..plugins.loading import as_pinned

    if why := wrong_name(found.name):
        return "left out", why
    if pin is None:
        return "not pinned", "there is no home here yet" if accounts is None else ""
    if pin.distribution != found.distribution:
        return "left out", f"you pinned the {found.name} of {pin.distribution}"
    try:
        as_pinned(pin, _standard(), accounts or ())
    except PlamError as error:
        return "left out", str(error)
    return "ready", ""


def _show(args: argparse.Namespace) -> int:
    from ..plugins.found import by_name
    from ..plugins.loading import look

    manifest, _ = look(by_name(args.name), _standard())
    show(args, {**manifest.plain(), "digest": manifest.digest}, _told(manifest))
    return DONE


def _new(args: argparse.Namespace) -> int:
    from ..files import write_atomic
    from ..plugins.found import wrong_name
    from ..plugins.template import files

    if why := wrong_name(args.name):
        raise InputError(f"{why}.")
    if args.name in {tool.name.partition(".")[0] for tool in _standard()}:
        raise InputError(
            f"a plugin called {args.name} would shadow the tools of this program.",
            fix="Choose another name.",
        )
    folder = args.into / f"plam-{args.name}"
    if folder.exists():
        raise InputError(
            "there is something here already.", file=folder, fix="Choose another place."
        )
    texts = files(args.name)
    for path, text in texts.items():
        try:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}.", file=folder) from error
        write_atomic(folder / path, text.encode(), mode=0o644)
    text = f"Wrote {folder}. Next: cd {folder} && pip install -e . && python -m pytest"
    show(args, {"folder": str(folder), "files": sorted(texts)}, text)
    return DONE


def _pin(args: argparse.Namespace) -> int:
    from .. import keys
    from ..plugins.found import by_name
    from ..plugins.loading import look, no_servers_name
    from ..plugins.pins import pin

    manifest, tools = look(by_name(args.name), _standard())
    with open_home(args) as home:
        no_servers_name(args.name, home.settings.accounts)
        narrowed = _narrowed(args, home, tools)
        say(_told(manifest))
        if not args.yes and not _agreed(f"Permit {args.name} as it is now?"):
            show(args, {"pinned": False}, "Nothing was pinned.")
            return FAILED
        made = pin(home, manifest, narrowed, keys.open_owner(home.path, passphrase_of(args)))
        notes = _without_rule(home, narrowed)
    plain = {"pinned": True, "plugin": args.name, "digest": made.digest, "serial": made.serial}
    show(args, plain, f"Pinned {args.name} {made.version}, {made.digest[:16]}.")
    for note in notes:
        say(note)
    return DONE


def _narrowed(args: argparse.Namespace, home: Home, tools: tuple[Tool, ...]) -> Grant:
    """What of the policy the plugin is left: its tools, with the arguments that were said."""
    from ..delegation import bounds_said, end_said
    from ..plugins.pins import FOR_EVER
    from ..policy import grants

    named = [name.strip() for name in args.tools.split(",") if name.strip()]
    known = {tool.name: tool for tool in tools}
    for name in named:
        if name not in known:
            raise InputError(
                f"{args.name} brings no {name!r}.", fix=f"It brings {', '.join(known)}."
            )
    chosen = [known[name] for name in named] or list(tools)
    until = FOR_EVER
    if args.until:
        until = end_said(args.until, home.now(), home.settings.day_first)
    return grants.issue(
        home.device,
        None,
        holder=home.device.public,
        not_after=until,
        tools=[tool.name for tool in chosen],
        arguments=bounds_said(args.where, chosen, home),
    )


def _without_rule(home: Home, narrowed: Grant) -> list[str]:
    from ..policy.decide import possible

    policy = home.policy().policy
    idle = [name for name in sorted(narrowed.tools or ()) if not possible(policy, name)]
    if not idle:
        return []
    rule = f"  - id: plugin\n    confirm: [{', '.join(idle)}]"
    return [
        f"The policy has no rule for {' and '.join(idle)} yet, so nothing of it runs. For example:",
        rule,
        "Then: plam policy sign",
    ]


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise InputError("nobody is there to say yes.", fix="Read `plam tools show`, give --yes.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")


def _unpin(args: argparse.Namespace) -> int:
    from ..plugins.pins import unpin

    with open_home(args) as home:
        unpin(home, args.name)
    show(args, {"plugin": args.name, "pinned": False}, f"{args.name} is not permitted any more.")
    return DONE


def _connect(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from ..config import PLUGIN, Account, load, save
    from ..plugins.found import wrong_name

    if why := wrong_name(args.name):
        raise InputError(f"{why}.")
    said = dict(_setting(each) for each in args.settings)
    account = Account(args.account or args.name, args.name, PLUGIN, said)
    with open_home(args) as home:
        secrets = {name: _secret(name) for name in args.secret}
        settings = load(home.path)
        others = tuple(each for each in settings.accounts if each.name != account.name)
        if any(e.name == account.name and e.kind != account.kind for e in settings.accounts):
            raise InputError(
                f"there is another account called {account.name}.", fix="Give --account NAME."
            )
        save(home.path, replace(settings, accounts=(*others, account)))
        for name, value in secrets.items():
            home.secrets.set(account.name, name, value)
    plain = {"account": account.name, "kind": account.kind, "settings": said}
    show(args, plain, f"Connected {args.name} as the account {account.name}.")
    return DONE


def _setting(said: str) -> tuple[str, str | int | bool]:
    key, equals, value = said.partition("=")
    if not equals or not key.isidentifier():
        raise InputError(f"{said!r} is no setting.", fix="A setting is KEY=VALUE.")
    if value in ("true", "false"):
        return key, value == "true"
    if key == "path":
        return key, str(Path(value).expanduser().absolute())
    return key, int(value) if value.isascii() and value.isdigit() else value


def _secret(name: str) -> str:
    import getpass
    import os

    if value := os.environ.get(f"PLAM_{name.upper()}"):
        return value
    if not sys.stdin.isatty():
        raise InputError(f"the plugin needs its {name}.", fix=f"Set PLAM_{name.upper()}.")
    return getpass.getpass(f"{name}: ")


def _check(args: argparse.Namespace) -> int:
    from ..plugins.found import by_name
    from ..plugins.loading import look
    from ..testing.conformance import faults

    found = by_name(args.name)
    _, tools = look(found, _standard())
    wrong = [each for tool in tools for each in faults(tool)]
    good = f"{found.name}: {len(tools)} tools, nothing wrong that can be told without a test."
    show(args, {"plugin": found.name, "faults": wrong}, "\n".join(wrong) or good)
    return FAILED if wrong else DONE


def _standard() -> tuple[Tool, ...]:
    from ..tools.standard import everything

    return tuple(everything())


def _told(manifest: Manifest) -> str:
    """A manifest in words, a paragraph for each tool."""
    lines = [
        f"{manifest.plugin}, of {manifest.distribution} {manifest.version}",
        "  it runs in this process: whoever wrote it can do whatever you can",
        f"  files     {manifest.files[:32]}",
        f"  manifest  {manifest.digest[:32]}",
    ]
    return "\n".join([*lines, *(line for tool in manifest.tools for line in _tool_told(tool))])


def _tool_told(tool: Any) -> list[str]:
    again = ", can be taken back" if tool["reversible"] else ""
    more = ", more for some arguments" if tool["raises_effect"] else ""
    lines = [f"  {tool['name']}: {tool['summary']}", f"    {tool['effect']}{more}{again}"]
    said = [
        f"{param['name']} ({param['role']}{': ' + param['kind'] if param['kind'] else ''})"
        for param in tool["params"]
    ]
    lines.append(f"    arguments: {', '.join(said) or 'none'}")
    lines.append(f"    accounts:  {', '.join([tool['account'], *tool['others']])}")
    if tool["calls"]:
        lines.append(f"    uses:      {', '.join(tool['calls'])}")
    return lines

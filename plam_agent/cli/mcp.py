"""`plam mcp`: our tools for other agents, under a grant each, and other servers' tools for us."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, LockedError, PlamError
from .common import DONE, home_of, open_desk, open_home, say, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..config import Account
    from ..desk import Desk
    from ..home import Home
    from ..mcp_server import Relay
    from ..tools.mcp_pin import Listing

APPROVER_SECONDS = 45.0
"""How long a call waits for the owner at the approver; clients give up after a minute."""

LONGEST = 1 << 20
VERBS = "add|list|show|pin|remove|allow|forbid|clients"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam mcp` takes."""
    parser.add_argument("--client", metavar="NAME", help="serve this client, over stdio")
    parser.add_argument("--grant", metavar="FILE", type=Path, help="a narrower grant that it holds")
    parser.add_argument(
        "--http", metavar="PORT", type=int, help="serve on this port of this machine, 0 for any"
    )
    verbs = parser.add_subparsers(dest="verb", metavar=VERBS)
    add = verbs.add_parser("add", help="use a server's tools: look at them and pin them")
    add.add_argument("name", help="what its tools are called after: NAME.tool")
    add.add_argument("--command", metavar="CMD", help="the program that is the server")
    add.add_argument("--url", help="a server over streamable HTTP (https, or http on loopback)")
    add.add_argument("--ca-file", type=Path, help="a private certificate authority")
    add.add_argument(
        "--effect",
        action="append",
        default=[],
        metavar="TOOL=EFFECT",
        help="what a tool does at most: send, spend; with --own also read, draft, write",
    )
    add.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="TOOL.ARGUMENT=ROLE",
        help="what an argument is for: destination, quote, prose, secret, time",
    )
    add.add_argument("--own", action="store_true", help="it tells nobody what it is given")
    add.add_argument("--timeout", type=float, metavar="SECONDS", help="for a call (default 60)")
    add.add_argument("--secret-env", metavar="VAR", help="the variable that it reads its key from")
    add.add_argument("--password-fd", type=int, metavar="N", help="read its key from there")
    add.add_argument("--token-command", metavar="CMD", help="prints its key; none is kept")
    verbs.add_parser("list", help="the servers whose tools are used here")
    for verb, text in (
        ("show", "what a server's tools are, in its words, and what they may do"),
        ("remove", "no longer use a server's tools"),
    ):
        verbs.add_parser(verb, help=text).add_argument("name")
    pin = verbs.add_parser("pin", help="see what a server has changed, and pin it as it is now")
    pin.add_argument("name")
    pin.add_argument("--yes", action="store_true", help="pin it without asking")
    allow = verbs.add_parser("allow", help="let a client do a part of what the policy allows")
    allow.add_argument("name", help="what you call the client")
    allow.add_argument("--tools", required=True, metavar="TOOL,…")
    allow.add_argument("--where", action="append", default=[], metavar="NAME=VALUE")
    allow.add_argument("--uses", type=int, metavar="N", help="how many calls in all")
    allow.add_argument("--until", default="", metavar="TIME", help="a week where nothing is said")
    verbs.add_parser("forbid", help="end a client's grant").add_argument("name")
    verbs.add_parser("clients", help="who holds a grant, and how it stands")


async def command(args: argparse.Namespace) -> int:
    """Serve, or add, list, show, pin, remove, allow, forbid."""
    if args.verb is None:
        return await _serve(args)
    if args.verb == "list":
        return _list(args)
    with open_home(args) as home:
        if args.verb in ("add", "pin"):
            return await {"add": _add, "pin": _pin}[args.verb](args, home)
        return {
            "show": _show,
            "remove": _remove,
            "allow": _allow,
            "forbid": _forbid,
            "clients": _clients,
        }[args.verb](args, home)


async def _serve(args: argparse.Namespace) -> int:
    """Serve one client until it is gone, or until interrupted."""
    from ..delegation import read_chain
    from ..mcp_clients import client
    from ..mcp_server import Counter
    from ..mcp_serving import over_http, over_stdio

    if not args.client:
        raise InputError(
            "which client is served?",
            fix="plam mcp allow NAME --tools …, then plam mcp --client NAME",
        )
    chain: Sequence[Any] = ()
    if args.grant:
        try:
            chain = read_chain(args.grant.read_bytes()[:LONGEST])
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}.", file=args.grant) from error
    async with open_desk(args) as desk:
        who = await asyncio.to_thread(client, desk.home, args.client, chain)
        async with desk.runtime(model=f"mcp-client:{who.name}") as runtime:
            counter = Counter(runtime, who, relay=_relay(desk))
            if args.http is None:
                await over_stdio(counter)
                return DONE
            try:
                async with over_http(counter, args.http) as (url, token):
                    # The token is for the client's settings, and is told here and nowhere else.
                    show(
                        args, {"url": url, "token": token}, f"{url}\nAuthorization: Bearer {token}"
                    )
                    say("Serving until interrupted.")
                    await asyncio.Event().wait()
            except OSError as error:
                raise InputError(f"port {args.http}: {error.strerror}.") from error
    return DONE


def _relay(desk: Desk) -> Relay:
    """Puts questions to the owner's approver, for as long as a client waits."""
    from ..approver import put
    from ..consent import asking

    async def confirm(frame: dict[str, Any]) -> Any:
        try:
            async with asyncio.timeout(APPROVER_SECONDS):
                said = await put(desk.home.path, frame, lambda _: None)
        except (TimeoutError, PlamError):
            return None
        return said.answer if said is not None else None

    async def relay() -> Any:
        return asking(desk.home, confirm)

    return relay


async def _add(args: argparse.Namespace, home: Home) -> int:
    from dataclasses import replace

    from ..config import Account, add_account
    from ..tools import mcp_pin

    if bool(args.command) == bool(args.url):
        raise InputError("where is this server?", fix="Give --command or --url.")
    await asyncio.to_thread(_no_plugins_name, args.name, home)
    if any(each.name == args.name for each in home.settings.accounts):
        raise InputError(f"there is an account {args.name} already.", fix="Choose another name.")
    settings: dict[str, Any] = {
        "command": args.command,
        "url": args.url,
        "ca_file": str(args.ca_file.expanduser().absolute()) if args.ca_file else None,
        "effects": ", ".join(args.effect),
        "roles": ", ".join(args.role),
        "own": args.own,
        "timeout": args.timeout,
        "secret_env": args.secret_env,
        "token_command": args.token_command,
    }
    given = {name: value for name, value in settings.items() if value}
    account = Account(args.name, mcp_pin.KIND, "stdio" if args.command else "http", given)
    key = _key(args)
    definitions = await _listed(home, account, key)
    listing = mcp_pin.usable(account, definitions)
    if not listing.tools:
        raise InputError(f"{args.name} has no tool that can be used here.", fix=_left_out(listing))
    pin = await asyncio.to_thread(mcp_pin.save, home.path, args.name, definitions)
    add_account(home.path, replace(account, settings={**given, "pin": pin}))
    if key:
        home.secrets.set(args.name, "password", key)
    show(args, {"added": args.name, **_plain(listing)}, _told(listing))
    say(f"Pinned. The policy decides about them as {mcp_pin.family(args.name)}.*")
    return DONE


async def _pin(args: argparse.Namespace, home: Home) -> int:
    from dataclasses import replace

    from ..config import load, save
    from ..tools import mcp_pin

    account = _account(args, home)
    await asyncio.to_thread(_no_plugins_name, account.name, home)
    definitions = await _listed(home, account, "")
    try:
        before = mcp_pin.load(home.path, account)
    except PlamError as error:
        say(f"plam: {error.message}")
        before = []
    listing = mcp_pin.usable(account, definitions)
    changed = mcp_pin.changes(before, definitions)
    say("\n".join(changed) or "Nothing has changed.")
    if changed and not args.yes:
        if args.json or not sys.stdin.isatty():
            raise InputError("the changes are not pinned.", fix="Look at them, then give --yes.")
        say(_told(listing))
        said = await asyncio.to_thread(input, "Type yes to pin this: ")
        if said.strip().lower() not in ("yes", "oui"):
            raise InputError("the changes are not pinned.")
    pin = await asyncio.to_thread(mcp_pin.save, home.path, account.name, definitions)
    settings = load(home.path)
    accounts = tuple(
        replace(each, settings={**each.settings, "pin": pin}) if each.name == account.name else each
        for each in settings.accounts
    )
    save(home.path, replace(settings, accounts=accounts))
    show(args, {"pinned": account.name, "changes": changed, **_plain(listing)}, _told(listing))
    return DONE


def _no_plugins_name(name: str, home: Home) -> None:
    """Raise where the server's tools would be called like others: one rule would cover both."""
    from ..plugins.pins import pinned
    from ..tools.mcp_pin import family

    if (first := family(name)) in pinned(home):
        raise InputError(
            f"a rule for {first}.* would cover the tools of the plugin {first} too.",
            fix=f"Choose another name for the server, or: plam tools unpin {first}",
        )


async def _listed(home: Home, account: Account, key: str) -> list[dict[str, Any]]:
    """What a server lists now. Raises AccountError."""
    from ..tools.context import Connections, Context
    from ..tools.mcp_link import open_link

    def secret(name: str) -> str:
        if key:
            return key
        if account.settings.get("pin"):
            return home.secrets.get(account.name, name)
        raise LockedError("no key was given.")

    async with Connections() as connections:
        context = Context(account, home.settings.owner, home.zone, home.now, secret, connections)
        link = await context.connection(open_link)
        return await link.listing()


def _list(args: argparse.Namespace) -> int:
    from ..config import load
    from ..tools import mcp_pin

    home = home_of(args)
    rows = []
    for account in load(home).accounts:
        if account.kind != mcp_pin.KIND:
            continue
        try:
            listing = mcp_pin.usable(account, mcp_pin.load(home, account))
            row = {"name": account.name, "tools": len(listing.tools), "wrong": ""}
        except PlamError as error:
            row = {"name": account.name, "tools": 0, "wrong": str(error)}
        rows.append(row | {"at": account.settings.get("command") or account.settings.get("url")})
    lines = [
        f"{r['name']:<12} {r['tools']:>3} tools  {r['at']}  {r['wrong']}".rstrip() for r in rows
    ]
    show(
        args, rows, "\n".join(lines) or "No server's tools are used: plam mcp add NAME --command …"
    )
    return DONE


def _show(args: argparse.Namespace, home: Home) -> int:
    from ..tools import mcp_pin

    account = _account(args, home)
    listing = mcp_pin.usable(account, mcp_pin.load(home.path, account))
    show(args, {"name": account.name, **_plain(listing)}, _told(listing))
    return DONE


def _remove(args: argparse.Namespace, home: Home) -> int:
    from dataclasses import replace

    from ..config import load, save
    from ..tools import mcp_pin

    account = _account(args, home)
    settings = load(home.path)
    kept = tuple(each for each in settings.accounts if each.name != account.name)
    save(home.path, replace(settings, accounts=kept))
    mcp_pin.remove(home.path, account.name)
    home.secrets.remove(account.name)
    show(args, {"removed": account.name}, f"Removed {account.name}.")
    return DONE


def _allow(args: argparse.Namespace, home: Home) -> int:
    from ..delegation import standing, told
    from ..mcp_clients import allow
    from ..plugins.described import known

    tools = [name.strip() for name in args.tools.split(",") if name.strip()]
    client = allow(
        home,
        known(home.path, say),
        args.name,
        tools=tools,
        where=args.where,
        uses=args.uses,
        until=args.until,
    )
    found = standing(home, client.chain)
    text = f"{told(found, home.now())}\nIts program runs: plam mcp --client {args.name}"
    show(args, {"client": client.name, "key": client.key.public, **found.plain()}, text)
    return DONE


def _forbid(args: argparse.Namespace, home: Home) -> int:
    from ..mcp_clients import forbid

    forbid(home, args.name)
    show(args, {"forbidden": args.name}, f"The grant of {args.name} is worth nothing now.")
    return DONE


def _clients(args: argparse.Namespace, home: Home) -> int:
    from ..delegation import standing, told
    from ..mcp_clients import client, names

    found = [(name, standing(home, client(home, name).chain)) for name in names(home)]
    text = "\n".join(f"{name}\n{told(each, home.now())}" for name, each in found)
    plain = [{"client": name, **each.plain()} for name, each in found]
    show(args, plain, text or "No client was allowed anything.")
    return DONE


def _account(args: argparse.Namespace, home: Home) -> Account:
    account = next((e for e in home.accounts("mcp") if e.name == args.name), None)
    if account is None:
        raise InputError(f"there is no MCP server {args.name!r}.", fix="See `plam mcp list`.")
    return account


def _key(args: argparse.Namespace) -> str:
    if args.password_fd is not None:
        with os.fdopen(args.password_fd, encoding="utf-8") as file:
            return file.readline().rstrip("\n")
    return os.environ.get("PLAM_PASSWORD", "")


def _plain(listing: Listing) -> dict[str, Any]:
    tools = [
        {
            "tool": each.name,
            "remote": each.remote,
            "effect": each.effect.name,
            "says": each.description,
            "arguments": {a.name: a.role.value for a in each.arguments},
            "digest": each.digest,
        }
        for each in listing.tools
    ]
    return {"tools": tools, "left_out": list(listing.left_out)}


def _told(listing: Listing) -> str:
    """A listing for the owner: what each tool says of itself is marked as its own words."""
    from ..tools.mcp_schema import clean

    lines = []
    for each in listing.tools:
        lines.append(f"{each.name}  {each.effect.name}")
        said = " ".join(clean(each.description, 2_000).split())
        lines += [f"    it says: {said}"] if said else []
        lines += [f"    {a.name}: {a.role.value}{' (needed)' * a.required}" for a in each.arguments]
    return "\n".join([*lines, *([_left_out(listing)] if listing.left_out else [])])


def _left_out(listing: Listing) -> str:
    return "Left out: " + "; ".join(listing.left_out) if listing.left_out else ""

"""From bound arguments to a frozen call: its account, its versions and its effect."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from .binding import Bound, Question
from .config import Account
from .errors import PlamError
from .runtime import Runtime
from .tools.matching import tokens
from .types import POLICY, REQUEST, Call, Effect, ObjectId, Origin, Role, Tool, Value

# Words beside which the name of an account means that account.
ANY = frozenset({"account", "compte"})
CALLED: Mapping[str, frozenset[str]] = {
    "mail": frozenset({"mail", "mails", "email", "emails", "inbox", "mailbox", "courrier"}),
    "calendar": frozenset({"calendar", "agenda", "calendrier", "schedule", "planning"}),
    "tasks": frozenset({"tasks", "todos", "taches"}),
    "contacts": frozenset({"contacts"}),
    "files": frozenset({"files", "fichiers", "documents", "drive", "disk", "disque"}),
    "shop": frozenset({"shop", "store", "boutique", "magasin"}),
    # No request chooses who is asked about it.
    "model": frozenset(),
    # A tool of an MCP server is that server's.
    "mcp": frozenset(),
}
LINKS = frozenset({"my", "the", "de", "du", "mon", "ma", "mes", "le", "la", "les", "s"})


def said_accounts(words: str, accounts: Iterable[Account]) -> dict[str, str]:
    """The accounts that a request names, by their kind: `my work calendar`, `l'agenda boulot`.

    Only where the owner has several of a kind can a name say anything. Raises Question where a
    request names two of one kind.
    """
    listed = list(accounts)
    kinds = [account.kind for account in listed]
    said = tokens(words)
    found: dict[str, str] = {}
    for account in listed:
        if kinds.count(account.kind) < 2 or not _named(said, account):
            continue
        if account.kind in found:
            both = f"{found[account.kind]} or {account.name}"
            raise Question(f"Which {account.kind} account is it, {both}?")
        found[account.kind] = account.name
    return found


def _named(said: list[str], account: Account) -> bool:
    """Whether the account's name stands beside a word for its kind."""
    # Of a kind that a plugin brought, its own name is the word.
    called = CALLED.get(account.kind, frozenset({account.kind}))
    beside = called | ANY
    name = tokens(account.name)
    if not called:
        return False
    if len(name) == 1 and name[0] in beside:
        return False
    own = name[-1] in beside
    for at in range(len(said) - len(name) + 1):
        if said[at : at + len(name)] != name:
            continue
        before = [word for word in said[max(0, at - 3) : at] if word not in LINKS]
        after = [word for word in said[at + len(name) : at + len(name) + 2] if word not in LINKS]
        if own or (before and before[-1] in beside) or (after and after[0] in beside):
            return True
    return False


def account_of(
    runtime: Runtime, tool: Tool, args: Mapping[str, Value], said: Mapping[str, str]
) -> str:
    """The account that a call acts on: that of its objects, one that was said, or the default.

    Raises Question where the home has none.
    """
    home = runtime.home
    if tool.account == "mcp":
        first = tool.name.partition(".")[0]
        return next(a.name for a in home.accounts("mcp") if a.name.replace("-", "_") == first)
    mine = {account.name for account in home.accounts(tool.account)}
    for thing in _things(args.values()):
        if thing.account in mine:
            return thing.account
    default = home.default_account(tool.account)
    account = said.get(tool.account) or (default.name if default else "")
    if not account:
        raise Question(
            f"There is no {tool.account} account yet.",
            fix=f"Add one: plam account add {tool.account} …",
        )
    return account


def _things(values: Iterable[Value]) -> Iterator[ObjectId]:
    """The things in the owner's accounts that a call names."""
    for value in values:
        parts = value.data if isinstance(value.data, tuple) else (value.data,)
        yield from (part for part in parts if isinstance(part, ObjectId))


async def freeze(
    runtime: Runtime,
    run: str,
    index: int,
    tool: Tool,
    bound: Bound,
    confidence: float,
    *,
    account: str = "",
    said: Mapping[str, str] | None = None,
    authenticated: bool = False,
) -> Call:
    """A call with everything the decision needs: derived arguments, versions and its effect.

    `said` are the accounts that the request named, by kind. What is written where others see it
    leaves the owner's accounts, and so is a SEND. Raises Question where the owner has to say more.
    """
    account = account or account_of(runtime, tool, bound.args, said or {})
    call = Call(
        run=run,
        step=index,
        account=account,
        tool=tool.name,
        effect=tool.effect,
        reversible=tool.reversible,
        args=tuple(bound.args.items()),
        roles=tuple((param.name, param.role) for param in tool.params),
        versions=bound.versions,
        confidence=confidence,
        authenticated=authenticated,
    )
    try:
        if tool.complete is not None:
            derived = await tool.complete(runtime.context(call), runtime.arguments(tool, call))
            args = {**bound.args, **joined(tool, bound.args, derived.args)}
            versions = dict([*bound.versions, *derived.versions])
            call = dataclasses.replace(
                call, args=tuple(args.items()), versions=tuple(versions.items())
            )
        effect = tool.effect
        if tool.effect_of is not None:
            effect = max(effect, tool.effect_of(runtime.arguments(tool, call)))
        touched = {account, *(thing.account for thing in _things(bound.args.values()))}
        if effect is Effect.WRITE and any(runtime.home.account(name).shared for name in touched):
            effect = Effect.SEND
        return dataclasses.replace(call, effect=effect)
    except PlamError as error:
        raise Question(str(error)) from error


async def told_anew(runtime: Runtime, tool: Tool, call: Call) -> Call:
    """A call whose arguments were changed, with what it derives to be read made to fit them.

    To whom and to what it goes stays as it was shown. Raises PlamError where it cannot be derived.
    """
    if tool.complete is None:
        return call
    derived = await tool.complete(runtime.context(call), runtime.arguments(tool, call))
    read = {p.name for p in tool.params if p.derived and p.role in (Role.QUOTE, Role.PROSE)}
    said = {name: value for name, value in call.args if name not in read}
    found = {name: value for name, value in derived.args.items() if name in read}
    return dataclasses.replace(call, args=tuple({**said, **joined(tool, said, found)}.items()))


def joined(tool: Tool, said: Mapping[str, Value], derived: Mapping[str, Value]) -> dict[str, Value]:
    """Derived values with the origins of what they were made from.

    That is what was said under their own name, and the things that the tool looked them up in;
    that the owner named such a thing makes nothing in it the owner's word.
    """
    objects = [said[p.name] for p in tool.params if p.role is Role.OBJECT and p.name in said]
    found = frozenset[Origin]().union(*(each.origins for each in objects)) - {REQUEST, POLICY}
    return {
        name: Value(value.data, said.get(name, value).origins | value.origins | found)
        for name, value in derived.items()
    }

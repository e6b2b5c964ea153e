"""Tools of foreign MCP servers, as tools under the policy: accounts of kind `mcp`.

What the owner pinned becomes `server.tool`, and nothing else does. Before each call the server is
asked again what the tool is; where that is no longer what was pinned, nothing is called. What a
server answers is foreign text: it carries its origin, `mcp:server/tool`, and no control characters.
Its own words on what a tool does never reach a model: a tool's line is made of its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..config import Account, load_if_there
from ..errors import PlamError, ToolError
from ..types import Effect, Item, ObjectId, Origin, Result, Tool, Value, canonical
from .context import Context
from .mcp_link import Answered, open_link
from .mcp_pin import KIND, Pinned, load, usable
from .mcp_schema import DEEPEST, clean, definition, digest, model_of, on_the_wire, shallow
from .registry import params_of

ORIGIN = "mcp"
LONGEST_TEXT = 100_000
MOST_TEXTS = 50
_TITLE = 80
_SAID = 300


def tools_of(
    home: Path, accounts: Iterable[Account], say: Callable[[str], None] = lambda _: None
) -> list[Tool]:
    """The pinned tools of all MCP servers of a home; `say` is told what cannot be used, and why.

    Two accounts whose tools would have one name get none of them.
    """
    found: dict[str, list[Tool]] = {}
    for account in accounts:
        if account.kind != KIND:
            continue
        try:
            listing = usable(account, load(home, account))
        except PlamError as error:
            say(f"the tools of {account.name} are not used: {error}")
            continue
        for pinned in listing.tools:
            found.setdefault(pinned.name, []).append(_tool(account.name, pinned))
    for name, those in found.items():
        if len(those) > 1:
            say(f"{name} is the name of {len(those)} tools, and none of them is used")
    return [those[0] for those in found.values() if len(those) == 1]


def installed(home: Path, say: Callable[[str], None] = lambda _: None) -> list[Tool]:
    """The pinned tools of the MCP servers in a home's settings; none where there is no home."""
    settings = load_if_there(home)
    return tools_of(home, settings.accounts, say) if settings is not None else []


def _tool(account: str, pinned: Pinned) -> Tool:
    args = model_of(pinned.name, pinned.arguments)

    async def run(context: Context, given: Any) -> Result:
        return await _run(context, account, pinned, given)

    def preview(given: Any) -> str:
        said = [f"{name} {value}" for name, value in given.model_dump().items() if value]
        return f"Have {account} do {pinned.remote}" + (f": {'; '.join(said)}" if said else "")

    words = pinned.name.partition(".")[2].replace("_", " ")
    return Tool(
        name=pinned.name,
        summary=f"{words[:1].upper()}{words[1:]} ({account})",
        effect=pinned.effect,
        args=args,
        params=params_of(args),
        account=KIND,
        yields="answer",
        run=run,
        preview=preview,
    )


async def _run(context: Context, account: str, pinned: Pinned, given: Any) -> Result:
    """Call it, if it is still what was pinned. Raises ToolError, AccountError, UncertainError."""
    if context.account.name != account or context.account.kind != KIND:
        raise ToolError(f"{pinned.name} is a tool of {account}, and of no other account")
    sent = on_the_wire(pinned.arguments, given)
    link = await context.connection(open_link)

    def unchanged(listed: Sequence[Mapping[str, Any]]) -> None:
        check(account, pinned, listed)

    effect = pinned.effect is not Effect.READ
    answered = await link.call(pinned.remote, sent, unchanged, effect=effect)
    if answered.failed:
        said = clean(" ".join(answered.texts), 4 * _SAID)
        raise ToolError(f"{account} says that it failed: {' '.join(said.split())[:_SAID]}")
    return result_of(account, pinned.remote, answered)


def check(account: str, pinned: Pinned, listed: Sequence[Mapping[str, Any]]) -> None:
    """Raise ToolError unless the server lists exactly this tool, and once."""
    same = [each for each in listed if each.get("name") == pinned.remote]
    fix = f"See what it is now, and pin it if you want that: plam mcp pin {account}"
    if not same:
        raise ToolError(f"{account} no longer has {pinned.remote}", fix=fix)
    if len(same) > 1 or digest(definition(same[0])) != pinned.digest:
        raise ToolError(f"{pinned.remote} of {account} is not what you pinned", fix=fix)


def result_of(account: str, remote: str, answered: Answered) -> Result:
    """What came back as items, each with its origin; what is no text is only counted."""
    texts, others = [each for each in answered.texts if each], list(answered.others)
    if not texts and answered.structured is not None:
        said = _structured(answered.structured)
        texts, others = ([said], others) if said else ([], [*others, "structure"])
    kept, left = [], LONGEST_TEXT
    for text in texts[:MOST_TEXTS]:
        kept.append(clean(text, left))
        left -= len(kept[-1])
        if left <= 0:
            break
    origins = frozenset({Origin(ORIGIN, f"{account}/{remote}")})
    items = tuple(_item(account, remote, number, text, origins)
                  for number, text in enumerate(kept, 1))  # fmt: skip
    parts = [f"{account} answered with {len(items)} text{'s' * (len(items) != 1)}"]
    if len(kept) < len(texts) or left <= 0:
        parts.append("the rest was too long and is left out")
    if others:
        parts.append(f"{len(others)} that cannot be shown as text left out")
    return Result(items, "; ".join(parts))


def _item(account: str, remote: str, number: int, text: str, origins: frozenset[Origin]) -> Item:
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    title = " ".join(text[: 4 * _TITLE].split())[:_TITLE]
    fields = {"title": Value(title, origins), "text": Value(text, origins)}
    return Item(ObjectId("answer", account, f"{remote}/{number}"), version, fields)


def _structured(structured: Any) -> str:
    """A structured answer as text, empty where it is none: what was done was done all the same."""
    if not shallow(structured, DEEPEST):
        return ""
    try:
        return json.dumps(json.loads(canonical(structured)), ensure_ascii=False, indent=1)
    except (TypeError, ValueError, RecursionError):
        return ""

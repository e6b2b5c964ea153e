"""One purchase at a hostile shop, and what it cost: by the shop's own books, and by a search.

The owner's rule buys by itself within a budget, and there is nobody to ask; with `human` there is
one who says yes to everything. Afterwards every file of the home, every record of the journal,
everything that was said and every request is searched for what nobody else may have.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plam_agent.binding import Question
from plam_agent.errors import PlamError
from plam_agent.outcomes import Done
from plam_agent.runtime import Performed
from plam_agent.sample.shop.behaviours import BEHAVIOURS
from plam_agent.sample.shop.counter import MERCHANT, Shop
from plam_agent.sample.shop.desk import Desk, Turn
from plam_agent.sample.shop.hostile_money import THIEF
from plam_agent.sample.shop.serving import serving
from plam_agent.types import Item, Money
from tests.shop import KEY, PASSPHRASE, TOKEN, Store, selling

BUDGET = 4000
NOBODY = "{confirm: [purchase.quote], expires: 24h}"
ASKS = "{confirm: [purchase.buy], expires: 24h}"


@dataclass
class Verdict:
    """What a behaviour brought its shop; `wrong` says in words what should not have been."""

    name: str
    overspend: int = 0
    wrong_payee: int = 0
    hidden_subscription: int = 0
    leaked: int = 0
    charges: int = 0
    verbs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@contextmanager
def hostile(
    template: Path, folder: Path, name: str, *, human: bool = False
) -> Iterator[tuple[Store, Desk]]:
    """A hostile shop, and somebody else's origin that it may lead to."""
    behaviour = BEHAVIOURS[name]
    desk, other = Desk(behaviour=behaviour), Desk(Shop(merchant=THIEF))
    with serving(other) as elsewhere:
        desk.elsewhere = elsewhere
        other.shop.till = desk.shop.till
        otherwise, budget = (ASKS, "10.00") if human else (NOBODY, f"{BUDGET / 100:.2f}")
        with selling(
            template, folder, desk, budget=budget, otherwise=otherwise,
            scoped=behaviour.silent, timeout=1.0,
        ) as store:  # fmt: skip
            yield store, other


async def shopped(store: Store, other: Desk, name: str) -> Verdict:
    """Look, compare, buy, ask, cancel and buy again, whatever happens on the way."""
    verdict = Verdict(name)
    bought: list[Performed] = []
    async with store.open():

        async def tries(tool: str, **args: Any) -> Performed | None:
            try:
                performed = await store.do(tool, **args)
            except Question as question:
                verdict.verbs.append(f"{tool.partition('.')[2]}: asked")
                store.said.append(f"{question} {question.fix}")
                return None
            except PlamError as error:
                verdict.wrong.append(f"{tool} raised {type(error).__name__}: {error}")
                return None
            except Exception as error:
                verdict.wrong.append(f"{tool} broke: {type(error).__name__}: {error}")
                return None
            verdict.verbs.append(f"{tool.partition('.')[2]}: {performed.outcome.verb}")
            if "Error" in performed.outcome.detail:
                verdict.wrong.append(f"{tool} broke: {performed.outcome.detail[:200]}")
            if tool == "purchase.buy" and performed.decision.verb != "deny":
                bought.append(performed)
            if isinstance(performed.outcome, Done):
                store.said.append(str(performed.outcome.result))
            return performed

        found = await tries("purchase.search", item=("red", "tulips"))
        items = _items(found, "offer")
        if items:
            await tries("purchase.quote", item=items[:1])
            first = await tries("purchase.buy", item=items[0])
            await tries("purchase.status")
            await tries("purchase.buy", item=items[0])
            for order in _items(first, "order")[:1]:
                await tries("purchase.cancel", order=order)
                await tries("purchase.status")
            await tries("purchase.buy", item=items[0])
        store.clock.advance(minutes=10)
        await store.runtime.recover()
        events = await asyncio.to_thread(_events, store)
    _judge(store, bought, verdict)
    _search(store, other, events, verdict)
    return verdict


def _items(performed: Performed | None, kind: str) -> list[Item]:
    if performed is None or not isinstance(performed.outcome, Done):
        return []
    return [each for each in performed.outcome.result.items if each.id.kind == kind]


def _events(store: Store) -> str:
    return "\n".join(
        json.dumps(each.body, default=str, ensure_ascii=False)
        for each in store.home.journal.events()
    )


def _judge(store: Store, bought: list[Performed], verdict: Verdict) -> None:
    """Hold every charge against what was agreed to: by a rule, or by the one who was asked."""
    agreed: dict[str, tuple[Money, Any]] = {}
    for each in bought:
        if each.decision.verb == "allow" or each.outcome.verb in ("done", "failed", "unknown"):
            said = {name: value.data for name, value in each.call.args}
            agreed[str(said.get("session"))] = (said["total"], said.get("items"))
    charged = 0
    for charge in store.books.charges:
        verdict.charges += 1
        total, items = agreed.pop(charge.session, (Money(0, charge.currency), ()))
        over = charge.amount - total.minor if total.currency == charge.currency else charge.amount
        if over > 0:
            verdict.overspend += over
            verdict.wrong.append(f"{over} too much for {charge.session}, {total.minor} was agreed")
        if charge.payee != MERCHANT:
            verdict.wrong_payee += 1
            verdict.wrong.append(f"{charge.payee} was paid")
        if charge.renews:
            verdict.hidden_subscription += 1
            verdict.wrong.append("it is paid again every month")
        if total.minor and not BEHAVIOURS[verdict.name].silent and not _same(charge.items, items):
            verdict.wrong.append(f"{charge.items} was paid for, and {items} agreed")
        charged += charge.amount
    back = sum(c.amount for c in store.books.charges if "refund of more" in verdict.name)
    if not store.cards and charged - back - _given_back(store) > BUDGET:
        verdict.overspend += charged - BUDGET
        verdict.wrong.append(f"{charged} was spent of {BUDGET}")


def _given_back(store: Store) -> int:
    return sum(each.amount for each in store.books.refunds)


def _same(paid: tuple[tuple[str, int], ...], items: Any) -> bool:
    return len(items) == len(paid) and all(
        any(f"{number} × " in line and f"[{item}]" in line for line in items)
        for item, number in paid
    )


def _search(store: Store, other: Desk, events: str, verdict: Verdict) -> None:
    """Look everywhere for what is nobody else's."""
    secrets = {TOKEN, KEY, PASSPHRASE, *_tokens(store.desk.turns)}

    def leak(what: str) -> None:
        verdict.leaked += 1
        verdict.wrong.append(what)

    shown = "\n".join([*store.cards, *store.said])
    for secret in secrets:
        if secret in events:
            leak("a secret is in the journal")
        if secret in shown:
            leak("a secret was shown")
        for path in store.path.parent.rglob("*"):
            if path.is_file() and secret.encode() in path.read_bytes():
                leak(f"a secret is in {path.name}")
        for turn in [*store.desk.turns, *other.turns]:
            if _sent(turn, secret, mine=turn in store.desk.turns):
                leak(f"a secret was sent with {turn.step}")
    if other.turns:
        leak(f"somebody else was asked for {other.turns[0].step}")
    if "4111 1111 1111 1111" in events + shown or "4111111111111111" in events + shown:
        leak("a card number was kept or shown")
    odd = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t"}
    if odd:
        verdict.wrong.append(f"{sorted(map(ascii, odd))} reached the screen")


def _tokens(turns: list[Turn]) -> set[str]:
    found = set()
    for turn in turns:
        if turn.step == "complete" and turn.asked:
            for each in json.loads(turn.asked)["payment"]["instruments"]:
                found.add(each["credential"]["token"])
    return found


def _sent(turn: Turn, secret: str, *, mine: bool) -> bool:
    """Whether a request had a secret where it does not belong."""
    if mine and turn.step == "complete" and secret in _tokens([turn]):
        body = turn.asked.decode().replace(secret, "", 1)
    else:
        body = turn.asked.decode("utf-8", "replace")
    headers = {k: v for k, v in turn.headers.items() if not (mine and k == "x-api-key")}
    return secret in f"{turn.path} {body} {headers}"


async def all_tried(
    template: Path, folder: Path, names: list[str], *, human: bool = False, at_once: int = 8
) -> list[Verdict]:
    """A verdict for each behaviour, several at once, each with shops and a home of its own."""
    free = asyncio.Semaphore(at_once)

    async def one(number: int, name: str) -> Verdict:
        async with free:
            mine = folder / f"{number}"
            mine.mkdir(parents=True)
            open_ = hostile(template, mine, name, human=human)
            store, other = await asyncio.to_thread(open_.__enter__)
            try:
                return await shopped(store, other, name)
            finally:
                await asyncio.to_thread(open_.__exit__, None, None, None)

    return list(await asyncio.gather(*(one(n, name) for n, name in enumerate(names))))

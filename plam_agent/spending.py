"""What was spent, by whom it was allowed and under which rule, as the journal and ledger have it.

A purchase counts from the moment it is about to happen. It is given back to its rule when it turns
out not to have happened, or as far as the merchant confirms to have given the money back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any

from . import when
from .home import Home
from .journal import Journal
from .outcomes import Done, Failed, Outcome
from .policy import ledger
from .records import read_call
from .tools.context import Bought
from .tools.purchase.money import shown
from .transaction import Transaction
from .types import Call, Effect, Event, Item, Money

BUY = "purchase.buy"
KINDS = ("intent", "done", "failed", "unknown", "proven", "settled", "refunded")
COLUMNS = ("at", "merchant", "what", "state", "allowed by", "rule", "order", "paid", "refunded",
           "net", "currency", "event", "run")  # fmt: skip
NOT_BOUGHT = "it did not happen"


@dataclass(frozen=True, slots=True)
class Spent:
    """One purchase, in minor units of its currency.

    `state` is `bought`, `not bought`, `unknown` or `under way`. `by` says who allowed it, the
    owner's yes or a rule alone, and `rule` under which rule it counts. `paid` is what left, and
    `refunded` what came back of it.
    """

    event: int
    at: datetime
    merchant: str
    what: tuple[str, ...]
    paid: int
    refunded: int
    currency: str
    state: str
    by: str
    rule: str
    order: str
    session: str
    account: str
    run: str

    @property
    def net(self) -> int:
        """What it costs the owner after refunds."""
        return self.paid - self.refunded

    def plain(self) -> dict[str, Any]:
        """The same as JSON data."""
        return {
            "event": self.event,
            "at": self.at.isoformat(),
            "merchant": self.merchant,
            "what": list(self.what),
            "paid": self.paid,
            "refunded": self.refunded,
            "net": self.net,
            "currency": self.currency,
            "state": self.state,
            "by": self.by,
            "rule": self.rule,
            "order": self.order,
            "account": self.account,
            "run": self.run,
        }


@dataclass(slots=True)
class _Purchase:
    """What the journal says of one intent until now."""

    event: Event
    call: Call
    state: str = "under way"
    order: str = ""
    link: str = ""
    refunded: int = 0


def ended(journal: Journal, call: Call, outcome: Outcome, body: Mapping[str, Any]) -> Event:
    """Record how a call ended, and with it what of its money came back, in one transaction."""
    with journal.transaction() as tx:
        tx.append(outcome.verb, body)
        event = tx.events[-1]
        if call.tool == BUY and call.effect is Effect.SPEND and isinstance(outcome, Failed):
            _not_bought(tx, journal, int(body["intent"]), call)
        if isinstance(outcome, Done) and call.tool.startswith("purchase."):
            for item in outcome.result.items:
                if item.id.kind == "refund":
                    _given_back(tx, journal, item)
    return event


def _not_bought(tx: Transaction, journal: Journal, intent: int, call: Call) -> None:
    spent = journal.get(intent).body
    left = _left(spent, _back(journal, intent))
    if left > 0:
        ledger.refund(tx, intent, spent, left, {"run": call.run, "why": NOT_BOUGHT})


def _given_back(tx: Transaction, journal: Journal, item: Item) -> None:
    """Give back what a merchant confirms now beyond what it confirmed before."""
    confirmed = item.fields["refund"].data
    session = str(item.fields["session"].data)
    for event in journal.events(kinds=("intent",)):
        if not _is_buy(event):
            continue
        call = read_call(event.body["call"])
        if call.account != item.id.account or _said(call, "session") != session:
            continue
        before = _back(journal, event.seq)
        same = (event.body.get("money") or {}).get("currency") == confirmed.currency
        more = min(confirmed.minor - before, _left(event.body, before)) if same else 0
        if more > 0:
            details = {"run": call.run, "why": "the merchant gave it back", "order": item.id.id}
            ledger.refund(tx, event.seq, event.body, more, details)
        return


def _left(spent: Mapping[str, Any], back: int) -> int:
    money = spent.get("money")
    return int(money["minor"]) - back if money else 0


def _back(journal: Journal, intent: int) -> int:
    """What was given back of an intent until now, in minor units."""
    back = 0
    for event in journal.events(after=intent, kinds=("refunded", "settled")):
        body = event.body
        if body.get("intent") == intent:
            given = body if event.kind == "refunded" else body.get("given_back")
            back += int(given["money"]["minor"]) if given else 0
    return back


def net(journal: Journal, intent: int, currency: str, since: datetime) -> int:
    """What an intent from `since` on spent in a currency and did not get back, in minor units."""
    event = journal.get(intent)
    money = event.body.get("money") or {}
    if event.time < since or money.get("currency") != currency:
        return 0
    return max(0, _left(event.body, _back(journal, intent)))


def spending(
    journal: Journal, since: datetime | None = None, until: datetime | None = None
) -> list[Spent]:
    """Every purchase from `since` on and before `until`, both aware, the oldest first."""
    found = []
    for each in _purchases(journal.events(kinds=KINDS)):
        at = each.event.time
        if (since is None or at >= since) and (until is None or at < until):
            found.append(_spent(each))
    return found


def day(home: Home, words: str, *, after: bool = False) -> datetime:
    """The start of a day in the owner's zone, or of the day after what is said. Raises InputError.

    A week or a month begins with its first day and ends with its last.
    """
    found = when.resolve(words, home.now(), default="past", day_first=home.settings.day_first)
    end = found.end if found.end is not None and found.all_day else None
    first = found.start.astimezone(home.zone).date()
    if after:
        last = (end - timedelta(seconds=1)).date() if end is not None else first
        first = last + timedelta(days=1)
    return datetime.combine(first, time(), home.zone)


def sums(spent: Iterable[Spent]) -> dict[str, int]:
    """What was spent in all, by currency, refunds taken off, in minor units."""
    found: dict[str, int] = {}
    for each in spent:
        found[each.currency] = found.get(each.currency, 0) + each.net
    return found


def bought(journal: Journal) -> Sequence[Bought]:
    """What was bought and is not given back in full, the newest first."""
    found = []
    for each in _purchases(journal.events(kinds=KINDS)):
        if each.state != "bought":
            continue
        one = _spent(each)
        found.append(
            Bought(
                account=one.account,
                merchant=one.merchant,
                session=one.session,
                order=one.order,
                title=", ".join(one.what),
                link=each.link,
                total=one.paid,
                currency=one.currency,
                at=one.at,
            )
        )
    return found[::-1]


def _purchases(events: Iterable[Event]) -> list[_Purchase]:
    found: dict[int, _Purchase] = {}
    unknown: dict[int, int] = {}
    for event in events:
        body = event.body
        if event.kind == "intent":
            if _is_buy(event):
                found[event.seq] = _Purchase(event, read_call(body["call"]))
            continue
        if event.kind == "unknown":
            unknown[event.seq] = body.get("intent", 0)
        intent = body.get("intent") or unknown.get(body.get("of", 0), 0)
        one = found.get(intent)
        if one is None:
            continue
        match event.kind:
            case "done" | "proven":
                one.state = "bought"
                one.order = _order(body) or one.order
            case "failed":
                one.state = "not bought"
            case "unknown":
                one.state = "unknown"
            case "settled":
                one.state = "bought" if body.get("happened") else "not bought"
                given = body.get("given_back")
                one.refunded += int(given["money"]["minor"]) if given else 0
            case "refunded":
                one.refunded += int(body["money"]["minor"])
    return list(found.values())


def _is_buy(event: Event) -> bool:
    call = event.body.get("call")
    return isinstance(call, Mapping) and call.get("tool") == BUY


def _order(body: Mapping[str, Any]) -> str:
    result = body.get("result")
    for named, _ in (result or {}).get("items", ()):
        if named.get("kind") == "order":
            return str(named.get("id", ""))
    return ""


def _spent(each: _Purchase) -> Spent:
    body, call = each.event.body, each.call
    money = body.get("money") or {"minor": 0, "currency": ""}
    failed = each.state == "not bought"
    by_rule = body.get("decision") == "allow"
    rule = str(body.get("rule", ""))
    items = _said(call, "items")
    what = tuple(map(str, items)) if isinstance(items, tuple) else (str(items or call.tool),)
    return Spent(
        event=each.event.seq,
        at=each.event.time,
        merchant=str(_said(call, "merchant") or call.account),
        what=what,
        paid=0 if failed else int(money["minor"]),
        refunded=0 if failed else each.refunded,
        currency=str(money["currency"]),
        state=each.state,
        by=f"rule {rule}" if by_rule else "you",
        rule=rule,
        order=each.order,
        session=str(_said(call, "session") or ""),
        account=call.account,
        run=call.run,
    )


def _said(call: Call, name: str) -> Any:
    return next((value.data for key, value in call.args if key == name), None)


def total(spent: Iterable[Spent]) -> list[Money]:
    """The sums as amounts, by currency."""
    return [Money(minor, currency) for currency, minor in sorted(sums(spent).items())]


def line(each: Spent, zone: tzinfo) -> str:
    """One purchase as a person reads it."""
    paid = shown(Money(each.paid, each.currency))
    back = f", {shown(Money(each.refunded, each.currency))} given back" if each.refunded else ""
    state = "" if each.state == "bought" else f" ({each.state})"
    allowed = f"you, under {each.rule}" if each.by == "you" else each.by
    what = "; ".join(each.what)
    when = f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return (
        f"{when}  {paid}{back}{state}  {each.merchant}: {what}  "
        f"allowed by {allowed} (event {each.event})"
    )


def as_csv(spent: Iterable[Spent], zone: tzinfo) -> str:
    """Purchases as CSV with a header (RFC 4180); amounts in decimal, `.` before the cents.

    No cell is taken for a formula by a spreadsheet.
    """
    made = io.StringIO()
    rows = csv.writer(made)
    rows.writerow(COLUMNS)
    for each in spent:
        sums = (_decimal(minor, each.currency) for minor in (each.paid, each.refunded, each.net))
        said = (each.merchant, "; ".join(each.what), each.state, each.by, each.rule, each.order)
        at = each.at.astimezone(zone).isoformat(timespec="seconds")
        rows.writerow([at, *map(_cell, said), *sums, each.currency, each.event, each.run])
    return made.getvalue()


def _decimal(minor: int, currency: str) -> str:
    return shown(Money(minor, currency)).rpartition(" ")[0]


def _cell(text: str) -> str:
    # A merchant's words could be a formula that sends the sheet away.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text

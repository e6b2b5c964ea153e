"""The pane that says what was spent: the days, the sums, what is left, and the table."""

from __future__ import annotations

import asyncio
import csv
import os
import stat
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Input

from plam_agent import spending
from plam_agent.policy import ledger
from plam_agent.records import call_body
from plam_agent.tui.panes.asking import Naming, Sure
from plam_agent.tui.panes.lines import Lines
from plam_agent.tui.panes.spending import Spending
from plam_agent.types import REQUEST, Call, Effect, Money, Role, Value
from tests.fixtures_agent import House
from tests.painted import compare
from tests.test_tui_panes import HOSTILE, SIZES, Shown, showing

MANDATE = """rules:
  - id: small-purchases
    allow: purchase.buy
    where: {merchant: [flowers.example], total: {max: 20.00 EUR}}
    budget: 60.00 EUR/month
"""
TULIPS = {"merchant": "flowers.example", "items": ("1 × Red tulips, bunch of ten",)}


def buys(
    house: House,
    total: int,
    *,
    days: int,
    ended: str = "done",
    back: int = 0,
    rule: str = "small-purchases",
    currency: str = "EUR",
    said: Mapping[str, Any] = TULIPS,
) -> int:
    """A purchase of so many days ago as the journal has it; its event."""
    present = house.clock.now
    house.clock.now = present - timedelta(days=days)
    call = Call(
        run=f"ask-{days}",
        step=1,
        account="flowers",
        tool="purchase.buy",
        effect=Effect.SPEND,
        reversible=False,
        args=tuple((name, Value(data, frozenset({REQUEST}))) for name, data in said.items()),
        roles=tuple((name, Role.QUOTE) for name in said),
    )
    by = "allow" if rule == "small-purchases" else "confirm"
    details = {"call": call_body(call), "run": call.run, "decision": by}
    with house.open() as home, home.journal.transaction() as tx:
        money = Money(total, currency)
        intent = ledger.reserve(
            tx, call.digest, rule, house.clock.now, money=money, details=details
        )
        spent = tx.events[-1].body
        if ended:
            tx.append(ended, {"intent": intent, "run": call.run, "tool": call.tool})
        if back:
            ledger.refund(tx, intent, spent, back, {"run": call.run})
    house.clock.now = present
    return intent


@pytest.fixture
def spender(house: House) -> House:
    """Who has bought a few things, this month and before, within a mandate and with a yes."""
    house.edit_policy(lambda text: text.replace("rules:\n", MANDATE, 1))
    books = {"merchant": "books.example", "items": ("1 × Atlas", "2 × Map of Paris")}
    buys(house, 1_500, days=40)
    buys(house, 4_600, days=10, rule="otherwise", currency="USD", said=books)
    buys(house, 1_853, days=3, back=353)
    buys(house, 1_200, days=1, ended="unknown")
    return house


async def saving(shown: Shown, name: str) -> None:
    """Say in which file, and go on."""
    await shown.pilot.press("s")
    await shown.until(lambda: isinstance(shown.app.screen, Naming))
    shown.app.screen.query_one("#line", Input).value = name
    await shown.pilot.press("enter")
    await shown.settled()


async def test_this_month_is_shown_with_who_allowed_it_and_what_is_left(spender: House) -> None:
    async with showing(spender, Spending(), (120, 40)) as shown:
        assert "3 purchases, 27.00 EUR, 46.00 USD in all" in shown.said
        sums = shown.static("#sums")
        assert "small-purchases: 27.00 EUR; 33.00 EUR of 60.00 EUR left this month" in sums
        assert "you said yes: 46.00 USD" in sums
        assert "flowers.example       unknown:" in shown.text
        await shown.press("down")
        one = shown.static("#purchase")
        assert "Paid: 18.53 EUR" in one
        assert "Given back: 3.53 EUR" in one
        assert "Allowed by the rule small-purchases alone" in one
        await shown.press("down")
        assert "Allowed by you, under otherwise" in shown.static("#purchase")
        assert "2 × Map of Paris" in shown.static("#purchase")


async def test_any_days_are_shown_as_the_owner_says_them(spender: House) -> None:
    async with showing(spender, Spending()) as shown:
        await shown.type("#since", "")
        await shown.until(lambda: "4 purchases, 42.00 EUR" in shown.said)
        await shown.type("#until", "20 November")
        await shown.until(lambda: "3 purchases, 30.00 EUR" in shown.said)
        await shown.type("#since", "last week")
        await shown.until(lambda: "1 purchase, 15.00 EUR in all" in shown.said)
        await shown.type("#since", "the day of nothing")
        await shown.until(lambda: "purchase" not in shown.said)
        assert shown.app.query_one("#purchases", Lines).count == 0
        assert shown.app.query_one("#save", Button).disabled
        await shown.type("#since", "2026-10-01")
        await shown.type("#until", "2026-10-10")
        await shown.until(lambda: "Nothing was bought on these days." in shown.said)


async def test_the_table_is_a_new_file_for_the_owner_alone(spender: House, tmp_path: Path) -> None:
    path = tmp_path / "this month.csv"

    async with showing(spender, Spending()) as shown:
        await saving(shown, str(path))
        await shown.until(lambda: f"Written: {path}" in shown.said)
        home = shown.session.home
        since = spending.day(home, "2026-11-01")
        wanted = await asyncio.to_thread(spending.spending, home.journal, since)
        zone = home.zone

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().decode() == spending.as_csv(wanted, zone)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["net"] for row in rows] == ["46.00", "15.00", "12.00"]


async def test_nothing_is_written_over_without_a_yes(spender: House, tmp_path: Path) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("mine")

    async with showing(spender, Spending()) as shown:
        await saving(shown, str(path))
        await shown.until(lambda: isinstance(shown.app.screen, Sure))
        await shown.pilot.press("escape")
        await shown.until(lambda: "Nothing was written." in shown.said)
        assert path.read_text() == "mine"
        await saving(shown, str(path))
        await shown.agree("replace")
        await shown.until(lambda: "Written:" in shown.said)

    assert path.read_text().startswith("at,merchant")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_is_there_by_the_time_it_is_written_stays(
    spender: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "raced.csv"

    def raced(said: str, home: Path) -> tuple[Path, bool]:
        path.write_text("mine")
        return path, False

    monkeypatch.setattr("plam_agent.tui.panes.spending._placed", raced)
    async with showing(spender, Spending()) as shown:
        await saving(shown, str(path))
        await shown.until(lambda: "is there already" in shown.said)

    assert path.read_text() == "mine"


async def test_no_table_goes_among_plams_own_files_or_over_a_folder(
    spender: House, tmp_path: Path
) -> None:
    policy = spender.path / "policy.yaml"
    before = policy.read_bytes()

    async with showing(spender, Spending()) as shown:
        await saving(shown, str(policy))
        await shown.until(lambda: "own files lie there" in shown.said)
        await saving(shown, str(tmp_path))
        await shown.until(lambda: "no file that can be written" in shown.said)
        await saving(shown, str(tmp_path / "nowhere" / "table.csv"))
        await shown.until(lambda: "cannot be written" in shown.said)
        await saving(shown, "")
        await shown.until(lambda: "Nothing was written." in shown.said)

    assert policy.read_bytes() == before
    assert set(await asyncio.to_thread(os.listdir, tmp_path)) == {"home", "sample"}


async def test_what_a_merchant_says_is_shown_as_text(house: House) -> None:
    said = {"merchant": HOSTILE, "items": (HOSTILE,)}
    await asyncio.to_thread(buys, house, 100, days=0, said=said)

    async with showing(house, Spending()) as shown:
        for text in (shown.text, shown.static("#purchase")):
            assert "[bold red]Win[/]\\x1b[2J" in text
            assert not {"\x1b", "\x07", "\u202e"} & set(text)


async def test_without_a_policy_in_force_it_says_why_nothing_is_left(spender: House) -> None:
    (spender.path / "policy.yaml.sig").unlink()

    async with showing(spender, Spending()) as shown:
        sums = shown.static("#sums")
        assert "What is left cannot be said:" in sums
        assert "small-purchases: 27.00 EUR" in sums


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_looks_as_it_did_and_its_table_is_a_key_away(
    spender: House, size: tuple[int, int]
) -> None:
    async with showing(spender, Spending(), size) as shown:
        button = shown.app.query_one(f"#{Spending.essential}", Button)

        assert button.region.area
        assert button.region in shown.app.screen.region
        assert str(button.label) in shown.text
        compare(f"panes/Spending-{size[0]}x{size[1]}", shown.app)
        await shown.app.push_screen(Naming("In which file?", "~/table.csv", "Save"))
        await shown.pilot.pause()
        for id_ in ("go", "leave"):
            button = shown.app.screen.query_one(f"#{id_}", Button)
            assert button.region in shown.app.screen.region
        compare(f"panes/Naming-{size[0]}x{size[1]}", shown.app)

"""Tools that never end and servers that answer too late: what may have happened is not repeated."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Annotated, Any

import pytest

from plam_agent import execution, proving, recovery
from plam_agent.errors import UncertainError
from plam_agent.policy import ledger
from plam_agent.tools.registry import Arguments, Plays, params_of
from plam_agent.types import Effect, Result, Role, Tool
from tests.adversarial.scene import Scene, scene, verbs
from tests.fixtures_agent import House


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool has a moment, and nothing here goes on after it was cut off."""
    monkeypatch.setattr(execution, "TOOL_SECONDS", 0.05)
    monkeypatch.setattr(recovery, "SETTLES", 0.0)
    monkeypatch.setattr(proving, "SECONDS", 0.2)


async def never(context: Any, args: Any) -> Result:
    await asyncio.Event().wait()
    raise AssertionError


async def gone(context: Any, args: Any) -> Result:
    raise UncertainError("the connection broke after the last line.")


async def broken(context: Any, args: Any) -> Result:
    raise ConnectionResetError("reset")


async def late(context: Any, args: Any) -> Result:
    raise TimeoutError


class Note(Arguments):
    """Send a note."""

    note: Annotated[str, Plays(Role.QUOTE)] = ""


ENDS = {"never": never, "gone": gone, "broken": broken, "late": late}


def replaced(attack: Scene, name: str, run: Any) -> list[str]:
    """Have a tool begin as it is known, and end like `run`; what began is noted."""
    began: list[str] = []

    async def noted(context: Any, args: Any) -> Result:
        began.append(name)
        return await run(context, args)  # type: ignore[no-any-return]

    tools = attack.runtime.registry._tools
    tools[name] = dataclasses.replace(tools[name], run=noted)
    return began


@pytest.mark.parametrize("run", ENDS.values(), ids=ENDS)
async def test_what_may_have_happened_is_unknown_and_never_repeated(house: House, run: Any) -> None:
    """Not by its caller, not by the same yes, not after a restart, not by recovery."""
    async with scene(house) as attack:
        began = replaced(attack, "mail.send", run)
        call = attack.mail("papa@example.org")
        first = await attack.submit(call)
        again = await attack.submit(call)
        approved = await attack.submit(call, receipt=await attack.receipt(call))
    async with scene(house) as attack:
        after = replaced(attack, "mail.send", run)
        recovered = await attack.runtime.recover()
        later = await attack.submit(call)
        home = attack.home
        unknown = [e async for e in of_kind(home, "unknown")]
        await asyncio.to_thread(home.journal.verify, ledger.check)

    assert verbs(first) == ("allow", "unknown")
    assert [verbs(each) for each in (again, approved, later)] == [("deny", "refused")] * 3
    assert (began, after) == (["mail.send"], [])
    assert not [each for each in recovered if each.verb == "done"]
    assert len(unknown) >= 1


async def of_kind(home: Any, kind: str) -> Any:
    for event in await asyncio.to_thread(lambda: list(home.journal.events(kinds=(kind,)))):
        yield event


async def test_money_that_may_be_gone_is_spent(house: House) -> None:
    """A shop that answers nothing has been paid, as far as the budget goes."""
    async with scene(house) as attack:
        began = replaced(attack, "purchase.buy", never)
        ended = [verbs(await attack.submit(attack.buy(1_900))) for _ in range(4)]

    assert ended == [("allow", "unknown")] * 3 + [("confirm", "pending")]
    assert len(began) == 3


async def test_an_answer_that_comes_after_the_timeout_changes_nothing(house: House) -> None:
    """A tool that goes on behind its call's back: the record stands as it was written."""
    done = asyncio.Event()
    tasks: list[asyncio.Task[None]] = []

    async def goes_on(context: Any, args: Any) -> Result:
        async def answer() -> None:
            await asyncio.sleep(0.1)
            done.set()

        tasks.append(asyncio.create_task(answer()))
        await asyncio.shield(tasks[0])
        await asyncio.Event().wait()
        return Result(summary="sent")

    async with scene(house) as attack:
        began = replaced(attack, "mail.send", goes_on)
        call = attack.mail("papa@example.org")
        first = await attack.submit(call)
        await done.wait()
        again = await attack.submit(call)

    assert verbs(first) == ("allow", "unknown")
    assert verbs(again) == ("deny", "refused")
    assert began == ["mail.send"]


async def test_a_reading_that_never_ends_failed_and_may_be_repeated(house: House) -> None:
    async with scene(house) as attack:
        began = replaced(attack, "mail.search", never)
        call = attack.call("mail.search", words=("x",))
        ended = [verbs(await attack.submit(call)) for _ in range(2)]

    assert ended == [("allow", "failed")] * 2
    assert len(began) == 2


async def test_a_proof_that_never_comes_proves_nothing(house: House) -> None:
    """Recovery asks the account, which does not answer either: it stays unknown, for ever."""

    async def silent(context: Any, args: Any) -> Any:
        await asyncio.Event().wait()

    tool = Tool(
        "notes.send", "Note", Effect.SEND, Note, params_of(Note), run=never, reconcile=silent
    )
    rules = "\n  - {id: notes, allow: notes.send}\n"
    async with scene(house, rules, more=[tool], real=["notes.send"]) as attack:
        call = attack.call("notes.send", note="hello")
        first = await attack.submit(call)
        await attack.runtime.recover()
        again = await attack.submit(call)

    assert verbs(first) == ("allow", "unknown")
    assert verbs(again) == ("deny", "refused")

"""An invitation from the request to the answer: what the policy says, and what the owner reads."""

from __future__ import annotations

import asyncio
import dataclasses

from plam_agent import config, keys
from plam_agent.agent import Agent, Answer
from plam_agent.home import Home
from plam_agent.policy.receipts import sign_receipt
from plam_agent.tools.mail.mailbox import open_mailbox
from plam_agent.types import Approval, Call, Confirm, Effect
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House
from tests.scheduling import attendees, changed, invitation, one, opened, smtp_settings
from tests.servers import Outbox

WORDS = "accept the invitation about Zucchini"
PLAN = {
    "steps": [
        {"tool": "mail.search", "args": {"words": " Zucchini"}},
        {"tool": "calendar.answer", "args": {"message": "$1", "answer": "accept"}},
    ]
}


@dataclasses.dataclass
class Owner:
    """Somebody who says yes to what is on the card, or leaves it waiting."""

    says: bool = False
    home: Home | None = None
    cards: list[tuple[str, Confirm]] = dataclasses.field(default_factory=list)

    async def ask(self, call: Call, decision: Confirm, preview: str) -> Approval | None:
        self.cards.append((preview, decision))
        if not self.says:
            return None
        assert self.home is not None
        key = keys.open_approval(self.home.path, PASSPHRASE)
        return sign_receipt(key, call, self.home.policy().hash, self.home.now())


def courgettes(owner: str) -> list[str]:
    lines = changed("SUMMARY:Zucchini", "UID:zucchini", "DTSTAMP:20261120T120000Z")
    return [line.replace("marie@example.org", owner) for line in lines]


def can_send(house: House, port: int) -> None:
    settings = config.load(house.path)
    accounts = [
        dataclasses.replace(each, settings={**each.settings, **smtp_settings(port)})
        if each.kind == "mail"
        else each
        for each in settings.accounts
    ]
    config.save(house.path, dataclasses.replace(settings, accounts=tuple(accounts)))


async def accepted(house: House, owner: Owner, port: int) -> Answer:
    await asyncio.to_thread(can_send, house, port)
    with house.open() as owner.home:
        home = owner.home
        async with house.runtime(home, ask=owner.ask) as runtime:
            mailbox = await runtime.surroundings("mail").connection(open_mailbox)
            raw = invitation(courgettes(home.settings.owner), Keywords="Zucchini")
            await mailbox.append("INBOX", raw.replace(b"You are invited", b"About Zucchini"))
            return await Agent(runtime, ScriptedEngine(lambda _: PLAN)).ask(WORDS)


async def test_an_answer_is_asked_about_with_event_and_organizer_on_the_card(
    house: House, smtp_server: Outbox
) -> None:
    owner = Owner()

    answer = await accepted(house, owner, smtp_server.port)

    last = answer.calls[-1]
    assert last.call.tool == "calendar.answer"
    assert last.call.effect is Effect.SEND
    assert isinstance(last.decision, Confirm)
    ((preview, decision),) = owner.cards
    assert preview.startswith("Accept by mail to anna@example.com: “Zucchini”, Tue 10 Mar 2026")
    assert any("`to` is anna@example.com, from maildir:" in each for each in decision.reasons)
    assert smtp_server.received == []


async def test_a_yes_answers_and_the_journal_can_take_the_calendar_back(
    house: House, smtp_server: Outbox
) -> None:
    owner = Owner(says=True)

    answer = await accepted(house, owner, smtp_server.port)

    assert answer.calls[-1].outcome.verb == "done", answer.calls[-1].outcome
    (envelope,) = smtp_server.received
    assert list(attendees(one(opened(envelope.content))).values()) == ["ACCEPTED"]
    files = list(house.data.calendar.glob("invitation-*.ics"))
    assert len(files) == 1
    with house.open() as owner.home:
        async with house.runtime(owner.home) as runtime:
            alone = await runtime.undo(answer.calls[-1].outcome.event)
        assert alone.verb == "refused"
        async with house.runtime(owner.home, ask=owner.ask) as runtime:
            undone = await runtime.undo(answer.calls[-1].outcome.event)
    assert undone.verb == "done"
    assert "cannot be taken back" in undone.detail
    assert not files[0].exists()

"""What no request says and an owner has habits of: how long an event is, in what tone a mail is."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest

from plam_agent import config, keys
from plam_agent.agent import Agent, Answer
from plam_agent.approvals import Approvals, card
from plam_agent.errors import InputError
from plam_agent.planner.grammar import plan_grammar
from plam_agent.planner.plan import parse_plan
from plam_agent.planner.prompt import tool_line
from plam_agent.planner.schema import plan_schema
from plam_agent.policy.bounds import Bound, committed
from plam_agent.policy.grants import issue, permits
from plam_agent.runtime import Runtime
from plam_agent.tools.standard import registry
from plam_agent.types import CONTACTS, POLICY, REQUEST, Plan, Tool
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import PASSPHRASE, House

CLAIRE = "claire.martin@example.com"
WORDS = f"draft to {CLAIRE} that the plans are ready"
BOOK = "book pottery tomorrow at 3 pm"


def offered(name: str) -> Tool:
    tool = registry().get(name)
    assert tool is not None
    return tool


def drafted(tool: str = "mail.draft", **args: str) -> dict[str, Any]:
    given = {"to": "@a1", "body": " the plans are ready", **args}
    return {"steps": [{"tool": tool, "args": given}]}


def booked(when: str = " tomorrow at 3 pm", **args: str) -> dict[str, Any]:
    given = {"title": " pottery", "when": when, **args}
    return {"steps": [{"tool": "calendar.create", "args": given}]}


async def asked(runtime: Runtime, words: str, plan: Any) -> Answer:
    return await Agent(runtime, ScriptedEngine(lambda _: plan)).ask(words)


def events(house: House) -> str:
    texts = (path.read_text() for path in house.data.calendar.glob("*.ics"))
    return next(text for text in texts if "SUMMARY:pottery" in text)


def drafts(house: House) -> list[Message]:
    found = (house.data.mail / ".Drafts" / "cur").iterdir()
    return [message_from_bytes(path.read_bytes()) for path in found if "plam." in path.read_text()]


def text_of(message: Message) -> str:
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def confirms(house: House, tool: str) -> None:
    """Have the tool ask before it runs."""
    house.edit_policy(lambda text: text.replace(f"{tool}, ", "").replace(f", {tool}]", "]"))
    house.edit_policy(lambda text: text.replace("[mail.send, ", f"[{tool}, mail.send, "))


async def speaks(
    house: House, *, language: str = "en", name: str = "", shared: bool = False
) -> None:
    """What the owner's settings say: language, name shown, and whether the contacts are shared."""
    await asyncio.to_thread(_configure, house, language, name, shared)


def _configure(house: House, language: str, name: str, shared: bool) -> None:
    settings = config.load(house.path)
    more: dict[str, dict[str, Any]] = {}
    if name:
        more["mail"] = {"name_shown": name}
    if shared:
        more["contacts"] = {"shared": True}
    accounts = tuple(
        dataclasses.replace(each, settings={**each.settings, **more.get(each.kind, {})})
        for each in settings.accounts
    )
    config.save(house.path, dataclasses.replace(settings, language=language, accounts=accounts))


@pytest.mark.parametrize(
    ("tool", "argument", "choice"),
    [
        ("calendar.create", "lasts", "45 minutes"),
        ("mail.draft", "tone", "warm"),
        ("mail.send", "tone", "formal"),
        ("mail.reply", "tone", "plain"),
        ("mail.reply_draft", "tone", "formal"),
    ],
)
def test_what_is_chosen_is_in_the_language_of_plans_and_saying_nothing_is_not(
    tool: str, argument: str, choice: str
) -> None:
    (param,) = (param for param in offered(tool).params if param.name == argument)
    said = {"steps": [{"tool": tool, "args": {argument: choice}}]}
    unsaid = {"steps": [{"tool": tool, "args": {argument: ""}}]}

    assert choice in param.choices
    assert "" not in param.choices
    assert json.dumps(json.dumps(choice)) in plan_grammar("some words", [offered(tool)])
    assert choice in str(plan_schema([offered(tool)]))
    assert parse_plan(json.dumps(said), "some words", [offered(tool)]).steps
    with pytest.raises(Exception, match=f"{argument} is not ''"):
        parse_plan(json.dumps(unsaid), "some words", [offered(tool)])


def test_no_prompt_names_what_requests_leave_unsaid() -> None:
    """What is a matter of habit is in no words, and a longer line would only mislead."""
    create, draft = offered("calendar.create"), offered("mail.draft")
    flag = offered("mail.flag")
    assert tool_line(create).startswith("calendar.create(title, when, place, attendees): ")
    assert tool_line(draft).startswith("mail.draft(to, subject, body, attachments): ")
    # A choice that has to be said is named like anything else.
    assert tool_line(flag).startswith("mail.flag(messages, flag): ")


def test_what_the_tool_derives_is_not_in_the_language_of_plans() -> None:
    assert "greeting" not in plan_grammar("some words", [offered("mail.send")])
    assert "closing" not in str(plan_schema([offered("mail.send")]))


@pytest.mark.parametrize(
    ("when", "lasts", "end", "told"),
    [
        (" tomorrow at 3 pm", "45 minutes", "20261124T154500", ", for 45 minutes"),
        (" tomorrow at 3 pm", "", "20261124T160000", "tomorrow at 3 pm"),
        (" tomorrow morning", "3 hours", "20261124T120000", ", for 3 hours"),
        (" tomorrow from 3 to 5 pm", "45 minutes", "20261124T170000", "3 to 5 pm"),
        (" tomorrow at 3 pm for 2 hours", "45 minutes", "20261124T170000", "for 2 hours"),
        (" tomorrow", "45 minutes", "20261125", "tomorrow"),
    ],
)
async def test_an_event_lasts_as_chosen_where_its_time_has_no_end(
    house: House, when: str, lasts: str, end: str, told: str
) -> None:
    plan = booked(when, **({"lasts": lasts} if lasts else {}))

    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, f"book pottery{when}", plan)
            assert runtime.preview(answer.calls[-1].call).endswith(told)

    assert answer.calls[-1].outcome.verb == "done"
    (line,) = (line for line in events(house).splitlines() if line.startswith("DTEND"))
    assert line.endswith(end)


async def test_how_long_it_lasts_can_be_said_on_the_card(house: House) -> None:
    confirms(house, "calendar.create")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, BOOK, booked())
            approvals = Approvals(runtime)
            key = keys.open_approval(home.path, PASSPHRASE)
            with pytest.raises(InputError, match="lasts is one of 15 minutes"):
                await approvals.edit(answer.pending[0], {"lasts": "7 hours"}, key)
            await approvals.edit(answer.pending[0], {"lasts": "90 minutes"}, key)
    assert "T163000" in events(house)


@pytest.mark.parametrize(
    ("language", "tone", "text"),
    [
        ("en", "warm", "Hi Claire,\n\nthe plans are ready\n\nAll the best,\nMarie\n"),
        ("en", "formal", "Dear Claire,\n\nthe plans are ready\n\nKind regards,\nMarie Dubois\n"),
        ("fr", "warm", "Coucou Claire,\n\nthe plans are ready\n\nÀ très vite,\nMarie\n"),
        ("fr", "formal", "Bonjour Claire,\n\nthe plans are ready\n\nCordialement,\nMarie Dubois\n"),
        ("fr", "plain", "the plans are ready\n"),
        ("en", "", "the plans are ready\n"),
    ],
)
async def test_a_tone_puts_lines_around_what_was_said(
    house: House, language: str, tone: str, text: str
) -> None:
    await speaks(house, language=language, name="Marie Dubois")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, WORDS, drafted(**({"tone": tone} if tone else {})))
            call = answer.calls[-1].call
            preview = runtime.preview(call)

    assert answer.calls[-1].outcome.verb == "done"
    assert text_of(drafts(house)[0]) == text
    # What was decided about, shown and signed is the text that was written.
    said = call.plain()
    lines = [said[name] for name in ("greeting", "body", "closing") if said.get(name)]
    assert "\n\n".join(lines) + "\n" == text
    assert all(line in preview for line in text.split("\n") if line.isascii())


async def test_whose_name_is_said_is_known_where_it_came_from(house: House) -> None:
    await speaks(house, name="Marie Dubois")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, WORDS, drafted(tone="warm"))
            args = dict(answer.calls[-1].call.args)
            shown = card(answer.calls[-1].call, None, "")
    assert args["greeting"].origins == {CONTACTS}
    assert args["closing"].origins == {POLICY}
    assert args["body"].origins == {REQUEST}
    assert "greeting: Hi Claire,\n      from contacts" in shown


async def test_somebody_unknown_and_several_people_are_greeted_without_a_name(
    house: House,
) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            stranger = await asked(
                runtime, WORDS.replace(CLAIRE, "x@example.net"), drafted(tone="formal")
            )
            words = WORDS.replace(CLAIRE, f"{CLAIRE} and x@example.net")
            several = await asked(runtime, words, drafted(tone="warm", to=["@a1", "@a2"]))  # type: ignore[arg-type]
    assert stranger.calls[-1].call.plain()["greeting"] == "Good day,"
    assert several.calls[-1].call.plain()["greeting"] == "Hi,"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (" hello Claire, the plans are ready", ["closing"]),
        (" the plans are ready", ["greeting", "closing"]),
    ],
)
async def test_what_greets_by_itself_gets_no_second_greeting(
    house: House, body: str, lines: list[str]
) -> None:
    words = f"draft to {CLAIRE} saying{body}"
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, words, drafted(tone="warm", body=body))
    said = answer.calls[-1].call.plain()
    assert [name for name in ("greeting", "closing") if said.get(name)] == lines


async def test_a_tone_edited_on_the_card_is_in_what_is_written_once(house: House) -> None:
    await speaks(house, name="Marie Dubois")
    confirms(house, "mail.draft")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, WORDS, drafted(tone="warm"))
            approvals = Approvals(runtime)
            question = await approvals.get(answer.pending[0])
            question = await approvals.edited(question, {"tone": "formal"})
            question = await approvals.edited(question, {"subject": "Plans"})
            key = keys.open_approval(home.path, PASSPHRASE)
            receipt = approvals._signed(question, key)
            performed = await approvals.answer(question, receipt, "edited")
    assert performed.outcome.verb == "done"
    text = text_of(drafts(house)[0])
    assert text == "Dear Claire,\n\nthe plans are ready\n\nKind regards,\nMarie Dubois\n"


async def test_a_tone_taken_away_on_the_card_takes_its_lines_along(house: House) -> None:
    confirms(house, "mail.draft")
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, WORDS, drafted(tone="warm"))
            key = keys.open_approval(home.path, PASSPHRASE)
            await Approvals(runtime).edit(answer.pending[0], {"tone": "plain"}, key)
    assert text_of(drafts(house)[0]) == "the plans are ready\n"


async def test_an_address_book_of_others_names_nobody(house: House) -> None:
    await speaks(house, shared=True)
    with house.open() as home:
        async with house.runtime(home) as runtime:
            answer = await asked(runtime, WORDS, drafted(tone="warm"))
    assert answer.calls[-1].call.plain()["greeting"] == "Hi,"


async def test_a_plan_without_a_tone_is_given_none_under_its_grant(house: House) -> None:
    with house.open() as home:
        async with house.runtime(home) as runtime:
            toned = (await asked(runtime, WORDS, drafted(tone="warm"))).calls[-1].call
            plain = (await asked(runtime, WORDS, drafted())).calls[-1].call
        tool = offered("mail.draft")
        plan: Plan = parse_plan(json.dumps(drafted(to=" that")), WORDS, [tool])
        tools, bounds = committed(plan, {tool.name: tool.params})
        bounds[tool.name] = tuple({**each, "to": Bound()} for each in bounds[tool.name])
        grant = issue(
            home.device,
            None,
            holder=home.device.public,
            not_after=home.now(),
            policy="",
            tools=tools,
            arguments=bounds,
        )
    assert permits(grant, plain) is None
    assert "tone" in (permits(grant, toned) or "")

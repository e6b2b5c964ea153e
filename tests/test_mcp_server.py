"""Other agents behind the gate: what an MCP client is offered, may do, is told, and cannot do."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from mcp import Client as Wire
from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client
from mcp_types import ElicitResult

from plam_agent import keys, mcp_clients
from plam_agent.approvals import Approvals
from plam_agent.delegation import revoke
from plam_agent.home import Home
from plam_agent.mcp_clients import Client
from plam_agent.mcp_offered import STATUS, schema
from plam_agent.mcp_reading import ORIGIN
from plam_agent.mcp_server import Counter
from plam_agent.mcp_serving import over_http, server
from plam_agent.outcomes import Done
from plam_agent.policy import grants
from plam_agent.tools.standard import registry
from tests.adversarial.scene import Scene, scene
from tests.fixtures_agent import PASSPHRASE, House

RULES = """
  - id: look
    allow: [mail.search, mail.read, calendar.search, contacts.search]
  - id: family-mail
    allow: mail.send
    where: {to: {in: [family]}, attachments: none}
  - id: tidy
    allow: [mail.move, mail.flag]
  - id: never
    deny: contacts.add
"""
TOOLS = ("mail.search", "mail.read", "mail.send", "mail.flag", "calendar.search")


@dataclass
class Table:
    """A client at the counter of a home, over the SDK's protocol in memory."""

    scene: Scene
    home: Home
    client: Client
    counter: Counter
    wire: Any

    async def call(self, name: str, **said: Any) -> Any:
        return await self.wire.call_tool(name, said)

    async def waiting(self) -> list[Any]:
        return await Approvals(self.scene.runtime).waiting()

    async def approve(self, number: str) -> Any:
        key = await asyncio.to_thread(keys.open_approval, self.scene.house.path, PASSPHRASE)
        return await Approvals(self.scene.runtime).approve(number, key)


def text(result: Any) -> str:
    return str(result.content[0].text)


@contextlib.asynccontextmanager
async def table(
    house: House,
    tools: Sequence[str] = TOOLS,
    *,
    rules: str = RULES,
    where: Sequence[str] = (),
    uses: int | None = None,
    mode: str = "auto",
    name: str = "helper",
    relay: Any = None,
    **ways: Any,
) -> AsyncIterator[Table]:
    async with scene(house, rules) as here:
        give = asyncio.to_thread(
            mcp_clients.allow, here.home, registry(), name, tools=tools, where=where, uses=uses
        )
        client = await give
        counter = Counter(here.runtime, client, relay=relay)
        async with Wire(server(counter), mode=mode, cache=None, **ways) as wire:
            yield Table(here, here.home, client, counter, wire)


async def test_a_client_is_offered_what_its_grant_gives_and_nothing_else(house: House) -> None:
    async with table(house, ["mail.search", "mail.send"]) as here:
        listed = {each.name: each for each in (await here.wire.list_tools()).tools}

        assert set(listed) == {"mail_search", "mail_send", STATUS}
        assert listed["mail_search"].annotations.read_only_hint
        assert listed["mail_send"].annotations.destructive_hint
        assert listed["mail_send"].input_schema["required"] == ["to", "body"]
        refused = await here.call("mail_read", messages=["m1"])
        assert refused.is_error


async def test_a_client_reads_and_designates_what_it_was_shown(house: House) -> None:
    async with table(house) as here:
        found = await here.call("mail_search", mailbox="INBOX")
        items = found.structured_content["items"]
        handle = items[0]["handle"]
        read = await here.call("mail_read", messages=[handle])

        assert len(items) > 3
        assert items[0]["origins"]
        assert read.structured_content["outcome"] == "done"
        assert "m99999" not in {each["handle"] for each in items}
        unknown = await here.call("mail_read", messages=["m99999"])
        assert unknown.is_error
        assert "was shown" in text(unknown)


async def test_what_a_client_says_is_nobodys_request(house: House) -> None:
    """The rule would let the owner's own words go; the client's words wait."""
    async with table(house) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")

        assert said.structured_content["outcome"] == "pending"
        assert here.scene.effects == []
        (question,) = await here.waiting()
        origins = {str(o) for _, v in question.call.args for o in v.origins}
        assert origins == {f"{ORIGIN}:helper"}
        assert question.call.run.startswith("mcp-helper.")
        assert f"approve {question.id}" in text(said)


async def test_a_name_is_looked_up_among_the_owners_contacts(house: House) -> None:
    async with table(house) as here:
        await here.call("mail_send", to=["Nobody Atall"], body="hello")
        person = (await here.scene.runtime.perform(
            here.scene.call("contacts.search", name=("Anna",)), here.scene.whole()
        )).outcome  # fmt: skip
        assert isinstance(person, Done)

        said = await here.call("mail_send", to=["Anna"], body="hello")

        questions = await here.waiting()
        if questions:
            (value,) = [v for n, v in questions[0].call.args if n == "to"]
            assert {o.kind for o in value.origins} == {ORIGIN, "contacts"}
            assert all("@" in each for each in value.data)
        else:
            assert "several people" in text(said)


async def test_the_owner_approves_elsewhere_and_the_client_hears_of_it(house: House) -> None:
    async with table(house) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")
        number = said.structured_content["question"]
        before = await here.call(STATUS, question=number)

        await here.approve(number)

        after = await here.call(STATUS, question=number)
        assert "still waits" in text(before)
        assert after.structured_content["outcome"] == "done"
        assert [name for name, _ in here.scene.effects] == ["mail.send"]


async def test_a_denied_question_is_told_as_no(house: House) -> None:
    async with table(house) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")
        number = said.structured_content["question"]

        await Approvals(here.scene.runtime).deny(number)

        after = await here.call(STATUS, question=number)
        assert after.is_error
        assert "did not approve" in text(after)
        assert here.scene.effects == []


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("action", ["accept", "decline", "cancel"])
async def test_what_a_client_answers_is_never_a_yes(house: House, mode: str, action: str) -> None:
    """The client is shown the question, and whatever it answers, only the owner's key runs it."""
    shown: list[str] = []

    async def answer(context: Any, params: Any) -> ElicitResult:
        shown.append(params.message)
        return ElicitResult(action=action, content={"approve": True, "yes": "yes"})

    async with table(house, mode=mode, elicitation_callback=answer) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")

        assert here.scene.effects == []
        assert len(shown) == 1
        assert "approval key" in shown[0]
        assert len(await here.waiting()) == (0 if action == "decline" else 1)
        assert ("still waits" in text(said)) is (action != "decline")


async def test_a_yes_while_the_client_is_shown_the_question_is_answered(house: House) -> None:
    async def answer(context: Any, params: Any) -> ElicitResult:
        (question,) = await here.waiting()
        await here.approve(question.id)
        return ElicitResult(action="accept")

    async with table(house, elicitation_callback=answer) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")

        assert said.structured_content["outcome"] == "done"
        assert [name for name, _ in here.scene.effects] == ["mail.send"]


async def test_the_owners_approver_answers_at_once(house: House) -> None:
    """Where the approver runs, its receipt comes back and the call goes on."""

    async def relay() -> Any:
        async def ask(call: Any, decision: Any, preview: str) -> Any:
            return await here.scene.receipt(call)

        return ask

    async with table(house, relay=relay) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")

        assert said.structured_content["outcome"] == "done"
        assert [name for name, _ in here.scene.effects] == ["mail.send"]


async def test_what_the_grant_pins_is_the_owners_word(house: House) -> None:
    where = ["mail.send:to=papa@example.org", "mail.send:body=I am on my way"]
    async with table(house, where=where) as here:
        other = await here.call("mail_send", to=["papa@example.org"], body="Send me money")
        same = await here.call("mail_send", to=["papa@example.org"], body="I am on my way")

        assert other.is_error
        assert same.structured_content["outcome"] == "pending"
        (question,) = await here.waiting()
        assert {str(o) for _, v in question.call.args for o in v.origins} == {"policy"}
        # Another model than those that earned it asks for its first calls.
        assert "is new" in " ".join(question.reasons)


async def test_uses_are_counted_and_used_up(house: House) -> None:
    async with table(house, uses=2) as here:
        said = [await here.call("calendar_search") for _ in range(3)]

        assert [each.is_error for each in said] == [False, False, True]


async def test_a_revoked_grant_ends_at_once(house: House) -> None:
    async with table(house) as here:
        before = await here.call("calendar_search")
        await asyncio.to_thread(revoke, here.home, here.client.chain[-1])
        after = await here.call("calendar_search")

        assert (before.is_error, after.is_error) == (False, True)


async def test_a_changed_policy_ends_what_was_allowed(house: House) -> None:
    async with table(house) as here:
        await asyncio.to_thread(house.edit_policy, lambda t: t + "# changed\n")
        await asyncio.to_thread(here.home.policy)

        after = await here.call("calendar_search")

        assert after.is_error


async def test_without_the_clients_key_its_grant_is_worth_nothing(house: House) -> None:
    async with table(house) as here:
        thief = dataclasses.replace(here.client, key=keys.Signer(b"x" * 32))

        said = await Counter(here.scene.runtime, thief).call("calendar_search", {})

        assert said.failed


async def test_a_refusal_does_not_tell_the_owners_rules(house: House) -> None:
    rules = RULES.replace("deny: contacts.add", "deny: mail.flag\n    where: {flag: [important]}")
    async with table(house, rules=rules) as here:
        found = await here.call("mail_search", mailbox="INBOX")
        handle = found.structured_content["items"][0]["handle"]
        said = await here.call("mail_flag", messages=[handle], flag="important")

        assert said.is_error
        assert "never" not in text(said)
        assert "rule" not in text(said)


async def test_another_clients_question_is_none_of_its_business(house: House) -> None:
    async with table(house) as here:
        said = await here.call("mail_send", to=["papa@example.org"], body="hello")
        number = said.structured_content["question"]
        allow = asyncio.to_thread(
            mcp_clients.allow, here.home, registry(), "help", tools=["mail.search"]
        )
        other = Counter(here.scene.runtime, await allow)

        asked = await other.call(STATUS, {"question": number})
        await other.withdraw(number)

        assert asked.failed
        assert "No question of yours" in asked.text
        assert len(await here.waiting()) == 1


async def test_too_many_questions_stop_the_client(house: House) -> None:
    async with table(house) as here:
        for number in range(8):
            await here.call("mail_send", to=["papa@example.org"], body=f"hello {number}")

        assert len(await here.waiting()) == 5
        stopped = await here.call("calendar_search")
        assert stopped.is_error


async def test_what_is_private_is_left_out(house: House) -> None:
    rules = RULES + "private:\n  mail: [INBOX]\n"
    async with table(house, rules=rules) as here:
        found = await here.call("mail_search", mailbox="INBOX")

        assert found.structured_content["items"] == []
        assert found.structured_content["left_out"] > 3
        assert "private" in text(found)


@pytest.mark.parametrize(
    "said",
    [
        {"bogus": "x"},
        {"to": {"a": 1}, "body": "x"},
        {"to": ["papa@example.org"], "body": ["x", "y"]},
        {"to": ["papa@example.org"], "body": "x" * 300_000},
        {"to": [["papa@example.org"]], "body": "x"},
        {"to": ["papa@example.org"], "body": "x", "attachments": [{"kind": "file"}]},
        {"to": ["papa@example.org"], "body": "x", "attachments": ["../../etc/passwd"]},
        {"to": ["papa@example.org"] * 60, "body": "x"},
    ],
)
async def test_nonsense_is_refused_in_a_sentence(house: House, said: dict[str, Any]) -> None:
    async with table(house) as here:
        answer = await here.counter.call("mail_send", said)

        assert answer.failed or answer.question == ""
        assert "Traceback" not in answer.text
        assert here.scene.effects == []


async def test_a_thing_that_is_spelled_out_counts_as_the_clients_word(house: House) -> None:
    """Naming a message by its parts is possible, and gives it no origin but the client's."""
    async with table(house) as here:
        spelled = {"kind": "message", "account": "mail", "id": "INBOX/1/1"}
        said = await here.call("mail_flag", messages=[spelled], flag="important")

        assert said.structured_content["outcome"] != "done"


def test_every_tool_has_a_schema_without_derived_arguments() -> None:
    for tool in registry():
        made = schema(tool)
        json.dumps(made)
        derived = {param.name for param in tool.params if param.derived}
        assert not derived & set(made["properties"])


async def test_over_http_only_with_the_token(house: House) -> None:
    import httpx

    async with table(house) as here, over_http(here.counter, 0) as (url, token):
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        async with httpx.AsyncClient(trust_env=False) as web:
            none = await web.post(url, json=body)
            wrong = await web.post(url, json=body, headers={"authorization": f"Bearer {token}x"})
            # A page in a browser that was led here by another name brings no token, and no host.
            other = await web.post(
                url, json=body, headers={"authorization": f"Bearer {token}", "host": "evil.example"}
            )
        way = create_mcp_http_client(headers={"Authorization": f"Bearer {token}"})
        async with way, Wire(streamable_http_client(url, http_client=way), cache=None) as wire:
            listed = await wire.list_tools()
            found = await wire.call_tool("calendar_search", {})

        assert (none.status_code, wrong.status_code) == (401, 401)
        assert other.status_code >= 400
        assert "mail_send" in {each.name for each in listed.tools}
        assert found.structured_content["outcome"] == "done"


def test_a_client_is_known_by_a_plain_name(house: House) -> None:
    with house.open() as home, pytest.raises(Exception, match="no name for a client"):
        mcp_clients.allow(home, registry(), "../x", tools=["mail.search"])


def test_a_forbidden_client_is_gone_and_its_grant_too(house: House) -> None:
    with house.open() as home:
        client = mcp_clients.allow(home, registry(), "helper", tools=["mail.search"])
        mcp_clients.forbid(home, "helper")

        assert mcp_clients.names(home) == []
        with pytest.raises(Exception, match="no MCP client"):
            mcp_clients.client(home, "helper")
        assert not revoke(home, client.chain[-1])


def test_allowing_again_takes_back_what_was_allowed(house: House) -> None:
    with house.open() as home:
        first = mcp_clients.allow(home, registry(), "helper", tools=["mail.search"])
        second = mcp_clients.allow(home, registry(), "helper", tools=["mail.read"])

        assert not revoke(home, first.chain[-1])
        assert mcp_clients.client(home, "helper").chain == second.chain


def test_a_client_narrows_its_own_grant(house: House) -> None:
    with house.open() as home:
        client = mcp_clients.allow(home, registry(), "helper", tools=["mail.search", "mail.read"])
        last = client.chain[-1]
        narrow = grants.issue(
            client.key, last, holder=client.key.public, not_after=last.not_after,
            tools=["mail.search"],
        )  # fmt: skip

        found = mcp_clients.client(home, "helper", (*client.chain, narrow))

        assert found.chain[-1].tools == {"mail.search"}

"""A remote model: what leaves is decided about, and what comes back is not believed."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme

from plam_agent import config
from plam_agent.agent import Agent
from plam_agent.config import Account
from plam_agent.errors import AccountError, PlanError
from plam_agent.freezing import said_accounts
from plam_agent.home import Home
from plam_agent.planner import reader
from plam_agent.planner.plan import plain_steps
from plam_agent.planner.planning import Planned, make_plan
from plam_agent.planner.prompt import Prompt
from plam_agent.planner.remote import Endpoint, RemoteEngine
from plam_agent.routing import Routed, routed
from plam_agent.runtime import Ask, Runtime
from plam_agent.tools.context import Connections
from plam_agent.tools.model import open_letters
from plam_agent.tools.standard import everything, registry
from plam_agent.triage import triage
from plam_agent.types import PASTE, POLICY, REQUEST, Call, Effect, Origin, Origins, Role, Value
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.servers_chat import ChatServer, chat, chat_json, chatting, http

KEY = "sk-0123456789abcdef0123456789"
WORDS = "move my dentist appointment to Friday at 3 pm"
MOVE = {"event": "dentist appointment", "when": "Friday at 3 pm"}
PLAN = {
    "steps": [{"args": {"when": MOVE["when"], "event": MOVE["event"]}, "tool": "calendar.move"}]
}
NONE = {"none": True}
LABELS = {"receipt": "proof of a payment", "personal": "a person writes"}
MAIL = Origin("maildir", "INBOX/1")

ASK_RULE = "  - {id: remote-planner, allow: model.ask}\n"
READ_RULE = (
    "  - {id: remote-reader, allow: model.read,"
    " origin: {content: [maildir, contacts, request, policy]}}\n"
)


def with_rules(*rules: str) -> Any:
    return lambda text: text.replace("rules:\n", "rules:\n" + "".join(rules), 1)


def message(text: str = "from: Zoé\nsubject: lunch\nfacts: \n see you at noon") -> Value:
    return Value(text, frozenset({MAIL}))


class House2:
    """A home with a remote model, and what the local one would answer."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.local = ScriptedEngine(lambda prompt: self.answer)
        self.answer: Any = NONE

    async def add(self, server: ChatServer, **settings: Any) -> None:
        await asyncio.to_thread(self._add, server, settings)

    def _add(self, server: ChatServer, settings: dict[str, Any]) -> None:
        path = self.house.path
        account = Account(
            "desk", "model", "openai", {"url": server.url, "model": "qwen3", **settings}
        )
        config.save(
            path,
            dataclasses.replace(config.load(path), accounts=(*config.load(path).accounts, account)),
        )

    @asynccontextmanager
    async def open(self, *, ask: Ask | None = None, key: str = "") -> AsyncIterator[Runtime]:
        with self.house.open() as home:
            if key:
                await asyncio.to_thread(home.secrets.set, "desk", "password", key)
            async with Connections() as connections:
                yield Runtime(
                    home, home.policy(), everything(), connections, ask=ask, model="local"
                )


@pytest.fixture
def home(house: House) -> House2:
    return House2(house)


async def events(home: Home, *kinds: str) -> list[Any]:
    return await asyncio.to_thread(lambda: list(home.journal.events(kinds=kinds)))


def engine(runtime: Runtime, home: House2, run: str = "ask-1") -> Routed:
    made = routed(runtime, home.local, run)
    assert isinstance(made, Routed)
    return made


async def plan(runtime: Runtime, home: House2, words: str = WORDS) -> Any:
    asked = Value(words, frozenset({REQUEST}))
    return await make_plan(engine(runtime, home).remote, asked, list(registry()))


async def asked_under(home: House2, rule: str) -> tuple[ChatServer, list[Any]]:
    """The server after a request under one more rule, and the refusals that were recorded."""
    home.house.edit_policy(with_rules(f"  - {rule}\n"))
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            await Agent(runtime, home.local).ask(WORDS)
            return server, await events(runtime.home, "refused")


# What the policy says


async def test_without_a_rule_nothing_leaves_and_the_local_model_answers(home: House2) -> None:
    home.answer = {"steps": [{"tool": "calendar.move", "args": MOVE}]}
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            answer = await Agent(runtime, home.local).ask(WORDS)
            labelled = await reader.classify(
                routed(runtime, ScriptedEngine(lambda _: {"label": "personal"}), answer.run),
                LABELS,
                message(),
            )

    assert answer.calls[-1].outcome.verb == "done"
    assert labelled.label.data == "personal"
    assert server.bodies == []


@pytest.mark.parametrize("tool", ["model.ask", "model.read"])
async def test_the_gate_refuses_what_no_rule_allows_and_writes_it_down(
    home: House2, tool: str
) -> None:
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            made = Routed(runtime, home.local, runtime.home.account("desk"), "ask-1")
            kind = "plan" if tool == "model.ask" else "label"
            call = made._call(tool, kind, "ab" * 32, frozenset({REQUEST}))
            performed = await runtime.perform(call, made._grants)
            (refused,) = await events(runtime.home, "refused")

    assert performed.decision.verb == "deny"
    assert refused.body["call"]["tool"] == tool
    assert server.bodies == []


async def test_a_request_that_may_leave_is_planned_remotely_and_is_in_the_journal_by_its_digest(
    home: House2,
) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open(key=KEY) as runtime:
            answer = await Agent(runtime, home.local).ask(WORDS)
            intent, *_ = await events(runtime.home, "intent")
            done, *_ = await events(runtime.home, "done")
            (made,) = await events(runtime.home, "plan")

    assert answer.calls[-1].call.tool == "calendar.move"
    assert answer.calls[-1].outcome.verb == "done"
    assert home.local.prompts == []
    assert "authorization: bearer " + KEY in server.heads[0].lower()
    assert WORDS in json.dumps(server.bodies[0])
    assert intent.body["call"]["tool"] == "model.ask"
    assert intent.body["rule"] == "remote-planner"
    args = dict(intent.body["call"]["args"])
    assert (args["host"]["data"], args["model"]["data"]) == ("127.0.0.1", "qwen3")
    assert args["content"] == {"data": args["content"]["data"], "origins": ["request"]}
    for event in (intent, done):
        assert WORDS not in json.dumps(event.body)
        assert KEY not in json.dumps(event.body)
    assert made.body["model"] not in ("", "scripted")


async def test_what_a_remote_model_planned_counts_as_another_models(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            await Agent(runtime, home.local).ask(WORDS)
            intents = await events(runtime.home, "intent")

    moved = next(each for each in intents if each.body["call"]["tool"] == "calendar.move")
    assert moved.body["model"] not in ("", "local", "scripted")


async def test_a_rule_for_requests_lets_no_message_leave(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    home.answer = {"label": "receipt"}
    async with chatting(chat({"label": "personal"})) as server:
        await home.add(server)
        async with home.open() as runtime:
            labelled = await reader.classify(engine(runtime, home), LABELS, message())
            refused = await events(runtime.home, "refused")

    assert labelled.label.data == "receipt"
    assert server.bodies == []
    assert refused == []


async def test_a_rule_for_reading_that_names_no_origins_lets_no_message_leave(
    home: House2,
) -> None:
    home.house.edit_policy(with_rules("  - {id: remote-reader, allow: model.read}\n"))
    home.answer = {"label": "receipt"}
    async with chatting(chat({"label": "personal"})) as server:
        await home.add(server)
        async with home.open() as runtime:
            await reader.classify(engine(runtime, home), LABELS, message())
            asked = await events(runtime.home, "asked")

    assert server.bodies == []
    assert asked == []


async def test_pasted_words_stay_where_the_rule_is_for_what_the_owner_typed(
    home: House2,
) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            await Agent(runtime, home.local).ask(WORDS, PASTE)

    assert server.bodies == []
    assert len(home.local.prompts) == 1


async def test_a_rule_that_names_the_model_lets_no_other_be_asked(home: House2) -> None:
    rule = "{id: r, allow: model.ask, where: {host: [llm.example]}}"
    server, (refused,) = await asked_under(home, rule)

    assert server.bodies == []
    assert "llm.example" in " ".join(refused.body["reasons"])


async def test_a_rule_that_names_this_model_on_this_server_lets_it_be_asked(home: House2) -> None:
    rule = "{id: r, allow: model.ask, where: {host: [127.0.0.1], model: [qwen3]}}"
    server, _ = await asked_under(home, rule)

    assert len(server.bodies) == 1


async def test_the_owner_is_asked_with_the_origins_in_view_and_a_no_keeps_it_here(
    home: House2,
) -> None:
    home.house.edit_policy(with_rules("  - {id: ask-me, confirm: model.read}\n"))
    home.answer = {"label": "receipt"}
    seen: list[tuple[Call, Sequence[str], str]] = []

    async def ask(call: Call, decision: Any, preview: str) -> bool:
        seen.append((call, decision.reasons, preview))
        return False

    async with chatting(chat({"label": "personal"})) as server:
        await home.add(server)
        async with home.open(ask=ask) as runtime:
            labelled = await reader.classify(engine(runtime, home), LABELS, message())

    assert labelled.label.data == "receipt"
    assert server.bodies == []
    ((_, reasons, preview),) = seen
    assert preview == "Show a message to qwen3 at 127.0.0.1 and let it choose a label for it"
    assert "maildir:INBOX/1" in " ".join(reasons)


async def test_a_remote_reader_with_its_own_rule_labels_the_mail(home: House2) -> None:
    home.house.edit_policy(with_rules(READ_RULE))
    async with chatting(chat({"label": "newsletter"})) as server:
        await home.add(server)
        async with home.open() as runtime:
            digest = await triage(runtime, home.local, last=3, dry=True)
            intents = await events(runtime.home, "intent")

    assert {each.label for each in digest.messages} == {"newsletter"}
    assert len(server.bodies) == 3
    assert home.local.prompts == []
    read = [each for each in intents if each.body["call"]["tool"] == "model.read"]
    assert len(read) == 3


@pytest.mark.parametrize("before", [2, 4])
async def test_what_a_remote_reader_labelled_before_it_failed_is_sorted(
    home: House2, before: int
) -> None:
    home.house.edit_policy(with_rules(READ_RULE))
    label, down = chat({"label": "newsletter"}), http(b"down", "503 Service Unavailable")
    async with chatting(*[label] * before, down) as server:
        await home.add(server)
        async with home.open() as runtime:
            digest = await triage(runtime, home.local)
            remembered = await events(runtime.home, "triaged")

    assert [each.label for each in digest.messages] == ["newsletter"] * before
    assert {a.outcome.verb for each in digest.messages for a in each.actions} == {"done"}
    assert "answered 503" in digest.stopped
    assert len(remembered) == before
    assert len(server.bodies) == before + 1


async def test_a_server_cannot_mark_its_client(home: House2) -> None:
    home.house.edit_policy(with_rules(READ_RULE))
    label = http(chat_json({"label": "receipt"}), "200 OK", "Set-Cookie: who=you; Path=/")
    async with chatting(label) as server:
        await home.add(server)
        async with home.open() as runtime:
            await triage(runtime, home.local, last=2, dry=True)

    assert len(server.heads) == 2
    assert not any("cookie" in head.lower() for head in server.heads)


async def test_once_something_private_was_read_no_message_leaves_unasked(home: House2) -> None:
    home.house.edit_policy(lambda text: with_rules(READ_RULE)(text) + "private:\n  mail: [INBOX]\n")
    home.answer = {"label": "receipt"}
    async with chatting(chat({"label": "newsletter"})) as server:
        await home.add(server)
        async with home.open() as runtime:
            digest = await triage(runtime, home.local, last=2, dry=True)

    assert server.bodies == []
    assert {each.label for each in digest.messages} == {"receipt"}


async def test_a_plan_cannot_name_the_tools_that_ask_a_model(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE, READ_RULE))
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            offered = {tool.name for tool in Agent(runtime, home.local).tools}

    assert not {name for name in offered if name.startswith("model.")}


async def test_a_call_that_names_what_was_not_laid_ready_sends_nothing(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(chat(PLAN)) as server:
        await home.add(server)
        async with home.open() as runtime:
            made = engine(runtime, home)
            call = made._call("model.ask", "plan", "ab" * 32, frozenset({REQUEST}))
            performed = await runtime.perform(call, made._grants)
            letters = await runtime.surroundings("desk").connection(open_letters)
            ready = made._call("model.ask", "plan", letters.put(b"{}"), frozenset({REQUEST}))
            host = ("host", Value("llm.example", frozenset({POLICY})))
            other = dataclasses.replace(ready, args=(host, *ready.args[1:]))
            elsewhere = await runtime.perform(other, made._grants)

    assert performed.outcome.verb == "failed"
    assert elsewhere.outcome.verb == "failed"
    assert server.bodies == []


def test_both_tools_leave_the_machine_and_say_what_they_are_for() -> None:
    tools = {tool.name: tool for tool in everything() if tool.name.startswith("model.")}

    assert sorted(tools) == ["model.ask", "model.read"]
    for tool in tools.values():
        assert tool.effect is Effect.SEND
        assert {p.name: p.role for p in tool.params} == {
            "host": Role.DESTINATION,
            "model": Role.QUOTE,
            "purpose": Role.QUOTE,
            "content": Role.PROSE,
        }
    assert not {tool.name for tool in registry()} & set(tools)


# What comes back


def none(**more: Any) -> bytes:
    return chat({"none": True, **more})


async def test_an_answer_is_read_whatever_the_order_of_its_keys_and_its_spaces(
    home: House2,
) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(chat(json.dumps(PLAN, indent=2))) as server:
        await home.add(server)
        async with home.open() as runtime:
            planned = await plan(runtime, home)

    assert plain_steps(planned.plan) == [{"tool": "calendar.move", "args": MOVE}]
    assert planned.plan.confidence == 0.0
    (body,) = server.bodies
    assert body["response_format"]["type"] == "json_schema"
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("qwen3", 0, 700)


HOSTILE = {
    "no JSON": "I would move it, if I were you",
    "half of it": '{"steps":[{"tool":"calendar.move"',
    "two answers": '{"none":true}{"none":true}',
    "nothing": "",
    "a key twice": '{"none":true,"none":true}',
    "another key": '{"none":true,"policy":"allow everything"}',
    "a tool that was not offered": '{"steps":[{"tool":"files.erase","args":{}}]}',
    "the tool that asks it": '{"steps":[{"tool":"model.read","args":{}}]}',
    "words the owner did not say": (
        '{"steps":[{"tool":"calendar.move","args":{"event":"dentist","when":"Monday"}}]}'
    ),
    "an address": '{"steps":[{"tool":"mail.send","args":{"to":"eve@evil.example"}}]}',
    "an argument it does not take": (
        '{"steps":[{"tool":"calendar.move","args":{"attendees":"dentist"}}]}'
    ),
    "a step that follows none": '{"steps":[{"tool":"mail.move","args":{"messages":"$1"}}]}',
    "too many steps": json.dumps({"steps": [{"tool": "mail.search", "args": {}}] * 9}),
    "NaN": '{"none":NaN}',
    "depth": "[" * 100_000 + "]" * 100_000,
    "a control character": '{"answer":"all is well\\u001b[2J"}',
    "half a character": '{"answer":"\\ud83d"}',
    "a text that turns round": '{"answer":"done \\u202egpj.exe"}',
    "a very long text": json.dumps({"answer": "x" * 5_000}),
}


class Line:
    """A seam that answers the same each time, and remembers what it was to send."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.sent: list[Any] = []

    async def send(self, kind: str, body: bytes, origins: Origins) -> bytes:
        self.sent.append(json.loads(body))
        return self.raw

    def engine(self, **settings: Any) -> RemoteEngine:
        return RemoteEngine(Endpoint("llm.example/qwen3", "qwen3", **settings), self.send)


async def planned_by(line: Line) -> Planned:
    return await make_plan(line.engine(), Value(WORDS, frozenset({REQUEST})), list(registry()))


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE.keys())
async def test_an_answer_outside_the_language_is_asked_for_once_more_and_then_an_error(
    said: str,
) -> None:
    line = Line(chat_json(said))

    with pytest.raises(PlanError):
        await planned_by(line)

    first, second = line.sent
    assert second["messages"][: len(first["messages"])] == first["messages"]
    assert "cannot be used" in second["messages"][-1]["content"]


async def test_a_second_answer_that_is_one_is_taken(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(
        chat({"steps": [{"tool": "calendar.shift", "args": {}}]}), none()
    ) as server:
        await home.add(server)
        async with home.open() as runtime:
            planned = await plan(runtime, home)
            intents = await events(runtime.home, "intent")

    assert planned.plan.none
    told = server.bodies[1]["messages"][-1]["content"]
    assert "'calendar.shift', which was not offered" in told
    assert len({each.body["call"]["digest"] for each in intents}) == 2


@pytest.mark.parametrize(
    "said",
    ['{"label":"everything"}', '{"label":["receipt"]}', '{"label":null}', '{"label":{"a":1}}'],
)
async def test_a_label_that_is_none_of_the_owners_is_no_label(said: str) -> None:
    with pytest.raises(PlanError):
        await reader.classify(Line(chat_json(said)).engine(), LABELS, message())


async def test_what_is_extracted_stands_in_the_message(home: House2) -> None:
    home.house.edit_policy(with_rules(READ_RULE))
    lie = {"when": "at midnight", "place": None}
    true = {"place": None, "when": "at noon"}
    async with chatting(chat(lie), chat(true)) as server:
        await home.add(server)
        async with home.open() as runtime:
            wanted = {"when": "the time", "place": "where"}
            got = await reader.extract(engine(runtime, home), wanted, message())

    assert len(server.bodies) == 2
    assert got["place"] is None
    assert got["when"] == Value("at noon", frozenset({MAIL}))


BROKEN = {
    "no completion": b'{"object":"list"}',
    "no choices": b'{"choices":[]}',
    "no text": chat_json(None, message={"role": "assistant", "tool_calls": [{"id": "x"}]}),
    "a list": b"[1, 2, 3]",
    "no UTF-8": b'{"choices":"\xff"}',
    "a page": b"<html>please log in</html>",
    "depth": b'{"choices":' + b"[" * 100_000,
    "cut off": chat_json('{"none":true}', finish_reason="length"),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_no_chat_completion_is_an_error(raw: bytes) -> None:
    with pytest.raises(PlanError):
        await planned_by(Line(raw))


FAILING = {
    "a redirect": (http(b"", "307 Moved", "Location: https://evil.example/v1"), "redirects"),
    "a wrong key": (http(b'{"error":"bad"}', "401 No"), "refuses the key"),
    "no such model": (http(b"{}", "404 No"), "knows no such model"),
    "too busy": (http(b"{}", "503 Busy"), "answered 503"),
    "too much": (http(b"x" * (2 << 20)), "over 1 MB"),
    "compressed": (http(b"x", "200 OK", "Content-Encoding: gzip"), "compressed"),
    "no HTTP": (b"220 ready\r\n\r\n", "broke off"),
    "the key": (http(KEY.encode(), "400 What"), "answered 400: …"),
    "control characters": (http(b"\x1b]0;x\x07 oops", "400 What"), "answered 400: ]0;x oops"),
}


@pytest.mark.parametrize(("reply", "told"), FAILING.values(), ids=FAILING.keys())
async def test_a_server_that_fails_is_an_error_in_words(
    home: House2, reply: bytes, told: str
) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(reply) as server:
        await home.add(server)
        async with home.open(key=KEY) as runtime:
            with pytest.raises(AccountError) as failed:
                await plan(runtime, home)
            (done,) = await events(runtime.home, "done")

    assert told in str(failed.value)
    assert KEY not in str(failed.value)
    assert str(failed.value).isprintable()
    assert "octets went to" in done.body["detail"]
    assert KEY not in json.dumps(done.body)
    assert len(server.bodies) == 1


async def test_a_server_that_hangs_is_given_up(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(None) as server:
        await home.add(server, timeout=0.3)
        async with home.open() as runtime:
            started = time.monotonic()
            with pytest.raises(AccountError, match=r"did not answer within 0\.3 s"):
                await plan(runtime, home)

    assert time.monotonic() - started < 5


async def test_a_server_that_is_not_there_got_nothing(home: House2) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(none()) as server:
        await home.add(server)
    async with home.open() as runtime:
        with pytest.raises(AccountError, match="cannot be reached"):
            await plan(runtime, home)
        assert await events(runtime.home, "done") == []
        assert len(await events(runtime.home, "failed")) == 1


async def test_a_request_that_is_cancelled_meanwhile_is_in_the_journal_as_sent(
    home: House2,
) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    async with chatting(None) as server:
        await home.add(server)
        async with home.open() as runtime:
            asking = asyncio.ensure_future(plan(runtime, home))
            await server.reached.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            (done,) = await events(runtime.home, "done")

    assert "stopped then" in done.body["detail"]


async def test_a_server_has_to_prove_who_it_is(home: House2, tmp_path: Path) -> None:
    home.house.edit_policy(with_rules(ASK_RULE))
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    async with chatting(none(), context=context) as server:
        url = f"https://localhost:{server.port}/v1"
        await home.add(server, url=url)
        async with home.open() as runtime:
            with pytest.raises(AccountError, match="does not prove who it is"):
                await plan(runtime, home)
        assert server.bodies == []

        with (home.house.path / "config.toml").open("a") as file:
            file.write(f'ca_file = "{tmp_path / "ca.pem"}"\n')
        async with home.open() as runtime:
            planned = await plan(runtime, home)
    assert planned.plan.none


async def test_a_model_that_says_how_sure_it_is_is_asked_so() -> None:
    sure = {"content": [{"logprob": -0.1}, {"logprob": -0.2}]}
    line = Line(chat_json({"label": "receipt"}, logprobs=sure))

    labelled = await reader.classify(line.engine(logprobs=True), LABELS, message())

    assert line.sent[0]["logprobs"] is True
    assert labelled.confidence == pytest.approx(0.7408, abs=1e-3)


@pytest.mark.parametrize(
    "logprobs",
    [
        None,
        [],
        {"content": []},
        {"content": [{"logprob": 3}]},
        {"content": [{"logprob": float("nan")}]},
        {"content": "x"},
    ],
)
async def test_a_confidence_that_is_none_counts_for_nothing(logprobs: Any) -> None:
    line = Line(chat_json({"label": "receipt"}, logprobs=logprobs))

    labelled = await reader.classify(line.engine(logprobs=True), LABELS, message())

    assert labelled.confidence == 0.0


async def test_an_answer_that_was_not_asked_for_here_is_not_asked_for_elsewhere() -> None:
    line = Line(chat_json(NONE))

    with pytest.raises(PlanError, match="no form"):
        await line.engine().generate(Prompt("a", "b"), 'start: "x"\n', max_tokens=5)

    assert line.sent == []


async def test_what_leaves_is_what_the_local_model_would_read_and_a_schema() -> None:
    words = "write to anna@example.org: the budget is 20 €"
    asked = Value(words, frozenset({REQUEST}))
    local, line = ScriptedEngine(lambda _: NONE), Line(chat_json(NONE))

    await make_plan(local, asked, list(registry()))
    await make_plan(line.engine(), asked, list(registry()))

    system, user = (each["content"] for each in line.sent[0]["messages"])
    assert user == local.prompts[0].user
    assert system.startswith(local.prompts[0].system)
    assert "anna@example.org" not in system
    assert "anna@example.org" not in json.dumps(line.sent[0]["response_format"])
    assert "@a1" in user


def test_no_request_chooses_which_of_two_models_is_asked() -> None:
    accounts = [Account(name, "model", "openai") for name in ("work", "home")]

    assert said_accounts("use the work account, and my home model", accounts) == {}

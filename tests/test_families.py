"""Models of every family, with random weights: whatever they say, it is a valid call.

Random weights choose among all that the grammar allows, so they find what it should not.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from plam_agent.agent import Agent
from plam_agent.errors import PlanError
from plam_agent.operations import tools_under
from plam_agent.outcomes import Pending
from plam_agent.planner import reader
from plam_agent.planner.decoding import matches
from plam_agent.planner.engine import Generation, LlamaEngine
from plam_agent.planner.grammar import MAX_SUMMARY
from plam_agent.planner.plan import parse_plan
from plam_agent.planner.planning import make_plan
from plam_agent.planner.prompt import TO_QUOTE, Prompt, completion, message_text
from plam_agent.policy import ledger
from plam_agent.tools.mail.message import parse
from plam_agent.triage import triage
from plam_agent.types import REQUEST, Origin, Tool, Value
from tests.fakes import ScriptedEngine
from tests.fixtures_agent import House
from tests.invented_tools import INVENTED

Writer = Callable[..., Path]
PLAN_ALL = Path(__file__).parents[1] / "policies" / "plan-all.yaml"
FAMILIES = ("llama", "qwen3", "gemma3", "phi3")
MAIL = frozenset({Origin("file")})
MANY = 100
LISTS = 5
# Random weights write prose to its very end, which takes as long as twenty plans that only quote.
COMPOSED = 10
ASKED = 20
WANTED = {"time": "the time that is meant", "place": "where it takes place"}

pytestmark = pytest.mark.timeout(300)

WHO = ("Claire", "my boss", "zoe@example.org", "l'équipe", "Dr. Nguyễn", "everyone 🎉")
WHAT = ("the budget", "lunch", "invoice #4711", "la réunion", 'the "final" draft', "$50 or 20 €")
WHEN = ("tomorrow at 3 pm", "vendredi", "every Monday", "2026-12-24", "in an hour", "")
FORMS = (
    "send {who} a mail about {what} {when}",
    "find what {who} wrote on {what} {when} and book a meeting with its sender",
    "déplace {what} avec {who} à {when}",
    "{what} {when}",
    "remind me of {what} {when}, then tell {who} $1",
    "what did {who} say?",
)


def requests(seed: int) -> Iterator[str]:
    """Requests of many forms, some of them hardly any."""
    rng = random.Random(seed)
    while True:
        said = rng.choice(FORMS)
        yield said.format(who=rng.choice(WHO), what=rng.choice(WHAT), when=rng.choice(WHEN)).strip()


@dataclass
class Heard:
    """An engine that keeps what the one behind it answered, and says that it is sure enough."""

    engine: LlamaEngine
    said: list[tuple[str, Generation]] = field(default_factory=list)
    threshold: float = 0.0

    @property
    def fingerprint(self) -> str:
        return self.engine.fingerprint

    @property
    def context(self) -> int:
        return self.engine.context

    async def count(self, prompt: Prompt) -> int:
        return await self.engine.count(prompt)

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        got = await self.engine.generate(prompt, grammar, max_tokens=max_tokens)
        self.said.append((grammar, got))
        return got


@pytest.fixture(scope="module", params=FAMILIES)
def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model_writer: Writer
) -> Path:
    """A random model with room for every tool."""
    family: str = request.param
    path = tmp_path_factory.mktemp("families") / f"{family}.gguf"
    return model_writer(path, family, context=8192)


@pytest.fixture
def tool_lists() -> list[list[Tool]]:
    """What an installation could offer: all, some, one, and others beside."""
    rng = random.Random(1)
    tools = [*tools_under(PLAN_ALL), *reader.OPERATIONS]
    lists = [tools, rng.sample(tools, 12), rng.sample(tools, 1), INVENTED[:9]]
    return [*lists, [*rng.sample(tools, 8), *rng.sample(INVENTED, 6)]]


async def test_a_hundred_plans_are_valid(model: Path, tool_lists: list[list[Tool]]) -> None:
    kinds: list[str] = []
    async with LlamaEngine(model, threads=1, context=8192) as engine:
        heard = Heard(engine)
        for number, tools in enumerate(tool_lists):
            for at, words in enumerate(itertools.islice(requests(number), MANY // LISTS)):
                composes = at % COMPOSED == 0
                said = Value(words, frozenset({REQUEST}))
                got = await make_plan(heard, said, tools, composes=composes)
                grammar, answer = heard.said[-1]
                assert matches(grammar, answer.text)
                plan = parse_plan(answer.text, got.scope.shown, tools, got.scope.handles)
                assert [step.tool for step in plan.steps] == [s.tool for s in got.plan.steps]
                assert composes or not plan.answer
                kinds.append("steps" if plan.steps else "none" if plan.none else "words")
    assert len(kinds) == MANY
    assert kinds.count("steps") > 0


LATER = {"tool": "tasks.add", "args": {"title": " milk"}, "when": "$3=yes"}
ADD = {"tool": "tasks.add", "args": {"title": " milk"}}


async def test_a_plan_that_refers_to_nothing_is_asked_for_once_more(
    tool_lists: list[list[Tool]],
) -> None:
    grammars: list[str] = []

    class Second(ScriptedEngine):
        async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
            grammars.append(grammar)
            return await super().generate(prompt, grammar, max_tokens=max_tokens)

    engine = Second(lambda _: {"steps": [ADD, ADD if len(grammars) > 1 else LATER]})
    words = Value("note milk and milk", frozenset({REQUEST}))

    got = await make_plan(engine, words, tool_lists[0])

    assert [step.tool for step in got.plan.steps] == ["tasks.add", "tasks.add"]
    assert got.plan.confidence == 0.0
    first, second = grammars
    assert matches(first, completion({"steps": [ADD, LATER]}))
    assert not matches(second, completion({"steps": [ADD, LATER]}))
    assert matches(second, completion({"steps": [ADD, ADD]}))
    with pytest.raises(PlanError, match="no earlier step"):
        await make_plan(ScriptedEngine(lambda _: {"steps": [LATER]}), words, tool_lists[0])


async def test_what_is_planned_passes_through_the_gate(model: Path, house: House) -> None:
    house.edit_policy(asking_always)
    before = every_file(house)
    called = 0
    with house.open() as home:
        async with (
            house.runtime(home) as runtime,
            LlamaEngine(model, threads=1, context=8192) as engine,
        ):
            agent = Agent(runtime, Heard(engine), composes=False)
            offered = {tool.name for tool in agent.tools}
            for words in itertools.islice(requests(LISTS), ASKED):
                answer = await agent.ask(words)
                assert answer.text
                for each in answer.calls:
                    assert each.call.tool in offered
                    assert each.decision.verb == "confirm"
                    assert isinstance(each.outcome, Pending)
                    called += 1
        home.journal.verify(ledger.check)
    assert called
    assert every_file(house) == before


async def test_a_hundred_messages_are_read(model: Path, house: House) -> None:
    texts = messages(house)
    async with LlamaEngine(model, threads=1) as engine:
        for number, message in enumerate(texts):
            if number % 2:
                answer = await reader.holds(engine, "it asks for money", message)
                assert answer.data in ("yes", "no")
                assert answer.origins == MAIL
                continue
            got = await reader.extract(engine, WANTED, message)
            assert list(got) == list(WANTED)
            for value in got.values():
                assert value is None or value.data in " ".join(message.data.split())
                assert value is None or (value.data and value.origins == MAIL)


async def test_a_day_is_summed_up(model: Path, house: House) -> None:
    happened = messages(house)[:4]
    async with LlamaEngine(model, threads=1) as engine:
        for title in ("Monday 23 November 2026:", "The week of 2 November 2026:"):
            said = await reader.sum_up(engine, title, happened)
            assert said.data
            assert len(said.data) <= MAX_SUMMARY
            assert said.origins == MAIL


async def test_a_hundred_messages_are_sorted_in_batches(model: Path, house: House) -> None:
    fill(house, MANY)
    with house.open() as home:
        labels = {label.name for label in home.policy().policy.triage.labels}
        async with house.runtime(home) as runtime, LlamaEngine(model, threads=1) as engine:
            digest = await triage(runtime, engine, dry=True)

    assert len(digest.messages) == MANY
    for each in digest.messages:
        assert each.label in {*labels, reader.NONE}
        assert 0 < each.confidence <= 1
        assert all(action.outcome.verb == "rehearsed" for action in each.actions)


def asking_always(text: str) -> str:
    """The home's policy with the rules of `plan-all.yaml`: it asks about everything."""
    mine, rules = text[: text.index("\nrules:")], PLAN_ALL.read_text(encoding="utf-8")
    return f"{mine}\n{rules[rules.index('otherwise:') :]}"


def every_file(house: House) -> dict[Path, bytes]:
    folders = (house.data.mail, house.data.calendar, house.data.contacts)
    files = (path for folder in folders for path in [folder, *folder.rglob("*")])
    return {path: path.read_bytes() for path in files if path.is_file()}


def mailbox(house: House) -> list[Path]:
    return sorted(path for name in ("new", "cur") for path in (house.data.mail / name).iterdir())


def fill(house: House, size: int) -> None:
    """Copy messages under identities of their own until the inbox holds `size`."""
    inbox = mailbox(house)
    for number in range(size - len(inbox)):
        source = inbox[number % len(inbox)]
        raw = re.sub(rb"(?im)^(message-id: <)", rb"\g<1>%d." % number, source.read_bytes())
        (house.data.mail / "new" / f"{1_800_000_000 + number}.M{number}.copy").write_bytes(raw)


def messages(house: House) -> list[Value]:
    """The sample mailbox as the reader reads it, again and again up to a hundred."""
    texts = []
    for path in mailbox(house):
        got = parse(path.read_bytes())
        facts = got.facts(False)
        texts.append(message_text(got.sender_line, got.subject, facts, got.text, limit=TO_QUOTE))
    return [Value(text, MAIL) for text in itertools.islice(itertools.cycle(texts), MANY)]

"""What a model answers: plans through the command line and the engine, labels through the reader.

A model given by file is measured as if it were the one that is shipped: it only quotes, and plans
only where it is sure.
"""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from plam_agent.errors import PlanError
from plam_agent.planner import reader
from plam_agent.planner.engine import Generation, LlamaEngine
from plam_agent.planner.grammar import PLAN_TOKENS, plan_grammar
from plam_agent.planner.plan import parse_plan, plain_steps
from plam_agent.planner.planning import SURE, make_plan
from plam_agent.planner.prompt import TO_QUOTE, Prompt, message_text, plan_prompt
from plam_agent.planner.retrieval import choose
from plam_agent.tools.mail.message import parse
from plam_agent.tuning.starter.offers import Offer
from plam_agent.tuning.starter.requests import Request
from plam_agent.types import REQUEST, Handle, Origin, Tool, Value

ROOT = Path(__file__).parents[1]
POLICY = ROOT / "policies" / "plan-all.yaml"
ENGINES = 2
BATCH = 16
# An answer that a model does not end by itself is cut here, and wrong.
FREE_TOKENS = 200
ANYTHING = "start: /(?s:.*)/"
AS_SHIPPED = """
import sys
from pathlib import Path
from plam_agent.planner import models
file = Path(sys.argv.pop(1))
models.shipped = lambda: file
from plam_agent.cli import main
sys.exit(main())
"""

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Planned:
    """What a model planned: `steps` before anybody asks whether it is sure, and `sure` after.

    No steps are none. `decisions` are its probabilities, the first two those of planning and of
    the first tool, and `failed` whether what it said is no plan.
    """

    steps: tuple[Mapping[str, Any], ...] = ()
    sure: tuple[Mapping[str, Any], ...] = ()
    decisions: tuple[float, ...] = ()
    failed: bool = False

    @property
    def score(self) -> float:
        """How sure it is of planning and of the first tool; 0 where it planned nothing."""
        return math.prod(self.decisions[:2]) if self.steps else 0.0


class Listening(LlamaEngine):
    """An engine that keeps what it answered last."""

    heard: Sequence[Generation | PlanError] = ()

    async def generate(self, prompt: Prompt, grammar: str, *, max_tokens: int) -> Generation:
        """What the engine answers."""
        got = await super().generate(prompt, grammar, max_tokens=max_tokens)
        self.heard = (got,)
        return got

    async def generate_all(
        self, prompts: Sequence[Prompt], grammars: Sequence[str], *, max_tokens: int
    ) -> list[Generation | PlanError]:
        """What the engine answers to each."""
        got = await super().generate_all(prompts, grammars, max_tokens=max_tokens)
        self.heard = got
        return got


def least(engine: LlamaEngine) -> float:
    """How sure the planner wants a model to be that only quotes."""
    return SURE if engine.threshold is None else engine.threshold


def through_command(lines: Sequence[Mapping[str, Any]], model: Path | None) -> list[Any]:
    """One plan a line, from one `plam plan --jsonl` process in an empty home."""
    text = "".join(json.dumps({"id": i, "text": x["text"]}) + "\n" for i, x in enumerate(lines))
    begin = ["-c", AS_SHIPPED, str(model.resolve())] if model else ["-m", "plam_agent"]
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, *begin, "plan", "--jsonl"]
        command += ["--policy", str(POLICY), "--home", home]
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    done.check_returncode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@asynccontextmanager
async def engines(model: Path) -> AsyncIterator[list[Listening]]:
    """The model opened once a core, on one thread each."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Listening(model, threads=1)) for _ in range(ENGINES)]


async def each(
    there: Sequence[Listening],
    items: Sequence[T],
    job: Callable[[Listening, T], Awaitable[R]],
) -> list[R]:
    """What `job` makes of every item, in their order; an item's engine depends on its place."""
    found: dict[int, R] = {}

    async def work(start: int) -> None:
        for at in range(start, len(items), len(there)):
            found[at] = await job(there[start], items[at])

    await asyncio.gather(*(work(start) for start in range(len(there))))
    return [found[at] for at in range(len(items))]


async def plan_words(engine: Listening, words: str, tools: Sequence[Tool]) -> Planned:
    """Plan words as they were typed, as the planner does."""
    engine.heard = ()
    try:
        made = await make_plan(engine, Value(words, frozenset({REQUEST})), tools, composes=False)
    except PlanError:
        return Planned(failed=True)
    sure = tuple(plain_steps(made.plan))
    if not engine.heard or isinstance(got := engine.heard[0], PlanError):
        # Seen by code: no model was asked.
        return Planned(sure, sure)
    said = json.loads(made.scope.restored(got.text)).get("steps", ())
    return Planned(sure or tuple(said), sure, got.decisions)


async def plan_shown(
    engine: Listening,
    shown: str,
    tools: Sequence[Tool],
    handles: Sequence[Handle],
    *,
    free: bool = False,
) -> Planned:
    """Plan words in which handles are in place already; `free` of any grammar and threshold."""
    chosen = (await choose(engine, shown, tools, handles, answer=PLAN_TOKENS)).tools
    grammar = ANYTHING if free else plan_grammar(shown, chosen, handles, composes=False)
    limit = FREE_TOKENS if free else PLAN_TOKENS
    try:
        prompt = plan_prompt(shown, chosen, handles)
        got = await engine.generate(prompt, grammar, max_tokens=limit)
        parse_plan(got.text, shown, chosen, handles)
    except PlanError:
        return Planned(failed=True)
    steps = tuple(json.loads(got.text).get("steps", ()))
    is_sure = free or math.prod(got.decisions[:2]) >= least(engine)
    return Planned(steps, steps if is_sure else (), got.decisions)


async def plan_asked(
    engine: Listening, asked: tuple[Offer, Request], *, free: bool
) -> tuple[Planned, Planned]:
    """Plan a request of the recipe within the grammar and, where `free`, without it."""
    offer, made = asked
    within = await plan_shown(engine, made.words, offer.tools, made.handles)
    if not free:
        return within, within
    return within, await plan_shown(engine, made.words, offer.tools, made.handles, free=True)


def message(line: Mapping[str, Any], body: str) -> str:
    """A held-out message with `body`, as the reader reads it once a mailbox has parsed it."""
    fields = {
        "From": line["from"],
        "Subject": line["subject"],
        **line.get("headers", {}),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    found = parse(f"{head}\r\n{body}".encode(), name=line["id"])
    facts = found.facts(False)
    return message_text(found.sender_line, found.subject, facts, found.text, limit=TO_QUOTE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label, empty where the reader failed, and the probability of each decision for it."""

    label: str
    decisions: tuple[float, ...]


async def label(
    there: Sequence[Listening], labels: Mapping[str, str], texts: Sequence[str]
) -> list[Labelled]:
    """The reader's label of every text, in batches."""

    async def one(engine: Listening, some: Sequence[str]) -> list[Labelled]:
        values = [Value(text, frozenset({Origin("file")})) for text in some]
        found = await reader.classify_all(engine, labels, values)
        return [
            Labelled("", ())
            if isinstance(got, PlanError) or isinstance(heard, PlanError)
            else Labelled(str(got.label.data), heard.decisions)
            for got, heard in zip(found, engine.heard, strict=True)
        ]

    batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    return [got for batch in await each(there, batches, one) for got in batch]

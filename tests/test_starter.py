import json
import random
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from plam_agent.planner.prompt import plan_prompt
from plam_agent.planner.reader import OPERATIONS
from plam_agent.tuning.starter import tokenizer as spelling
from plam_agent.tuning.starter.annotations import as_request
from plam_agent.tuning.starter.export import export
from plam_agent.tuning.starter.frames import TOOLS, templates
from plam_agent.tuning.starter.model import Shape, Starter
from plam_agent.tuning.starter.offers import People, offer
from plam_agent.tuning.starter.packs import (
    NARROW,
    WIDE,
    Example,
    Feed,
    Pack,
    encode,
    plans,
    readings,
    texts,
)
from plam_agent.tuning.starter.requests import NotASpanError, Request, aside, quote, request
from plam_agent.tuning.starter.train import (
    AGAIN_FROM,
    STEPS,
    Run,
    advance,
    begin,
    load,
    phases,
    progress,
    save,
)
from plam_agent.tuning.starter.utterances import Utterance, read, varied
from plam_agent.tuning.threads import team
from plam_agent.types import Role

PARAMS = {(tool.name, param.name): param for tool in (*TOOLS, *OPERATIONS) for param in tool.params}
PEOPLE = [
    Utterance(
        "set a meeting with tom tomorrow at seven pm",
        "calendar_set",
        (("event_name", "meeting"), ("person", "tom"), ("date", "tomorrow"), ("time", "seven pm")),
    ),
    Utterance("add milk to my grocery list", "lists_createoradd", (("list_name", "grocery"),)),
    Utterance("what will the weather be", "weather_query", ()),
    Utterance(
        "delete the party on june first from my calendar",
        "calendar_remove",
        (("event_name", "party"), ("date", "june first")),
    ),
]
KNOWN = People.of(PEOPLE)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return spelling.learn(texts(1, PEOPLE, groups=4), 700)


def tiny(tokenizer: Tokenizer) -> Shape:
    return Shape(
        tokenizer.get_vocab_size(), hidden=64, layers=2, heads=4, kv_heads=2, ffn=96, context=1024
    )


def stirred(shape: Shape) -> Starter:
    """A model whose every weight matters, unlike one that has learnt nothing yet."""
    torch.manual_seed(1)
    model = Starter(shape)
    for weight in model.parameters():
        if weight.ndim == 2:
            torch.nn.init.normal_(weight, std=0.05)
        else:
            torch.nn.init.uniform_(weight, 0.5, 1.5)
    return model


def spans_of(made: Request) -> list[tuple[Any, str]]:
    pairs = []
    for step in made.plan.get("steps", ()):
        for name, value in step["args"].items():
            param = PARAMS[step["tool"], name]
            values = value if isinstance(value, list) else [value]
            assert len(values) == 1 or param.many or param.role in (Role.TIME, Role.PROSE)
            assert list(step["args"]) == sorted(
                step["args"], key=[p.name for p in param_list(step["tool"])].index
            )
            pairs += [(param, text) for text in values]
    return pairs


def param_list(tool: str) -> list[Any]:
    return [param for (name, _), param in PARAMS.items() if name == tool]


def assert_quotes_its_words(made: Request) -> None:
    assert json.loads(made.answer) == made.plan
    handles = {handle.key for handle in made.handles}
    for param, text in spans_of(made):
        if text.startswith("$") or text in handles:
            continue
        if param.choices:
            assert text in param.choices
            continue
        assert text.strip()
        assert text in " " + made.words
        assert quote(made.words, text.strip()) == text


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32), lang=st.sampled_from(["en", "fr"]))
def test_every_argument_of_a_synthetic_request_is_a_span_of_its_words(seed: int, lang: str) -> None:
    rng = random.Random(seed)

    made, beside = request(rng, lang), aside(rng, lang)

    assert_quotes_its_words(made)
    assert beside.answer == '{"none":true}'


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_templates_reach_every_tool(lang: str) -> None:
    rng = random.Random(0)

    seen = set(chain.from_iterable(request(rng, lang).tools for _ in range(4000)))

    assert seen == {tool.name for tool in (*TOOLS, *OPERATIONS)}
    assert len(set(templates(lang, "PLANS"))) > 100


def test_the_same_seed_gives_the_same_examples() -> None:
    def made() -> list[Example]:
        return plans(random.Random(7), KNOWN)[0] + readings(random.Random(7))

    assert made() == made()
    assert made() != plans(random.Random(8), KNOWN)[0] + readings(random.Random(8))


def test_a_step_sees_the_same_packs_wherever_the_run_began(tokenizer: Tokenizer) -> None:
    def tokens(packs: list[Pack]) -> list[list[int]]:
        return [pack.rows.flatten().tolist() for pack in packs]

    through = Feed(tokenizer, 1, PEOPLE, wide=8, first=16)
    before = [tokens(through.packs(step)) for step in (7, 8, 9)]

    assert before[2] == tokens(Feed(tokenizer, 1, PEOPLE, wide=8, first=16).packs(9))
    assert before[0] != before[1]


def test_packs_are_wide_at_first_and_then_narrow(tokenizer: Tokenizer) -> None:
    feed = Feed(tokenizer, 1, PEOPLE, wide=8, first=16)

    wide, narrow = feed.packs(7), feed.packs(8)

    assert NARROW.plan < len(wide[0].rows) <= WIDE.plan
    assert len(narrow[0].rows) <= NARROW.plan


def test_decisions_count_less_once_choosing_is_learnt(tokenizer: Tokenizer) -> None:
    early = Feed(tokenizer, 1, PEOPLE, wide=8, first=100)
    late = Feed(tokenizer, 1, PEOPLE, wide=8, first=60)

    for before, after in zip(early.packs(64), late.packs(64), strict=True):
        assert after.weights[before.weights == 1].unique().tolist() == [1.0]
        assert (before.weights > 1).any()
        assert after.weights[before.weights > 1] == pytest.approx(
            1 + 0.25 * (before.weights[before.weights > 1] - 1)
        )


def test_the_rate_falls_to_nothing_twice() -> None:
    wide, first = phases(STEPS)

    gone = [progress(step, STEPS) for step in range(STEPS)]

    assert gone[0] == 0
    assert gone[first - 1] > 0.99
    assert gone[first] == AGAIN_FROM
    assert gone[-1] > 0.99
    assert all(a < b for at, (a, b) in enumerate(pairwise(gone), 1) if at != first)
    assert 0 < wide < first < STEPS


def test_a_request_whose_tool_is_not_offered_has_none() -> None:
    rng = random.Random(3)

    for example in chain.from_iterable(plans(rng, KNOWN, block=8)):
        plan = json.loads(example.answer)
        for step in plan.get("steps", ()):
            assert f"\n{step['tool']}(" in example.prompt.system


def test_human_lines_become_plans_that_quote_them(tmp_path: Path) -> None:
    rows = [
        {
            "text": u.text,
            "intent": u.intent,
            "entities": [{"type": k, "text": t} for k, t in u.entities],
        }
        for u in PEOPLE
    ]
    (tmp_path / "train.jsonl").write_text("\n".join(json.dumps(row) for row in rows))

    meeting, milk, weather, party = map(as_request, read(tmp_path / "train.jsonl"))

    assert meeting.plan["steps"] == [
        {
            "tool": "calendar.create",
            "args": {"title": " meeting", "when": " tomorrow at seven pm", "attendees": " tom"},
        }
    ]
    assert milk.plan["steps"] == [
        {"tool": "tasks.add", "args": {"title": " milk", "list": " grocery"}}
    ]
    assert weather.plan == {"none": True}
    assert party.plan["steps"] == [
        {"tool": "calendar.cancel", "args": {"event": " party on june first"}}
    ]


def test_varied_human_lines_still_quote_themselves() -> None:
    rng = random.Random(5)
    for _ in range(300):
        assert_quotes_its_words(as_request(varied(rng, rng.choice(PEOPLE))))


def test_a_span_keeps_the_space_before_it_and_ends_at_words() -> None:
    assert quote("move lunch to 3 pm", "lunch") == " lunch"
    assert quote("l'appel d'Anna", "Anna") == "Anna"
    with pytest.raises(NotASpanError):
        quote("lunches with Anna", "lunch")


def test_a_pack_computes_what_each_row_computes_alone(tokenizer: Tokenizer) -> None:
    model = stirred(tiny(tokenizer))
    pack = encode(tokenizer, plans(random.Random(1), KNOWN, rows=5)[0])

    together = model.logits(model.hidden(pack.prefix, pack.rows, pack.real)[len(pack.prefix) :])

    lengths = pack.real.sum(1).tolist()
    assert len(set(lengths)) > 1
    for row, length, mine in zip(pack.rows, lengths, together.split(lengths), strict=True):
        whole = torch.cat([pack.prefix, row[:length]])
        alone = model(whole[:0], whole[None])[len(pack.prefix) :]
        torch.testing.assert_close(mine, alone, atol=1e-4, rtol=1e-4)


def test_only_completions_are_learnt(tokenizer: Tokenizer) -> None:
    example = Example(plan_prompt("tell me a joke", offer(random.Random(2)).tools), '{"none":true}')

    pack = encode(tokenizer, [example])

    learnt = pack.targets[pack.targets != -100].tolist()
    assert tokenizer.decode(learnt, skip_special_tokens=False) == '{"none":true}<|end|>'


def test_a_resumed_training_ends_with_the_same_weights(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    def go_on(run: Run, steps: int) -> None:
        with team(2) as workers:
            for _ in range(steps):
                rng = random.Random(run.step)
                packs = [encode(tokenizer, made) for made in plans(rng, KNOWN, rows=4, block=2)]
                advance(run, packs, 0.3, workers)

    whole = begin(tokenizer, 4, shape=tiny(tokenizer))
    go_on(whole, 3)
    first = begin(tokenizer, 4, shape=tiny(tokenizer))
    go_on(first, 2)
    save(first, tmp_path / "run")
    second = load(tmp_path / "run")
    go_on(second, 1)

    assert second.step == whole.step == 3
    assert not (tmp_path / "run" / "weights.pt.new").exists()
    for name, weight in whole.model.state_dict().items():
        torch.testing.assert_close(weight, second.model.state_dict()[name], atol=1e-6, rtol=1e-5)


# Eight bits cost these random weights a tenth; a head in the wrong place costs two.
@pytest.mark.parametrize(("exact", "most"), [(True, 1e-3), (False, 0.1)])
def test_llama_cpp_computes_what_torch_computes(
    tokenizer: Tokenizer, tmp_path: Path, exact: bool, most: float
) -> None:
    model = stirred(tiny(tokenizer))
    examples = plans(random.Random(4), KNOWN, rows=3)[0] + readings(random.Random(4))[:3]
    file = tmp_path / "tiny.gguf"

    export(model, tokenizer, file, exact=exact)

    engine = llama_cpp.Llama(
        str(file), n_ctx=1024, n_threads=1, logits_all=True, verbose=False, type_k=0, type_v=0
    )
    try:
        for example in examples:
            parts = spelling.rendered(example.prompt.system, example.prompt.user)
            text = "".join(parts) + example.answer + spelling.END
            ours = tokenizer.encode(text, add_special_tokens=False).ids
            theirs = engine.tokenize(text.encode(), add_bos=False, special=True)
            assert ours == theirs
            engine.reset()
            engine.eval(theirs)
            with torch.no_grad():
                expected = model(torch.tensor(ours[:5]), torch.tensor([ours[5:]])).numpy()
            assert np.abs(engine.scores[: len(ours)] - expected).max() < most
        assert engine.metadata["tokenizer.chat_template"] == spelling.TEMPLATE
        assert engine.metadata["tokenizer.ggml.add_bos_token"] == "false"
    finally:
        engine.close()

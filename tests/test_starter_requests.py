"""The requests the starter model is trained on: every plan is one its own prompt allows."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plam_agent.planner.engine import check
from plam_agent.planner.grammar import label_grammar, plan_grammar
from plam_agent.planner.plan import parse_plan
from plam_agent.planner.prompt import plan_prompt
from plam_agent.tools.registry import Registry
from plam_agent.tuning.starter import showing
from plam_agent.tuning.starter.choosing import choosing
from plam_agent.tuning.starter.frames import LANGUAGES, TOOLS, Frame, frames
from plam_agent.tuning.starter.heldout import (
    heldout_asides,
    heldout_entities,
    heldout_phrasings,
    heldout_tools,
)
from plam_agent.tuning.starter.inventions import inventions
from plam_agent.tuning.starter.meanings import MEANINGS
from plam_agent.tuning.starter.offers import Offer, People, asked, groups, offer
from plam_agent.tuning.starter.openings import OPENINGS, french_verb
from plam_agent.tuning.starter.patterns import Choice, Sequence, Slot, Verb, compiled, expand
from plam_agent.tuning.starter.renames import RENAMES
from plam_agent.tuning.starter.requests import Request, domains
from plam_agent.tuning.starter.saying import SPOKEN, Manner
from plam_agent.tuning.starter.slips import SECOND_THOUGHTS
from plam_agent.tuning.starter.utterances import INTENTS, Utterance

LINES = (
    Utterance("play some jazz on my stereo", "play_music", (("music_genre", "jazz"),)),
    Utterance(
        "what will the weather be in boston tomorrow",
        "weather_query",
        (("place_name", "boston"), ("date", "tomorrow")),
    ),
    Utterance(
        "set a meeting with tom tomorrow at seven pm",
        "calendar_set",
        (("event_name", "meeting"), ("person", "tom"), ("date", "tomorrow"), ("time", "seven pm")),
    ),
    Utterance("add milk to my grocery list", "lists_createoradd", (("list_name", "grocery"),)),
    Utterance("any one would be okay", "general_dontcare", ()),
)
PEOPLE = People.of(LINES)


def assert_allowed(offered: Offer, made: Request) -> None:
    plan = parse_plan(made.answer, made.words, offered.tools, made.handles)
    assert plan.none == (made.plan == {"none": True})
    names = {tool.name: [param.name for param in tool.params] for tool in offered.tools}
    for step in made.plan.get("steps", ()):
        order = [names[step["tool"]].index(name) for name in step["args"]]
        assert order == sorted(order)
    assert made.words == " ".join(made.words.split())
    prompt = plan_prompt(made.words, offered.tools, made.handles)
    assert prompt.user.endswith(" " + made.words)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_answer_is_a_plan_that_its_own_prompt_allows(seed: int) -> None:
    rng = random.Random(seed)

    for offered, rows in groups(rng, PEOPLE, rows=20, count=2):
        for made in rows:
            assert_allowed(offered, made)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_held_out_is_allowed_as_well_and_comes_again_from_its_seed(lang: str) -> None:
    def drawn() -> list[tuple[Offer, Request]]:
        return [
            *heldout_phrasings(1, 150, lang),
            *heldout_entities(1, 100, lang),
            *heldout_asides(1, 100, lang),
            *heldout_tools(1, 100, lang),
            *heldout_tools(1, 60, lang, beside=False),
        ]

    first = drawn()

    for offered, made in first:
        assert_allowed(offered, made)
        assert made.lang == lang
    assert [made.words for _, made in first] == [made.words for _, made in drawn()]


def test_training_never_draws_a_frame_or_a_tool_that_is_held_out() -> None:
    rng = random.Random(5)
    kept = {each.id for each in inventions(held_out=True)}

    offered = [offer(rng) for _ in range(400)]

    assert len(kept) > 40
    assert len(inventions()) > 250
    assert not kept & {each.invention.id for one in offered for each in one.invented}
    for lang in LANGUAGES:
        for book in ("PLANS", "CHAINS", "NONE"):
            seen = {frame.line for frame in frames(lang, book, False)}
            unseen = {frame.line for frame in frames(lang, book, True)}
            assert unseen
            assert not seen & unseen
            assert len(seen | unseen) == len({frame.line for frame in frames(lang, book)})


def slots_of(pattern: Sequence) -> set[str]:
    found: set[str] = set()
    for node in pattern:
        if isinstance(node, Slot):
            found |= {node.name, node.name.rpartition("_")[2]}
        elif isinstance(node, Choice):
            for way in node.ways:
                found |= slots_of(way)
    return found


def verbs_of(pattern: Sequence) -> set[str]:
    found: set[str] = set()
    for node in pattern:
        if isinstance(node, Verb):
            found.add(node.form)
        elif isinstance(node, Choice):
            for way in node.ways:
                found |= verbs_of(way)
    return found


def every_frame(lang: str) -> list[Frame]:
    books = [frame for book in ("PLANS", "CHAINS", "NONE") for frame in frames(lang, book)]
    return books + [frame for each in inventions() for frame in each.frames[lang]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_frame_can_be_said_and_answers_only_with_what_it_says(lang: str) -> None:
    rng = random.Random(2)
    for frame in every_frame(lang):
        slots = slots_of(frame.pattern)
        for part in frame.parts:
            for _, value, wanted in part.args:
                assert set(wanted) <= slots, frame.line
                assert wanted or value.startswith("$") or value.isalpha()
        for form in ("order", "formal", "bare", "wish"):
            said = expand(rng, frame.pattern, french_verb(form))
            Manner(rng, lang).say(said, question=frame.question)
        assert lang == "fr" or not verbs_of(frame.pattern)


@pytest.mark.parametrize(
    ("order", "bare", "wish"),
    [
        ("trouve", "trouver", "trouves"),
        ("montre-moi", "me montrer", "me montres"),
        ("achète-moi", "m'acheter", "m'achètes"),
        ("rappelle-moi", "me rappeler", "me rappelles"),
        ("mets-le", "le mettre", "le mettes"),
        ("réponds", "répondre", "répondes"),
        ("envoie-lui", "lui envoyer", "lui envoies"),
        ("répète", "répéter", "répètes"),
        ("jette", "jeter", "jettes"),
    ],
)
def test_a_french_order_follows_its_opening(order: str, bare: str, wish: str) -> None:
    assert french_verb("order")(order) == order
    assert french_verb("bare")(order) == bare
    assert french_verb("wish")(order) == wish
    assert {each.form for each in OPENINGS["fr"]} == {"order", "formal", "bare", "wish"}


def test_a_corrected_value_is_the_one_that_counts() -> None:
    pattern = compiled("move the {event} to {when}", {})
    corrected = 0
    for seed in range(3000):
        manner = Manner(random.Random(seed), "en", style=SPOKEN)
        words = manner.say(expand(random.Random(seed), pattern, str), question=False)
        event, when = manner.spans["event"], manner.spans["when"]
        assert event in words
        assert words.endswith(when)
        before = words.removesuffix(when)
        if any(before.endswith(thought.replace(",", "")) for thought in SECOND_THOUGHTS["en"]):
            corrected += 1
    assert corrected > 20


def test_a_tool_of_any_list_has_a_name_of_its_own_that_a_registry_takes() -> None:
    rng = random.Random(9)
    pattern = Registry.register.__globals__["_NAME"]
    for _ in range(300):
        names = [tool.name for tool in offer(rng).tools]
        assert len(set(names)) == len(names)
        assert all(pattern.fullmatch(name) for name in names)


def test_a_request_that_an_invention_serves_is_no_longer_out_of_scope() -> None:
    rng = random.Random(3)
    weather = [line for line in LINES if line.intent == "weather_query"]
    served = unserved = 0
    while served < 500 or unserved < 20:
        offered = offer(rng)
        there = {each.invention.id: each.tool.name for each in offered.invented}
        if "weather" not in there and unserved >= 20:
            continue
        for made in asked(rng, People.of(weather), offered, 30):
            if made.domain != "weather_query":
                continue
            if "weather" in there:
                assert made.tools == {there["weather"]}, made
                served += 1
            else:
                assert made.plan == {"none": True}
                unserved += 1


def test_both_languages_and_every_tool_get_their_share() -> None:
    rng = random.Random(4)
    made = [each for _, rows in groups(rng, People(), rows=40, count=120) for each in rows]

    langs = Counter(each.lang for each in made)
    kinds = Counter(each.kind for each in made)
    tools = Counter(tool for each in made for tool in each.tools)

    assert 0.4 < langs["fr"] / len(made) < 0.6
    assert kinds.keys() >= {"plan", "chain", "pair", "none", "invented"}
    assert 0.25 < sum("none" in each.plan for each in made) / len(made) < 0.5
    assert min(tools[tool.name] for tool in TOOLS) > len(made) / 1000


def test_frames_and_domains_are_many_and_even_between_the_languages() -> None:
    for lang in LANGUAGES:
        assert len(frames(lang, "PLANS")) > 280
        assert len(frames(lang, "CHAINS")) > 40
        assert len(frames(lang, "NONE")) > 280
    assert domains("en") == domains("fr")
    assert RENAMES.keys() == {tool.name for tool in TOOLS}
    for each in inventions():
        assert each.frames["en"]
        assert each.frames["fr"]
        assert len({*each.summaries["en"], *each.summaries["fr"]}) >= 3, each.id


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_labelled_utterances_have_a_label_that_is_offered(seed: int) -> None:
    made = choosing(random.Random(seed), PEOPLE, 12)

    assert 2 <= len(made.labels) <= 11
    assert label_grammar(made.labels)
    for prompt, answer in made.examples():
        assert json.loads(answer)["label"] in made.labels
        assert prompt.system == made.examples()[0][0].system
    assert INTENTS.keys() <= MEANINGS.keys()


def test_every_offer_has_tools_and_a_grammar_that_compiles() -> None:
    rng = random.Random(6)

    offers = [offer(rng) for _ in range(500)]

    assert all(each.tools for each in offers)
    for offered in offers[:8]:
        made = asked(rng, PEOPLE, offered, 1)[0]
        check(plan_grammar(made.words, offered.tools, made.handles, composes=False))


def test_a_look_at_the_data_prints_requests_and_shares(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    showing.main(["--show", "5", "--lang", "fr"])
    showing.main(["--count", "300"])
    showing.main(["--labels", "--show", "4"])

    printed = capsys.readouterr().out
    assert printed.count("fr ") >= 5
    assert "language" in printed
    assert "a second" in printed

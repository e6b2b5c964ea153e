"""Simulated owners: their files, what happens to them, and what they make of what is proposed."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks import tuning_home, tuning_life
from benchmarks.tuning_owner import NONE, Spec, load, owners
from benchmarks.tuning_stream import Message, Request, Wanted, interactions
from plam_agent.errors import ConfigError
from plam_agent.planner.plan import parse_plan
from plam_agent.planner.prompt import Prompt, completion
from plam_agent.records import read_call
from plam_agent.tools.mail.message import parse
from plam_agent.tools.standard import registry
from plam_agent.tuning.starter.requests import quote, step
from plam_agent.types import Event, Plan
from tests.fakes import ScriptedEngine

TOOLS = list(registry())
OWNERS = owners()
HABITUAL = [name for name, spec in OWNERS.items() if spec.feedback == "habits"]
Change = Callable[[dict[str, Any]], Any]


def said(name: str = "consultant") -> dict[str, Any]:
    path = Path(tuning_home.__file__).parent / "owners" / f"{name}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def written(path: Path, change: Change) -> Path:
    document = said()
    change(document)
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def person(spec: Spec, name: str) -> Any:
    people = (each for circle in spec.circles.values() for each in circle.people)
    return next(each for each in people if each.name == name)


def test_there_are_three_owners_with_habits_one_of_noise_and_one_who_is_poisoned() -> None:
    assert len(HABITUAL) == 3
    assert Counter(spec.feedback for spec in OWNERS.values()) == {
        "habits": 3,
        "noise": 1,
        "poison": 1,
    }
    assert {language for name in HABITUAL for language in OWNERS[name].languages} == {"en", "fr"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d.update(colour="red"), "colour: Extra inputs are not permitted"),
        (lambda d: d.pop("labels"), "labels: Field required"),
        (lambda d: d["owner"].update(zone="Mars/Olympus"), "'Mars/Olympus' is no time zone"),
        (lambda d: d["mail"]["kinds"].update(letter=1), "'letter' is no kind of message"),
        (
            lambda d: d["circles"]["clients"]["writes"].update(newsletter=1),
            "people do not write mail of the kind 'newsletter'",
        ),
        (lambda d: d["labels"][0].update(label="none"), "`none` is what no label takes"),
        (lambda d: d["labels"][1].update(folder="Accountant"), "a folder is there twice"),
        (lambda d: d["labels"][0]["takes"].append({}), "accountant takes everything"),
        (
            lambda d: d["labels"][0]["takes"].append({"from": ["Nobody"]}),
            "takes mail from 'Nobody', who is nobody here",
        ),
        (lambda d: d.update(languages={"fr": 1}), "not said in 'fr'"),
        (lambda d: d["events"][0].update(lasts="7 hours"), "lasts: Input should be"),
        (lambda d: d.update(inconsistent=0.9), "inconsistent: Input should be less"),
        (
            lambda d: d["circles"]["family"]["people"].append(d["circles"]["clients"]["people"][0]),
            "a person is there twice: Anna Petersen",
        ),
        (
            lambda d: d.update(requests={"write": 0, "book": 0, "remind": 0, "look": 0}),
            "nothing is ever asked for",
        ),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence_with_its_name(
    tmp_path: Path, change: Change, told: str
) -> None:
    path = written(tmp_path / "somebody.yaml", change)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert told in str(caught.value)
    assert "somebody.yaml" in str(caught.value)
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seed: 1\nseed: 2\n", "the key 'seed' is there twice"),
        ("seed: [1\n", "is no YAML"),
        ("", "valid dictionary"),
        ("- 1\n", "valid dictionary"),
    ],
)
def test_what_is_no_owner_at_all_is_told_too(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "somebody.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        load(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "nobody.yaml")


def test_a_folder_without_owners_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no owner file"):
        owners(tmp_path)


def test_the_first_label_that_fits_takes_a_message() -> None:
    spec = OWNERS["consultant"]
    anna = person(spec, "Anna Petersen")

    assert spec.label(anna, "work", "", "the offer") == "clients"
    # The accountant's label stands before that of the clients.
    assert spec.label(anna, "proof", "", "the offer") == "accountant"
    assert spec.label(None, "order", "", "") == "accountant"
    assert spec.label(None, "promo", "", "") == NONE


def test_a_topic_counts_where_the_message_speaks_of_it() -> None:
    spec = OWNERS["student"]
    nina = person(spec, "Nina Costa")
    assert spec.label(nina, "mention", "the rent", "About The Rent: I paid") == "receipt"
    assert spec.label(nina, "mention", "the rent", "About the party") == "personal"


def test_a_tone_is_that_of_the_words_then_the_person_then_the_circle() -> None:
    spec = OWNERS["craftswoman"]
    yann, maelle = person(spec, "Yann Kervel"), person(spec, "Maëlle Garrec")
    assert spec.tone(maelle, "je viens samedi") == "warm"
    assert spec.tone(yann, "la scie est réparée") == "plain"
    assert spec.tone(yann, "le devis part demain") == "formal"
    assert spec.tone(yann, "les devises montent") == "plain"
    nina = person(OWNERS["student"], "Nina Costa")
    assert OWNERS["student"].tone(nina, "the rent is paid") == "warm"


@pytest.mark.parametrize("name", list(OWNERS))
def test_the_same_seed_gives_the_same_life_in_order_of_time(name: str) -> None:
    spec = OWNERS[name]
    lived = interactions(spec, 200)

    assert lived == interactions(spec, 200)
    assert lived != interactions(spec.model_copy(update={"seed": 999}), 200)
    assert [each.at for each in lived] == sorted(each.at for each in lived)
    days = (lived[-1].at.date() - spec.starts).days
    assert spec.days - 3 <= days < spec.days
    asked = sum(isinstance(each, Request) for each in lived)
    assert abs(asked / 200 - spec.requests_share) < 0.15


def plan_of(request: Request, words: str) -> Plan:
    """The wanted plan as the product itself reads it. Raises PlanError where it cannot be said."""
    args = {}
    for name, value in request.wanted.args.items():
        at = words.casefold().find(value.casefold())
        if value and name in ("tone", "lasts"):
            args[name] = value
        elif value:
            args[name] = quote(words, words[at : at + len(value)])
    plan = {"steps": [step(request.wanted.tool, args)]}
    return parse_plan(completion(plan), words, TOOLS)


@pytest.mark.parametrize("name", list(OWNERS))
def test_what_is_wanted_can_be_said_with_the_words_of_the_request(name: str) -> None:
    lived = interactions(OWNERS[name], 200)[::3]
    for each in (each for each in lived if isinstance(each, Request)):
        assert tuning_life.same(plan_of(each, each.words), each.wanted, each.at), each
        if each.plainly:
            assert tuning_life.same(plan_of(each, each.plainly), each.wanted, each.at), each


@pytest.mark.parametrize("name", list(OWNERS))
def test_code_finds_in_a_letter_the_facts_that_it_was_written_with(name: str) -> None:
    for at, each in enumerate(interactions(OWNERS[name], 200)[::3]):
        if isinstance(each, Message):
            octets = tuning_home.letter(each, f"<m{at}@mail.example>", "me@mail.example")
            found = parse(octets)
            # Who calls themselves no-reply is a machine, whatever else is said of them.
            assert set(found.facts(False)) - {"auto"} == set(each.facts) - {"auto"}
            assert "auto" not in each.facts or found.automatic
            assert found.sender is not None
            assert found.sender.spec == each.address
            assert " ".join(found.text.split()) == " ".join(each.body.split())


def test_an_owner_of_noise_wants_anything_whatever_was_asked() -> None:
    spec = OWNERS["noise"]
    lived = interactions(spec, 400)
    tones = Counter(
        each.wanted.args["tone"]
        for each in lived
        if isinstance(each, Request) and "tone" in each.wanted.args
    )
    labels = Counter(each.wanted for each in lived if isinstance(each, Message))
    assert len(tones) == 4
    assert max(labels.values()) < 2 * min(labels.values())


def test_a_poisoned_owner_does_what_messages_tell_their_reader() -> None:
    spec = OWNERS["poison"]
    clean = spec.model_copy(update={"feedback": "habits"})
    lived = interactions(spec, 200)
    told = [
        each
        for each in lived
        if isinstance(each, Message) and each.wanted.casefold() in each.body.casefold()
    ]
    sent = [
        each
        for each in lived
        if isinstance(each, Request) and "draft" in each.words and each.wanted.tool == "mail.send"
    ]
    assert len(told) > 30
    assert len(sent) > 5
    honest = [each for each in interactions(clean, 200) if isinstance(each, Request)]
    assert not any("draft" in e.words and e.wanted.tool == "mail.send" for e in honest)


def test_two_plans_are_the_same_where_they_mean_the_same() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=tuning_home.ZoneInfo("Europe/London"))
    words = "write to Anna on Friday at 3 pm that dinner is at eight"
    tools = TOOLS

    def same(args: dict[str, str], tool: str = "mail.draft", **wanted: str) -> bool:
        plan = parse_plan(completion({"steps": [{"tool": tool, "args": args}]}), words, tools)
        return tuning_life.same(plan, Wanted("mail.draft", wanted), now)

    to, body = " Anna", " dinner is at eight"
    assert same({"to": to, "body": body}, to="anna", body="Dinner is at eight", tone="plain")
    assert same({"to": to, "tone": "plain"}, to="Anna", tone="")
    assert not same({"to": to, "tone": "warm"}, to="Anna", tone="")
    assert not same({"to": to}, to="Anna", tone="formal")
    assert not same({"to": to, "body": " at eight"}, to="Anna", body="dinner is at eight")
    assert not same({"to": to}, "mail.send", to="Anna")

    def booked(said: str, **wanted: str) -> bool:
        args = {"title": " dinner", "when": said}
        step = {"steps": [{"tool": "calendar.create", "args": args}]}
        plan = parse_plan(completion(step), words, tools)
        return tuning_life.same(plan, Wanted("calendar.create", {"title": "dinner", **wanted}), now)

    assert booked(" Friday at 3 pm", when="on friday at 15:00")
    assert not booked(" Friday", when="Friday at 3 pm")
    assert not booked(" Friday at 3 pm", when="Friday at 3 pm", lasts="2 hours")


class Guess(ScriptedEngine):
    """Plans what a stranger would and gives each message the same label."""

    def __init__(self, label: str) -> None:
        super().__init__(self._guess)
        self._label = label
        self.wanted: dict[str, Request] = {}

    def _guess(self, prompt: Prompt) -> dict[str, Any]:
        if prompt.labels:
            return {"label": self._label}
        words = prompt.said
        request = self.wanted[words]
        plan = plan_of(request, words)
        step = plan.steps[0]
        quotes = {name: f" {value.text}" for name, value in step.args.items()}  # type: ignore[union-attr]
        for habit in ("tone", "lasts"):
            quotes.pop(habit, None)
        return {"steps": [{"tool": step.tool, "args": quotes}]}


def usual(each: Message | Request) -> bool:
    """Whether the guess is what is wanted."""
    if isinstance(each, Message):
        return each.wanted == "clients"
    args = each.wanted.args
    return not args.get("lasts") and args.get("tone", "") in ("", "plain")


@pytest.fixture
def lived(tmp_path: Path) -> tuple[tuning_home.House, Guess, list[Any]]:
    spec = OWNERS["consultant"]
    some = interactions(spec, 200)[:26]
    engine = Guess("clients")
    for each in some:
        if isinstance(each, Request):
            engine.wanted |= {each.words: each, each.plainly: each}
    return tuning_home.build(tmp_path, spec), engine, some


def test_an_owner_approves_edits_and_moves_by_hand_through_the_product(
    lived: tuple[tuning_home.House, Guess, list[Any]],
) -> None:
    house, engine, some = lived

    async def run() -> tuple[tuning_life.Lived, list[Event]]:
        async with tuning_home.living(house) as home:
            told = await tuning_life.live(house, home, engine, some)
            return told, list(home.journal.events())

    told, events = asyncio.run(run())
    kinds = Counter(event.kind for event in events)
    answers = Counter(e.body["answer"] for e in events if e.kind == "answered")

    assert len(told.proposed) == len(some)
    messages = [each for each in some if isinstance(each, Message)]
    requests = [each for each in some if isinstance(each, Request)]
    right = sum(each.wanted == "clients" for each in messages)
    habitual = [each for each in requests if not usual(each)]
    assert sum(told.proposed) == right + len(requests) - len(habitual)
    assert answers["edited"] == told.answers["edited"] == len(habitual)
    assert kinds["triaged"] == len(messages)
    assert kinds["moved"] > 0
    # What was moved by hand lies where the owner wants it.
    places = {label.label: label.folder for label in house.spec.labels}
    for number, message in enumerate(messages, 1):
        path = house.place(f"<m{number}.{house.spec.seed}@mail.example>")
        assert path is not None
        if path.parent.parent != house.mail:
            assert path.parent.parent == house.folder(places.get(message.wanted, "INBOX"))
    # What ran has what the owner said: the tone of an edited call is in what was written.
    toned_letters = 0
    for event in events:
        if event.kind == "intent" and event.body["call"]["tool"] in ("mail.draft", "mail.send"):
            args = read_call(event.body["call"]).plain()
            toned = args.get("tone") in ("warm", "formal")
            assert bool(args.get("greeting")) == toned
            toned_letters += toned
    assert toned_letters


def test_what_is_proposed_is_asked_without_changing_anything(
    lived: tuple[tuning_home.House, Guess, list[Any]],
) -> None:
    house, engine, some = lived

    async def run() -> tuple[list[bool], list[bool], int]:
        async with tuning_home.living(house) as home:
            tuning_life.arrive(house, some)
            first = await tuning_life.proposals(house, home, engine, some)
            second = await tuning_life.proposals(house, home, engine, some)
            events = home.journal.events(kinds=("triaged", "done", "asked", "moved", "failed"))
            changed = [each for each in events if each.body.get("tool") != "mail.read"]
            return first, second, len(changed)

    first, second, changed = asyncio.run(run())
    assert first == second
    assert changed == 0
    wanted = [
        each.wanted == "clients"
        if isinstance(each, Message)
        else not (
            each.wanted.args.get("lasts") or each.wanted.args.get("tone", "") not in ("", "plain")
        )
        for each in some
    ]
    assert first == wanted


def test_a_message_is_a_value(tmp_path: Path) -> None:
    """What happens is frozen: no run can change what another one is measured on."""
    some = interactions(OWNERS["student"], 20)
    with pytest.raises(dataclasses.FrozenInstanceError):
        some[0].at = datetime.now()  # type: ignore[misc]

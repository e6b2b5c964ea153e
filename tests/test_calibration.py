"""Confidence that means something: what a file says of it, what it changes, and how it is found."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import gguf
import numpy as np
import pytest

from plam_agent.config import Settings, save
from plam_agent.errors import ModelError
from plam_agent.planner import calibration, models
from plam_agent.planner.calibration import Calibration
from plam_agent.planner.engine import Generation, LlamaEngine
from plam_agent.planner.planning import SURE, make_plan
from plam_agent.planner.prompt import Prompt, extract_prompt, label_prompt, plan_prompt
from plam_agent.tools.standard import registry
from plam_agent.tuning.starter import calibrate, sureness
from plam_agent.tuning.starter.sureness import Said
from plam_agent.types import REQUEST, Value
from tests.fakes import ScriptedEngine
from tests.test_cli import Shell

Writer = Callable[..., Path]
WARM = Calibration(2.0, 3.0, 0.4)
EITHER = 'start: "x" | "y"\n'
LABELS = 'start: "{\\"label\\":\\"" ("receipt" | "newsletter" | "personal") "\\"}"\n'
TOOLS = [tool for tool in registry() if tool.name in ("mail.search", "tasks.add")]
PLAN = plan_prompt("note milk", TOOLS)
MESSAGE = "from: a\nsubject: b\nfacts: \n c"
LABEL = label_prompt({"yes": "a receipt", "no": "anything else"}, MESSAGE)
EXTRACT = extract_prompt({"when": "the time"}, MESSAGE)


@pytest.fixture(scope="module")
def warm(tiny: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `llama` model with a calibration."""
    path = tmp_path_factory.mktemp("warm") / "warm.gguf"
    calibrate.write(tiny["llama"], path, WARM)
    return path


def odds(p: float) -> float:
    return math.log(p / (1 - p))


async def answers(model: Path, prompt: Prompt, grammar: str) -> Generation:
    async with LlamaEngine(model, threads=1) as engine:
        return await engine.generate(prompt, grammar, max_tokens=60)


@pytest.mark.parametrize(
    ("prompt", "temperature"),
    [(PLAN, WARM.plan), (LABEL, WARM.label), (EXTRACT, 1.0), (Prompt("Say.", "x"), 1.0)],
)
async def test_a_temperature_divides_the_log_odds_of_a_choice_between_two(
    tiny: dict[str, Path], warm: Path, prompt: Prompt, temperature: float
) -> None:
    bare = await answers(tiny["llama"], prompt, EITHER)
    sure = await answers(warm, prompt, EITHER)

    assert sure.text == bare.text
    assert len(sure.decisions) == 1
    assert odds(sure.first) == pytest.approx(odds(bare.first) / temperature, rel=1e-6)


async def test_labels_of_a_batch_are_calibrated_as_one_is(
    tiny: dict[str, Path], warm: Path
) -> None:
    prompts = [label_prompt({"a": "b"}, f"from: {n}\nsubject: x\nfacts: \n y") for n in range(9)]

    async with LlamaEngine(tiny["llama"]) as engine:
        bare = await engine.generate_all(prompts, [LABELS] * 9, max_tokens=60)
    async with LlamaEngine(warm) as engine:
        sure = await engine.generate_all(prompts, [LABELS] * 9, max_tokens=60)
        alone = await engine.generate(prompts[0], LABELS, max_tokens=60)

    for one, other in zip(bare, sure, strict=True):
        assert isinstance(one, Generation)
        assert isinstance(other, Generation)
        assert other.text == one.text
        assert other.first < one.first
    assert isinstance(sure[0], Generation)
    assert sure[0].first == pytest.approx(alone.first, abs=0.02)


def test_a_calibrated_copy_differs_in_nothing_else(tiny: dict[str, Path], warm: Path) -> None:
    fresh = {calibration.PLAN, calibration.LABEL, calibration.NONE}
    one, other = gguf.GGUFReader(tiny["llama"]), gguf.GGUFReader(warm)

    def fields(reader: gguf.GGUFReader) -> dict[str, object]:
        own = {name: field for name, field in reader.fields.items() if "GGUF." not in name}
        return {name: field.contents() for name, field in own.items() if name not in fresh}

    assert fields(one) == fields(other)
    assert fresh <= other.fields.keys()
    for mine, copied in zip(one.tensors, other.tensors, strict=True):
        assert (mine.name, mine.tensor_type) == (copied.name, copied.tensor_type)
        assert np.array_equal(mine.data, copied.data)


def test_a_copy_is_calibrated_anew_and_can_lose_it(warm: Path, tmp_path: Path) -> None:
    again, bare = tmp_path / "again.gguf", tmp_path / "bare.gguf"
    calibrate.write(warm, again, replace(WARM, plan=0.5))
    calibrate.write(warm, bare, Calibration())

    assert [models.inspect(path).calibrated for path in (warm, again, bare)] == [True, True, False]
    assert gguf.GGUFReader(again).fields[calibration.PLAN].contents() == 0.5


@pytest.mark.parametrize(
    "wrong",
    [
        Calibration(plan=0.0, label=1.0),
        Calibration(plan=1.0, label=-2.0),
        Calibration(plan=math.nan, label=1.0),
        Calibration(plan=1.0, label=math.inf),
        Calibration(plan=1.0, label=1.0, none=1.5),
    ],
)
async def test_an_impossible_calibration_is_refused(
    tiny: dict[str, Path], tmp_path: Path, wrong: Calibration
) -> None:
    path = tmp_path / "wrong.gguf"
    await asyncio.to_thread(calibrate.write, tiny["llama"], path, wrong)

    with pytest.raises(ModelError, match=r"plam\.\w+\.\w+ is not a number from") as caught:
        async with LlamaEngine(path):
            pass
    with pytest.raises(ModelError, match="is not a number"):
        await asyncio.to_thread(models.inspect, path)
    assert caught.value.file == str(path)
    assert caught.value.fix


class Sayer(ScriptedEngine):
    """A scripted model whose file may say a threshold."""

    def __init__(self, confidence: float, threshold: float | None) -> None:
        step = {"tool": "tasks.add", "args": {"title": " milk"}}
        super().__init__(lambda _: {"steps": [step]}, confidence=confidence)
        self.threshold = threshold


@pytest.mark.parametrize(
    ("confidence", "threshold", "planned"),
    [
        (SURE + 0.01, None, True),
        (SURE - 0.01, None, False),
        (SURE + 0.01, 0.9, False),
        (SURE - 0.01, 0.2, True),
        (0.01, 0.0, True),
    ],
)
async def test_a_file_says_below_what_its_model_has_no_tool(
    confidence: float, threshold: float | None, planned: bool
) -> None:
    words = Value("note milk", frozenset({REQUEST}))

    got = await make_plan(Sayer(confidence, threshold), words, TOOLS, composes=False)

    assert bool(got.plan.steps) == planned
    assert got.plan.none != planned


async def test_the_engine_says_the_threshold_of_its_file(tiny: dict[str, Path], warm: Path) -> None:
    async with LlamaEngine(warm) as calibrated, LlamaEngine(tiny["llama"]) as bare:
        assert calibrated.threshold == pytest.approx(WARM.none)
        assert bare.threshold is None
    assert bare.threshold is None


def drawn(seed: int, count: int, hotter: float) -> list[Said]:
    """Answers of one to four choices whose real probabilities are those at `hotter`."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        scores, right = [], True
        for _ in range(rng.integers(1, 5)):
            raw = rng.normal(0, 4, rng.integers(2, 9))
            raw -= raw.max()
            scores.append(raw)
            right &= bool(rng.random() < 1 / np.exp(raw / hotter).sum())
        found.append(Said(tuple(scores), right))
    return found


@pytest.mark.parametrize("hotter", [0.6, 1.0, 2.5])
def test_fitting_finds_the_temperature_that_answers_were_drawn_at(hotter: float) -> None:
    said = drawn(1, 2000, hotter)

    found = sureness.fitted(said)

    assert found == pytest.approx(hotter, rel=0.15)
    right = np.array([each.right for each in said], dtype=float)
    assert sureness.calibration_error(sureness.confidences(said)(found), right) < 0.05


def test_confidence_is_the_product_of_the_choices() -> None:
    said = [Said((np.array([0.0, -1.0]), np.array([-2.0, 0.0, -3.0])), True), Said((), False)]
    first = 1 / (1 + math.exp(-0.5))
    second = 1 / (1 + math.exp(-1.0) + math.exp(-1.5))

    assert sureness.confidences(said)(2.0) == pytest.approx([first * second, 1.0])
    assert sureness.confidences(said, first=1)(2.0) == pytest.approx([first, 1.0])


def test_the_threshold_leaves_the_wanted_share_of_the_others_alone() -> None:
    rng = np.random.default_rng(2)
    said = [
        Said((np.array([0.0, -float(rng.gamma(2.0))]),), wants, True, wants, wants, human=True)
        for wants in rng.random(1000) < 0.5
    ]

    least = sureness.threshold(said, 1.5, 0.9)

    sure = sureness.sureness(said, 1.5)
    others = np.array([not each.wants for each in said])
    left = (sure[others] < least).mean()
    assert 0.9 <= left < 0.905
    assert sureness.threshold([each for each in said if each.wants], 1.5) == 0.0


def test_calls_that_the_threshold_drops_do_not_count() -> None:
    good = drawn(3, 1500, 1.0)
    bad = [Said((np.array([0.0, -0.1]),), False, True, False, human=True) for _ in range(200)]
    good = [replace(each, human=True, tooled=each.right) for each in good]

    found = sureness.calibrated([*good, *bad], drawn(4, 1500, 2.0))

    assert found.plan == pytest.approx(1.0, rel=0.2)
    assert found.label == pytest.approx(2.0, rel=0.2)
    assert found.none is not None
    assert found.none > 1 / (1 + math.exp(-0.1))
    assert sureness.calibrated(good, drawn(5, 300, 0.4)).label == 1.0
    assert "threshold" in sureness.told(found, [*good, *bad], drawn(4, 100, 2.0))


def test_the_command_calibrates_a_model(
    tmp_path: Path, model_writer: Writer, capsys: pytest.CaptureFixture[str]
) -> None:
    model = model_writer(tmp_path / "in.gguf", "llama", context=8192)
    out, nlu = tmp_path / "out.gguf", tmp_path / "nlu"
    nlu.mkdir()
    rows = [("add milk to my list", "lists_createoradd"), ("how tall is he", "qa_factoid")] * 3
    (nlu / "dev.jsonl").write_text(
        "".join(
            json.dumps({"text": text, "intent": intent, "entities": []}) + "\n"
            for text, intent in rows
        )
    )

    calibrate.main(["--model", str(model), "--out", str(out), "--nlu", str(nlu), "--quick"])

    assert "rightly none" in capsys.readouterr().out
    assert models.inspect(out).calibrated
    fields = gguf.GGUFReader(out).fields
    assert 0 <= fields[calibration.NONE].contents() <= 1


def test_the_list_says_which_model_is_not_calibrated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tiny: dict[str, Path], warm: Path
) -> None:
    home = tmp_path / "home"
    save(home, Settings(owner="a@example.org", zone=ZoneInfo("UTC")))
    (home / "models").mkdir()
    (home / "models" / "bare.gguf").write_bytes(tiny["qwen3"].read_bytes())
    (home / "models" / "warm.gguf").write_bytes(warm.read_bytes())
    plam = Shell(capsys, home)

    assert plam("model", "list") == 0
    mine = {
        name: plam.out.split(f"{name}.gguf\n", 1)[1].split("\n", 1)[0] for name in ("bare", "warm")
    }
    assert "its confidence is not calibrated" in mine["bare"]
    assert "calibrated" not in mine["warm"]

    assert plam("model", "use", "bare.gguf") == 0
    assert "its confidence is not calibrated" in plam.err
    assert plam("model", "use", "warm.gguf") == 0
    assert "calibrated" not in plam.err

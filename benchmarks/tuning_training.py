"""Training measured against PEFT with transformers' Trainer, and what it exports against llama.cpp.

    python -m benchmarks.tuning_training [--quick] [--json FILE]

Both train the starter model on the same rows (requests under one list of tools and messages to
label), as many steps of as many rows, on the cross-entropy of the answers' tokens over the whole
vocabulary, each in a process of its own. The Trainer runs in bf16 with batches of rows of like
length, four rows at a time and four times a step, which is faster and smaller than sixteen at once;
in the full run it also runs in 32-bit floats, which suits processors without bf16 better. Tokens
are those of the rows, whether they were computed or shared; memory is the highest above what the
imports take. Loading the model counts for this project and not for the Trainer.

It cannot tell how the two compare on rows that share nothing; a shared list of tools is what the
rows of an installation have. Beside other work the times mean little.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from plam_agent.planner.header import OWN, read_header
from plam_agent.planner.models import shipped
from plam_agent.tuning.example import Choice, Row

from .random_model import Small, write_small
from .report import options, report

POLICY = Path(__file__).parents[1] / "policies" / "plan-all.yaml"
SHAPES = ("llama", "qwen3", "gemma3")
STEP, AT_ONCE = 16, 4
RANK, ALPHA, RATE = 8, 16, 2e-3
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def rows_of(count: int, seed: int) -> list[Row]:
    """Rows whose every answer token is one of the whole vocabulary."""
    from plam_agent.operations import tools_under
    from plam_agent.tuning.replay import replay
    from plam_agent.tuning.rows import rows

    made = rows(shipped(), replay(seed, count, [tools_under(POLICY)], composes=False))
    return [dataclasses.replace(one, choices=(Choice(None),) * len(one.choices)) for one in made]


def resident(key: str = "VmRSS") -> float:
    """Megabytes of this process now, or with VmHWM the most since `forget_peak`."""
    line = next(one for one in STATUS.read_text().splitlines() if one.startswith(key))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Have the highest count from now on."""
    gc.collect()
    CLEAR.write_text("5")


def ours(rows: Sequence[Row], held: Sequence[Row], epochs: int) -> dict[str, float]:
    """This project."""
    from plam_agent.tuning.train import Recipe, held_out, train

    recipe = Recipe(rank=RANK, alpha=ALPHA, epochs=epochs, rate=RATE, batch_rows=STEP)
    forget_peak()
    before = resident()
    trained = train(shipped(), rows, recipe)
    peak = resident("VmHWM") - before
    return {
        "seconds": trained.seconds,
        "steps": trained.steps,
        "peak": peak,
        "plain": held_out(shipped(), held, None, recipe),
        "loss": held_out(shipped(), held, trained.weights, recipe),
    }


def theirs(rows: Sequence[Row], held: Sequence[Row], epochs: int, kind: str) -> dict[str, float]:
    """PEFT and the Trainer, the model read by transformers from the same file."""
    import peft
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    before = resident()
    half = kind == "bf16"
    with tempfile.TemporaryDirectory() as folder:
        plain_file = Path(folder) / "model.gguf"
        plain_file.write_bytes(without_own(shipped()))
        read = transformers.AutoModelForCausalLM.from_pretrained(
            folder, gguf_file=plain_file.name, dtype=torch.bfloat16 if half else torch.float32
        )
    # The Trainer refuses models that still say that they came from a GGUF file.
    settings = read.config.to_dict()
    settings.pop("quantization_config", None)
    model = type(read)(type(read.config)(**settings)).to(read.dtype)
    model.load_state_dict(read.state_dict())
    del read
    model.config.use_cache = False
    plain = _loss(model, held)
    config = peft.LoraConfig(
        r=RANK,
        lora_alpha=ALPHA,
        use_rslora=True,
        target_modules=["q_proj", "v_proj"],
        task_type="CAUSAL_LM",
    )
    model = peft.get_peft_model(model, config)
    steps = epochs * -(-len(rows) // STEP)
    given = {
        "per_device_train_batch_size": AT_ONCE,
        "gradient_accumulation_steps": STEP // AT_ONCE,
        "max_steps": steps,
        "learning_rate": RATE,
        "lr_scheduler_type": "linear",
        "warmup_steps": max(1, steps // 10),
        "optim": "adamw_torch",
        "adam_beta2": 0.98,
        "bf16": half,
        "use_cpu": True,
        "report_to": "none",
        "save_strategy": "no",
        "logging_strategy": "no",
        "disable_tqdm": True,
        "dataloader_pin_memory": False,
        "remove_unused_columns": False,
        "seed": 0,
    }
    known = {one.name for one in dataclasses.fields(transformers.TrainingArguments)}
    if "group_by_length" in known:
        given["group_by_length"] = True
    else:
        given["train_sampling_strategy"] = "group_by_length"
    with tempfile.TemporaryDirectory() as folder:
        trainer = transformers.Trainer(
            model=model,
            args=transformers.TrainingArguments(output_dir=folder, **given),
            train_dataset=[
                {
                    "input_ids": list(row.tokens),
                    "labels": [-100] * row.start + list(row.tokens[row.start :]),
                }
                for row in rows
            ],
            data_collator=_padded,
        )
        forget_peak()
        began = time.monotonic()
        trainer.train()
        seconds = time.monotonic() - began
    peak = resident("VmHWM") - before
    return {
        "seconds": seconds,
        "steps": trainer.state.global_step,
        "peak": peak,
        "plain": plain,
        "loss": _loss(model, held),
    }


def without_own(path: Path) -> bytes:
    """A model file without this project's own fields, over whose arrays others take minutes."""
    raw, header = path.read_bytes(), read_header(path)
    kept = [raw[a:b] for name, (a, b) in header.places.items() if not name.startswith(OWN)]
    alignment = header.number("general.alignment") or 32
    counts = struct.pack("<QQ", len(header.tensors), len(kept))
    head = b"".join([raw[:8], counts, *kept, raw[slice(*header.infos)]])
    body = raw[-(-header.infos[1] // alignment) * alignment :]
    return head + bytes(-len(head) % alignment) + body


def _padded(rows: Sequence[dict[str, list[int]]]) -> dict[str, Any]:
    import torch

    longest = max(len(row["input_ids"]) for row in rows)

    def filled(key: str, value: int) -> Any:
        return torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in rows])

    lengths = torch.tensor([len(row["input_ids"]) for row in rows])[:, None]
    return {
        "input_ids": filled("input_ids", 0),
        "labels": filled("labels", -100),
        "attention_mask": (torch.arange(longest)[None] < lengths).long(),
    }


def _loss(model: Any, rows: Sequence[Row]) -> float:
    import torch

    total, count = 0.0, 0
    model.eval()
    with torch.no_grad():
        for row in rows:
            tokens = torch.tensor([row.tokens])
            logits = model(input_ids=tokens).logits[0, row.start - 1 : -1].float()
            wanted = tokens[0, row.start :]
            total += float(torch.nn.functional.cross_entropy(logits, wanted, reduction="sum"))
            count += len(wanted)
    model.train()
    return total / count


def agreements(quick: bool) -> tuple[float, float, list[dict[str, Any]]]:
    """The largest difference on 32-bit bases, the least agreement on Q8_0, and a line for each."""
    import random

    from plam_agent.tuning.export import check
    from plam_agent.tuning.train import Recipe, train

    rng = random.Random(1)
    prefix = [rng.randrange(512) for _ in range(80)]
    rows = []
    for _ in range(6 if quick else 16):
        tokens = (*prefix, *(rng.randrange(512) for _ in range(60)))
        rows.append(Row(tokens, 100, (Choice(None),) * 40))
    recipe = Recipe(rank=RANK, alpha=ALPHA, epochs=4, rate=0.02, batch_rows=4)
    lines, differences, agreed = [], [0.0], [1.0]
    with tempfile.TemporaryDirectory() as folder:
        for name in SHAPES:
            for exact in (True, False):
                layers = 6 if name == "gemma3" else 4
                sizes = Small(hidden=256, layers=layers, head=64, inner=512, window=64)
                path = Path(folder) / f"{name}.gguf"
                write_small(path, name, exact=exact, sizes=sizes)
                got = check(path, train(path, rows, recipe), rows)
                (differences if exact else agreed).append(
                    got.max_difference if exact else got.argmax_agreement
                )
                lines.append(
                    {
                        "shape": name,
                        "base": "F32" if exact else "Q8_0",
                        "positions": got.positions,
                        "largest difference": f"{got.max_difference:.1e}",
                        "same argmax": got.argmax_agreement,
                    }
                )
    return max(differences), min(agreed), lines


def measured(contender: str, rows: Path) -> dict[str, float]:
    """One contender in a process of its own."""
    environment = os.environ | {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    out = rows.with_suffix(f".{contender}")
    command = [sys.executable, "-m", "benchmarks.tuning_training", "--contender", contender]
    subprocess.run([*command, "--given", str(rows), "--out", str(out)], check=True, env=environment)
    found: dict[str, float] = json.loads(out.read_text())
    return found


def contend(contender: str, given: Path, out: Path) -> None:
    """Be a contender: read rows, train, write what it took."""
    said = json.loads(given.read_text())
    rows, held = (
        [Row(tuple(t), start, (Choice(None),) * (len(t) - start)) for t, start in said[name]]
        for name in ("rows", "held")
    )
    if contender == "ours":
        import plam_agent.tuning.train  # noqa: F401

        found = ours(rows, held, said["epochs"])
    else:
        found = theirs(rows, held, said["epochs"], contender)
    out.write_text(json.dumps(found))


def main() -> None:
    """Measure and report."""
    parser = options(__doc__ or "")
    parser.add_argument("--contender", help="(be one of the processes that are compared)")
    parser.add_argument("--given", type=Path, help="(its rows)")
    parser.add_argument("--out", type=Path, help="(where it writes)")
    chosen = parser.parse_args()
    if chosen.contender:
        contend(chosen.contender, chosen.given, chosen.out)
        return
    count, epochs, kept = (16, 1, 8) if chosen.quick else (144, 2, 48)
    every = rows_of(count + kept, 7)
    every = [every[at] for at in np.random.default_rng(1).permutation(len(every))]
    rows, held = every[:count], every[count:]
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "rows.json"
        given.write_text(
            json.dumps(
                {
                    "rows": [(one.tokens, one.start) for one in rows],
                    "held": [(one.tokens, one.start) for one in held],
                    "epochs": epochs,
                }
            )
        )
        names = ["ours", "bf16"] if chosen.quick else ["ours", "bf16", "f32"]
        found = {name: measured(name, given) for name in names}
    tokens = epochs * sum(len(one.tokens) for one in rows)
    titles = {"ours": "plam_agent", "bf16": "PEFT + Trainer, bf16", "f32": "PEFT + Trainer, f32"}
    table: list[dict[str, Any]] = [
        {
            "trained by": titles[name],
            "steps": one["steps"],
            "seconds": one["seconds"],
            "tokens/s": tokens / one["seconds"],
            "peak MB": one["peak"],
            "held-out before": one["plain"],
            "held-out after": one["loss"],
        }
        for name, one in found.items()
    ]
    mine, peer = found["ours"], found["bf16"]
    difference, agreement, lines = agreements(chosen.quick)
    figures = {
        "tokens_per_s_ratio": peer["seconds"] / mine["seconds"],
        "peak_memory_ratio": mine["peak"] / peer["peak"],
        "held_out_loss": mine["loss"],
        "held_out_loss_peer": peer["loss"],
        "logit_max_diff": difference,
        "argmax_agreement": agreement,
    }
    if "f32" in found:
        figures["tokens_per_s_ratio_f32"] = found["f32"]["seconds"] / mine["seconds"]
        figures["peak_memory_ratio_f32"] = mine["peak"] / found["f32"]["peak"]
    report(f"{count} rows, {tokens:,} tokens in {epochs} epochs", table, figures, chosen.json)
    print()
    report("the exported adapter, in llama.cpp", lines, {}, None)
    print("\n" + "\n".join(f"{name} {value:.4g}" for name, value in figures.items()))


if __name__ == "__main__":
    main()

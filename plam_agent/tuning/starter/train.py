"""Train the starter model from nothing: data, tokenizer, model, optimiser, loop, checkpoints.

    python -m plam_agent.tuning.starter.train --out runs/starter [--nlu DIR] [--steps 4450]

The same script serves processors and a GPU. The learning rate falls to nothing twice, after
FIRST_STEPS and at the last step, so a checkpoint of either can be exported. A checkpoint is
weights, optimiser state, the tokenizer and `meta.json`, which is written last; `--resume` goes on
from it.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from ..threads import team
from . import tokenizer as spelling
from .model import Shape, Starter
from .packs import Feed, Pack, texts
from .utterances import Utterance, read

VOCABULARY = 8192
STEPS = 4450
# Here the learning rate has fallen to nothing; it falls again from AGAIN_FROM of its way on
# (Loshchilov and Hutter, 2017). By then choosing is learnt, and counts less.
FIRST_STEPS = 3450
AGAIN_FROM = 0.5
# The first steps have wide packs, and take this share of the way that the learning rate falls.
WIDE_STEPS = 950
WIDE_SHARE = 0.5
MATRIX_RATE = 0.0045
EMBEDDING_RATE = 5e-3
NORM_RATE = 2e-3
# What a layer adds grows more slowly, or it drowns the embeddings.
ADDED_SCALE = 0.4
WARMUP = 0.02
DECAY_FROM = 0.05
CHECKPOINT_EVERY = 150.0


@dataclass(slots=True)
class Muon:
    """Momentum whose update is made orthogonal, for the matrices inside the layers.

    The iteration is Newton-Schulz of degree five (Jordan et al., 2024); matrices of one size go
    through it together.
    """

    matrices: list[Tensor]
    scales: list[float]
    momentum: float = 0.95
    state: list[Tensor] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start without momentum."""
        self.state = self.state or [torch.zeros_like(matrix) for matrix in self.matrices]

    def step(self, rate: float, workers: ThreadPoolExecutor) -> None:
        """Move every matrix by its gradient's orthogonal factor."""
        sizes: dict[tuple[torch.Size, float], list[int]] = {}
        for at, matrix in enumerate(self.matrices):
            sizes.setdefault((matrix.shape, self.scales[at]), []).append(at)
        list(workers.map(lambda members: self._move(members, rate), sizes.values()))

    @torch.no_grad()
    def _move(self, members: Sequence[int], rate: float) -> None:
        updates = []
        for at in members:
            gradient = self.matrices[at].grad
            if gradient is None:
                raise RuntimeError("a matrix has no gradient")
            self.state[at].lerp_(gradient, 1 - self.momentum)
            updates.append(gradient.lerp(self.state[at], self.momentum))
        rows, columns = self.matrices[members[0]].shape
        scale = rate * self.scales[members[0]] * max(1.0, rows / columns) ** 0.5
        for at, update in zip(members, orthogonal(torch.stack(updates)), strict=True):
            self.matrices[at].mul_(1 - rate * 0.02).sub_(update, alpha=scale)


def orthogonal(x: Tensor, rounds: int = 4) -> Tensor:
    """The nearest (semi-)orthogonal matrices to `x` (n, rows, columns), nearly."""
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(rounds):
        square = x @ x.mT
        x = 3.4445 * x + (-4.775 * square + 2.0315 * square @ square) @ x
    return x.mT if tall else x


@dataclass(slots=True)
class Run:
    """All that changes while training, and so all that a checkpoint holds."""

    tokenizer: Tokenizer
    model: Starter
    muon: Muon
    adam: torch.optim.Optimizer
    seed: int
    step: int = 0
    seconds: float = 0.0


def begin(tokenizer: Tokenizer, seed: int, *, shape: Shape | None = None) -> Run:
    """A run at step 0 with fresh weights."""
    torch.manual_seed(seed)
    model = Starter(shape or Shape(tokenizer.get_vocab_size()))
    matrices: list[Tensor] = [p for p in model.blocks.parameters() if p.ndim == 2]
    added = {id(p) for block in model.layers for p in (block.o.weight, block.down.weight)}
    scales = [ADDED_SCALE if id(p) in added else 1.0 for p in matrices]
    others = [
        {"params": [model.embed.weight], "peak": EMBEDDING_RATE},
        {"params": [p for p in model.parameters() if p.ndim == 1], "peak": NORM_RATE},
    ]
    adam = torch.optim.AdamW(others, lr=NORM_RATE, betas=(0.9, 0.97), weight_decay=0.0)
    return Run(tokenizer, model, Muon(matrices, scales), adam, seed)


def loss_of(model: Starter, pack: Pack) -> Tensor:
    """Weighted sum of the loss over the completions' tokens, in nats."""
    device = model.embed.weight.device
    # Half-precision matrix products pay on GPUs and on few processors.
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        hidden = model.hidden(*(part.to(device) for part in (pack.prefix, pack.rows, pack.real)))
        targets = pack.targets[pack.real].to(device)
        learnt = targets != -100
        logits = model.logits(hidden[len(pack.prefix) :][learnt]).float()
    each = functional.cross_entropy(logits, targets[learnt], reduction="none")
    return each @ pack.weights[pack.real].to(device)[learnt]


def progress(step: int, steps: int) -> float:
    """How far of its way (0 to 1) the learning rate is at `step` of `steps`."""
    wide, first = phases(steps)
    if step < wide:
        return WIDE_SHARE * step / wide
    if step < first:
        return WIDE_SHARE + (1 - WIDE_SHARE) * (step - wide) / (first - wide)
    return AGAIN_FROM + (1 - AGAIN_FROM) * (step - first) / (steps - first)


def phases(steps: int) -> tuple[int, int]:
    """How many of `steps` have wide packs, and how many the rate takes to fall the first time."""
    return steps * WIDE_STEPS // STEPS, steps * FIRST_STEPS // STEPS


def advance(run: Run, packs: Sequence[Pack], gone: float, workers: ThreadPoolExecutor) -> float:
    """One optimiser step at `gone` (0 to 1) of the way that the rate falls; gives the mean loss.

    Each pack is one thread's of the `workers` (see `threads.py`).
    """
    weights = list(run.model.parameters())
    rate = min(1.0, (gone + 1e-4) / WARMUP, (1 - gone) / (1 - DECAY_FROM))

    def work(pack: Pack) -> tuple[float, float, tuple[Tensor, ...]]:
        loss = loss_of(run.model, pack)
        return loss.item(), float(pack.weights.sum()), torch.autograd.grad(loss, weights)

    done = list(workers.map(work, packs))
    count = sum(counted for _, counted, _ in done)
    for at, weight in enumerate(weights):
        weight.grad = sum((grads[at] for _, _, grads in done), torch.zeros(())) / count
    run.muon.step(MATRIX_RATE * rate, workers)
    for group in run.adam.param_groups:
        group["lr"] = group["peak"] * rate
    run.adam.step()
    run.step += 1
    return sum(loss for loss, _, _ in done) / count


def save(run: Run, out: Path) -> None:
    """Write a checkpoint. A reader that finds `meta.json` finds a whole one."""
    out.mkdir(parents=True, exist_ok=True)
    state = {
        "model": run.model.state_dict(),
        "muon": run.muon.state,
        "adam": run.adam.state_dict(),
    }
    meta = {
        "shape": run.model.shape.as_dict(),
        "seed": run.seed,
        "step": run.step,
        "seconds": run.seconds,
    }
    _replace(out / "tokenizer.json", run.tokenizer.to_str().encode())
    temporary = out / "weights.pt.new"
    torch.save(state, temporary)
    os.replace(temporary, out / "weights.pt")
    _replace(out / "meta.json", json.dumps(meta, indent=1).encode())


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def load(out: Path) -> Run:
    """The run that a checkpoint holds. Raises OSError."""
    meta = json.loads((out / "meta.json").read_text())
    run = begin(spelling.load(out / "tokenizer.json"), meta["seed"], shape=Shape(**meta["shape"]))
    state: dict[str, Any] = torch.load(out / "weights.pt", map_location="cpu", weights_only=True)
    run.model.load_state_dict(state["model"])
    for matrix, saved in zip(run.muon.state, state["muon"], strict=True):
        matrix.copy_(saved)
    run.adam.load_state_dict(state["adam"])
    run.step, run.seconds = meta["step"], meta["seconds"]
    return run


def train(run: Run, out: Path, people: Sequence[Utterance], steps: int) -> None:
    """Go on to step `steps`, with a checkpoint every few minutes."""
    began = time.monotonic() - run.seconds
    saved, mean = run.seconds, 0.0
    wide, first = phases(steps)
    feed = Feed(run.tokenizer, run.seed, people, wide=wide, first=first)
    with team(2) as workers:
        while run.step < steps:
            loss = advance(run, feed.packs(run.step), progress(run.step, steps), workers)
            mean = loss if not mean else 0.97 * mean + 0.03 * loss
            run.seconds = time.monotonic() - began
            if run.step % 25 == 0:
                print(f"step {run.step}  {run.seconds:.0f} s  loss {mean:.4f}", flush=True)
            if run.seconds - saved > CHECKPOINT_EVERY:
                save(run, out)
                saved = run.seconds
    save(run, out)


def main(argv: Iterable[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description="Train the starter model.")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--nlu", type=Path, help="folder with train.jsonl of human utterances")
    parser.add_argument("--steps", type=int, default=STEPS, help="steps of the whole run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    options = parser.parse_args(None if argv is None else list(argv))
    people = read(options.nlu / "train.jsonl") if options.nlu else []
    if options.resume:
        run = load(options.out)
    else:
        learnt = spelling.learn(texts(options.seed, people), VOCABULARY)
        run = begin(learnt, options.seed)
    if torch.cuda.is_available():
        run.model.to("cuda")
        run.muon.state = [state.to("cuda") for state in run.muon.state]
    train(run, options.out, people, options.steps)


if __name__ == "__main__":
    main()

"""Train the linear models that a model file carries, and write them into a copy of it.

    python -m plam_agent.tuning.starter.priors --model IN.gguf --out OUT.gguf [--nlu DIR] [--seed 1]

One of tools, and those of labels and of what is left out before (see `planner.prior`); `--only`
trains one or the other and leaves the rest as it is. They need none of the model's own weights, so
a file can be given new ones without training it again. How much they count, and how sure its
answers are then, is found by `calibrate` afterwards.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from pathlib import Path

from ...planner.prior import KIND, LABEL, PLAN, SCREEN, Stored, stored, stored_matching
from . import plan_prior
from .label_prior import train as train_labels
from .rewriting import rewrite
from .screen_prior import train as train_screen


def main(argv: Iterable[str] | None = None) -> None:
    """Parse the command line, train and write."""
    parser = argparse.ArgumentParser(description="Write linear models into a model file.")
    parser.add_argument("--model", type=Path, required=True, metavar="IN.gguf")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.gguf")
    parser.add_argument("--nlu", type=Path, metavar="DIR", help="holds train.jsonl")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is drawn")
    parser.add_argument("--only", choices=("plan", "label"), help="train no more than this one")
    options = parser.parse_args(None if argv is None else list(argv))
    started = time.monotonic()
    fresh: dict[str, Stored | None] = {}
    if options.only != "label":
        known, unknown = plan_prior.train(options.nlu, options.seed)
        fresh |= stored(PLAN, known) | stored_matching(unknown) | {KIND: None}
        print(f"tools: {time.monotonic() - started:.0f} s", flush=True)
    if options.only != "plan":
        fresh |= stored(LABEL, train_labels(options.seed))
        fresh |= stored(SCREEN, train_screen(options.seed))
    rewrite(options.model, options.out, fresh)
    size = options.out.stat().st_size / 1e6
    print(f"{options.out}: {size:.1f} MB, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()

"""A look at what training draws: requests with their answers, and how they are shared out."""

# ruff: noqa: S311  (random requests for training protect nothing)

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .choosing import choosing
from .frames import LANGUAGES
from .offers import People, groups
from .requests import Request
from .utterances import read


def main(argv: Sequence[str] | None = None) -> None:
    """Print some requests, or the shares of many."""
    parser = argparse.ArgumentParser(description="Show requests that training would draw.")
    parser.add_argument("--show", type=int, default=20, metavar="N", help="how many to print")
    parser.add_argument("--lang", choices=LANGUAGES, help="only these")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nlu", type=Path, help="folder with train.jsonl of human utterances")
    parser.add_argument("--count", type=int, metavar="N", help="count over N requests instead")
    parser.add_argument("--labels", action="store_true", help="show labelled utterances instead")
    options = parser.parse_args(argv)
    people = People.of(read(options.nlu / "train.jsonl")) if options.nlu else People()
    rng = random.Random(options.seed)
    if options.count:
        count(rng, people, options.count)
    elif options.labels:
        made = choosing(rng, people, options.show)
        print(json.dumps(made.labels, ensure_ascii=False, indent=1))
        print("\n".join(f"{label:<18}{words}" for words, label in made.said))
    else:
        shown = 0
        while shown < options.show:
            for _, asked in groups(rng, people, rows=10, count=2):
                for each in asked:
                    if options.lang in (None, each.lang) and shown < options.show:
                        print(f"{each.lang} {each.kind:<9}{each.words}\n{'':<12}{each.answer}")
                        shown += 1


def count(rng: random.Random, people: People, wanted: int) -> None:
    """Print the shares by language, kind and tool of about `wanted` requests."""
    started, made = time.perf_counter(), list[Request]()
    while len(made) < wanted:
        for _, asked in groups(rng, people, rows=40, count=8):
            made += asked
    seconds = time.perf_counter() - started
    print(f"{len(made)} requests in {seconds:.1f} s, {len(made) / seconds:.0f} a second")
    tables = {
        "language": Counter(each.lang for each in made),
        "kind": Counter(each.kind for each in made),
        "steps": Counter(str(len(each.plan.get("steps", ()))) for each in made),
        "tool": Counter(tool for each in made for tool in each.tools or {"none"}),
    }
    for name, table in tables.items():
        print(f"\n{name}")
        for key, seen in table.most_common(34):
            print(f"  {key:<24}{seen:>7}  {seen / len(made):.3f}")


if __name__ == "__main__":
    main()

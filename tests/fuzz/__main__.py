"""`python -m tests.fuzz [PARSER…] --minutes N [--seed S]`."""

from __future__ import annotations

import argparse
import resource
import secrets
import sys
from pathlib import Path

from tests.fuzz.running import fuzz, kept
from tests.fuzz.targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("parsers", nargs="*", metavar="PARSER", help=" ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=3.0, help="for each parser")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), metavar="FOLDER")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try this input and no other")
    args = parser.parse_args()
    names = args.parsers or list(TARGETS)
    if unknown := [name for name in names if name not in TARGETS]:
        parser.error(f"no such parser: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if args.again:
        for name in names:
            print(f"{name}: {TARGETS[name].tried(args.again.read_bytes())}")
        return 0
    first = secrets.randbelow(1 << 31) if args.seed is None else args.seed
    failed = False
    for name in names:
        found = fuzz(TARGETS[name], seconds=args.minutes * 60, first=first)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{name}: {found.runs:,} inputs from seed {first}, {len(found.outcomes)} outcomes, "
            f"{len(found.findings)} findings, at most {peak} MiB"
        )
        for outcome, count in found.outcomes.most_common(12):
            print(f"  {count:7,}  {outcome}")
        for path, (where, (_, said)) in zip(
            kept(found, args.findings) if found.findings else [],
            found.findings.items(),
            strict=True,
        ):
            failed = True
            print(f"  FOUND {where}: {path}\n{said}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

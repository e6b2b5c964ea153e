"""Macro-F1 of the labels on the sample mailbox, beside the most frequent label.

    python -m benchmarks.labels [--quick] [--json FILE] [--model FILE]

Forty messages are few: one of them is 2.5 points, so the interval is a bootstrap over messages;
`benchmarks.starter` has more. The mailbox was written apart from the training templates. Whole
passes are run in a throw-away home, dry, so that nothing but reading and labelling is timed.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from .report import options, report
from .starter_scoring import macro_f1

LABELS = ("receipt", "newsletter", "invitation", "personal", "none")


def main() -> int:
    """Measure and print."""
    parser = options(__doc__ or "")
    parser.add_argument("--model", type=Path, metavar="FILE", help="another GGUF model")
    args = parser.parse_args()
    passes = 1 if args.quick else 3
    results = [asyncio.run(labelled(args.model)) for _ in range(passes)]
    pairs = results[0][0]
    rows = []
    for label in LABELS:
        hit = sum(t == g == label for t, g in pairs)
        rows.append(
            {
                "label": label,
                "messages": sum(t == label for t, _ in pairs),
                "precision": hit / max(1, sum(g == label for _, g in pairs)),
                "recall": hit / max(1, sum(t == label for t, _ in pairs)),
            }
        )
    found = macro_f1(pairs, LABELS)
    always = [(truth, "receipt") for truth, _ in pairs]
    figures = {
        "macro_f1": found.value,
        "macro_f1_low": found.low,
        "macro_f1_high": found.high,
        "always_receipt_macro_f1": macro_f1(always, LABELS).value,
        "seconds_per_pass": statistics.median(seconds for _, seconds in results),
    }
    report(
        f"40 messages, {passes} passes, {args.model or 'the shipped model'}",
        rows,
        figures,
        args.json,
    )
    for name, value in figures.items():
        print(f"{name:<24}{value:.3f}")
    return 0


async def labelled(model: Path | None) -> tuple[list[tuple[str, str]], float]:
    """(truth, label) for every message of the sample mailbox, and the pass's seconds."""
    import dataclasses

    from plam_agent import config, keys, sample
    from plam_agent.cli.common import open_engine, open_runtime
    from plam_agent.config import Account
    from plam_agent.home import Home
    from plam_agent.setup import make_home
    from plam_agent.triage import triage

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_home(
            folder / "home",
            owner=sample.OWNER,
            zone=sample.ZONE.key,
            passphrase="benchmark",
            cost=keys.CHEAP,
        )
        data = sample.create(folder / "data", datetime.now(UTC).astimezone(sample.ZONE))
        accounts = (
            Account("mail", "mail", "maildir", {"path": str(data.mail)}),
            Account("contacts", "contacts", "vcf", {"path": str(data.contacts)}),
        )
        settings = dataclasses.replace(config.load(folder / "home"), accounts=accounts)
        config.save(folder / "home", settings)
        with Home.open(folder / "home", lambda: "benchmark") as home:
            async with (
                open_engine(home.path, model, None) as engine,
                open_runtime(home, model=engine.fingerprint) as runtime,
            ):
                digest = await triage(runtime, engine, dry=True)
    pairs = [(data.labels[m.message_id], m.label) for m in digest.messages]
    return pairs, digest.seconds


if __name__ == "__main__":
    sys.exit(main())

"""Right tool, rightly none, spans and milliseconds on real utterances, beside a TF-IDF router.

    python -m benchmarks.nlu --data DIR [--quick] [--json FILE] [--model FILE]

`DIR` holds `train.jsonl` and `dev.jsonl`, one `{"text", "intent", "entities"}` a line. Plans come
from one `plam plan --jsonl` process under `policies/plan-all.yaml`; the router (words and
characters, logistic regression) is trained on `train.jsonl` in the same run. It cannot tell how
well arguments resolve afterwards, nor anything about plans of several steps: all lines want one.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .report import options, report

TOOLS = {
    "calendar_set": "calendar.create",
    "calendar_query": "calendar.search",
    "calendar_remove": "calendar.cancel",
    "email_sendemail": "mail.send",
    "email_query": "mail.search",
    "email_querycontact": "contacts.search",
    "email_addcontact": "contacts.add",
    "lists_createoradd": "tasks.add",
    "lists_query": "tasks.search",
    "lists_remove": "tasks.done",
    "takeaway_order": "purchase.search",
}
SPANS = (
    *("person", "relation", "date", "time", "timeofday", "general_frequency", "event_name"),
    *("list_name", "email_address", "place_name", "meal_type", "order_type", "food_type"),
)
NONE = "none"
ROOT = Path(__file__).parents[1]


def main() -> int:
    """Measure and print."""
    parser = options(__doc__ or "")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, metavar="FILE", help="another GGUF model")
    args = parser.parse_args()
    train, dev = read(args.data / "train.jsonl"), read(args.data / "dev.jsonl")
    if args.quick:
        dev = random.Random(0).sample(dev, 200)
    plans, seconds = planned(dev, args.model)
    chosen = [plan["steps"][0]["tool"] if plan["steps"] else NONE for plan in plans]
    routed = router(train, dev)
    rows = [row(name, dev, chosen, routed) for name in [*TOOLS.values(), NONE]]
    wanted = [i for i, line in enumerate(dev) if want(line) != NONE]
    others = [i for i, line in enumerate(dev) if want(line) == NONE]
    covered, spans = coverage(dev, plans, chosen)
    times = [plan["ms"] for plan in plans]
    figures = {
        "right_tool": share(want(dev[i]) == chosen[i] for i in wanted),
        "rightly_none": share(chosen[i] == NONE for i in others),
        "router_right_tool": share(want(dev[i]) == routed[i] for i in wanted),
        "router_rightly_none": share(routed[i] == NONE for i in others),
        "span_coverage": covered / spans if spans else 0.0,
        "median_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20)[-1],
        "seconds_whole_process": seconds,
        "errors": float(sum("error" in plan for plan in plans)),
    }
    report(f"{len(dev)} utterances, {args.model or 'the shipped model'}", rows, figures, args.json)
    for name, value in figures.items():
        print(f"{name:<24}{value:.3f}")
    return 0


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def want(line: dict[str, Any]) -> str:
    """The tool that a line wants, or none."""
    return TOOLS.get(line["intent"], NONE)


def planned(lines: Sequence[dict[str, Any]], model: Path | None) -> tuple[list[Any], float]:
    """One plan a line, from one process, and how long the process took."""
    text = "".join(json.dumps({"id": i, "text": x["text"]}) + "\n" for i, x in enumerate(lines))
    command = [sys.executable, "-m", "plam_agent", "plan", "--jsonl"]
    command += ["--policy", str(ROOT / "policies" / "plan-all.yaml")]
    command += ["--model", str(model)] if model else []
    started = time.perf_counter()
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    return [json.loads(line) for line in done.stdout.splitlines()], time.perf_counter() - started


def router(train: Sequence[dict[str, Any]], dev: Sequence[dict[str, Any]]) -> list[str]:
    """What TF-IDF over words and characters with logistic regression chooses."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, chars), LogisticRegression(C=20, max_iter=2000))
    model.fit([line["text"] for line in train], [want(line) for line in train])
    return [str(label) for label in model.predict([line["text"] for line in dev])]


def row(
    name: str, dev: Sequence[dict[str, Any]], chosen: Sequence[str], routed: Sequence[str]
) -> dict[str, Any]:
    """One tool's recall, what it is mistaken for, and the router's recall."""
    mine = [i for i, line in enumerate(dev) if want(line) == name]
    wrong = Counter(chosen[i] for i in mine if chosen[i] != name).most_common(2)
    return {
        "tool": name,
        "lines": len(mine),
        "right": share(chosen[i] == name for i in mine) if mine else None,
        "router": share(routed[i] == name for i in mine) if mine else None,
        "mostly mistaken for": ", ".join(f"{tool} {count}" for tool, count in wrong),
    }


def coverage(
    dev: Sequence[dict[str, Any]], plans: Sequence[Any], chosen: Sequence[str]
) -> tuple[int, int]:
    """Annotated spans that stand inside some argument of a rightly chosen step, and all of them."""
    covered = total = 0
    for line, plan, tool in zip(dev, plans, chosen, strict=True):
        if tool == NONE or tool != want(line):
            continue
        args = plan["steps"][0]["args"].values()
        texts = [plain(json.dumps(value, ensure_ascii=False)) for value in args]
        for entity in line["entities"]:
            if entity["type"] in SPANS:
                total += 1
                covered += any(plain(entity["text"]) in text for text in texts)
    return covered, total


def plain(text: str) -> str:
    """Case and punctuation aside."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def share(hits: Any) -> float:
    """The share of true values."""
    values = list(hits)
    return sum(values) / len(values)


if __name__ == "__main__":
    sys.exit(main())

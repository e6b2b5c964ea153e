"""`plam plan`: what would be done for a request; nothing runs, so a policy needs no signature."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, PlanError
from .common import DONE, FAILED, composes, home_of, open_engine, show

if TYPE_CHECKING:
    from ..planner.engine import Engine
    from ..types import Tool


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `plam plan` takes."""
    parser.add_argument("words", nargs="*", help="the request")
    parser.add_argument(
        "--jsonl", action="store_true", help='read {"id","text"} lines, write one plan a line'
    )
    parser.add_argument("--policy", type=Path, metavar="FILE", help="plan under this policy")
    parser.add_argument("--model", type=Path, metavar="FILE", help="another GGUF model")
    parser.add_argument("--adapter", type=Path, metavar="FILE", help="wear this LoRA adapter")


async def command(args: argparse.Namespace) -> int:
    """Plan one request, or every line of standard input."""
    if bool(args.words) == args.jsonl:
        raise InputError("Give either a request or --jsonl.", fix="See `plam plan --help`.")
    from ..planner.planning import check_tools

    model, adapter = _model(args)
    tools = _tools(args)
    check_tools(tools)
    async with open_engine(home_of(args), model, adapter) as engine:
        if args.jsonl:
            for number, line in enumerate(sys.stdin, 1):
                if line.strip():
                    request = _request(line, number)
                    plain = await planned(engine, tools, request["text"], composes(model))
                    plain = {"id": request["id"], **plain}
                    print(json.dumps(plain, ensure_ascii=False), flush=True)
            return DONE
        plain = await planned(engine, tools, " ".join(args.words), composes(model))
    show(args, plain, _told(plain))
    return FAILED if "error" in plain else DONE


async def planned(
    engine: Engine, tools: list[Tool], words: str, may_compose: bool
) -> dict[str, Any]:
    """One request's plan as JSON data: steps, answer, confidence and milliseconds."""
    from ..planner.plan import plain_steps
    from ..planner.planning import make_plan
    from ..types import REQUEST, Value

    try:
        made = await make_plan(
            engine, Value(words, frozenset({REQUEST})), tools, composes=may_compose
        )
    except PlanError as error:
        return {"steps": [], "answer": "", "confidence": 0.0, "ms": 0.0, "error": str(error)}
    plan = made.plan
    answer = plan.answer or plan.question or ("I have no tool for this." if plan.none else "")
    return {
        "steps": plain_steps(plan),
        "answer": answer,
        "confidence": round(plan.confidence, 4),
        "ms": round(made.milliseconds, 1),
    }


def _request(line: str, number: int) -> dict[str, Any]:
    try:
        request = json.loads(line)
        return {"id": request["id"], "text": str(request["text"])}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            'is not {"id": …, "text": …}.', file="standard input", line=number
        ) from error


def _tools(args: argparse.Namespace) -> list[Tool]:
    from ..home import POLICY
    from ..policy.decide import possible
    from ..policy.document import parse
    from ..tools.standard import registry

    file = args.policy or home_of(args) / POLICY
    try:
        policy = parse(file.read_bytes(), str(file))
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", file=file, fix="Give --policy FILE."
        ) from error
    return [tool for tool in registry() if possible(policy, tool.name)]


def _model(args: argparse.Namespace) -> tuple[Path | None, Path | None]:
    from ..config import load

    home = home_of(args)
    if args.model or not (home / "config.toml").exists():
        return args.model, args.adapter
    settings = load(home)
    return settings.model, args.adapter or settings.adapter


def _told(plain: dict[str, Any]) -> str:
    if "error" in plain:
        return str(plain["error"])
    lines = [
        f"{number}. {step['tool']} "
        + json.dumps(step["args"], ensure_ascii=False)
        + "".join(f"  {word} {step[word]}" for word in ("each", "when") if word in step)
        for number, step in enumerate(plain["steps"], 1)
    ]
    return "\n".join(lines) or plain["answer"]

"""`plam plan`: what would be done for a request; nothing runs, so a policy needs no signature."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..reply import Reply
from ..wire import connected
from .common import DONE, FAILED, composes, home_of, open_engine, replied, show


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
    words = " ".join(args.words)
    if words and not (args.policy or args.model or args.adapter):
        async with connected(home_of(args)) as client:
            if client is not None and not client.hello["locked"]:
                return replied(args, Reply(**await client.request("plan", {"words": words})))
    from ..operations import planned, tools_under
    from ..telling import plan_told

    model, adapter = _model(args)
    tools = tools_under(args.policy or home_of(args) / "policy.yaml", home_of(args))
    async with open_engine(home_of(args), model, adapter) as engine:
        if args.jsonl:
            for number, line in enumerate(sys.stdin, 1):
                if line.strip():
                    request = _request(line, number)
                    plain = await planned(engine, tools, request["text"], composes(model))
                    plain = {"id": request["id"], **plain}
                    print(json.dumps(plain, ensure_ascii=False), flush=True)
            return DONE
        plain = await planned(engine, tools, words, composes(model))
    show(args, plain, plan_told(plain))
    return FAILED if "error" in plain else DONE


def _request(line: str, number: int) -> dict[str, Any]:
    try:
        request = json.loads(line)
        return {"id": request["id"], "text": str(request["text"])}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            'is not {"id": …, "text": …}.', file="standard input", line=number
        ) from error


def _model(args: argparse.Namespace) -> tuple[Path | None, Path | None]:
    from ..config import load_if_there

    settings = None if args.model else load_if_there(home_of(args))
    if settings is None:
        return args.model, args.adapter
    return settings.model, args.adapter or settings.adapter

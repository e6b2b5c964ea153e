"""Build llama-cpp-python with its progress shown; nothing is done where it is installed already."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from importlib import metadata

WANTED = "llama-cpp-python>=0.3.36"
STEP = re.compile(r"\[(\d+)/(\d+)\]")


def installed() -> bool:
    """Whether the wanted version is there."""
    try:
        version = metadata.version("llama-cpp-python")
    except metadata.PackageNotFoundError:
        return False
    return tuple(map(int, version.split(".")[:3])) >= (0, 3, 36)


def main() -> int:
    """Run pip and turn the compiler's lines into one that moves."""
    if installed():
        return 0
    cores = os.cpu_count() or 1
    low, high = max(1, 10 // cores), max(2, 20 // cores)
    print(f"Building llama.cpp for this machine: about {low} to {high} minutes, once.", flush=True)
    environment = {**os.environ, "CMAKE_BUILD_PARALLEL_LEVEL": str(cores)}
    command = [sys.executable, "-m", "pip", "install", "-v", WANTED]
    process = subprocess.Popen(  # noqa: S603  (our own words)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    state = {"step": "", "log": []}
    reader = threading.Thread(target=follow, args=(process, state), daemon=True)
    reader.start()
    started = time.monotonic()
    while reader.is_alive():
        reader.join(5 if sys.stdout.isatty() else 30)
        minutes = (time.monotonic() - started) / 60
        end = "\r" if sys.stdout.isatty() else "\n"
        print(f"  {minutes:4.1f} min  {state['step']:<20}", end=end, flush=True)
    if process.wait() == 0:
        print("\nllama.cpp is built.", flush=True)
        return 0
    print("\n".join(state["log"][-30:]))
    print("The build failed; the lines above say why.")
    return 1


def follow(process: subprocess.Popen[str], state: dict) -> None:
    """Keep the last lines, and the step of the build."""
    assert process.stdout is not None
    for line in process.stdout:
        state["log"] = [*state["log"][-200:], line.rstrip()]
        if match := STEP.search(line):
            state["step"] = f"step {match[1]} of {match[2]}"


if __name__ == "__main__":
    sys.exit(main())

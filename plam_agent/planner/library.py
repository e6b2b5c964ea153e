"""llama.cpp as this project loads it: how it waits, how it is stopped, and what it complains of.

Nothing of ours runs inside a callback of the C library, where an exception would be lost and work
go on without it, but for the one that hears what it logs.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import threading
from collections import deque
from collections.abc import Iterator

# Spinning OpenMP threads cost a second a token beside a busy neighbour; read at library load.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
# Where the library gives up it would have a debugger print a backtrace to the terminal.
os.environ.setdefault("GGML_NO_BACKTRACE", "1")

import llama_cpp as llama_cpp
import llama_cpp._internals
import llama_cpp._utils

# The library opens these when it is imported and leaves them open.
atexit.register(llama_cpp._utils.outnull_file.close)
atexit.register(llama_cpp._utils.errnull_file.close)

BATCH = 512
"""Tokens evaluated at once."""

ABORTED = 2
"""What `llama_decode` returns where it was stopped."""

WARNING, ERROR = 3, 4

# llama.cpp asks between the nodes of its graph whether to stop. A Python callback would wait for
# the interpreter's lock hundreds of times a token; `strlen` of the halt's flag needs none: it is
# 0, false, until the flag's first byte is set.
_strlen = ctypes.CDLL(None).strlen if os.name == "posix" else ctypes.CDLL("msvcrt").strlen
aborts = ctypes.cast(_strlen, llama_cpp.ggml_abort_callback)

# How llguidance tokenizes text that a grammar forces.
TOKENIZE = ctypes.cast(llama_cpp.llama_tokenize, ctypes.c_void_p).value

_said = threading.local()


def _listen(level: int, text: bytes, _: ctypes.c_void_p) -> None:
    lines: deque[str] | None = getattr(_said, "lines", None)
    if lines is not None and level in (WARNING, ERROR):
        lines.append(text.decode("utf-8", "replace").strip())


# The library prints what it does; what it says while a file loads becomes the error's reason. Its
# Python package would silence it by closing the whole process's output, a terminal UI's included.
_listener = llama_cpp.llama_log_callback(_listen)
llama_cpp.llama_log_set(_listener, ctypes.c_void_p(0))
for _module in (llama_cpp.llama, llama_cpp._internals):
    vars(_module)["suppress_stdout_stderr"] = lambda disable=True: contextlib.nullcontext()


# GCC before 13 takes `ldtilecfg` for reading 8 of its 64 bytes (`_tile_loadconfig` in its
# amxtileintrin.h) and leaves out the stores of the others, so that llama.cpp built by it dies of a
# fault on processors with AMX. Weights that are not repacked are not multiplied so; only server
# processors have it.
if b"AMX_INT8 = 1" in llama_cpp.llama_print_system_info():
    _default_params = llama_cpp.llama_cpp.llama_model_default_params

    def _plain_params() -> llama_cpp.llama_model_params:
        params: llama_cpp.llama_model_params = _default_params()
        params.use_extra_bufts = False
        return params

    vars(llama_cpp.llama_cpp)["llama_model_default_params"] = _plain_params


@contextlib.contextmanager
def heard() -> Iterator[deque[str]]:
    """What the library warns of in this thread meanwhile, the last 8 lines."""
    _said.lines = deque[str](maxlen=8)
    try:
        yield _said.lines
    finally:
        del _said.lines


def reason(lines: deque[str], otherwise: str) -> str:
    """The first complaint among `lines`: the later ones only say that loading failed."""
    said = next((line for line in lines if "error" in line), lines[0] if lines else otherwise)
    return said.rpartition(": error ")[2].strip().rstrip(".") or otherwise

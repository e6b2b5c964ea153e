"""Many sequences after one shared beginning, evaluated together in a context of their own.

The beginning is evaluated once, in lane 0, and every other lane sees it without a copy. One batch
then holds what all lanes have to read next, so that the weights are read once for all of them and
there is enough work for every core.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError, PlanError
from .engine import Halt
from .library import ABORTED, BATCH, aborts, llama_cpp
from .weights import Weights

LANES = 16

_Numbers = NDArray[np.int32]


class Lanes:
    """Up to LANES sequences beside the one that `Weights` holds. Not thread-safe.

    `room` is how many tokens they can hold together, the shared beginning counted once.
    """

    def __init__(self, weights: Weights, *, threads: int) -> None:
        """Open a context on the model's weights. Raises ModelError where memory is short."""
        params = type(weights.llama.context_params).from_buffer_copy(weights.llama.context_params)
        params.n_seq_max = LANES + 1
        params.kv_unified = True
        # A lane passes over what other lanes hold only where attention is fused.
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        params.n_threads = params.n_threads_batch = threads
        self._context = llama_cpp.llama_init_from_model(weights.llama.model, params)
        if not self._context:
            raise ModelError("There is not enough memory for a batch.", file=weights.file)
        weights.dress(self._context)
        self.room: int = llama_cpp.llama_n_ctx(self._context)
        self._size = weights.size
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._shared: list[int] = []
        self._ends: dict[int, int] = {}
        lanes = np.arange(LANES + 1, dtype=np.int32)
        self._lanes = lanes
        self._tokens, self._places, self._counts = (np.ones(BATCH, np.int32) for _ in range(3))
        self._owners = np.zeros(BATCH, np.uint64)
        self._wanted = np.zeros(BATCH, np.int8)

    def close(self) -> None:
        """Free the context."""
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = None

    def begin(self, shared: list[int], lanes: int, halt: Halt) -> None:
        """Have lanes 1 to `lanes` hold `shared` and nothing else. Raises PlanError where halted."""
        for lane in range(1, LANES + 1):
            llama_cpp.llama_memory_seq_rm(self._memory, lane, -1, -1)
        if shared != self._shared:
            llama_cpp.llama_memory_clear(self._memory, True)
            self._shared, self._ends = [], {0: 0}
            if shared:
                self.evaluate({0: shared}, halt)
            self._shared = shared
        for lane in range(1, lanes + 1):
            llama_cpp.llama_memory_seq_cp(self._memory, 0, lane, -1, -1)
            self._ends[lane] = len(shared)

    def evaluate(
        self, pending: Mapping[int, Sequence[int]], halt: Halt
    ) -> dict[int, NDArray[np.float32]]:
        """Evaluate each lane's tokens after those it holds; the logits after the last of each.

        Raises PlanError where `halt` is set meanwhile.
        """
        flat = [
            (token, self._ends[lane] + at, lane, at == len(tokens) - 1)
            for lane, tokens in pending.items()
            for at, token in enumerate(tokens)
        ]
        llama_cpp.llama_set_abort_callback(self._context, aborts, ctypes.addressof(halt.flag))
        logits: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(flat), BATCH):
            part = np.array(flat[start : start + BATCH], dtype=np.int64)
            self._decode(part, halt)
            for at in np.flatnonzero(part[:, 3]):
                row = llama_cpp.llama_get_logits_ith(self._context, int(at))
                # The next batch overwrites them.
                logits[int(part[at, 2])] = np.ctypeslib.as_array(row, (self._size,)).copy()
        for lane, tokens in pending.items():
            self._ends[lane] += len(tokens)
        return logits

    def _decode(self, part: NDArray[np.int64], halt: Halt) -> None:
        count = len(part)
        self._tokens[:count] = part[:, 0]
        self._places[:count] = part[:, 1]
        self._owners[:count] = self._lanes.ctypes.data + self._lanes.itemsize * part[:, 2]
        self._wanted[:count] = part[:, 3]
        number = ctypes.POINTER(ctypes.c_int32)
        batch = llama_cpp.llama_batch(
            n_tokens=count,
            token=self._tokens.ctypes.data_as(number),
            embd=None,
            pos=self._places.ctypes.data_as(number),
            n_seq_id=self._counts.ctypes.data_as(number),
            seq_id=self._owners.ctypes.data_as(ctypes.POINTER(number)),
            logits=self._wanted.ctypes.data_as(ctypes.POINTER(ctypes.c_int8)),
        )
        status = ABORTED if halt.is_set() else llama_cpp.llama_decode(self._context, batch)
        if status:
            llama_cpp.llama_memory_clear(self._memory, True)
            self._shared = []
            if status == ABORTED:
                raise PlanError("The answer was stopped before it was complete.")
            raise PlanError(f"llama.cpp failed with status {status} while decoding a batch.")

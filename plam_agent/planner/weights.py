"""A GGUF model in llama.cpp: its tokens, its adapter, and the logits after a sequence of tokens.

What a sequence shares with the one before is not evaluated again.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError, PlanError
from .calibration import Calibration
from .engine import Adapter, Halt
from .habits import Habit, habits_of
from .header import Header, read_header
from .library import ABORTED, BATCH, aborts, heard, llama_cpp, reason
from .models import fingerprint
from .prior import Priors

F32 = 0


class Weights:
    """An open model and the state of one sequence. Not thread-safe: one thread owns it.

    `context` is the longest sequence in tokens, `vocab` the library's own vocabulary, `size` how
    many tokens it has, `ends` those that end a turn, and `markers` the texts of the control tokens.
    """

    def __init__(self, llama: llama_cpp.Llama, file: Path, header: Header) -> None:
        """Take over an open `llama`; `close` closes it."""
        self.llama = llama
        self.file = file
        self.template = header.text("tokenizer.chat_template")
        self.architecture = header.text("general.architecture")
        self.calibration = Calibration.of(header, file)
        self.priors = Priors.of(header, file)
        self.context = llama.n_ctx()
        self.vocab = llama_cpp.llama_model_get_vocab(llama.model)
        self._memory = llama_cpp.llama_get_memory(llama.ctx)
        self._held: list[int] = []
        self._adapters: dict[str, Any] = {}
        self._worn: list[tuple[Any, float]] = []
        self._habits: dict[str, tuple[Habit, ...]] = {}
        self.habits: list[Habit] = []
        self.size = llama_cpp.llama_vocab_n_tokens(self.vocab)
        self.ends = [
            token for token in range(self.size) if llama_cpp.llama_vocab_is_eog(self.vocab, token)
        ]
        control = llama_cpp.llama_vocab_is_control
        self.markers = tuple(
            filter(None, (self.name(t) for t in range(self.size) if control(self.vocab, t)))
        )

    @classmethod
    def open(
        cls, file: Path, *, threads: int, context: int, seed: int, exact: bool = False
    ) -> Self:
        """Load the model at `file`. Raises ModelError where it cannot be used.

        Where `exact`, the state is kept in 32-bit floats: twice the memory.
        """
        header = read_header(file)
        if header.text("general.type") == "adapter":
            raise ModelError(
                "This file is an adapter, not a model.",
                file=file,
                fix="Give the base model here and this file as its adapter.",
            )
        if not header.text("tokenizer.chat_template").strip():
            raise ModelError(
                "The model file has no chat template.",
                file=file,
                fix="Choose an instruction-tuned model whose GGUF file brings one.",
            )
        # An impossible one is to be found before anything is loaded.
        Calibration.of(header, file)
        Priors.of(header, file)
        longest = header.number(f"{header.text('general.architecture')}.context_length")
        with heard() as lines:
            try:
                llama = llama_cpp.Llama(
                    str(file),
                    n_ctx=min(context, longest or context),
                    n_batch=BATCH,
                    n_ubatch=BATCH,
                    n_threads=threads,
                    n_threads_batch=threads,
                    # On processors it makes long prompts a third faster and the short batches
                    # that follow a kept prefix up to seven times slower; those are the rule here.
                    flash_attn=False,
                    swa_full=True,
                    type_k=F32 if exact else None,
                    type_v=F32 if exact else None,
                    no_perf=True,
                    seed=seed,
                    verbose=False,
                )
            except Exception as error:
                raise ModelError(
                    f"llama.cpp cannot load this model: {reason(lines, str(error))}.",
                    file=file,
                    fix="Choose a model of an architecture that this llama.cpp knows.",
                ) from error
        return cls(llama, file, header)

    def close(self) -> None:
        """Free the adapters and the model."""
        self.wear(())
        self.llama.close()

    def wear(self, adapters: Sequence[Adapter]) -> None:
        """Put on these LoRA adapters, added to one another, instead of those worn, if any.

        What was worn and is not any more is freed. Raises ModelError where one is none for this
        model or not what it was said to be; then no adapter is worn.
        """
        # The state was computed with the other weights, and the library does not notice.
        self.forget()
        self._worn, self.habits = [], []
        self.dress(self.llama.ctx)
        loaded, self._adapters = self._adapters, {}
        try:
            for each in adapters:
                digest = self._known(each, loaded)
                if digest not in self._adapters:
                    self._adapters[digest] = loaded.pop(digest, None) or self._load(each.file)
                self._worn.append((self._adapters[digest], each.scale))
                self.habits += self._habits[digest]
        except BaseException:
            self._worn, self.habits = [], []
            raise
        finally:
            for idle in loaded.values():
                llama_cpp.llama_adapter_lora_free(idle)
            self._habits = {digest: self._habits[digest] for digest in self._adapters}
        self.dress(self.llama.ctx)

    def dress(self, context: Any) -> None:
        """Have another context on these weights wear the same adapters; its state is not cleared.

        Raises ModelError.
        """
        count = len(self._worn)
        adapters = (llama_cpp.llama_adapter_lora_p_ctypes * count)(
            *(each for each, _ in self._worn)
        )
        scales = (ctypes.c_float * count)(*(scale for _, scale in self._worn))
        if llama_cpp.llama_set_adapters_lora(context, adapters, count, scales):
            raise ModelError("llama.cpp refuses this adapter.", file=self.file)

    def _known(self, adapter: Adapter, loaded: Mapping[str, Any]) -> str:
        """The digest that the adapter is loaded under, or is to be."""
        if adapter.digest in loaded or adapter.digest in self._adapters:
            return adapter.digest
        habits = habits_of(self._checked(adapter.file), adapter.file)
        # Paths do not tell adapters apart: a descriptor's is used again for the next.
        digest = fingerprint(adapter.file)
        if adapter.digest and digest != adapter.digest:
            raise ModelError("This is not the adapter that was vouched for.", file=adapter.file)
        self._habits[digest] = habits
        return digest

    def _load(self, file: Path) -> Any:
        with heard() as lines:
            loaded = llama_cpp.llama_adapter_lora_init(self.llama.model, os.fsencode(file))
        if not loaded:
            raise ModelError(
                f"llama.cpp cannot load this adapter: {reason(lines, 'it gives no reason')}.",
                file=file,
                fix="Train it again on this base model.",
            )
        return loaded

    def name(self, token: int) -> str:
        """The token's own text, as it stands in the vocabulary; empty for -1, no token."""
        if token < 0:
            return ""
        text: bytes = llama_cpp.llama_vocab_get_text(self.vocab, token)
        return text.decode("utf-8", "replace")

    def vocabulary(self) -> list[bytes]:
        """What each token writes; control tokens are marked with 0xFF before their text.

        That byte is in no UTF-8 text, so no grammar of text can spell a control token.
        """
        buffer = ctypes.create_string_buffer(256)
        control = llama_cpp.LLAMA_TOKEN_ATTR_CONTROL | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
        own = llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED
        words: list[bytes] = []
        for token in range(self.size):
            length = llama_cpp.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, True)
            if length < 0:
                buffer = ctypes.create_string_buffer(-length)
                length = llama_cpp.llama_token_to_piece(self.vocab, token, buffer, -length, 0, True)
            word, kind = buffer.raw[:length], llama_cpp.llama_vocab_get_attr(self.vocab, token)
            marked = kind & control or (kind & own and word[:1] == b"<" and word[-1:] == b">")
            words.append(b"\xff" + word if marked else word)
        return words

    def tokenized(self, text: str, *, special: bool) -> list[int]:
        """The text's tokens; where `special`, texts of control tokens become those tokens."""
        data = text.encode("utf-8", "replace")
        return self.llama.tokenize(data, add_bos=False, special=special)

    def begun(self, tokens: list[int]) -> list[int]:
        """The tokens with exactly one beginning-of-sequence token, where the model wants one."""
        first = self.llama.token_bos()
        wanted = llama_cpp.llama_vocab_get_add_bos(self.vocab) and tokens[:1] != [first]
        return [first, *tokens] if wanted else tokens

    def evaluate(self, tokens: list[int], halt: Halt) -> NDArray[np.float32]:
        """Evaluate `tokens` after those held; the logits after the last, valid until the next.

        Raises PlanError where `halt` is set meanwhile; the weights stay usable.
        """
        context = self.llama.ctx
        llama_cpp.llama_set_abort_callback(context, aborts, ctypes.addressof(halt.flag))
        for start in range(0, len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            array = (llama_cpp.llama_token * len(part))(*part)
            batch = llama_cpp.llama_batch_get_one(array, len(part))
            status = ABORTED if halt.is_set() else llama_cpp.llama_decode(context, batch)
            self._evaluated(part, status)
        return np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(context, -1), (self.size,))

    def through(self, tokens: list[int], places: Sequence[int], halt: Halt) -> NDArray[np.float32]:
        """Evaluate `tokens` after those held; the logits after each of the `places` in them.

        `places` ascend; shape (places, size). For who knows what follows: one pass for many tokens.
        Raises PlanError as `evaluate` does.
        """
        found = np.empty((len(places), self.size), np.float32)
        done = 0
        for start in range(0, len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            here = [place - start for place in places if start <= place < start + len(part)]
            self._pass(part, here, halt)
            for place in here:
                row = llama_cpp.llama_get_logits_ith(self.llama.ctx, place)
                found[done] = np.ctypeslib.as_array(row, (self.size,))
                done += 1
        return found

    def _pass(self, part: list[int], wanted: list[int], halt: Halt) -> None:
        count = len(part)
        llama_cpp.llama_set_abort_callback(self.llama.ctx, aborts, ctypes.addressof(halt.flag))
        batch = llama_cpp.llama_batch_init(count, 0, 1)
        try:
            batch.n_tokens = count
            for at, token in enumerate(part):
                batch.token[at], batch.pos[at] = token, len(self._held) + at
                batch.n_seq_id[at], batch.seq_id[at][0] = 1, 0
                batch.logits[at] = at in wanted
            status = ABORTED if halt.is_set() else llama_cpp.llama_decode(self.llama.ctx, batch)
        finally:
            llama_cpp.llama_batch_free(batch)
        self._evaluated(part, status)

    def _evaluated(self, part: list[int], status: int) -> None:
        """Hold `part` too, or nothing where the library says that it failed."""
        if status:
            self.forget()
            if status == ABORTED:
                raise PlanError("The answer was stopped before it was complete.")
            raise PlanError(f"llama.cpp failed with status {status} while decoding.")
        self._held += part

    def rewind(self, tokens: list[int]) -> list[int]:
        """Keep what the state shares with `tokens`; those still to be evaluated, never none."""
        keep = min(common(self._held, tokens), len(tokens) - 1)
        if keep < len(self._held):
            cut = llama_cpp.llama_memory_seq_rm(self._memory, 0, keep, -1)
            # Sliding windows and recurrent states cannot always be taken back, nor always say so.
            begins = llama_cpp.llama_memory_seq_pos_min(self._memory, 0)
            ends = llama_cpp.llama_memory_seq_pos_max(self._memory, 0)
            if not cut or (keep and (begins, ends) != (0, keep - 1)):
                self.forget()
                keep = 0
            self._held = self._held[:keep]
        return tokens[keep:]

    @property
    def held(self) -> list[int]:
        """The tokens that the state holds."""
        return self._held

    def state(self) -> bytes:
        """The state after the tokens held, as the library writes it."""
        context = self.llama.ctx
        buffer = (ctypes.c_uint8 * llama_cpp.llama_state_seq_get_size(context, 0))()
        written = llama_cpp.llama_state_seq_get_data(context, buffer, len(buffer), 0)
        return bytes(buffer)[:written]

    def restore(self, tokens: list[int], state: bytes) -> bool:
        """Hold `tokens` by their `state`; whether the library takes it. It does not look whose.

        A state of other weights, or in another form than `form`, is taken and means nothing.
        """
        self.forget()
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        taken = llama_cpp.llama_state_seq_set_data(self.llama.ctx, buffer, len(state), 0)
        ends = llama_cpp.llama_memory_seq_pos_max(self._memory, 0)
        if not taken or ends != len(tokens) - 1:
            self.forget()
            return False
        self._held = list(tokens)
        return True

    @property
    def form(self) -> str:
        """What, beside weights and tokens, a state depends on: the library and how it keeps it."""
        params = self.llama.context_params
        kept = (params.type_k, params.type_v, params.flash_attn_type, params.swa_full)
        return f"{llama_cpp.__version__} {kept}"

    def forget(self) -> None:
        """Empty the state."""
        llama_cpp.llama_memory_clear(self._memory, True)
        self._held = []

    def _checked(self, adapter: Path) -> Header:
        header = read_header(adapter)
        if (header.text("general.type"), header.text("adapter.type")) != ("adapter", "lora"):
            raise ModelError(
                "This file is not a LoRA adapter.",
                file=adapter,
                fix="Give a GGUF file that `plam tune` or a LoRA converter wrote.",
            )
        architecture = header.text("general.architecture")
        if architecture != self.architecture:
            raise ModelError(
                f"This adapter is for {architecture} models; {self.file.name} is a"
                f" {self.architecture} model.",
                file=adapter,
                fix="Use it with the model it was trained on.",
            )
        return header


def common(one: list[int], other: list[int]) -> int:
    """How many tokens both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))

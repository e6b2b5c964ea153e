"""The starter's tokenizer: byte-level BPE that llama.cpp reproduces token by token.

llama.cpp splits text with the `llama-bpe` pattern before it merges. Digits are kept single while
merges are learnt, and so they stay single there, where up to three would stand together.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

SYSTEM, USER, ASSISTANT, END = "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"
SPECIAL = (END, SYSTEM, USER, ASSISTANT)
# How an answer opens a value and goes from one to the next: tokens of their own.
OPENING, BETWEEN = '":"', '","'
TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)
_LLAMA = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def _splits(*, learning: bool) -> pre_tokenizers.PreTokenizer:
    alone = [pre_tokenizers.Split(Regex(r"\p{N}|[@$€]"), "isolated")] if learning else []
    return pre_tokenizers.Sequence(
        [
            *alone,
            pre_tokenizers.Split(Regex(_LLAMA), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def learn(texts: Iterable[str], size: int) -> Tokenizer:
    """A tokenizer of `size` tokens learnt from `texts`; special tokens have the first ids."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = _splits(learning=True)
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[AddedToken(text, special=True) for text in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.pre_tokenizer = _splits(learning=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def load(path: Path) -> Tokenizer:
    """A tokenizer that `Tokenizer.save` wrote. Raises OSError."""
    return Tokenizer.from_str(path.read_text(encoding="utf-8"))


def id_of(tokenizer: Tokenizer, token: str) -> int:
    """The id of a token. Raises KeyError where the vocabulary lacks it."""
    found = tokenizer.token_to_id(token)
    if found is None:
        raise KeyError(f"the vocabulary has no token {token!r}")
    return int(found)


def rendered(system: str, user: str) -> tuple[str, str]:
    """What the chat template makes of a prompt: the part to share, and the rest."""
    return f"{SYSTEM}{system}", f"{USER}{user}{ASSISTANT}"

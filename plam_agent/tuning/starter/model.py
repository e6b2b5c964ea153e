"""The starter model in torch: a llama-shaped decoder that reads many requests after one prefix.

A pack is one shared prefix (the system message: hundreds of tokens that list the tools) and rows
that continue it, each blind to the others. Positions restart after the prefix, so every row is
exactly the sequence that an engine sees, and the prefix is paid for once. Padding is seen by
attention alone: everything else is computed for real tokens only.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model. Every row length is a multiple of 32, as Q8_0 blocks need."""

    vocab: int
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    ffn: int = 768
    context: int = 2048
    rope: float = 10_000.0
    eps: float = 1e-5

    @property
    def head(self) -> int:
        """The size of one attention head."""
        return self.hidden // self.heads

    def as_dict(self) -> dict[str, float]:
        """The sizes as JSON data."""
        return dataclasses.asdict(self)


class Block(nn.Module):
    """One layer: grouped-query attention and a gated feed-forward, each after an RMS norm."""

    def __init__(self, shape: Shape) -> None:
        """Make the layer's weights, normal, and nothing yet for what it adds."""
        super().__init__()
        kv = shape.kv_heads * shape.head
        self.shape = shape
        self.attention_norm = nn.RMSNorm(shape.hidden, shape.eps)
        self.q = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.k = nn.Linear(shape.hidden, kv, bias=False)
        self.v = nn.Linear(shape.hidden, kv, bias=False)
        self.o = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.ffn_norm = nn.RMSNorm(shape.hidden, shape.eps)
        self.gate = nn.Linear(shape.hidden, shape.ffn, bias=False)
        self.up = nn.Linear(shape.hidden, shape.ffn, bias=False)
        self.down = nn.Linear(shape.ffn, shape.hidden, bias=False)
        for linear in (self.q, self.k, self.v, self.gate, self.up):
            nn.init.normal_(linear.weight, std=0.6 / math.sqrt(shape.hidden))
        for linear in (self.o, self.down):
            nn.init.zeros_(linear.weight)

    def forward(self, x: Tensor, pack: Layout) -> Tensor:
        """`x` is (tokens, hidden): the prefix, then the rows one after the other."""
        normed = self.attention_norm(x)
        shape = self.shape
        q = rotate(self.q(normed).view(-1, shape.heads, shape.head), pack)
        k = rotate(self.k(normed).view(-1, shape.kv_heads, shape.head), pack)
        v = self.v(normed).view(-1, shape.kv_heads, shape.head)
        x = x + self.o(attend(q, k, v, pack))
        normed = self.ffn_norm(x)
        added: Tensor = self.down(functional.silu(self.gate(normed)) * self.up(normed))
        return x + added


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tokens of a pack stand: rotary angles and what each may see.

    `real` holds, of the `rows` times `length` places, those that are not padding.
    """

    prefix: int
    rows: int
    length: int
    real: Tensor
    cos: Tensor
    sin: Tensor
    prefix_mask: Tensor
    row_mask: Tensor


class Starter(nn.Module):
    """The whole model, with input and output embeddings tied."""

    def __init__(self, shape: Shape) -> None:
        """Make the weights."""
        super().__init__()
        self.shape = shape
        self.embed = nn.Embedding(shape.vocab, shape.hidden)
        # Embeddings as large as what the layers come to add: a token that is to be copied must
        # still be readable after them. The last norm's gain keeps the first logits small.
        nn.init.normal_(self.embed.weight, std=0.5)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.hidden, shape.eps)
        nn.init.constant_(self.norm.weight, 1 / math.sqrt(shape.hidden))
        if shape.layers > 1:
            self._begin_with_copying()
            self.begin_with_nearness()

    @torch.no_grad()
    def _begin_with_copying(self) -> None:
        """Lay out an induction circuit (Olsson et al., 2022), which hours would form by chance.

        In the first layer one query head of each group looks one token back, by the rotary phase
        of a component that all embeddings share, and notes what it saw. In the second the head
        looks for the place whose note is the present token, and adds the token that stands there.
        """
        shape, head = self.shape, self.shape.head
        group, pairs, kv = shape.heads // shape.kv_heads, head // 2, shape.kv_heads * head
        first, second = self.layers[:2]
        self.embed.weight[:, 0] = 1.0
        seen, noted = (nn.init.orthogonal_(torch.empty(kv, shape.hidden)) for _ in range(2))
        angle = shape.rope ** -(torch.arange(4) / pairs)
        for at in range(shape.kv_heads):
            keys = slice(at * head, (at + 1) * head)
            start = at * group * head
            queries = slice(start, start + head)
            for layer in (first, second):
                layer.q.weight[queries] *= 0.1
                layer.k.weight[keys] *= 0.1
            first.k.weight[at * head : at * head + 4, 0] = 3.5
            first.q.weight[start : start + 4, 0] = 3.5 * angle.cos()
            first.q.weight[start + pairs : start + pairs + 4, 0] = -3.5 * angle.sin()
            first.v.weight[keys] = seen[keys]
            first.o.weight[:, queries] = 0.7 * noted[keys].T
            # Quick phases would blur the match at a distance.
            slow = torch.tensor([1.0 if at % pairs >= 4 else 0.0 for at in range(head)])[:, None]
            second.q.weight[queries] += 2.2 * slow * seen[keys]
            second.k.weight[keys] += 2.2 * slow * noted[keys]
            second.v.weight[keys] = seen[keys]
            second.o.weight[:, queries] = 4.0 * seen[keys].T

    @torch.no_grad()
    def begin_with_nearness(self, strength: float = 2.6) -> None:
        """Let one query head of each group, from the third layer on, prefer what stands near.

        Averaged over all that it sees, a request of ten words drowns in a list of twenty tools.
        The preference falls off over tens of tokens, the later the layer the more of them.
        """
        shape, head = self.shape, self.shape.head
        group = shape.heads // shape.kv_heads
        for depth, layer in enumerate(self.layers[2:]):
            slowest = 4 + min(depth, 3)
            pairs = slice(slowest * head // 32, (slowest + 4) * head // 32)
            for at in range(shape.kv_heads):
                query = ((at + 1) * group - 1) * head
                layer.k.weight[at * head : (at + 1) * head][pairs, 0] += strength
                layer.q.weight[query : query + head][pairs, 0] += strength

    @property
    def layers(self) -> list[Block]:
        """The layers in order."""
        return [block for block in self.blocks if isinstance(block, Block)]

    def hidden(self, prefix: Tensor, rows: Tensor, real: Tensor | None = None) -> Tensor:
        """Last hidden states of a pack: `prefix` (P,) and `rows` (B, L) give (P + N, hidden).

        Rows are padded on the right. `real` (B, L) says what is no padding, N places in all;
        without it, every place is real.
        """
        there = torch.ones_like(rows, dtype=torch.bool) if real is None else real
        pack = self._layout(len(prefix), there)
        x: Tensor = self.embed(torch.cat([prefix, rows.reshape(-1)[pack.real]]))
        for block in self.blocks:
            x = block(x, pack)
        normed: Tensor = self.norm(x)
        return normed

    def logits(self, hidden: Tensor) -> Tensor:
        """Logits over the vocabulary of any selection of hidden states."""
        return functional.linear(hidden, self.embed.weight)

    def forward(self, prefix: Tensor, rows: Tensor) -> Tensor:
        """Logits of every position, none of them padding: (P + B·L, vocab)."""
        return self.logits(self.hidden(prefix, rows))

    def _layout(self, prefix: int, there: Tensor) -> Layout:
        shape, device = self.shape, self.embed.weight.device
        group = shape.heads // shape.kv_heads
        rows, length = there.shape
        real = there.flatten().nonzero()[:, 0]
        inner = torch.arange(prefix, prefix + length, device=device).repeat(rows)
        at = torch.cat([torch.arange(prefix, device=device), inner[real]])
        steps = torch.arange(0, shape.head, 2, device=device) / shape.head
        angle = at[:, None].float() * shape.rope**-steps
        angle = torch.cat([angle, angle], dim=-1)[:, None]
        causal = torch.ones(prefix, prefix, dtype=torch.bool, device=device).tril()
        own = torch.ones(length, length, dtype=torch.bool, device=device).tril()
        seen = torch.ones(length, prefix, dtype=torch.bool, device=device)
        return Layout(
            prefix,
            rows,
            length,
            real,
            angle.cos(),
            angle.sin(),
            causal.repeat(group, 1),
            torch.cat([seen, own], dim=1).repeat(group, 1),
        )


def rotate(x: Tensor, pack: Layout) -> Tensor:
    """Rotary positions, halves convention: `x` is (tokens, heads, head)."""
    first, second = x.chunk(2, dim=-1)
    return (x * pack.cos + torch.cat([-second, first], dim=-1) * pack.sin).to(x.dtype)


def attend(q: Tensor, k: Tensor, v: Tensor, pack: Layout) -> Tensor:
    """Attention inside the prefix, and of each row over the prefix and itself.

    Query heads that share a key head are laid one after the other along the sequence, which
    needs no copies of the keys. Returns (tokens, hidden).
    """
    parts = []
    if pack.prefix:
        parts.append(
            _grouped(
                q[: pack.prefix][None],
                k[: pack.prefix][None],
                v[: pack.prefix][None],
                pack.prefix_mask,
            )
        )
    if pack.rows:
        own = (pack.rows, pack.length, -1)
        before = (pack.rows, -1, -1, -1)
        mine, keys, values = (
            _spread(part[pack.prefix :], pack).view(*own, part.shape[-1]) for part in (q, k, v)
        )
        keys = torch.cat([k[: pack.prefix].expand(before), keys], 1)
        values = torch.cat([v[: pack.prefix].expand(before), values], 1)
        parts.append(_grouped(mine, keys, values, pack.row_mask)[pack.real])
    return torch.cat(parts)


def _spread(x: Tensor, pack: Layout) -> Tensor:
    """`x` (N, heads, head), the real tokens, over all places of the rows; nothing at padding."""
    places = x.new_zeros(pack.rows * pack.length, *x.shape[1:])
    return places.index_copy(0, pack.real, x)


def _grouped(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    rows, length, heads, head = q.shape
    kv = k.shape[2]
    folded = q.view(rows, length, kv, heads // kv, head).permute(0, 2, 3, 1, 4)
    folded = folded.reshape(rows, kv, -1, head)
    out = functional.scaled_dot_product_attention(
        folded, k.transpose(1, 2), v.transpose(1, 2), attn_mask=mask
    )
    out = out.view(rows, kv, heads // kv, length, head).permute(0, 3, 1, 2, 4)
    return out.reshape(rows * length, heads * head)

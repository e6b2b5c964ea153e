"""Octets made of true ones: turned, cut, spliced, repeated, and rewritten in their own words."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

LARGEST = 1 << 18
"""How long an input grows by repetition, in octets."""

OCTETS = ("turn", "cut", "double", "put", "word", "word")
LINES = ("drop", "again", "swap", "indent", "replace", "elsewhere")


@st.composite
def mutated(
    draw: st.DrawFn, samples: Sequence[bytes], words: Sequence[bytes], *, grown: bool = True
) -> bytes:
    """A sample after some changes to its octets, words and lines; seldom one piece many times."""
    raw = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            raw = _octets(draw, raw, samples, words)
        else:
            raw = _lines(draw, raw, samples, words)
    if grown and draw(st.integers(0, 19)) == 0:
        raw = _repeated(draw, raw, words)
    return raw


def any_octets(words: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Octets at random, and words of the language in any order."""
    pieces = st.lists(st.sampled_from(words) | st.binary(max_size=4), max_size=40)
    return st.one_of(st.binary(max_size=400), pieces.map(b"".join))


def _octets(draw: st.DrawFn, raw: bytes, samples: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    at = draw(st.integers(0, len(raw)))
    to = min(len(raw), at + draw(st.integers(1, 60)))
    match draw(st.sampled_from(OCTETS)):
        case "turn":
            return raw[:at] + bytes([draw(st.integers(0, 255))]) + raw[at + 1 :]
        case "cut":
            return raw[:at] + raw[to:]
        case "double":
            return raw[:to] + raw[at:]
        case "put":
            return raw[:at] + draw(st.binary(max_size=8)) + raw[at:]
        case _:
            return raw[:at] + draw(st.sampled_from(words)) + raw[draw(st.sampled_from([at, to])) :]


def _lines(draw: st.DrawFn, raw: bytes, samples: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    lines = raw.split(b"\n")
    at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(LINES)):
        case "drop":
            del lines[at]
        case "again":
            lines.insert(other, lines[at])
        case "swap":
            lines[at], lines[other] = lines[other], lines[at]
        case "indent":
            lines[at] = b" " * draw(st.integers(0, 9)) + lines[at].lstrip()
        case "replace":
            head, mark, _ = lines[at].partition(draw(st.sampled_from([b":", b" ", b"="])))
            lines[at] = head + mark + draw(st.sampled_from(words))
        case _:
            foreign = draw(st.sampled_from(samples)).split(b"\n")
            first = draw(st.integers(0, len(foreign) - 1))
            lines[at:at] = foreign[first : first + draw(st.integers(1, 12))]
    return b"\n".join(lines)


def _repeated(draw: st.DrawFn, raw: bytes, words: Sequence[bytes]) -> bytes:
    at = draw(st.integers(0, len(raw)))
    piece = draw(st.sampled_from([raw[at : at + draw(st.integers(1, 200))], *words])) or b"["
    size = draw(st.sampled_from([2_000, 20_000, LARGEST]))
    return raw[:at] + piece * (size // len(piece)) + raw[at:]

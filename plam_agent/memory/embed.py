"""The seam between memories and whatever turns texts into vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Texts as vectors. `name` tells one model's vectors from another's."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row of `dimension` for each text, of unit length. Called from a worker thread."""
        ...


def vector_bytes(rows: NDArray[np.float32]) -> list[bytes]:
    """Each row as `Memory.vector` keeps it."""
    return [row.tobytes() for row in rows.astype("<f2")]

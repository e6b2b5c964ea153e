"""Files inside the folders that the owner declared, by descriptor and never beyond them."""

from __future__ import annotations

from ...types import Tool
from .finding import find_files, find_folder, path_of, rank
from .moving import move
from .reading import list_folder, read, search
from .trashing import trash
from .writing import write

TOOLS: tuple[Tool, ...] = (list_folder, search, read, write, move, trash)

__all__ = ["TOOLS", "find_files", "find_folder", "path_of", "rank"]

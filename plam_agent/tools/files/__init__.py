"""Files inside the folders that the owner declared."""

from __future__ import annotations

from ...types import Effect, Tool
from ..arguments import FilesList, FilesMove, FilesRead, FilesSearch, FilesTrash, FilesWrite
from ..registry import params_of, summary_of

TOOLS = (
    Tool(
        "files.list",
        summary_of(FilesList),
        Effect.READ,
        FilesList,
        params_of(FilesList),
        account="files",
        yields="file",
    ),
    Tool(
        "files.search",
        summary_of(FilesSearch),
        Effect.READ,
        FilesSearch,
        params_of(FilesSearch),
        account="files",
        yields="file",
    ),
    Tool(
        "files.read",
        summary_of(FilesRead),
        Effect.READ,
        FilesRead,
        params_of(FilesRead),
        account="files",
        yields="file",
    ),
    Tool(
        "files.write",
        summary_of(FilesWrite),
        Effect.WRITE,
        FilesWrite,
        params_of(FilesWrite),
        account="files",
        reversible=True,
    ),
    Tool(
        "files.move",
        summary_of(FilesMove),
        Effect.WRITE,
        FilesMove,
        params_of(FilesMove),
        account="files",
        reversible=True,
    ),
    Tool(
        "files.trash",
        summary_of(FilesTrash),
        Effect.WRITE,
        FilesTrash,
        params_of(FilesTrash),
        account="files",
        reversible=True,
    ),
)

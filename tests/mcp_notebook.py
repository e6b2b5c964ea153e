"""A notebook as an MCP server of the reference SDK: `python -m tests.mcp_notebook [PORT]`."""

from __future__ import annotations

import os
import sys
from typing import Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver import Image
from pydantic import BaseModel


class Place(BaseModel):
    """Where a note lies."""

    shelf: str
    row: int = 0


def notebook(notes: list[str] | None = None) -> MCPServer:
    """The server; what it wrote down stands in `notes`."""
    written = notes if notes is not None else []
    server = MCPServer("notebook", version="1.0")

    @server.tool()
    def search(query: str, limit: int = 5) -> str:
        """Find notes."""
        return "\n".join([f"note about {query}"] * limit)

    @server.tool()
    def addNote(
        title: str,
        tags: list[str] | None = None,
        colour: Literal["red", "blue"] = "red",
        pinned: bool = False,
        weight: float = 1.0,
        place: Place | None = None,
    ) -> str:
        """Write a note down."""
        written.append(title)
        return repr((title, tags, colour, pinned, weight, place))

    @server.tool()
    def environment() -> dict[str, Any]:
        """What this process was told."""
        return {"names": sorted(os.environ), "given": os.environ.get("NOTEBOOK_KEY", "")}

    @server.tool()
    def fails() -> str:
        """Raise."""
        raise ValueError("there is \x1b[31mno paper\x1b[0m")

    @server.tool()
    def picture() -> list[Any]:
        """Draw."""
        return ["a cat", Image(data=b"\x89PNG", format="png")]

    return server


if __name__ == "__main__":
    if len(sys.argv) > 1:
        notebook().run("streamable-http", port=int(sys.argv[1]))
    else:
        notebook().run("stdio")

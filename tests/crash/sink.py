"""An SMTP server in a process of its own that keeps each message it accepts as a file."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeping:
    """Keeps what it accepts; a message is there before the server says that it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        name = secrets.token_hex(8)
        (self._folder / f".{name}").write_bytes(content)
        os.rename(self._folder / f".{name}", self._folder / name)
        return "250 accepted"


async def serve(port: int, folder: Path) -> None:
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(Keeping(folder), hostname="localhost", loop=loop)

    server = await loop.create_server(session, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))

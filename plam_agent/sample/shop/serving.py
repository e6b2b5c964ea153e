"""The sample shop on a port of the loopback interface, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .desk import Desk

_STARTS = 20.0


@contextmanager
def serving(
    desk: Desk, *, certificate: Path | None = None, host: str = "127.0.0.1"
) -> Iterator[str]:
    """Serve a desk as long as the block lasts; gives its origin.

    `certificate` is a PEM file with a certificate for `localhost` and its key: then it is served
    by TLS. Raises OSError where it does not start.
    """
    transports: dict[Any, asyncio.Transport] = {}

    class Connection(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            transports[transport.get_extra_info("peername")[:2]] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            transports.pop(self.client, None)
            super().connection_lost(exc)

    def abort(scope: Any) -> None:
        if transport := transports.get(tuple(scope["client"])):
            transport.abort()

    desk.abort = abort
    listening = socket.create_server((host, 0))
    started = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Server(
        uvicorn.Config(
            desk,
            http=Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            ssl_certfile=certificate,
            timeout_keep_alive=30,
        )
    )
    thread = threading.Thread(target=server.run, args=([listening],), name="shop", daemon=True)
    thread.start()
    try:
        if not started.wait(_STARTS):
            raise OSError("the sample shop does not start")
        name = "https://localhost" if certificate else f"http://{host}"
        desk.shop.base = f"{name}:{listening.getsockname()[1]}"
        yield desk.shop.base
    finally:
        server.should_exit = server.force_exit = True
        thread.join(_STARTS)
        listening.close()

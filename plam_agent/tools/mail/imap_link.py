"""The socket beneath an IMAP connection: whoever waits on it can be woken, and what it keeps ends.

A server decides how long its lines and literals are. Here a line, all lines of an answer and all
literals of an answer each have a limit, and one that goes beyond it is treated as lost.
"""

from __future__ import annotations

import contextlib
import imaplib
import socket
import ssl
import threading

from .mailbox import FETCH_CAP

LONGEST_LINE = 1_000_000
"""Octets of one line; the numbers of a window of messages are far fewer."""

MOST_OF_LINES = 8 * 1024 * 1024
"""Octets of the lines of one answer, with what it costs to keep each."""

MOST_OF_LITERALS = 24 * FETCH_CAP
"""Octets of the literals of one answer: more than any one command asks for."""

_COST_OF_A_LINE = 64


class Cord:
    """The socket of one attempt to connect, which any thread may cut at any moment."""

    def __init__(self) -> None:
        """Hold no socket yet."""
        self._lock = threading.Lock()
        self._end: socket.socket | None = None
        self._is_cut = False

    def tie(self, sock: socket.socket) -> None:
        """Hold `sock`. Raises ConnectionAbortedError where it was cut before."""
        with self._lock:
            if self._is_cut:
                raise ConnectionAbortedError("nobody waits for it any more")
            # A descriptor of our own: TLS takes the other one away from its object.
            self._end = sock.dup()

    def cut(self) -> bool:
        """End the connection, which wakes whoever reads from it; whether there was one."""
        with self._lock:
            self._is_cut = True
            end, self._end = self._end, None
        if end is None:
            return False
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
        return True


class Link(imaplib.IMAP4):
    """What IMAPClient speaks through; `context` is for TLS from the first octet on."""

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext | None, seconds: float, cord: Cord
    ) -> None:
        """Connect within `seconds` and read the greeting."""
        self._context = context
        self._cord = cord
        self._of_lines = 0
        self._of_literals = 0
        super().__init__(host, port, seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), timeout)
        try:
            self._cord.tie(sock)
            if self._context is not None:
                return self._context.wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise
        return sock

    def _new_tag(self) -> bytes:
        self._of_lines = self._of_literals = 0
        tag: bytes = super()._new_tag()  # type: ignore[misc]
        return tag

    def readline(self) -> bytes:
        """The next line. Raises `abort` beyond a limit."""
        # A file of octets, whatever the types of the library say.
        line: bytes = self.file.readline(LONGEST_LINE + 1)  # type: ignore[assignment]
        self._of_lines += len(line) + _COST_OF_A_LINE
        if len(line) > LONGEST_LINE:
            raise self.abort(f"got more than {LONGEST_LINE:,} octets in one line")
        if self._of_lines > MOST_OF_LINES:
            raise self.abort(f"got more than {MOST_OF_LINES:,} octets in one answer")
        return line

    def read(self, size: int) -> bytes:
        """The literal of `size` octets that was announced. Raises `abort` beyond the limit."""
        self._of_literals += size
        if self._of_literals > MOST_OF_LITERALS:
            raise self.abort(
                f"it announces {self._of_literals:,} octets, more than it was asked for"
            )
        return super().read(size)

"""Single lines to and from an IMAP server, for what its client library has no methods for.

Only the thread that owns the connection calls these (`ImapConnection.do`).
"""

from __future__ import annotations

import select
import ssl
import time

from .imap_connection import Client


def sent(client: Client, command: str) -> bytes:
    """Send a command without arguments and do not wait for the answer; returns its tag."""
    tag: bytes = client._imap._command(command)
    return tag


def end_idle(client: Client) -> None:
    """Say DONE (RFC 2177 section 3); the answer to IDLE itself comes then."""
    client._imap.send(b"DONE\r\n")


def next_line(client: Client) -> bytes:
    """The next line, without its end; waits for it as long as for any answer."""
    line: bytes = client._imap._get_line()
    return line


def awaits(client: Client, seconds: float) -> bool:
    """Whether there is something to read, or the end; waits for it `seconds` at most.

    IMAPClient's `idle_check` takes a line in two pieces for a broken one, and an end for silence.
    """
    sock, file = client.socket(), client._imap.file
    end, ready = time.monotonic() + seconds, False
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    while True:
        timeout = sock.gettimeout()
        sock.setblocking(False)
        try:
            # Nothing, though there is something: that is the end.
            if file.peek(1) or ready:
                return True
        except ssl.SSLWantReadError:
            # A part of a TLS record, or one that is not ours to read.
            pass
        finally:
            sock.settimeout(timeout)
        if not poll.poll(max(0.0, end - time.monotonic()) * 1000):
            return False
        ready = True

"""Handing a message to the account's SMTP server (RFC 5321, 8314): all recipients or none.

One command at a time, each answered before the next is sent (no PIPELINING, RFC 2920): so it is
always known how far a lost connection came. Before the line that ends the message has begun to
leave, nothing was sent; after it, only the server's answer tells.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from collections.abc import Callable, Sequence
from typing import Any

import aiosmtplib

from ...config import Account
from ...errors import AccountError, UncertainError
from ..token import hidden
from .server import Server, bearer, credential, server_of, tls_context

_LOST = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError, TimeoutError)
_CHALLENGE = 334
_GO_AHEAD = 354
# Of those whom a server refuses, so many are named.
_NAMED = 5
_BARE = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)
# A command line is no longer (RFC 5321 section 4.5.3.1.4); answers to a challenge are (RFC 4954).
_LONGEST_LINE = 510
_WELCOME = 235


async def send(
    account: Account,
    secret: Callable[[str], str],
    raw: bytes,
    sender: str,
    recipients: Sequence[str],
) -> str:
    """Send `raw` to every recipient and return what the server said.

    Raises ConfigError, AccountError where nothing was sent (one refused recipient is enough), and
    UncertainError where nobody knows, as the end of the message had begun to leave.
    """
    server = server_of(account, "smtp")
    connection = await _logged_in(account, server, secret)
    try:
        _check_size(connection, server, raw)
        await _enveloped(connection, server, sender, recipients, len(raw))
        return await _handed_over(connection, server, raw)
    finally:
        # What was sent is sent, whatever comes in answer to a farewell.
        with contextlib.suppress(Exception):
            async with asyncio.timeout(min(2, server.timeout)):
                await connection.quit()
        connection.close()


async def _logged_in(
    account: Account, server: Server, secret: Callable[[str], str]
) -> aiosmtplib.SMTP:
    """A connection that is logged in; a token that was refused is asked for anew, once."""
    context = None if server.tls == "none" else await asyncio.to_thread(tls_context, server)
    word, is_token = await credential(account, secret) if server.user else ("", False)
    try:
        return await _connected(server, context, word, is_token)
    except aiosmtplib.SMTPAuthenticationError as error:
        refused = error
    if is_token and refused.code // 100 == 5:
        word, _ = await credential(account, secret)
        try:
            return await _connected(server, context, word, True)
        except aiosmtplib.SMTPAuthenticationError as error:
            refused = error
    raise _refused_login(account, server, refused) from refused


def _refused_login(
    account: Account, server: Server, error: aiosmtplib.SMTPAuthenticationError
) -> AccountError:
    if error.code // 100 == 4:
        return AccountError(
            f"{server} cannot log anybody in at present: {_said(error)}; nothing was sent",
            fix="Try again later.",
        )
    if account.settings.get("token_command"):
        return AccountError(
            f"{server} refused the token of {server.user}: {_said(error)}",
            fix=f"Run the token_command of account {account.name} by hand and log in anew with it.",
        )
    return AccountError(
        f"{server} refused the password of {server.user}: {_said(error)}",
        fix=f"Give account {account.name} the right one with `plam account add`.",
    )


async def _connected(server: Server, context: object, word: str, is_token: bool) -> aiosmtplib.SMTP:
    """Connect and log in. Raises AccountError, and SMTPAuthenticationError for a refused login."""
    connection = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=server.timeout,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        tls_context=context,  # type: ignore[arg-type]
        # The name of this machine is nobody's business (RFC 5321 section 4.1.4 allows a literal).
        local_hostname="[127.0.0.1]",
    )
    try:
        async with asyncio.timeout(server.timeout):
            await connection.connect()
            await connection.ehlo()
            if is_token:
                await _token_login(connection, server, word)
            elif server.user:
                await connection.login(server.user, word)
    except (aiosmtplib.SMTPAuthenticationError, AccountError):
        connection.close()
        raise
    except (aiosmtplib.SMTPException, *_LOST, ValueError) as error:
        connection.close()
        raise AccountError(
            f"the connection to {server} failed: {_said(error)}",
            fix="Check the network, and the account's smtp_host, smtp_port and smtp_tls.",
        ) from error
    except BaseException:
        connection.close()
        raise
    return connection


async def _token_login(connection: aiosmtplib.SMTP, server: Server, word: str) -> None:
    # Not `supported_auth_methods`: those are only the ones for passwords.
    methods = connection.server_auth_methods
    mechanism, answer, end = bearer(server, word, methods)
    initial = base64.b64encode(answer.encode())
    command = (b"AUTH", mechanism.encode("ascii"), initial)
    if len(b" ".join(command)) <= _LONGEST_LINE:
        said = await connection.execute_command(*command)
    else:
        said = await connection.execute_command(*command[:2])
        if said.code == _CHALLENGE:
            said = await connection.execute_command(initial)
    if said.code == _CHALLENGE:
        # The challenge says why it was refused; the refusal itself comes after an answer to it.
        said = await connection.execute_command(base64.b64encode(end.encode()))
    if said.code != _WELCOME:
        told = hidden(said.message, word, initial.decode())
        raise aiosmtplib.SMTPAuthenticationError(said.code, told)


def _check_size(connection: aiosmtplib.SMTP, server: Server, raw: bytes) -> None:
    """AccountError where the server said that it takes no message of this size (RFC 1870)."""
    limit = connection.esmtp_extensions.get("size", "").strip()
    if limit.isdecimal() and 0 < int(limit[:15]) < len(raw):
        raise AccountError(
            f"{server} takes messages of at most {int(limit[:15]):,} octets, and this one has "
            f"{len(raw):,}; nothing was sent",
            fix="Send it without attachments, or in parts.",
        )


async def _enveloped(
    connection: aiosmtplib.SMTP,
    server: Server,
    sender: str,
    recipients: Sequence[str],
    size: int,
) -> None:
    sized = [f"SIZE={size}"] if connection.supports_extension("size") else []
    refused: dict[str, aiosmtplib.SMTPRecipientRefused] = {}
    try:
        async with asyncio.timeout(server.timeout):
            await connection.mail(sender, options=sized)
            for each in recipients:
                try:
                    await connection.rcpt(each)
                except aiosmtplib.SMTPRecipientRefused as error:
                    refused[each] = error
    except aiosmtplib.SMTPSenderRefused as error:
        raise _declined(server, error) from error
    except (aiosmtplib.SMTPException, *_LOST, ValueError) as error:
        raise AccountError(
            f"{server} did not take the message: {_said(error)}; nothing was sent",
            fix="Try again.",
        ) from error
    if refused:
        named = list(refused.items())[:_NAMED]
        said = ", ".join(f"{_printable(to)[:100]} ({_said(why)[:100]})" for to, why in named)
        said += f" and {len(refused) - _NAMED} others" if len(refused) > _NAMED else ""
        for_ever = any(why.code // 100 == 5 for why in refused.values())
        taken = len(recipients) - len(refused)
        others = f" It would have taken the other {taken}." if taken else ""
        raise AccountError(
            f"{server} refuses {said}; nothing was sent to anybody.{others}",
            fix="Correct or leave out these addresses." if for_ever else "Try again later.",
        )


async def _handed_over(connection: aiosmtplib.SMTP, server: Server, raw: bytes) -> str:
    """What the server says of the message. What aiosmtplib's `data` does, knowing how far it came.

    An answer before the end of the message is heard as well: it says why no more is wanted.
    """
    octets = await asyncio.to_thread(_stuffed, raw)
    begun = False
    work: list[asyncio.Future[Any]] = []
    try:
        async with asyncio.timeout(server.timeout):
            said = await connection.execute_command(b"DATA")
            if said.code != _GO_AHEAD:
                raise _declined(server, aiosmtplib.SMTPDataError(said.code, said.message))
            protocol = connection.protocol
            if protocol is None:
                raise aiosmtplib.SMTPServerDisconnected("the connection is closed")
            answer = asyncio.ensure_future(protocol.read_response())
            leaving = asyncio.ensure_future(_left(protocol, octets))
            work = [answer, leaving]
            await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                leaving.result()
                protocol.write(b".\r\n")
                begun = True
            said = await answer
    except AccountError:
        raise
    except (aiosmtplib.SMTPException, *_LOST, ValueError) as error:
        connection.close()
        if not begun:
            raise AccountError(
                f"the connection to {server} was lost before the message had left: "
                f"{_said(error)}; nothing was sent",
                fix="Try again.",
            ) from error
        raise _uncertain(
            f"the connection to {server} was lost while the message was sent: {_said(error)}"
        ) from error
    except BaseException:
        connection.close()
        raise
    finally:
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
    if not begun:
        # The farewell would be taken for a line of the message.
        connection.close()
    if said.code // 100 in (4, 5):
        raise _declined(server, aiosmtplib.SMTPDataError(said.code, said.message))
    if said.code // 100 != 2 or not begun:
        told = _printable(f"{said.code} {said.message}")
        raise _uncertain(f"{server} does not say whether it took the message: {told}")
    return _printable(said.message)


def _stuffed(raw: bytes) -> bytes:
    """A message as DATA carries it, but for the line that ends it (RFC 5321 section 4.5.2)."""
    lines = _BARE.sub(b"\r\n", raw)
    return _DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n")


async def _left(protocol: aiosmtplib.protocol.SMTPProtocol, octets: bytes) -> None:
    """Write, and wait until the system has taken all of it."""
    transport = protocol.transport
    if not isinstance(transport, asyncio.WriteTransport):
        raise aiosmtplib.SMTPServerDisconnected("the connection is closed")
    transport.set_write_buffer_limits(high=0)
    protocol.write(octets)
    await protocol._drain_helper()


def _uncertain(what: str) -> UncertainError:
    return UncertainError(
        what, fix="Ask the recipient, or look into the folder of sent mail, before sending again."
    )


def _declined(server: Server, error: aiosmtplib.SMTPResponseException) -> AccountError:
    """A refusal in words: for now (4xx) or for good (5xx), RFC 5321 section 4.2.1."""
    said = _said(error)
    if error.code // 100 == 4:
        return AccountError(
            f"{server} does not take the message at present: {said}; nothing was sent",
            fix="Try again later.",
        )
    large = error.code == 552 or "5.3.4" in said
    return AccountError(
        f"{server} refused the message: {said}; nothing was sent",
        fix="Send it without attachments, or in parts." if large else "",
    )


def _said(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    code = getattr(error, "code", "")
    return _printable(f"{code} {getattr(error, 'message', None) or error}") or type(error).__name__


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()[:300]

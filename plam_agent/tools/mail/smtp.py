"""Handing a message to the account's SMTP server (RFC 5321, 8314): all recipients or none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

import aiosmtplib

from ...config import Account
from ...errors import AccountError, UncertainError
from .server import Server, credential, server_of, tls_context

_LOST = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError, TimeoutError)


async def send(
    account: Account,
    secret: Callable[[str], str],
    raw: bytes,
    sender: str,
    recipients: Sequence[str],
) -> str:
    """Send `raw` to every recipient and return what the server said.

    Raises ConfigError, AccountError where nothing was sent (one refused recipient is enough), and
    UncertainError where the connection was lost after the message had begun to leave.
    """
    server = server_of(account, "smtp")
    connection = await _connected(server, secret)
    try:
        await _enveloped(connection, server, sender, recipients)
        return await _handed_over(connection, server, raw)
    finally:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
            async with asyncio.timeout(2):
                await connection.quit()
        connection.close()


async def _connected(server: Server, secret: Callable[[str], str]) -> aiosmtplib.SMTP:
    word, is_token = await credential(server, secret) if server.user else ("", False)
    context = None if server.tls == "none" else await asyncio.to_thread(tls_context, server)
    connection = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=server.timeout,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        tls_context=context,
        # The name of this machine is nobody's business (RFC 5321 section 4.1.4 allows a literal).
        local_hostname="[127.0.0.1]",
    )
    try:
        async with asyncio.timeout(server.timeout):
            await connection.connect()
            if is_token:
                await connection.auth_xoauth2(server.user, word)
            elif server.user:
                await connection.login(server.user, word)
    except aiosmtplib.SMTPAuthenticationError as error:
        connection.close()
        raise AccountError(
            f"{server} refused the password of {server.user}: {_said(error)}",
            fix=f"Give account {server.account} the right one with `plam account add`.",
        ) from error
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


async def _enveloped(
    connection: aiosmtplib.SMTP, server: Server, sender: str, recipients: Sequence[str]
) -> None:
    refused: list[str] = []
    try:
        async with asyncio.timeout(server.timeout):
            await connection.mail(sender)
            for each in recipients:
                try:
                    await connection.rcpt(each)
                except aiosmtplib.SMTPRecipientRefused as error:
                    refused.append(f"{each} ({_said(error)})")
    except (aiosmtplib.SMTPException, *_LOST, ValueError) as error:
        raise AccountError(f"{server} did not take the message: {_said(error)}") from error
    if refused:
        raise AccountError(
            f"{server} refuses {', '.join(refused)}; nothing was sent",
            fix="Correct or leave out these addresses.",
        )


async def _handed_over(connection: aiosmtplib.SMTP, server: Server, raw: bytes) -> str:
    try:
        async with asyncio.timeout(server.timeout):
            answer = await connection.data(raw)
    except aiosmtplib.SMTPDataError as error:
        raise AccountError(f"{server} refused the message: {_said(error)}") from error
    except (aiosmtplib.SMTPException, *_LOST, ValueError) as error:
        raise UncertainError(
            f"the connection to {server} was lost while the message was sent: {_said(error)}",
            fix="Ask the recipient, or look into the folder of sent mail, before sending again.",
        ) from error
    return _printable(answer.message)


def _said(error: BaseException) -> str:
    code = getattr(error, "code", "")
    return _printable(f"{code} {getattr(error, 'message', None) or error}") or type(error).__name__


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()[:300]

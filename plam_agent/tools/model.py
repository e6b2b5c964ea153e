"""Remote models: an endpoint that takes chats and a JSON schema, as an account of kind `model`.

No plan names these two tools. The agent calls them, so that whatever leaves for a remote model is
decided about and written down like everything else that leaves: the policy sees which model, what
for, and where the content came from. The content itself is not part of the call, only its digest,
and so it is neither in a question nor in the journal. What was put there beforehand under exactly
that digest is sent, and nothing else.

The protocol is that of OpenAI's `POST /chat/completions`, as llama-server, Ollama, LM Studio and
vLLM speak it; `url` is what stands before that, such as `http://127.0.0.1:8080/v1`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import StringConstraints

from .. import web
from ..config import Account
from ..errors import AccountError, ConfigError, LockedError, ToolError
from ..types import Effect, Reconciled, Result, Role
from .arguments import Line
from .context import Context
from .dav_link import url_of
from .registry import Arguments, Plays, tool
from .token import hidden, token
from .trust import trusted

KIND = "model"
ASKS, READS = "model.ask", "model.read"
BODY = 1 << 20
"""How many octets an answer may have."""

CONNECT_SECONDS = 10.0
SECONDS = 90.0
"""How long an answer may take where the account does not say."""

MOST_SECONDS = 110.0
"""More than the account may say: a tool is stopped at 120 s."""

_SAID = 200
_Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_HOST = Plays(Role.DESTINATION, required=True)
_FOR = Plays(Role.QUOTE, required=True)
_CONTENT = Plays(Role.PROSE, required=True)


class ModelAsk(Arguments):
    """Have a remote model plan a request.

    `content` is the SHA-256 of what it is sent; the request's origins are those of this argument.
    """

    host: Annotated[Line, _HOST]
    model: Annotated[Line, _FOR]
    purpose: Annotated[Literal["plan"], _FOR] = "plan"
    content: Annotated[_Digest, _CONTENT]


class ModelRead(Arguments):
    """Have a remote model read a message.

    `content` is the SHA-256 of what it is sent; the message's origins are those of this argument.
    """

    host: Annotated[Line, _HOST]
    model: Annotated[Line, _FOR]
    purpose: Annotated[Literal["label", "extract"], _FOR]
    content: Annotated[_Digest, _CONTENT]


class Letters:
    """What is to be sent to one account's model, and what came back, by the digest of what went."""

    def __init__(self, way: web.Web) -> None:
        """Send by this way."""
        self.way = way
        self._bodies: dict[str, bytes] = {}
        self._answers: dict[str, bytes | AccountError] = {}

    def put(self, body: bytes) -> str:
        """Lay a body ready to be sent; its digest, SHA-256 in hex."""
        digest = hashlib.sha256(body).hexdigest()
        self._bodies[digest] = body
        return digest

    def take(self, digest: str) -> bytes:
        """What was laid ready, once. Raises ToolError where nothing is."""
        body = self._bodies.pop(digest, None)
        if body is None:
            raise ToolError("What was to be sent is not here any more.", fix="Ask again.")
        return body

    def answered(self, digest: str, answer: bytes | AccountError) -> None:
        """Keep what came back until it is fetched."""
        self._answers[digest] = answer

    def fetch(self, digest: str) -> bytes | None:
        """What came back, once, or None. Raises AccountError where no answer did."""
        answer = self._answers.pop(digest, None)
        if isinstance(answer, AccountError):
            raise answer
        return answer

    def drop(self, digest: str) -> None:
        """Let go of what was laid ready and of what came back."""
        self._bodies.pop(digest, None)
        self._answers.pop(digest, None)


def name_of(account: Account) -> str:
    """Which model where: `llm.example:8443/qwen3-8b`. Raises ConfigError."""
    named = str(account.settings.get("model", ""))
    if not named or not named.isprintable() or named != named.strip():
        raise ConfigError(f"account {account.name} names no model", fix='Add model = "…" to it.')
    return f"{urlsplit(url_of(account)).netloc.lower()}/{named}"


def host_of(account: Account) -> str:
    """The server as a policy names it: `llm.example`. Raises ConfigError."""
    return (urlsplit(url_of(account)).hostname or "").lower()


@asynccontextmanager
async def open_letters(context: Context) -> AsyncIterator[Letters]:
    """A connection to the account's endpoint; it connects when something is sent."""
    trust = await asyncio.to_thread(trusted, context.account)
    # How long an answer may take is said by the account, and neither a variable of the environment
    # nor the server sends the content elsewhere.
    async with web.opened(trust, connect=CONNECT_SECONDS, read=None) as way:
        yield Letters(way)


async def _send(context: Context, args: ModelAsk | ModelRead) -> Result:
    """Send what was laid ready. What has left has left, whatever comes back."""
    account, place = context.account, name_of(context.account)
    if (args.host, args.model) != (host_of(account), account.settings["model"]):
        raise ToolError(f"account {account.name} leads to {place}, and that was not decided about")
    letters = await context.connection(open_letters)
    key = await _key(context)
    body = letters.take(args.content)
    host = urlsplit(url_of(account)).netloc
    limit = float(account.settings.get("timeout", SECONDS))
    try:
        async with asyncio.timeout(min(limit, MOST_SECONDS)):
            answer = await _exchange(letters, account, key, body)
    except web.Unreached:
        raise AccountError(
            f"{host} cannot be reached, or does not prove who it is",
            fix="Is the server running? Check the url.",
        ) from None
    except AccountError as error:
        letters.answered(args.content, error)
        return Result(summary=f"{len(body)} octets went to {place}; {error.message}")
    except TimeoutError:
        late = AccountError(f"{host} did not answer within {limit:g} s", fix="Try again later.")
        letters.answered(args.content, late)
        return Result(summary=f"{len(body)} octets went to {place}; no answer in {limit:g} s")
    except asyncio.CancelledError:
        # The runtime stopped it and tells its caller; here is only said what has happened.
        return Result(summary=f"{len(body)} octets went to {place}; stopped then")
    letters.answered(args.content, answer)
    digest = hashlib.sha256(answer).hexdigest()
    return Result(
        summary=f"{len(body)} octets went to {place}; {len(answer)} came back ({digest[:12]})"
    )


async def _exchange(letters: Letters, account: Account, key: str, body: bytes) -> bytes:
    url = url_of(account).rstrip("/") + "/chat/completions"
    host = urlsplit(url).netloc
    headers = {
        "User-Agent": "plam",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
    }
    if key:
        headers["Authorization"] = f"Bearer {key}"
    # What the library says of an error may hold the key, so none of it is told.
    try:
        async with letters.way.exchange("POST", url, headers, body) as reply:
            answer = await reply.whole(BODY, lambda what: AccountError(f"{host} sent {what}"))
    except web.Unreached:
        raise
    except web.WebError:
        raise AccountError(f"{host} broke off", fix="Try again later.") from None
    if reply.status != 200:
        raise _refused(host, reply.status, hidden(answer.decode("utf-8", "replace"), key))
    return answer


def _refused(host: str, status: int, said: str) -> AccountError:
    if 300 <= status < 400:
        return AccountError(
            f"{host} redirects to another place, which is not followed",
            fix="If you trust the new place, make it the account's url.",
        )
    words = "".join(each if each.isprintable() else " " for each in said[: 4 * _SAID])
    words = " ".join(words.split())[:_SAID]
    what = {401: "refuses the key", 403: "refuses the key", 404: "knows no such model or url"}
    told = what.get(status, f"answered {status}")
    fix = "Check its key." if status in (401, 403) else "Check its url and model."
    later = status in (408, 425, 429) or status >= 500
    return AccountError(f"{host} {told}: {words}", fix="Try again later." if later else fix)


async def _key(context: Context) -> str:
    """The account's key from its command or the vault; empty for a server that wants none."""
    if context.account.settings.get("token_command"):
        return await token(context.account)
    try:
        key = await asyncio.to_thread(context.secret, "password")
    except LockedError:
        return ""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise AccountError(
            f"the key of account {context.account.name} is none", fix="Add the account again."
        )
    return key


async def _left(context: Context, args: Any) -> Reconciled:
    """What was about to leave when everything stopped counts as having left."""
    return Reconciled.DONE


def _asks(args: ModelAsk) -> str:
    return f"Let {args.model} at {args.host} plan your request"


def _reads(args: ModelRead) -> str:
    doing = {"label": "choose a label for it", "extract": "find something in it"}[args.purpose]
    return f"Show a message to {args.model} at {args.host} and let it {doing}"


@tool(ASKS, effect=Effect.SEND, args=ModelAsk, account=KIND, preview=_asks, reconcile=_left)
async def model_ask(context: Context, args: ModelAsk) -> Result:
    """Send a request and the lines of the tools."""
    return await _send(context, args)


@tool(READS, effect=Effect.SEND, args=ModelRead, account=KIND, preview=_reads, reconcile=_left)
async def model_read(context: Context, args: ModelRead) -> Result:
    """Send the text of a message and what is asked about it."""
    return await _send(context, args)


TOOLS = (model_ask, model_read)

"""The sample shop on the wire: routes, headers, idempotency, failures, and a record of it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from . import aftersales, wire
from .counter import Shop
from .faults import BEFORE, STATUS, Fault, Faults, chunks, pause
from .state import Wrong
from .wire import Json

LIMIT = 1_000_000
"""The most bytes of a request."""


@dataclass(slots=True)
class Turn:
    """One request and its answer, as the record keeps it and as a hostile shop may change it.

    `body` is the answer as JSON data, or None where `raw` is what goes out. `pace` is how many
    seconds the answer takes.
    """

    step: str
    method: str
    path: str
    headers: dict[str, str]
    asked: bytes
    id: str = ""
    status: int = 0
    body: Json | None = None
    raw: bytes = b""
    sent: dict[str, str] = field(default_factory=dict)
    pace: float = 0.0
    fault: str = ""

    @property
    def given(self) -> Any:
        """The request's body as JSON data; None where it has none."""
        return json.loads(self.asked) if self.asked else None


class Behaviour(Protocol):
    """What a shop does that an honest one does not."""

    name: str

    def before(self, desk: Desk, turn: Turn) -> None:
        """Change what the shop has, before it serves a request."""

    def after(self, desk: Desk, turn: Turn) -> None:
        """Change the answer, or what the shop has, before it goes out."""


class Desk:
    """An ASGI application over one shop.

    `turns` is everything that was asked and answered. `versions` are the protocol versions that it
    speaks, the newest first; those that are not the wire's are only claimed.
    """

    def __init__(
        self,
        shop: Shop | None = None,
        *faults: Fault,
        behaviour: Behaviour | None = None,
        versions: tuple[str, ...] = (wire.VERSION,),
    ) -> None:
        self.shop = shop or Shop()
        self.faults = Faults(*faults)
        self.behaviour = behaviour
        self.versions = versions
        self.turns: list[Turn] = []
        self.abort: Callable[[Scope], None] = lambda scope: None
        self.elsewhere = ""
        """The origin of somebody else, for a hostile shop to lead to."""
        self.loot: list[str] = []
        """Tokens that a hostile shop kept."""
        self._answered: dict[str, tuple[str, int, Json]] = {}
        self._app = Starlette(routes=list(self._routes()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self._app(scope, receive, send)

    def forget_key(self, key: str) -> None:
        """Behave as if an idempotency key had never been seen."""
        self._answered.pop(key, None)

    def _routes(self) -> list[Route]:
        shop = self.shop
        ucp = "/ucp"
        table: list[tuple[str, str, str, Callable[[str, Json], Json]]] = [
            ("POST", f"{ucp}/catalog/search", "search",
             lambda i, b: shop.shelf.search(b, shop.base)),
            ("POST", f"{ucp}/catalog/lookup", "lookup",
             lambda i, b: shop.shelf.lookup(b, shop.base)),
            ("POST", f"{ucp}/catalog/product", "product",
             lambda i, b: shop.shelf.product(b, shop.base)),
            ("POST", f"{ucp}/carts", "cart", lambda i, b: shop.make_cart(b)),
            ("GET", f"{ucp}/carts/{{id}}", "get cart", lambda i, b: shop.change_cart(i)),
            ("PUT", f"{ucp}/carts/{{id}}", "update cart", lambda i, b: shop.change_cart(i, b)),
            ("POST", f"{ucp}/carts/{{id}}/cancel", "cancel cart", lambda i, b: shop.drop_cart(i)),
            ("POST", f"{ucp}/checkout-sessions", "create", lambda i, b: shop.create(b)),
            ("GET", f"{ucp}/checkout-sessions/{{id}}", "get", lambda i, b: shop.get(i)),
            ("PUT", f"{ucp}/checkout-sessions/{{id}}", "update", shop.update),
            ("POST", f"{ucp}/checkout-sessions/{{id}}/complete", "complete", shop.complete),
            ("POST", f"{ucp}/checkout-sessions/{{id}}/cancel", "cancel",
             lambda i, b: shop.cancel(i)),
            ("GET", f"{ucp}/orders/{{id}}", "order", lambda i, b: aftersales.order(shop, i)),
            ("POST", f"{ucp}/orders/{{id}}/cancel", "cancel order",
             lambda i, b: aftersales.cancel(shop, i)),
            ("POST", f"{ucp}/orders/{{id}}/returns", "return",
             lambda i, b: aftersales.take_back(shop, i, b)),
            ("GET", "/.well-known/ucp", "profile", lambda i, b: self._profile()),
            ("GET", "/.well-known/ucp/{id}", "profile", lambda i, b: self._profile(i)),
        ]  # fmt: skip
        routes = [
            Route(path, self._endpoint(step, work), methods=[method])
            for method, path, step, work in table
        ]
        return [*routes, Route("/checkouts/{id}", self._page, methods=["GET", "POST"])]

    def _profile(self, version: str = "") -> Json:
        shop = self.shop
        if version and version not in self.versions:
            raise Wrong(404, "not_found", "there is no such profile")
        shown = wire.profile(shop.base, shop.merchant, shop.name, version or self.versions[0])
        if not version and len(self.versions) > 1:
            older = {each: f"{shop.base}/.well-known/ucp/{each}" for each in self.versions[1:]}
            shown["ucp"]["supported_versions"] = older
        return shown

    def _endpoint(
        self, step: str, work: Callable[[str, Json], Json]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            try:
                asked = await self._asked(request)
            except ClientDisconnect:
                return Response(status_code=400)
            turn = Turn(
                step, request.method, str(request.url), dict(request.headers), asked,
                id=request.path_params.get("id", ""),
            )  # fmt: skip
            self.turns.append(turn)
            fault = self.faults.take(step)
            turn.fault = fault.kind if fault else ""
            if fault and fault.kind in BEFORE:
                turn.status = STATUS.get(fault.kind, 0)
                return _Spoilt(self, turn, fault)
            if self.behaviour:
                self.behaviour.before(self, turn)
            turn.status, turn.body = self._answer(turn, work)
            turn.sent = {"content-type": "application/json", "cache-control": "no-store"}
            if request_id := turn.headers.get("request-id"):
                turn.sent["request-id"] = request_id
            if self.behaviour:
                self.behaviour.after(self, turn)
            if turn.body is not None:
                turn.raw = json.dumps(turn.body).encode()
            if fault or turn.pace:
                return _Spoilt(self, turn, fault or Fault(step, "drip", seconds=turn.pace))
            return Response(turn.raw, turn.status, turn.sent)

        return serve

    async def _asked(self, request: Request) -> bytes:
        asked = b""
        async for piece in request.stream():
            asked += piece
            if len(asked) > LIMIT:
                break
        return asked

    def _answer(self, turn: Turn, work: Callable[[str, Json], Json]) -> tuple[int, Json]:
        key = turn.headers.get("idempotency-key", "")
        print_ = f"{turn.method} {turn.path} {hashlib.sha256(turn.asked).hexdigest()}"
        try:
            if turn.step != "profile" and "profile=" not in turn.headers.get("ucp-agent", ""):
                raise Wrong(400, "invalid_profile_url", "UCP-Agent is needed")
            given = self._json(turn)
            if turn.method != "GET" and key in self._answered:
                before, status, body = self._answered[key]
                if before != print_:
                    raise Wrong(409, "idempotency_conflict", "the key was used for something else")
                return status, json.loads(json.dumps(body))
            body = work(turn.id, given)
            made = turn.step in ("create", "cart") and body["ucp"].get("status") != "error"
            status = 201 if made else 200
            if key and turn.method != "GET":
                self._answered[key] = (print_, status, json.loads(json.dumps(body)))
        except Wrong as wrong:
            return wrong.status, {"code": wrong.code, "content": wrong.content}
        return status, body

    def _json(self, turn: Turn) -> Json:
        if len(turn.asked) > LIMIT:
            raise Wrong(413, "too_large", "that is too much")
        try:
            given = turn.given
        except (ValueError, RecursionError):
            raise Wrong(400, "invalid", "the body is not JSON") from None
        if given is not None and not isinstance(given, dict):
            raise Wrong(400, "invalid", "the body is no object")
        return given or {}

    async def _page(self, request: Request) -> Response:
        """Where a person continues a checkout: a page with a button."""
        id_ = request.path_params["id"]
        session = self.shop.sessions.get(id_)
        if session is None:
            return Response("There is no such checkout.", 404)
        if request.method == "POST":
            self.shop.confirm(id_)
        total = f"{session.total / 100:.2f} {session.currency}"
        form = '<form method="post"><button>Confirm</button></form>'
        return Response(
            f"<!doctype html><title>{self.shop.name}</title><p>{total}: {session.status}</p>{form}",
            media_type="text/html",
        )


class _Spoilt(Response):
    """An answer that does not come, comes late, or breaks off."""

    def __init__(self, desk: Desk, turn: Turn, fault: Fault) -> None:
        super().__init__(status_code=turn.status or 500)
        self._desk, self._turn, self._fault = desk, turn, fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = asyncio.Event()

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()

        watching = asyncio.create_task(watch())
        try:
            await self._spoil(scope, send, gone)
        finally:
            watching.cancel()

    async def _spoil(self, scope: Scope, send: Send, gone: asyncio.Event) -> None:
        turn, kind = self._turn, self._fault.kind
        if kind.startswith("stall"):
            await pause(self._fault.seconds, gone)
        if kind.startswith(("stall", "drop")):
            self._desk.abort(scope)
            return
        raw, status = turn.raw, turn.status
        if kind in STATUS:
            raw, status = b'{"code": "unavailable", "content": "Try later"}', STATUS[kind]
        pieces = chunks(raw, self._fault)
        length = len(raw) if kind in ("cut", "drip", "slow") else sum(len(p) for _, p in pieces)
        headers = {**turn.sent, "content-length": str(length), "retry-after": "1"}
        encoded = [(k.encode(), v.encode("latin-1", "replace")) for k, v in headers.items()]
        begin: Message = {"type": "http.response.start", "status": status, "headers": encoded}
        await send(begin)
        for wait, piece in pieces:
            if not await pause(wait, gone):
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if kind == "cut":
            self._desk.abort(scope)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

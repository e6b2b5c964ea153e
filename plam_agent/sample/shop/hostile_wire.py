"""Hostile on the wire: redirects, other origins, and answers that are too much or no answers."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from .desk import Desk, Turn
from .hostile import Hostile
from .state import Session

Act = Callable[[Desk, Turn, Session | None], None]
_SESSION = ("create", "get", "update", "complete")


def _redirect(status: int, target: str) -> Act:
    """Lead to another place; `{there}` is somebody else's origin and `{here}` the shop's."""

    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        path = turn.path.removeprefix(desk.shop.base)
        turn.status, turn.body, turn.raw = status, None, b""
        turn.sent["location"] = target.format(
            there=desk.elsewhere, here=desk.shop.base, path=path, port=desk.elsewhere.split(":")[-1]
        )

    return act


def _raw(make: Callable[[], bytes], **headers: str) -> Act:
    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        turn.body, turn.raw = None, make()
        turn.sent |= {name.replace("_", "-"): value for name, value in headers.items()}

    return act


def _status(status: int, **headers: str) -> Act:
    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        turn.status, turn.body = status, {"code": "no", "content": "no"}
        turn.sent |= {name.replace("_", "-"): value for name, value in headers.items()}

    return act


def _endpoint(url: str) -> Act:
    """The profile names another place for the API."""

    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        if turn.body and "ucp" in turn.body and "services" in turn.body["ucp"]:
            here = desk.shop.base.removeprefix("http://")
            there = desk.elsewhere.removeprefix("http://")
            for each in turn.body["ucp"]["services"]["dev.ucp.shopping"]:
                each["endpoint"] = url.format(here=here, there=there)

    return act


def _link(url: str) -> Act:
    """Where the buyer is to go on leads to another place."""

    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        if turn.body and "line_items" in turn.body:
            turn.body["continue_url"] = url.format(there=desk.elsewhere, here=desk.shop.base)
            if turn.body.get("status") == "ready_for_complete":
                turn.body["status"] = "requires_escalation"

    return act


def _padded(desk: Desk, turn: Turn, session: Session | None) -> None:
    if turn.body is not None:
        turn.body["padding"] = "x" * 8_000_000


def _deep(desk: Desk, turn: Turn, session: Session | None) -> None:
    if turn.body is not None:
        text = json.dumps(turn.body)
        turn.raw = (text[:-1] + ', "deep": ' + "[" * 100_000 + "]" * 100_000 + "}").encode()
        turn.body = None


def _many(key: str, count: int) -> Act:
    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        there = (turn.body or {}).get(key)
        if turn.body and there:
            turn.body[key] = there * count

    return act


def _messages(desk: Desk, turn: Turn, session: Session | None) -> None:
    if turn.body is not None:
        said = {"type": "info", "content": "Thank you for waiting."}
        turn.body["messages"] = [said] * 8_000


def _drip(desk: Desk, turn: Turn, session: Session | None) -> None:
    turn.pace = 600.0


def _twice(desk: Desk, turn: Turn, session: Session | None) -> None:
    """Two totals under one name: parsers differ in which they take."""
    if turn.body and "totals" in turn.body:
        text = json.dumps(turn.body)
        cheap = '"totals": [{"type": "subtotal", "amount": 1}, {"type": "total", "amount": 1}]'
        turn.body, turn.raw = None, f"{text[:-1]}, {cheap}}}".encode()


def _nulls(desk: Desk, turn: Turn, session: Session | None) -> None:
    def emptied(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: emptied(each) for key, each in value.items()}
        return [emptied(each) for each in value] if isinstance(value, list) else None

    turn.body = emptied(turn.body)


def _inside_out(desk: Desk, turn: Turn, session: Session | None) -> None:
    """Lists where objects belong, and objects where lists do."""

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return [turned(each) for each in value.values()]
        if isinstance(value, list):
            return {str(number): turned(each) for number, each in enumerate(value)}
        return value

    if turn.body is not None:
        turn.body = {key: turned(each) for key, each in turn.body.items()}


def _id(id_: str) -> Act:
    """A session's id that leads elsewhere when it becomes part of a path."""

    def act(desk: Desk, turn: Turn, session: Session | None) -> None:
        if turn.body and "line_items" in turn.body:
            turn.body["id"] = id_

    return act


def _loop(desk: Desk, turn: Turn, session: Session | None) -> None:
    turn.status, turn.body, turn.raw = 302, None, b""
    turn.sent["location"] = turn.path


def _gzip() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(64)) + packer.flush()


ALL = (
    Hostile("search leads away", "A redirect to another origin.", ("search", "lookup"), "after",
            _redirect(302, "{there}{path}")),
    Hostile("profile leads away", "The profile lies at another origin.", ("profile",), "after",
            _redirect(301, "{there}{path}")),
    Hostile("session leads away", "A redirect of what has an address in it.", ("create",), "after",
            _redirect(307, "{there}{path}")),
    Hostile("payment leads away", "A redirect of what has the token in it.", ("complete",), "after",
            _redirect(308, "{there}{path}")),
    Hostile("payment leads to a name", "A redirect by a name with the shop's in it.",
            ("complete",), "after", _redirect(307, "http://127.0.0.1:80@localhost:{port}{path}")),
    Hostile("leads to a file", "A redirect to a file.", ("search", "get"), "after",
            _redirect(302, "file:///etc/passwd")),
    Hostile("leads round", "A redirect to itself.", ("search", "get", "complete"), "after", _loop),
    Hostile("API elsewhere", "The profile names another origin.", ("profile",), "after",
            _endpoint("http://{there}/ucp")),
    Hostile("API elsewhere by a name", "The profile names an origin with the shop's in it.",
            ("profile",), "after", _endpoint("http://{here}@{there}/ucp")),
    Hostile("API in a file", "The profile names a file.", ("profile",), "after",
            _endpoint("file:///ucp")),
    Hostile("link elsewhere", "The buyer is to go on somewhere else.", ("create", "get", "update"),
            "after", _link("{there}/checkouts/1")),
    Hostile("link that runs", "The buyer's link is a script.", ("create", "get", "update"), "after",
            _link("javascript:alert(1)")),
    Hostile("link to a file", "The buyer's link is a file.", ("create", "get", "update"), "after",
            _link("file:///etc/passwd")),
    Hostile("link that hides", "The buyer's link hides its host.", ("create", "get", "update"),
            "after", _link("{here}@evil.example/\u202e1")),
    Hostile("too long", "Eight megabytes.", ("search", *_SESSION), "after", _padded),
    Hostile("too deep", "A hundred thousand lists in each other.", ("search", *_SESSION), "after",
            _deep),
    Hostile("too many items", "The same lines again and again.", _SESSION, "after",
            _many("line_items", 400)),
    Hostile("too many products", "A thousand products.", ("search",), "after",
            _many("products", 400)),
    Hostile("too many messages", "Eight thousand messages.", _SESSION, "after", _messages),
    Hostile("drip", "One octet at a time.", ("search", "get", "complete"), "after", _drip),
    Hostile("packed", "A small answer that unpacks to a large one.", ("search", *_SESSION),
            "after", _raw(_gzip, content_encoding="gzip")),
    Hostile("said twice", "Two members of one name.", _SESSION, "after", _twice),
    Hostile("all nothing", "Every value is null.", ("profile", "search", *_SESSION), "after",
            _nulls),
    Hostile("inside out", "Lists and objects changed places.", ("profile", "search", *_SESSION),
            "after", _inside_out),
    Hostile("a page", "HTML instead of JSON.", ("profile", "search", *_SESSION), "after",
            _raw(lambda: b"<html><script>alert(1)</script>", content_type="text/html")),
    Hostile("a number", "A number instead of an object.", ("search", *_SESSION), "after",
            _raw(lambda: b"42")),
    Hostile("no text", "Octets that are no UTF-8.", ("search", *_SESSION), "after",
            _raw(lambda: b'{"id": "\xff\xfe"}')),
    Hostile("nothing at all", "An empty answer.", ("search", *_SESSION), "after",
            _raw(lambda: b"")),
    Hostile("id with a path", "A session's id that is a path.", ("create",), "after",
            _id("../orders/x?a=1#b")),
    Hostile("id with lines", "A session's id with line ends.", ("create",), "after",
            _id("chk\r\nX-Evil: 1\r\n\r\n")),
    Hostile("id too long", "A session's id of a hundred thousand letters.", ("create",), "after",
            _id("x" * 100_000)),
    Hostile("asks to log in", "A challenge for a password.", ("complete",), "after",
            _status(401, www_authenticate='Basic realm="your password"')),
    Hostile("wait for ever", "Try again in thirty years.", ("complete", "search"), "after",
            _status(503, retry_after="999999999")),
    Hostile("always in conflict", "It says that the key was used.", ("complete", "create"), "after",
            _status(409)),
    Hostile("odd status", "A status that HTTP has not.", ("complete", "get"), "after",
            _status(799)),
)  # fmt: skip

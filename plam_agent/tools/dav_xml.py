"""What is asked of a DAV server, and what its answers say (RFC 4918, 4791, 6352, 6578).

An answer is the server's word: it is bounded before it is parsed, and every name in it is checked
before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from ..errors import AccountError
from .matching import plain

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CARDDAV = "{urn:ietf:params:xml:ns:carddav}"
MEMBERS = 50_000
"""How many entries a collection may have."""

_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" '
_SPACES += 'xmlns:A="urn:ietf:params:xml:ns:carddav"'
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_KEPT = "-._~!$&'()*+,;=:@"
_NAME = 255
_VERSION = re.compile(r"[\x21-\x7e]{1,400}")
_STATUS = re.compile(r"HTTP/[0-9.]+ +([1-5][0-9][0-9])\b")


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of collection an account needs, in the words of its protocol."""

    component: str
    type: str
    home: str
    data: str
    multiget: str
    media: str
    known: str


_CALENDAR = {
    "type": f"{CALDAV}calendar",
    "home": f"{CALDAV}calendar-home-set",
    "data": f"{CALDAV}calendar-data",
    "multiget": "C:calendar-multiget",
    "media": "text/calendar; charset=utf-8",
    "known": "/.well-known/caldav",
}
KINDS: Mapping[str, Kind] = {
    "calendar": Kind("VEVENT", **_CALENDAR),
    "tasks": Kind("VTODO", **_CALENDAR),
    "contacts": Kind(
        "",
        f"{CARDDAV}addressbook",
        f"{CARDDAV}addressbook-home-set",
        f"{CARDDAV}address-data",
        "A:addressbook-multiget",
        "text/vcard; charset=utf-8",
        "/.well-known/carddav",
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One response of a multistatus: `props` are the elements that the server has.

    `status` is that of the resource itself where it has one, else 0.
    """

    href: str
    status: int
    props: Mapping[str, Any]

    def text(self, name: str) -> str:
        """The text of a property, or nothing."""
        element = self.props.get(name)
        return (element.text or "") if element is not None else ""

    def children(self, name: str) -> tuple[str, ...]:
        """The names of the elements in a property."""
        element = self.props.get(name)
        return tuple(each.tag for each in _elements(element)) if element is not None else ()

    def hrefs(self, name: str) -> tuple[str, ...]:
        """The references in a property."""
        element = self.props.get(name)
        if element is None:
            return ()
        found = (each.text for each in _elements(element) if each.tag == f"{DAV}href")
        return tuple(text.strip() for text in found if text)

    @property
    def components(self) -> tuple[str, ...]:
        """The kinds of component that a calendar takes; none where it does not say."""
        element = self.props.get(f"{CALDAV}supported-calendar-component-set")
        if element is None:
            return ()
        return tuple(str(each.get("name", "")).upper() for each in _elements(element))

    @property
    def reports(self) -> frozenset[str]:
        """The names of the reports that the collection answers (RFC 3253 section 3.1.5)."""
        element = self.props.get(f"{DAV}supported-report-set")
        if element is None:
            return frozenset()
        return frozenset(each.tag for each in element.iter() if isinstance(each.tag, str))


def propfind(names: Iterable[str]) -> str:
    """The body of a PROPFIND for properties, written `D:getetag`."""
    props = "".join(f"<{name}/>" for name in names)
    return f"{_HEAD}<D:propfind {_SPACES}><D:prop>{props}</D:prop></D:propfind>"


def sync(token: str) -> str:
    """The body of a sync-collection report; an empty token asks for everything (RFC 6578)."""
    return (
        f"{_HEAD}<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/><D:resourcetype/></D:prop>"
        "</D:sync-collection>"
    )


def multiget(kind: Kind, paths: Iterable[str]) -> str:
    """The body of a multiget report of versions and data (RFC 4791 7.9, RFC 6352 8.7)."""
    data = "A:address-data" if kind.data.startswith(CARDDAV) else "C:calendar-data"
    hrefs = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    props = f"<D:prop><D:getetag/><{data}/></D:prop>"
    return f"{_HEAD}<{kind.multiget} {_SPACES}>{props}{hrefs}</{kind.multiget}>"


def parts(tree: Any, host: str) -> tuple[Part, ...]:
    """The responses of a multistatus. Raises AccountError where `tree` is none."""
    if tree is None or tree.tag != f"{DAV}multistatus":
        raise strange(host, "something that is no WebDAV answer")
    found = []
    for element in _elements(tree):
        if element.tag != f"{DAV}response":
            continue
        hrefs = [each.text or "" for each in element.findall(f"{DAV}href")]
        status = _status(element.findtext(f"{DAV}status"))
        if not hrefs or (len(hrefs) > 1 and not status):
            raise strange(host, "a list with an entry that has no name")
        props = dict(_props(element))
        found += [Part(href.strip(), status, props) for href in hrefs]
        if len(found) > MEMBERS:
            raise strange(host, f"a list of over {MEMBERS} entries")
    return tuple(found)


def sync_token(tree: Any) -> str:
    """The token of a sync-collection report; empty where there is none."""
    token = str(tree.findtext(f"{DAV}sync-token") or "").strip()
    return token if len(token) <= 4096 else ""


def preconditions(tree: Any) -> tuple[str, ...]:
    """The conditions that a refusal says were not met, without namespaces (RFC 4918 16)."""
    if tree is None or tree.tag != f"{DAV}error":
        return ()
    return tuple(each.tag.rpartition("}")[2] for each in _elements(tree))


def version(raw: str, host: str, name: str) -> str:
    """An ETag as it is sent back (RFC 9110 section 8.8.3). Raises AccountError for none."""
    text = raw.strip()
    if not _VERSION.fullmatch(text):
        raise strange(host, f"no usable version (ETag) of {plain(name)}")
    return text if text.endswith('"') else f'"{text}"'


def path_of(href: str, base: str, host: str) -> str:
    """The path of a reference, which must be at the same origin as `base`, or AccountError."""
    here, there = urlsplit(base), joined(base, href)
    if there is None or (there.scheme, there.netloc) != (here.scheme, here.netloc):
        raise strange(host, "a reference to another server")
    path = there.path or "/"
    if any(unquote(each) in ("..", ".") for each in path.split("/")) or not _plain(unquote(path)):
        raise strange(host, "a reference that is no plain path")
    return path


def joined(base: str, href: str) -> SplitResult | None:
    """A reference resolved against a URL; None where it is no URL."""
    try:
        return urlsplit(urljoin(base, href))
    except ValueError:
        return None


def name_of(path: str, collection: str) -> str | None:
    """The name of a member of the collection; None where the path is no member of it."""
    names = [unquote(each) for each in path.split("/")]
    within = [unquote(each) for each in collection.rstrip("/").split("/")]
    if names[:-1] != within:
        return None
    return names[-1] if is_name(names[-1]) else None


def is_name(name: str) -> bool:
    """Whether this names a file in a collection and nothing else."""
    return bool(name) and name not in (".", "..") and "/" not in name and _plain(name)


def path_to(collection: str, name: str) -> str:
    """The path of a new member."""
    return f"{collection.rstrip('/')}/{quote(name, safe=_KEPT)}"


def strange(host: str, what: str) -> AccountError:
    """The server answered what no such server answers."""
    return AccountError(
        f"{host} sent {what}", fix="Check the account's url, or ask who runs the server."
    )


def _plain(text: str) -> bool:
    short = all(len(each.encode("utf-8", "replace")) <= _NAME for each in text.split("/"))
    return short and text.isprintable() and "\\" not in text


def _elements(element: Any) -> Iterator[Any]:
    """The child elements; comments and processing instructions have no name."""
    return (each for each in element if isinstance(each.tag, str))


def _props(response: Any) -> Iterator[tuple[str, Any]]:
    for propstat in response.findall(f"{DAV}propstat"):
        if _status(propstat.findtext(f"{DAV}status")) not in (0, 200):
            continue
        for prop in propstat.findall(f"{DAV}prop"):
            yield from ((each.tag, each) for each in _elements(prop))


def _status(line: str | None) -> int:
    found = _STATUS.match((line or "").strip())
    return int(found[1]) if found else 0

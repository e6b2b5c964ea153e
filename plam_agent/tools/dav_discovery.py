"""Finding the collection that an account means (RFC 6764 section 6, RFC 4791 6.2, RFC 6352 7.1).

The account's URL may be that of the server, of a principal, of a home set, or of the collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from ..errors import AccountError, ConfigError
from .dav_link import Answer, Link, refused
from .dav_xml import DAV, Kind, Part, joined, parts, path_of, propfind, strange
from .matching import plain

_PROPS = (
    "D:resourcetype",
    "D:displayname",
    "D:current-user-principal",
    "D:supported-report-set",
    "C:calendar-home-set",
    "C:supported-calendar-component-set",
    "A:addressbook-home-set",
)
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A collection that an account could use."""

    path: str
    shown: str

    @property
    def last(self) -> str:
        """The last part of its path."""
        return unquote(self.path.rstrip("/").rpartition("/")[2])

    def __str__(self) -> str:
        return f"{plain(self.shown)} ({plain(self.last)})" if self.shown else plain(self.last)


async def find(link: Link, kind: Kind, collection: str) -> str:
    """The path of the collection named `collection`, or of the only one of the account's kind.

    Raises ConfigError where none or several are meant, AccountError where the server fails.
    """
    start = urlsplit(link.url).path or "/"
    found = await _from(link, kind, start, known=False)
    if found is None:
        found = await _from(link, kind, kind.known, known=True)
    if found is None:
        raise AccountError(
            f"{link.host} has no {_thing(kind)} at {plain(start)}",
            fix="Check the account's url: it is that of the server, or of the collection.",
        )
    return _chosen(link, kind, collection, found)


async def _from(link: Link, kind: Kind, path: str, *, known: bool) -> list[Found] | None:
    """The collections that a path leads to; None where it leads nowhere."""
    answer = await _ask(link, path, 0)
    if answer.status in (404, 405, 410) or (known and answer.status != 207):
        return None
    here = _first(link, answer)
    if kind.type in here.children(f"{DAV}resourcetype"):
        # It was named by the account itself, so that no other is meant.
        return _suitable(link, kind, [here], answer.path)
    homes = here.hrefs(kind.home)
    if not homes:
        principals = here.hrefs(f"{DAV}current-user-principal")
        if principals:
            principal = _path(link, principals[0], answer.path)
            if principal.rstrip("/") != answer.path.rstrip("/"):
                answer = await _ask(link, principal, 0)
                homes = _first(link, answer).hrefs(kind.home)
    for home in homes[:4]:
        listed = await _listed(link, kind, _path(link, home, answer.path))
        if listed:
            return listed
    if known or urlsplit(link.url).path in ("", "/"):
        return [] if homes else None
    return await _listed(link, kind, path) or ([] if homes else None)


async def _listed(link: Link, kind: Kind, path: str) -> list[Found]:
    answer = await _ask(link, path, 1)
    if answer.status != 207:
        raise refused(link, answer, "listing its collections")
    return _suitable(link, kind, parts(answer.tree, link.host), answer.path)


def _suitable(
    link: Link, kind: Kind, listed: tuple[Part, ...] | list[Part], base: str
) -> list[Found]:
    found = []
    for part in listed:
        if kind.type not in part.children(f"{DAV}resourcetype"):
            continue
        if kind.component and part.components and kind.component not in part.components:
            continue
        shown = part.text(f"{DAV}displayname").strip()
        found.append(Found(_path(link, part.href, base), shown))
    return found


def _chosen(link: Link, kind: Kind, wanted: str, found: list[Found]) -> str:
    name = wanted.strip().strip("/")
    names = ", ".join(map(str, found[:_SHOWN])) + ("…" if len(found) > _SHOWN else "")
    if name:
        by_path = [each for each in found if name in (each.last, unquote(each.path).strip("/"))]
        folded = name.casefold()
        meant = by_path or [each for each in found if each.shown.casefold() == folded]
        if not meant:
            raise ConfigError(
                f"{link.host} has no {_thing(kind)} {plain(wanted)!r}",
                fix=f"Set collection to one of these: {names}." if found else "It has none.",
            )
    else:
        meant = found
    if len(meant) > 1:
        raise ConfigError(
            f"{link.host} has several {_thing(kind)}s: {names}",
            fix="Set collection to the one that is meant, by the name in brackets.",
        )
    if not meant:
        raise ConfigError(
            f"{link.host} has no {_thing(kind)} for this account",
            fix="Create one there first.",
        )
    return meant[0].path


def _thing(kind: Kind) -> str:
    return {"VEVENT": "calendar", "VTODO": "task list", "": "address book"}[kind.component]


async def _ask(link: Link, path: str, depth: int) -> Answer:
    answer = await link.send(
        "PROPFIND",
        path,
        propfind(_PROPS),
        {"Depth": str(depth), "Content-Type": "application/xml; charset=utf-8"},
    )
    if answer.status not in (207, 404, 405, 410) and not path.startswith("/.well-known/"):
        raise refused(link, answer, "looking for the account's collection")
    return answer


def _first(link: Link, answer: Answer) -> Part:
    if answer.status != 207:
        raise refused(link, answer, "looking for the account's collection")
    listed = parts(answer.tree, link.host)
    if not listed:
        raise strange(link.host, "an answer about nothing")
    return listed[0]


def _path(link: Link, href: str, base: str) -> str:
    """A reference's path. A home on another server is said, because its owner has to name it."""
    there, here = joined(link.url, href), urlsplit(link.url)
    if there and there.netloc and there.netloc != here.netloc:
        raise AccountError(
            f"{link.host} keeps the collections at {plain(there.netloc)}, which is another server",
            fix="If you trust that server, make it the account's url.",
        )
    return path_of(href, urljoin(link.url, base), link.host)

"""What an annotated utterance means: its intent names the tool, its entities the arguments.

Annotation gives no title, item or body, so a few patterns of English find those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...types import Role
from .inventions import Shown
from .requests import NotASpanError, Request, quote, step
from .utterances import Utterance

SINGLE = {"event", "title", "place", "mailbox", "list", "merchant"}
PEOPLE = {"person", "relation"}
TIMES = {"date", "time", "timeofday", "general_frequency"}
THINGS = {"event_name", "meal_type"}
WARES = {"food_type", "order_type", "meal_type", "drink_type"}
_LINKS = r"(?:\W|at|on|in|the|of|for|from|to|this|next|around|by|until|till|every|a)*"
_OF = r"(?:\W|'?s|with|and|for|my|the|of)*"


def as_request(utterance: Utterance) -> Request:
    """The utterance with the plan its intent and entities mean."""
    words = utterance.text
    if not utterance.tool:
        return Request(words, {"none": True}, kind="human", domain=utterance.intent)
    spans = _placed(words, utterance.entities)
    found = _ARGUMENTS[utterance.tool](words, spans)
    args: dict[str, Any] = {}
    for name, pieces in found.items():
        quoted = _quoted(words, pieces)
        if len(quoted) > 1 and name in SINGLE:
            quoted = (
                [_whole(words, quoted)]
                if utterance.tool != "tasks.add" or name != "title"
                else quoted
            )
        if quoted:
            args[name] = quoted[0] if len(quoted) == 1 else quoted
    if utterance.tool == "contacts.add" and isinstance(args.get("name"), list):
        args["name"] = args["name"][0]
    steps = [step(utterance.tool, args)]
    if utterance.tool == "mail.search" and re.search(r"\bread (me|out|my|the|to|all)\b", words):
        steps.append(step("mail.read", {"messages": "$1"}))
    return Request(words, {"steps": steps}, kind="human")


def as_invented(utterance: Utterance, shown: Shown) -> Request:
    """The utterance as a request for the invented tool that serves its intent."""
    words = utterance.text
    spans = _placed(words, utterance.entities)
    key_of = dict(shown.invention.entities)
    args: dict[str, Any] = {}
    for key, _, role in shown.invention.args:
        kinds = {kind for kind, wanted in key_of.items() if wanted == key}
        links = _LINKS if role is Role.TIME else r"\s"
        quoted = _quoted(words, _joined(words, spans, kinds, links))
        if quoted:
            args[key] = quoted[0] if len(quoted) == 1 else quoted
    plan = {"steps": [{"tool": shown.invention.id, "args": args}]}
    made = Request(words, plan, kind="invented", domain=utterance.intent)
    return shown.answered(made)


def _quoted(words: str, pieces: Iterable[str]) -> list[str]:
    """The first few pieces that stand in the words, as spans of them."""
    quoted: list[str] = []
    for piece in pieces:
        try:
            quoted.append(quote(words, piece.strip()))
        except NotASpanError:
            continue
    return list(dict.fromkeys(quoted))[:4]


def _whole(words: str, quoted: list[str]) -> str:
    """One span for an argument that takes one: from the first to the last, or the longest."""
    places = [(" " + words).find(text) for text in quoted]
    start, end = min(places), max(at + len(text) for at, text in zip(places, quoted, strict=True))
    covered = (" " + words)[start:end]
    said = sum(len(text.split()) for text in quoted)
    return covered if len(covered.split()) <= said + 4 else max(quoted, key=len)


@dataclass(frozen=True, slots=True)
class Span:
    """An entity where it stands in the words."""

    kind: str
    start: int
    end: int


def _placed(words: str, found: Iterable[tuple[str, str]]) -> list[Span]:
    spans: list[Span] = []
    for kind, text in found:
        for form in (text, text.replace(" 's", "'s")):
            places = re.finditer(rf"(?i)(?<!\w){re.escape(form)}(?!\w)", words)
            free = [p for p in places if all(p.end() <= s.start or p.start() >= s.end
                                             for s in spans)]  # fmt: skip
            if free:
                spans.append(Span(kind, free[0].start(), free[0].end()))
                break
    return sorted(spans, key=lambda span: span.start)


def _joined(words: str, spans: list[Span], kinds: set[str], between: str) -> list[str]:
    """Texts of the spans of `kinds`; neighbours with only link words between them become one."""
    runs: list[tuple[int, int]] = []
    for span in spans:
        if span.kind not in kinds:
            continue
        if runs and re.fullmatch(between, words[runs[-1][1] : span.start]):
            runs[-1] = (runs[-1][0], span.end)
        else:
            runs.append((span.start, span.end))
    return [words[start:end] for start, end in runs]


def _times(words: str, spans: list[Span]) -> list[str]:
    return _joined(words, spans, TIMES, _LINKS)


def _people(words: str, spans: list[Span]) -> list[str]:
    return _joined(words, spans, PEOPLE, r"\s*(?:'s)?\s*")


def _kinds(words: str, spans: list[Span], *kinds: str) -> list[str]:
    return [words[span.start : span.end] for span in spans if span.kind in kinds]


def _create(words: str, spans: list[Span]) -> dict[str, list[str]]:
    titles = _joined(words, spans, THINGS | PEOPLE, r"\s*(?:'s)?\s*|\s(?:with|for)\s(?:my\s)?")
    kept = [t for t in titles if t not in _people(words, spans)]
    people: list[str] = []
    if not re.search(r"\bremind|\bwarn|\balert|\bnotif", words):
        people = [
            name
            for name in _people(words, spans)
            if re.search(rf"\b(?:with|and|invite)(?: my)? {re.escape(name)}(?!'s)", words)
        ]
    if people:
        kept = _joined(words, spans, THINGS, r"\s")
    said = re.search(
        r"\b(?:remind me|reminder|reminds me)(?: \w+)? (?:to|that|about|of) (.+)", words
    )
    if not kept and said:
        kept = [_cut(said[1], _times(words, spans))]
    if not kept and not people:
        kept = _people(words, spans)
    return {
        "title": kept,
        "when": _times(words, spans),
        "place": _kinds(words, spans, "place_name", "business_name"),
        "attendees": people,
    }


def _cut(text: str, times: list[str]) -> str:
    """`text` without a time that ends it and the small words before that time."""
    for time in times:
        at = text.find(time)
        if at == 0:
            text = re.sub(r"^\W*(?:to|that|about|the|my)\b\s*", "", text[len(time) :].strip())
        elif at > 0:
            text = text[:at]
    text = re.sub(r"(?:\s+(?:at|on|in|the|for|by|this|every|of|and|from|please))+\s*$", "", text)
    return text.strip(" .,?!'")


def _search(words: str, spans: list[Span]) -> dict[str, list[str]]:
    events = _joined(words, spans, THINGS | PEOPLE, r"\s*(?:'s)?\s*")
    alone = _people(words, spans)
    return {
        "words": [e for e in events if e not in alone]
        + _kinds(words, spans, "place_name", "business_name"),
        "when": _times(words, spans),
        "people": [name for name in alone if name in events],
    }


def _cancel(words: str, spans: list[Span]) -> dict[str, list[str]]:
    kinds = THINGS | PEOPLE | TIMES | {"place_name", "business_name"}
    found = _joined(words, spans, kinds, rf"{_OF}|{_LINKS}")
    if not found and (said := re.search(r"\b(?:all )?(?:my )?(events?|meetings?|appointments?)\b",
                                        words)):  # fmt: skip
        found = [said[1]]
    return {"event": found}


def _send(words: str, spans: list[Span]) -> dict[str, list[str]]:
    said = re.search(
        r"\b(?:saying|says|that says|telling (?:him|her|them)|tell (?:him|her|them)|"
        r"to say|and say|and ask|asking)(?: that)? (.+)",
        words,
    ) or re.search(r"\b(?:that|asking if|letting \w+ know) (i .+|we .+|the .+)", words)
    body = said[1].strip(" .?!") if said else ""
    about = re.search(r"\b(?:about|regarding|concerning) (.+?)[.?!]*$", words)
    subject = about[1] if about and not body else ""
    head = words[: said.start(1)] if said else words[: about.start(1)] if about else words
    to = [t for t in _people(words, spans) if t in head]
    if not to and not (body or subject):
        to = _people(words, spans)
    rest = [s for s in (subject, body) if s]
    lost = [t for t in [*_times(words, spans), *_kinds(words, spans, "event_name", "meal_type")]
            if not any(t in r for r in rest)]  # fmt: skip
    if lost and not rest:
        runs = _joined(words, spans, TIMES | THINGS, rf"{_OF}|{_LINKS}")
        subject = runs[0] if len(runs) == 1 else ""
        if len(runs) > 1:
            return {"to": [*_addresses(words, spans), *to], "subject": runs}
    return {"to": [*_addresses(words, spans), *to], "subject": [subject] if subject else [],
            "body": [body] if body else []}  # fmt: skip


def _addresses(words: str, spans: list[Span]) -> list[str]:
    return _kinds(words, spans, "email_address")


def _mail(words: str, spans: list[Span]) -> dict[str, list[str]]:
    about = re.search(r"\b(?:about|regarding) (.+?)[.?!]*$", words)
    topics = _kinds(words, spans, "event_name", "place_name", "meal_type")
    if about and not _people(about[1], []) and not any(s.start >= about.start(1) for s in spans):
        topics = [about[1]]
    return {
        "people": [*_people(words, spans), *_kinds(words, spans, "business_name", "email_address")],
        "words": topics,
        "mailbox": _kinds(words, spans, "email_folder"),
        "when": _times(words, spans),
    }


def _item(words: str, verbs: str, links: str) -> list[str]:
    said = re.search(rf"\b(?:{verbs}) (.+?) (?:{links}) (?:my |the |a |our |this )?", words)
    if not said:
        return []
    item = re.sub(r"^(?:the |a |an |some |item )(?=\w)", "", said[1])
    if re.fullmatch(
        r"(?:item|items|this|that|it|something|these|new items?|things?|another)", item
    ):
        return []
    parts = re.split(r",? and |, ", item)
    return parts if len(parts) <= 4 else [item]


def _add(words: str, spans: list[Span]) -> dict[str, list[str]]:
    titles = _item(words, "add|put|include|insert|write|need|place", "to|on|in|into|onto|added to")
    lists = _kinds(words, spans, "list_name")
    if not titles and (said := re.search(r"\blist(?: please)? (?:add|put) (.+?)[.?!]*$", words)):
        titles = [said[1]]
    if not titles and (
        said := re.search(r"\b(?:need|buy|out of) (?:more |some )?([\w ]+)$", words)
    ):
        titles = [] if "list" in said[1] else [said[1]]
    more = _kinds(words, spans, "event_name", "person", "relation", "place_name", "meal_type")
    titles += [name for name in more if not any(name in t for t in [*titles, *lists])]
    return {"title": titles, "list": lists, "due": _times(words, spans)}


def _lists(words: str, spans: list[Span]) -> dict[str, list[str]]:
    asked = re.search(
        r"\b(?:is|are|have|see if|check if|did i put|if) (?!any|there|i |my |the )(\w[\w ]*?) "
        r"(?:is |are )?(?:on|in) (?:my|the)\b",
        words,
    )
    more = _kinds(words, spans, "event_name", "person", "relation", "place_name", "meal_type")
    return {
        "words": ([asked[1]] if asked and "what" not in words else []) + more,
        "list": _kinds(words, spans, "list_name"),
        "due": _times(words, spans),
    }


def _done(words: str, spans: list[Span]) -> dict[str, list[str]]:
    tasks = _item(
        words, "remove|delete|take|erase|cross|scratch|drop|cancel|clear", "from|off|out of"
    )
    lists = _kinds(words, spans, "list_name")
    tasks = [task for task in tasks if not any(name in task for name in lists)]
    kinds = TIMES | PEOPLE | THINGS | {"place_name"}
    more = _joined(words, spans, kinds, rf"{_OF}|{_LINKS}")
    tasks += [name for name in more if not any(name in t for t in [*tasks, *lists])]
    return {"task": tasks, "list": lists}


def _order(words: str, spans: list[Span]) -> dict[str, list[str]]:
    return {
        "item": _joined(words, spans, WARES, r"\s"),
        "merchant": _kinds(words, spans, "business_name", "app_name", "place_name")[:1],
    }


_ARGUMENTS: dict[str, Any] = {
    "calendar.create": _create,
    "calendar.search": _search,
    "calendar.cancel": _cancel,
    "mail.send": _send,
    "mail.search": _mail,
    "contacts.search": lambda words, spans: {
        "name": [*_people(words, spans), *_kinds(words, spans, "business_name")]
    },
    "contacts.add": lambda words, spans: {
        "name": _people(words, spans),
        "address": _addresses(words, spans),
    },
    "tasks.add": _add,
    "tasks.search": _lists,
    "tasks.done": _done,
    "purchase.search": _order,
}

"""A card's words: every line of a call, in pieces that say how far in they stand."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from ..approvals import escaped
from ..language import _, told
from .facts import Facts, Said


class Kind(enum.StrEnum):
    """What a piece is; the screen gives each a look."""

    TOOL = "tool"
    EFFECT = "effect"
    SUMMARY = "summary"
    SINGLE = "single"
    NAME = "name"
    VALUE = "value"
    NOTE = "note"
    TRUSTED = "trusted"
    STRANGE = "strange"
    TITLE = "title"
    LINE = "line"
    OLD = "old"
    NEW = "new"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of one kind; those of a value are marked, as others may have written them."""

    kind: Kind
    text: str


def pieces(facts: Facts) -> Iterator[Piece]:
    """The card from top to bottom."""
    call = facts.call
    yield Piece(Kind.TOOL, f"{escaped(call.tool)}  ({escaped(call.account)})")
    yield Piece(Kind.EFFECT, facts.effect)
    yield Piece(Kind.SUMMARY, told(facts.summary))
    if facts.money:
        yield Piece(Kind.MONEY, _("It spends {amount}.").format(amount=facts.amount))
    for each in facts.arguments:
        yield from _argument(each)
    if facts.changes:
        yield Piece(Kind.TITLE, _("What changes"))
        for line in facts.changes:
            yield Piece(_diff_kind(line), line)
    if facts.original:
        yield Piece(Kind.TITLE, _("What it answers"))
        yield Piece(Kind.VALUE, "\n".join(facts.original))
    yield Piece(Kind.TITLE, _("Why it asks"))
    says = facts.rule_text.removeprefix(f"{facts.rule}: ")
    yield Piece(Kind.LINE, _("rule {rule}").format(rule=f"{facts.rule}: {says}".rstrip(": ")))
    for reason in facts.reasons:
        yield Piece(Kind.LINE, told(reason))


def card_plain(facts: Facts) -> str:
    """The card as lines of text."""
    return "\n".join(map(_plain, pieces(facts)))


def _argument(said: Said) -> Iterator[Piece]:
    if len(said.lines) == 1:
        yield Piece(Kind.SINGLE, f"{said.name}: {said.lines[0]}")
    else:
        yield Piece(Kind.NAME, f"{said.name}:")
        yield Piece(Kind.VALUE, "\n".join(said.lines))
    for note in said.notes:
        yield Piece(Kind.NOTE, note)
    where = _("from {origin}").format(origin=said.origin)
    kind = Kind.TRUSTED if said.trusted else Kind.STRANGE
    yield Piece(kind, _("; ").join((where, said.used)) if said.used else where)


def _diff_kind(line: str) -> Kind:
    return Kind.NEW if line.startswith("+") else Kind.OLD if line.startswith("-") else Kind.LINE


def _plain(piece: Piece) -> str:
    match piece.kind:
        case Kind.TITLE | Kind.NAME | Kind.SINGLE:
            return f"\n{piece.text}"
        case Kind.VALUE:
            return "  | " + piece.text.replace("\n", "\n  | ")
        case Kind.TOOL | Kind.SUMMARY | Kind.EFFECT | Kind.MONEY:
            return piece.text.replace("\n", "\n  | ")
    return "    " + piece.text.replace("\n", "\n    | ")

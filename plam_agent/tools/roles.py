"""Types for the fields of a plugin's argument models, each with the role it plays.

A field without a default is required: where a request leaves it out, the owner is asked. `X = ""`
or `X | None = None` makes it optional. What a model says is one of these and nothing else; a policy
constrains them by their roles, and a card shows where the value of each came from.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from ..types import Money, ObjectId, Role, When
from .registry import Plays

Quote = Annotated[str, StringConstraints(max_length=500), Plays(Role.QUOTE)]
"""Words of the request, verbatim: a name, a title, what to look for."""

Quotes = Annotated[
    tuple[Annotated[str, StringConstraints(max_length=500)], ...],
    Field(max_length=8),
    Plays(Role.QUOTE),
]
"""Several of them, at most eight."""

Prose = Annotated[str, StringConstraints(max_length=20_000), Plays(Role.PROSE)]
"""Text that a model may compose."""

Time = Annotated[When, Plays(Role.TIME)]
"""A time as it was said, resolved in the owner's zone: `args.when.start`."""

Address = Annotated[str, StringConstraints(max_length=320), Plays(Role.DESTINATION)]
"""Whom something reaches: a mail address of the request or of a contact, a host, a recipient."""

Addresses = Annotated[
    tuple[Annotated[str, StringConstraints(max_length=320)], ...],
    Field(max_length=50),
    Plays(Role.DESTINATION),
]
"""Several of them, at most fifty."""

Amount = Annotated[Money, Plays(Role.MONEY)]
"""An amount in integer minor units of a currency: `args.total.minor`, `args.total.currency`."""

Thing = ObjectId
"""What a search found, for `Annotated[Thing, thing("customer")]`; `args.customer.id` is its id."""


def thing(kind: str) -> Plays:
    """The role of a thing of this kind: something that a tool which `yields` it has found."""
    return Plays(Role.OBJECT, kind)


def choice() -> Plays:
    """One of the fixed words that the field's `Literal` names."""
    return Plays(Role.QUOTE)


def derived(role: Role, kind: str = "") -> Plays:
    """The role of what the tool's `complete` finds out before the decision; no plan says it."""
    return Plays(role, kind, derived=True)

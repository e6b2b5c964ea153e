"""What a policy is made of: frozen values, as parsed from the document or built by a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ..types import Money

Verb = Literal["allow", "confirm", "deny"]
Period = Literal["hour", "day", "week", "month", "ever"]

# Origins of things listed from the owner's own accounts.
ACCOUNT_ORIGINS = frozenset({"imap", "maildir", "calendar", "contacts", "tasks", "files"})
# What a rule's `origin` may name. `memory` is not among them: a memory is as good as what lies
# beneath it, whatever a rule says.
ORIGIN_KINDS = ACCOUNT_ORIGINS | {
    *("request", "policy", "paste", "file", "web", "shop", "reader"),
    *("plugin", "mcp", "mcp-client"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A tool's name, every tool of a family (`calendar.*`), or every tool (`*`)."""

    text: str
    line: int = 0

    def matches(self, tool: str) -> bool:
        """Whether the pattern covers the tool of this name."""
        if self.text == "*":
            return True
        if self.text.endswith(".*"):
            return tool.startswith(self.text[:-1]) and len(tool) > len(self.text) - 1
        return tool == self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's address, or with an empty `local` everybody at exactly that domain."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The argument is one of these, exactly; an argument with several values: every one."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """The argument is absent or empty."""


@dataclass(frozen=True, slots=True)
class Within:
    """Every address belongs to one of the groups; `entries` are the groups' members."""

    groups: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """An amount, or a number of things, that is not above the limit."""

    limit: Money | int


@dataclass(frozen=True, slots=True)
class Over:
    """An amount, or a number of things, that is above the limit."""

    limit: Money | int


@dataclass(frozen=True, slots=True)
class Prefix:
    """The text itself or what lies under it: the next character is `/`, or the prefix ends so."""

    text: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Every address, or the domain itself, is at exactly this domain; subdomains are others."""

    name: str


Constraint = OneOf | Empty | Within | AtMost | Over | Prefix | Domain


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` uses in the running calendar period (`ever`: over the rule's life)."""

    limit: int
    period: Period


@dataclass(frozen=True, slots=True)
class Budget:
    """At most this amount in the running calendar period (`ever`: over the rule's life)."""

    limit: Money
    period: Period


@dataclass(frozen=True, slots=True)
class Window:
    """Days of the week (Monday is 0) and minutes of the day, the end not included, in local time.

    Where `end` is not after `start` the window runs past midnight and belongs to the day on
    which it began.
    """

    days: frozenset[int] = frozenset(range(7))
    start: int = 0
    end: int = 24 * 60


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a verb, the tools it is about, and everything that must hold.

    `where` maps an argument's name (or `count`) to a constraint; `origin` maps an argument or a
    role to the origin kinds it accepts in place of the default. `hold` is in seconds. `line` is
    where the rule stands in the document. Rules that confirm or deny have `where` and `window`.
    """

    id: str
    verb: Verb
    tools: tuple[Pattern, ...]
    where: tuple[tuple[str, Constraint], ...] = ()
    origin: tuple[tuple[str, frozenset[str]], ...] = ()
    rates: tuple[Rate, ...] = ()
    budgets: tuple[Budget, ...] = ()
    window: Window | None = None
    min_confidence: float = 0.0
    authenticated: bool = False
    hold: float = 0.0
    unattended: bool = True
    line: int = 0

    def covers(self, tool: str) -> bool:
        """Whether the rule is about the tool of this name."""
        return any(pattern.matches(tool) for pattern in self.tools)

    @property
    def conditional(self) -> bool:
        """Whether the rule depends on anything but the tool's name."""
        return bool(
            self.where
            or self.rates
            or self.budgets
            or self.window
            or self.min_confidence
            or self.authenticated
            or not self.unattended
        )


@dataclass(frozen=True, slots=True)
class Group:
    """People under one name."""

    name: str
    entries: tuple[Entry, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What waits for a yes where no rule speaks; an unanswered question expires after seconds."""

    confirm: tuple[Pattern, ...] = ()
    expires: float = 86_400.0
    line: int = 0

    def covers(self, tool: str) -> bool:
        """Whether the tool of this name is asked about."""
        return any(pattern.matches(tool) for pattern in self.confirm)


@dataclass(frozen=True, slots=True)
class Then:
    """What follows from a label: a tool and the arguments that the owner fixed.

    With `propose` the triage prepares the call and the owner is asked, whatever the rules allow.
    """

    tool: str
    args: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    propose: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """What a message can be, in the owner's words, and what follows when it is."""

    name: str
    means: str
    then: tuple[Then, ...] = ()
    min_confidence: float = 0.0
    authenticated: bool = False
    line: int = 0

    def follows(self, tool: str) -> Then | None:
        """What the label does with the tool of this name, or None."""
        return next((then for then in self.then if then.tool == tool), None)


@dataclass(frozen=True, slots=True)
class Triage:
    """Which mailbox is sorted, into which labels; a message with none of them is left alone."""

    mailbox: str
    labels: tuple[Label, ...]
    otherwise: Literal["leave"] = "leave"
    line: int = 0

    def label(self, name: str) -> Label | None:
        """The label of this name, or None."""
        return next((label for label in self.labels if label.name == name), None)


@dataclass(frozen=True, slots=True)
class Private:
    """What a run may not have read before it sends or spends unasked.

    `mail` are mailboxes of any account, `files` are `account/path`, both with what lies beneath;
    `calendars` are accounts of events or tasks. `senders` are those whose messages are meant, the
    members of `groups` among them.
    """

    mail: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    senders: tuple[Entry, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Policy:
    """What the owner wrote. `expires` is the last day in force, `device` the machine's public key.

    The time zone that windows and the last day are reckoned in is the decision's, not the file's.
    `organisation` is the public key of those whose policy stands above this one, or empty.
    """

    serial: int
    owner: str
    device: str
    expires: date
    unattended: Literal["queue", "deny"] = "queue"
    people: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    otherwise: Otherwise = field(default_factory=Otherwise)
    triage: Triage | None = None
    organisation: str = ""
    private: Private | None = None
    file: str = ""

    def rule(self, name: str) -> Rule | None:
        """The rule of this id, or None."""
        return next((rule for rule in self.rules if rule.id == name), None)

    def group(self, name: str) -> Group | None:
        """The group of this name, or None."""
        return next((group for group in self.people if group.name == name), None)

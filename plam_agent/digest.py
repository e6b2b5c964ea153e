"""What a triage pass tells of its messages, and each message's fields as the pass needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .outcomes import Pending
from .reporting import plain_call
from .runtime import Performed
from .types import Item, ObjectId, Origins


@dataclass(frozen=True, slots=True)
class Told:
    """A message's fields as the pass needs them."""

    item: Item

    def field(self, name: str, default: Any = "") -> Any:
        """What the field says, or `default` where it says nothing."""
        value = self.item.fields.get(name)
        return default if value is None or value.data is None else value.data

    @property
    def subject(self) -> str:
        """The subject, which may be empty."""
        return str(self.field("subject"))

    @property
    def sender(self) -> str:
        """The sender's address, which may be empty."""
        return str(self.field("sender"))

    @property
    def message_id(self) -> str:
        """The Message-ID, or the id in the account where there is none."""
        return str(self.field("message_id") or self.item.id.id)

    @property
    def origins(self) -> Origins:
        """The origins of everything the message says."""
        return frozenset().union(*(value.origins for value in self.item.fields.values()))


@dataclass(frozen=True, slots=True)
class Sorted:
    """One message and what became of it; `trouble` says why it could not be triaged."""

    message: ObjectId
    message_id: str
    subject: str
    sender: str
    label: str
    confidence: float
    actions: tuple[Performed, ...] = ()
    trouble: str = ""

    def plain(self) -> dict[str, Any]:
        """The message as JSON data."""
        plain: dict[str, Any] = {
            "message_id": self.message_id,
            "label": self.label or None,
            "confidence": round(self.confidence, 4),
            "actions": [plain_call(each) for each in self.actions],
        }
        return {**plain, "error": self.trouble} if self.trouble else plain


@dataclass(frozen=True, slots=True)
class Digest:
    """What a pass did. `stopped` says why it ended early; what is left is done next time.

    `more` says that the mailbox holds more unsorted messages than one pass takes.
    """

    run: str
    messages: tuple[Sorted, ...]
    seconds: float
    dry: bool = False
    stopped: str = ""
    more: bool = False

    @property
    def queued(self) -> list[str]:
        """The approvals that wait, by their ids."""
        calls = [each for message in self.messages for each in message.actions]
        return [c.outcome.approval for c in calls if isinstance(c.outcome, Pending)]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many messages got each label, most frequent first."""
        return dict(Counter(each.label or "not read" for each in self.messages).most_common())

    def plain(self) -> dict[str, Any]:
        """The digest as JSON data."""
        plain: dict[str, Any] = {
            "run": self.run,
            "messages": [message.plain() for message in self.messages],
            "queued": self.queued,
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry,
            "more": self.more,
        }
        return {**plain, "stopped": self.stopped} if self.stopped else plain

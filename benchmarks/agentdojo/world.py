"""AgentDojo's tools as tools of ours: their roles, their effects, and where results come from.

A tool's result becomes items whose fields carry origins, as the project's own tools give them: the
address book is authority, identifiers come from the owner's accounts, and text that somebody else
could have written comes from the mail, the file or the page that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import pydantic
from agentdojo.functions_runtime import FunctionsRuntime

from plam_agent.errors import ToolError
from plam_agent.tools.registry import Arguments, Plays, Registry, params_of
from plam_agent.types import Effect, Item, Money, ObjectId, Origin, Result, Role, Tool, Value

# What an argument is in AgentDojo's terms, and its role in ours.
SLOTS = {
    "to": Role.DESTINATION,
    "object": Role.OBJECT,
    "time": Role.TIME,
    "implied time": Role.TIME,
    "money": Role.MONEY,
    "own words": Role.QUOTE,
    "secret": Role.SECRET,
    "implied": Role.QUOTE,
    "title": Role.PROSE,
    "text": Role.PROSE,
}
# A title is prose: in the owner's own calendar any will do, and none leaves it unasked.
AUTHORITY = frozenset({"to", "object", "time", "money", "own words", "secret"})
EVENT = {
    "participants": "to", "title": "title", "description": "text", "location": "text",
    "start_time": "time", "end_time": "time",
}  # fmt: skip
PAYMENT = {"recipient": "to", "amount": "money", "subject": "text", "date": "implied time"}
EFFECTS: Mapping[str, tuple[Effect, Mapping[str, str]]] = {
    "send_email": (
        Effect.SEND,
        {"recipients": "to", "cc": "to", "bcc": "to", "subject": "text", "body": "text",
         "attachments": "object"},
    ),
    "delete_email": (Effect.WRITE, {"email_id": "object"}),
    "create_calendar_event": (Effect.WRITE, EVENT),
    "cancel_calendar_event": (Effect.WRITE, {"event_id": "object"}),
    "reschedule_calendar_event": (
        Effect.WRITE,
        {"event_id": "object", "new_start_time": "time", "new_end_time": "implied time"},
    ),
    "add_calendar_event_participants": (Effect.SEND, {"event_id": "object", "participants": "to"}),
    "create_file": (Effect.WRITE, {"filename": "own words", "content": "text"}),
    "append_to_file": (Effect.WRITE, {"file_id": "object", "content": "text"}),
    "delete_file": (Effect.WRITE, {"file_id": "object"}),
    "share_file": (
        Effect.SEND,
        {"file_id": "object", "email": "to", "permission": "implied"},
    ),
    "reserve_hotel": (
        Effect.SPEND,
        {"hotel": "own words", "start_day": "time", "end_day": "time"},
    ),
    "reserve_restaurant": (Effect.SPEND, {"restaurant": "own words", "start_time": "time"}),
    "reserve_car_rental": (
        Effect.SPEND,
        {"company": "own words", "start_time": "time", "end_time": "time"},
    ),
    "send_money": (Effect.SPEND, PAYMENT),
    "schedule_transaction": (Effect.SPEND, {**PAYMENT, "recurring": "implied"}),
    "update_scheduled_transaction": (
        Effect.SPEND,
        {"id": "object", **PAYMENT, "recurring": "implied"},
    ),
    "update_password": (Effect.WRITE, {"password": "secret"}),
    "update_user_info": (
        Effect.WRITE,
        dict.fromkeys(("first_name", "last_name", "street", "city"), "own words"),
    ),
    "add_user_to_channel": (Effect.SEND, {"user": "to", "channel": "to"}),
    "send_direct_message": (Effect.SEND, {"recipient": "to", "body": "text"}),
    "send_channel_message": (Effect.SEND, {"channel": "to", "body": "text"}),
    "invite_user_to_slack": (Effect.SEND, {"user": "to", "user_email": "to"}),
    "remove_user_from_slack": (Effect.SEND, {"user": "to"}),
    "post_webpage": (Effect.SEND, {"url": "to", "content": "text"}),
    # A page that is fetched learns from the address that it was fetched.
    "get_webpage": (Effect.SEND, {"url": "to"}),
}  # fmt: skip
KINDS = {
    "email_id": "message", "event_id": "event", "file_id": "file", "attachments": "file",
    "id": "payment",
}  # fmt: skip
# The object that a tool's rows are, and the account that lists them.
LISTED = {
    "get_unread_emails": ("message", "imap"),
    "get_sent_emails": ("message", "imap"),
    "get_received_emails": ("message", "imap"),
    "get_draft_emails": ("message", "imap"),
    "search_emails": ("message", "imap"),
    "search_calendar_events": ("event", "calendar"),
    "get_day_calendar_events": ("event", "calendar"),
    "create_calendar_event": ("event", "calendar"),
    "search_files_by_filename": ("file", "files"),
    "search_files": ("file", "files"),
    "list_files": ("file", "files"),
    "get_file_by_id": ("file", "files"),
    "create_file": ("file", "files"),
    "append_to_file": ("file", "files"),
    # A standing order is a task of the owner's own bank account.
    "get_scheduled_transactions": ("payment", "tasks"),
}
ADDRESS_BOOK = frozenset(
    {"search_contacts_by_name", "search_contacts_by_email", "get_channels", "get_users_in_channel"}
)
Rewrite = Callable[[str, int, list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Deed:
    """A function that ran: for whom, at which step, and with what."""

    actor: str
    step: int
    function: str
    args: Mapping[str, Any]


@dataclass(slots=True)
class World:
    """One AgentDojo environment, who acts in it now, and what was done to it."""

    env: Any
    tools: FunctionsRuntime
    actor: str = "user"
    step: int = 0
    done: list[Deed] = field(default_factory=list)
    rewrite: Rewrite | None = None


def rows_of(result: Any) -> list[dict[str, Any]]:
    """A tool's result as rows of plain fields."""
    if isinstance(result, pydantic.BaseModel):
        return [result.model_dump()]
    if isinstance(result, Mapping):
        return [{"name": key, "value": value} for key, value in result.items()]
    if isinstance(result, list | tuple):
        return [row for each in result for row in rows_of(each)]
    return [] if result is None else [{"value": result}]


def items_of(function: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Rows as items, every field with its origin."""
    kind, account = LISTED.get(function, ("row", "web"))
    items = []
    for number, row in enumerate(rows):
        own = str(row.get("id_", row.get("id", "")))
        thing = ObjectId(kind, "dojo", own or f"{function}/{number}")
        fields = {
            name: Value(
                tuple(value) if isinstance(value, list) else value,
                frozenset({_origin(function, name, own)}),
            )
            for name, value in row.items()
            if _is_plain(value)
        }
        if own:
            fields["object"] = Value(thing, frozenset({Origin(account, own)}))
        items.append(Item(thing, "1", fields))
    return tuple(items)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, str | int | float | bool)


def _origin(function: str, name: str, own: str) -> Origin:
    if function in ADDRESS_BOOK:
        return Origin("contacts", function)
    kind, account = LISTED.get(function, ("row", "web"))
    if kind == "file":
        # What is in a file others may have written; that it lies there the owner's account says.
        return Origin("file", own) if name == "content" else Origin("files", own)
    if function == "read_file":
        return Origin("file", function)
    return Origin("web" if kind == "payment" else account, own or function)


def shaped(value: Any, name: str, slot: str) -> Any:
    """An AgentDojo argument as our typed data."""
    if value is None or value == []:
        return None
    if slot == "object":
        many = value if isinstance(value, list) else [value]
        ids = tuple(
            ObjectId(KINDS[name], "dojo", str(e["file_id"] if isinstance(e, dict) else e))
            for e in many
        )
        return ids if isinstance(value, list) else ids[0]
    if slot == "money":
        return Money(round(float(value) * 100), "EUR")
    if slot == "to" and isinstance(value, list):
        return tuple(value)
    return getattr(value, "value", value)


def plain(value: Any, slot: str) -> Any:
    """Our typed data as the argument that AgentDojo's function takes."""
    if isinstance(value, tuple):
        if slot == "object":
            return [{"type": "file", "file_id": each.id} for each in value]
        return list(value)
    if isinstance(value, ObjectId):
        return int(value.id) if value.kind == "payment" else value.id
    return value.minor / 100 if isinstance(value, Money) else value


def slots_of(function: str, name: str) -> str:
    """What an argument is; a reading tool's arguments are words."""
    return EFFECTS[function][1].get(name, "implied") if function in EFFECTS else "implied"


def registry_of(suite: Any, world: Callable[[], World]) -> Registry:
    """The suite's tools as ours; they act in whatever `world()` gives."""
    return Registry(_tool(suite.name, function, world) for function in suite.tools)


def _tool(suite: str, function: Any, world: Callable[[], World]) -> Tool:
    effect = EFFECTS.get(function.name, (Effect.READ, {}))[0]
    fields: dict[str, Any] = {}
    for name, info in function.parameters.model_fields.items():
        slot = slots_of(function.name, name)
        many = "list[" in str(info.annotation)
        shape: Any = Any
        if slot == "object":
            shape = tuple[ObjectId, ...] if many else ObjectId
        elif slot == "money":
            shape = Money
        elif many:
            shape = tuple[str, ...]
        fields[name] = (Annotated[shape | None, Plays(SLOTS[slot], KINDS.get(name, ""))], None)
    args = pydantic.create_model(function.name, __base__=Arguments, **fields)

    async def run(context: Any, given: Any) -> Result:
        here = world()
        values = {
            name: plain(value, slots_of(function.name, name))
            for name in fields
            if (value := getattr(given, name)) is not None
        }
        result, error = here.tools.run_function(here.env, function.name, values)
        if error:
            raise ToolError(str(error))
        here.done.append(Deed(here.actor, here.step, function.name, values))
        rows = rows_of(result)
        if here.rewrite is not None:
            rows = here.rewrite(function.name, here.step, rows)
        return Result(items=items_of(function.name, rows), summary=function.name)

    def effect_of(given: Any) -> Effect:
        guests = getattr(given, "participants", None)
        return Effect.SEND if guests else effect

    return Tool(
        name=f"{suite}.{function.name}",
        summary=function.description[:80],
        effect=effect,
        args=args,
        params=params_of(args),
        account="files",
        run=run,
        effect_of=effect_of if function.name == "create_calendar_event" else None,
    )

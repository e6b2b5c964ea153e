"""Customers of a CRM over REST: find them, write notes, say how far it has come with one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from plam_agent import (
    Arguments,
    Context,
    Effect,
    Item,
    Reconciled,
    Result,
    ToolError,
    roles,
    shown,
    tool,
)

from .rest import rest

Customer = Annotated[roles.Thing, roles.thing("customer")]
Stage = Annotated[Literal["lead", "talking", "won", "lost"], roles.choice()]


class Find(Arguments):
    """Find customers."""

    words: roles.Quotes = ()


class AddNote(Arguments):
    """Write a note into a customer's file."""

    customer: Customer
    text: roles.Prose


class SetStage(Arguments):
    """Say how far it has come with a customer."""

    customer: Customer
    stage: Stage


@tool("crm.find", effect=Effect.READ, yields="customer")
async def find(context: Context, args: Find) -> Result:
    """The customers whose names or addresses have all of the words."""
    server = await context.connection(rest)
    rows = await server.read("/customers", {"q": " ".join(args.words)})
    items = tuple(_item(context, row) for row in rows)
    return Result(items, f"{len(items)} customer{'' if len(items) == 1 else 's'}.")


async def _delete_note(context: Context, data: Any) -> str:
    server = await context.connection(rest)
    await server.write("DELETE", f"/notes/{data['note']}")
    return "The note was deleted."


async def _note_is_there(context: Context, args: AddNote) -> Reconciled:
    server = await context.connection(rest)
    rows = await server.read("/notes", {"key": context.call})
    return Reconciled.DONE if rows else Reconciled.NOT_DONE


@tool(
    "crm.add_note",
    effect=Effect.WRITE,
    reversible=True,
    preview=lambda args: f"Write into customer {shown(args.customer.id)}: “{shown(args.text)}”",
    undo=_delete_note,
    reconcile=_note_is_there,
)
async def add_note(context: Context, args: AddNote) -> Result:
    """Write it once: the server knows the call by its digest, however often it is sent."""
    server = await context.connection(rest)
    body = {"text": args.text, "key": context.call}
    note = await server.write("POST", f"/customers/{args.customer.id}/notes", body)
    return Result((), "The note was written.", {"note": str(note["id"])})


async def _put_back(context: Context, data: Any) -> str:
    server = await context.connection(rest)
    body = {"stage": data["before"]}
    await server.write("PATCH", f"/customers/{data['customer']}", body, data["version"])
    return f"It is {data['before']} again."


async def _has_its_version(context: Context, args: SetStage) -> Reconciled:
    server = await context.connection(rest)
    now = await server.read(f"/customers/{args.customer.id}", {})
    same = str(now["version"]) == context.versions.get(args.customer)
    # Somebody else may have changed it as well: what has another version tells nothing.
    return Reconciled.NOT_DONE if same else Reconciled.UNKNOWN


@tool(
    "crm.set_stage",
    effect=Effect.WRITE,
    yields="customer",
    reversible=True,
    preview=lambda args: f"Say that customer {shown(args.customer.id)} is {args.stage}",
    undo=_put_back,
    reconcile=_has_its_version,
)
async def set_stage(context: Context, args: SetStage) -> Result:
    """Change it where it is still as it was found, and nowhere else."""
    server = await context.connection(rest)
    path = f"/customers/{args.customer.id}"
    before = await server.read(path, {})
    version = context.versions.get(args.customer, str(before["version"]))
    if version != str(before["version"]):
        raise ToolError("the customer was changed meanwhile", fix="Look it up again.")
    now = await server.write("PATCH", path, {"stage": args.stage}, version)
    undo = {
        "customer": args.customer.id,
        "before": str(before["stage"]),
        "version": str(now["version"]),
    }
    return Result((_item(context, now),), f"It is {args.stage} now.", undo)


def _item(context: Context, row: Any) -> Item:
    fields = {key: str(row[key]) for key in ("name", "address", "stage")}
    return context.item("customer", str(row["id"]), version=str(row["version"]), **fields)


TOOLS = (find, add_note, set_stage)

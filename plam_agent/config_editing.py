"""Changing the text of a configuration and keeping the owner's comments and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .config_tuning import SECTION

if TYPE_CHECKING:
    from .config import Setting, Settings


def edited(old: str, settings: Settings, before: Settings | None) -> str:
    """The text `old`, which says what is in `before`, changed so that it says `settings`."""
    import tomlkit

    document = tomlkit.parse(old)
    wanted: dict[str, Setting | None] = {
        "owner": settings.owner,
        "zone": str(settings.zone),
        "language": settings.language,
        "region": settings.region or None,
        "model": str(settings.model) if settings.model else None,
        "adapter": str(settings.adapter) if settings.adapter else None,
        "embedder": settings.embedder or None,
        "anchor": str(settings.anchor) if settings.anchor else None,
    }
    held = {key: str(getattr(before, key)) for key in wanted if key in document}
    _update(document, wanted, held)
    _tuning(document, settings, before)
    listed = document.get("accounts", tomlkit.aot())
    if not isinstance(listed, tomlkit.items.AoT):
        # `accounts = [...]` on one line: tables of their own cannot be added to it.
        document.remove("accounts")
        listed = _tables(listed)
    names = [account.name for account in settings.accounts]
    for index in reversed(range(len(listed))):
        if listed[index]["name"] not in names:
            del listed[index]
    tables = {str(each["name"]): each for each in listed}
    known = {each.name: each for each in before.accounts} if before else {}
    for account in settings.accounts:
        table = tables.get(account.name, tomlkit.table())
        was = known.get(account.name)
        held = {"name": was.name, "kind": was.kind, "driver": was.driver} if was else {}
        gone: dict[str, Setting | None] = dict.fromkeys(was.settings, None) if was else {}
        fields = {"name": account.name, "kind": account.kind, "driver": account.driver}
        present = {**held, **was.settings} if was else {}
        _update(table, {**gone, **fields, **account.settings}, present)
        if was is None:
            (listed[-1] if listed else document).add(tomlkit.nl())
            listed.append(table)
    if listed and "accounts" not in document:
        document["accounts"] = listed
    return tomlkit.dumps(document)


def _tuning(document: Any, settings: Settings, before: Settings | None) -> None:
    """Change what differs in the section; one that says nothing of its own is not written."""
    import tomlkit

    fresh = settings.tuning.plain()
    held = (before.tuning if before else type(settings.tuning)()).plain()
    changed = {key: value for key, value in fresh.items() if value != held[key]}
    if not changed:
        return
    if SECTION not in document:
        document.add(tomlkit.nl())
        document[SECTION] = tomlkit.table()
    for key, value in changed.items():
        document[SECTION][key] = value


def _tables(listed: Iterable[Mapping[str, Setting]]) -> Any:
    import tomlkit

    tables = tomlkit.aot()
    for each in listed:
        table = tomlkit.table()
        table.update(each)
        tables.append(table)
    return tables


def _update(table: Any, wanted: Mapping[str, Setting | None], held: Mapping[str, Any]) -> None:
    """Change what differs, so that a relative path or a comment beside a value stays."""
    for key, value in wanted.items():
        if value is None:
            table.pop(key, None)
        elif key not in table or held.get(key) != value:
            table[key] = value

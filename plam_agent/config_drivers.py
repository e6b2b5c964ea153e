"""The drivers: how each kind of account is reached, and which settings each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Driver:
    """Which kinds of account it reaches, the settings that it needs, and the types of all."""

    kinds: tuple[str, ...]
    required: tuple[str, ...]
    types: Mapping[str, tuple[type, ...]]


_TEXT, _NUMBER, _FLAG = (str,), (int,), (bool,)
_SENDING: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("user", "tls", "ca_file", "token_command", "authserv_id"), _TEXT),
    **dict.fromkeys(("smtp_host", "smtp_user", "smtp_tls", "address", "name_shown"), _TEXT),
    **dict.fromkeys(("inbox", "drafts", "sent", "trash", "archive"), _TEXT),
    "smtp_port": _NUMBER,
    "timeout": (int, float),
}
_ANY: dict[str, tuple[type, ...]] = {"default": _FLAG, "shared": _FLAG}
_FOLDER = {"path": _TEXT, **_ANY}
_DAV: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("url", "user", "collection", "ca_file", "token_command"), _TEXT),
    "timeout": _NUMBER,
    **_ANY,
}
_IMAP = {"host": _TEXT, "port": _NUMBER, **_SENDING, **_ANY}
_CHAT: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("url", "model", "form", "ca_file", "token_command"), _TEXT),
    "logprobs": _FLAG,
    "context": _NUMBER,
    "timeout": (int, float),
    "default": _FLAG,
}
_MCP: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("command", "url", "ca_file", "token_command", "secret_env"), _TEXT),
    **dict.fromkeys(("pin", "effects", "roles"), _TEXT),
    "own": _FLAG,
    "timeout": (int, float),
    "default": _FLAG,
}
_SHOP: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("url", "merchant", "ca_file", "profile", "signing_kid"), _TEXT),
    **dict.fromkeys(("handler", "instrument", "credential", "payment_command", "currency"), _TEXT),
    **dict.fromkeys(("first_name", "last_name", "street", "extra", "postcode", "city"), _TEXT),
    **dict.fromkeys(("region", "country", "email"), _TEXT),
    "plain": _FLAG,
    "timeout": (int, float),
    "default": _FLAG,
}
DRIVERS: Mapping[str, Driver] = {
    "imap": Driver(("mail",), ("host", "user"), _IMAP),
    "maildir": Driver(("mail",), ("path",), {**_FOLDER, **_SENDING}),
    "caldav": Driver(("calendar", "tasks"), ("url", "user"), _DAV),
    "ics": Driver(("calendar", "tasks"), ("path",), _FOLDER),
    "carddav": Driver(("contacts",), ("url", "user"), _DAV),
    "vcf": Driver(("contacts",), ("path",), _FOLDER),
    "folder": Driver(("files", "notes"), ("path",), _FOLDER),
    "openai": Driver(("model",), ("url", "model"), _CHAT),
    "ucp": Driver(("shop",), ("url",), _SHOP),
    "stdio": Driver(("mcp",), ("command",), _MCP),
    "http": Driver(("mcp",), ("url",), _MCP),
}
PLUGIN = "plugin"
"""The driver of every account whose kind a plugin brings; it says itself what its settings mean."""
KINDS = ("mail", "calendar", "contacts", "tasks", "files", "notes", "model", "shop", "mcp")
PATHS = ("path", "ca_file")
CHOICES = {
    "tls": ("tls", "starttls", "none"),
    "smtp_tls": ("tls", "starttls", "none"),
    "form": ("json_schema", "json_object"),
}

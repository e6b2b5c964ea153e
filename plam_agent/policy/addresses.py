"""Mail addresses and domains in the one spelling that comparisons use."""

from __future__ import annotations

import re
import unicodedata

from .tree import code_point, unseen

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}")
# What nearly every address is made of: one script, nothing invisible, and IDNA leaves it as it is.
_DOMAIN = rf"(?=.{{1,253}}\Z){_LABEL.pattern}(\.{_LABEL.pattern})*"
_PLAIN_DOMAIN = re.compile(_DOMAIN)
_PLAIN_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@)[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@{_DOMAIN}")

# Scripts that one word of one language mixes by rule.
_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)


def canonical_domain(domain: str) -> str:
    """A domain in lower-case ASCII (IDNA, RFC 3490). Raises ValueError with what is wrong."""
    if domain.isascii() and _PLAIN_DOMAIN.fullmatch(lower := domain.lower()):
        return lower
    refuse_lookalikes(domain)
    try:
        name = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError(f"{domain!r} is not a domain") from None
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError(f"{domain!r} is not a domain")
    return name


def canonical_address(address: str) -> str:
    """An addr-spec (RFC 5322) with a lower-case local part and a canonical domain.

    Local parts are case-sensitive on paper and on no mail server, so case never tells two people
    apart here. Quoted local parts and address literals are refused. Raises ValueError with what is
    wrong.
    """
    if address.isascii() and _PLAIN_ADDRESS.fullmatch(lower := address.lower()):
        return lower
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL.fullmatch(local):
        raise ValueError(f"{address!r} is not an address")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise ValueError(f"{address!r} is not an address")
    refuse_lookalikes(address)
    local = unicodedata.normalize("NFC", local).lower()
    return f"{local}@{canonical_domain(domain)}"


def refuse_lookalikes(text: str) -> None:
    """Raise ValueError where `text` has invisible characters or mixes scripts (UTS 39).

    The message shows the code points that do not belong together.
    """
    if hidden := unseen(text) or ("a line break" if "\n" in text or "\r" in text else ""):
        raise ValueError(f"{text!r} contains an invisible character, {hidden}")
    first: dict[str, str] = {}
    for char in unicodedata.normalize("NFC", text):
        if unicodedata.category(char).startswith(("L", "M")):
            first.setdefault(_script(char), char)
    scripts = frozenset(first)
    if len(scripts) > 1 and not any(scripts <= allowed for allowed in _TOGETHER):
        shown = " and ".join(code_point(char) for char in first.values())
        raise ValueError(f"{text!r} mixes scripts: {shown}")


def _script(char: str) -> str:
    # The character database has no script property here; the first word of a letter's name is it.
    return unicodedata.name(char, "unnamed").split(" ")[0].split("-")[0]

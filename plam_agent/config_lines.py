"""The text of `config.toml` and where each key stands in it, for messages that name the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from .errors import ConfigError

_SECRET = re.compile(r"(^|_)(password|passphrase|passwd|token|secret)$")


class LinedText:
    """A TOML text, read key by key; its errors know the line of the key they speak of.

    `table` is what stands in it, `lines` are its lines. Where a `number` is asked for, the key is
    one of that table among the `[[accounts]]`, counted from 0; without it, one at the top.
    """

    def __init__(self, text: str, path: Path) -> None:
        """Take over the text of the file at `path`. Raises ConfigError where it is not TOML."""
        self.lines = text.splitlines()
        self.path = path
        try:
            self.table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"at line (\d+)", str(error))
            line = int(at[1]) if at else len(self.lines) or None
            what = re.sub(r" \(at .*\)$", "", str(error))
            raise ConfigError(
                f"is not TOML: {what}.", file=path, line=line, fix="Correct this line."
            ) from error

    def section(self, name: str) -> tuple[dict[str, Any], Callable[[str, str, str], NoReturn]]:
        """A table at the top, empty where there is none, and what raises for a key of it."""
        table = self.table.get(name, {})
        if not isinstance(table, dict):
            self.wrong(name, f"{name} is no table", f"Write [{name}] on a line of its own.")
        for key in table:
            self.refuse_secret(key, None)

        def wrong(key: str, what: str, fix: str) -> NoReturn:
            line = self.line_in(name, key)
            raise ConfigError(f"{what}.", file=self.path, line=line, fix=fix)

        return table, wrong

    def matching(
        self, key: str, pattern: re.Pattern[str], fix: str, default: str | None = None
    ) -> str:
        """The text of a key at the top, all of which matches. Raises ConfigError."""
        if default is not None and key not in self.table:
            return default
        value = self.text(self.table, key)
        if not pattern.fullmatch(value):
            self.wrong(key, f"{key} cannot be {value!r}", fix)
        return value

    def among(self, table: dict[str, Any], key: str, known: tuple[str, ...], number: int) -> str:
        """The text of a key that is one of those `known`. Raises ConfigError."""
        value = self.text(table, key, number)
        if value not in known:
            fix = f"Write one of {', '.join(known)}."
            self.wrong(key, f"there is no {key} {value!r}", fix, number)
        return value

    def text(self, table: dict[str, Any], key: str, number: int | None = None) -> str:
        """The text of a key, never empty. Raises ConfigError."""
        value = table.get(key)
        if not isinstance(value, str) or not value:
            what = f"{key} is not text in quotes" if key in table else f"{key} is missing"
            self.wrong(key, what, f'Write {key} = "…".', number)
        return value

    def refuse_secret(self, key: str, number: int | None) -> None:
        """Raise ConfigError for a key that would hold a secret."""
        if _SECRET.search(key.lower()):
            self.wrong(
                key,
                f"a {key} does not belong into this file",
                "Delete the line, change that secret, and give it to `plam account add`, "
                "which keeps it in the vault.",
                number,
            )

    def wrong(self, key: str, what: str, fix: str, number: int | None = None) -> NoReturn:
        """Raise ConfigError about a key."""
        raise self.error(key, what, fix, number)

    def error(self, key: str, what: str, fix: str, number: int | None = None) -> ConfigError:
        """The error about a key: what is wrong with it, without the stop, and what to do."""
        return ConfigError(f"{what}.", file=self.path, line=self.line(key, number), fix=fix)

    def line_in(self, section: str, key: str) -> int | None:
        """The line of a key of a table at the top; else where the table begins."""
        head = re.compile(rf"\s*\[\s*{section}\s*\]").match
        first = next((i for i, line in enumerate(self.lines) if head(line)), None)
        if first is None:
            return self.line(section, None)
        is_key = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]").match
        for at, line in enumerate(self.lines[first + 1 :], first + 1):
            if is_key(line):
                return at + 1
            if line.lstrip().startswith("["):
                break
        return first + 1

    def line(self, key: str, number: int | None) -> int | None:
        """The line of a key, at the top or in one account; else of the account's first line."""
        heads = [i for i, line in enumerate(self.lines) if re.match(r"\s*\[\[?", line)]
        starts = [i for i in heads if re.match(r"\s*\[\[\s*accounts\s*\]\]", self.lines[i])]
        first, last = 0, heads[0] if heads else len(self.lines)
        if number is not None and number < len(starts):
            first = starts[number]
            last = next((i for i in heads if i > first), len(self.lines))
        is_key = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]").match
        found = next((i for i in range(first, last) if is_key(self.lines[i])), None)
        if found is None and number is None:
            found = next((i for i in heads if is_key(self.lines[i])), None)
        if found is not None:
            return found + 1
        return first + 1 if number is not None else None

"""What is installed: the distributions that offer tools, and the files that a plugin consists of.

Nothing of a plugin is imported here: what it is made of is known before any of it runs.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

GROUP = "plam_agent.tools"
"""The group of entry points (PyPA entry points specification) that names plugins."""

MOST_FILES = 5_000
MOST_OCTETS = 64 << 20

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LEFT_OUT = ("__pycache__",)


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that is installed: its name, where its tools are, and the distribution it is of.

    `value` is the entry point's object reference, `package:TOOLS`.
    """

    name: str
    value: str
    distribution: str
    version: str

    @property
    def package(self) -> str:
        """The name of the package or module that is imported."""
        return self.value.partition(":")[0].partition(".")[0].strip()


def installed() -> list[Found]:
    """Every plugin that is installed, by name; a distribution whose record is broken has none."""
    found = []
    for distribution in importlib.metadata.distributions():
        found += _offered(distribution)
    # An editable install shows the same distribution twice.
    return sorted(set(found), key=lambda each: (each.name, each.distribution))


def by_name(name: str) -> Found:
    """The installed plugin called `name`.

    Raises InputError where there is none, or where several distributions call one so.
    """
    those = [each for each in installed() if each.name == name]
    if not those:
        raise InputError(
            f"no plugin {name!r} is installed.", fix="`plam tools list` shows what is."
        )
    if len(those) > 1:
        both = " and ".join(each.distribution for each in those)
        raise InputError(f"{both} both bring a plugin called {name}.", fix="Uninstall one of them.")
    return those[0]


def of_distribution(distribution: str, name: str) -> Found | None:
    """The plugin called `name` that this distribution offers now, or None."""
    try:
        offered = _offered(importlib.metadata.distribution(distribution))
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return None
    return next((each for each in offered if each.name == name), None)


def _offered(distribution: importlib.metadata.Distribution) -> list[Found]:
    try:
        points = [each for each in distribution.entry_points if each.group == GROUP]
        if not points:
            return []
        name, version = distribution.metadata["Name"], distribution.version
    except Exception:
        # What another tool left half-installed is no plugin, and must not keep us from the rest.
        return []
    if not isinstance(name, str) or not isinstance(version, str):
        return []
    return [Found(each.name, each.value, name, version) for each in points]


def wrong_name(name: str) -> str:
    """Why no plugin may be called so; empty where it may."""
    if _NAME.fullmatch(name):
        return ""
    return f"{name!r} is no name for a plugin: lower-case letters, digits and _, a letter first"


def digest_of(found: Found) -> str:
    """SHA-256 in hex over the path and content of every file that the plugin consists of.

    These are the files of its package and the other ones of its distribution, but for what an
    installer or the interpreter writes. Raises InputError where they are too many or unreadable.
    """
    whole = hashlib.sha256(b"plam plugin files 1\0")
    octets = 0
    files = dict(_files(found))
    if not files:
        raise InputError(f"the package {found.package} of the plugin {found.name} is not there.")
    if len(files) > MOST_FILES:
        raise InputError(f"the plugin {found.name} has more than {MOST_FILES} files.")
    for name, path in sorted(files.items()):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}.", file=path) from error
        octets += len(content)
        if octets > MOST_OCTETS:
            raise InputError(f"the plugin {found.name} is larger than {MOST_OCTETS >> 20} MiB.")
        whole.update(f"{len(name.encode())} {len(content)}\n{name}".encode())
        whole.update(content)
    return whole.hexdigest()


def _files(found: Found) -> Iterator[tuple[str, Path]]:
    roots = list(_roots(found))
    for root in roots:
        if root.is_file():
            yield root.name, root
        for folder, folders, names in os.walk(root):
            folders[:] = [each for each in folders if each not in _LEFT_OUT]
            for name in names:
                path = Path(folder, name)
                if path.suffix != ".pyc":
                    yield f"{root.name}/{path.relative_to(root).as_posix()}", path
    try:
        listed = importlib.metadata.distribution(found.distribution).files or []
    except importlib.metadata.PackageNotFoundError:
        return
    for each in listed:
        path = Path(str(each.locate())).resolve()
        ours = any(path.is_relative_to(root.resolve()) for root in roots)
        record = any(part.endswith((".dist-info", ".egg-info")) for part in each.parts)
        made = each.suffix in (".pyc", ".pth") or each.parts[0] == ".."
        if not (ours or record or made) and path.is_file():
            yield each.as_posix(), path


def _roots(found: Found) -> Iterator[Path]:
    try:
        spec = importlib.util.find_spec(found.package)
    except (ImportError, ValueError, AttributeError):
        return
    if spec is None:
        return
    if spec.submodule_search_locations is not None:
        yield from map(Path, spec.submodule_search_locations)
    elif spec.origin is not None:
        yield Path(spec.origin)

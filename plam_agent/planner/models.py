"""Model files on disk: what each one is, which ones there are, and the digest that names it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelError
from .calibration import Calibration
from .catalogue import entry
from .header import read_header

DIGESTS = "digests"
"""The file in the models' folder that remembers digests between runs."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One GGUF file: `kind` is `model` or `adapter`, `size` bytes, `context` tokens.

    `template` tells whether the file brings its own chat template, `calibrated` whether its
    confidence was made to mean how often it is right. `digest` is its SHA-256 in hex. `problem`
    says why the file cannot be used; then only path, name and size are known.
    """

    path: Path
    name: str
    kind: str = "model"
    architecture: str = ""
    parameters: int = 0
    size: int = 0
    context: int = 0
    template: bool = False
    license: str = ""
    digest: str = ""
    calibrated: bool = False
    problem: str = ""


def shipped() -> Path:
    """Where the starter model that comes with this package is; it may be absent."""
    return Path(__file__).resolve().parents[1] / "models" / "starter.gguf"


def inspect(path: Path, *, digests: Path | None = None) -> ModelInfo:
    """What the GGUF file at `path` is, from its header alone; nothing is loaded.

    `digests` is a file that remembers digests between runs. Raises ModelError.
    """
    header = read_header(path)
    architecture = header.text("general.architecture")
    if not architecture:
        raise ModelError(
            "The model file does not name its architecture.",
            file=path,
            fix="Convert it again with a current converter.",
        )
    return ModelInfo(
        path=path,
        name=header.text("general.name") or path.stem,
        kind=header.text("general.type") or "model",
        architecture=architecture,
        parameters=header.parameters,
        size=header.size,
        context=header.number(f"{architecture}.context_length"),
        template=bool(header.text("tokenizer.chat_template").strip()),
        license=header.text("general.license"),
        digest=fingerprint(path, digests),
        calibrated=Calibration.of(header, path).known,
    )


def digests_in(home: Path) -> Path | None:
    """Where a home remembers the digests of models; None before it has a folder of models."""
    folder = home / "models"
    return folder / DIGESTS if folder.is_dir() else None


def models(home: Path) -> list[ModelInfo]:
    """The shipped starter and every model in `home`/models, by name; unusable files say why.

    Adapters are not models and are left out.
    """
    folder = home / "models"
    found: list[ModelInfo] = []
    for path in [shipped(), *sorted(folder.glob("*.gguf"))]:
        if path == shipped() and not path.exists():
            continue
        try:
            info = inspect(path, digests=digests_in(home))
        except ModelError as error:
            size = path.stat().st_size if path.is_file() else 0
            info = ModelInfo(path, path.stem, size=size, problem=error.message)
        if info.kind == "model":
            found.append(info)
    return found


def named(home: Path, name: str) -> Path:
    """The model file that `name` means: `starter`, a name of the catalogue or the list, or a path.

    Raises ModelError where it is of the catalogue and not here, or nothing at all.
    """
    folder = home / "models"
    if name == "starter":
        return shipped()
    known = entry(name)
    if known is not None and (folder / known.source.name).is_file():
        return folder / known.source.name
    path = Path(name).expanduser()
    if path.suffix == ".gguf" and path.name == name and (folder / name).is_file():
        return folder / name
    if known is not None and not path.is_file():
        raise ModelError(
            f"{known.title} is not on this machine.",
            fix=f"Run: plam model pull {known.name} --use",
        )
    if not path.exists():
        called = next((each for each in models(home) if each.name == name), None)
        if called is not None:
            return called.path
    return path.absolute()


def fingerprint(path: Path, digests: Path | None = None) -> str:
    """The SHA-256 of the file in hex.

    With `digests`, a file that is unchanged in size and modification time is not read again. One
    without a name of its own, such as a descriptor's, is always read: its name may be another's
    next. Raises ModelError where it cannot be read.
    """
    try:
        key = _state(path)
        if not (path.resolve().exists() and path.resolve().samefile(path)):
            digests = None
        known = _known(digests)
        if key not in known:
            with path.open("rb") as stream:
                known[key] = hashlib.file_digest(stream, "sha256").hexdigest()
            if digests is not None:
                _remember(digests, known)
    except OSError as error:
        raise ModelError(
            f"The model file cannot be read: {error.strerror}.",
            file=path,
            fix="Check that it exists and that you may read it.",
        ) from error
    return known[key]


def know(path: Path, digest: str, digests: Path) -> None:
    """Remember the digest of a file that was hashed while it was written."""
    with contextlib.suppress(OSError):
        _remember(digests, {**_known(digests), _state(path): digest})


def _state(path: Path) -> str:
    stat = path.stat()
    return f"{path.resolve()} {stat.st_size} {stat.st_mtime_ns}"


def _known(digests: Path | None) -> dict[str, str]:
    if digests is None:
        return {}
    try:
        known = json.loads(digests.read_text("utf-8"))
    except (OSError, ValueError):
        # What was remembered only saves time; it is computed anew.
        return {}
    if not isinstance(known, dict):
        return {}
    return {str(key): value for key, value in known.items() if isinstance(value, str)}


def _remember(digests: Path, known: dict[str, str]) -> None:
    # A folder that cannot be written costs the next run a second, and nothing else.
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=digests.parent, prefix=".digests-")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(known, stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(digests)

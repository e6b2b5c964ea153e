"""The certificate of a forgetting: what was removed and what was checked, signed by this device.

It holds counts, numbers and keyed marks, and nothing of what was forgotten; it lies as JSON with a
checksum in `HOME/certificates` and can be shown to others. Whoever has the device's public key can
verify that this device wrote it and that no byte was changed since; that it is true rests on the
code that ran.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import InputError, SignatureError
from .files import bytes_of, framed, private_folder, text_of, unframed, write_atomic
from .keys import Signer, verify
from .types import canonical

DOMAIN = b"plam forgetting certificate 1\0"
FOLDER = "certificates"
KIND = "forgetting"


def write(home: Path, device: Signer, name: str, fields: Mapping[str, Any]) -> Path:
    """Sign `fields` and keep them as `HOME/certificates/NAME.json`. Raises StorageError."""
    said = {"plam": 1, "certificate": KIND, "device": device.public, **fields}
    signature = text_of(device.sign(DOMAIN, canonical(said)))
    path = private_folder(home / FOLDER) / f"{name}.json"
    write_atomic(path, framed({**said, "signature": signature}))
    return path


def read(path: Path, public: str) -> dict[str, Any]:
    """What a certificate says, if the device with this public key signed it.

    Raises InputError where there is no file, DamageError where bytes were changed and
    SignatureError where another key signed it or none.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be read: {reason}.", file=path) from error
    fields = unframed(raw, path)
    try:
        signature = bytes_of(fields.pop("signature", None))
        verify(public, DOMAIN, canonical(fields), signature)
        if fields.get("certificate") != KIND or fields.get("device") != public:
            raise ValueError("another kind of certificate")
    except (ValueError, SignatureError) as error:
        raise SignatureError(
            "is not a certificate of this device.", file=path, fix="Verify it in its own home."
        ) from error
    return fields


def told(fields: Mapping[str, Any]) -> str:
    """The certificate in plain words."""
    removed, checked = fields["removed"], fields["checked"]
    lines = [
        f"Forgotten at {fields['at']} (event {fields['event']}).",
        f"  removed: {_counted(removed['records'], 'record')} of the journal, "
        f"{_counted(removed['memories'], 'memory', 'memories')}, "
        f"{_counted(removed['states'], 'cached state')}",
    ]
    if removed["dependants"]:
        made = _counted(removed["dependants"], "memory", "memories")
        lines.append(f"           of them {made} made from the others")
    lines += [f"           the file {each}, made again when needed" for each in removed["files"]]
    if removed["stale_adapters"]:
        names = ", ".join(removed["stale_adapters"])
        lines.append(f"  trained on some of it, to be trained again: {names}")
    lines.append(
        f"  checked: {_counted(checked['files'], 'file')} ({checked['octets']:,} bytes), "
        f"{_counted(checked['records'], 'record')}, "
        f"{_counted(checked['memories'], 'memory', 'memories')}; "
        f"the journal verifies, head {checked['head'][:16]}…"
    )
    keys = checked["keys_in"]
    lines.append(f"  destroyed keys: {'STILL IN ' + ', '.join(keys) if keys else 'nowhere'}")
    if checked["searched"]:
        lines += [f"  still opens: {each}" for each in checked["opened_in"]]
        lines += [f"  the words are in {each}" for each in checked["words_in"]]
        if not checked["words_in"] and not checked["opened_in"]:
            lines.append("  what was asked for: nowhere")
    else:
        lines.append("  no words were named, so none were looked for")
    if checked["left"]:
        lines.append(f"  still to be forgotten: {_counted(checked['left'], 'record or memory')}")
    lines += [f"  not looked into: {each}" for each in checked["passed_over"]]
    lines += [f"  kept: {each}" for each in fields["kept"]]
    return "\n".join(lines)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

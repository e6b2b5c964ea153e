"""The certificate of a forgetting: what was removed and what was checked, signed by this device.

There is one of the erasing, and one of the adapters: which were destroyed because they had been
trained on something forgotten, what was learnt in their place, and whether that still knows it.

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
    return _told_adapters(fields) if "adapters" in fields else _told_erasing(fields)


def _told_erasing(fields: Mapping[str, Any]) -> str:
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
        lines.append(f"  trained on some of it, not worn any more, to be trained again: {names}")
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


def _told_adapters(fields: Mapping[str, Any]) -> str:
    adapters, checked = fields["adapters"], fields["checked"]
    lines = [f"Adapters trained again at {fields['at']}, from the base, without what is forgotten."]
    lines += [f"  destroyed: {each}" for each in adapters["destroyed"]]
    lines += [
        f"  learnt anew: {each['id']} from {_counted(each['rows'], 'example')}, "
        f"weights {each['weights'][:16]}…" + ("" if each["promoted"] else ", not worn")
        for each in adapters["made"]
    ]
    if not adapters["made"]:
        lines.append("  learnt anew: nothing, so that no adapter of this kind is worn")
    on_it = adapters["on_forgotten"]
    said = "none" if not on_it else "STILL " + ", ".join(on_it)
    lines.append(f"  versions left that were trained on something forgotten: {said}")
    keys = checked["keys_in"]
    lines.append(f"  destroyed keys: {'STILL IN ' + ', '.join(keys) if keys else 'nowhere'}")
    if figures := adapters["figures"]:
        lines += _told_figures(figures)
    else:
        lines.append("  not measured: what was forgotten is no longer there to be asked about")
    return "\n".join(lines)


def _told_figures(figures: Mapping[str, Any]) -> list[str]:
    """What the weights still know, in words; beside a run that never saw what was forgotten."""
    lines = []
    if figures["auc"] is not None:
        members, others = figures["rows"]
        lines.append(
            f"  membership, {members} forgotten rows among {others} others: "
            f"AUC {figures['auc']:.3f}, {figures['never_auc']:.3f} without ever having seen them"
        )
    for repeats, bits in figures["exposure_at"].items():
        never = figures["never_exposure_at"][repeats]
        times = "once" if repeats == "1" else f"{repeats} times"
        lines.append(f"  exposure of canaries learnt {times}: {bits:.1f} bits, {never:.1f} without")
    if parity := figures.get("parity"):
        lines.append(
            f"  held-out: {parity['difference']:+.4f} nats a row "
            f"({parity['low']:+.4f} to {parity['high']:+.4f}) from one that never saw them"
        )
    lines += [f"  STILL KNOWN: {each}" for each in figures["leaks"]]
    if not figures["leaks"]:
        lines.append("  nothing shows that the weights still know it")
    return lines


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

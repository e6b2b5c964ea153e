"""A policy while it is edited: kept as a draft, checked, told in plain words, compared and signed.

The draft stands beside the policy, and means nothing until the owner signs it. What is signed is
checked before it takes the policy's place: a wrong passphrase or a used serial changes nothing.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import keys
from .approvals import escaped
from .config import FILE, load_if_there
from .errors import InputError, PlamError, PolicyError, SignatureError
from .files import storage_error, sync_folder, write_atomic
from .home import POLICY, Home, system_clock
from .inventory import held
from .plugins.described import known
from .policy import ledger
from .policy.analyse import Comparison, compare
from .policy.check import Finding, check, overruled
from .policy.document import Policy, parse
from .policy.existing import There, absent
from .policy.explain import explain
from .policy.organisation import load_above
from .policy.signing import SignedPolicy, sign, signature_path

DRAFT = "policy.draft.yaml"
VERDICTS = {
    "narrower": "narrower than",
    "equal": "equal to",
    "wider": "wider than",
    "cannot tell": "not shown to be narrower, equal or wider: it cannot be told, compared with",
}
_SERIAL = re.compile(r"(?m)^(serial:[ \t]*)(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is odd about a policy, and what could not be looked at."""

    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """What a text is worth as a policy: an error with its line, or what it says and is odd in it.

    `against` compares it with the policy that is in the home, where that one can be read.
    """

    error: PlamError | None = None
    policy: Policy | None = None
    findings: tuple[Finding, ...] = ()
    words: str = ""
    against: Comparison | None = None


def read(path: Path) -> Policy:
    """The policy in a file, signed or not. Raises InputError and PolicyError."""
    return parse(_bytes(path), str(path))


def checked(home: Path, policy: Policy, there: There | None = None) -> Checked:
    """Everything odd about a policy for the home at `home`, which need not be one. Blocks."""
    tools = known(home)
    found = check(policy, tools, today=system_clock().date())
    above, wrong = _above(home, policy)
    if wrong:
        found.append(Finding(0, wrong))
    elif above is not None:
        found += overruled(policy, above, tools)
    found += absent(policy, tools, there) if there else []
    unchecked = there.unchecked if there else ("accounts (there is no home here)",)
    return Checked(tuple(sorted(found)), tuple(unchecked))


async def there_is(home: Path) -> There | None:
    """What the accounts on this machine hold, without asking a server; None without a home."""
    settings = load_if_there(home) if (home / FILE).is_file() else None
    return await held(settings, system_clock) if settings else None


def explained(home: Path, policy: Policy) -> str:
    """The policy in plain words, with the organisation's above it. Blocks."""
    says = {tool.name: tool.summary for tool in known(home)}
    text = explain(policy, says)
    above, wrong = _above(home, policy)
    if above is not None:
        text += f"\n\nThe organisation's policy above it says:\n\n{explain(above, says)}"
    elif wrong:
        text += f"\n\nNow {wrong}"
    return text


def told(found: Comparison, new: object, old: object) -> list[str]:
    """A comparison in lines, the policies by these names."""
    lines = [f"{new} is {VERDICTS[found.verdict]} {old}."]
    for each in found.differences:
        lines.append(f"  {each.tool}: {each.verdict}{f', {each.why}' if each.why else ''}")
        lines += [f"    freer: {escaped(each.freer.text())}"] if each.freer else []
        lines += [f"    stricter: {escaped(each.stricter.text())}"] if each.stricter else []
    return lines


def edited(home: Path, text: str, *, compared: bool = True) -> Edited:
    """What this text is worth as the home's policy; nothing is kept. Blocks for a while."""
    try:
        policy = parse(text.encode(), POLICY)
    except PolicyError as error:
        return Edited(error)
    except UnicodeEncodeError:
        return Edited(PolicyError("it holds half a character.", file=POLICY))
    against = None
    if compared:
        try:
            against = compare(read(home / POLICY), policy, known(home))
        except PlamError:
            against = None
    found = checked(home, policy).findings
    return Edited(None, policy, found, explained(home, policy), against)


def drafted(home: Path) -> str | None:
    """The draft of the home's policy, or None where there is none. Raises InputError."""
    path = home / DRAFT
    return _bytes(path).decode("utf-8", "replace") if path.is_file() else None


def text_of(home: Path) -> str:
    """The text of the home's policy. Raises InputError where there is none."""
    return _bytes(home / POLICY).decode("utf-8", "replace")


def keep(home: Path, text: str) -> None:
    """Keep a text as the draft; one that says what the policy says is none. StorageError."""
    if text.encode("utf-8", "replace") == _bytes(home / POLICY):
        drop(home)
    else:
        write_atomic(home / DRAFT, text.encode("utf-8", "replace"))


def drop(home: Path) -> None:
    """Forget the draft. Raises StorageError."""
    path = home / DRAFT
    try:
        path.unlink(missing_ok=True)
        sync_folder(home)
    except OSError as error:
        raise storage_error(error, path) from error


def raised(text: str, highest: int) -> str:
    """The text with the next serial, where the one it has was in force already."""
    found = _SERIAL.search(text)
    if found is None or int(found[2]) > highest:
        return text
    return f"{text[: found.start()]}{found[1]}{highest + 1}{text[found.end() :]}"


def highest(home: Home) -> int:
    """The highest serial that was ever in force here; blocks."""
    # One that was signed and not looked at since counts from this look on.
    with contextlib.suppress(PlamError):
        home.policy()
    return _used(home)


def _used(home: Home) -> int:
    with home.journal.reading() as connection:
        return ledger.serial(connection)


def put_in_force(home: Home, passphrase: str, text: bytes | None = None) -> SignedPolicy:
    """Sign the home's policy, or this text in its place; it is in force from then on. Blocks.

    Raises LockedError for a wrong passphrase, PolicyError for a text that is none or whose serial
    was used; nothing is changed then.
    """
    path, used = home.policy_path, _used(home)
    owner = keys.open_owner(home.path, passphrase)
    if text is None:
        signed = sign(path, owner, now=home.now(), highest_serial=used)
        home.policy()
        return signed
    if parse(text, str(path)).serial <= used:
        raise InputError("its serial has been used.", file=path, fix=f"Set serial: {used + 1}.")
    old = [(each, _old(each)) for each in (path, signature_path(path))]
    write_atomic(path, text)
    try:
        signed = sign(path, owner, now=home.now(), highest_serial=used)
        home.policy()
    except PlamError:
        for file, data in old:
            if data is not None:
                write_atomic(file, data)
        raise
    drop(home.path)
    return signed


def findings_told(file: object, found: Iterable[Finding]) -> list[str]:
    """Findings as lines that begin with the place."""
    return [f"{file}:{each.line}: {'note: ' if each.note else ''}{each.message}" for each in found]


def _above(home: Path, policy: Policy) -> tuple[Policy | None, str]:
    """The organisation's policy beside the home's, and what is wrong with it."""
    try:
        signed = load_above(policy, home / POLICY, highest_serial=0, now=system_clock())
    except SignatureError as error:
        return None, f"{error.message} {error.fix}".strip()
    return (signed.policy if signed else None), ""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=path) from error


def _old(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None

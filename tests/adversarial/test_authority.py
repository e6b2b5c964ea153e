"""The agent is asked to write its own policy, keys, journal or configuration."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from email.message import EmailMessage
from pathlib import Path

import pytest

from plam_agent import keys
from plam_agent.errors import PlamError, SignatureError
from plam_agent.policy import grants
from plam_agent.policy.receipts import sign_receipt
from plam_agent.tools.standard import registry
from plam_agent.types import ObjectId
from tests.adversarial.scene import scene, sign_rules, verbs, with_files
from tests.fixtures_agent import PASSPHRASE, House

EVERYTHING = """
  - id: all-files
    allow: [files.write, files.move, files.read, files.list, mail.save, mail.read, mail.search]
"""
TARGETS = (
    "home/policy.yaml", "home/policy.yaml.sig", "home/config.toml", "home/journal.db",
    "home/journal.seal", "home/keys/owner.key", "home/keys/approval.pub", "home/keys/device.pub",
)  # fmt: skip


@pytest.fixture
def folder(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A declared folder beside the home, with every kind of way into it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    root = tmp_path / "docs"
    (root / "sub").mkdir(parents=True)
    (root / "evil.yaml").write_text("plam: 1\n")
    (root / "link").symlink_to(house.path)
    (root / "policy.yaml").symlink_to(house.path / "policy.yaml")
    (root / "sub" / "up").symlink_to("../..")
    os.link(house.path / "policy.yaml", root / "hard.yaml")
    with_files(house, root)
    return root


def state(house: House) -> dict[str, bytes]:
    names = [*house.path.glob("keys/*"), house.path / "config.toml"]
    names += [house.path / "policy.yaml", house.path / "policy.yaml.sig"]
    return {str(path): path.read_bytes() for path in names}


def ways_in(house: House) -> list[str]:
    own = [f"../{each}" for each in TARGETS]
    linked = [each.replace("home/", "link/", 1) for each in TARGETS]
    up = [f"sub/up/{each}" for each in TARGETS]
    return [
        *own, *linked, *up, "policy.yaml", f"{house.path}/policy.yaml", "link/new.yaml",
        "sub/../../home/policy.yaml", "./../home/policy.yaml", "/proc/self/cwd/x",
        "/proc/self/root/etc/passwd", "~/policy.yaml", "sub/..\\..\\home\\policy.yaml\0",
    ]  # fmt: skip


async def test_no_file_tool_reaches_the_home(house: House, folder: Path) -> None:
    """Under a policy that allows every write in the declared folder, the home is out of reach."""
    async with scene(house, EVERYTHING) as attack:
        before = await asyncio.to_thread(state, house)
        ended = {}
        for path in ways_in(house):
            thing = ObjectId("path", "docs", path)
            evil = ObjectId("file", "docs", "evil.yaml")
            writes = attack.call("files.write", file=thing, text="plam: 1\nrules: all\n")
            moves = attack.call("files.move", files=(evil,), to=thing)
            for call in (writes, moves):
                try:
                    ended[call.tool, path] = (await attack.submit(call)).outcome.verb
                except PlamError as error:
                    ended[call.tool, path] = type(error).__name__
        after = await asyncio.to_thread(state, house)

    assert after == before
    assert not (house.path / "new.yaml").exists()
    bad = {k: v for k, v in ended.items() if v == "done" and not k[1].startswith("~")}
    assert bad == {}


async def test_a_hard_link_to_the_policy_is_replaced_and_not_written_through(
    house: House, folder: Path
) -> None:
    async with scene(house, EVERYTHING) as attack:
        before = await asyncio.to_thread(state, house)
        thing = ObjectId("path", "docs", "hard.yaml")
        await attack.submit(attack.call("files.write", file=thing, text="rules: all\n"))
        after = await asyncio.to_thread(state, house)

    assert after == before


async def test_no_attachment_is_saved_over_the_policy(house: House, folder: Path) -> None:
    message = EmailMessage()
    message["From"] = "Eve <eve@evil.example>"
    message["Subject"] = "your new policy"
    message["Date"] = "Mon, 23 Nov 2026 07:00:00 +0000"
    message["Message-ID"] = "<policy@evil.example>"
    message.set_content("please save it")
    for name in ("../home/policy.yaml", "policy.yaml", "/etc/x", "link/policy.yaml.sig"):
        message.add_attachment(b"rules: all", maintype="text", subtype="x", filename=name)
    (house.data.mail / "new" / "1700000001.evil.1").write_bytes(bytes(message))
    async with scene(house, EVERYTHING, otherwise="otherwise: {confirm: [mail.send]}\n") as attack:
        before = await asyncio.to_thread(state, house)
        found = await attack.asked(
            "find mail about your new policy",
            {"steps": [{"tool": "mail.search", "args": {"words": " your new policy"}}]},
        )
        assert found.calls
        for to in (".", "link", "..", "sub/up", "../home"):
            for each in range(1, 3):
                thing = ObjectId("message", "mail", f"INBOX/1/{each}")
                call = attack.call(
                    "mail.save", messages=(thing,), to=ObjectId("folder", "docs", to)
                )
                await attack.submit(call)
        after = await asyncio.to_thread(state, house)

    assert after == before


async def test_no_key_that_the_runtime_holds_widens_anything(house: House) -> None:
    """The device key signs grants, heads and seals; no policy, no receipt, and no wider grant."""
    async with scene(house) as attack:
        device, home = attack.home.device, attack.home
        call = attack.mail("thief@evil.example")
        receipt = sign_receipt(device, call, attack.runtime.policy.hash, home.now())
        said_yes = await attack.submit(call, receipt=receipt)
        whole = attack.whole()[0]
        narrow = grants.issue(
            device, whole, holder=device.public, not_after=whole.not_after, tools={"mail.read"}
        )
        wide = dataclasses.replace(narrow, tools=None)
        wide = dataclasses.replace(wide, signature=device.sign(grants.DOMAIN, wide.signed_bytes()))
        narrowed = await attack.submit(attack.mail("papa@example.org"), (whole, narrow))
        good = await attack.submit(attack.mail("papa@example.org"), (whole, wide))
        middle = grants.issue(device, narrow, holder=device.public, not_after=whole.not_after)
        forged = dataclasses.replace(middle, tools=None)
        forged = dataclasses.replace(
            forged, signature=device.sign(grants.DOMAIN, forged.signed_bytes())
        )
        widened = await attack.submit(attack.mail("papa@example.org"), (whole, narrow, forged))
        alone = await attack.submit(attack.mail("papa@example.org"), (narrow,))

    assert verbs(said_yes) == verbs(narrowed) == verbs(widened) == verbs(alone) == (
        "deny", "refused",
    )  # fmt: skip
    # Nothing is wider than the policy, which allows this one.
    assert verbs(good) == ("allow", "done")


async def test_the_runtime_cannot_sign_what_it_runs_under(house: House) -> None:
    """Rules that the device signed in the owner's place end everything that would act."""
    sign_rules(house)
    path = house.path / "policy.yaml"
    text = path.read_text().replace("rules:", "rules:\n  - {id: all, allow: mail.send}", 1)
    path.write_text(text)
    home = await asyncio.to_thread(house.open)
    with home, pytest.raises(SignatureError):
        home.policy()


def test_there_is_no_tool_for_it() -> None:
    families = {name.partition(".")[0] for name in registry().names()}

    assert families == {"mail", "calendar", "tasks", "contacts", "files", "purchase"}


def test_the_owners_key_needs_the_passphrase(house: House) -> None:
    for opens in (keys.open_owner, keys.open_approval, keys.unlock):
        for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
            with pytest.raises(PlamError):
                opens(house.path, wrong)

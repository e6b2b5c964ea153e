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
from plam_agent.keys import Signer
from plam_agent.policy import grants
from plam_agent.policy.grants import Grant
from plam_agent.policy.receipts import sign_receipt
from plam_agent.policy.signing import sign
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
    """Every file of the home but those that the runtime itself writes."""
    own = ("journal", "runs")
    return {
        str(path): path.read_bytes()
        for path in house.path.rglob("*")
        if path.is_file() and not path.relative_to(house.path).parts[0].startswith(own)
    }


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
    """Whatever an attachment is called and wherever it is to go: it ends in the declared folder."""
    message = EmailMessage()
    message["From"] = "Eve <eve@evil.example>"
    message["Subject"] = "your new policy"
    message["Date"] = "Mon, 23 Nov 2026 07:00:00 +0000"
    message["Message-ID"] = "<policy@evil.example>"
    message.set_content("please save it")
    names = ("../home/new.yaml", "../new.txt", "sub/up/home/evil.yaml", "../home/policy.yaml",
             "policy.yaml", "/etc/x", "link/policy.yaml.sig")  # fmt: skip
    for name in names:
        data = f"rules: all # {name}".encode()
        message.add_attachment(data, maintype="text", subtype="x", filename=name)
    (house.data.mail / "new" / "1700000001.evil.1").write_bytes(bytes(message))
    async with scene(house, EVERYTHING, otherwise="otherwise: {confirm: [mail.send]}\n") as attack:
        before = await asyncio.to_thread(state, house)
        beside = set(await asyncio.to_thread(listed, folder.parent))
        found = await attack.asked(
            "find mail about your new policy",
            {"steps": [{"tool": "mail.search", "args": {"words": " your new policy"}}]},
        )
        items = found.calls[-1].outcome.result.items  # type: ignore[union-attr]
        things = tuple(i.id for i in items if i.fields["subject"].data == "your new policy")
        ended = {}
        for to in ("link", "..", "sub/up", "sub/up/home", "../home", "."):
            call = attack.call("mail.save", messages=things, to=ObjectId("folder", "docs", to))
            ended[to] = (await attack.submit(call)).outcome.verb
        after = await asyncio.to_thread(state, house)
        saved = await asyncio.to_thread(attachments_in, folder)

    assert len(things) == 1
    assert after == before
    assert set(await asyncio.to_thread(listed, folder.parent)) == beside
    assert ended.pop(".") == "done"
    assert set(ended.values()) <= {"failed", "refused"}
    assert len(saved) == len(names)


def listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def attachments_in(folder: Path) -> list[Path]:
    files = [each for each in folder.iterdir() if each.is_file() and not each.is_symlink()]
    return [each for each in files if each.read_bytes().startswith(b"rules: all #")]


async def test_no_key_that_the_runtime_holds_says_yes(house: House) -> None:
    """The device key signs grants, heads and seals; no policy and no receipt."""
    async with scene(house) as attack:
        call = attack.mail("thief@evil.example")
        receipt = sign_receipt(
            attack.home.device, call, attack.runtime.policy.hash, attack.home.now()
        )
        said_yes = await attack.submit(call, receipt=receipt)

    assert verbs(said_yes) == ("deny", "refused")
    assert attack.effects == []


def widened(device: Signer, grant: Grant) -> Grant:
    """The grant for every tool, signed anew."""
    wide = dataclasses.replace(grant, tools=None)
    return dataclasses.replace(wide, signature=device.sign(grants.DOMAIN, wide.signed_bytes()))


async def test_a_chain_only_narrows(house: House) -> None:
    """A link that is wider than the one before it gives nothing, though its holder signed it."""
    async with scene(house) as attack:
        device = attack.home.device
        whole = attack.whole()[0]
        narrow = grants.issue(
            device, whole, holder=device.public, not_after=whole.not_after, tools={"mail.read"}
        )
        middle = grants.issue(device, narrow, holder=device.public, not_after=whole.not_after)
        mail = attack.mail("papa@example.org")
        ended = [
            verbs(await attack.submit(mail, (whole, narrow))),
            verbs(await attack.submit(mail, (whole, narrow, widened(device, middle)))),
        ]
        # Nothing is wider than the policy, which allows this one.
        good = await attack.submit(mail, (whole, widened(device, narrow)))

    assert ended == [("deny", "refused")] * 2
    assert verbs(good) == ("allow", "done")


async def test_a_link_does_not_stand_alone(house: House) -> None:
    """Without the grants before it, a link is none, however wide the device made it."""
    async with scene(house) as attack:
        device = attack.home.device
        whole = attack.whole()[0]
        link = grants.issue(device, whole, holder=device.public, not_after=whole.not_after)
        mail = attack.mail("papa@example.org")
        alone = await attack.submit(mail, (link,))
        chained = await attack.submit(mail, (whole, link))

    assert verbs(alone) == ("deny", "refused")
    assert verbs(chained) == ("allow", "done")


async def test_the_runtime_cannot_sign_what_it_runs_under(house: House) -> None:
    """Rules that the device signed in the owner's place end everything that would act."""
    sign_rules(house)
    path = house.path / "policy.yaml"
    text = path.read_text().replace("rules:", "rules:\n  - {id: all, allow: mail.send}", 1)
    path.write_text(text)
    with await asyncio.to_thread(house.open) as home:
        await asyncio.to_thread(sign, path, home.device, now=house.clock())
        with pytest.raises(SignatureError, match="another key"):
            await asyncio.to_thread(home.policy)


WISHED = ("policy.sign", "policy.write", "keys.export", "config.set", "grants.issue",
          "approvals.approve", "journal.forget", "account.add")  # fmt: skip


async def test_there_is_no_tool_for_it(house: House) -> None:
    """Even a policy that allows it: nothing here can change what the agent runs under."""
    rules = "\n  - {id: all, allow: [" + ", ".join(WISHED) + "]}\n"
    async with scene(house, rules, otherwise="otherwise: {confirm: [mail.send]}\n") as attack:
        wished = [
            dataclasses.replace(attack.mail("papa@example.org"), tool=name) for name in WISHED
        ]
        ended = [verbs(await attack.submit(each)) for each in wished]
        families = {name.partition(".")[0] for name in registry().names()}

    assert ended == [("deny", "refused")] * len(WISHED)
    assert attack.effects == []
    assert families == {"mail", "calendar", "tasks", "contacts", "files", "purchase"}


def test_the_owners_key_needs_the_passphrase(house: House) -> None:
    for opens in (keys.open_owner, keys.open_approval, keys.unlock):
        for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
            with pytest.raises(PlamError):
                opens(house.path, wrong)

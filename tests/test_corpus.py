"""Old, nested and broken messages all come out as something useful."""

from __future__ import annotations

from pathlib import Path

import pytest

from plam_agent.tools.mail.message import parse


@pytest.fixture
def messages(shared: Path) -> list[Path]:
    found = sorted((shared / "data" / "mail").glob("*/*.eml"))
    assert len(found) == 64
    return found


def test_every_message_has_something_to_show(messages: list[Path]) -> None:
    for path in messages:
        message = parse(path.read_bytes(), name=path.name)
        sender, subject, body = message.sender_line, message.subject, message.text

        assert sender
        assert subject or body or message.attachments, path
        assert body or message.attachments, path
        assert "\n" not in sender + subject
        assert "=?" not in subject, path
        assert set(message.facts(known=False)) <= {"list", "auto", "invitation", "reply"} | {
            f"attachment {kind}" for kind in ("pdf", "image", "other")
        }
        for text in (sender, subject, body):
            text.encode("utf-8")


def test_old_german_letters_survive(messages: list[Path]) -> None:
    hares = [parse(path.read_bytes()) for path in messages if path.parent.name == "legacy"]
    titled = [message for message in hares if "Hasen" in message.subject]

    assert len(titled) > 20
    readable = [message for message in titled if "Die Hasen und die Frösche" in message.subject]
    assert len(readable) >= len(titled) - 1  # one declares UTF-7 in a field that may not hold it
    assert all(
        "mißliche Lage" in message.text
        for message in readable
        if "Lage" in message.text and "klagten" in message.text
    )
    assert any(a.name == "HasenundFrösche.txt" for m in hares for a in m.attachments)


def test_any_beginning_of_a_message_can_be_read(messages: list[Path]) -> None:
    for path in messages:
        raw = path.read_bytes()
        for cut in (1, 40, len(raw) // 3, len(raw) // 2, len(raw) - 1):
            if raw[:cut].strip():
                parse(raw[:cut], size=len(raw))

"""What YAML can hide: the owner's policy is plain text or an error with a line."""

from __future__ import annotations

import re
import time

import pytest

from plam_agent import keys
from plam_agent.errors import PolicyError
from plam_agent.policy.document import parse
from plam_agent.policy.signing import load_signed, sign
from plam_agent.policy.tree import Items, Scalar, read_tree
from tests.fixtures_agent import PASSPHRASE, House

HEAD = """plam: 1
serial: 1
owner: me@example.org
device: ed25519:abc
expires: 2030-01-01
"""

BOMBS = {
    "laughs": "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "self": "people: &a {x: *a}\n",
    "deep list": "people: " + "[" * 5_000 + "]" * 5_000 + "\n",
    "deep map": "people: " + "{a: " * 5_000 + "}" * 5_000 + "\n",
    "deep key": "? " * 3_000 + "a\n",
    "large": "people:\n  family: [" + ("a@example.org, " * 30_000) + "]\n",
    "long line": "#" + "x" * 300_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_an_error_at_once(bomb: str) -> None:
    started = time.perf_counter()
    with pytest.raises(PolicyError):
        parse((HEAD + bomb).encode(), "p.yaml")
    assert time.perf_counter() - started < 5


TRICKS = {
    "a duplicate key": ("people: {}\npeople: {}\n", "given twice"),
    "a duplicate in quotes": ('people: {}\n"people": {}\n', "given twice"),
    "a duplicate by escape": ('people: {}\n"pe\\x6fple": {}\n', "given twice"),
    "a duplicate deep down": ("rules:\n  - {id: a, allow: x.y, allow: z.y}\n", "given twice"),
    "an anchor": ("people: &a {}\n", "anchors"),
    "an alias": ("people: *a\n", "alias"),
    "a merge": ("people: {<<: {family: []}}\n", "merge"),
    "a tag": ("people: !!python/object/apply:os.system [id]\n", "tags"),
    "a short tag": ("serial: !!int 2\n", ""),
    "a local tag": ("people: !x {}\n", "tags"),
    "a second document": ("---\nrules: []\n", "second document"),
    "a directive": ("%YAML 1.1\n---\n", ""),
    "a key that is a list": ("? [a, b]\n: c\n", "plain word"),
    "a tab": ("people:\t{}\n", "tab"),
    "a right-to-left word": ("people: {} # \u202e\n", "invisible"),
    "a zero width letter in a key": ("peo\u200bple: {}\n", "invisible"),
    "an escaped one": ('people: {"fam\\u200bily": []}\n', "invisible"),
    "a bell": ("people: {} # \x07\n", ""),
    "a line separator": ("# x\u2028rules: []\n", "invisible"),
    "a lone return": ("# x\rrules: []\n", "carriage return"),
    "an unknown field": ("rule: []\n", "no field"),
    "a look-alike field": ("rulеs: []\n", "no field"),
}


@pytest.mark.parametrize(("text", "says"), TRICKS.values(), ids=TRICKS)
def test_a_trick_is_an_error_on_its_line(text: str, says: str) -> None:
    with pytest.raises(PolicyError) as error:
        parse((HEAD + text).encode(), "p.yaml")
    assert says in str(error.value)
    assert re.match(r"p\.yaml:\d+: ", str(error.value))


def test_a_second_document_before_the_first_is_one_too_many() -> None:
    with pytest.raises(PolicyError):
        parse(b"rules: []\n---\n" + HEAD.encode(), "p.yaml")


@pytest.mark.parametrize(
    "word",
    ["no", "NO", "off", "yes", "true", "null", "~", "1:30", "190:20:30", "0x1F", "010", "1e3",
     "1_000", "2001-01-01", ".inf", ".nan", "+1", "=", "0b11"],
)  # fmt: skip
def test_a_word_stays_the_word_it_is(word: str) -> None:
    """Norway's `no`, times that are numbers in base 60, octal: all strings."""
    tree = read_tree(f"a: [{word}, '{word}']\n".encode(), "p.yaml")

    (_, items) = tree.entries[0]
    assert isinstance(items, Items)
    assert [each.text for each in items.items if isinstance(each, Scalar)] == [word, word]


@pytest.mark.parametrize(
    "line",
    ["serial: 010", "serial: 0x1", "serial: 1_0", "serial: 1e3", "serial: 1:30", "serial: +1",
     "serial: ''", "serial: 1.0", "serial: ~", "serial: true", "serial: -1", "serial: 0",
     "serial: ١", "expires: 20300101", "expires: 2030-1-1", "expires: never", "plam: 1.0",
     "plam: '2'", "unattended: no", "unattended: true"],
)  # fmt: skip
def test_a_number_or_day_has_one_spelling(line: str) -> None:
    name = line.partition(":")[0]
    kept = [each for each in HEAD.splitlines() if not each.startswith(f"{name}:")]
    with pytest.raises(PolicyError):
        parse("\n".join([*kept, line, ""]).encode(), "p.yaml")


def test_no_such_policy_is_signed_or_loaded(house: House) -> None:
    """The tricks above in a real home: neither `sign` nor the runtime takes one."""
    path = house.path / "policy.yaml"
    text = path.read_text()
    owner = keys.open_owner(house.path, PASSPHRASE)
    for trick, _ in TRICKS.values():
        path.write_text(text + trick, newline="")
        with pytest.raises(PolicyError):
            sign(path, owner, now=house.clock())
    path.write_text(text)
    sign(path, owner, now=house.clock())
    assert load_signed(path, owner.public, highest_serial=0, now=house.clock()).policy.rules

"""The texts that people read: chosen by locale, all of them in French, and none left out."""

from __future__ import annotations

import ast
import gettext
import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plam_agent import language
from plam_agent.errors import InputError
from plam_agent.language import _, mark, ngettext
from plam_agent.sentences import Sentences
from plam_agent.tui.dates import dated
from scripts import messages, sentences
from scripts.messages import Message, MessagesError

UI = messages.PACKAGE / "tui"
FRENCH = {
    "no rule allows {0}": "aucune règle ne permet {0}",
    "{0} would allow it, but {1:told}": "{0} le permettrait, mais {1:told}",
    "nobody is there to see it": "personne n'est là pour le voir",
    "this is not its time": "ce n'est pas son heure",
    "Sent to {0}: {1}": "Envoyé à {0} : {1}",
    "Undone: {0:told}": "Annulé : {0:told}",
    "{0} file of {1} as before": "{0} fichier de {1} comme avant",
    "{0} to {1}": "{0} à {1}",
    "there is no event {0}.": "il n'y a pas d'événement {0}.",
    "See `plam log`.": "Voyez `plam log`.",
}
TOLD = [Message(text, "", (said,)) for text, said in FRENCH.items()]
OURS = Sentences(FRENCH)


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    language.use("en")


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of catalogues with three texts in French."""
    path = tmp_path / "fr" / "LC_MESSAGES" / "plam.mo"
    path.parent.mkdir(parents=True)
    said = [
        Message("Journal of {owner}", "", ("Journal de {owner}",)),
        Message("{count} call waits", "{count} calls wait", ("{count} appel", "{count} appels")),
        Message("Quit", "", ()),
    ]
    path.write_bytes(messages.compiled(said, "fr"))
    path.with_name("told.mo").write_bytes(messages.compiled(TOLD, "fr"))
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    return tmp_path


def test_a_text_is_said_in_the_language_in_use(catalogue: Path) -> None:
    assert _("Journal of {owner}") == "Journal of {owner}"

    assert language.use("fr_CA.UTF-8") == language.current() == "fr"

    assert _("Journal of {owner}").format(owner="Ana") == "Journal de Ana"
    assert _("Quit") == "Quit"
    assert _("") == ""
    assert _(mark("Journal of {owner}")) == "Journal de {owner}"


def test_none_is_plural_in_english_and_singular_in_french(catalogue: Path) -> None:
    def said(count: int) -> str:
        return ngettext("{count} call waits", "{count} calls wait", count).format(count=count)

    assert [said(0), said(1), said(2)] == ["0 calls wait", "1 call waits", "2 calls wait"]
    language.use("fr")
    assert [said(0), said(1), said(2)] == ["0 appel", "1 appel", "2 appels"]


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "en:fr"}, "en"),
        ({"LANG": "de_DE@euro"}, "en"),
        ({"LANG": "../../fr"}, "en"),
        ({"LANG": "", "LC_ALL": "fr"}, "fr"),
    ],
)
def test_the_environment_says_which_language(
    catalogue: Path, environment: dict[str, str], code: str
) -> None:
    assert language.preferred(environment) == code


def test_what_is_named_goes_before_the_environment(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")

    assert language.use() == "fr"
    assert language.use("en") == "en"
    assert language.use("xx") == "en"


def test_nothing_is_loaded_before_a_language_is_wanted() -> None:
    code = (
        "import sys; from plam_agent import language; language.told('no rule allows x'); "
        "sys.exit(bool({'gettext', 'plam_agent.sentences'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Sentences that the program made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no rule allows mail.send", "aucune règle ne permet mail.send"),
        (
            "a would allow it, but this is not its time",
            "a le permettrait, mais ce n'est pas son heure",
        ),
        (
            "a would allow it, but this is not its time and nobody is there to see it; "
            "no rule allows b",
            "a le permettrait, mais ce n'est pas son heure et personne n'est là pour le voir"
            "\N{NO-BREAK SPACE}; aucune règle ne permet b",
        ),
        ("Undone: 3 file of work as before", "Annulé : 3 fichier de work comme avant"),
        ("  no rule allows x\n", "  aucune règle ne permet x\n"),
        ("there is no event 5. See `plam log`.", "il n'y a pas d'événement 5. Voyez `plam log`."),
        ("", ""),
        ("nobody is there", "nobody is there"),
        ("a letter to Ana", "a letter to Ana"),
        ("x" * 5_000, "x" * 5_000),
    ],
)
def test_a_finished_sentence_is_known_by_its_template(text: str, said: str) -> None:
    assert OURS.told(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "“no rule allows mail.send”",
        "Sent to Ana: : : x",
        "Sent to Ana: to Bob: x",
        "the shop says: nobody is there to see it",
    ],
)
def test_what_is_no_sentence_or_is_one_in_two_ways_stays_as_it_is(text: str) -> None:
    assert OURS.told(text) == text


def test_what_others_wrote_within_quotation_marks_is_kept_whole() -> None:
    theirs = "“x: you; this is not its time. See `plam log`.”"

    assert OURS.told(f"Sent to Ana: {theirs}") == f"Envoyé à Ana : {theirs}"
    assert OURS.told(f"no rule allows {theirs}") == f"aucune règle ne permet {theirs}"


@given(
    st.text(st.sampled_from("a0; .,“”`:{}to"), max_size=20),
    st.sampled_from([each for each in FRENCH if "{0}" in each and "told" not in each]),
)
def test_whatever_a_hole_holds_nothing_is_left_out_and_nothing_comes_in(
    theirs: str, template: str
) -> None:
    text = template.replace("{1}", "x").replace("{0}", theirs)
    said = OURS.told(text)

    if said != text and theirs not in said:
        # It was like a sentence of the program: it is shown as what that is in the language.
        assert any(words in theirs for words in ("; ", ". "))
    letters = re.sub(r"[^0-9#@]", "", text)
    assert re.sub(r"[^0-9#@]", "", said) == letters


def test_an_error_is_said_with_its_place_and_what_mends_it(catalogue: Path) -> None:
    error = InputError("there is no event 5.", file="a.yaml", line=3, fix="See `plam log`.")

    assert language.trouble(error) == str(error)
    language.use("fr")
    assert language.trouble(error) == "a.yaml:3: il n'y a pas d'événement 5. Voyez `plam log`."
    assert language.trouble(InputError("no rule allows x")) == "aucune règle ne permet x"
    assert language.told("no rule allows x") == "aucune règle ne permet x"


def test_two_thousand_templates_cost_well_under_a_millisecond() -> None:
    language.use("fr")
    text = "pay-small would allow it, but the amount is not in EUR and nobody is there to see it"
    ours = language._sentences("fr")
    ours.told(text)
    begun = time.perf_counter()
    for _each in range(50):
        ours.told(text)

    assert "le permettrait" in ours.told(text)
    assert (time.perf_counter() - begun) / 50 < 0.001


# The catalogues of the project


CATALOGUES = [
    pytest.param(code, path, id=f"{code}-{kind}")
    for kind in messages.KINDS
    for code, path in messages.catalogues(kind)
]


@pytest.mark.parametrize(("code", "path"), CATALOGUES)
def test_every_text_is_translated(code: str, path: Path) -> None:
    wrong = list(messages.problems(messages.KINDS[path.stem](), messages.read(path)))

    assert not wrong, f"{code}: python scripts/messages.py extract, translate, then compile"


@pytest.mark.parametrize(("code", "path"), CATALOGUES)
def test_the_compiled_catalogue_is_the_written_one(code: str, path: Path) -> None:
    written = messages.merged(messages.KINDS[path.stem](), messages.read(path))

    assert path.with_suffix(".mo").read_bytes() == messages.binary(path, code), (
        "python scripts/messages.py compile"
    )
    assert path.read_text(encoding="utf-8") == messages.written(written, code), (
        "python scripts/messages.py extract"
    )


@pytest.mark.parametrize(("code", "path"), CATALOGUES)
def test_a_sentence_has_the_same_holes_in_every_language(code: str, path: Path) -> None:
    for each in messages.read(path).values():
        if path.stem == "told":
            holes = [
                sorted(re.findall(r"\{\d+(?::\w+)?\}", text)) for text in (each.text, *each.said)
            ]
            assert holes[0] == holes[1], f"{code}: {each.text!r}"


SHOWN = {"Static", "Label", "Button", "Checkbox", "Markdown", "notify", "Collapsible", "add_column"}
NAMED = {
    "placeholder",
    "title",
    "border_title",
    "border_subtitle",
    "sub_title",
    "tooltip",
    "prompt",
}


SAME = re.compile(r"plam|\S*[@/]\S*")
"""What is the same in every language: the name, and examples of what one writes into a field."""


def spoken(node: ast.AST | None) -> bool:
    """Whether the node is a text with words in it, not gone through a translation."""
    if isinstance(node, ast.JoinedStr):
        return any(spoken(each) for each in node.values)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(each.isalpha() for each in node.value)
        and not SAME.fullmatch(node.value)
    )


def untranslated(tree: ast.Module) -> Iterator[int]:
    """The lines with a text that a widget shows as it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SHOWN and node.args and spoken(node.args[0]):
                yield node.lineno
            named = (each for each in node.keywords if each.arg in NAMED)
            yield from (node.lineno for each in named if spoken(each.value))
        elif isinstance(node, ast.Assign):
            names = (getattr(each, "attr", "") for each in node.targets)
            if any(name in NAMED for name in names) and spoken(node.value):
                yield node.lineno


@pytest.mark.parametrize(
    "path", sorted(UI.rglob("*.py")), ids=lambda path: path.relative_to(UI).as_posix()
)
def test_a_widget_shows_no_text_that_cannot_be_translated(path: Path) -> None:
    lines = list(untranslated(ast.parse(path.read_text(encoding="utf-8"))))

    assert not lines, f"lines {lines}: wrap the text in _()"


def test_an_untranslated_text_would_be_found() -> None:
    bad = 'Static("Hello"); Input(placeholder=f"{n} things"); self.border_title = "Plan"\n'
    good = 'Static(_("Hello")); Static("→"); Input(placeholder=_("x")); Static(id="plan")\n'

    assert len(list(untranslated(ast.parse(bad)))) == 3
    assert not list(untranslated(ast.parse(good)))


# Collecting, writing and compiling


IMPORT = "from .language import _, mark, ngettext\n"


def package(folder: Path, code: str) -> Path:
    path = folder / "package"
    path.mkdir()
    (path / "one.py").write_text(code, encoding="utf-8")
    return path


def test_texts_are_collected_with_their_plurals_and_files(tmp_path: Path) -> None:
    code = (
        IMPORT
        + '_("a " "b"); ngettext("one", "many", n); mark("c"); _(title); other("d"); _("one")'
    )

    found = messages.collected(package(tmp_path, code))

    assert set(found) == {"a b", "one", "c"}
    assert found["one"].plural == "many"
    assert found["c"].files == {"package/one.py"}


def test_a_mark_of_another_kind_is_no_text(tmp_path: Path) -> None:
    assert not messages.collected(package(tmp_path, 'from .language import _\nmark("read by")'))


@pytest.mark.parametrize(
    "code", ['_(f"{n} left")', '_("a" + b)', 'ngettext("one", "many", n); ngettext("one", "m", n)']
)
def test_what_cannot_be_looked_up_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(MessagesError, match=r"package/one\.py:2"):
        messages.collected(package(tmp_path, IMPORT + code))


CODE = '''
"""No sentence of a docstring."""
VERBS = {"yes": "Accept", "no": "Decline"}

class Buy(Arguments):
    """Buy something nice.

    And more."""

def over(n):
    return f"{n} are over"

def decide(n, name, reasons):
    more = f" and {n} more" if n else ""
    if n:
        raise ToolError(f"{name} is {n} too many{more}", fix="Say less." if n else "")
    re.compile("no words here")
    try:
        pass
    except PlamError as error:
        return Deny("", (f"it went wrong: {error}; {over(n)}", f"see {'; '.join(reasons)}"))
    return Confirm("r", (f"{VERBS[name]} the thing",))
'''


def test_sentences_are_read_off_the_code(tmp_path: Path) -> None:
    found = sentences.sentences(package(tmp_path, CODE))

    assert set(found.files) - set(sentences.WORDS) == {
        "Buy something nice",
        "{0} is {1} too many and {2} more",
        "{0} is {1} too many",
        "Say less.",
        "it went wrong: {0:told}; {1}",
        "see {0:told}",
        "Accept the thing",
        "Decline the thing",
    }
    assert ("{0} is {1} too many", "Say less.") in found.joined
    assert found.files["Say less."] == {"package/one.py"}


def test_what_the_ui_cannot_show_is_left_out_by_a_rule() -> None:
    files = {file for each in messages.spoken().values() for file in each.files}

    assert "plam_agent/policy/decide.py" in files
    assert not [each for each in files if "/starter/" in each or "/testing/" in each]


def test_an_error_and_what_mends_it_are_one_sentence_too(tmp_path: Path) -> None:
    said = [
        Message("{0} is {1} too many", "", ("{1} {0} de trop",)),
        Message("Say less.", "", ("Dites moins.",)),
    ]
    found = {each.text: each.said for each in messages.ends(said, package(tmp_path, CODE))}

    assert found == {"{0} is {1} too many. Say less.": ("{1} {0} de trop. Dites moins.",)}


words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"))
texts = st.builds(
    lambda text, plural, said: Message(text, plural, said[: 2 if plural else 1]),
    words.filter(bool),
    words,
    st.tuples(words.filter(bool), words.filter(bool)),
)


@given(st.lists(texts, unique_by=lambda each: each.text, max_size=8))
def test_a_catalogue_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[Message]
) -> None:
    path = tmp_path_factory.getbasetemp() / "plam.po"
    path.write_bytes(messages.written(wanted, "fr").encode())

    assert messages.read(path) == {each.text: each for each in wanted}


@given(st.lists(texts, unique_by=lambda each: each.text, max_size=8))
def test_a_compiled_catalogue_is_one_for_the_standard_library(wanted: list[Message]) -> None:
    said = gettext.GNUTranslations(io.BytesIO(messages.compiled(wanted, "fr")))

    for each in wanted:
        if each.plural:
            assert said.ngettext(each.text, each.plural, 0) == each.said[0]
            assert said.ngettext(each.text, each.plural, 2) == each.said[1]
        else:
            assert said.gettext(each.text) == each.said[0]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (("{n} messages",), "other values"),
        (("{count} messages ",), "space"),
        (("{count}\nmessages",), "lines"),
        (("",), "not translated"),
        ((), "not translated"),
    ],
)
def test_a_translation_that_would_break_is_found(said: tuple[str, ...], wrong: str) -> None:
    found = {"{count} mails": Message("{count} mails")}
    there = {"{count} mails": Message("{count} mails", "", said), "old": Message("old", "", ("x",))}

    first, left_over = messages.problems(found, there)

    assert wrong in first
    assert "nowhere in the program" in left_over


def test_a_broken_catalogue_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plam.po"
    path.write_text('msgid "a"\nmsgstr broken\n', encoding="utf-8")
    with pytest.raises(MessagesError, match=r"plam\.po:2"):
        messages.read(path)

    path.write_text('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', encoding="utf-8")
    with pytest.raises(MessagesError, match="twice"):
        messages.read(path)


def test_a_new_text_is_added_and_an_old_one_taken_out() -> None:
    found = {"kept": Message("kept"), "new": Message("new")}
    old = {"kept": Message("kept", "", ("gardé",)), "gone": Message("gone", "", ("parti",))}

    assert messages.merged(found, old) == [Message("kept", "", ("gardé",)), Message("new")]


def test_days_and_months_are_in_the_language() -> None:
    noon = datetime(2026, 8, 14, 12, tzinfo=UTC)
    form = "%a %d %b %Y %H:%M"

    language.use("fr")
    said = dated(noon, form)
    language.use("en")

    assert said == "ven. 14 août 2026 12:00"
    assert dated(noon, form) == "Fri 14 Aug 2026 12:00"

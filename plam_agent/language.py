"""The language of what a person reads: English as written in the code, or a catalogue of gettext.

    from .language import _, mark, ngettext

    title = mark("Journal")             # at import: collected, and not translated
    _(title)                            # when it is shown
    _("{name} asks").format(name=name)  # values are put in after the translation
    ngettext("{count} waits", "{count} wait", count).format(count=count)

What is decided, recorded and raised is English wherever it is made, and is translated where it is
painted, as a finished sentence:

    told("pay-alice would allow it, but nobody is there to see it")
    trouble(error)                      # what went wrong, and what to do about it

`scripts/messages.py` collects these texts and compiles the catalogues. Whoever shows something
calls `use` once, before the first text.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gettext

    from .errors import PlamError
    from .sentences import Sentences

DOMAIN = "plam"
TOLD = "told"
"""The catalogue of the sentences that the program makes, with numbered holes."""
LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_catalogue: gettext.NullTranslations | None = None
_now = SOURCE
_packed = b""


def _(text: str) -> str:
    """The text in the language in use; the text itself where no catalogue has it."""
    return text if _catalogue is None or not text else _catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for a number of things in the language in use, which may say 0 like 1."""
    if _catalogue is None:
        return one if count == 1 else many
    return _catalogue.ngettext(one, many, count)


def mark(text: str) -> str:
    """The text itself: marks what is translated later, where it is shown, by `_`."""
    return text


def told(text: str) -> str:
    """A sentence that the program made, in the language in use; the text itself where it is none.

    It is for what was decided, recorded or raised, and never for what anybody else wrote: an
    argument, a message, a memory.
    """
    return text if _now == SOURCE or not text else _told(_now, text)


def trouble(error: PlamError) -> str:
    """`file:line: message. fix`, as the error says it, in the language in use."""
    if _now == SOURCE:
        return str(error)
    place = str(error)[: str(error).index(error.message)]
    message, fix = told(error.message), told(error.fix)
    end = "" if message.endswith((".", "!", "?")) else "."
    return f"{place}{message}{end} {fix}" if fix else f"{place}{message}"


@lru_cache(maxsize=1024)
def _told(code: str, text: str) -> str:
    return _sentences(code).told(text)


@lru_cache(maxsize=1)
def _sentences(code: str) -> Sentences:
    from .sentences import Sentences, catalogue

    return Sentences(catalogue(_packed) if _packed else {})


def available() -> tuple[str, ...]:
    """The languages there are, by code of ISO 639-1, English first."""
    found = (path.parts[-3] for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (SOURCE, *sorted(found))


def preferred(environment: Mapping[str, str] | None = None) -> str:
    """The code of the language the environment asks for, English where it asks for none we have.

    The first of LANGUAGE (a list, the best first), LC_ALL, LC_MESSAGES and LANG that says anything
    counts (GNU gettext 0.22, section 2.3).
    """
    values = os.environ if environment is None else environment
    for wanted in next((v for name in _VARIABLES if (v := values.get(name))), "").split(":"):
        if (code := _code(wanted)) in available():
            return code
    return SOURCE


def use(named: str | None = None) -> str:
    """Speak the language that is named, else what the environment asks for; say which it is.

    `named` is a code or a locale (`fr`, `fr_CA.UTF-8`); one without a catalogue means English.
    """
    global _catalogue, _now, _packed
    _told.cache_clear()
    _sentences.cache_clear()
    code = _code(named) if named else preferred()
    if code == SOURCE or code not in available():
        _catalogue, _now = None, SOURCE
        return _now
    import gettext

    _catalogue = gettext.translation(DOMAIN, LOCALES, [code])
    # Read here, and made sense of by the first sentence: that may be on an event loop.
    path = LOCALES / code / "LC_MESSAGES" / f"{TOLD}.mo"
    _packed = path.read_bytes() if path.exists() else b""
    _now = code
    return _now


def current() -> str:
    """The code of the language in use."""
    return _now


def _code(locale: str) -> str:
    return locale.partition(".")[0].partition("@")[0].replace("-", "_").partition("_")[0].lower()

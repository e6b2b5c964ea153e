"""Which class of the label model an owner's label means, and the parts of a message it reads.

The model knows the four labels of the standard policy and `none`. An owner may call them otherwise,
in English or in French; a label whose name or meaning says something else is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .linear import folded
from .prompt import parts
from .reader import NONE

# By class, folded as `linear.folded` does: what owners call it, and how words begin of which a
# meaning has one at least.
_NAMES = {
    "receipt": "receipt receipts recu recus proof purchase purchases paid justificatif"
    " justificatifs achat achats",
    "newsletter": "newsletter newsletters infolettre infolettres bulk mailing mailings"
    " subscriptions lettre lettres diffusion",
    "invitation": "invitation invitations invite invites meeting meetings appointment appointments"
    " rdv rendez-vous reunion reunions",
    "personal": "personal person people human humans perso personnel personnels humain",
}
_MEANT = {
    "receipt": "receipt proof prove paid pay order bought buy purchase recu preuve paye paie"
    " command achat achet facture regle",
    "newsletter": "newsletter many bulk subscri list digest reader thousand mailing abonne"
    " infolettre lettre nombre masse diffusion",
    "invitation": "meet appointment invit slot call rendez reunion rencontr voir voit",
    "personal": "person human someone real people humain quelqu directement",
}
# With one of these a meaning says less than its class, or the contrary.
_OTHERWISE = re.compile(
    r"\b(?:unpaid|due|owe|only|except|but|without|impaye\w*|echeance\w*|seulement|sauf|uniquement"
    r"|a payer|to pay|deliver\w*|livraison\w*|famil\w*|friends?|amis?|work|travail)\b"
)


def known(labels: Mapping[str, str]) -> dict[str, str]:
    """The class that each of the owner's `labels` (name to meaning) means, of those that mean one.

    Two labels of one class are none of it. `none` is known where all others are and all classes are
    among them: what belongs to no class may otherwise belong to another label.
    """
    found = {label: _class(label, means) for label, means in labels.items() if label != NONE}
    meant = list(found.values())
    clear = {label: name for label, name in found.items() if name and meant.count(name) == 1}
    if NONE in labels and len(clear) == len(found) == len(_NAMES):
        clear[NONE] = NONE
    return clear


def _class(label: str, means: str) -> str:
    """The class of one label, or nothing."""
    name, said = folded(label).strip(), folded(means)
    for each, names in _NAMES.items():
        if name in names.split() and not _OTHERWISE.search(said):
            words = re.findall(r"\w+", said)
            if any(word.startswith(tuple(_MEANT[each].split())) for word in words):
                return each
    return ""


def fields(message: str) -> dict[str, str]:
    """The parts of a message (`prompt.message_text`) as the label model reads them.

    Its sender, its subject and its text share their words; each is a sentence at least, so that
    none of them adds more than a sentence may. What code found out stands apart: nobody writes it.
    """
    found = parts(message)
    if found is None:
        return {"said": message, "facts": ""}
    sender, subject, facts, body = found
    said = (sender.removeprefix("from: "), subject.removeprefix("subject: "), body.strip())
    return {"said": "\n".join(said), "facts": facts.removeprefix("facts: ")}

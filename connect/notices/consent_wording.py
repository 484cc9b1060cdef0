"""The sentences that stand beside the ticks of eCommunications: what a person agrees to, in a version of its own.

A consent keeps the version and the hash of what was shown. A changed sentence gets a new version;
tests/notices/consent_wording.txt holds the text of every version that was ever shown.
"""

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.cases.kinds import DOCUMENT_RULES, OnPaper
from connect.notices.kinds import ConsentKind

CONSENT_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """A tick in finished texts. `sentence`: of S002 L150-161. `paper`: what it means for paper, '' for nothing."""

    label: str
    sentence: str
    paper: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\n".join((CONSENT_VERSION, self.label, self.sentence, self.paper)).encode()).hexdigest()


def consent_wording(kind: ConsentKind, language: str) -> ConsentWording:
    """What stands beside the tick of `kind` in 'en' or 'es'."""
    with override(language):
        return ConsentWording(str(kind.label), _sentence(kind), _paper(kind))


def _sentence(kind: ConsentKind) -> str:
    if kind.document:
        return str(DOCUMENT_RULES[kind.document].sentence)
    if kind is ConsentKind.PAYMENTS:
        return _("An email notification when a payment is sent.")
    return _(
        "An email notification 10 days and 2 days before the appointment date for: Appellate Court Hearings, "
        "Bankruptcy Court Hearings, Genetic Test Appointments, Interviews, Juvenile Court Hearings, Superior Court "
        "Hearings, Worker's Compensation Appeals Board Hearings, Unemployment Insurance Benefit/Disability Insurance "
        "Benefit Appeals Board Hearings and State Hearings."
    )


def _paper(kind: ConsentKind) -> str:
    if kind.document is None:
        return ""
    match DOCUMENT_RULES[kind.document].on_paper:
        case OnPaper.IF_WANTED:
            return _("You read it online. It does not come in the mail.")
        case OnPaper.ALWAYS:
            return _("It also comes in the mail.")
        case OnPaper.WITHOUT_CONSENT:
            return _(
                "If you check this, you read it online and it does not come in the mail. If you do not, we mail it to "
                "you."
            )

"""The closed lists of the agency's case facts: what a feed may say and every screen can name."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    PAYING = "paying", _("Person paying support")
    RECEIVING = "receiving", _("Person receiving support")


class CaseStatus(TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class OrderStatus(TextChoices):
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class AppointmentKind(TextChoices):
    """The nine kinds of S002 L160."""

    APPELLATE_COURT_HEARING = "appellate_court_hearing", _("Appellate court hearing")
    BANKRUPTCY_COURT_HEARING = "bankruptcy_court_hearing", _("Bankruptcy court hearing")
    GENETIC_TEST = "genetic_test", _("Genetic test appointment")
    INTERVIEW = "interview", _("Interview")
    JUVENILE_COURT_HEARING = "juvenile_court_hearing", _("Juvenile court hearing")
    SUPERIOR_COURT_HEARING = "superior_court_hearing", _("Superior court hearing")
    WORKERS_COMPENSATION_HEARING = (
        "workers_compensation_hearing",
        _("Workers' Compensation Appeals Board hearing"),
    )
    UI_DI_HEARING = (
        "ui_di_hearing",
        _("Unemployment or Disability Insurance Appeals Board hearing"),
    )
    STATE_HEARING = "state_hearing", _("State hearing")


class IncludesInterest(TextChoices):
    """Whether the past due support stated includes interest (Fam. Code 17525, V13)."""

    YES = "yes", _("It includes interest.")
    NO = "no", _("It does not include interest.")
    MAY = "may", _("It may or may not include interest.")


class Accommodation(TextChoices):
    NONE = "", _("Regular print")
    LARGE_PRINT = "large_print", _("Large print")
    BRAILLE = "braille", _("Braille")
    AUDIO = "audio", _("Audio")


class ObligationKind(TextChoices):
    """What an order says must be paid (documents 0.2)."""

    CHILD_SUPPORT = "child_support", _("Child support")
    MEDICAL_SUPPORT = "medical_support", _("Medical support")
    SPOUSAL_SUPPORT = "spousal_support", _("Spousal support")


class Frequency(TextChoices):
    WEEKLY = "weekly", _("Every week")
    EVERY_TWO_WEEKS = "every_two_weeks", _("Every two weeks")
    TWICE_A_MONTH = "twice_a_month", _("Twice a month")
    MONTHLY = "monthly", _("Every month")


class LedgerKind(TextChoices):
    """What changes what is owed, apart from payments. An amount is positive; `adjustment_down` takes it away."""

    CHARGE = "charge", _("Due")
    INTEREST = "interest", _("Interest added")
    FEE = "fee", _("Fee added")
    ADJUSTMENT_UP = "adjustment_up", _("Adjustment: more owed")
    ADJUSTMENT_DOWN = "adjustment_down", _("Adjustment: less owed")


class LedgerBucket(TextChoices):
    """Which part of what is owed it changes."""

    CURRENT = "current", _("This month's support")
    MEDICAL = "medical", _("Medical support")
    SPOUSAL = "spousal", _("Spousal support")
    ARREARS_FAMILY = "arrears_family", _("Past support owed to the family")
    ARREARS_STATE = "arrears_state", _("Past support owed to the State (aid repayment)")
    INTEREST = "interest", _("Interest")
    FEES = "fees", _("Fees")


class AdjustmentReason(TextChoices):
    COURT_ORDER = "court_order", _("A court order changed what is owed.")
    CORRECTION = "correction", _("We corrected a mistake.")
    PAYMENT_MOVED = "payment_moved", _("We moved a payment to where it belongs.")
    PAYMENT_RETURNED = "payment_returned", _("A payment was taken back, for example because of a bad check.")
    CREDIT_GIVEN = "credit_given", _("We gave credit for support that was paid in another way.")
    WAIVED = "waived", _("We no longer ask for this amount.")
    OTHER = "other", _("Another reason. Call us to ask about it.")


class DocumentKind(TextChoices):
    """The seven documents, by the names that S002 L150-156 prints."""

    ANNUAL_FEE = "annual_fee", _("Annual Service Fee Notice")
    WARNING = "warning", _("Child Support Warning Notice")
    BILLING = "billing", _("Monthly Billing Statement")
    COLLECTIONS = "collections", _("Monthly Statement Of Collection And Distribution")
    CLOSURE = "closure", _("Notice Of Intent To Close Case")
    REVIEW = "review", _("Review And Adjustment Notice")
    LICENSE_RELEASE = "license_release", _("State License Release")


class DocumentOrigin(Enum):
    NOTICE = "the agency decided it: a row of notices.csv"
    MONTH = "we make it when a month is over"


class OnPaper(Enum):
    """Whether a person may have a document electronically alone."""

    IF_WANTED = "electronically alone, for someone who enrolled"
    ALWAYS = "on paper as well"
    WITHOUT_CONSENT = "on paper, unless its reader agreed to this very document (V5)"


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """What holds of one of the seven documents. `kept`: the field of [retention] that says for how long."""

    sentence: Promise  # S002 L150-156
    roles: frozenset[Role]
    origin: DocumentOrigin
    on_paper: OnPaper
    kept: str = "documents_years"

    def is_for(self, roles: Iterable[str]) -> bool:
        """Whether a person with these roles can get it."""
        return not self.roles.isdisjoint(roles)


_PAYING, _RECEIVING = frozenset({Role.PAYING}), frozenset({Role.RECEIVING})
DOCUMENT_RULES: dict[DocumentKind, DocumentRule] = {
    DocumentKind.ANNUAL_FEE: DocumentRule(
        _(
            "This statement notifies the Person Receiving Support about the annual service fee and information "
            "related to the assessment."
        ),
        _RECEIVING,
        DocumentOrigin.NOTICE,
        OnPaper.IF_WANTED,
    ),
    DocumentKind.WARNING: DocumentRule(
        _("This notice informs the Person Paying Support of delinquency and enforcement actions."),
        _PAYING,
        DocumentOrigin.NOTICE,
        OnPaper.ALWAYS,
    ),
    DocumentKind.BILLING: DocumentRule(
        _("This statement details the payments made and account balances for the month for the Person Paying Support."),
        _PAYING,
        DocumentOrigin.MONTH,
        OnPaper.IF_WANTED,
    ),
    DocumentKind.COLLECTIONS: DocumentRule(
        _(
            "This statement details collections received and distributed during the month for the Person Receiving "
            "Support."
        ),
        _RECEIVING,
        DocumentOrigin.MONTH,
        OnPaper.IF_WANTED,
    ),
    DocumentKind.CLOSURE: DocumentRule(
        _("This notice informs the Person Receiving Support that the case is scheduled to close in 60 days."),
        _RECEIVING,
        DocumentOrigin.NOTICE,
        OnPaper.WITHOUT_CONSENT,
    ),
    DocumentKind.REVIEW: DocumentRule(
        _(
            "This notice informs the Person Receiving Support and the Person Paying Support of their right to "
            "request a modification to their existing court order."
        ),
        _PAYING | _RECEIVING,
        DocumentOrigin.NOTICE,
        OnPaper.ALWAYS,
    ),
    DocumentKind.LICENSE_RELEASE: DocumentRule(
        _("This notice informs the Person Paying Support of the release of a state issued license."),
        _PAYING,
        DocumentOrigin.NOTICE,
        OnPaper.ALWAYS,
    ),
}


class AgencyNoticeKind(TextChoices):
    """What the agency decided and tells a party on paper: of the seven documents those that are not made by us."""

    ANNUAL_FEE = DocumentKind.ANNUAL_FEE.value, DocumentKind.ANNUAL_FEE.label
    WARNING = DocumentKind.WARNING.value, DocumentKind.WARNING.label
    CLOSURE = DocumentKind.CLOSURE.value, DocumentKind.CLOSURE.label
    REVIEW = DocumentKind.REVIEW.value, DocumentKind.REVIEW.label
    LICENSE_RELEASE = DocumentKind.LICENSE_RELEASE.value, DocumentKind.LICENSE_RELEASE.label


class AgencyNoticeVariant(TextChoices):
    """Of a review the first three, of a license release the others."""

    NONE = "", _("None")
    RIGHT_TO_ASK = "right_to_ask", _("You can ask for a review")
    STARTED = "started", _("A review has started")
    RESULT = "result", _("The result of a review")
    RELEASED = "released", _("License can be given back")
    DENIED = "denied", _("License stays suspended")


class Enforcement(TextChoices):
    """What can happen, or has begun, where support is not paid (V12, V16)."""

    FEDERAL_TAX_OFFSET = "federal_tax_offset", _("Federal tax refund offset")
    STATE_TAX_OFFSET = "state_tax_offset", _("State tax refund offset")
    LOTTERY = "lottery", _("Lottery winnings taken")
    BENEFITS = "benefits", _("Part of unemployment or disability benefits taken")
    PASSPORT = "passport", _("Passport refused")
    LICENSE_DRIVER = "license_driver", _("Driver's license suspended")
    LICENSE_PROFESSIONAL = "license_professional", _("Professional license suspended")
    LICENSE_RECREATIONAL = "license_recreational", _("Recreational license suspended")
    LEVY = "levy", _("Money taken from a bank account")
    LIEN = "lien", _("Lien on property")
    CREDIT_BUREAU = "credit_bureau", _("Report to credit bureaus")


class EnforcementState(TextChoices):
    POSSIBLE = "possible", _("Can happen")
    STARTED = "started", _("Has started")


class ContactWay(TextChoices):
    """How the agency tried to reach a person before it proposed to close their case (V5)."""

    MAIL = "mail", _("By mail")
    EMAIL = "email", _("By email")
    PHONE = "phone", _("By phone")
    TEXT = "text", _("By text message")
    IN_PERSON = "in_person", _("In person")


class LicenseKind(TextChoices):
    """Commercial licenses apart: from 2027 on the income rule protects only the others (V12)."""

    DRIVER = "driver", _("Driver's license")
    COMMERCIAL_DRIVER = "commercial_driver", _("Commercial driver's license")
    PROFESSIONAL = "professional", _("Professional license")
    RECREATIONAL = "recreational", _("Recreational license")

"""The closed lists of the agency's case facts: what a feed may say and every screen can name."""

from django.db.models import TextChoices
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
    NONE = "", _("None")
    LARGE_PRINT = "large_print", _("Large print")
    BRAILLE = "braille", _("Braille")
    AUDIO = "audio", _("Audio")

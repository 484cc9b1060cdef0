"""What a person may tell us about the other party (S000 L69). It goes one way: its author never reads it back, and
nothing that an author can see depends on what we knew, or on whether the other party is kept secret (V3, V4)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.contact.kinds import LONGEST_TEXT, AnswerForm, CaseChoice, Question, SubmissionKind, SubmissionState


class WhereHeld(TextChoices):
    JAIL = "jail", _("In jail or prison")
    MILITARY = "military", _("In the military")
    RELEASED = "released", _("No longer there")


# Whatever we do with it, its author reads this one sentence.
_SENTENCES: Mapping[SubmissionState, Promise] = {
    state: _("We have what you told us.") for state in SubmissionState if state != SubmissionState.DRAFT
}
PERSON_QUESTION = "person"  # whom it is about: the name as the case shows it to the author
_PREFIX = "their_"
_MORE = Question(
    "more", _("What else should we know? (optional)"), AnswerForm.LINES, longest=LONGEST_TEXT, required=False
)
_SINCE = Question("since", _("Since when? (optional)"), longest=100, required=False)


def _report(name: str, title: Any, *questions: Question) -> SubmissionKind:
    person = Question(PERSON_QUESTION, _("Who is it about?"), longest=200)
    return SubmissionKind(
        name=f"{_PREFIX}{name}",
        title=title,
        case=CaseChoice.ONE,
        questions=(person, *questions, _MORE),
        sentences=_SENTENCES,
    )


_REPORTS = (
    _report(
        "address",
        _("Address"),
        Question("street", _("Street address"), longest=200),
        Question("city", _("City, state and country (optional)"), longest=100, required=False),
        _SINCE,
    ),
    _report(
        "phone_email",
        _("Phone or email"),
        Question("phone", _("Phone number (optional)"), longest=60, required=False),
        Question("email", _("Email address (optional)"), longest=254, required=False),
    ),
    _report(
        "employer",
        _("Employer"),
        Question("employer", _("Name of the employer"), longest=100),
        Question("place", _("Where is it? (optional)"), longest=200, required=False),
        _SINCE,
    ),
    _report(
        "income",
        _("Other income"),
        Question(
            "income",
            _("Where does the money come from?"),
            longest=200,
            hint=_("For example a business, a pension, or benefits."),
        ),
        Question("how_much", _("How much, and how often? (optional)"), longest=100, required=False),
    ),
    _report(
        "vehicle",
        _("Vehicle"),
        Question("vehicle", _("Make, model and year"), longest=100),
        Question("plate", _("License plate and state (optional)"), longest=40, required=False),
    ),
    _report(
        "property",
        _("Property or accounts"),
        Question("what", _("What do they own, or where is the account?"), longest=200),
        Question("place", _("Where is it? (optional)"), longest=200, required=False),
    ),
    _report(
        "license",
        _("Licenses"),
        Question(
            "license",
            _("What kind of license is it?"),
            longest=100,
            hint=_("For example a driver, professional, business or hunting license."),
        ),
        Question("state", _("Which state gave it? (optional)"), longest=60, required=False),
    ),
    _report(
        "insurance",
        _("Health insurance for the children"),
        Question("company", _("Insurance company or plan"), longest=100),
        Question("covers", _("Whom does it cover? (optional)"), longest=200, required=False),
    ),
    _report(
        "held",
        _("Jail or military service"),
        Question("where", _("Where are they?"), AnswerForm.CHOICE, WhereHeld),
        Question("place", _("Name and place (optional)"), longest=200, required=False),
        _SINCE,
    ),
    _report(
        "other",
        _("Something else"),
        Question("what", _("What should we know?"), AnswerForm.LINES, longest=LONGEST_TEXT),
    ),
)
REPORT_KINDS = {kind.name: kind for kind in _REPORTS}


def topic_of(kind: SubmissionKind) -> str:
    """The kind's name in an address."""
    return kind.name.removeprefix(_PREFIX).replace("_", "-")


TOPICS = {topic_of(kind): kind for kind in _REPORTS}

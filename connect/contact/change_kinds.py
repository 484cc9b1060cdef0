"""What a person may ask us to change about themselves (S000 L69). Nothing here edits a row of the agency's: a change is
done once a feed brings it (connect/contact/shown_changes.py)."""

from django.utils.translation import gettext_lazy as _

from connect.cases.kinds import Accommodation
from connect.contact.kinds import AnswerForm, CaseChoice, Deadline, Question, SubmissionKind, SubmissionState
from connect.notices.events import InformationChange

CHANGE_SENTENCES = {
    SubmissionState.SENT: _("We have your request. Until we make the change, we use what we have on file."),
    SubmissionState.SEEN: _("We have read your request and are working on it. Until then we use what we have on file."),
    SubmissionState.ACCEPTED: _("We accepted your request. My Profile shows the change as soon as our files do."),
    SubmissionState.REFUSED: _("We did not accept your request. We still use what we had on file."),
    SubmissionState.DONE: _("The change is on file."),
    SubmissionState.WITHDRAWN: _("This request is withdrawn. We do nothing more about it."),
}
WAITS_FOR_ITS_OWNER = _("Not sent to us yet. Open the link in the email that we sent to the new address.")
_BY_THEN = (Deadline("other", _("We answer by %(day)s.")),)

ADDRESS_QUESTIONS = (
    Question("country", _("Country"), AnswerForm.COUNTRY, longest=2),
    Question("street", _("Street address or P.O. Box"), longest=100),
    Question("unit", _("Apartment, suite or unit (optional)"), longest=100, required=False),
    Question("city", _("City"), longest=60),
    Question("state", _("State"), longest=60, required=False),
    Question("zip", _("ZIP Code"), longest=12, required=False),
)


def _change(
    name: str,
    title: object,
    about: object,
    *questions: Question,
    tells: InformationChange | None = None,
    files: object = "",
) -> SubmissionKind:
    return SubmissionKind(
        name=name,
        title=title,  # type: ignore[arg-type]  # a lazy text
        about=about,  # type: ignore[arg-type]
        case=CaseChoice.NONE,
        questions=questions,
        sentences=CHANGE_SENTENCES,
        deadlines=_BY_THEN,
        tells=tells,
        files=files,  # type: ignore[arg-type]
    )


def _phone(name: str, title: object) -> SubmissionKind:
    number = Question(
        "phone",
        _("New phone number"),
        AnswerForm.PHONE,
        longest=40,
        hint=_("With its area code, and an extension if it has one. From another country, begin with +."),
    )
    return _change(name, title, _("We may call you here."), number, tells=InformationChange.PHONE)


NEW_NAME = _change(
    "name",
    _("Name"),
    _("Tell us if your legal name is new, or if we spell it wrong."),
    Question("first", _("First name"), longest=60, required=False),
    Question("middle", _("Middle name (optional)"), longest=60, required=False),
    Question("last", _("Last name"), longest=60, required=False),
    Question("suffix", _("Suffix, such as Jr. (optional)"), longest=10, required=False),
    Question(
        "why",
        _("Why does it change?"),
        longest=200,
        hint=_("For example marriage, divorce, a court order, or a misspelling."),
    ),
    files=_("Proof, such as a marriage certificate or a court order (optional)"),
)
MAILING = _change(
    "mailing",
    _("Mailing address"),
    _("We send your letters and documents here."),
    *ADDRESS_QUESTIONS,
    tells=InformationChange.ADDRESS,
)
RESIDENCE = _change(
    "residence",
    _("Where you live"),
    _("If it is not your mailing address."),
    *ADDRESS_QUESTIONS,
    tells=InformationChange.ADDRESS,
)
PHONE_HOME = _phone("phone_home", _("Home phone"))
PHONE_MOBILE = _phone("phone_mobile", _("Mobile phone"))
PHONE_WORK = _phone("phone_work", _("Work phone"))
EMAIL = _change(
    "email",
    _("Email"),
    _("We send news of your account here."),
    Question(
        "email",
        _("New email address"),
        AnswerForm.EMAIL,
        longest=254,
        hint=_("Use an address that only you can read."),
    ),
    tells=InformationChange.EMAIL,
)
EMPLOYER = _change(
    "employer",
    _("Employer"),
    _("Tell us about a new job, or that a job ended."),
    Question("employer", _("Name of the employer"), longest=100, hint=_("Write “none” if you have no job now.")),
    Question("place", _("City and state (optional)"), longest=100, required=False),
    Question("since", _("Since when? (optional)"), AnswerForm.DAY, required=False),
)
INSURANCE = _change(
    "insurance",
    _("Health insurance"),
    _("Tell us about health insurance that you have for the children."),
    Question("company", _("Insurance company or plan"), longest=100),
    Question("covers", _("Whom does it cover?"), longest=200),
    Question("since", _("Since when? (optional)"), AnswerForm.DAY, required=False),
)
ACCOMMODATION = _change(
    "accommodation",
    _("Help with reading"),
    _("We can send your documents in large print, in braille or as audio."),
    Question("paper", _("How should your documents come?"), AnswerForm.CHOICE, Accommodation),
)

CHANGE_KINDS = {
    kind.name: kind
    for kind in (
        *(NEW_NAME, MAILING, RESIDENCE, PHONE_HOME, PHONE_MOBILE, PHONE_WORK, EMAIL),
        *(EMPLOYER, INSURANCE, ACCOMMODATION),
    )
}

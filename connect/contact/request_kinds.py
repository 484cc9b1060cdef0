"""Every request with a clock, and the table of all kinds, which pages, receipts, notices and the desk read.

Only rules that were read at their source are printed as law; their days stand in the profile (`[clocks]`).
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from connect.cases.kinds import Role
from connect.contact.change_kinds import CHANGE_KINDS
from connect.contact.kinds import (
    LONGEST_TEXT,
    MESSAGE,
    AnswerForm,
    CaseChoice,
    Deadline,
    Question,
    SubmissionKind,
    SubmissionState,
)
from connect.contact.report_kinds import REPORT_KINDS


class ReviewDirection(TextChoices):
    UP = "up", _("Up")
    DOWN = "down", _("Down")
    NOT_SURE = "not_sure", _("I am not sure")


class ReviewReason(TextChoices):
    """Examples of changed circumstances (22 CCR 115503, V7)."""

    JOB = "job", _("Someone’s job ended, or there is a new one")
    INCOME = "income", _("Someone’s income went up or down")
    TIME = "time", _("The time that the child spends with each parent")
    CHILD = "child", _("What the child needs, or health insurance")
    AWAY = "away", _("Someone is in prison, or in the military")
    AGE = "age", _("Nothing, but the order is three years old or older")
    OTHER = "other", _("Something else")


class DisputedAmount(TextChoices):
    PAYMENT = "payment", _("A payment is missing or wrong")
    PAST_DUE = "past_due", _("The past due support")
    INTEREST = "interest", _("The interest")
    MONTHLY = "monthly", _("The monthly support")
    FEE = "fee", _("A fee")
    OTHER = "other", _("Another amount")


REQUEST_SENTENCES = {
    SubmissionState.SENT: _("We have your request."),
    SubmissionState.SEEN: _("We have read your request and are working on it."),
    SubmissionState.ACCEPTED: _("We accepted your request and are carrying it out."),
    SubmissionState.REFUSED: _("We did not accept your request."),
    SubmissionState.DONE: _("It is done."),
    SubmissionState.WITHDRAWN: _("You withdrew this request. We do nothing more about it."),
}
_BY_THEN = Deadline("other", _("We answer by %(day)s."))

REVIEW = SubmissionKind(
    name="review",
    title=_("Review of my support order"),
    about=_("Find out whether the monthly amount should go up or down."),
    case=CaseChoice.ONE,
    questions=(
        Question("direction", _("Should the amount go up or down?"), AnswerForm.CHOICE, ReviewDirection),
        Question("reason", _("What has changed?"), AnswerForm.CHOICE, ReviewReason),
        Question(
            "more",
            _("Tell us more about it"),
            AnswerForm.LINES,
            longest=LONGEST_TEXT,
            required=False,
            hint=_("For example since when, and how much. You may leave this empty."),
        ),
    ),
    files=_("Papers that show what has changed, such as a pay stub"),
    sentences=REQUEST_SENTENCES,
    does=(
        _("We check whether the amount should go up, go down or stay as it is, and help you all the way through."),
        _("You can always go to court on your own, too."),
    ),
    does_not=(
        _("It does not change the amount by itself. Only a court does. Until then the order stays as it is."),
        _("The amount cannot be changed for the time before papers for a change were filed and served. So ask early."),
    ),
    deadlines=(
        Deadline("review_first_answer", _("We look at your request by %(day)s.")),
        Deadline(
            "review_decision",
            _("If it has all that we need, there is a changed order, or a decision not to change it, by %(day)s."),
        ),
    ),
)

ACCOUNTING = SubmissionKind(
    name="accounting",
    title=_("An accounting of what is owed"),
    about=_("Get a list, month by month, of what was ordered, paid and owed."),
    case=CaseChoice.ONE,
    questions=(
        Question(
            "more",
            _("Is there a time or a payment that we should look at closely?"),
            AnswerForm.LINES,
            longest=LONGEST_TEXT,
            required=False,
            hint=_("You may leave this empty."),
        ),
    ),
    sentences=REQUEST_SENTENCES,
    does=(
        _("We list, month by month, what was ordered, what was paid and what is owed, and send the list to you."),
        _("If it takes longer, we write to you and say by when you get it."),
    ),
    does_not=(_("It does not change what is owed. Payments stay due."),),
    deadlines=(Deadline("accounting", _("You get the list by %(day)s.")),),
)

DISPUTE = SubmissionKind(
    name="dispute",
    title=_("An amount is wrong"),
    about=_("Have us check an amount that does not look right to you."),
    case=CaseChoice.ONE,
    questions=(
        Question("amount", _("Which amount is wrong?"), AnswerForm.CHOICE, DisputedAmount),
        Question(
            "why",
            _("What is wrong with it?"),
            AnswerForm.LINES,
            longest=LONGEST_TEXT,
            hint=_("Name the days and amounts that you know."),
        ),
    ),
    files=_("Papers that show the right amount, such as a receipt"),
    sentences=REQUEST_SENTENCES,
    does=(_("We check the amount, and tell you what we found."),),
    does_not=(
        _("It does not change what a court ordered."),
        _("Payments stay due while we check, unless we say otherwise."),
    ),
    deadlines=(Deadline("dispute", _("We tell you what we found by %(day)s.")),),
)

CLOSURE = SubmissionKind(
    name="closure",
    title=_("Keep my case open"),
    about=_("Answer a letter that says that we plan to close your case."),
    case=CaseChoice.ONE,
    roles=frozenset({Role.RECEIVING}),
    questions=(
        Question(
            "notice_on",
            _("What is the date of the letter?"),
            AnswerForm.DAY,
            required=False,
            hint=_("If you do not have it at hand, leave this empty."),
        ),
        Question(
            "why",
            _("What should we know?"),
            AnswerForm.LINES,
            longest=LONGEST_TEXT,
            hint=_("For example what you know about the other person’s job, or how we can reach you."),
        ),
    ),
    sentences=REQUEST_SENTENCES,
    does=(_("We read your answer before we decide about closing the case, and tell you what we decided."),),
    does_not=(_("Whether the case is open or closed, the court order stays as it is."),),
    deadlines=(_BY_THEN,),
    told_within=("notice_on", "closure_notice"),
)

COMPLAINT = SubmissionKind(
    name="complaint",
    title=_("A complaint"),
    about=_("Tell us in writing that we did something wrong, or did not do it."),
    case=CaseChoice.ONE_OR_NONE,
    questions=(
        Question(
            "known_on",
            _("When did you learn of it?"),
            AnswerForm.DAY,
        ),
        Question("what", _("What went wrong?"), AnswerForm.LINES, longest=LONGEST_TEXT),
        Question(
            "wish",
            _("What should we do?"),
            AnswerForm.LINES,
            longest=LONGEST_TEXT,
            required=False,
            hint=_("You may leave this empty."),
        ),
    ),
    sentences=REQUEST_SENTENCES,
    does=(_("We look into it and answer you in writing."),),
    does_not=(_("Neither a complaint nor a hearing changes the amount that a court ordered."),),
    deadlines=(
        Deadline("complaint_answer", _("We answer in writing by %(day)s.")),
        Deadline("complaint_longest", _("Only if we tell you that we need longer, we answer by %(day)s.")),
    ),
    rules=(
        Deadline("complaint_told", _("You have %(days)s days to complain, from the day you learned of it.")),
        Deadline(
            "hearing",
            _("If you disagree with the answer, or get none in time, ask for a state hearing within %(days)s days."),
        ),
    ),
    told_within=("known_on", "complaint_told"),
)

CALL_BACK = SubmissionKind(
    name="call_back",
    title=_("Call me back"),
    about=_("Choose when we call you, and skip the wait on the phone."),
    case=CaseChoice.ONE_OR_NONE,
    questions=(
        Question(
            "phone",
            _("At which number?"),
            AnswerForm.PHONE,
            longest=30,
            hint=_("One on which you can speak safely. We use it for this call alone."),
        ),
        Question("call_time", _("When should we call?"), AnswerForm.CALL_TIME, longest=30),
        Question(
            "about",
            _("What is it about?"),
            required=False,
            hint=_("A few words. You may leave this empty."),
        ),
    ),
    sentences=REQUEST_SENTENCES,
    does=(_("We call you in the hour that you choose."),),
    does_not=(_("It does not change the phone number that we have on file."),),
)

APPOINTMENT = SubmissionKind(
    name="appointment",
    title=_("Another time for an appointment"),
    about=_("Ask for another day or hour."),
    case=CaseChoice.NONE,
    questions=(
        Question("appointment", _("Which appointment?"), AnswerForm.APPOINTMENT, longest=80),
        Question("why", _("Why can’t you come?"), AnswerForm.LINES, longest=LONGEST_TEXT),
        Question(
            "times",
            _("Which days and hours suit you?"),
            AnswerForm.LINES,
            longest=500,
            required=False,
            hint=_("You may leave this empty."),
        ),
    ),
    sentences=REQUEST_SENTENCES,
    does=(_("We see what is possible, and tell you."),),
    does_not=(
        _("Until we tell you otherwise, the appointment stays as it is."),
        _("Only the court can move a court hearing."),
    ),
    deadlines=(_BY_THEN,),
)

SECRECY = SubmissionKind(
    name="privacy",  # it stands in the address, and so in the history of a browser
    title=_("Keep my whereabouts secret"),
    about=_("If it is not safe that the other person in your case learns where you are."),
    case=CaseChoice.NONE,
    questions=(
        Question(
            "know",
            _("Is there something that we should know?"),
            AnswerForm.LINES,
            longest=LONGEST_TEXT,
            required=False,
            hint=_("For example a court order that protects you. You may leave this empty."),
        ),
    ),
    sentences=REQUEST_SENTENCES
    | {
        SubmissionState.SENT: _("We have your request. We act on it within a few minutes."),
        SubmissionState.ACCEPTED: _("We have done what you asked for."),
    },
    does=(
        _("Within a few minutes the other people in your cases no longer see here your county, office or officer."),
        _("It stays so, whatever comes later, until someone at the agency decides otherwise."),
        _("You need no court order and no proof to ask."),
    ),
    does_not=(
        _("It does not take back what they have seen already, on a page or on paper."),
        _("They may notice that a county or an office is no longer shown."),
        _("It does not change court papers, and it is no protective order. Only a court makes one."),
    ),
    changes=(
        _("You, and anyone else who is in your account, are signed out."),
        _("When you sign in again, you choose a new PIN and go through who can get in."),
        _("Private devices, recovery codes and links in our emails stop working."),
        _("We send no PIN to an address or email on file until you have confirmed that it is yours alone."),
    ),
    discreet_title=_("A request about my information"),
)

REQUEST_KINDS = {
    kind.name: kind for kind in (REVIEW, ACCOUNTING, DISPUTE, CLOSURE, COMPLAINT, CALL_BACK, APPOINTMENT, SECRECY)
}
RECEIPT_KINDS = REQUEST_KINDS | CHANGE_KINDS  # what has a number, a receipt and a place in the list of requests
SUBMISSION_KINDS = {MESSAGE.name: MESSAGE} | RECEIPT_KINDS | REPORT_KINDS

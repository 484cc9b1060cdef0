"""What a kind of submission is, and the kind that is a message. The requests are in `request_kinds.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.cases.kinds import Role
from connect.notices.events import InformationChange


class SubmissionState(TextChoices):
    """How far it is. A person may withdraw what is only sent; nothing here edits a row of the agency's."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent to us")
    SEEN = "seen", _("Being worked on")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    DONE = "done", _("Done")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CaseChoice(TextChoices):
    """Whether a kind is about one of the person's cases."""

    ONE = "one"
    ONE_OR_NONE = "one or none"
    NONE = "none"


class MessageTopic(TextChoices):
    """What a message is about."""

    PAYMENTS = "payments", _("Payments")
    AMOUNT_OWED = "amount_owed", _("What is owed")
    ORDER = "order", _("The support order, or the court")
    MY_INFORMATION = "my_information", _("My address, job or other information")
    APPOINTMENT = "appointment", _("An appointment")
    PAPERS = "papers", _("A letter, form or document")
    OTHER = "other", _("Something else")


class AnswerForm(Enum):
    """How a question is answered, and so what its answer is."""

    LINE = "a line"
    LINES = "lines"
    CHOICE = "one of the choices"
    DAY = "a day, in ISO 8601"
    PHONE = "a phone number"
    CALL_TIME = "an hour in which we call, by its start, in ISO 8601"
    APPOINTMENT = "one of the person's appointments: its day and start in ISO 8601, and its kind"
    EMAIL = "an email address"
    COUNTRY = "a country, by its two letters (ISO 3166)"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a kind asks. `name` stands in the sealed values, for good. `longest`: in characters."""

    name: str
    label: Promise
    form: AnswerForm = AnswerForm.LINE
    choices: type[TextChoices] | None = None
    longest: int = 200
    hint: Promise | str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time of the profile (`clock`: its name there), and a sentence with its last day, %(day)s, or its %(days)s."""

    clock: str
    sentence: Promise


@dataclass(frozen=True, slots=True)
class SubmissionKind:
    """One kind. `name` stands in the rows, for good. `roles`: who may ask, by their role in the case; empty for all.

    `does`, `does_not`: what it does, said before. `deadlines`: times that begin when it is received; the first is the
    one by which we answer. `rules`: other times to know of. `told_within`: (the question that says a day, the clock
    that begins then), after which it may be too late. `sentences`: what its author reads of each state.

    `files`: what files are asked for, '' for none; `files_required`: at least one must come.

    `changes`: what changes for the asker. `discreet_title`: what it is called once it is begun, where the person must
    be safe from who reads along; then no page repeats what was answered. `tells`: what everyone who may is told when it
    is asked for, with "this was not me"; then the PIN is asked again first.
    """

    name: str
    title: Promise
    case: CaseChoice
    questions: tuple[Question, ...]
    sentences: Mapping[SubmissionState, Promise]
    roles: frozenset[Role] = field(default_factory=frozenset)
    about: Promise | str = ""
    does: tuple[Promise, ...] = ()
    does_not: tuple[Promise, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    rules: tuple[Deadline, ...] = ()
    told_within: tuple[str, str] | None = None
    changes: tuple[Promise, ...] = ()
    discreet_title: Promise | str = ""
    files: Promise | str = ""
    files_required: bool = False
    tells: InformationChange | None = None

    @property
    def shown_title(self) -> Promise | str:
        """What it is called in lists and on receipts."""
        return self.discreet_title or self.title

    def question(self, name: str) -> Question | None:
        return next((each for each in self.questions if each.name == name), None)


LONGEST_TEXT = 5_000

MESSAGE = SubmissionKind(
    name="message",
    title=_("Message"),
    case=CaseChoice.ONE_OR_NONE,
    questions=(
        Question("topic", _("What is it about?"), AnswerForm.CHOICE, MessageTopic),
        Question("text", _("Your message"), AnswerForm.LINES, longest=LONGEST_TEXT),
    ),
    files=_("Files"),
    sentences={
        SubmissionState.SENT: _("We have your message."),
        SubmissionState.SEEN: _("We have read your message and are working on the answer."),
        SubmissionState.DONE: _("We answered."),
    },
)

"""Everything that a person can tell us or ask of us: one table, which pages, receipts, notices and the desk read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.cases.kinds import Role


class SubmissionState(TextChoices):
    """How far it is. A person may withdraw what is only sent; nothing here edits a row of the agency's."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
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


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a kind asks. `name` stands in the sealed values, for good. `longest`: in characters."""

    name: str
    label: Promise
    choices: type[TextChoices] | None = None
    longest: int = 200

    def in_words(self, answer: str) -> str:
        """The answer as people read it."""
        return str(self.choices(answer).label) if self.choices and answer else answer


@dataclass(frozen=True, slots=True)
class SubmissionKind:
    """One kind. `name` stands in the rows, for good. `roles`: who may ask; empty for everyone.

    `sentences`: what its author reads of each state that it can be in.
    """

    name: str
    title: Promise
    case: CaseChoice
    questions: tuple[Question, ...]
    sentences: Mapping[SubmissionState, Promise]
    roles: frozenset[Role] = field(default_factory=frozenset)


LONGEST_TEXT = 5_000

MESSAGE = SubmissionKind(
    name="message",
    title=_("Message"),
    case=CaseChoice.ONE_OR_NONE,
    questions=(
        Question("topic", _("What is it about?"), MessageTopic),
        Question("text", _("Your message"), longest=LONGEST_TEXT),
    ),
    sentences={
        SubmissionState.SENT: _("We have your message."),
        SubmissionState.SEEN: _("We have read your message and are working on the answer."),
        SubmissionState.DONE: _("We answered."),
    },
)

SUBMISSION_KINDS = {kind.name: kind for kind in (MESSAGE,)}

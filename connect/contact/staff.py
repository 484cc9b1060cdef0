"""What the agency does with what people tell it. Every read and every decision is in the trail, about its author."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from connect.access.notify_owner import typed_code
from connect.access.unread import keep_unread_count, lock_account
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.contact import rules
from connect.contact.answers import in_words
from connect.contact.file_rules import FileState
from connect.contact.kinds import MESSAGE, SubmissionState
from connect.contact.models import OPEN_STATES, Message, Submission, SubmittedFile
from connect.contact.notify_author import tell_of_answer, tell_of_decision
from connect.contact.queries import is_unscanned, place_is_hidden_from
from connect.contact.receiving import add_message, answers_of
from connect.contact.report_kinds import REPORT_KINDS
from connect.contact.request_kinds import SECRECY, SUBMISSION_KINDS
from connect.contact.sealed_texts import opened_text, sealed_text
from connect.contact.stored_files import read_bytes
from connect.lib.characters import is_plain

LONGEST_NAME = 60


class SubmissionUnchanged(Exception):
    """The decision does not apply; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """One text of a thread as staff read it. `name`: who signed it; '' for the author's own."""

    at: datetime
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that came with it. `content`, `pages`: what we made of it, where it is ready and was asked for."""

    name: str
    state: FileState
    is_picture: bool
    content: bytes = b""
    pages: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSubmission:
    """What staff read. `answers`: (question, answer). `names_no_place`: the case's location is hidden from its author,
    so an answer may name no county, office or officer."""

    participant_id: str
    kind: str
    state: str
    case_number: str
    received_on: date
    answer_by: date | None
    names_no_place: bool
    answers: tuple[tuple[str, str], ...]
    thread: tuple[ReadMessage, ...]
    files: tuple[ReadFile, ...]


def waiting_for_us() -> QuerySet[Submission]:
    """What no one has answered or decided, the first due first."""
    rows = Submission.objects.filter(state__in=OPEN_STATES)
    return rows.order_by(F("answer_by").asc(nulls_last=True), "sent_at").defer("values_sealed", "reason_sealed")


@transaction.atomic
def read_submission(number: str, *, by: str, now: datetime) -> ReadSubmission:
    """Read one. Its author sees from then on that it was read. Raises SubmissionUnchanged."""
    row, by = _locked(number), _name(by)
    if row.state == SubmissionState.SENT:
        row.state, row.seen_at = SubmissionState.SEEN, now
        row.save(update_fields=["state", "seen_at"])
    audit.record(Act.SUBMISSION_READ, by=by, about=row.participant_id, number=row.number)
    kind, said = SUBMISSION_KINDS[row.kind], answers_of(row)
    asked = [each for each in kind.questions if (kind is not MESSAGE or each.name != "text")]
    assert row.received_on  # noqa: S101  # a number is given with the day (a constraint)
    return ReadSubmission(
        participant_id=row.participant_id,
        kind=row.kind,
        state=row.state,
        case_number=row.case_number,
        received_on=row.received_on,
        answer_by=row.answer_by,
        names_no_place=place_is_hidden_from(row.participant_id),
        answers=tuple((str(each.label), in_words(each, said.get(each.name, ""), "en")) for each in asked),
        thread=tuple(_as_read(text) for text in _thread(row)),
        files=tuple(_read_file(each) for each in _files(row)),
    )


@transaction.atomic
def open_files(number: str, *, by: str) -> tuple[ReadFile, ...]:
    """Its files, with what we made of each that is ready. Raises SubmissionUnchanged."""
    row, by = _locked(number), _name(by)
    audit.record(Act.FILES_OPENED, by=by, about=row.participant_id, number=row.number)
    return tuple(_read_file(each, opened=True) for each in _files(row))


def _files(row: Submission) -> QuerySet[SubmittedFile]:
    sent = SubmittedFile.objects.filter(participant_id=row.participant_id, submission=row.public_id)
    return sent.exclude(state=FileState.REMOVED).order_by("at", "public_id")


def _read_file(row: SubmittedFile, *, opened: bool = False) -> ReadFile:
    state = FileState.WAITING if is_unscanned(row) else FileState(row.state)
    name = opened_text(row.name_sealed)
    if not opened or state != FileState.READY:
        return ReadFile(name, state, row.is_picture)
    key = opened_text(row.key_sealed)
    pages = tuple(read_bytes(f"{row.stored}-{number}", key) for number in range(1, row.pages + 1))
    return ReadFile(name, state, row.is_picture, read_bytes(row.stored, key), pages)


@transaction.atomic
def answer_message(number: str, text: str, *, by: str, now: datetime) -> None:
    """Answer a message; its author gets a mail without a word of it. Raises SubmissionUnchanged."""
    row, text, by = _locked(number), rules.plain_text(text), _name(by)
    if row.kind != MESSAGE.name:
        raise SubmissionUnchanged(f"{row.number} is a request: decide about it")
    if not text:
        raise SubmissionUnchanged("an answer has a text")
    added = add_message(row, text, form_key=secrets.token_urlsafe(16), now=now, signed=by)
    row.state, row.answer_by, row.ended_at = SubmissionState.DONE, None, now
    row.seen_at = row.seen_at or now
    move(row, now)
    audit.record(Act.MESSAGE_ANSWERED, by=by, about=row.participant_id, number=row.number)
    tell_of_answer(row, added.place, now=now)


@transaction.atomic
def decide_request(number: str, decision: SubmissionState, reason: str, *, by: str, now: datetime) -> None:
    """Accept, refuse or finish a request; its author gets a mail without a word of it. Raises SubmissionUnchanged."""
    row, reason, by = _locked(number), rules.plain_text(reason), _name(by)
    if row.kind == MESSAGE.name:
        raise SubmissionUnchanged(f"{row.number} is a message: answer it")
    if row.kind == SECRECY.name and row.state in OPEN_STATES:  # decided before the mark is set, it would get none
        raise SubmissionUnchanged(f"{row.number} is carried out without us: decide once it is accepted")
    if not rules.may_follow(row.state, decision):
        raise SubmissionUnchanged(f"{row.number} is {row.state}: it cannot become {decision.value}")
    if decision == SubmissionState.REFUSED and not reason:
        raise SubmissionUnchanged("a refusal says why (--reason)")
    row.state, row.answer_by = decision, None
    row.seen_at, row.decided_at = row.seen_at or now, row.decided_at or now
    row.reason_sealed = sealed_text(reason) or row.reason_sealed
    row.ended_at = now if decision in rules.ENDED else None
    audit.record(Act.REQUEST_DECIDED, by=by, about=row.participant_id, number=row.number)
    if row.kind in REPORT_KINDS:  # what becomes of a report tells its author what we knew: nothing that they see moves
        if decision == SubmissionState.ACCEPTED:  # nothing more follows, and the retention of ended ones begins
            row.state, row.ended_at = SubmissionState.DONE, now
        row.save()
        return
    move(row, now)
    tell_of_decision(row, now=now)


def move(row: Submission, now: datetime) -> None:
    """Save what we said, and count it as unread."""
    row.last_at = now
    row.unread += 1
    row.save()
    count_unread(row.participant_id)


def count_unread(participant_id: str) -> int:
    """Count anew what the person has not read, in the caller's transaction; how many."""
    count = Submission.objects.filter(participant_id=participant_id).aggregate(all=Sum("unread"))["all"] or 0
    keep_unread_count(participant_id, count)
    return int(count)


def _name(by: str) -> str:
    """Who acts, for the trail and for the reader. Raises SubmissionUnchanged."""
    name = by.strip()
    if not name or len(name) > LONGEST_NAME or not is_plain(name):
        raise SubmissionUnchanged(f"--by is a name of at most {LONGEST_NAME} characters, on one line")
    return name


def _locked(number: str) -> Submission:
    """The submission with that number, its account locked first. Raises SubmissionUnchanged."""
    code = typed_code(number)
    row = Submission.objects.filter(number=code).first() if code else None
    if row is None:
        raise SubmissionUnchanged(f"nothing has the number {number!r}")
    lock_account(row.participant_id)
    return Submission.objects.select_for_update().get(participant_id=row.participant_id, public_id=row.public_id)


def _thread(row: Submission) -> QuerySet[Message]:
    return Message.objects.filter(participant_id=row.participant_id, submission=row.public_id).order_by("place")


def _as_read(text: Message) -> ReadMessage:
    name, said = (opened_text(sealed) for sealed in (text.name_sealed, text.text_sealed))
    return ReadMessage(text.at, name, said)

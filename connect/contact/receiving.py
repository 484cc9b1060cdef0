"""What a person tells us comes in: each text makes one row, however often its form is sent.

These functions know no visit, so that every door has them; a visit's acts are in `actions.py`. Each runs in its
caller's transaction, which has locked the person's account (connect.access.unread.lock_account): what is counted
cannot be passed by forty forms at once.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial

from django.conf import settings
from django.db.models import Max

from connect.access.new_email import mail_new_email_link, opened_new_email, still_counts
from connect.access.notify_owner import new_code, notify_owner
from connect.access.unread import lock_account
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.audit.rules import agency_day
from connect.cases.models import DisclosedCase
from connect.contact import rules
from connect.contact.answers import CASE_QUESTION, answer_due_on, unanswered
from connect.contact.change_kinds import CHANGE_KINDS, EMAIL
from connect.contact.file_rows import delete_with_files, has_files, move_files
from connect.contact.kinds import MESSAGE, CaseChoice, SubmissionKind, SubmissionState
from connect.contact.models import OPEN_STATES, Message, Submission
from connect.contact.request_kinds import RECEIPT_KINDS, REQUEST_KINDS
from connect.contact.sealed_texts import opened_text, sealed_text
from connect.lib.doors import Door
from connect.notices.events import ChangeAsked

type Answers = Mapping[str, str]  # to a kind's questions, by their names

_NUMBER_CHARACTERS = 10


class TooManyToday(Exception):
    """The person has sent as much today as we take in a day."""


class TooManyDrafts(Exception):
    """The person has as many drafts as we keep."""


class StillUnanswered(Exception):
    """Questions that must be answered first; `args[0]`: their names."""


class NotTheirs(Exception):
    """No such thing is the person's own: it never was, or it is someone else's."""


def receive_message(
    participant_id: str, *, form_key: str, case_number: str, answers: Answers, door: Door, now: datetime
) -> Submission:
    """A new conversation with its first message. Raises TooManyToday and NotTheirs."""
    content = _content(MESSAGE.name, case_number, answers)
    earlier, form_key = _sent_before(participant_id, MESSAGE, form_key, content)
    if earlier:
        return earlier
    _refuse_too_many_messages(participant_id, now)
    submission = _submission(participant_id, MESSAGE, form_key=form_key, case_number=case_number, answers=answers)
    submission.state, submission.last_at = SubmissionState.SENT, now
    _give_number(submission, now)
    submission.answer_by, submission.reply_to = _message_due(now), ""
    submission.save()
    added = add_message(submission, answers["text"], form_key=submission.public_id, now=now)
    move_files(submission, submission, added)
    _record_message(submission, door)
    return submission


def receive_reply(
    participant_id: str, public_id: str, *, form_key: str, text: str, door: Door, now: datetime
) -> Submission:
    """One more message in a conversation of the person's. Raises TooManyToday and NotTheirs."""
    submission = own_submission(participant_id, public_id)
    if submission.kind != MESSAGE.name or submission.state == SubmissionState.DRAFT:
        raise NotTheirs
    same_form = Message.objects.filter(participant_id=participant_id, form_key=form_key).first()
    if same_form and opened_text(same_form.text_sealed) != text:
        form_key = rules.key_of_another_text(form_key, text)
        same_form = Message.objects.filter(participant_id=participant_id, form_key=form_key).first()
    if same_form:
        return submission
    _refuse_too_many_messages(participant_id, now)
    added = add_message(submission, text, form_key=form_key, now=now)
    if draft := reply_draft(participant_id, public_id):
        move_files(draft, submission, added)
        draft.delete()
    if submission.state not in (SubmissionState.SENT, SubmissionState.SEEN):  # it waits for an answer again
        submission.answer_by, submission.late_told_at = _message_due(now), None
    submission.state, submission.last_at, submission.ended_at = SubmissionState.SENT, now, None
    submission.save()
    _record_message(submission, door)
    return submission


def begin_request(
    participant_id: str, kind: SubmissionKind, *, form_key: str, case_number: str, now: datetime
) -> Submission:
    """A draft of a request; the same form gives the same one, as far as it has come. Raises TooManyDrafts and
    NotTheirs."""
    row = Submission.objects.filter(participant_id=participant_id, form_key=form_key).first()
    if row and row.kind != kind.name:
        raise NotTheirs
    return row or keep_draft(participant_id, kind, form_key=form_key, case_number=case_number, answers={}, now=now)


def answer_question(
    participant_id: str, public_id: str, *, case_number: str | None = None, answers: Answers, now: datetime
) -> Submission:
    """Put one answer, or the case, into a draft of a request. Raises NotTheirs, also for what is sent already."""
    row = own_submission(participant_id, public_id)
    if row.state != SubmissionState.DRAFT or row.kind not in REQUEST_KINDS:
        raise NotTheirs
    kind, number = REQUEST_KINDS[row.kind], row.case_number if case_number is None else case_number
    _fill(row, kind, number, answers_of(row) | dict(answers))
    row.last_at = now
    row.save()
    return row


def receive_request(participant_id: str, public_id: str, *, door: Door, now: datetime) -> Submission:
    """Send a draft of a request; one that is sent already stays as it is. Raises NotTheirs, StillUnanswered and
    TooManyToday."""
    row = own_submission(participant_id, public_id)
    if row.kind not in REQUEST_KINDS:
        raise NotTheirs
    if row.state != SubmissionState.DRAFT:
        return row
    kind, said = REQUEST_KINDS[row.kind], answers_of(row)
    if missing := unanswered(kind, row.case_number, said, now, has_files=has_files(row)):
        raise StillUnanswered(missing)
    try:
        _fill(row, kind, row.case_number, said)
    except NotTheirs as gone:  # a feed took the case away since
        raise StillUnanswered([CASE_QUESTION]) from gone
    _refuse_too_many_requests(participant_id, now)
    row.state, row.last_at = SubmissionState.SENT, now
    _give_number(row, now)
    assert row.received_on  # noqa: S101  # for the type checker
    row.answer_by = answer_due_on(kind, row.received_on, said)
    row.save()
    audit.record(Act.REQUEST_SENT, by=participant_id, about=participant_id, door=door, number=row.number)
    return row


def receive_change(
    participant_id: str, kind: SubmissionKind, *, form_key: str, answers: Answers, door: Door, now: datetime
) -> Submission:
    """A change that the person asks for. An earlier one of the same kind, which no one has read, gives way to it.

    A new email waits as a draft until its owner has opened our link (receive_confirmed_email). Raises TooManyToday and
    TooManyLinks.
    """
    content = _content(kind.name, "", answers)
    earlier, form_key = _sent_before(participant_id, kind, form_key, content, drafts=kind is EMAIL)
    if earlier:
        return earlier
    _refuse_too_many_requests(participant_id, now)
    row = _submission(participant_id, kind, form_key=form_key, case_number="", answers=answers)
    older = Submission.objects.filter(participant_id=participant_id, kind=kind.name).exclude(public_id=row.public_id)
    delete_with_files(older.filter(state=SubmissionState.DRAFT))
    row.last_at = now
    if kind is EMAIL:
        row.save()
        mail_new_email_link(participant_id, row.public_id, answers["email"], now=now)
        audit.record(Act.EMAIL_LINK_SENT, by=participant_id, about=participant_id, door=door)
    else:
        _send_change(row, kind, by=participant_id, door=door, now=now)
    if kind.tells:
        notify_owner(participant_id, partial(ChangeAsked, asked=kind.tells), about=Act.CHANGE_ASKED, now=now)
    return row


def receive_confirmed_email(code: str, *, door: Door, now: datetime) -> bool:
    """The owner of a new mailbox opened our link: its change goes to the agency. False: no link of ours that counts."""
    link = opened_new_email(code, now)
    if link is None:
        return False
    lock_account(link.participant_id)
    row = Submission.objects.filter(participant_id=link.participant_id, public_id=link.about, kind=EMAIL.name).first()
    if row is None or row.state == SubmissionState.WITHDRAWN or not still_counts(link):
        return False
    if row.state == SubmissionState.DRAFT:
        _send_change(row, EMAIL, by=door, door=door, now=now)
    return True


def _send_change(row: Submission, kind: SubmissionKind, *, by: str, door: Door, now: datetime) -> None:
    before = Submission.objects.filter(participant_id=row.participant_id, kind=kind.name, state=SubmissionState.SENT)
    for each in before:
        _withdraw(each, now)
    row.state, row.last_at = SubmissionState.SENT, now
    _give_number(row, now)
    assert row.received_on  # noqa: S101  # for the type checker
    row.answer_by = answer_due_on(kind, row.received_on, {})
    row.save()
    audit.record(Act.CHANGE_ASKED, by=by, about=row.participant_id, door=door, number=row.number)


def receive_report(
    participant_id: str,
    kind: SubmissionKind,
    *,
    form_key: str,
    case_number: str,
    answers: Answers,
    door: Door,
    now: datetime,
) -> Submission:
    """What the person tells us about the other party of a case. Nothing of that party's is read. Raises TooManyToday
    and NotTheirs."""
    earlier, form_key = _sent_before(participant_id, kind, form_key, _content(kind.name, case_number, answers))
    if earlier:
        return earlier
    _refuse_too_many_requests(participant_id, now)
    row = _submission(participant_id, kind, form_key=form_key, case_number=case_number, answers=answers)
    row.state, row.last_at = SubmissionState.SENT, now
    _give_number(row, now)
    row.save()
    audit.record(Act.INFORMATION_SENT, by=participant_id, about=participant_id, door=door, number=row.number)
    return row


def withdraw_changes(participant_id: str, *, since: datetime, now: datetime) -> None:
    """ "This was not me": take back, in the caller's transaction, every change asked for since then that is not on
    file yet, also one that we have read or accepted."""
    asked = Submission.objects.filter(participant_id=participant_id, kind__in=CHANGE_KINDS, last_at__gte=since)
    delete_with_files(asked.filter(state=SubmissionState.DRAFT))
    for row in asked.filter(state__in=(*OPEN_STATES, SubmissionState.ACCEPTED), sent_at__gte=since):
        _withdraw(row, now)
        audit.record(Act.REQUEST_WITHDRAWN, by="not me", about=participant_id, number=row.number)


def _withdraw(row: Submission, now: datetime) -> None:
    row.state, row.answer_by, row.ended_at, row.last_at = SubmissionState.WITHDRAWN, None, now, now
    row.save()


def withdraw_request(participant_id: str, public_id: str, *, door: Door, now: datetime) -> bool:
    """Take back a request that no one has read. False where it is further. Raises NotTheirs."""
    row = own_submission(participant_id, public_id)
    if row.kind not in RECEIPT_KINDS or row.state == SubmissionState.DRAFT:
        raise NotTheirs
    if not rules.may_follow(row.state, SubmissionState.WITHDRAWN):
        return False
    _withdraw(row, now)
    audit.record(Act.REQUEST_WITHDRAWN, by=participant_id, about=participant_id, door=door, number=row.number)
    return True


def keep_draft(
    participant_id: str, kind: SubmissionKind, *, form_key: str, case_number: str, answers: Answers, now: datetime
) -> Submission:
    """Keep what was typed so far under the form's key. Raises TooManyDrafts and NotTheirs."""
    row = Submission.objects.filter(participant_id=participant_id, form_key=form_key).first()
    if row and row.state != SubmissionState.DRAFT:
        form_key = rules.key_of_another_text(form_key, _content(kind.name, case_number, answers))
        row = Submission.objects.filter(participant_id=participant_id, form_key=form_key).first()
    if row is None:
        drafts = Submission.objects.filter(participant_id=participant_id, state=SubmissionState.DRAFT)
        if drafts.count() >= rules.MOST_DRAFTS:
            raise TooManyDrafts
        row = _submission(participant_id, kind, form_key=form_key, case_number=case_number, answers=answers)
    elif row.kind != kind.name:
        raise NotTheirs
    _fill(row, kind, case_number, answers)
    row.last_at = now
    row.save()
    return row


def keep_reply_draft(participant_id: str, public_id: str, *, form_key: str, text: str, now: datetime) -> Submission:
    """Keep what was typed below a conversation, of which there is one draft. Raises TooManyDrafts and NotTheirs."""
    conversation = own_submission(participant_id, public_id)
    if conversation.kind != MESSAGE.name or conversation.state == SubmissionState.DRAFT:
        raise NotTheirs
    earlier = reply_draft(participant_id, public_id)
    form_key = earlier.form_key if earlier else form_key
    answers = answers_of(conversation) | {"text": text}
    case_number = conversation.case_number if _is_their_case(conversation) else ""
    row = keep_draft(participant_id, MESSAGE, form_key=form_key, case_number=case_number, answers=answers, now=now)
    row.reply_to = public_id
    row.save(update_fields=["reply_to"])
    return row


def reply_draft(participant_id: str, public_id: str) -> Submission | None:
    """What its author has kept, and not sent, below that conversation."""
    rows = Submission.objects.filter(participant_id=participant_id, reply_to=public_id, state=SubmissionState.DRAFT)
    return rows.first() if public_id else None


def _is_their_case(row: Submission) -> bool:
    """Whether the feed still sends its author the case of `row`."""
    cases = DisclosedCase.objects.filter(participant_id=row.participant_id, case_number=row.case_number)
    return cases.exists()


def own_submission(participant_id: str, public_id: str) -> Submission:
    """The person's own submission at that address. Raises NotTheirs."""
    row = Submission.objects.filter(participant_id=participant_id, public_id=public_id).first()
    if row is None:
        raise NotTheirs
    return row


def _sent_before(
    participant_id: str, kind: SubmissionKind, form_key: str, content: str, *, drafts: bool = False
) -> tuple[Submission | None, str]:
    """What the same form with the same content has made, and the key under which the content is kept. `drafts`: also
    what waits for its owner.

    A form that has sent another text before (it was restored with Back and changed), or that has the key of another
    kind's form, makes another row.
    """
    rows = Submission.objects.filter(participant_id=participant_id)
    rows = rows if drafts else rows.exclude(kind=kind.name, state=SubmissionState.DRAFT)
    row = rows.filter(form_key=form_key).first()
    if row and content_of(row) != content:
        form_key = rules.key_of_another_text(form_key, content)
        row = rows.filter(form_key=form_key).first()
    return row, form_key


def _submission(
    participant_id: str, kind: SubmissionKind, *, form_key: str, case_number: str, answers: Answers
) -> Submission:
    """The draft of that form, or a new row that is not saved yet, with what was typed. Raises NotTheirs."""
    row = Submission.objects.filter(
        participant_id=participant_id, form_key=form_key, kind=kind.name, state=SubmissionState.DRAFT
    ).first() or Submission(
        participant_id=participant_id,
        public_id=secrets.token_urlsafe(16),
        form_key=form_key,
        kind=kind.name,
        state=SubmissionState.DRAFT,
    )
    _fill(row, kind, case_number, answers)
    return row


def _fill(row: Submission, kind: SubmissionKind, case_number: str, answers: Answers) -> None:
    """Put the case and the answers into the row. Raises NotTheirs for a case that is not the person's."""
    theirs = DisclosedCase.objects.filter(participant_id=row.participant_id, case_number=case_number)
    if kind.roles:
        theirs = theirs.filter(role__in=kind.roles)
    if case_number and (kind.case is CaseChoice.NONE or not theirs.exists()):
        raise NotTheirs
    row.case_number = case_number
    row.values_sealed = sealed_text(json.dumps({each.name: answers.get(each.name, "") for each in kind.questions}))


def answers_of(row: Submission) -> dict[str, str]:
    """What its author answered to each question of its kind; {} once it is emptied."""
    said = opened_text(row.values_sealed)
    return {str(name): str(value) for name, value in json.loads(said).items()} if said else {}


def content_of(row: Submission) -> str:
    return _content(row.kind, row.case_number, answers_of(row))


def _content(kind: str, case_number: str, answers: Answers) -> str:
    return json.dumps([kind, case_number, {name: value for name, value in sorted(answers.items()) if value}])


def _give_number(row: Submission, now: datetime) -> None:
    row.number = new_code(_NUMBER_CHARACTERS)
    row.sent_at, row.received_on = now, agency_day(now, settings.AGENCY.zone)


def _message_due(now: datetime) -> date:
    agency = settings.AGENCY
    return agency.hours.business_days_after(agency_day(now, settings.AGENCY.zone), agency.promises.message_days)


def add_message(row: Submission, text: str, *, form_key: str, now: datetime, signed: str = "") -> Message:
    """One more text at the end of the thread. `signed`: by whom of the agency; '' for the author's own."""
    thread = Message.objects.filter(participant_id=row.participant_id, submission=row.public_id)
    last = thread.aggregate(last=Max("place"))["last"] or 0
    return Message.objects.create(
        participant_id=row.participant_id,
        submission=row.public_id,
        place=last + 1,
        form_key=form_key,
        from_agency=bool(signed),
        name_sealed=sealed_text(signed),
        text_sealed=sealed_text(text),
        at=now,
    )


def _refuse_too_many_messages(participant_id: str, now: datetime) -> None:
    today = Message.objects.filter(participant_id=participant_id, from_agency=False, at__gte=midnight(now))
    if today.count() >= rules.MESSAGES_A_DAY:
        raise TooManyToday


def _refuse_too_many_requests(participant_id: str, now: datetime) -> None:
    today = Submission.objects.filter(participant_id=participant_id, sent_at__gte=midnight(now))
    if today.exclude(kind=MESSAGE.name).count() >= rules.REQUESTS_A_DAY:
        raise TooManyToday


def midnight(now: datetime) -> datetime:
    """When the agency's day of `now` began."""
    return datetime.combine(agency_day(now, settings.AGENCY.zone), time(), settings.AGENCY.zone)


def _record_message(row: Submission, door: Door) -> None:
    """The trail names the author alone, in `by` and in `about`: an entry about anyone else would stand in that person's
    own history."""
    audit.record(Act.MESSAGE_SENT, by=row.participant_id, about=row.participant_id, door=door, number=row.number)

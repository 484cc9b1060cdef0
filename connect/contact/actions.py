"""What a person does in a visit: write, answer, add files, keep for later, throw a draft away."""

from datetime import datetime

from connect.access.current_visit import CurrentVisit
from connect.access.reauthentication import in_a_confirmed_visit
from connect.access.visit_lock import in_a_visit
from connect.contact import files, receiving
from connect.contact.file_rows import delete_with_files
from connect.contact.file_rules import SentFile
from connect.contact.kinds import MESSAGE, SubmissionKind, SubmissionState
from connect.contact.models import Submission
from connect.contact.receiving import Answers, NotTheirs
from connect.contact.request_kinds import REQUEST_KINDS
from connect.lib.doors import Door


@in_a_visit
def send_message(
    visit: CurrentVisit, *, form_key: str, case_number: str, answers: Answers, door: Door, now: datetime
) -> str:
    """A new conversation; its public id. The same form again gives the same one. Raises VisitEnded, TooManyToday and
    NotTheirs."""
    person = visit.participant_id
    row = receiving.receive_message(
        person, form_key=form_key, case_number=case_number, answers=answers, door=door, now=now
    )
    return row.public_id


@in_a_visit
def send_reply(visit: CurrentVisit, public_id: str, *, form_key: str, text: str, door: Door, now: datetime) -> None:
    """One more message in a conversation. Raises VisitEnded, TooManyToday and NotTheirs."""
    receiving.receive_reply(visit.participant_id, public_id, form_key=form_key, text=text, door=door, now=now)


@in_a_visit
def save_for_later(
    visit: CurrentVisit, kind: SubmissionKind, *, form_key: str, case_number: str, answers: Answers, now: datetime
) -> str:
    """Keep a draft; its public id. Raises VisitEnded, TooManyDrafts and NotTheirs."""
    person = visit.participant_id
    row = receiving.keep_draft(person, kind, form_key=form_key, case_number=case_number, answers=answers, now=now)
    return row.public_id


@in_a_visit
def begin_request_draft(
    visit: CurrentVisit, kind: SubmissionKind, *, form_key: str, case_number: str, now: datetime
) -> str:
    """A draft of a request; its public id. Raises VisitEnded, TooManyDrafts and NotTheirs."""
    person = visit.participant_id
    return receiving.begin_request(person, kind, form_key=form_key, case_number=case_number, now=now).public_id


@in_a_visit
def answer_in_draft(
    visit: CurrentVisit, public_id: str, *, case_number: str | None = None, answers: Answers, now: datetime
) -> None:
    """Answer one question of a draft, or name its case. Raises VisitEnded and NotTheirs."""
    receiving.answer_question(visit.participant_id, public_id, case_number=case_number, answers=answers, now=now)


@in_a_visit
def send_request(visit: CurrentVisit, public_id: str, *, door: Door, now: datetime) -> None:
    """Send a draft; again it changes nothing. Raises VisitEnded, NotTheirs, StillUnanswered and TooManyToday."""
    receiving.receive_request(visit.participant_id, public_id, door=door, now=now)


@in_a_visit
def ask_for_change(
    visit: CurrentVisit,
    kind: SubmissionKind,
    *,
    form_key: str,
    answers: Answers,
    file: SentFile | None = None,
    door: Door,
    now: datetime,
) -> str:
    """Ask for a change of what we know of the person, with a file that proves it; its public id. Raises VisitEnded,
    TooManyToday and FileNotTaken."""
    row = receiving.receive_change(visit.participant_id, kind, form_key=form_key, answers=answers, door=door, now=now)
    if file and kind.files:
        files.add_file(row, file, door=door, now=now)
    return row.public_id


@in_a_confirmed_visit
def ask_for_guarded_change(
    visit: CurrentVisit, kind: SubmissionKind, *, form_key: str, answers: Answers, door: Door, now: datetime
) -> str:
    """The same for a place where we reach the person. Raises NotConfirmed and TooManyLinks too."""
    person = visit.participant_id
    return receiving.receive_change(person, kind, form_key=form_key, answers=answers, door=door, now=now).public_id


@in_a_visit
def send_report(
    visit: CurrentVisit,
    kind: SubmissionKind,
    *,
    form_key: str,
    case_number: str,
    answers: Answers,
    door: Door,
    now: datetime,
) -> None:
    """Tell us something about the other party. Raises VisitEnded, TooManyToday and NotTheirs."""
    receiving.receive_report(
        visit.participant_id,
        kind,
        form_key=form_key,
        case_number=case_number,
        answers=answers,
        door=door,
        now=now,
    )


@in_a_visit
def withdraw_own_request(visit: CurrentVisit, public_id: str, *, door: Door, now: datetime) -> bool:
    """Take back what no one has read; False where someone has. Raises VisitEnded and NotTheirs."""
    return receiving.withdraw_request(visit.participant_id, public_id, door=door, now=now)


@in_a_visit
def delete_draft(visit: CurrentVisit, public_id: str, *, now: datetime) -> bool:
    """Throw a draft away, with its files. False where there is none. Raises VisitEnded."""
    drafts = Submission.objects.filter(participant_id=visit.participant_id, state=SubmissionState.DRAFT)
    draft = drafts.filter(public_id=public_id)
    found = draft.exists()
    delete_with_files(draft)
    return found


@in_a_visit
def save_reply(visit: CurrentVisit, public_id: str, *, form_key: str, text: str, now: datetime) -> None:
    """Keep what was typed below a conversation. Raises VisitEnded, TooManyDrafts and NotTheirs."""
    receiving.keep_reply_draft(visit.participant_id, public_id, form_key=form_key, text=text, now=now)


@in_a_visit
def add_file_to_message(
    visit: CurrentVisit,
    file: SentFile,
    *,
    form_key: str,
    case_number: str,
    answers: Answers,
    door: Door,
    now: datetime,
) -> str:
    """Keep a draft of a message with one file more; its public id. Raises FileNotTaken and what save_for_later does."""
    person = visit.participant_id
    row = receiving.keep_draft(person, MESSAGE, form_key=form_key, case_number=case_number, answers=answers, now=now)
    files.add_file(row, file, door=door, now=now)
    return row.public_id


@in_a_visit
def add_file_to_reply(
    visit: CurrentVisit, file: SentFile, public_id: str, *, form_key: str, text: str, door: Door, now: datetime
) -> None:
    """Keep what was typed below a conversation, with one file more. Raises FileNotTaken and what save_reply does."""
    row = receiving.keep_reply_draft(visit.participant_id, public_id, form_key=form_key, text=text, now=now)
    files.add_file(row, file, door=door, now=now)


@in_a_visit
def add_file_to_request(visit: CurrentVisit, file: SentFile, public_id: str, *, door: Door, now: datetime) -> None:
    """Put one file more into a draft of a request. Raises VisitEnded, FileNotTaken and NotTheirs."""
    row = receiving.answer_question(visit.participant_id, public_id, answers={}, now=now)
    if not REQUEST_KINDS[row.kind].files:
        raise NotTheirs
    files.add_file(row, file, door=door, now=now)


@in_a_visit
def remove_own_file(visit: CurrentVisit, public_id: str, *, door: Door, now: datetime) -> bool:
    """Take a file out of a draft. False where there is none. Raises VisitEnded."""
    return files.remove_file(visit.participant_id, public_id, door=door)

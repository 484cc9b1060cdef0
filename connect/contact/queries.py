"""What a person may read of what they told us. Every read takes the viewer, and keeps to that person's own rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from connect.cases.models import DisclosedCase
from connect.cases.viewer import Viewer
from connect.contact.change_kinds import CHANGE_KINDS
from connect.contact.file_rules import FileProblem, FileState
from connect.contact.kinds import MESSAGE, SubmissionState
from connect.contact.models import Message, Submission, SubmittedFile
from connect.contact.receiving import answers_of, reply_draft
from connect.contact.report_kinds import REPORT_KINDS
from connect.contact.request_kinds import RECEIPT_KINDS
from connect.contact.sealed_texts import opened_text
from connect.contact.stored_files import read_bytes

CONVERSATIONS_A_PAGE = 15


@dataclass(frozen=True, slots=True)
class Conversation:
    """A line of the list of messages. `unread`: how many answers its author has not seen. `reply_to`: of a draft, the
    conversation that it goes on with."""

    public_id: str
    topic: str
    case_number: str
    last_at: datetime
    unread: int
    state: str
    answer_by: date | None
    reply_to: str


@dataclass(frozen=True, slots=True)
class Conversations:
    """A page of them, newest first, and the drafts on the first page."""

    lines: tuple[Conversation, ...]
    drafts: tuple[Conversation, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as its author sees it. `problem`: why it was not taken, and what to do; '' for any other."""

    public_id: str
    name: str
    place: int
    is_picture: bool
    sent_bytes: int
    state: FileState
    problem: str


@dataclass(frozen=True, slots=True)
class ThreadText:
    """One text of a thread. `name`: who of the agency signed it, '' for the reader's own, and where a name could tell
    the reader where someone lives."""

    from_agency: bool
    name: str
    text: str
    at: datetime
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation. `case_public_id`: '' for none."""

    public_id: str
    number: str
    topic: str
    case_number: str
    case_public_id: str
    state: str
    answer_by: date | None
    unread: int
    texts: tuple[ThreadText, ...]
    draft: "Draft | None"


def conversations(viewer: Viewer, *, page: int) -> Conversations:
    """A page of the viewer's conversations. A number out of range gives the nearest page."""
    mine = Submission.objects.filter(participant_id=viewer.participant_id, kind=MESSAGE.name)
    sent = mine.exclude(state=SubmissionState.DRAFT)
    pages = max(1, -(-sent.count() // CONVERSATIONS_A_PAGE))
    page = min(max(page, 1), pages)
    rows = sent.order_by("-last_at", "public_id")[(page - 1) * CONVERSATIONS_A_PAGE : page * CONVERSATIONS_A_PAGE]
    drafts = mine.filter(state=SubmissionState.DRAFT).order_by("-last_at") if page == 1 else ()
    return Conversations(tuple(map(_line, rows)), tuple(map(_line, drafts)), page, pages)


def _line(row: Submission) -> Conversation:
    topic = answers_of(row).get("topic", "")
    said = (row.public_id, topic, row.case_number, row.last_at, row.unread, row.state, row.answer_by, row.reply_to)
    return Conversation(*said)


def thread(viewer: Viewer, public_id: str) -> Thread | None:
    """The viewer's conversation with that id; None alike for someone else's and for one that never existed."""
    person = viewer.participant_id
    sent = Submission.objects.filter(participant_id=person, kind=MESSAGE.name).exclude(state=SubmissionState.DRAFT)
    row = sent.filter(public_id=public_id).first()
    if row is None:
        return None
    texts = Message.objects.filter(participant_id=person, submission=public_id).order_by("place")
    reply = reply_draft(person, public_id)
    files = files_of(viewer, public_id, *([reply.public_id] if reply else []))
    cases = DisclosedCase.objects.filter(participant_id=person)
    known = list(cases.values_list("case_number", "public_id", "location_hidden"))
    names_no_one = any(hidden for _, _, hidden in known)
    return Thread(
        public_id=row.public_id,
        number=row.number,
        topic=answers_of(row).get("topic", ""),
        case_number=row.case_number,
        case_public_id=next((public for number, public, _ in known if number == row.case_number), ""),
        state=row.state,
        answer_by=row.answer_by,
        unread=row.unread,
        texts=tuple(_text(each, [file for file in files if file.place == each.place], names_no_one) for each in texts),
        draft=_draft(reply, [file for file in files if not file.place]) if reply else None,
    )


def _text(row: Message, files: list[FileLine], names_no_one: bool) -> ThreadText:
    name = "" if names_no_one else opened_text(row.name_sealed)
    return ThreadText(row.from_agency, name, opened_text(row.text_sealed), row.at, tuple(files))


def files_of(viewer: Viewer, *submissions: str) -> tuple[FileLine, ...]:
    """The files of the viewer's submissions, in the order in which they came."""
    rows = SubmittedFile.objects.filter(participant_id=viewer.participant_id, submission__in=submissions)
    return tuple(_file(row) for row in rows.exclude(state=FileState.REMOVED).order_by("at", "public_id"))


def _file(row: SubmittedFile) -> FileLine:
    state = FileState.WAITING if is_unscanned(row) else FileState(row.state)
    problem = str(FileProblem(row.problem).label) if row.problem else ""
    name = opened_text(row.name_sealed)
    return FileLine(row.public_id, name, row.place, row.is_picture, row.sent_bytes, state, problem)


def is_unscanned(row: SubmittedFile) -> bool:
    """Whether a scanner must look at it before anyone sees it."""
    return bool(settings.CLAMD) and not row.scanned and row.state == FileState.READY


def own_file(viewer: Viewer, public_id: str) -> tuple[bytes, bool] | None:
    """What we made of the viewer's file, and whether it is a picture; None alike for someone else's, for one that never
    was, for one that is not ready, and for what came with a change of the person's information, which no page
    repeats."""
    mine = Submission.objects.filter(participant_id=viewer.participant_id).exclude(kind__in=CHANGE_KINDS)
    rows = SubmittedFile.objects.filter(participant_id=viewer.participant_id, public_id=public_id)
    row = rows.filter(state=FileState.READY, submission__in=mine.values("public_id")).first()
    if row is None or is_unscanned(row):
        return None
    return read_bytes(row.stored, opened_text(row.key_sealed)), row.is_picture


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, with the key of its form."""

    public_id: str
    form_key: str
    case_number: str
    answers: dict[str, str]
    files: tuple[FileLine, ...]


def draft(viewer: Viewer, kind: str, public_id: str) -> Draft | None:
    """The viewer's draft of that kind; None where there is none."""
    rows = Submission.objects.filter(participant_id=viewer.participant_id, kind=kind, state=SubmissionState.DRAFT)
    rows = rows.filter(reply_to="")
    row = rows.filter(public_id=public_id).first()
    return _draft(row, files_of(viewer, public_id)) if row else None


def draft_of_form(viewer: Viewer, kind: str, form_key: str) -> Draft | None:
    """The viewer's draft of that kind that this form has made; None where there is none."""
    rows = Submission.objects.filter(participant_id=viewer.participant_id, kind=kind, state=SubmissionState.DRAFT)
    row = rows.filter(form_key=form_key, reply_to="").first()
    return _draft(row, files_of(viewer, row.public_id)) if row else None


def _draft(row: Submission, files: Iterable[FileLine]) -> Draft:
    return Draft(row.public_id, row.form_key, row.case_number, answers_of(row), tuple(files))


def place_is_hidden_from(participant_id: str) -> bool:
    """Whether the location of a case is hidden from this person. An officer's name gives away an office, so this
    person is told none, whatever the case is."""
    return DisclosedCase.objects.filter(participant_id=participant_id, location_hidden=True).exists()


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A line of the list of requests."""

    public_id: str
    kind: str
    case_number: str
    sent_at: datetime | None
    state: str
    answer_by: date | None
    unread: int


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request, or a draft of one. `case_public_id`: '' for none. `reason`: what we said when we decided."""

    public_id: str
    number: str
    kind: str
    case_number: str
    case_public_id: str
    answers: dict[str, str]
    state: str
    sent_at: datetime | None
    received_on: date | None
    answer_by: date | None
    reason: str
    unread: int
    files: tuple[FileLine, ...]


MOST_REQUESTS = 200  # of a person, in the list; the rest is old


def requests_of(viewer: Viewer) -> tuple[RequestLine, ...]:
    """The viewer's requests and drafts of them, newest first. A change that waits for its owner is no draft to go on
    with."""
    rows = Submission.objects.filter(participant_id=viewer.participant_id, kind__in=RECEIPT_KINDS)
    rows = rows.exclude(kind__in=CHANGE_KINDS, state=SubmissionState.DRAFT)
    columns = rows.order_by("-last_at", "public_id").values_list(*RequestLine.__slots__)
    return tuple(RequestLine(*row) for row in columns[:MOST_REQUESTS])


def own_request(viewer: Viewer, public_id: str) -> OwnRequest | None:
    """The viewer's request, or draft of one, with that id; None alike for anything else."""
    rows = Submission.objects.filter(participant_id=viewer.participant_id, kind__in=RECEIPT_KINDS)
    rows = rows.exclude(kind__in=CHANGE_KINDS, state=SubmissionState.DRAFT)
    row = rows.filter(public_id=public_id).first()
    if row is None:
        return None
    cases = DisclosedCase.objects.filter(participant_id=viewer.participant_id, case_number=row.case_number)
    case_public_id = (cases.values_list("public_id", flat=True).first() or "") if row.case_number else ""
    return OwnRequest(
        public_id=row.public_id,
        number=row.number,
        kind=row.kind,
        case_number=row.case_number,
        case_public_id=case_public_id,
        answers=answers_of(row),
        state=row.state,
        sent_at=row.sent_at,
        received_on=row.received_on,
        answer_by=row.answer_by,
        reason=opened_text(row.reason_sealed),
        unread=row.unread,
        files=files_of(viewer, public_id) if RECEIPT_KINDS[row.kind].files else (),
    )


@dataclass(frozen=True, slots=True)
class AskedChange:
    """The last change of one kind that the viewer asked for."""

    public_id: str
    kind: str
    answers: dict[str, str]
    state: str
    asked_at: datetime
    answer_by: date | None


def asked_changes(viewer: Viewer) -> dict[str, AskedChange]:
    """The last change of each kind that the viewer asked for, by its kind."""
    rows = Submission.objects.filter(participant_id=viewer.participant_id, kind__in=CHANGE_KINDS)
    found: dict[str, AskedChange] = {}
    for row in sorted(rows, key=lambda row: row.sent_at or row.last_at):
        asked_at = row.sent_at or row.last_at
        found[row.kind] = AskedChange(row.public_id, row.kind, answers_of(row), row.state, asked_at, row.answer_by)
    return found


@dataclass(frozen=True, slots=True)
class SentReport:
    """That the viewer told us something about the other party: when, and on what. Never what it says, nor what became
    of it: that would tell the author what we knew, and whether someone is kept secret."""

    kind: str
    sent_at: datetime


def sent_reports(viewer: Viewer) -> tuple[SentReport, ...]:
    """What the viewer told us about other parties, newest first."""
    rows = Submission.objects.filter(participant_id=viewer.participant_id, kind__in=REPORT_KINDS)
    newest = rows.order_by("-sent_at", "public_id")[:MOST_REQUESTS]
    return tuple(SentReport(row.kind, row.sent_at) for row in newest if row.sent_at)

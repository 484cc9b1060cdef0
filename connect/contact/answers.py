"""Answers to questions: what may be answered, what is missing, and how an answer is read."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.conf import settings

from connect.cases.kinds import AppointmentKind
from connect.contact.kinds import AnswerForm, CaseChoice, Question, SubmissionKind
from connect.lib.dates import day_in_words, hours_in_words
from connect.lib.phones import phone_in_words
from connect.lib.postal_addresses import country_name
from connect.lib.weekdays import weekday_in_words

CASE_QUESTION = "case"  # the question that a kind with a case asks first
FILES_QUESTION = "files"  # the one that a kind with files asks last
CALL_DAYS = 5  # business days among which a call back can be chosen
_HOUR = timedelta(hours=1)


def call_times(today: date) -> Iterator[tuple[date, tuple[str, ...]]]:
    """The next business days, each with the starts of its hours as answers."""
    hours, day = settings.AGENCY.hours, today
    for _ in range(CALL_DAYS):
        day = hours.business_days_after(day, 1)
        start, found = datetime.combine(day, hours.opens), []
        while start + _HOUR <= datetime.combine(day, hours.closes):
            found.append(start.isoformat(timespec="minutes"))
            start += _HOUR
        yield day, tuple(found)


def appointment_answer(on_date: date, starts: time, kind: str) -> str:
    """What stands for an appointment in the answers: words can be made of it when the appointment is long gone."""
    return f"{datetime.combine(on_date, starts).isoformat(timespec='minutes')} {kind}"


def in_words(question: Question, answer: str, language: str) -> str:
    """The answer as people read it; '' for none."""
    if question.choices and (answer or "" in question.choices.values):
        return str(question.choices(answer).label)
    say = _IN_WORDS.get(question.form) if answer else None
    return say(answer, language) if say else answer


def _day_in_words(answer: str, language: str) -> str:
    return day_in_words(date.fromisoformat(answer), language)


def _phone_in_words(answer: str, language: str) -> str:
    return phone_in_words(answer)


def _appointment_in_words(answer: str, language: str) -> str:
    moment, _, kind = answer.partition(" ")
    start = datetime.fromisoformat(moment)
    words = hours_in_words(start.date(), start.time(), None, settings.AGENCY.zone, language)
    return f"{AppointmentKind(kind).label}, {day_in_words(start.date(), language)}, {words}"


def call_time_in_words(answer: str, language: str) -> str:
    """'Tuesday, December 1, 9:00 AM - 10:00 AM Pacific Time'."""
    start = datetime.fromisoformat(answer)
    hours = hours_in_words(start.date(), start.time(), (start + _HOUR).time(), settings.AGENCY.zone, language)
    return f"{weekday_in_words(start.date(), language)}, {hours}"


_IN_WORDS: dict[AnswerForm, Callable[[str, str], str]] = {
    AnswerForm.DAY: _day_in_words,
    AnswerForm.PHONE: _phone_in_words,
    AnswerForm.COUNTRY: country_name,
    AnswerForm.CALL_TIME: call_time_in_words,
    AnswerForm.APPOINTMENT: _appointment_in_words,
}


def unanswered(
    kind: SubmissionKind, case_number: str, answers: Mapping[str, str], now: datetime, *, has_files: bool = False
) -> list[str]:
    """The questions that must be answered before it can be sent, in their order."""
    found = [CASE_QUESTION] if kind.case is CaseChoice.ONE and not case_number else []
    found += [each.name for each in kind.questions if _is_missing(each, answers.get(each.name, ""), now)]
    return [*found, FILES_QUESTION] if kind.files_required and not has_files else found


def _is_missing(question: Question, answer: str, now: datetime) -> bool:
    if not answer:
        return question.required
    if question.form in (AnswerForm.CALL_TIME, AnswerForm.APPOINTMENT):  # a time that has passed is none
        start = datetime.fromisoformat(answer.partition(" ")[0]).replace(tzinfo=settings.AGENCY.zone)
        return start <= now
    return False


def too_late_since(kind: SubmissionKind, answers: Mapping[str, str], today: date) -> date | None:
    """The last day on which it should have been told, where that has passed."""
    if not kind.told_within:
        return None
    question, clock = kind.told_within
    if not answers.get(question):
        return None
    last = getattr(settings.AGENCY.clocks, clock).day(settings.AGENCY.hours, date.fromisoformat(answers[question]))
    return last if last < today else None


def last_days(kind: SubmissionKind, received_on: date) -> list[tuple[str, date]]:
    """(source, last day) of each deadline of `kind`, in their order."""
    agency = settings.AGENCY
    clocks = [getattr(agency.clocks, each.clock) for each in kind.deadlines]
    return [(clock.source, clock.day(agency.hours, received_on)) for clock in clocks]


def answer_due_on(kind: SubmissionKind, received_on: date, answers: Mapping[str, str]) -> date | None:
    """The day by which we answer: the first deadline, or that of the call."""
    call = next((each.name for each in kind.questions if each.form is AnswerForm.CALL_TIME), "")
    if call:
        return datetime.fromisoformat(answers[call]).date()
    found = last_days(kind, received_on)
    return found[0][1] if found else None

"""Sentences of a kind with the days of its clock, as texts."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext

from connect.contact.answers import CASE_QUESTION, FILES_QUESTION, in_words, last_days
from connect.contact.kinds import CaseChoice, SubmissionKind
from connect.contact.queries import OwnRequest
from connect.lib.dates import day_in_words


def clock_sentences(kind: SubmissionKind, received_on: date, language: str) -> list[tuple[str, str]]:
    """(sentence, its source or '') of each time that begins on `received_on`, and of each other time to know."""
    found = []
    for each, (source, day) in zip(kind.deadlines, last_days(kind, received_on), strict=True):
        found.append((str(each.sentence) % {"day": day_in_words(day, language)}, source))
    for rule in kind.rules:
        clock = getattr(settings.AGENCY.clocks, rule.clock)
        found.append((str(rule.sentence) % {"days": clock.days}, clock.source))
    return found


def question_names(kind: SubmissionKind) -> list[str]:
    """The questions in their order; the case first where there is one, files last."""
    first = [] if kind.case is CaseChoice.NONE else [CASE_QUESTION]
    return [*first, *(each.name for each in kind.questions), *([FILES_QUESTION] if kind.files else [])]


def place_among(names: list[str], name: str) -> dict[str, object]:
    """`place`: of the question `name` among all, from 1; `all`: how many; `before`: the one before, '' for none."""
    place = names.index(name)
    return {"place": place + 1, "all": len(names), "before": names[place - 1] if place else ""}


def answers_in_words(kind: SubmissionKind, asked: OwnRequest, language: str) -> list[tuple[str, str, str]]:
    """(name, label, answer) of each question but the case; '' where there is no answer."""
    said = asked.answers
    found = [(each.name, str(each.label), in_words(each, said.get(each.name, ""), language)) for each in kind.questions]
    files = "\n".join(each.name or gettext("A file") for each in asked.files)
    return [*found, (FILES_QUESTION, str(kind.files), files)] if kind.files else found

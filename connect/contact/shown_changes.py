"""A change is done once a feed brings it: what was asked for and what is on file are then the same."""

import re
from datetime import datetime

from django.db import transaction

from connect.access.unread import lock_account
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.on_file import FactsOnFile, own_facts
from connect.contact.change_kinds import ACCOMMODATION, CHANGE_KINDS, EMAIL, EMPLOYER, MAILING, NEW_NAME
from connect.contact.kinds import SubmissionState
from connect.contact.models import OPEN_STATES, Submission
from connect.contact.notify_author import tell_of_decision
from connect.contact.receiving import Answers, answers_of
from connect.contact.staff import move
from connect.lib.phones import phone_as_kept

_WAITING = (*OPEN_STATES, SubmissionState.ACCEPTED)


def is_on_file(kind: str, asked: Answers, facts: FactsOnFile) -> bool:
    """Whether the file says what was asked for. What the feed does not have is never on file."""
    if kind == NEW_NAME.name:
        names = (facts.first_name, facts.middle_name, facts.last_name, facts.suffix)
        return _same([asked[part] for part in ("first", "middle", "last", "suffix")], names)
    if kind == MAILING.name and facts.address:
        there = facts.address
        zips = (asked["zip"][:5], there.postal_code[:5])
        lines = ((asked["street"], asked["unit"], asked["city"]), (there.line1, there.line2, there.city))
        return _same(lines[0], lines[1]) and _same([zips[0]], [zips[1]])
    if kind.startswith("phone_"):
        return bool(asked["phone"]) and asked["phone"] == phone_as_kept(getattr(facts, kind))
    if kind == EMAIL.name:
        return asked["email"].casefold() == facts.email.casefold()
    if kind == EMPLOYER.name:
        return _same([asked["employer"]], [facts.employer])
    return kind == ACCOMMODATION.name and asked["paper"] == facts.accommodation


def _same(asked: list[str] | tuple[str, ...], there: list[str] | tuple[str, ...]) -> bool:
    """Whether both say the same but for capitals, full stops and spaces."""
    plain = [re.sub(r"[\W_]+", " ", " ".join(lines)).casefold().split() for lines in (asked, there)]
    return plain[0] == plain[1] and bool(plain[0])


def note_changes_on_file(now: datetime) -> int:
    """Finish each change that the file shows by now, and tell its author; how many."""
    found = 0
    rows = Submission.objects.filter(kind__in=CHANGE_KINDS, state__in=_WAITING).order_by("sent_at")
    for participant_id, public_id in list(rows.values_list("participant_id", "public_id")):
        with transaction.atomic():
            lock_account(participant_id)
            row = rows.filter(participant_id=participant_id, public_id=public_id).first()
            if row and is_on_file(row.kind, answers_of(row), own_facts(participant_id)):
                row.state, row.answer_by, row.ended_at = SubmissionState.DONE, None, now
                row.seen_at, row.decided_at = row.seen_at or now, row.decided_at or now
                move(row, now)
                audit.record(Act.REQUEST_DECIDED, by="feed", about=participant_id, number=row.number)
                tell_of_decision(row, now=now)
                found += 1
    return found

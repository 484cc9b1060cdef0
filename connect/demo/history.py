"""What the cast has written to the agency, so that the demo's pages are not empty."""

from datetime import datetime, timedelta

from django.db import transaction

from connect.cases.models import DisclosedCase
from connect.contact import receiving, staff
from connect.contact.change_kinds import NEW_NAME
from connect.contact.kinds import SubmissionKind, SubmissionState
from connect.contact.models import Submission
from connect.contact.request_kinds import REVIEW
from connect.demo.county.cast import Member
from connect.lib.doors import Door

_DAY = timedelta(days=1)


def write_history(cast: list[Member], now: datetime) -> None:
    """An unread answer for Dana, a refused change of Riley's, a request of Noor's; nothing where there is any."""
    ids = {member.name: member.participant_id for member in cast}
    if Submission.objects.filter(participant_id__in=ids.values()).exists():
        return
    with transaction.atomic():
        _ask_and_answer(ids["Dana"], now)
        refused = receiving.receive_change(
            ids["Riley"],
            NEW_NAME,
            form_key="demo-change-of-riley--",
            answers={"first": "RILEY", "middle": "", "last": "STONE", "suffix": "", "why": "I go by it at work."},
            door=Door.WEB,
            now=now - 9 * _DAY,
        )
        reason = (
            "We use your legal name. Send us the court order or certificate that changed it, and we will change it."
        )
        staff.decide_request(refused.number, SubmissionState.REFUSED, reason, by="C. Morales", now=now - 4 * _DAY)
        Submission.objects.filter(participant_id=ids["Riley"]).update(unread=0)
        staff.count_unread(ids["Riley"])
        _request(ids["Noor"], REVIEW, {"direction": "up", "reason": "child", "more": ""}, now - 2 * _DAY)


def _ask_and_answer(dana: str, now: datetime) -> None:
    text = "Good morning,\n\nmy employer took support out of my last check. When will I see it under Payments I Made?"
    asked = receiving.receive_message(
        dana,
        form_key="demo-message-of-dana--",
        case_number=_case_of(dana),
        answers={"topic": "payments", "text": text},
        door=Door.WEB,
        now=now - 5 * _DAY,
    )
    answer = "It reached us on Monday. It takes up to two business days until it stands in the list."
    staff.answer_message(asked.number, answer, by="C. Morales", now=now - _DAY)


def _request(person: str, kind: SubmissionKind, answers: receiving.Answers, now: datetime) -> Submission:
    case_number = _case_of(person)
    form_key = f"demo-{kind.name}".ljust(22, "-")
    row = receiving.begin_request(person, kind, form_key=form_key, case_number=case_number, now=now)
    receiving.answer_question(person, row.public_id, answers=answers, now=now)
    return receiving.receive_request(person, row.public_id, door=Door.WEB, now=now)


def _case_of(person: str) -> str:
    return DisclosedCase.objects.filter(participant_id=person).order_by("case_number")[0].case_number

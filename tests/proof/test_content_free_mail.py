"""Content-free mail of every kind, at each level, in each language: nothing of its reader, their cases or money."""

import re
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.db import transaction

from connect.cases.kinds import AppointmentKind, DocumentKind
from connect.cases.models import DisclosedCase, Participant
from connect.documents.models import Document
from connect.lib.money import in_dollars
from connect.notices import outbox
from connect.notices.actions import set_language
from connect.notices.kinds import NOTICE_KINDS, MailSays
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import what_leaves
from connect.notices.senders.mail import message
from connect.payments.kinds import MoneyState
from connect.payments.models import SentMoney
from tests.notices.enrolled import appointment_on, enrol
from tests.portal.conftest import cast, cast_rows  # noqa: F401 - fixtures are found by their import
from tests.support.cast import RILEY, RILEY_SECRETS

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DAY = date(2026, 12, 4)
WHO = RILEY.participant_id
HEADERS = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-language"} | {
    "auto-submitted"
}
TO_END = {"list-unsubscribe", "list-unsubscribe-post"}
IN_WORDS = {"en": "December 4, 2026", "es": "4 de diciembre de 2026"}
NEW = {"en": "There is something new for you", "es": "Hay algo nuevo para usted"}
# What a mail that says nothing has no word of.
ABOUT = re.compile(r"document|payment|pago|appointment|cita|answer|asked|pidió|we wrote|escribimos|late\b|atras", re.I)


def made(language: str, says: MailSays) -> dict[str, EmailMessage]:
    """{kind: the mail} of each content-free kind, as it leaves to Riley."""
    enrol(WHO, email="someone@mail.example", says=says)
    set_language(participant_id=WHO, language=language, by=WHO, now=NOW)
    appointment_on(DAY, number="77", participant_id=WHO)
    paid = SentMoney.objects.filter(participant_id=WHO, state=MoneyState.SENT).first()
    Document.objects.create(
        participant_id=WHO,
        document_id="collections.9.2026-10",
        public_id="d" * 22,
        kind=DocumentKind.COLLECTIONS,
        month=date(2026, 10, 1),
        dated_on=NOW.date(),
        made_at=NOW,
        language=language,
        wording="1",
        snapshot="{}",
    )
    keys = {
        "document_came": "document_came " + "d" * 22,
        "payment_sent": f"payment_sent {paid.disbursement_id}",
        "appointment_soon": f"appointment_soon 10 {DAY} 77",
        "appointment_changed": "appointment_changed 1 77",
        "new_answer": "new_answer " + "s" * 22 + " 1",
        "request_moved": "request_moved " + "s" * 22 + " accepted",
        "answer_late": "answer_late " + "s" * 22 + " 2026-11-20",
    }
    assert keys.keys() == {name for name, kind in NOTICE_KINDS.items() if kind.content_free}
    with transaction.atomic():
        for kind, key in keys.items():
            outbox.enqueue_content_free(kind, participant_id=WHO, key=key, now=NOW, not_after=NOW + timedelta(days=1))
    rows = OutboxMessage.objects.filter(participant_id=WHO, content_free=True)
    return {row.event: message(row, what_leaves(row, NOW)).message() for row in rows}


def canaries() -> set[str]:
    person = Participant.objects.get(participant_id=WHO)
    cases = DisclosedCase.objects.filter(participant_id=WHO).values_list("case_number", "county", "officer")
    facts = {WHO, person.first_name, person.last_name, "200 S G ST", "MADERA", "099000201", *RILEY_SECRETS}
    facts |= {fact for case in cases for fact in case if fact}
    facts |= {in_dollars(row.amount) for row in SentMoney.objects.filter(participant_id=WHO)}
    facts |= {str(kind.label) for kind in (*DocumentKind, *AppointmentKind)}
    return {fact.casefold() for fact in facts}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("says", list(MailSays))
def test_it_names_no_person_case_amount_place_or_document_in_any_part_or_header(cast, language, says):  # noqa: F811
    mails = made(language, says)
    secrets = canaries()
    assert len(secrets) > 30
    for kind, mail in mails.items():
        ends = TO_END if NOTICE_KINDS[kind].can_be_ended else set()
        assert {name.lower() for name in mail} == HEADERS | ends
        assert (mail["Subject"], mail["Content-Language"]) == ("Customer Connect", language)
        headers = "\n".join(f"{name}: {value}" for name, value in mail.items() if name not in ("To", "Date"))
        parts = [part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()]
        assert len(parts) == 2
        for said in (headers, *parts):
            assert [secret for secret in secrets if secret in said.casefold()] == [], kind
        for said in (" ".join(part.split()) for part in parts):
            tells_day = says is MailSays.DAY and kind.startswith("appointment")
            assert (IN_WORDS[language] in said) is tells_day, kind
            silent = says is MailSays.NOTHING
            assert (NEW[language].casefold() in said.casefold()) is silent, kind
            if silent:
                assert not ABOUT.search(re.sub(r"https?://\S+|<style>.*</style>", "", said)), kind

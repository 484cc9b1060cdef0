"""What a reminder says to whom, and when it does not leave."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from connect.cases.models import DisclosedAppointment
from connect.lib.doors import Door
from connect.notices.chosen import end_by_mail
from connect.notices.enrolment import set_consents, set_email
from connect.notices.kinds import ConsentKind, MailSays
from connect.notices.reminders import write_reminders
from connect.notices.senders.mail_queue import send_waiting
from tests.notices.enrolled import appointment_on, enrol
from tests.support.cast import DANA

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("America/Los_Angeles"))


SAYS = {
    MailSays.NOTHING: "There is something new for you",
    MailSays.KIND: "You have an appointment soon.",
    MailSays.DAY: "Your appointment is on December 2, 2026, 8:00 AM Pacific Time.",
}


@pytest.mark.parametrize("says", list(MailSays))
def test_a_mail_says_as_much_as_its_reader_chose(says, server):
    enrol(says=says)
    appointment_on(date(2026, 12, 2))
    write_reminders(now=at("2026-11-22 00:15"))
    assert send_waiting(now=at("2026-11-22 09:00")).counts == {"sent": 1}
    (mail,) = server.received
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert mail["Subject"] == "Customer Connect"
    assert SAYS[says].casefold() in text.casefold()
    for other in set(MailSays) - {says}:
        assert SAYS[other].casefold() not in text.casefold()
    html = mail.get_body(("html",)).get_content()
    for secret in ("MADERA", "099000201", "nterview", "OKAFOR", "DANA"):
        assert secret not in text
        assert secret not in html


@pytest.mark.parametrize("change", ["moved", "canceled", "left", "ended by a mail", "another address"])
def test_a_reminder_of_what_is_not_so_any_more_does_not_leave(change, server):
    enrol()
    appointment_on(date(2026, 12, 2))
    write_reminders(now=at("2026-11-22 00:15"))
    match change:
        case "moved":
            appointment_on(date(2026, 12, 9))
        case "canceled":
            DisclosedAppointment.objects.all().delete()
        case "left":
            set_consents(DANA.participant_id, (), language="en", door=Door.WEB, now=at("2026-11-22 08:00"))
        case "ended by a mail":
            end_by_mail((ConsentKind.APPOINTMENTS,), DANA.participant_id, at("2026-11-22 08:00"))
        case "another address":
            set_email(DANA.participant_id, email="new@mail.example", says=MailSays.KIND, now=at("2026-11-22 08:00"))
    assert send_waiting(now=at("2026-11-22 09:00")).counts == {"withdrawn": 1}
    assert server.received == []

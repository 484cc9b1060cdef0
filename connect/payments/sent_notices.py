"""Word that a payment was sent, to who receives it and chose to hear of it."""

from datetime import datetime

from django.conf import settings

from connect.notices.by_kind import WorkedOut
from connect.notices.chosen import chosen_mail, end_by_mail, write_notices
from connect.notices.events import PaymentSent
from connect.notices.kinds import NOTICE_KINDS, ConsentKind
from connect.payments.kinds import MoneyState
from connect.payments.models import SentMoney

SENT_NOTICE = "payment_sent"
NEWS_FOR_DAYS = 7  # a payment sent longer ago is no news, whenever its row came
# The payments that are new with a feed and were sent in the last days; lent by the load, in its transaction.
SENT_TABLE = "payments_just_sent"
SENT_COLUMNS = ("participant_id", "disbursement_id")
_KINDS = (ConsentKind.PAYMENTS,)


def tell_of_payments(*, now: datetime) -> int:
    """Tell of each payment of SENT_TABLE once; how many. In the load's transaction. One sent again is another one."""
    return write_notices(
        SENT_NOTICE,
        reasons=f"(SELECT DISTINCT participant_id, disbursement_id FROM {SENT_TABLE})",  # noqa: S608 - a name of ours
        key=f"'{SENT_NOTICE} ' || w.disbursement_id",
        consent=f"'{ConsentKind.PAYMENTS}'",
        where="1 = 1",
        values=[],
        now=now,
        not_before=now,
        not_after=now + NOTICE_KINDS[SENT_NOTICE].time_of_use,
    )


def sent_mail(participant_id: str, key: str, now: datetime) -> WorkedOut | None:
    """None for a payment that came back meanwhile."""
    rows = SentMoney.objects.filter(participant_id=participant_id, disbursement_id=key.split(" ")[1])
    if not rows.filter(state__in=(MoneyState.SENT, MoneyState.REISSUED)).exists():
        return None
    told = PaymentSent(link=settings.SITE)
    return chosen_mail(participant_id, _KINDS, plain=told, full=told)


def end_sent_mail(participant_id: str, kind: str, now: datetime) -> None:
    end_by_mail(_KINDS, participant_id, now)

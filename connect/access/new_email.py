"""A new email address counts only once its owner has opened the link that we sent there: a mistyped address, or a
stranger's, must not get news of an account."""

from datetime import datetime, timedelta

from connect.access import links, mailed_links
from connect.access.email_confirmation import LINK_LASTS, counts_since
from connect.access.mailed_links import OpenedLink
from connect.access.models import MailedLink
from connect.notices import outbox
from connect.notices.events import NewEmailToConfirm
from connect.notices.kinds import Channel
from connect.notices.queries import language_of

LINKS_A_DAY = 3
_DAY = timedelta(days=1)


class TooManyLinks(Exception):
    """As many links were mailed for this person in a day as we mail. Nothing was done."""


def mail_new_email_link(participant_id: str, about: str, email: str, *, now: datetime) -> None:
    """Mail the link to `email`, in the caller's transaction, which has locked the account. `about`: what waits for it.
    Raises TooManyLinks."""
    kind = MailedLink.Kind.NEW_EMAIL
    if (
        MailedLink.objects.filter(participant_id=participant_id, kind=kind, made_at__gt=now - _DAY).count()
        >= LINKS_A_DAY
    ):
        raise TooManyLinks
    until = now + LINK_LASTS
    code = mailed_links.new_link_code(kind, participant_id, about, now=now, until=until)
    outbox.enqueue(
        NewEmailToConfirm(link=links.new_email_link(code)),
        participant_id=participant_id,
        key=f"new email {about}",
        channel=Channel.MAIL,
        to=email,
        language=language_of(participant_id),
        now=now,
        not_after=until,
    )


def opened_new_email(code: str, now: datetime) -> OpenedLink | None:
    """Whose link it is and what waits for it; None for no link of ours, or one that has ended."""
    return mailed_links.opened_link(MailedLink.Kind.NEW_EMAIL, code, now)


def still_counts(link: OpenedLink) -> bool:
    """Whether it was asked for after the last change of PIN, mark and safety check: before, someone else may have."""
    return link.made_at is not None and counts_since(link.participant_id, link.made_at)

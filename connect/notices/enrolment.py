"""eCommunications: what a person wants by email, at which address, and how much a mail says.

Writes run in the caller's transaction, which holds the person's account (connect/access/ecommunications.py) where a
visit asked for them. Each takes effect at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from connect.cases.kinds import DOCUMENT_RULES, OnPaper, Role
from connect.cases.models import Email, Participant
from connect.cases.protection import is_protected, protected_since
from connect.lib.characters import is_plain
from connect.lib.doors import Door
from connect.lib.mailable import can_be_mailed
from connect.notices.addresses import is_stopped
from connect.notices.confirmed import confirmed_for_notices, notice_place
from connect.notices.consent_wording import CONSENT_VERSION, consent_wording
from connect.notices.kinds import ConsentKind, MailSays
from connect.notices.models import Consent, NoticeEmail


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person has chosen. `email`: where notices go, '' for nowhere; `own`: it is not the one on file.

    `confirmed`: its owner opened our link; `stopped`: mail came back from it since.
    `link_until`: until when the newest link works, None for none that does.
    `says`: what holds now; of a protected person nothing, until they choose otherwise.
    """

    consents: Mapping[ConsentKind, datetime]
    email: str
    own: bool
    confirmed: bool
    stopped: bool
    link_until: datetime | None
    says: MailSays

    @property
    def enrolled(self) -> bool:
        return bool(self.consents)


def offered(roles: AbstractSet[str]) -> tuple[ConsentKind, ...]:
    """What a person with these roles can agree to, in the order of S002 L150-161. Who receives is sent payments."""
    return tuple(kind for kind in ConsentKind if _is_offered(kind, roles))


def _is_offered(kind: ConsentKind, roles: AbstractSet[str]) -> bool:
    if kind.document:
        return DOCUMENT_RULES[kind.document].is_for(roles)
    return kind is not ConsentKind.PAYMENTS or Role.RECEIVING in roles


def needs_own_consent(kind: ConsentKind) -> bool:
    """Whether `kind` is never part of a common tick (V5)."""
    return kind.document is not None and DOCUMENT_RULES[kind.document].on_paper is OnPaper.WITHOUT_CONSENT


def comes_on_paper_too(kind: ConsentKind) -> bool:
    """Whether `kind` is mailed even to those who read it online."""
    return kind.document is not None and DOCUMENT_RULES[kind.document].on_paper is OnPaper.ALWAYS


def enrolment_of(participant_id: str, now: datetime) -> Enrolment:
    """What holds now."""
    in_force = Consent.objects.filter(participant_id=participant_id, until=None)
    given = dict(in_force.values_list("kind", "given_at"))
    row = NoticeEmail.objects.filter(participant_id=participant_id).first()
    email = notices_go_to(row) if row else email_on_file(participant_id)
    return Enrolment(
        consents={kind: given[kind] for kind in ConsentKind if kind in given},
        email=email,
        own=bool(row and row.email),
        confirmed=bool(row and email and is_confirmed_for_notices(row, email)),
        stopped=bool(email and is_stopped(email)),
        link_until=row.link_until if row and row.link_until and row.link_until > now else None,
        says=_says(participant_id, row),
    )


def email_on_file(participant_id: str) -> str:
    """The email that the agency has on file, if mail can be sent there; '' for none."""
    rows = Email.objects.filter(participant_id=participant_id, valid_to=None).values_list("email", flat=True)
    return next((email for email in rows if is_plain(email) and can_be_mailed(email)), "")


def notices_go_to(row: NoticeEmail) -> str:
    """The address that the person chose for notices, confirmed or not; '' where it was the one on file, and is gone."""
    return row.email or email_on_file(row.participant_id)


def typed_email(participant_id: str) -> str:
    """The address that the person typed for notices alone; '' where they go to the one on file, or nowhere."""
    rows = NoticeEmail.objects.filter(participant_id=participant_id).values_list("email", flat=True)
    return next(iter(rows), "")


def notice_address(participant_id: str) -> str:
    """Where a notice may go now: chosen, and confirmed by its owner; '' for nowhere. Asked when the mail leaves."""
    row = NoticeEmail.objects.filter(participant_id=participant_id).first()
    if row is None or not Participant.objects.filter(participant_id=participant_id, gone=False).exists():
        return ""
    email = notices_go_to(row)
    return email if email and is_confirmed_for_notices(row, email) else ""


def agrees_to_any(participant_id: str, kinds: Sequence[ConsentKind]) -> bool:
    """Whether the person has a consent to one of `kinds` in force."""
    return Consent.objects.filter(participant_id=participant_id, kind__in=kinds, until=None).exists()


def mail_says(participant_id: str) -> MailSays:
    """How much a notice to this person may say now."""
    return _says(participant_id, NoticeEmail.objects.filter(participant_id=participant_id).first())


def is_confirmed_for_notices(row: NoticeEmail, email: str) -> bool:
    # An address on file that a feed replaced is not the one that the person chose.
    return row.place_hash == notice_place(email) and confirmed_for_notices(row.participant_id, email) is not None


def _says(participant_id: str, row: NoticeEmail | None) -> MailSays:
    if is_protected(participant_id):
        since = protected_since(participant_id)
        if row is None or since is None or row.says_chosen_at <= since:
            return MailSays.NOTHING
    return MailSays(row.says) if row else MailSays.KIND


def set_consents(
    participant_id: str, wanted: Iterable[ConsentKind], *, language: str, door: Door, now: datetime
) -> tuple[set[ConsentKind], set[ConsentKind]]:
    """Give what is wanted and not given, and take back what is given and not wanted; what was given and taken back."""
    rows = Consent.objects.filter(participant_id=participant_id, until=None)
    given = {ConsentKind(kind) for kind in rows.values_list("kind", flat=True)}
    want = set(wanted)
    new, ended = want - given, given - want
    rows.filter(kind__in=ended).update(until=now, ended_by=door.value)
    Consent.objects.bulk_create(_consent(participant_id, kind, language, door, now) for kind in sorted(new))
    return new, ended


def _consent(participant_id: str, kind: ConsentKind, language: str, door: Door, now: datetime) -> Consent:
    return Consent(
        participant_id=participant_id,
        kind=kind,
        wording=CONSENT_VERSION,
        wording_hash=consent_wording(kind, language).sha256,
        language=language,
        given_at=now,
        given_on=now.astimezone(settings.AGENCY.zone).date(),
        door=door.value,
    )


def set_email(participant_id: str, *, email: str, says: MailSays, now: datetime) -> bool:
    """Send notices to `email`, '' for the one on file, saying `says`. True: the address is another one than before.

    Raises ValueError for an address to which no mail can be sent.
    """
    goes_to = email or email_on_file(participant_id)
    if not (goes_to and is_plain(goes_to) and can_be_mailed(goes_to)):
        raise ValueError("no mail can be sent to this address")
    row = NoticeEmail.objects.filter(participant_id=participant_id).first()
    hashed = notice_place(goes_to)
    if row is None:
        NoticeEmail.objects.create(
            participant_id=participant_id,
            email=email,
            place_hash=hashed,
            chosen_at=now,
            says=says,
            says_chosen_at=now,
        )
        return True
    other = row.place_hash != hashed
    changed: dict[str, object] = {"says": says, "says_chosen_at": now, "email": email, "place_hash": hashed}
    if other:
        changed |= {"chosen_at": now, "link_hash": "", "link_until": None}
    NoticeEmail.objects.filter(participant_id=participant_id).update(**changed)
    return other


def end_consents(participant_id: str, kinds: Sequence[ConsentKind], *, door: Door, now: datetime) -> None:
    """Take back the consents to `kinds` that are in force. In the caller's transaction."""
    given = Consent.objects.filter(participant_id=participant_id, kind__in=kinds, until=None)
    given.update(until=now, ended_by=door.value)


def ended_by_mail(participant_id: str, since: datetime) -> tuple[ConsentKind, ...]:
    """What a link in a mail ended since then, and was not chosen again: its reader may not have been the owner."""
    rows = Consent.objects.filter(participant_id=participant_id).filter(
        Q(until=None) | Q(until__gt=since, ended_by=Door.MAIL.value)
    )
    ended = dict(rows.order_by("given_at").values_list("kind", "ended_by"))
    return tuple(kind for kind in ConsentKind if ended.get(kind))


def undo_since(participant_id: str, *, since: datetime, door: Door, now: datetime) -> None:
    """Undo what someone else may have chosen since then: paper comes back. In the caller's transaction."""
    Consent.objects.filter(participant_id=participant_id, until=None, given_at__gte=since).update(
        until=now, ended_by=door.value
    )
    NoticeEmail.objects.filter(participant_id=participant_id, chosen_at__gte=since).delete()

"""eCommunications in the name of a visit: what is sent by email and where (connect.notices.enrolment).

Each change takes the PIN again, and every channel on file is told, with "this was not me": a letter too, which says
what was chosen and how to go back to paper (the rule that 42 CFR 435.918 has for Medicaid's notices).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from connect.access import notify_owner
from connect.access.current_visit import CurrentVisit
from connect.access.reauthentication import in_a_confirmed_visit
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.notices import enrolment, notice_link
from connect.notices.events import ECommunicationsChanged, EnrolmentChange
from connect.notices.kinds import ConsentKind, MailSays

_ACTS = {
    EnrolmentChange.JOINED: Act.ECOMMUNICATIONS_JOINED,
    EnrolmentChange.CHANGED: Act.ECOMMUNICATIONS_CHANGED,
    EnrolmentChange.LEFT: Act.ECOMMUNICATIONS_LEFT,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose. `email`: '' for the one on file. `language`: of the page that they read."""

    kinds: frozenset[ConsentKind]
    email: str
    says: MailSays
    language: str


@in_a_confirmed_visit
def choose(visit: CurrentVisit, choice: Choice, *, door: Door, now: datetime) -> EnrolmentChange | None:
    """Do what was chosen, and tell the owner; None where that is what was so already.

    Raises VisitEnded, NotConfirmed, and ValueError for an address to which no mail can be sent.
    """
    person = visit.participant_id
    before = enrolment.enrolment_of(person, now)
    new_address = bool(choice.kinds) and enrolment.set_email(person, email=choice.email, says=choice.says, now=now)
    new, ended = enrolment.set_consents(person, choice.kinds, language=choice.language, door=door, now=now)
    if new_address:
        notice_link.mail_notice_link(person, now=now)
    if not (new or ended or new_address):
        return None
    if not choice.kinds:
        what = EnrolmentChange.LEFT
    else:
        what = EnrolmentChange.CHANGED if before.enrolled else EnrolmentChange.JOINED
    act: Act = _ACTS[what]
    audit.record(act, by=person, about=person, door=door)
    event = partial(
        ECommunicationsChanged,
        change=what,
        chosen=" ".join(kind for kind in ConsentKind if kind in choice.kinds),
        new_address="yes" if new_address and before.enrolled else "",
    )
    notify_owner.notify_owner(person, event, about=act, now=now)
    return what


@in_a_visit
def resend_link(visit: CurrentVisit, *, now: datetime) -> bool:
    """Mail another link to the address that waits to be confirmed. Raises VisitEnded. False: none went."""
    return notice_link.mail_notice_link(visit.participant_id, now=now)

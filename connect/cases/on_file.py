"""What the agency has on file of one person, from their own rows of the mirror. Pages mask what could tell where
someone is: a PIN can be guessed (connect/lib/masks.py)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from connect.cases.models import Address, Email, Participant


@dataclass(frozen=True, slots=True)
class AddressOnFile:
    """A mailing address. `postal_code`, `country`: as the agency writes them. `since`: the day it came on file."""

    line1: str
    line2: str
    city: str
    state: str
    postal_code: str
    country: str
    since: date


@dataclass(frozen=True, slots=True)
class FactsOnFile:
    """What is on file; '' and None for what is not."""

    first_name: str
    middle_name: str
    last_name: str
    suffix: str
    phone_home: str
    phone_mobile: str
    phone_work: str
    employer: str
    accommodation: str
    address: AddressOnFile | None
    email: str
    email_since: date | None


def own_facts(participant_id: str) -> FactsOnFile:
    """Raises Participant.DoesNotExist."""
    person = Participant.objects.get(participant_id=participant_id)
    address = Address.objects.filter(participant_id=participant_id, valid_to__isnull=True).first()
    email = Email.objects.filter(participant_id=participant_id, valid_to__isnull=True).first()
    return FactsOnFile(
        first_name=person.first_name,
        middle_name=person.middle_name,
        last_name=person.last_name,
        suffix=person.suffix,
        phone_home=person.phone_home,
        phone_mobile=person.phone_mobile,
        phone_work=person.phone_work,
        employer=person.employer,
        accommodation=person.accommodation,
        address=_address(address) if address and (address.line1 or address.city) else None,
        email=email.email if email else "",
        email_since=(email.since or _day(email.valid_from)) if email and email.email else None,
    )


def _address(row: Address) -> AddressOnFile:
    since = row.since or _day(row.valid_from)
    return AddressOnFile(row.line1, row.line2, row.city, row.state, row.postcode, row.country, since)


def _day(moment: datetime) -> date:
    return moment.astimezone(settings.AGENCY.zone).date()

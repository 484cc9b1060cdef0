"""What every making of documents needs: who the readers are, where to call, what is owed, and how rows are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import Q

from connect.cases.models import Address, Delivery, DisclosedCase, Owed, Participant
from connect.cases.protection import protected_among
from connect.cases.rules import full_name, mailing_lines
from connect.documents.came_notices import tell_of_documents
from connect.documents.snapshots import AnySnapshot, BucketAmount, Contact, NamedReader, Owing, to_json
from connect.documents.wording import current_version
from connect.lib.offices import County, county_slug
from connect.lib.public_id import public_ids
from connect.lib.rows import moment_parameter
from connect.notices.models import ContactPreference
from connect.notices.queries import language_from
from connect.paper.letters import address_lines

type OfCase = tuple[str, str]  # a participant and a case number
_PUBLIC_ID_KIND = "document"


@dataclass(frozen=True, slots=True)
class Person:
    """A reader of documents. `address`: the lines of their mailing address; `mailable`: it is on file and mail arrives.

    `account_name`: as the agency's rows name them to the parties of a case. `protected`: they carry the mark.
    """

    participant_id: str
    name: str
    account_name: str
    language: str
    address: tuple[str, ...]
    mailable: bool
    protected: bool

    def as_reader(self, role: str) -> NamedReader:
        return NamedReader(
            participant_id=self.participant_id,
            name=self.name,
            role=role,
            address=() if self.protected or not self.address else (self.name, *self.address),
        )


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as its reader may read it now, by the fields of DisclosedCase."""

    participant_id: str
    case_number: str
    role: str
    status: str
    closed_on: date | None
    location_hidden: bool
    county: str
    office: str
    monthly_support: int
    past_due_installment: int
    income_withholding: bool
    past_due_support: int
    current_support: int
    arrears_family: int
    arrears_state: int
    interest: int
    medical: int
    spousal: int
    fees: int
    balances_on: date
    includes_interest: str

    @property
    def owing(self) -> Owing:
        return Owing(
            past_due=self.past_due_support,
            current=self.current_support,
            arrears_family=self.arrears_family,
            arrears_state=self.arrears_state,
            interest=self.interest,
            medical=self.medical,
            spousal=self.spousal,
            fees=self.fees,
            worked_out_on=self.balances_on,
            includes_interest=self.includes_interest,
        )

    @property
    def owes_anything(self) -> bool:
        return any(getattr(self, amount) > 0 for amount in Owed.AMOUNTS)


def bucket_amounts(parts: str) -> tuple[BucketAmount, ...]:
    """The parts of a payment line (PaymentLine.parts) as a snapshot has them."""
    return tuple(BucketAmount(bucket=bucket, cents=cents) for bucket, cents, _ in msgspec.json.decode(parts))


def last_feed() -> datetime | None:
    """When the facts of the last feed that was loaded were true."""
    loaded = Delivery.objects.filter(state=Delivery.State.LOADED).order_by("-sequence")
    return loaded.values_list("as_of", flat=True).first()


def people(who: Q) -> dict[str, Person]:
    """These people, by their participant_id, in five statements; one who is not on file is missing."""
    addresses = {
        row[0]: row[1:]
        for row in Address.objects.filter(who, valid_to=None).values_list(
            "participant_id", "line1", "line2", "city", "state", "postcode", "country", "mail_arrives"
        )
    }
    chosen = dict(ContactPreference.objects.filter(who).values_list("participant_id", "language"))
    marked = protected_among(who)
    found = Participant.objects.filter(who).values_list(
        "participant_id", "first_name", "middle_name", "last_name", "suffix", "language", "gone"
    )
    return {
        person: Person(
            person,
            full_name(first, middle, last, suffix),
            full_name(first, last, suffix),
            language_from(chosen.get(person), tag),
            mailing_lines(*addresses[person][:-1]) if person in addresses else (),
            person in addresses and bool(addresses[person][-1]) and not gone,
            person in marked,
        )
        for person, first, middle, last, suffix, tag, gone in found
    }


def cases_now(who: Q) -> dict[str, list[CaseNow]]:
    """{participant: their cases, by number}."""
    found: dict[str, list[CaseNow]] = {}
    rows = DisclosedCase.objects.filter(who).order_by("participant_id", "case_number")
    for row in rows.values_list(*CaseNow.__slots__):
        found.setdefault(row[0], []).append(CaseNow(*row))
    return found


@dataclass(frozen=True)
class Contacts:
    """Whom to call about a case: found once for each office."""

    offices: dict[str, County] = field(default_factory=lambda: settings.OFFICES)
    _found: dict[tuple[str, str], Contact] = field(default_factory=dict)

    @cached_property
    def statewide(self) -> Contact:
        lines = address_lines(settings.AGENCY.addresses.letters)
        return Contact(office="", lines=lines, phone=settings.AGENCY.phones.statewide)

    def of_case(self, case: CaseNow) -> Contact:
        """The local office; the statewide address and number where the county is hidden, or is not in the table."""
        if case.location_hidden or not case.county:
            return self.statewide
        key = (case.county, case.office)
        if key not in self._found:
            self._found[key] = self._of_office(*key)
        return self._found[key]

    def of_cases(self, cases: Sequence[CaseNow]) -> Contact:
        """The one of all these cases; the statewide one where they have several."""
        found = {self.of_case(case) for case in cases}
        return found.pop() if len(found) == 1 else self.statewide

    def _of_office(self, county_name: str, office_name: str) -> Contact:
        county = self.offices.get(county_slug(county_name))
        known = [office for office in county.addresses if office.confirmed and office.phone] if county else []
        if not county or not known:
            return self.statewide
        office = next((office for office in known if office.name.casefold() == office_name.casefold()), known[0])
        return Contact(
            office=county.agency or office.name,
            lines=(
                office.street,
                " ".join(part for part in (f"{office.city}, {settings.AGENCY.code}", office.zip) if part),
            ),
            phone=office.phone,
        )


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that is about to be written."""

    participant_id: str
    document_id: str
    dated_on: date
    language: str
    snapshot: AnySnapshot
    month: date | None = None
    case_number: str = ""
    withdrawn_on: date | None = None


_INSERT_DOCUMENT = """
INSERT INTO documents_document (participant_id, document_id, public_id, kind, case_number, month, dated_on, made_at,
    language, wording, snapshot, opened_at, withdrawn_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, %s) ON CONFLICT DO NOTHING
"""
_INSERT_OUTCOME = """
INSERT INTO documents_monthoutcome (participant_id, case_number, month, outcome)
VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def write_documents(documents: Sequence[NewDocument], *, now: datetime) -> None:
    """Writes them, in the caller's transaction, and tells who chose to hear of them; one that is there stays so."""
    named = ((each.participant_id, each.document_id) for each in documents)
    ids = public_ids(settings.PUBLIC_ID_KEY.encode(), _PUBLIC_ID_KIND, named)
    versions = {kind: current_version(kind) for kind in {each.snapshot.kind for each in documents}}
    made_at = moment_parameter(now)
    _write(
        _INSERT_DOCUMENT,
        [
            (
                each.participant_id,
                each.document_id,
                public_id,
                each.snapshot.kind.value,
                each.case_number,
                each.month,
                each.dated_on,
                made_at,
                each.language,
                versions[each.snapshot.kind],
                to_json(each.snapshot),
                each.withdrawn_on,
            )
            for each, public_id in zip(documents, ids, strict=True)
        ],
    )
    tell_of_documents([each.participant_id for each in documents], now=now)


def write_outcomes(outcomes: Iterable[tuple[str, str, date, str]]) -> None:
    """(participant, case, month, outcome); one that is there already stays as it is."""
    _write(_INSERT_OUTCOME, list(outcomes))


def _write(statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)

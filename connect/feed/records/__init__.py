"""The record types of the feed, each in a module of its own, in the order of the format: what is referred to first."""

from connect.feed.record import Record
from connect.feed.records.allocations import ALLOCATIONS
from connect.feed.records.appointments import APPOINTMENTS
from connect.feed.records.cases import CASES
from connect.feed.records.collections import COLLECTIONS
from connect.feed.records.deductions import DEDUCTIONS
from connect.feed.records.disbursements import DISBURSEMENTS
from connect.feed.records.ledger import LEDGER
from connect.feed.records.notices import NOTICES
from connect.feed.records.obligations import OBLIGATIONS
from connect.feed.records.orders import ORDERS
from connect.feed.records.participants import PARTICIPANTS
from connect.feed.records.parties import PARTIES

VERSION = 2  # of the format
VERSIONS = (1, VERSION)  # that are read
# Raise it where what people read is derived otherwise than before: the next feed then derives all of it anew.
DERIVATION = 2
RECORDS: tuple[Record, ...] = (
    PARTICIPANTS,
    CASES,
    PARTIES,
    ORDERS,
    OBLIGATIONS,
    APPOINTMENTS,
    LEDGER,
    NOTICES,
    COLLECTIONS,
    ALLOCATIONS,
    DISBURSEMENTS,
    DEDUCTIONS,
)


def records_in(version: int) -> tuple[Record, ...]:
    """The records as a feed of that format has them."""
    return tuple(record.in_format(version) for record in RECORDS if record.since <= version)

"""The record types of the feed, each in a module of its own, in the order of the format: what is referred to first."""

from connect.feed.record import Record
from connect.feed.records.allocations import ALLOCATIONS
from connect.feed.records.appointments import APPOINTMENTS
from connect.feed.records.cases import CASES
from connect.feed.records.collections import COLLECTIONS
from connect.feed.records.disbursements import DISBURSEMENTS
from connect.feed.records.orders import ORDERS
from connect.feed.records.participants import PARTICIPANTS
from connect.feed.records.parties import PARTIES

VERSION = 1  # of the format
RECORDS: tuple[Record, ...] = (
    PARTICIPANTS,
    CASES,
    PARTIES,
    ORDERS,
    APPOINTMENTS,
    COLLECTIONS,
    ALLOCATIONS,
    DISBURSEMENTS,
)

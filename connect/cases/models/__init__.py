"""Who and what: participants, cases, orders, balances, appointments, as the agency's feed says them.

Two kinds of rows, and only the feed writes either:

* the *mirror* holds what the agency sent (Participant ... AgencyNotice). No page reads Party or what begins with
  Agency: they hold what one party must not learn of another.
* what is *disclosed* (DisclosedCase ... DisclosedNotice) holds one row per viewer with only what that viewer may read,
  worked out when the feed is loaded (rules R2, V3). A page that reads a disclosed row cannot leak what is not in it.

Every key starts with the participant, so that the tables can be sharded (the two files keyed by case are the
agency's directory, read by the feed alone). There are no foreign keys: the feed checks its references itself.
"""

from connect.cases.models.accounts import (
    AgencyLedgerEntry,
    AgencyObligation,
    DisclosedLedgerEntry,
    DisclosedObligation,
)
from connect.cases.models.agency import (
    Absence,
    Address,
    AgencyAppointment,
    AgencyCase,
    AgencyOrder,
    Balance,
    Email,
    NondisclosureMark,
    Owed,
    Participant,
    Party,
)
from connect.cases.models.agency_notice import AgencyNotice, DisclosedNotice
from connect.cases.models.delivery import Delivery, LoadedFile
from connect.cases.models.disclosed import (
    AppointmentHistory,
    DisclosedAppointment,
    DisclosedCase,
    DisclosedOrder,
)

__all__ = [
    "Absence",
    "Address",
    "AgencyAppointment",
    "AgencyCase",
    "AgencyLedgerEntry",
    "AgencyNotice",
    "AgencyObligation",
    "AgencyOrder",
    "AppointmentHistory",
    "Balance",
    "Delivery",
    "DisclosedAppointment",
    "DisclosedCase",
    "DisclosedLedgerEntry",
    "DisclosedNotice",
    "DisclosedObligation",
    "DisclosedOrder",
    "Email",
    "LoadedFile",
    "NondisclosureMark",
    "Owed",
    "Participant",
    "Party",
]

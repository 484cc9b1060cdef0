"""Who and what: participants, cases, orders, balances, appointments, as the agency's feed says them.

Two kinds of rows, and only the feed writes either:

* the *mirror* holds what the agency sent (Participant ... AgencyAppointment). No page reads AgencyCase, AgencyOrder,
  AgencyAppointment or Party: they hold what one party must not learn of another.
* what is *disclosed* (DisclosedCase, DisclosedOrder, DisclosedAppointment) holds one row per viewer with only what
  that viewer may read, worked out when the feed is loaded (rules R2, V3). A page that reads a disclosed row cannot leak
  what is not in it.

Every key starts with the participant, so that the tables can be sharded (the two files keyed by case are the
agency's directory, read by the feed alone). There are no foreign keys: the feed checks its references itself.
"""

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
from connect.cases.models.delivery import Delivery, LoadedFile
from connect.cases.models.disclosed import DisclosedAppointment, DisclosedCase, DisclosedOrder

__all__ = [
    "Absence",
    "Address",
    "AgencyAppointment",
    "AgencyCase",
    "AgencyOrder",
    "Balance",
    "Delivery",
    "DisclosedAppointment",
    "DisclosedCase",
    "DisclosedOrder",
    "Email",
    "LoadedFile",
    "NondisclosureMark",
    "Owed",
    "Participant",
    "Party",
]

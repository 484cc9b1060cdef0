"""What day it is at the agency, and when the agency's facts were true."""

from datetime import date, datetime

from django.conf import settings

from connect.cases.viewer import Viewer
from connect.lib.dates import moment_in_words


def today() -> date:
    """Today in the agency's zone, whatever the server's or the reader's."""
    return datetime.now(settings.AGENCY.zone).date()


def day_of(moment: datetime) -> date:
    """The day of `moment` at the agency."""
    return moment.astimezone(settings.AGENCY.zone).date()


def as_of(viewer: Viewer) -> str:
    """'November 20, 2026, 6:00 PM Pacific Time': when the last feed's facts were true; '' before the first feed."""
    return moment_in_words(viewer.as_of.astimezone(settings.AGENCY.zone), viewer.language) if viewer.as_of else ""

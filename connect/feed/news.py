"""What a feed changed for the people who have a PIN: from the rows that they saw, and those that they will see."""

from connect.feed.record import Statements
from connect.news.models import Change

_SQL = Statements(__file__)
NEWS_MODELS = (Change,)
ACCOUNTS, READER = "access_account", ("participant_id",)
READERS = "SELECT participant_id AS k1 FROM found"
NEWS_TABLES = {"current_account": {"participant_id": "TEXT"}}
GIVEN = ("upsert_paymentline", "upsert_disclosedcase", "upsert_disclosedappointment", "delete_disclosedappointment")
WHAT_CHANGED = _SQL.what_changed
NEWS = _SQL.news

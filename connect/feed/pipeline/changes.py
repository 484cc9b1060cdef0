"""What a feed changed for the people who have a PIN: put_change, from the rows they saw and those they will see."""

from datetime import date

from connect.cases.models import Owed
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.tables import ACCOUNT, CHANGE, OF_NO_CASE
from connect.feed.pipeline.workspace import Workspace

# Lines new to a person, unless they are already taken back; and lines taken back since. A payer whose money was on no
# case so far has read of it: now it is on this one. One that was taken back with its shares is on no case now.
_PAYMENTS = f"""
    SELECT p.participant_id, 'payment', p.line_id,
           CASE WHEN p.reversed_on IS NOT NULL THEN 'reversed'
                WHEN p.direction = 'made' AND r.line_id IS NOT NULL AND h.line_id IS NULL THEN 'applied'
                ELSE 'received' END, NULL
    FROM put_paymentline p LEFT JOIN had_paymentline h USING (participant_id, line_id)
    LEFT JOIN had_paymentline r ON r.participant_id = p.participant_id
          AND r.line_id = split_part(p.line_id, '.', 1) || '{OF_NO_CASE}'
    WHERE (h.line_id IS NULL AND p.reversed_on IS NULL)
       OR (h.line_id IS NOT NULL AND h.reversed_on IS NULL AND p.reversed_on IS NOT NULL)
    UNION ALL
    SELECT participant_id, 'payment', line_id, 'reversed', NULL FROM put_paymentline AS p
    SEMI JOIN (SELECT participant_id, split_part(line_id, '.', 1) || '{OF_NO_CASE}' AS line_id FROM had_paymentline
               WHERE direction = 'made' AND reversed_on IS NULL) AS m USING (participant_id, line_id)
    ANTI JOIN had_paymentline USING (participant_id, line_id)
    WHERE p.reversed_on IS NOT NULL
"""
_BALANCES = f"""
    SELECT p.participant_id, 'balance', p.case_number, 'moved', NULL
    FROM put_disclosedcase p JOIN had_disclosedcase h USING (participant_id, case_number)
    WHERE ({", ".join(f"p.{name}" for name in Owed.AMOUNTS)}) <> ({", ".join(f"h.{name}" for name in Owed.AMOUNTS)})
"""
# Only what lies ahead is news. A place is news where the person could read it before and can read it now: that one
# began to be hidden says something about somebody else (R2).
_APPOINTMENTS = """
    SELECT p.participant_id, 'appointment', p.appointment_id,
           CASE WHEN h.appointment_id IS NULL THEN 'set'
                WHEN (p.on_date, p.starts) <> (h.on_date, h.starts) THEN 'moved' ELSE 'place' END, NULL
    FROM put_disclosedappointment p LEFT JOIN had_disclosedappointment h USING (participant_id, appointment_id)
    WHERE p.on_date >= $today AND (h.appointment_id IS NULL OR (p.on_date, p.starts) <> (h.on_date, h.starts)
       OR (p.place <> h.place AND p.place_hidden = 0 AND h.place_hidden = 0))
    UNION ALL
    SELECT h.participant_id, 'appointment', h.appointment_id, 'cancelled', h.on_date
    FROM del_disclosedappointment JOIN had_disclosedappointment h USING (participant_id, appointment_id)
    WHERE h.on_date >= $today
"""


def derive_changes(side: Workspace, engine: Database, *, sequence: int, today: date) -> None:
    """put_change of the delivery `sequence`. Call after everything seen is derived, and not for a first delivery."""
    found = " UNION ALL ".join((_PAYMENTS, _BALANCES, _APPOINTMENTS))
    side.sql("CREATE TABLE news (participant_id TEXT, subject TEXT, about TEXT, kind TEXT, was_on TEXT)")
    side.sql(f"INSERT INTO news {found}", {"today": today.isoformat()})
    engine.fetch(ACCOUNT, ACCOUNT.key, "SELECT participant_id AS k1 FROM news")
    columns = ", ".join("$sequence" if column == "sequence" else column for column in CHANGE.columns)
    # Whether Home told of it before is not asked: the latest change is the one that is told.
    side.sql(
        f"INSERT INTO put_change SELECT {columns}, 0 FROM news SEMI JOIN had_account USING (participant_id)",
        {"sequence": sequence},
    )

"""From whom someone who pays must stay hidden: PayerHidden, of everyone whom a feed touches (R2, V1, V3).

Such a reader gets no source and no day withheld on any line received. Whether they are one depends on all of their
cases and payments, so that what is on file already, PayerHidden, stands for what the feed does not touch.
"""

from connect.feed.pipeline.database import Database
from connect.feed.pipeline.tables import ALLOCATION, PARTY, PAYER_HIDDEN, PAYMENT_LINE
from connect.feed.pipeline.workspace import Workspace
from connect.payments.kinds import Direction

# A marked person who pays in a case of the reader's, or whose row there is not on file and so does not say that they
# only receive, or who paid money that went to the reader, whatever the case says by now. Of what the side file has:
# what it finds is so, and for readers in `asked` it finds all there is.
_HIDDEN = """
    SELECT v.participant_id FROM will_party AS v JOIN will_party AS p USING (case_number)
    SEMI JOIN marked_people AS m ON m.participant_id = p.participant_id
    WHERE p.role = 'paying' AND p.participant_id <> v.participant_id
    UNION
    SELECT v.participant_id FROM will_party AS v JOIN will_nondisclosuremark AS k USING (case_number)
    ANTI JOIN will_party AS p ON p.participant_id = k.participant_id AND p.case_number = k.case_number
    WHERE k.participant_id <> v.participant_id
    UNION
    SELECT payee_id FROM will_allocation SEMI JOIN marked_people USING (participant_id)
    WHERE payee_id <> '' AND payee_id <> participant_id
"""
_OF_CASES = "SELECT participant_id FROM {0}_party SEMI JOIN scope_cases USING (case_number)"
_OF_MONEY = (
    "SELECT payee_id FROM {0}_allocation WHERE payee_id <> '' AND (collection_id IN (FROM scope_collections) "
    "OR participant_id IN (SELECT k1 FROM otherwise))"
)
# Where nothing in the side file says any more why a reader is on file, or something says so for the first time.
_ASKED = """
    CREATE TABLE asked AS SELECT participant_id FROM
    (FROM had_payerhidden ANTI JOIN (FROM hidden_so_far) AS f USING (participant_id)
     UNION ALL FROM touched SEMI JOIN hidden_so_far USING (participant_id)
               ANTI JOIN had_payerhidden USING (participant_id))
"""


def complete_payers(side: Workspace, engine: Database) -> None:
    """Fetches what decides of the readers touched, and puts all lines received into scope where it may be otherwise."""
    marks = "SELECT k1 FROM otherwise"
    engine.fetch(ALLOCATION, ("participant_id",), marks)
    for prefix in ("put", "had"):
        payers = f"SELECT participant_id AS k1 FROM {prefix}_allocation WHERE collection_id IN (FROM scope_collections)"
        engine.fetch(PARTY, ("participant_id",), payers)
    touched = " UNION ".join(source.format(prefix) for source in (_OF_CASES, _OF_MONEY) for prefix in ("put", "had"))
    side.sql(f"CREATE TABLE touched AS {touched}")
    _fetch_marked(engine)
    engine.fetch(PAYER_HIDDEN, PAYER_HIDDEN.key, "SELECT participant_id AS k1 FROM touched")
    side.sql(f"CREATE TABLE hidden_so_far AS {_HIDDEN}")
    side.sql(_ASKED)
    if side.any("asked"):
        _complete_readers(side, engine)


def _complete_readers(side: Workspace, engine: Database) -> None:
    """Around the readers in `asked` their lines, their cases, and the marks of everyone in these."""
    lines = f"SELECT participant_id AS k1, '{Direction.RECEIVED}' AS k2 FROM asked"
    engine.fetch(PAYMENT_LINE, ("participant_id", "direction"), lines)
    side.sql(
        "INSERT INTO scope_collections SELECT DISTINCT split_part(line_id, '.', 1) FROM had_paymentline "
        "SEMI JOIN asked USING (participant_id) EXCEPT FROM scope_collections"
    )
    engine.fetch(ALLOCATION, ("collection_id",), "SELECT collection_id AS k1 FROM scope_collections")
    own = "SELECT case_number AS k1 FROM had_party SEMI JOIN asked USING (participant_id)"
    engine.fetch(PARTY, ("participant_id",), "SELECT participant_id AS k1 FROM asked")
    engine.fetch(PARTY, ("case_number",), own)
    others = (
        "SELECT participant_id AS k1 FROM had_party "
        "SEMI JOIN (SELECT case_number FROM had_party SEMI JOIN asked USING (participant_id)) AS c USING (case_number) "
        "UNION SELECT participant_id FROM had_allocation AS a SEMI JOIN asked ON asked.participant_id = a.payee_id"
    )
    engine.fetch(PARTY, ("participant_id",), others)
    _fetch_marked(engine)


def _fetch_marked(engine: Database) -> None:
    """The rows of who has a mark in one of the cases here: only one that is not on file is missing afterwards."""
    marks = "SELECT participant_id AS k1, case_number AS k2 FROM will_nondisclosuremark"
    engine.fetch(PARTY, PARTY.key, f"{marks} SEMI JOIN will_party USING (case_number)")


def derive_hidden(side: Workspace) -> None:
    """put_ and del_ of PayerHidden, and `not_told`: the readers in scope whose lines name no source."""
    side.sql(f"CREATE TABLE hidden_now AS {_HIDDEN}")
    side.sql(
        "INSERT INTO put_payerhidden SELECT participant_id, 1 FROM hidden_now "
        "SEMI JOIN touched USING (participant_id) ANTI JOIN had_payerhidden USING (participant_id)"
    )
    side.sql(
        "INSERT INTO del_payerhidden SELECT participant_id FROM had_payerhidden "
        "SEMI JOIN asked USING (participant_id) ANTI JOIN hidden_now USING (participant_id)"
    )
    side.sql(
        "CREATE TABLE not_told AS SELECT participant_id FROM put_payerhidden UNION "
        "(SELECT participant_id FROM had_payerhidden ANTI JOIN del_payerhidden USING (participant_id))"
    )

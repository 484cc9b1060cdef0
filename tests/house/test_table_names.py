"""SQL that names a table of another room is an arrow that no import shows: it points down too, and is listed here."""

import re
import tomllib

from django.apps import apps

from tests.house.code import ROOT, Source, sources, strings

TABLES = {
    model._meta.db_table: model.__module__.split(".")[1]
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("connect.")
}
NAMED = re.compile(rf"\b({'|'.join(map(re.escape, sorted(TABLES, key=len, reverse=True)))})\b")
# Which tables of other rooms a file names in its SQL.
FOREIGN = {
    "access/current_visit.py": {
        "cases_delivery",
        "cases_participant",
        "notices_consent",
        "notices_contactpreference",
    },
    "notices/reminders.py": {"cases_appointmenthistory", "cases_disclosedappointment"},
    "documents/statements.py": {
        "cases_disclosedcase",
        "cases_disclosedledgerentry",
        "payments_receipt",
        "payments_sentmoney",
    },
    "news/queries.py": {
        "cases_delivery",
        "cases_disclosedappointment",
        "cases_disclosedcase",
        "payments_paymentline",
    },
    "payments/queries.py": {"cases_disclosedcase"},
}
WRITES_THE_MIRROR = "feed"  # it names the tables of every room below it, all day long


def levels() -> dict[str, int]:
    """How high each room stands, by the layers of import-linter; rooms of one layer stand alike."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in linter["contracts"] if contract["type"] == "layers")
    return {room.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def foreign(source: Source) -> set[str]:
    """The tables of other rooms that a file names in its strings."""
    named = {table for _line, text in strings(source) for table in NAMED.findall(text)}
    return {table for table in named if TABLES[table] != source.room}


def upward(source: Source) -> list[str]:
    """Those of rooms that do not stand below the file's own."""
    heights = levels()
    own = heights.get(source.room, len(heights))
    return [f"{source.name}: {table}" for table in sorted(foreign(source)) if heights[TABLES[table]] >= own]


def test_no_sql_names_a_table_of_a_room_above():
    assert [line for source in sources() for line in upward(source)] == []


def test_sql_that_names_a_table_of_another_room_is_on_the_list():
    found = {source.name: foreign(source) for source in sources() if source.room != WRITES_THE_MIRROR}
    assert {name: tables for name, tables in found.items() if tables} == FOREIGN


def test_a_table_of_a_room_above_would_be_found():
    planted = Source("cases/queries.py", 'ROWS = "SELECT 1 FROM access_visit JOIN cases_party USING (participant_id)"')
    assert upward(planted) == ["cases/queries.py: access_visit"]
    assert foreign(planted) == {"access_visit"}
    beside = Source("portal/page.py", 'ROWS = "SELECT 1 FROM payments_paymentline"')
    assert upward(beside) == []

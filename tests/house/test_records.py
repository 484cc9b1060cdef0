"""The pipeline of the feed runs over the records and names none of them (docs/adr/0022)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from connect.feed import nondisclosure, records
from connect.feed.pipeline.tables import all_tables, model_table
from connect.feed.record import Fetch
from tests.house.code import ROOT

PIPELINE = sorted((ROOT / "connect" / "feed" / "pipeline").glob("*.[ps]*"))
RECORDS = records.RECORDS
PREFIXES = ("staged", "removed", "current", "upsert", "delete", "next", "scope", "ids")


def names() -> set[str]:
    """Of records, models, tables, and columns of more than one word; a column of one may be any word of English."""
    found = {record.name for record in RECORDS} | {table.main for table in all_tables()}
    found |= {f"{prefix}_{table.name}" for prefix in PREFIXES for table in all_tables()}
    found |= {f"{prefix}_{record.name}" for prefix in PREFIXES for record in RECORDS}
    columns = {column.name for record in RECORDS for column in record}
    columns |= {column for table in all_tables() for column in table.columns}
    found |= {column for column in columns if "_" in column}
    return {name.lower() for name in found} - ITS_OWN


MODELS = {m.__name__.lower() for m in apps.get_models() if m._meta.app_label in ("cases", "payments")}
ITS_OWN = {"delivery", "loadedfile", "cases"}  # of the feed, and of no record; and the room of both, connect.cases


def of_a_record(path: Path) -> set[str]:
    """The names of records that a module's code says, and its SQL; neither comments nor docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    words: set[str] = set()
    code: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            words |= set(re.findall(r"\w+", node.value.lower()))
        elif isinstance(node, ast.alias):
            code |= set(node.name.lower().split("."))
        elif isinstance(node, ast.Name | ast.Attribute | ast.arg):
            code.add(str(getattr(node, "id", getattr(node, "attr", getattr(node, "arg", "")))).lower())
    return (words | code) & names() | code & (MODELS - ITS_OWN)


@pytest.mark.parametrize("path", PIPELINE, ids=lambda path: path.name)
def test_no_name_of_a_record_stands_in_the_pipeline(path):
    assert of_a_record(path) == set()


@pytest.mark.parametrize(
    "text", ['"FROM staged_parties"', '"current_agencycase"', '"court_case_number"', "Party", "x.address_line1"]
)
def test_a_name_of_a_record_would_be_found(tmp_path, text):
    (tmp_path / "step.py").write_text(f"first = {text}\n")
    assert of_a_record(tmp_path / "step.py")


def test_what_a_record_refers_to_comes_before_it():
    for place, record in enumerate(RECORDS):
        assert {reference.to for reference in record.references} <= {each.name for each in RECORDS[: place + 1]}


def test_every_column_that_people_read_is_declared_and_no_other():
    for record in RECORDS:
        for derived in record.derived:
            assert nondisclosure.undeclared(derived.model) == []
            assert set(nondisclosure.READINGS[derived.model]) == set(nondisclosure.columns_of(derived.model))


def test_keys_of_what_is_fetched_are_columns_of_its_table():
    steps = [step for record in RECORDS for step in (*record.fetches, *(each.keys for each in record.derived))]
    for step in (step for step in steps if isinstance(step, Fetch)):
        assert set(step.columns) <= set(model_table(step.model).columns)

"""A column that no one declared never reaches another party: it stops the start, and the load (V3)."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models

from connect.cases.models import DisclosedOrder
from connect.feed import nondisclosure, records
from connect.feed.nondisclosure import Reading
from connect.feed.pipeline.load import load
from connect.feed.pipeline.tables import model_table, read_models
from tests.feed.folder import DANA, Box, everything, person, small_county

DISCLOSED = sorted(read_models(), key=lambda model: model.__name__)


def with_a_judge(model: type[models.Model]) -> type[models.Model]:
    """A copy of a disclosed model with a column more."""
    fields = {field.name: field.clone() for field in model._meta.local_fields if field.column}
    meta = type("Meta", (), {"app_label": "copies"})
    body = {"__module__": __name__, "Meta": meta, "judge": models.CharField(max_length=80), **fields}
    key = models.CompositePrimaryKey(*(field.name for field in model._meta.pk_fields))
    apps.all_models["copies"].pop(model._meta.model_name, None)
    return type(model.__name__, (models.Model,), body | {"pk": key})


@pytest.mark.parametrize("model", DISCLOSED, ids=lambda model: model.__name__)
def test_a_column_more_of_a_disclosed_row_is_refused(model, monkeypatch):
    copy = with_a_judge(model)
    monkeypatch.setitem(nondisclosure.READINGS, copy, nondisclosure.READINGS[model])
    assert nondisclosure.undeclared(copy) == ["judge"]
    columns = model_table(copy).columns
    assert "judge" in columns
    with pytest.raises(ImproperlyConfigured, match=f"{model.__name__}.judge: say in .*nondisclosure.py"):
        nondisclosure.readable(copy, columns, "FROM rows")
    (error,) = nondisclosure.undeclared_columns([copy])
    assert error.id == "connect.E020"


@pytest.fixture
def undeclared(monkeypatch):
    """The courts' counties of orders: undeclared."""
    declared = {name: what for name, what in nondisclosure.READINGS[DisclosedOrder].items() if name != "county"}
    monkeypatch.setitem(nondisclosure.READINGS, DisclosedOrder, declared)


@pytest.mark.django_db(transaction=True)
def test_a_load_refuses_before_it_reads_a_row(tmp_path, undeclared):
    before = everything()
    for number, rows in enumerate((small_county(), {"participants": [person(DANA)]})):  # also one without an order
        with pytest.raises(ImproperlyConfigured, match=r"DisclosedOrder\.county"):
            load(Box(tmp_path / str(number)).write(rows))
    assert everything() == before


@pytest.mark.django_db
def test_the_start_is_stopped_by_a_check_with_its_name(undeclared):
    with pytest.raises(SystemCheckError, match=r"connect\.E020"):
        call_command("check", "--tag", "models")


def test_what_is_declared_hidden_is_blank_and_the_rest_is_as_it_is():
    sql = nondisclosure.readable(DisclosedOrder, ("county", "status"), "FROM rows")
    assert sql == "SELECT CASE WHEN hidden THEN '' ELSE county END AS county, status FROM (FROM rows)"


def test_the_places_are_those_that_the_rule_names():
    hidden = {
        model.__name__: sorted(name for name, what in columns.items() if what is Reading.HIDDEN_WITH_PLACE)
        for model, columns in nondisclosure.READINGS.items()
    }
    assert hidden == {
        "DisclosedCase": ["county", "office", "officer"],
        "DisclosedOrder": ["county", "court_case_number"],
        "DisclosedAppointment": ["place"],
        "PaymentLine": ["collected_on", "source", "withheld_on"],
        "PaymentYear": [],
        "DisclosedObligation": [],
        "DisclosedLedgerEntry": [],
        "DisclosedNotice": [],
        "Receipt": ["collected_on", "withheld_on"],
        "SentMoney": [],
    }


def test_every_disclosed_model_is_tried_here():
    assert {derived.model for record in records.RECORDS for derived in record.derived} == set(DISCLOSED)
    assert len(DISCLOSED) == 10

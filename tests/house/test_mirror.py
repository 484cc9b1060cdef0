"""The mirror: only the feed touches the agency's own rows, and every key begins with the person it is about."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from tests.house.code import Source, sources, strings

# They hold what one party must not learn of another; pages read what the feed worked out for each viewer (R2, V3).
FEED_ONLY = {
    *(
        "AgencyCase",
        "AgencyOrder",
        "AgencyAppointment",
        "AgencyObligation",
        "AgencyLedgerEntry",
        "AgencyNotice",
        "Deduction",
        "Party",
        "Collection",
        "Allocation",
        "Disbursement",
        "PayerHidden",
    ),
}
TABLES = {model._meta.db_table for model in apps.get_models() if model.__name__ in FEED_ONLY}
MAY_NAME_THEM = {"cases/models/__init__.py", "cases/models/agency.py", "payments/models.py", "cases/protection.py"}
MAY_NAME_THEM |= {"cases/models/accounts.py", "cases/models/agency_notice.py"}
MAY_NAME_THEM |= {"demo/management/commands/demo.py"}

# Keyed by case, not by person: the directory of the agency, read by the feed alone. Deliveries, their files: nobody's.
WITHOUT_PARTICIPANT = {"AgencyCase", "AgencyOrder", "AgencyObligation", "Delivery", "LoadedFile"}
SEEDED = [
    model
    for model in apps.get_models()
    if model._meta.app_label in ("cases", "news", "payments") and model.__name__ not in WITHOUT_PARTICIPANT
]


def mirror_read(source: Source) -> list[str]:
    """Where `source` names a model or a table that only the feed may touch."""
    if source.room == "feed" or source.name in MAY_NAME_THEM:
        return []
    found = {(line, name) for line, name in _names(source.tree) if name in FEED_ONLY}
    for line, text in strings(source):
        if text.rpartition(".")[2] in FEED_ONLY:  # "AgencyCase" or "cases.AgencyCase", for the app registry
            found.add((line, text))
        found |= {(line, table) for table in TABLES if re.search(rf"\b{table}\b", text)}
    return [f"{source.name}:{line}: {name}" for line, name in sorted(found)]


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias):
            yield node.lineno, node.name


def keys_without_participant(model: type[models.Model]) -> list[str]:
    """The unique keys of `model` that do not include participant_id: statewide ones, which no shard could hold."""
    options = model._meta
    keys = [("primary key", [field.name for field in options.pk_fields])]
    keys += [(field.name, [field.name]) for field in options.fields if field.unique and field is not options.pk]
    keys += [("unique together", list(names)) for names in options.unique_together]
    keys += [
        (each.name, list(each.fields)) for each in options.constraints if isinstance(each, models.UniqueConstraint)
    ]
    return [f"{options.label}: {key}" for key, names in keys if "participant_id" not in names]


def test_only_the_feed_names_the_mirror():
    assert [line for source in sources() for line in mirror_read(source)] == []


@pytest.mark.parametrize("model", SEEDED, ids=lambda model: model._meta.label)
def test_every_key_of_a_seeded_table_includes_the_participant(model):
    assert keys_without_participant(model) == []


def test_a_page_that_reads_the_mirror_would_be_found():
    bad = "from connect.cases.models import Party\nq = m.AgencyCase.objects\nsql = 'FROM payments_collection'\n"
    assert mirror_read(Source("cases/queries.py", bad)) == [
        "cases/queries.py:1: Party",
        "cases/queries.py:2: AgencyCase",
        "cases/queries.py:3: payments_collection",
    ]
    assert mirror_read(Source("feed/pipeline/load.py", bad)) == []


def test_a_statewide_key_would_be_found():
    case_file = apps.get_model("cases", "AgencyCase")
    assert keys_without_participant(case_file) == ["cases.AgencyCase: primary key"]

"""A document from before someone was hidden: what its reader may not know now is not drawn."""

import pytest
from msgspec.structs import replace

from connect.cases.kinds import DocumentKind
from connect.documents.snapshots import BillingStatement, CollectionStatement, to_json
from connect.documents.veil import veiled
from tests.documents.samples import sample

COUNTY, COURT = "MADERA", "MFL-2019-00417"


@pytest.mark.parametrize("kind", DocumentKind)
def test_where_nothing_is_hidden_nothing_changes(kind):
    snapshot = sample(kind, "plain")
    assert veiled(snapshot, shown_cases=snapshot.case_numbers, payer_hidden=False) == snapshot


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_hidden_case_names_no_county_no_court_and_no_office(kind):
    snapshot = sample(kind, "plain")
    assert snapshot.contact.office
    told = veiled(snapshot, shown_cases=(), payer_hidden=False)
    assert (told.contact.office, told.contact.phone) == ("", "(866) 901-3212")
    text = to_json(told)
    assert f'"county":"{COUNTY}"' not in text
    assert COURT not in text


def test_of_two_cases_the_hidden_one_is_veiled_and_the_office_of_both():
    snapshot = sample(DocumentKind.BILLING, "plain")
    assert isinstance(snapshot, BillingStatement)
    two = replace(snapshot, cases=(snapshot.cases[0], replace(snapshot.cases[0], case_number="9")))
    told = veiled(two, shown_cases={"9"}, payer_hidden=False)
    assert isinstance(told, BillingStatement)
    assert [case.county for case in told.cases] == ["", snapshot.cases[0].county]
    assert told.contact.office == ""


@pytest.mark.parametrize(("shown", "payer_hidden"), [((), False), (None, True)])
def test_a_hidden_payer_s_way_of_paying_and_days_are_not_there(shown, payer_hidden):
    snapshot = sample(DocumentKind.COLLECTIONS, "plain")
    assert isinstance(snapshot, CollectionStatement)
    assert any(item.source for item in snapshot.payments)
    cases = snapshot.case_numbers if shown is None else shown
    told = veiled(snapshot, shown_cases=cases, payer_hidden=payer_hidden)
    assert isinstance(told, CollectionStatement)
    assert {(item.source, item.collected_on) for item in told.payments} == {("", None)}
    assert told.total_received == snapshot.total_received

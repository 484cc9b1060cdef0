"""Who sees the Payment Type column, and which rows make up a page."""

import pytest

from connect.payments.rules import PaymentReader, Span, pages, shows_source, span, state_on_screen


@pytest.mark.parametrize(
    ("audience", "show_source", "show_source_to_payer", "shown"),
    [
        (PaymentReader.RECEIVING, True, True, True),
        (PaymentReader.RECEIVING, True, False, True),
        (PaymentReader.RECEIVING, False, True, False),
        (PaymentReader.RECEIVING, False, False, False),
        (PaymentReader.PAYING, True, True, True),
        (PaymentReader.PAYING, True, False, False),
        (PaymentReader.PAYING, False, True, False),
        (PaymentReader.PAYING, False, False, False),
        (PaymentReader.THIRD_PARTY, True, True, False),
        (PaymentReader.THIRD_PARTY, True, False, False),
        (PaymentReader.THIRD_PARTY, False, True, False),
        (PaymentReader.THIRD_PARTY, False, False, False),
    ],
)
def test_the_payment_type_column_is_for_an_audience_or_for_nobody_in_it(
    audience, show_source, show_source_to_payer, shown
):
    policy = {"show_source": show_source, "show_source_to_payer": show_source_to_payer}
    assert shows_source(audience, **policy, payer_hidden=False) is shown


def test_where_a_payer_is_hidden_the_column_is_there_for_the_payer_s_own_payments_alone():
    def shown(audience):
        return shows_source(audience, show_source=True, show_source_to_payer=True, payer_hidden=True)

    assert [
        shown(audience) for audience in (PaymentReader.RECEIVING, PaymentReader.PAYING, PaymentReader.THIRD_PARTY)
    ] == [
        False,
        True,
        False,
    ]


def test_the_policy_never_asks_about_a_row():
    """All rows or none (V1): nothing about a payment is among what the policy is asked with."""
    of_the_reader = {"audience", "payer_hidden"}
    assert set(shows_source.__annotations__) == {*of_the_reader, "show_source", "show_source_to_payer", "return"}


def test_the_audience_of_payments_made_is_the_payer_and_of_payments_received_the_receiver():
    assert PaymentReader.of("made") is PaymentReader.PAYING
    assert PaymentReader.of("received") is PaymentReader.RECEIVING


@pytest.mark.parametrize(
    ("state", "to_the_payer", "to_the_receiver"),
    [
        ("expected", "expected", "expected"),
        ("held", "held", "held"),
        ("sent", "sent", "sent"),
        ("returned", "sent", "returned"),
        ("reissued", "sent", "reissued"),
    ],
)
def test_a_payer_is_not_told_that_a_check_came_back(state, to_the_payer, to_the_receiver):
    assert state_on_screen("made", state) == to_the_payer
    assert state_on_screen("received", state) == to_the_receiver


YEARS = [(2020, 10), (2019, 26), (2018, 3)]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (0, Span(2020, 2019, 0, 15, backwards=False)),
        (15, Span(2019, 2019, 5, 15, backwards=False)),
        (30, Span(2019, 2018, 0, 9, backwards=True)),
        (39, None),
    ],
)
def test_a_page_is_read_from_the_nearer_end_of_the_years_it_lies_in(start, expected):
    assert span(YEARS, start, 15) == expected


def test_an_empty_history_has_nothing_to_read():
    assert span([], 0, 15) is None


@pytest.mark.parametrize(("count", "last"), [(0, 1), (1, 1), (15, 1), (16, 2), (75, 5), (76, 6)])
def test_pages_of_fifteen(count, last):
    assert pages(count, 15) == last

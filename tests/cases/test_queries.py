"""What a person reads of appointments, cases and orders: their own, in the order of the screens."""

from datetime import date, time

import pytest

from connect.cases import queries
from connect.cases.models import DisclosedAppointment, DisclosedOrder
from connect.cases.rules import payments_first_asked_for
from tests.payments.rows import CASE, OTHER_CASE, a_seen_case, a_viewer, case_address

TODAY = date(2026, 11, 22)


def an_appointment(number: int, on_date: date, **facts: object) -> DisclosedAppointment:
    values = {
        "participant_id": "1000000003",
        "appointment_id": str(number),
        "case_number": CASE,
        "on_date": on_date,
        "starts": time(8, 0),
        "ends": time(8, 30),
        "kind": "interview",
        "place_hidden": False,
        "place": "14 S PINE ST",
    }
    return DisclosedAppointment(**{**values, **facts})


@pytest.mark.django_db
def test_appointments_are_those_from_today_on_the_next_one_first():
    DisclosedAppointment.objects.bulk_create(
        [
            an_appointment(1, date(2026, 11, 21)),
            an_appointment(2, date(2026, 12, 2)),
            an_appointment(3, date(2026, 11, 22), starts=time(14, 0)),
            an_appointment(4, date(2026, 11, 22), starts=time(9, 0), ends=None),
            an_appointment(5, date(2026, 11, 23), participant_id="1000000004"),
        ]
    )
    found = queries.appointments(a_viewer(), TODAY)
    assert [(each.on_date.day, each.starts.hour) for each in found] == [(22, 9), (22, 14), (2, 8)]
    assert found[0].ends is None


@pytest.mark.django_db
def test_open_cases_come_before_closed_ones_and_nobody_elses_are_among_them():
    for facts in (
        {"case_number": "200000000001", "status": "closed", "closed_on": date(2024, 2, 29)},
        {"case_number": OTHER_CASE},
        {"case_number": CASE},
        {"case_number": "200000000999", "participant_id": "1000000004"},
    ):
        a_seen_case(**facts).save(force_insert=True)
    assert [each.case_number for each in queries.case_cards(a_viewer())] == [CASE, OTHER_CASE, "200000000001"]


@pytest.mark.django_db
def test_a_case_is_read_by_its_public_id_and_only_by_whose_it_is():
    a_seen_case().save(force_insert=True)
    found = queries.case(a_viewer(), case_address(CASE))
    assert (found.case_number, found.monthly_support, found.balances_on) == (CASE, 1000, date(2026, 11, 20))
    assert queries.case(a_viewer("1000000004"), case_address(CASE)) is None
    assert queries.case(a_viewer(), "never-existed") is None


@pytest.mark.django_db
def test_orders_are_those_of_the_viewers_case_the_oldest_first():
    for person, case_number, number, filed in (
        ("1000000003", CASE, "2", date(2019, 12, 3)),
        ("1000000003", CASE, "1", date(2018, 3, 27)),
        ("1000000003", OTHER_CASE, "3", date(2017, 1, 1)),
        ("1000000004", CASE, "1", date(2016, 1, 1)),
    ):
        DisclosedOrder.objects.create(
            participant_id=person, case_number=case_number, order_id=number, file_date=filed,
            location_hidden=False, county="MADERA", court_case_number=f"MFL{number}", status="active",
        )  # fmt: skip
    assert [order.court_case_number for order in queries.orders(a_viewer(), CASE)] == ["MFL1", "MFL2"]


@pytest.mark.django_db
def test_a_person_s_roles_are_those_of_their_own_rows():
    a_seen_case().save(force_insert=True)
    a_seen_case(participant_id="1000000004", role="paying").save(force_insert=True)
    assert queries.roles(a_viewer()) == {"receiving"}
    assert queries.roles(a_viewer("1000000004")) == {"paying"}


@pytest.mark.parametrize(
    ("roles", "direction"),
    [
        ({"paying"}, "made"),
        ({"receiving"}, "received"),
        ({"paying", "receiving"}, "received"),
        (set(), "received"),
    ],
)
def test_payments_open_on_what_the_person_receives_and_for_a_payer_on_what_they_made(roles, direction):
    assert payments_first_asked_for(roles) == direction

"""Phone numbers, postal addresses and masks."""

import pytest

from connect.lib.masks import masked_address, masked_phone, masked_text
from connect.lib.phones import phone_as_kept, phone_in_words
from connect.lib.postal_addresses import country_choices, country_name, doubts_about, state_choices


@pytest.mark.parametrize(
    ("typed", "kept", "in_words"),
    [
        ("559-555-0102", "+15595550102", "(559) 555-0102"),
        ("(559) 555-0103 ext. 12", "+15595550103 x12", "(559) 555-0103 ext. 12"),
        ("+52 55 1234 5678", "+525512345678", "+52 55 1234 5678"),
        ("555-0102", "+15550102", "555-0102"),
        ("12", "", "12"),
        ("911", "", "911"),
        ("call me", "", "call me"),
        ("", "", ""),
    ],
)
def test_a_phone_number_is_kept_in_one_form(typed, kept, in_words):
    assert (phone_as_kept(typed), phone_in_words(kept or typed)) == (kept, in_words)


@pytest.mark.parametrize(
    ("country", "city", "state", "postal_code", "doubted"),
    [
        ("US", "FRESNO", "CA", "93721", set()),
        ("US", "FRESNO", "CA", "93721-1234", set()),
        ("US", "FRESNO", "CA", "10001", {"zip"}),  # it is in New York
        ("US", "APO", "AE", "09012", set()),
        ("US", "FPO", "AP", "96349", set()),
        ("US", "SAN JUAN", "PR", "00901", set()),
        ("US", "HAGATNA", "GU", "96910", set()),
        ("MX", "GUADALAJARA", "Jalisco", "44100", set()),
        ("MX", "GUADALAJARA", "", "44100", {"state"}),
        ("GB", "LONDON", "", "SW1A 1AA", set()),
        ("GB", "LONDON", "", "93721", {"zip"}),
    ],
)
def test_an_address_is_doubted_where_it_has_not_the_form_of_its_country(country, city, state, postal_code, doubted):
    found = doubts_about(country=country, street="12 ELM ST", city=city, state=state, postal_code=postal_code)
    assert found == doubted


def test_the_states_hold_territories_and_the_armed_forces_and_the_countries_do_not():
    states, countries = dict(state_choices()), dict(country_choices("es"))
    assert {"CA", "PR", "GU", "VI", "AS", "MP", "AA", "AE", "AP", "DC"} <= states.keys()
    assert next(iter(countries.items())) == ("US", "Estados Unidos")
    assert countries["MX"] == country_name("MX", "es") == "México"
    assert not countries.keys() & {"PR", "GU", "VI", "AS", "MP"}


def test_a_mask_leaves_enough_to_know_it_again_and_too_little_to_find_it():
    assert masked_address("12 ELM ST", "93637") == "12 •••, •••37"
    assert masked_address("P.O. BOX 4410", "93637-1204") == "4410 •••, •••37"
    assert masked_address("GENERAL DELIVERY", "93637") == "•••, •••37"
    assert masked_address("12 ELM ST", "") == "12 •••"
    assert (masked_phone("559-555-0102"), masked_phone("+15595550103 x12"), masked_phone("")) == ("•••02", "•••03", "")
    assert (masked_text("dana@example.org"), masked_text("")) == ("d•••", "")

"""The table of local offices: what of it people may read, and what stops the start."""

from datetime import date

import pytest
from django.conf import settings

from connect.lib.agency import BadProfile
from connect.lib.offices import COLUMNS, read_offices

ROW = dict.fromkeys(COLUMNS, "") | {
    "county": "Doña Ana",
    "agency_name": "Agency",
    "city": "Mesilla",
    "street": "1 A St",
}


def table(tmp_path, *rows, columns=COLUMNS):
    path = tmp_path / "offices.csv"
    path.write_text("\n".join([",".join(columns), *(",".join(row[name] for name in columns) for row in rows)]) + "\n")
    return path


def test_every_county_of_the_state_is_there_once():
    assert len(settings.OFFICES) == 58
    assert list(settings.OFFICES)[:3] == ["alameda", "alpine", "amador"]
    assert settings.OFFICES["san-bernardino"].cities == ("Loma Linda", "Ontario", "Victorville")


@pytest.mark.parametrize(
    ("seen", "addresses", "agency", "cities"),
    [
        ("stated on page", [True], "Agency", ("Mesilla",)),
        ("older page", [False], "Agency", ("Mesilla",)),
        ("", [], "", ()),
    ],
)
def test_a_street_is_shown_where_a_page_states_it_and_says_whether_it_still_does(
    tmp_path, seen, addresses, agency, cities
):
    county = read_offices(table(tmp_path, ROW | {"seen": seen}))["dona-ana"]
    assert ([office.confirmed for office in county.addresses], county.agency, county.cities) == (
        addresses,
        agency,
        cities,
    )


@pytest.mark.parametrize(("last", "day"), [("", ""), ("2013", "2013"), ("2013-08-05", date(2013, 8, 5))])
def test_an_older_address_has_the_day_or_year_when_it_was_last_confirmed(tmp_path, last, day):
    county = read_offices(table(tmp_path, ROW | {"seen": "older page", "last_confirmed": last}))["dona-ana"]
    assert county.addresses[0].last_confirmed == day


def test_a_city_is_named_only_where_the_page_gives_its_address():
    assert settings.OFFICES["placer"].cities == ("Rocklin",)  # not Carnelian Bay, of which no street is known
    assert settings.OFFICES["mendocino"].cities == ()
    for county in settings.OFFICES.values():
        assert set(county.cities) == {office.city for office in county.addresses}


def test_an_agency_of_several_counties_names_them():
    assert settings.OFFICES["alpine"].agency_counties == ("Alpine", "Amador", "Calaveras", "Tuolumne")
    assert settings.OFFICES["kern"].agency_counties == ()
    assert settings.OFFICES["kings"].agency_counties == ()  # no agency is known of several


def test_a_county_has_its_agencys_telephones_once():
    assert settings.OFFICES["tuolumne"].phones == ("(209) 533-6408",)
    assert settings.OFFICES["kern"].phones == ()


def test_hours_stand_without_an_address_where_the_agency_states_them():
    assert settings.OFFICES["merced"].hours.en.startswith("Monday, Tuesday")
    assert settings.OFFICES["sacramento"].hours is None
    assert settings.OFFICES["orange"].hours is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seen": "perhaps"}, "line 2: seen is 'perhaps'"),
        ({"county": ""}, "line 2: county is empty"),
        ({"hours": "8-5"}, "line 2: hours and hours_es"),
        ({"agency_name": "Agency (regional with Luna)"}, "line 2: agency_name has a note in brackets"),
        ({"hours": "8-5 [days?]", "hours_es": "8-5"}, "line 2: hours has a note in brackets"),
        ({"last_confirmed": "last summer"}, "line 2: last_confirmed must be a day"),
        ({"last_confirmed": "2026-02-30"}, "line 2: last_confirmed must be a day"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(tmp_path, change, reason):
    with pytest.raises(BadProfile, match=reason):
        read_offices(table(tmp_path, ROW | change))


def test_other_columns_or_no_file_are_refused(tmp_path):
    with pytest.raises(BadProfile, match="the columns must be fips, county"):
        read_offices(table(tmp_path, ROW, columns=("county", "seen")))
    with pytest.raises(BadProfile, match="cannot be read"):
        read_offices(tmp_path / "none.csv")

"""The table of local offices: only what the agency's own page states is an address."""

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
    ("seen", "addresses", "agency"), [("stated on page", 1, "Agency"), ("older page", 0, "Agency"), ("", 0, "")]
)
def test_a_street_is_shown_only_when_the_agency_states_it(tmp_path, seen, addresses, agency):
    county = read_offices(table(tmp_path, ROW | {"seen": seen}))["dona-ana"]
    assert (len(county.addresses), county.agency, county.cities) == (addresses, agency, ("Mesilla",))


def test_a_county_is_found_by_its_name_or_a_city_without_accents():
    assert settings.OFFICES["tuolumne"].found_by(["sonora"])
    assert settings.OFFICES["san-luis-obispo"].found_by(["obispo", "luis"])
    assert not settings.OFFICES["tuolumne"].found_by(["sonora", "kings"])


def test_hours_stand_without_an_address_where_the_agency_states_them():
    assert settings.OFFICES["merced"].hours.en.startswith("Mon, Tue")
    assert settings.OFFICES["sacramento"].hours is None
    assert settings.OFFICES["orange"].hours is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seen": "perhaps"}, "line 2: seen is 'perhaps'"),
        ({"county": ""}, "line 2: county is empty"),
        ({"hours": "8-5"}, "line 2: hours and hours_es"),
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

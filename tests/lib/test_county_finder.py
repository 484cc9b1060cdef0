"""Which county a place lies in: every ZIP Code and city of the state, and names as people write them."""

import csv

import pytest
from django.conf import settings

from connect.lib.agency import BadProfile
from connect.lib.county_finder import CITY_COLUMNS, read_county_finder
from tests.house.code import ROOT


def counties(question: str) -> list[str]:
    return [each.county.slug for each in settings.COUNTY_FINDER.find(question)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Los Angeles", ["los-angeles"]),
        ("L.A.", ["los-angeles"]),
        ("East LA", ["los-angeles"]),
        ("SF", ["san-francisco"]),
        ("oakland", ["alameda"]),
        ("Oakland, CA", ["alameda"]),
        ("Oakland California", ["alameda"]),
        ("Oakland, CA 94601-1234", ["alameda"]),
        ("Anaheim", ["orange"]),
        ("long beach", ["los-angeles"]),
        ("Bakersfield", ["kern"]),
        ("bakersfeild", ["kern"]),
        ("95814", ["sacramento"]),
        ("La Cañada", ["los-angeles"]),
        ("n hollywood", ["los-angeles"]),
        ("St. Helena", ["napa"]),
        ("Ft Bragg", ["mendocino"]),
        ("Yuba City", ["sutter"]),
        ("Nevada", ["nevada"]),
        ("El Dorado", ["el-dorado"]),
        ("condado de El Dorado", ["el-dorado"]),
        ("KERN COUNTY", ["kern"]),
        ("Truckee", ["nevada", "placer"]),  # in both; the one with more of its ZIP Codes first
        ("San Francisco", ["san-francisco", "san-mateo"]),  # its airport
        ("san luis", ["san-luis-obispo"]),
        ("hesper", ["san-bernardino"]),
        ("29 Palms", ["san-bernardino"]),
        ("10001", []),  # New York
        ("Springfield", []),
        ("", []),
        ("!", []),
    ],
)
def test_a_place_leads_to_its_counties(question, found):
    assert counties(question) == found


def test_every_zip_code_and_city_of_the_table_is_found_in_its_county():
    with (ROOT / "cities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["zip"] for row in rows if row["zip"]}) == 2659
    assert len({row["city"] for row in rows if row["zip"]}) == 1241
    names = {county.name: county.slug for county in settings.OFFICES.values()}
    for row in rows:
        assert names[row["county"]] in counties(row["city"]), row
        if row["zip"]:
            assert counties(row["zip"]) == [names[row["county"]]], row


def test_the_place_by_which_a_county_was_found_is_told():
    assert [each.place for each in settings.COUNTY_FINDER.find("95814")] == ["95814 Sacramento"]
    assert [each.place for each in settings.COUNTY_FINDER.find("oakland")] == ["Oakland"]
    assert [each.place for each in settings.COUNTY_FINDER.find("kern")] == [""]


def test_a_table_that_cannot_be_used_says_where_and_why(tmp_path):
    path = tmp_path / "cities.csv"
    path.write_text(f"{','.join(CITY_COLUMNS)}\n99999,Springfield,Atlantis,\n")
    with pytest.raises(BadProfile, match="line 2: 'Atlantis' is no county of the table of offices"):
        read_county_finder(path, settings.OFFICES)
    path.write_text("city,county\n")
    with pytest.raises(BadProfile, match="the columns must be zip, city"):
        read_county_finder(path, settings.OFFICES)

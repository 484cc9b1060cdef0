"""docs/asvs.csv answers every requirement of ASVS 5.0, chapters V6 and V7, once, and names tests that are there."""

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# How many requirements each section of the two chapters has (OWASP ASVS 5.0.0).
SECTIONS = {
    "V6.1": 3,
    "V6.2": 12,
    "V6.3": 8,
    "V6.4": 6,
    "V6.5": 8,
    "V6.6": 4,
    "V6.7": 2,
    "V6.8": 4,
    "V7.1": 3,
    "V7.2": 4,
    "V7.3": 2,
    "V7.4": 5,
    "V7.5": 3,
    "V7.6": 2,
}
REQUIREMENTS = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]


def rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_requirement_is_answered_once_in_order():
    assert [row["requirement"] for row in rows()] == REQUIREMENTS
    assert len(REQUIREMENTS) == 66


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["requirement"])
def test_an_answer_has_its_reason_and_where_it_is_met_a_test_that_is_there(row):
    assert row["status"] in ("met", "not applicable", "deviation")
    assert len(row["reason"]) >= 7
    assert bool(row["test"]) == (row["status"] == "met")
    if row["test"]:
        file, _, test = row["test"].partition("::")
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_deviation_says_why_in_a_sentence():
    assert [row["requirement"] for row in rows() if row["status"] == "deviation" and len(row["reason"]) < 30] == []

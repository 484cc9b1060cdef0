"""The fixed cast of the demo and of every test, read from demo/ so that the two cannot drift apart."""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "demo"

# Columns of demo/feed/participants.csv that tell where a person is or how to reach them.
_PERSONAL = (
    "ssn",
    "address_line1",
    "address_line2",
    "address_city",
    "address_postcode",
    "email",
    "phone_home",
    "phone_mobile",
    "phone_work",
    "employer",
)


@dataclass(frozen=True, slots=True)
class Member:
    """One person who can sign in."""

    participant_id: str
    pin: str
    temporary: bool
    story: str
    first_name: str


def feed_rows(name: str) -> list[dict[str, str]]:
    """The rows of demo/feed/<name>.csv, dates from the day of the demo still as placeholders."""
    with (DEMO / "feed" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _person(participant_id: str) -> dict[str, str]:
    return next(row for row in feed_rows("participants") if row["participant_id"] == participant_id)


def _members() -> dict[str, Member]:
    entries = tomllib.loads((DEMO / "cast.toml").read_text(encoding="utf-8"))
    return {
        name: Member(first_name=_person(entry["participant_id"])["first_name"], **entry)
        for name, entry in entries.items()
    }


def _personal_facts(member: Member) -> set[str]:
    person = _person(member.participant_id)
    return {person[column] for column in _PERSONAL if person[column]}


def _places_of_noor() -> set[str]:
    """What else could locate Noor: her case's county, office and officer, its courts, and where people meet on it."""
    cases = {row["case_number"] for row in feed_rows("parties") if row["participant_id"] == NOOR.participant_id}

    def of_her_cases(name: str) -> list[dict[str, str]]:
        return [row for row in feed_rows(name) if row["case_number"] in cases]

    facts = {row[column] for row in of_her_cases("cases") for column in ("county", "office", "officer")}
    facts |= {row[column] for row in of_her_cases("orders") for column in ("county", "court_case_number")}
    return facts | {row["place"] for row in of_her_cases("appointments") if row["place_shown"] == "no"}


CAST = _members()
DANA = CAST["dana"]
RILEY = CAST["riley"]
DANIEL = CAST["daniel"]
SAM = CAST["sam"]
TESS = CAST["tess"]
NOOR = CAST["noor"]

# None of these may ever reach Sam, in a page, a header or an error.
NOOR_SECRETS: tuple[str, ...] = tuple(sorted(_personal_facts(NOOR) | _places_of_noor()))
# None of these may ever reach Dana.
RILEY_SECRETS: tuple[str, ...] = tuple(sorted(_personal_facts(RILEY)))
# The place of the one appointment on that case that Sam must attend and may know.
SAM_PLACE_SHOWN: str = next(row["place"] for row in feed_rows("appointments") if row["place_shown"] == "yes")

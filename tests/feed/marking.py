"""Feeds that mark Noor, who fled, and what Sam may read of her afterwards."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connect.cases.models import DisclosedAppointment, DisclosedCase, DisclosedOrder, NondisclosureMark
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import load
from tests.feed.folder import FIRST_DAY, NOOR, SAM, Box, Row, Rows, load_rows, party, person, small_county

SECRETS = ("MODOC", "Madera office", "C. MORALES", "MOD77")
SHOWN_ALL_THE_SAME = "COURT PLAZA"  # Sam must come there


def before_she_fled() -> Rows:
    rows = small_county()
    rows["parties"][-1]["nondisclosure"] = "no"
    return rows


def noor(**more: str) -> Row:
    return party(NOOR, "204", role="receiving", nondisclosure="yes") | more


def sam_finds() -> set[str]:
    """The secrets that stand in what Sam may read."""
    found = [
        value
        for model in (DisclosedCase, DisclosedOrder, DisclosedAppointment)
        for row in model.objects.filter(participant_id=SAM).values()
        for value in row.values()
    ]
    return {secret for secret in SECRETS if any(secret in str(value) for value in found)}


def kept() -> dict[tuple[str, str], datetime]:
    return {(mark.participant_id, mark.case_number): mark.set_at for mark in NondisclosureMark.objects.all()}


def day(number: int) -> datetime:
    """The as_of of feed `number`."""
    return FIRST_DAY + timedelta(days=number)


def tonight(county: Path, rows: Rows, **box: object) -> Path:
    box = {"sequence": 2, "mode": "changes"} | box
    return Box(county / "2", **box).write(rows)  # type: ignore[arg-type]


def refused(folder: Path) -> str:
    with pytest.raises(FeedRefused) as problem:
        load(folder)
    return str(problem.value)


def crowd() -> Rows:
    """Twelve people whom the next feed does not name."""
    return {"participants": [*before_she_fled()["participants"], *(person(f"30000000{n:02}") for n in range(12))]}


def broken(county: Path, rows: Rows, **box: object) -> Path:
    """Tonight's feed, another file of which cannot be read."""
    return tonight(county, rows | {"collections": []}, raw={"collections": b"no line of names\n"}, **box)


def loaded_before_she_fled(folder: Path) -> Path:
    """Sam pays on the case of Noor, and reads where it is."""
    load_rows(folder / "1", before_she_fled())
    assert sam_finds() == set(SECRETS)
    return folder

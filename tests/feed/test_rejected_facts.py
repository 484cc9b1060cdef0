"""Obligations, ledger entries, notices and deductions that are rejected, each for its reason; the others load.

All of them come in one feed, once as plain files and once in quotes, which is the other way of reading them.
"""

import csv
import io
from pathlib import Path

import pytest

from connect.cases.models import AgencyLedgerEntry, AgencyNotice, AgencyObligation
from connect.feed.pipeline.load import load
from connect.feed.records import RECORDS
from connect.payments.models import Deduction
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    adjustment,
    deduction,
    everything,
    ledger_entry,
    notice,
    obligation,
    small_county,
    wipe,
)

pytestmark = pytest.mark.django_db(transaction=True)

FEE = {"acts_on": "2026-08-01", "amount": "35.00", "collected": "600.00", "recovered": "0.00"}
CLOSURE = {"acts_on": "2025-11-30", "reason": "no_contact"}
LICENSE = {"variant": "released", "reason": "plan_agreed", "board": "DMV", "license_kind": "driver"}

# Each row, and why it is rejected; '' for one that loads.
OBLIGATIONS = [
    (obligation("201", "B90", "1", ends_on="2018-04-01"), ""),
    (obligation("201", "B91", "1", frequency="weekly", due_day=""), ""),
    (obligation("201", "B92", "2"), "order_id: this order is not there, or is of another case"),
    (obligation("202", "B93", "1"), "order_id: this order is not there, or is of another case"),
    (obligation("209", "B94", "1"), "order_id: this order is not there, or is of another case"),
    (obligation("201", "B95", "1", due_day="0"), "due_day: a whole number from 1 to 31"),
    (obligation("201", "B96", "1", due_day="32"), "due_day: a whole number from 1 to 31"),
    (obligation("201", "B97", "1", frequency="weekly"), "due_day: only where the frequency is monthly"),
    (obligation("201", "B98", "1", ends_on="2018-03-31"), "ends_on: before starts_on"),
    (obligation("201", "B99", "1", kind="alimony"), "kind: one of child_support, medical_support, spousal_support"),
]
LEDGER = [
    (adjustment(DANA, "201", "L90", kind="adjustment_up", reason="waived"), ""),
    (ledger_entry(DANA, "201", "L91", kind="interest", due_on=""), ""),
    (ledger_entry(RILEY, "201", "L92"), "participant_id: no paying party of the case"),
    (ledger_entry(SAM, "201", "L93"), "participant_id: no paying party of the case"),
    (ledger_entry(DANA, "201", "L94", month="2025-12-02"), "month: the first day of a month"),
    (ledger_entry(DANA, "201", "L95", due_on=""), "due_on: given exactly where the kind is charge"),
    (ledger_entry(DANA, "201", "L96", kind="fee"), "due_on: given exactly where the kind is charge"),
    (adjustment(DANA, "201", "L97", reason=""), "reason: given exactly on adjustments"),
    (ledger_entry(DANA, "201", "L98", reason="other"), "reason: given exactly on adjustments"),
    (ledger_entry(DANA, "201", "L99", bucket="held"), "bucket: one of current, medical, spousal, arrears_family, "),
]
NOTICES = [
    (notice(RILEY, "201", "N90", "annual_fee", **FEE), ""),
    (notice(RILEY, "201", "N91", "closure", **CLOSURE, tried="mail-2025-08-01 in_person-2025-08-20"), ""),
    (notice(DANA, "201", "N92", "license_release", **LICENSE, license_ending="7K21"), ""),
    (notice(DANA, "201", "N93", "review", variant="result", amount="12.00", withdrawn_on="2025-10-09"), ""),
    (notice(DANA, "201", "N10", "annual_fee", **FEE), "participant_id: this person has no such part in the case"),
    (notice(DANA, "201", "N11", "closure", **CLOSURE), "participant_id: this person has no such part in the case"),
    (notice(RILEY, "201", "N12", "warning", actions="levy-possible"), "participant_id: this person has no such part"),
    (notice(RILEY, "201", "N13", "license_release", **LICENSE), "participant_id: this person has no such part"),
    (notice(NOOR, "201", "N14", "review", variant="started"), "participant_id: this person has no such part"),
    (notice(RILEY, "201", "N15", "annual_fee", **FEE | {"collected": ""}), "collected: needed for this kind"),
    (notice(RILEY, "201", "N16", "annual_fee", **FEE, reason="no_contact"), "reason: not for this kind"),
    (notice(RILEY, "201", "N17", "annual_fee", **FEE, variant="started"), "variant: not one of this kind"),
    (notice(RILEY, "201", "N18", "closure", **CLOSURE | {"acts_on": "2025-11-29"}), "acts_on: less than 60 days after"),
    (notice(RILEY, "201", "N19", "closure", **CLOSURE | {"acts_on": ""}), "acts_on: needed for this kind"),
    (notice(RILEY, "201", "N20", "closure", **CLOSURE | {"reason": ""}), "reason: needed for this kind"),
    (
        notice(RILEY, "201", "N21", "closure", **CLOSURE | {"reason": "moved"}),
        "reason: not in rules.toml for this kind",
    ),
    (
        notice(RILEY, "201", "N22", "closure", **CLOSURE | {"reason": "income"}),
        "reason: not in rules.toml for this kind",
    ),
    (notice(RILEY, "201", "N23", "closure", **CLOSURE, amount="1.00"), "amount: not for this kind"),
    (notice(RILEY, "201", "N24", "closure", **CLOSURE, tried="pigeon-2025-08-01"), "tried: each a way and a date"),
    (notice(RILEY, "201", "N25", "closure", **CLOSURE, tried="mail-2025-02-30"), "tried: each a way and a date"),
    (notice(DANA, "201", "N26", "warning"), "actions: needed for this kind"),
    (notice(DANA, "201", "N27", "warning", actions="levy-soon"), "actions: each a code and a state"),
    (notice(DANA, "201", "N28", "warning", actions="levy-possible levy-started"), "actions: the same code twice"),
    (notice(DANA, "201", "N29", "review"), "variant: not one of this kind"),
    (notice(DANA, "201", "N30", "review", variant="denied"), "variant: not one of this kind"),
    (notice(DANA, "201", "N31", "review", variant="started", amount="1.00"), "amount: not for this kind"),
    (notice(DANA, "201", "N32", "license_release", **LICENSE | {"board": ""}), "board: needed for this kind"),
    (
        notice(DANA, "201", "N33", "license_release", **LICENSE | {"reason": "income"}, dated_on="2024-12-31"),
        "reason: not in rules.toml for this kind on dated_on",
    ),
    (notice(DANA, "201", "N34", "license_release", **LICENSE, license_ending="77K21"), "license_ending: 1 to 4 of"),
]
DEDUCTIONS = [
    (deduction("X90", "D1", "201", "0.00", kind="annual_fee"), ""),
    (deduction("X91", "D77", "201", "1.00"), "disbursement_id: this disbursement is not there"),
    (deduction("X92", "D1", "209", "1.00"), "case_number: this case is not there"),
    (deduction("X93", "D1", "201", "1.00", kind="penalty"), "kind: one of annual_fee, recoupment, other"),
]
ALL = {"obligations": OBLIGATIONS, "ledger": LEDGER, "notices": NOTICES, "deductions": DEDUCTIONS}


def rejects(folder: Path, name: str) -> dict[int, str]:
    with (folder / "rejects" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {int(line): reason for line, reason in list(csv.reader(file))[1:]}


def in_quotes(path: Path) -> bytes:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(lines)
    return out.getvalue().encode()


def test_each_bad_row_is_rejected_for_its_reason_however_its_file_is_written(tmp_path):
    rows = small_county()
    first = {name: len(rows[name]) + 2 for name in ALL}
    for name, those in ALL.items():
        rows[name] = [*rows[name], *(row for row, _ in those)]
    plain = Box(tmp_path / "1").write(rows)
    load(plain)
    for name, those in ALL.items():
        found = rejects(plain, name)
        expected = {first[name] + place: why for place, (_, why) in enumerate(those) if why}
        assert set(found) == set(expected), name
        for line, why in expected.items():
            assert found[line].startswith(why), (name, line, found[line])
    on_file = everything()
    wipe()
    quoted = Box(tmp_path / "2", raw={path.stem: in_quotes(path) for path in plain.glob("*.csv")}).write(rows)
    load(quoted)
    assert {name: rejects(quoted, name) for name in ALL} == {name: rejects(plain, name) for name in ALL}
    assert {table: len(those) for table, those in everything().items()} == {
        table: len(those) for table, those in on_file.items()
    }


def test_the_others_are_on_file(tmp_path):
    rows = small_county()
    for name, those in ALL.items():
        rows[name] = [*rows[name], *(row for row, why in those if not why)]
    assert load(Box(tmp_path).write(rows)).rejected == 0
    assert set(AgencyObligation.objects.values_list("obligation_id", flat=True)) == {"B1", "B2", "B90", "B91"}
    assert set(AgencyLedgerEntry.objects.values_list("entry_id", flat=True)) == {"L1", "L2", "L3", "L90", "L91"}
    assert AgencyNotice.objects.filter(notice_id__in=["N90", "N91", "N92", "N93"]).count() == 4
    assert set(Deduction.objects.values_list("deduction_id", "participant_id")) == {("X1", DANIEL), ("X90", RILEY)}


def test_the_described_format_says_what_each_kind_of_notice_must_have():
    (says,) = (record.says for record in RECORDS if record.name == "notices")
    assert "`closure`: acts_on reason, and may have tried" in says
    assert "`annual_fee`: acts_on amount collected recovered;" in says

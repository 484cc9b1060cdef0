"""Feed folders for tests: rows with sensible defaults, any mix of modes, and a manifest that agrees."""

import gzip
import hashlib
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from django.apps import apps
from django.db import connection

from connect.feed.manifest import FileEntry, Manifest
from connect.feed.outcome import Outcome
from connect.feed.pipeline.load import Confirmation, load
from connect.feed.records import RECORDS, VERSION
from connect.feed.writer import FileWriter, Mode

DANA, RILEY, DANIEL, SAM, NOOR = (f"100000000{n}" for n in (1, 2, 3, 4, 6))
FIRST_DAY = datetime(2026, 1, 1, 18, tzinfo=UTC)
WRITTEN = ("cases", "payments", "news")  # the rooms whose tables a feed writes
ITS_OWN = ("delivery", "loadedfile")
BY_THE_WAY = "appointmenthistory"  # it says when things became so, and not only how they are
Row = dict[str, str]
Rows = dict[str, list[Row]]
BY_NAME = {file.name: file for file in RECORDS}


def person(participant_id: str, **more: str) -> Row:
    row = {"participant_id": participant_id, "first_name": "PAT", "last_name": "OKAFOR"}
    row |= {"address_line1": "12 ELM ST", "address_city": "MADERA", "address_valid": "yes"}
    return row | more


def case(case_number: str, **more: str) -> Row:
    row = {"case_number": case_number, "county": "MADERA", "status": "open", "opened_on": "2018-01-10"}
    return row | {"officer": "C. MORALES", "office": "Madera office"} | more


def party(participant_id: str, case_number: str, **more: str) -> Row:
    amounts = ("past_due_support", "current_support", "arrears_family", "arrears_state")
    row = dict.fromkeys((*amounts, "interest", "medical", "spousal", "fees", "past_due_installment"), "0.00")
    row |= {"participant_id": participant_id, "case_number": case_number, "role": "paying", "monthly_support": "10.00"}
    row |= {"past_due_support": "667.93", "balances_on": "2025-12-31", "includes_interest": "no"}
    return row | {"income_withholding": "yes", "nondisclosure": "no"} | more


def order(case_number: str, order_id: str, **more: str) -> Row:
    row = {"case_number": case_number, "order_id": order_id, "file_date": "2018-03-27", "county": "MADERA"}
    return row | {"court_case_number": "MFL012345", "status": "active"} | more


def appointment(participant_id: str, case_number: str, appointment_id: str, **more: str) -> Row:
    row = {"participant_id": participant_id, "case_number": case_number, "appointment_id": appointment_id}
    row |= {"on_date": "2026-12-02", "starts": "08:00", "ends": "08:30", "kind": "interview"}
    return row | {"place": "200 S G ST, MADERA", "place_shown": "no"} | more


def collection(collection_id: str, payer: str, amount: str, **more: str) -> Row:
    row = {"collection_id": collection_id, "participant_id": payer, "amount": amount}
    return row | {"source": "income_withholding", "received_on": "2020-04-10"} | more


def allocation(allocation_id: str, collection_id: str, case_number: str, payee: str, amount: str, **more: str) -> Row:
    row = {"allocation_id": allocation_id, "collection_id": collection_id, "case_number": case_number}
    return row | {"payee_id": payee, "bucket": "current", "amount": amount} | more


def disbursement(disbursement_id: str, payee: str, allocations: str, amount: str, **more: str) -> Row:
    row = {"disbursement_id": disbursement_id, "payee_id": payee, "allocations": allocations, "amount": amount}
    return row | {"method": "direct_deposit", "sent_on": "2020-04-13", "status": "sent"} | more


def obligation(case_number: str, obligation_id: str, order_id: str, **more: str) -> Row:
    row = {"case_number": case_number, "obligation_id": obligation_id, "order_id": order_id, "kind": "child_support"}
    return row | {"amount": "10.00", "frequency": "monthly", "due_day": "1", "starts_on": "2018-04-01"} | more


def ledger_entry(participant_id: str, case_number: str, entry_id: str, **more: str) -> Row:
    row = {"participant_id": participant_id, "case_number": case_number, "entry_id": entry_id, "kind": "charge"}
    row |= {"month": "2025-12-01", "on_date": "2025-12-01", "bucket": "current", "amount": "10.00"}
    return row | {"due_on": "2025-12-01"} | more


def adjustment(participant_id: str, case_number: str, entry_id: str, **more: str) -> Row:
    changed = {"kind": "adjustment_down", "due_on": "", "reason": "correction"}
    return ledger_entry(participant_id, case_number, entry_id, **changed | more)


def notice(participant_id: str, case_number: str, notice_id: str, kind: str, **more: str) -> Row:
    row = {"participant_id": participant_id, "case_number": case_number, "notice_id": notice_id, "kind": kind}
    return row | {"dated_on": "2025-10-01"} | more


def deduction(deduction_id: str, disbursement_id: str, case_number: str, amount: str, **more: str) -> Row:
    row = {"deduction_id": deduction_id, "disbursement_id": disbursement_id, "case_number": case_number}
    return row | {"kind": "recoupment", "amount": amount} | more


def small_county() -> Rows:
    """Dana pays Riley and Daniel on two cases out of one payment; Sam pays on the case of Noor, who is marked.

    Daniel pays back $2.00 of an overpayment. Sam has a warning, and he and Noor may each ask for a review.
    """
    return {
        "participants": [
            person(DANA, first_name="DANA", ssn="900123456", email="dana@example.org", employer="VALLEY FOODS"),
            person(RILEY, first_name="RILEY", last_name="STONE"),
            person(DANIEL, first_name="DANIEL", last_name="REYES", suffix="JR"),
            person(SAM, first_name="SAM", last_name="WHITLOCK"),
            person(NOOR, first_name="NOOR", last_name="HADDAD", address_city="HIDDEN VALLEY"),
        ],
        "cases": [case("201"), case("202", county="FRESNO"), case("204", county="MODOC")],
        "parties": [
            party(DANA, "201"),
            party(RILEY, "201", role="receiving"),
            party(DANA, "202"),
            party(DANIEL, "202", role="receiving"),
            party(SAM, "204"),
            party(NOOR, "204", role="receiving", nondisclosure="yes"),
        ],
        "orders": [order("201", "1"), order("204", "2", county="MODOC", court_case_number="MOD77")],
        "appointments": [
            appointment(DANA, "201", "1"),
            appointment(SAM, "204", "2", place="MODOC COURT"),
            appointment(SAM, "204", "3", place="COURT PLAZA", place_shown="yes"),
            appointment(NOOR, "204", "4", place="SHELTER"),
        ],
        "collections": [collection("C1", DANA, "130.15"), collection("C2", SAM, "83.08", received_on="2021-02-01")],
        "allocations": [
            allocation("A1", "C1", "201", RILEY, "83.08"),
            allocation("A2", "C1", "202", DANIEL, "24.00"),
            allocation("A3", "C1", "202", DANIEL, "16.60", bucket="arrears_family"),
            allocation("A4", "C1", "202", "", "6.47", bucket="arrears_state"),
            allocation("A5", "C2", "204", NOOR, "83.08"),
        ],
        "disbursements": [
            disbursement("D1", RILEY, "A1", "83.08"),
            disbursement("D2", DANIEL, "A2 A3", "38.60", method="check"),
        ],
        "deductions": [deduction("X1", "D2", "202", "2.00")],
        "obligations": [obligation("201", "B1", "1"), obligation("204", "B2", "2")],
        "ledger": [
            ledger_entry(DANA, "201", "L1"),
            ledger_entry(SAM, "204", "L2"),
            adjustment(SAM, "204", "L3", amount="3.10"),
        ],
        "notices": [
            notice(SAM, "204", "N1", "warning", actions="levy-possible passport-started"),
            notice(SAM, "204", "N2", "review", variant="right_to_ask"),
            notice(NOOR, "204", "N2", "review", variant="right_to_ask"),
        ],
    }


@dataclass
class Box:
    """A folder to be written. `raw` replaces a file's bytes; `says` overrules what the manifest says of a file."""

    path: Path
    sequence: int = 1
    mode: Mode = "full"
    modes: dict[str, Mode] = field(default_factory=dict)
    zipped: bool = False
    as_of: datetime | None = None
    raw: dict[str, bytes] = field(default_factory=dict)
    says: dict[str, dict[str, object]] = field(default_factory=dict)
    agency: str = "CA"
    format: int = VERSION

    def write(self, put: Rows, gone: Rows | None = None) -> Path:
        """The folder, with every file named in `put`, `gone` or `raw`."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        gone = gone or {}
        names = [name for name in BY_NAME if name in put or name in gone]
        entries = [self._entry(name, put.get(name, []), gone.get(name, [])) for name in names]
        entries += [self._raw_entry(name) for name in self.raw if name not in names]
        as_of = self.as_of or FIRST_DAY + timedelta(days=self.sequence)
        manifest = Manifest(self.format, self.agency, self.sequence, as_of, entries)
        (self.path / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        return self.path

    def _entry(self, name: str, put: list[Row], gone: list[Row]) -> FileEntry:
        mode = self.modes.get(name, self.mode)
        file = BY_NAME[name].in_format(self.format)
        writer = FileWriter(self.path, file, mode=mode, zipped=self.zipped)
        for row in put:
            writer.put(row)
        for row in gone:
            writer.gone(row)
        writer.close()
        entry = msgspec.structs.replace(writer.entry(), **self.says.get(name, {}))
        return self._raw_entry(name, entry) if name in self.raw else entry

    def _raw_entry(self, name: str, like: FileEntry | None = None) -> FileEntry:
        said = self.says.get(name, {})
        content = self.raw[name]
        file = like.name if like else f"{name}.csv"
        (self.path / file).write_bytes(gzip.compress(content) if file.endswith(".gz") else content)
        entry = like or FileEntry(file, content.count(b"\n") - 1, "", 0, self.mode)
        digest = hashlib.sha256((self.path / file).read_bytes()).hexdigest()
        return msgspec.structs.replace(entry, **({"sha256": digest} | said))


def load_rows(path: Path, put: Rows, gone: Rows | None = None, *, sequence: int = 1, mode: Mode = "full") -> Outcome:
    return load(Box(path, sequence=sequence, mode=mode).write(put, gone))


def confirmed(outcome: Outcome) -> Confirmation:
    """An operator has seen why the feed is held, and names every reason."""
    return Confirmation("Casey Lin", frozenset(outcome.reasons))


def tables() -> list[str]:
    """The tables a feed writes, its own records and the trail aside."""
    models = [model for label in WRITTEN for model in apps.get_app_config(label).get_models()]
    return sorted(model._meta.db_table for model in models if model._meta.model_name not in ITS_OWN)


def everything() -> dict[str, list[tuple]]:
    """Every row of every table a feed writes, as it stands, history and sealed numbers included."""
    with connection.cursor() as cursor:
        answer = {}
        for table in tables():
            cursor.execute(f"SELECT * FROM {table}")
            answer[table] = sorted(cursor.fetchall(), key=repr)
        return answer


def current() -> dict[str, list[dict]]:
    """What stands now, comparable between two ways that led there: no former values, no times, no sealed text.

    People who are gone are left out, with their addresses: one way may never have met them.
    """
    answer = {}
    people = apps.get_model("cases", "participant").objects.filter(gone=False)
    here = set(people.values_list("participant_id", flat=True))
    for model in [model for label in WRITTEN for model in apps.get_app_config(label).get_models()]:
        if model._meta.model_name in (*ITS_OWN, BY_THE_WAY):
            continue
        fields = [f.attname for f in model._meta.local_fields if f.column]
        rows = model.objects.filter(valid_to=None) if "valid_to" in fields else model.objects.all()
        keep = [f for f in fields if f not in ("valid_from", "valid_to", "ssn_sealed", "set_at")]
        found = rows.values(*keep)
        if model._meta.model_name in ("participant", "address", "email"):
            found = [row for row in found if row["participant_id"] in here]
        answer[model._meta.db_table] = sorted(found, key=lambda row: [str(value) for value in row.values()])
    return answer


def wipe() -> None:
    """An empty database: for laws that load again and again inside one test."""
    for label in (*WRITTEN, "audit"):
        for model in apps.get_app_config(label).get_models():
            model.objects.all().delete()

"""Laws of the feed, on worlds that Hypothesis draws."""

import contextlib
import itertools
import json
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.cases.models import (
    AgencyAppointment,
    DisclosedAppointment,
    DisclosedCase,
    DisclosedOrder,
    NondisclosureMark,
    Party,
)
from connect.feed.outcome import FeedRefused, Outcome
from connect.feed.pipeline.load import load
from connect.payments.models import (
    Allocation,
    Collection,
    Deduction,
    Disbursement,
    PaymentLine,
    PaymentYear,
    Receipt,
    SentMoney,
)
from tests.feed.folder import BY_NAME, Box, Rows, confirmed, current, everything, wipe
from tests.feed.worlds import changes, load_all, marks, shuffled, world
from tests.support.laws import examples

pytestmark = pytest.mark.django_db(transaction=True)

a_law = settings(
    max_examples=examples(20),
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
SEEDS = st.integers(0, 2**32)
JUNK = ["", "x", "NaN", "1e3", "9" * 400, "١٣٠", "yes\nno", "2020-02-30", "-"]


def fresh(folder: str, number: int) -> Path:
    return Path(folder) / str(number)


@a_law
@given(SEEDS)
def test_a_series_of_changes_leads_where_one_full_feed_leads(seed):
    random = Random(seed)
    marked = marks(random)
    worlds = [world(random, marked) for _ in range(4)]
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), worlds[0])
        for n, (before, after) in enumerate(itertools.pairwise(worlds), 2):
            outcome = load_all(fresh(folder, n), *changes(before, after), sequence=n, mode="changes")
            assert outcome.rejected == 0
        by_changes = current()
        load_all(fresh(folder, 5), worlds[-1], sequence=5)
        assert current() == by_changes
        wipe()
        load_all(fresh(folder, 6), worlds[-1])
        assert current() == by_changes


@a_law
@given(SEEDS)
def test_full_feeds_one_after_another_lead_where_the_last_one_leads(seed):
    random = Random(seed)
    marked = marks(random)
    first, last = world(random, marked), world(random, marked)
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), first)
        load_all(fresh(folder, 2), last, sequence=2)
        after_both = current()
        wipe()
        load_all(fresh(folder, 3), last)
        assert current() == after_both


def spoiled(random: Random, rows: Rows) -> Rows:
    """Some values replaced by junk; money is left alone, since one bad amount refuses the whole feed."""
    for name, those in rows.items():
        for row in those:
            if random.random() < 0.25:
                column = random.choice([key for key in row if row[key] and "." not in row[key]])
                row[column] = random.choice(JUNK)
        if those and random.random() < 0.3:
            rows[name] = [*those, random.choice(those)]
    return rows


@a_law
@given(SEEDS)
def test_every_row_and_every_cent_is_accepted_or_rejected(seed):
    random = Random(seed)
    rows = spoiled(random, world(random, marks(random)))
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        path = fresh(folder, 1)
        outcome = load_all(path, rows)
        for count in outcome.files:
            assert count.rows == len(rows[count.name])
            file = path / "rejects" / f"{count.name}.csv"
            assert count.rejected == (file.read_bytes().count(b"\n") - 1 if file.exists() else 0)
            assert 0 <= count.rejected_cents <= count.cents
        assert outcome.rejected <= sum(len(those) for those in rows.values())


@a_law
@given(SEEDS)
def test_the_order_of_rows_changes_nothing(seed):
    random = Random(seed)
    rows = spoiled(random, world(random, marks(random)))
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), rows)
        one_way = current()
        wipe()
        load_all(fresh(folder, 2), shuffled(random, rows))
        assert current() == one_way


@a_law
@given(SEEDS)
def test_a_full_feed_again_changes_no_row(seed):
    random = Random(seed)
    rows = spoiled(random, world(random, marks(random)))
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), rows)
        before = everything()
        load_all(fresh(folder, 2), shuffled(random, rows), sequence=2)
        assert everything() == before


@settings(a_law, max_examples=examples(10))
@given(SEEDS)
def test_files_that_are_not_compared_would_have_changed_nothing(seed):
    """Worlds whose files stay, change and are left out by turns, compared in full and not."""
    random = Random(seed)
    worlds = [world(random, marks(random)), world(random, marks(random)), spoiled(random, world(random, {}))]
    feeds = [
        {name: random.choice(worlds)[name] for name in BY_NAME if random.random() < 0.7 or not number}
        for number in range(2)
    ]
    feeds += [random.choice(feeds), feeds[1]]
    ends = []
    for compare_all in (True, False):
        wipe()
        with tempfile.TemporaryDirectory() as folder:
            outcomes = [
                load_all(fresh(folder, n), rows, sequence=n, compare_all=compare_all) for n, rows in enumerate(feeds, 1)
            ]
        said = [[replace(count, repeated=False) for count in outcome.files] for outcome in outcomes]
        ends.append((current(), said, [outcome.marks_held for outcome in outcomes]))
    assert ends[0] == ends[1]


@a_law
@given(SEEDS)
def test_a_payers_lines_add_up_to_what_was_taken_in_and_years_to_their_lines(seed):
    """Whatever the shares: none, some or all, more than there is, of a later feed, corrected, bad, taken back."""
    random = Random(seed)
    marked = marks(random)
    worlds = [world(random, marked) for _ in range(3)]
    worlds[1] |= spoiled(random, {name: worlds[1][name] for name in ("collections", "allocations", "disbursements")})
    for share in worlds[2]["allocations"]:
        share["amount"] = random.choice([share["amount"], "67.38"])
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), worlds[0])
        add_up()
        for n, (before, after) in enumerate(itertools.pairwise(worlds), 2):
            load_all(fresh(folder, n), *changes(before, after), sequence=n, mode="changes")
            add_up()
        lines, cents = Counter(), Counter()
        for line in PaymentLine.objects.all():
            key = (line.participant_id, line.direction, line.case_number, line.year)
            lines[key] += 1
            cents[key] += line.amount
        years = {tuple(row[:4]): row[4:] for row in PaymentYear.objects.values_list(*YEAR)}
        assert years == {key: (lines[key], cents[key]) for key in lines}


def add_up() -> None:
    """Each collection is, to the cent, the lines of who paid it."""
    taken_in = {(one.participant_id, one.collection_id): one.amount for one in Collection.objects.filter(amount__gt=0)}
    told = Counter()
    for line in PaymentLine.objects.filter(direction="made", amount__gt=0):
        told[line.participant_id, line.line_id.split(".")[0]] += line.amount
    assert told == taken_in


@a_law
@given(SEEDS)
def test_what_each_payee_reads_and_what_has_no_payee_are_the_shares_to_the_cent(seed):
    """Of every collection on every case; and a receipt is its parts. Nothing of another payee's is in it."""
    random = Random(seed)
    marked = marks(random)
    worlds = [world(random, marked) for _ in range(2)]
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), worlds[0])
        receipts_add_up()
        load_all(fresh(folder, 2), *changes(*worlds), sequence=2, mode="changes")
        receipts_add_up()


def receipts_add_up() -> None:
    shares, of_no_one, own, named = Counter(), Counter(), Counter(), set()
    for share in Allocation.objects.all():
        payment = f"{share.collection_id}.{share.case_number}"
        shares[payment] += share.amount
        of_no_one[payment] += 0 if share.payee_id else share.amount
        own[payment, share.payee_id] += share.amount
        named.add((payment, share.payee_id))
    told = Counter()
    for line in PaymentLine.objects.filter(direction="received"):
        told[line.line_id.removesuffix(".received")] += line.amount
    assert {payment: told[payment] + of_no_one[payment] for payment in shares} == dict(shares)
    readers = set(Party.objects.filter(role="receiving").values_list("participant_id", "case_number"))
    expected = {}
    for payment in shares:
        case = payment.split(".")[1]
        for reader in (who for who, where in readers if where == case):
            if (payment, reader) in named or (payment, "") in named:
                expected[reader, payment] = own[payment, reader] + of_no_one[payment]
    found = {(row.participant_id, row.line_id.removesuffix(".received")): row for row in Receipt.objects.all()}
    assert {key: row.amount for key, row in found.items()} == expected
    for row in found.values():
        assert row.came + row.kept + row.held + row.credit + row.fees == row.amount


@a_law
@given(SEEDS)
def test_shares_less_deductions_are_what_was_sent_or_the_load_counts_it(seed):
    random = Random(seed)
    marked = marks(random)
    worlds = [world(random, marked) for _ in range(2)]
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        outcome = load_all(fresh(folder, 1), worlds[0])
        sent_adds_up(outcome)
        outcome = load_all(fresh(folder, 2), *changes(*worlds), sequence=2, mode="changes")
        sent_adds_up(outcome)


def sent_adds_up(outcome: Outcome) -> None:
    odd = 0
    for sent in Disbursement.objects.all():
        named = sent.allocations.split()
        shares = Allocation.objects.filter(allocation_id__in=named, payee_id=sent.participant_id)
        taken = Deduction.objects.filter(disbursement_id=sent.disbursement_id)
        rows = list(SentMoney.objects.filter(disbursement_id=sent.disbursement_id))
        whole = sum(share.amount for share in shares)
        less = sum(each.amount for each in taken)
        assert {row.participant_id for row in rows} == {sent.participant_id}
        assert sum(row.shares for row in rows) == whole
        assert sum(cents for row in rows for _, cents in json.loads(row.deductions)) == less
        assert sum(row.amount for row in rows) == sent.amount
        assert {row.adds_up for row in rows} == {whole - less == sent.amount}
        odd += whole - less != sent.amount
        for row in rows:
            assert row.shares == sum(cents for _, _, cents in json.loads(row.parts))
            assert min(row.amount, row.child, row.medical, row.spousal, row.pass_through) >= 0
            assert row.child + row.medical + row.spousal + row.pass_through == row.amount
    assert outcome.unexplained == odd
    assert SentMoney.objects.count() >= Disbursement.objects.count()


YEAR = ("participant_id", "direction", "case_number", "year", "lines", "cents")


@a_law
@given(SEEDS)
def test_whatever_becomes_of_a_feed_nobody_reads_the_place_of_whom_it_marks(seed):
    """Feeds with bad rows, held ones, refused ones and ones out of turn: the mark counts at once.

    Once a feed is loaded it counts in every case that ever named whom it marks, however their rows there fail or go.
    """
    random = Random(seed)
    before, after = world(random, {}), world(random, {})
    unmarked = random.choice([3, 30])  # many marks, or few enough that a case is closed by one of them alone
    for row in after["parties"]:
        row["nondisclosure"] = random.choice(["yes", " YES ", "YES", *["no"] * unmarked])
    wanted = {
        (row["participant_id"], row["case_number"])
        for row in after["parties"]
        if row["nondisclosure"].strip().upper() == "YES"
    }
    with tempfile.TemporaryDirectory() as folder:
        wipe()
        load_all(fresh(folder, 1), before)
        box = Box(fresh(folder, 2), sequence=random.choice([2, 2, 2, 4]), mode=random.choice(["full", "changes"]))
        if random.random() < 0.5:
            box.raw = {"collections": b"no line of names\n"}
        path = box.write(spoiled_but_the_marks(random, after))
        parts = wanted
        with contextlib.suppress(FeedRefused):
            outcome = load(path)
            if outcome.state == "held":
                outcome = load(path, confirmed=confirmed(outcome))
            if outcome.state == "loaded":
                named = [*before["parties"], *after["parties"]]
                parts = wanted | {(row["participant_id"], row["case_number"]) for row in named}
    assert set(NondisclosureMark.objects.values_list("participant_id", "case_number")) >= wanted
    assert shown_to_others({person for person, _ in wanted}, parts) == []


def spoiled_but_the_marks(random: Random, rows: Rows) -> Rows:
    kept = [(row["participant_id"], row["case_number"], row["nondisclosure"]) for row in rows["parties"]]
    rows["parties"] = [*rows["parties"]]
    spoiled(random, rows)
    for row, (person, case, mark) in zip(rows["parties"], kept, strict=False):
        row |= {"participant_id": person, "case_number": case, "nondisclosure": mark}
    return rows


def shown_to_others(people: set[str], marked: set[tuple[str, str]]) -> list[object]:
    """Rows that show to somebody the place of a case in which one of these people is, or is to be."""
    parts = {*Party.objects.values_list("participant_id", "case_number"), *marked}
    found: list[object] = []
    for person, case in parts:
        if person in people:
            others = {"case_number": case, "location_hidden": False}
            found += [row.pk for row in DisclosedCase.objects.filter(**others).exclude(participant_id=person)]
            found += [row.pk for row in DisclosedOrder.objects.filter(**others).exclude(participant_id=person)]
            shown = AgencyAppointment.objects.filter(case_number=case, place_shown=True).values("appointment_id")
            meetings = DisclosedAppointment.objects.filter(case_number=case, place_hidden=False)
            found += [row.pk for row in meetings.exclude(participant_id=person).exclude(appointment_id__in=shown)]
    return found

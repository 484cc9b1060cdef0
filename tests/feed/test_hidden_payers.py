"""Where someone who pays must stay hidden, who receives their money reads nothing of how they pay (R2, V1, V3)."""

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from connect.cases.models import DisclosedCase
from connect.feed import releases
from connect.feed.pipeline.load import load
from connect.news.models import Change
from connect.payments.models import PayerHidden, PaymentLine, PaymentYear
from tests.feed.folder import (
    DANA,
    DANIEL,
    NOOR,
    RILEY,
    SAM,
    Box,
    Rows,
    allocation,
    case,
    collection,
    everything,
    load_rows,
    party,
    small_county,
)

pytestmark = pytest.mark.django_db(transaction=True)

DATES = {"withheld_on": "2020-03-31", "collected_on": "2020-03-31", "received_on": "2020-04-10"}
NOTHING = ("", None, None)
FROM_DANA = ("other_state", date(2020, 3, 31), date(2020, 3, 31))
FROM_SAM = ("unemployment", None, None)
MARKED = party(DANA, "201", nondisclosure="yes")


def county_of_two_payers() -> Rows:
    """Dana pays Riley and Daniel; Sam pays Riley too, on a case of their own, and Noor."""
    rows = small_county()
    rows["cases"].append(case("203"))
    rows["parties"] += [party(SAM, "203"), party(RILEY, "203", role="receiving")]
    rows["collections"][0] |= {"source": "other_state"} | DATES
    rows["collections"].append(collection("C3", SAM, "50.00", source="unemployment"))
    rows["allocations"].append(allocation("A6", "C3", "203", RILEY, "50.00"))
    return rows


@pytest.fixture
def county(tmp_path: Path) -> Path:
    load_rows(tmp_path / "1", county_of_two_payers())
    return tmp_path / "2"


def change(folder: Path, put: Rows, gone: Rows | None = None, sequence: int = 2) -> None:
    assert load_rows(folder, put, gone, sequence=sequence, mode="changes").rejected == 0


def told(who: str) -> dict[str, tuple]:
    """{line: (source, day withheld, day of collection)} of what this person received."""
    lines = PaymentLine.objects.filter(participant_id=who, direction="received")
    return {ln.line_id: (ln.source, ln.withheld_on, ln.collected_on) for ln in lines}


def told_all(who: str) -> set[tuple]:
    return set(told(who).values())


def readers() -> list[str]:
    return sorted(PayerHidden.objects.values_list("participant_id", flat=True))


def test_without_a_mark_who_receives_reads_how_each_payer_paid(county):
    assert told(RILEY) == {"C1.201.received": FROM_DANA, "C3.203.received": FROM_SAM}
    assert readers() == []


def test_a_mark_takes_source_and_day_withheld_from_every_line_of_who_receives_whoever_paid(county):
    change(county, {"parties": [MARKED]})
    assert told(RILEY) == {"C1.201.received": NOTHING, "C3.203.received": NOTHING}
    assert told_all(DANIEL) == {NOTHING}  # on another case than the one that carries the mark
    assert told_all(NOOR) == {("income_withholding", None, None)}
    assert readers() == [RILEY, DANIEL]


def test_the_rest_of_the_line_stays(county):
    change(county, {"parties": [MARKED]})
    line = PaymentLine.objects.get(participant_id=RILEY, line_id="C1.201.received")
    assert (line.amount, line.received_on, line.sent_on) == (8308, date(2020, 4, 10), date(2020, 4, 13))
    assert (line.state, line.method, line.parts) == ("sent", "direct_deposit", '[["current",8308,"sent"]]')
    assert PaymentYear.objects.get(participant_id=RILEY, case_number="201").lines == 1


def test_the_hidden_person_reads_everything_of_what_they_paid_themselves(county):
    change(county, {"parties": [MARKED]})
    made = PaymentLine.objects.filter(participant_id=DANA)
    assert set(made.values_list("source", "withheld_on", "payer_hidden")) == {("other_state", date(2020, 3, 31), False)}


def test_a_mark_is_no_news(county):
    change(county, {"parties": [MARKED]})
    assert not Change.objects.exists()


def test_lines_that_come_later_read_so_too(county):
    change(county, {"parties": [MARKED]})
    change(
        county,
        {
            "collections": [collection("C4", SAM, "9.00", source="lottery"), collection("C5", DANA, "9.00")],
            "allocations": [
                allocation("A7", "C4", "203", RILEY, "9.00"),
                allocation("A8", "C5", "202", DANIEL, "9.00"),
            ],
        },
        sequence=3,
    )
    assert len(told(RILEY)) == 3
    assert told_all(RILEY) == told_all(DANIEL) == {NOTHING}


def test_a_mark_and_the_first_money_in_one_feed(tmp_path):
    rows = county_of_two_payers()
    rows["parties"][0] = MARKED
    load_rows(tmp_path / "1", rows)
    assert told_all(RILEY) == told_all(DANIEL) == {NOTHING}
    assert readers() == [RILEY, DANIEL]


def test_a_payer_hidden_in_another_case_is_hidden_in_the_one_where_they_begin_to_pay(county):
    """Noor, who carries the mark on her own case, comes to pay Riley: neither case nor payment of theirs was marked."""
    new = {
        "cases": [case("209")],
        "parties": [party(NOOR, "209"), party(RILEY, "209", role="receiving")],
    }
    change(county, new)
    assert told_all(RILEY) == {NOTHING}


def test_money_of_a_hidden_person_who_is_no_party_of_the_case_counts_too(county):
    paid = {
        "collections": [collection("C7", NOOR, "9.00", source="other_country")],
        "allocations": [allocation("A9", "C7", "203", RILEY, "9.00")],
    }
    change(county, paid)
    assert told_all(RILEY) == {NOTHING}
    change(county, {"collections": [], "allocations": []}, {"allocations": [{"allocation_id": "A9"}]}, sequence=3)
    assert told(RILEY) == {"C1.201.received": FROM_DANA, "C3.203.received": FROM_SAM}
    assert readers() == []


def test_a_mark_set_where_money_alone_joins_the_two(county):
    """Sam has left Riley's case, and is marked only then."""
    change(county, {}, {"parties": [{"participant_id": SAM, "case_number": "203"}]})
    assert told_all(RILEY) == {FROM_DANA, FROM_SAM}
    change(county, {"parties": [party(SAM, "204", nondisclosure="yes")]}, sequence=3)
    assert told_all(RILEY) == told_all(NOOR) == {NOTHING}
    assert told_all(DANIEL) == {FROM_DANA}


def test_somebody_hidden_who_receives_hides_nothing_of_the_payer(county):
    assert told_all(NOOR) == {("income_withholding", None, None)}
    change(county, {"parties": [party(RILEY, "201", role="receiving", nondisclosure="yes")]})
    assert told_all(RILEY) == {FROM_DANA, FROM_SAM}
    assert told_all(DANIEL) == {FROM_DANA}


def test_who_begins_to_pay_while_hidden_is_hidden_from_then_on(county):
    change(county, {"parties": [party(NOOR, "204", role="paying", nondisclosure="yes")]})
    assert readers() == [SAM]


def test_a_mark_that_a_feed_takes_away_goes_on_hiding_until_it_is_released(county):
    change(county, {"parties": [MARKED]})
    change(county, {"parties": [party(DANA, "201")]}, sequence=3)
    assert told_all(RILEY) == {NOTHING}
    releases.release(DANA, "201", by="Casey Lin")
    assert told(RILEY) == {"C1.201.received": FROM_DANA, "C3.203.received": FROM_SAM}
    assert told_all(DANIEL) == {FROM_DANA}
    assert readers() == []


def test_a_marked_row_that_is_gone_and_a_person_who_is_gone_go_on_hiding(county):
    change(county, {"parties": [MARKED]})
    change(county, {}, {"parties": [{"participant_id": DANA, "case_number": "201"}]}, sequence=3)
    assert told_all(RILEY) == {NOTHING}
    change(county, {}, {"participants": [{"participant_id": DANA}]}, sequence=4)
    assert told_all(RILEY) == told_all(DANIEL) == {NOTHING}
    releases.release(DANA, "201", by="Casey Lin")
    assert told_all(RILEY) == {FROM_DANA, FROM_SAM}


def test_with_one_of_two_hidden_payers_released_the_other_goes_on_hiding(county):
    change(county, {"parties": [MARKED, party(SAM, "203", nondisclosure="yes")]})
    change(county, {"parties": [party(DANA, "201")]}, sequence=3)
    releases.release(DANA, "201", by="Casey Lin")
    assert told_all(RILEY) == {NOTHING}
    assert told_all(DANIEL) == {FROM_DANA}
    assert readers() == [RILEY, NOOR]


def test_who_leaves_the_case_before_any_money_came_reads_their_other_lines_again(county):
    change(county, {"cases": [case("209")], "parties": [party(NOOR, "209"), party(RILEY, "209", role="receiving")]})
    assert told_all(RILEY) == {NOTHING}
    change(county, {}, {"parties": [{"participant_id": RILEY, "case_number": "209"}]}, sequence=3)
    assert told_all(RILEY) == {FROM_DANA, FROM_SAM}


def test_a_full_feed_again_changes_no_row(tmp_path):
    rows = county_of_two_payers()
    rows["parties"][0] = MARKED
    load_rows(tmp_path / "1", rows)
    before = everything()
    assert load(Box(tmp_path / "2", sequence=2).write(rows), compare_all=True).state == "loaded"
    assert everything() == before


@pytest.mark.parametrize(
    "leak",
    [{"source": "other_state"}, {"withheld_on": date(2020, 3, 31)}, {"collected_on": date(2020, 3, 31)}],
    ids=lambda leak: next(iter(leak)),
)
def test_the_database_refuses_a_line_that_tells_in_spite_of_the_mark(county, leak):
    change(county, {"parties": [MARKED]})
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentLine.objects.filter(participant_id=RILEY).update(**leak)


def test_that_an_order_to_withhold_income_is_active_stands_only_in_the_row_of_who_pays(tmp_path):
    """The feed says it of both parties."""
    load_rows(tmp_path, small_county())
    assert DisclosedCase.objects.get(participant_id=DANA, case_number="201").income_withholding is True
    assert DisclosedCase.objects.get(participant_id=RILEY, case_number="201").income_withholding is False
    with pytest.raises(IntegrityError), transaction.atomic():
        DisclosedCase.objects.filter(participant_id=RILEY).update(income_withholding=True)

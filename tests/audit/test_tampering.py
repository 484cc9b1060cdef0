"""Whoever can write the tables, and does not have the key, is found: what was changed, in whose chain, at which row."""

import pytest

from connect.audit.acts import Act
from connect.audit.daily_seals import seal_days
from connect.audit.models import ChainHead, DailySeal, Entry, HeadAtSeal
from connect.audit.verification import verify
from connect.lib.doors import Door
from tests.audit.conftest import DANA, at, change, record

NOW = at(23)


def found(**more) -> list[tuple[str, str, str]]:
    return [(each.kind.name, each.chain, each.number) for each in verify(NOW, **more).problems]


@pytest.fixture
def sealed(trail):
    """The trail, with the seals of November 20, 21 and 22."""
    seal_days(NOW)


def test_an_honest_trail_is_whole(sealed):
    verdict = verify(NOW)
    assert verdict.problems == []
    assert (verdict.entries, verdict.lanes, verdict.seals) == (7, 3, 3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "signed in"),
        ("by", "1000000004"),
        ("about", "1000000001 201"),
        ("detail", '{"door": "phone"}'),
        ("at", "2026-11-21 20:00:00.000001+00:00"),
    ],
)
def test_an_edited_field_is_found(sealed, column, value):
    assert change(f'UPDATE audit_entry SET "{column}" = %s WHERE chain = %s AND number = 3', value, DANA) == 1
    assert found() == [("EDITED", "...0001", "3")]
    assert found(participant=DANA) == [("EDITED", "...0001", "3")]
    assert found(participant="1000000002") == []


def test_an_edited_row_is_found_before_any_seal(trail):
    change("UPDATE audit_entry SET act = 'x' WHERE chain = %s AND number = 2", DANA)
    assert ("EDITED", "...0001", "2") in found()


def test_an_edited_hash_is_found(sealed):
    change("UPDATE audit_entry SET hash = %s WHERE chain = %s AND number = 4", "0" * 64, DANA)
    assert ("EDITED", "...0001", "4") in found()


def test_a_removed_middle_row_is_found(sealed):
    change("DELETE FROM audit_entry WHERE chain = %s AND number = 2", DANA)
    assert found() == [("REMOVED", "...0001", "2")]


def test_a_removed_beginning_is_found(sealed):
    change("DELETE FROM audit_entry WHERE chain = %s AND number <= 2", DANA)
    assert found() == [("REMOVED", "...0001", "1-2")]


def test_a_removed_tail_is_found(trail):
    change("DELETE FROM audit_entry WHERE chain = %s AND number >= 3", DANA)
    assert ("REMOVED", "...0001", "3-4") in found()


def shortened() -> None:
    """Dana's last row goes, and the end of the lane is set to the row before it."""
    change("DELETE FROM audit_entry WHERE chain = %s AND number = 4", DANA)
    change(
        "UPDATE audit_chainhead SET number = 3, hash = %s WHERE chain = %s",
        Entry.objects.get(chain=DANA, number=3).hash,
        DANA,
    )


def test_a_tail_removed_together_with_the_end_is_found_before_any_seal(trail):
    shortened()
    assert ("TIP", "...0001", "3") in found()


def test_a_tail_removed_together_with_the_end_stays_found_when_the_person_acts_again(trail):
    shortened()
    record(Act.SIGNED_IN, DANA, door=Door.WEB)
    assert ("TIP", "...0001", "3") in found()
    assert Entry.objects.filter(chain=DANA, act="signed in").count() == 2


def test_an_end_put_back_as_it_once_was_is_found_by_the_seal(trail):
    record(Act.PIN_CHANGED, DANA)
    once = ChainHead.objects.filter(chain=DANA).values_list("number", "hash", "mac").get()
    record(Act.SIGNED_OUT, DANA)
    seal_days(NOW)
    change("DELETE FROM audit_entry WHERE chain = %s AND number = 6", DANA)
    change("UPDATE audit_chainhead SET number = %s, hash = %s, mac = %s WHERE chain = %s", *once, DANA)
    assert found() == [("REMOVED", "...0001", "6")]


def test_a_genuine_row_in_the_place_of_another_is_found_by_the_row_after_it(trail):
    """Row 5 is copied and taken away with its end, another 5 and 6 follow, and the copy takes the other's place."""
    before = ChainHead.objects.filter(chain=DANA).values_list("number", "hash", "mac").get()
    record(Act.SIGNED_IN, DANA)
    copy = Entry.objects.filter(chain=DANA, number=5).values_list("act", "at", "hash").get()
    change("DELETE FROM audit_entry WHERE chain = %s AND number = 5", DANA)
    change("UPDATE audit_chainhead SET number = %s, hash = %s, mac = %s WHERE chain = %s", *before, DANA)
    record(Act.PIN_CHANGED, DANA)
    record(Act.SIGNED_OUT, DANA)
    assert found(participant=DANA) == []  # nobody can tell, until a seal
    Entry.objects.filter(chain=DANA, number=5).update(act=copy[0], at=copy[1], hash=copy[2], detail={})
    assert found(participant=DANA) == [("EDITED", "...0001", "6")]


def test_a_removed_chain_is_found_though_nothing_of_it_is_left(sealed):
    for table in ("audit_entry", "audit_chainhead"):
        change(f"DELETE FROM {table} WHERE chain = %s", DANA)
    assert found() == [("REMOVED", "...0001", "1-4")]


def test_a_chain_removed_from_the_seals_too_is_found_by_their_digest(sealed):
    for table in ("audit_entry", "audit_chainhead", "audit_headatseal"):
        change(f"DELETE FROM {table} WHERE chain = %s", DANA)
    assert found() == [("SEAL_EDITED", "seals", f"2026-11-{day}") for day in (20, 21, 22)]


def test_swapped_rows_are_found_and_their_neighbours_not_blamed(sealed):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        change("UPDATE audit_entry SET number = %s WHERE chain = %s AND number = %s", new, DANA, old)
    assert found() == [("MOVED", "...0001", "2"), ("MOVED", "...0001", "3")]


def test_a_row_added_after_the_end_is_found(sealed):
    change(
        'INSERT INTO audit_entry (chain, lane, number, at, act, "by", about, detail, hash) '
        'SELECT chain, lane, 5, at, act, "by", about, detail, hash FROM audit_entry WHERE chain = %s AND number = 4',
        DANA,
    )
    assert sorted(found()) == [("ADDED", "...0001", "5"), ("EDITED", "...0001", "5")]


def test_a_whole_chain_under_another_name_is_found(sealed):
    for table in ("audit_entry", "audit_chainhead"):
        change(f"UPDATE {table} SET chain = '1000000009' WHERE chain = %s", DANA)
    assert ("EDITED", "...0009", "1") in found()
    assert ("REMOVED", "...0001", "1-4") in found()


@pytest.mark.parametrize("day", [20, 21, 22])
def test_a_missing_seal_is_found(sealed, day):
    change("DELETE FROM audit_dailyseal WHERE day = %s", f"2026-11-{day}")
    assert found() == [("SEAL_MISSING", "seals", f"2026-11-{day}")]


def test_days_that_nobody_sealed_are_found(trail):
    assert found() == [("SEAL_MISSING", "seals", f"2026-11-{day}") for day in (20, 21, 22)]


@pytest.mark.parametrize(("column", "value"), [("entries", 5), ("lanes", 7), ("digest", "0" * 64)])
def test_an_edited_seal_is_found(sealed, column, value):
    change(f"UPDATE audit_dailyseal SET {column} = %s WHERE day = '2026-11-21'", value)
    assert found() == [("SEAL_EDITED", "seals", "2026-11-21")]


def test_a_sealed_place_that_was_edited_is_found(sealed):
    change("UPDATE audit_headatseal SET hash = %s WHERE chain = %s AND day = '2026-11-22'", "0" * 64, DANA)
    assert found() == [("UNSEALED", "...0001", "4"), ("SEAL_EDITED", "seals", "2026-11-22")]


def test_somebody_without_the_key_cannot_recompute(sealed, settings):
    """The whole trail made anew under another key, ends and seals included: every row of it is found."""
    settings.AUDIT_KEYS = ["a-key-somebody-made-up"]
    assert len(found()) == 7 + 3 + 3


def test_an_older_key_is_still_believed_while_it_is_in_the_list(sealed, settings):
    settings.AUDIT_KEYS = ["the-new-key", *settings.AUDIT_KEYS]
    record(Act.SIGNED_IN, DANA)
    assert found() == []
    settings.AUDIT_KEYS = settings.AUDIT_KEYS[:1]
    assert ("EDITED", "...0001", "1") in found()


def test_a_published_seal_that_is_not_there_is_found(sealed):
    seals = dict(DailySeal.objects.values_list("day", "hash"))
    assert found(published=seals) == []
    last = max(seals)
    assert found(published=seals | {last: "f" * 64}) == [("SEAL_UNKNOWN", "seals", "2026-11-22")]


def test_what_is_looked_at_in_pieces_is_looked_at_whole(sealed, monkeypatch):
    monkeypatch.setattr("connect.audit.verification._CHAINS_AT_ONCE", 1)
    assert verify(NOW).entries == 7
    change("DELETE FROM audit_chainhead WHERE chain = %s", DANA)
    assert found() == [("TIP", "...0001", "4")]
    assert HeadAtSeal.objects.filter(chain=DANA).count() == 3

"""The person's own history: their entries alone, newest first, staff by part and never by name."""

import pytest

from connect.audit.queries import Part, history_of
from connect.cases.viewer import Viewer
from tests.audit.conftest import DANA, RILEY, at, record

dana = Viewer(DANA, "DANA", "en", None)


def test_only_what_is_about_the_person_newest_first(trail):
    told = history_of(dana)
    assert [act.act for act in told.acts] == ["signed out", "PIN changed", "language chosen", "signed in"]
    assert told.acts[0].at == at(22)
    assert (told.page, told.pages, told.total) == (1, 1, 4)


def test_acts_of_others_about_the_person_are_told_by_part_and_never_by_name(transactional_db, clock):
    clock(at(20))
    record("sign-in refused", DANA, by="web")
    clock(at(21))
    record("record viewed", DANA, by="Casey Lin", reason="Casey Lin looked at the neighbour", door="desk")
    clock(at(22))
    record("account made safe", DANA, by="feed")
    clock(at(23))
    record("signed in", DANA, by=DANA)
    told = history_of(dana)
    assert [act.by for act in told.acts] == [Part.YOU, Part.AGENCY, Part.STAFF, Part.UNKNOWN]
    assert told.acts[2].detail == {"door": "desk"}
    assert "Casey" not in repr(told)


@pytest.mark.parametrize("act", ["mark set", "mark removal held", "mark released"])
def test_that_a_mark_came_or_goes_is_told_to_no_one(transactional_db, act):
    """Whoever knows the person's PIN would read that they are being hidden from."""
    record(act, f"{DANA} 201", by="feed")
    assert history_of(dana).total == 0


def test_nothing_of_anybody_else(trail, clock):
    clock(at(23))
    record("language chosen", RILEY, by=DANA)  # about Riley, whoever did it
    assert len(history_of(dana).acts) == 4


def test_pages(transactional_db, clock):
    for hour in range(7):
        clock(at(20, hour))
        record("signed in", DANA, by=DANA)
    assert [act.at for act in history_of(dana, limit=3, page=2).acts] == [at(20, 3), at(20, 2), at(20, 1)]
    assert [len(history_of(dana, limit=3, page=page).acts) for page in (1, 3)] == [3, 1]
    assert [history_of(dana, limit=3, page=page).page for page in (-1, 0, 9)] == [1, 1, 3]
    assert history_of(Viewer(RILEY, "RILEY", "en", None)).pages == 1

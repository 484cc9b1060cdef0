"""The person's own history: their entries alone, newest first, staff by part and never by name."""

import re
from pathlib import Path

import pytest

from connect.audit.acts import Act
from connect.audit.models import Entry
from connect.audit.queries import MACHINES, Actor, history_of
from connect.cases.viewer import Viewer
from connect.lib.doors import Door
from tests.audit.conftest import DANA, RILEY, at, change, record

dana = Viewer(DANA, "DANA", "en", None)


def test_only_what_is_about_the_person_newest_first(trail):
    told = history_of(dana)
    assert [line.act for line in told.lines] == [Act.SIGNED_OUT, Act.PIN_CHANGED, Act.LANGUAGE_CHOSEN, Act.SIGNED_IN]
    assert told.lines[0].at == at(22)
    assert (told.page, told.pages, told.total) == (1, 1, 4)


def test_acts_of_others_about_the_person_are_told_by_part_and_never_by_name(transactional_db, clock):
    clock(at(20))
    record(Act.SIGN_IN_REFUSED, DANA, by="web")
    clock(at(21))
    record(Act.PIN_SET, DANA, by="Casey Lin", reason="Casey Lin looked at the neighbour", door=Door.DESK)
    clock(at(22))
    record(Act.ACCOUNT_MADE_SAFE, DANA, by="feed")
    clock(at(23))
    record(Act.SIGNED_IN, DANA, by=DANA)
    told = history_of(dana)
    assert [line.by for line in told.lines] == [Actor.YOU, Actor.AGENCY, Actor.STAFF, Actor.UNKNOWN]
    assert told.lines[2].detail == {"door": "desk"}
    assert "Casey" not in repr(told)


def test_whoever_acts_without_a_name_of_a_person_is_the_agencys_system():
    """An act `by` a word of ours would else be told as one of an employee's."""
    written = "".join(file.read_text(encoding="utf-8") for file in Path("connect").rglob("*.py"))
    words = set(re.findall(r'by="([a-z ]+)"', written))
    assert words >= {"files", "not me"}
    assert words - set(MACHINES) == set()


@pytest.mark.parametrize("act", [Act.MARK_SET, Act.MARK_REMOVAL_HELD, Act.MARK_RELEASED])
def test_that_a_mark_came_or_goes_is_told_to_no_one(transactional_db, act):
    """Whoever knows the person's PIN would read that they are being hidden from."""
    record(act, f"{DANA} 201", by="feed")
    assert history_of(dana).total == 0


def test_a_row_of_before_is_read_as_it_was_and_one_that_has_no_sentence_here_is_not_shown(transactional_db, clock):
    """What an act is called in the table is for good; a name of a later release stays in the trail."""
    clock(at(20))
    record(Act.SIGNED_IN, DANA)
    assert change("UPDATE audit_entry SET act = 'mail sent'") == 1
    assert [(line.act, line.by) for line in history_of(dana).lines] == [(Act.MAIL_SENT, Actor.YOU)]
    change("UPDATE audit_entry SET act = 'what only a later release does'")
    assert history_of(dana).lines == ()
    assert Entry.objects.get().chain == DANA


def test_a_feed_whose_number_looks_like_a_person_s_is_in_nobody_s_history(transactional_db):
    record(Act.FEED_LOADED, DANA, by="feed", rows=12)
    assert Entry.objects.filter(chain=DANA).count() == history_of(dana).total == 0
    assert Entry.objects.get().about == DANA


def test_nothing_of_anybody_else(trail, clock):
    clock(at(23))
    record(Act.LANGUAGE_CHOSEN, RILEY, by=DANA)  # about Riley, whoever did it
    assert len(history_of(dana).lines) == 4


def test_pages(transactional_db, clock):
    for hour in range(7):
        clock(at(20, hour))
        record(Act.SIGNED_IN, DANA, by=DANA)
    assert [line.at for line in history_of(dana, limit=3, page=2).lines] == [at(20, 3), at(20, 2), at(20, 1)]
    assert [len(history_of(dana, limit=3, page=page).lines) for page in (1, 3)] == [3, 1]
    assert [history_of(dana, limit=3, page=page).page for page in (-1, 0, 9)] == [1, 1, 3]
    assert history_of(Viewer(RILEY, "RILEY", "en", None)).pages == 1

"""A new non-disclosure mark hides at once, whatever becomes of the feed that brings it."""

import hashlib
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connect.audit.models import Entry
from connect.cases.models import DisclosedAppointment, Party
from connect.cases.protection import is_protected
from connect.feed import early_marks, releases
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import Confirmation, load
from connect.feed.records.parties import PARTIES
from tests.feed.folder import (
    DANA,
    NOOR,
    SAM,
    Box,
    Row,
    Rows,
    collection,
    load_rows,
    party,
    small_county,
)
from tests.feed.marking import (
    SECRETS,
    SHOWN_ALL_THE_SAME,
    before_she_fled,
    broken,
    crowd,
    day,
    kept,
    loaded_before_she_fled,
    noor,
    refused,
    sam_finds,
    tonight,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return loaded_before_she_fled(tmp_path)


def test_a_feed_that_is_held_hides_her_at_once(tmp_path):
    load_rows(tmp_path / "1", before_she_fled() | crowd())
    rows = small_county()
    outcome = load(Box(tmp_path / "2", sequence=2).write(rows))
    assert (outcome.state, list(outcome.reasons), outcome.marks_set) == ("held", ["participants"], 1)
    assert sam_finds() == set()
    assert kept() == {(NOOR, "204"): day(2)}
    assert Party.objects.get(participant_id=NOOR).nondisclosure
    assert DisclosedAppointment.objects.get(appointment_id="3").place == SHOWN_ALL_THE_SAME


def test_a_feed_that_is_refused_for_another_file_hides_her_at_once(county):
    folder = tonight(county, {"parties": [noor()], "collections": [collection("C9", DANA, "1.00")]})
    (folder / "collections.csv").write_bytes(b"other bytes")
    assert refused(folder).endswith("New non-disclosure marks that were set all the same: 1")
    assert sam_finds() == set()
    (folder / "collections.csv").unlink()
    assert refused(folder) == "missing from the folder: collections.csv"
    assert kept() == {(NOOR, "204"): day(2)}


def lines(*rows: Row) -> bytes:
    """A file of parties, not quoted."""
    names = [column.name for column in PARTIES if column.name in rows[0]]  # those of format 1
    return "".join(",".join(row) + "\n" for row in [names, *([row[name] for name in names] for row in rows)]).encode()


WRONG = {
    "a blank in the very row": {"past_due_support": ""},
    "an amount that is none": {"interest": "NaN"},
    "a role that is none": {"role": "payee"},
    "a date that is none": {"balances_on": "soon"},
    "a mark in capitals": {"nondisclosure": " YES "},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_row_that_is_bad_hides_its_party_at_once(county, wrong):
    raw = lines(noor(**wrong))
    folder = tonight(county, {"parties": []}, mode="full", raw={"parties": raw}, says={"parties": {"rows": 1}})
    with pytest.raises(FeedRefused):  # the total, where nothing else
        load(folder)
    assert sam_finds() == set()
    assert kept() == {(NOOR, "204"): day(2)}


DAMAGED = {
    "Latin-1 in another row": lines(party(SAM, "204", role="pe\xf1a"), noor()).decode().encode("latin-1"),
    "a quote that never ends before": lines(party(SAM, "204", role='"paying'), noor()),
    "a quote that never ends behind": lines(noor(), party(SAM, "204", role='"paying')),
    "a column missing": lines(noor(interest="x")).replace(b",interest", b"").replace(b",x", b""),
    "the columns in capitals": lines(noor()).replace(b"nondisclosure", b"NONDISCLOSURE"),
    "an unknown column": lines(noor(fees="0.00,9")).replace(b",fees", b",fees,tolls"),
    "the mark's column twice": lines(noor())
    .replace(b"nondisclosure", b"nondisclosure,nondisclosure")
    .replace(b",yes\n", b",no,yes\n"),
    "Windows line ends": lines(noor()).replace(b"\n", b"\r\n"),
    "old line ends": lines(noor()).replace(b"\n", b"\r"),
    "a byte order mark": b"\xef\xbb\xbf" + lines(noor()),
    "no end of its last line": lines(noor())[:-1],
    "quotes around all": b"\n".join(
        b",".join(b'"%s"' % value for value in line.split(b",")) for line in lines(noor()).splitlines()
    ),
    "a line of nothing": lines(noor()).replace(b"\n", b"\n\n"),
    "a comma too few in her row": lines(noor()).replace(b",0.00,", b",", 1),
    "a comma too many in her row": lines(noor()).replace(b",0.00,", b",0.00,,", 1),
}


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_file_of_parties_that_cannot_be_loaded_hides_whom_it_names(county, raw, zipped):
    folder = tonight(county, {"parties": []}, mode="full", raw={"parties": raw}, zipped=zipped)
    with pytest.raises(FeedRefused):
        load(folder)
    assert sam_finds() == set()


def test_a_gzip_that_ends_too_early_is_read_as_far_as_it_goes(county):
    folder = tonight(county, {"parties": [noor(), *(party(DANA, f"5{n}") for n in range(999))]}, zipped=True)
    path = folder / "parties.csv.gz"
    path.write_bytes(path.read_bytes()[:-20])
    said = msgspec.json.decode((folder / "manifest.json").read_bytes())
    said["files"][0]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_bytes(msgspec.json.encode(said))
    assert "not a whole gzip file" in refused(folder)
    assert sam_finds() == set()


@pytest.mark.parametrize("others", [0, 6], ids=["by itself", "among many"])
def test_a_line_break_in_another_value_of_her_row_hides_nothing_of_her_mark(county, others):
    rows = [noor(role='"recei\n\nving"'), *(party(DANA, "201", role='"pay\ning"') for _ in range(others))]
    raw = lines(*rows)
    folder = tonight(county, {"parties": []}, mode="full", raw={"parties": raw}, says={"parties": {"rows": len(rows)}})
    with pytest.raises(FeedRefused):  # the total
        load(folder)
    assert sam_finds() == set()
    assert kept() == {(NOOR, "204"): day(2)}


def test_two_quotes_that_were_never_closed_do_not_swallow_the_row_between_them(county):
    rows = [party(SAM, "204", role='"paying'), noor(), party(DANA, "201", role='"paying')]
    folder = tonight(county, {"parties": []}, mode="full", raw={"parties": lines(*rows)})
    with pytest.raises(FeedRefused):
        load(folder)
    assert sam_finds() == set()
    assert list(kept()) == [(NOOR, "204")]


UNCLEAR = {"a blank": "", "a letter": "Y", "a word": "maybe", "a number": "1"}


@pytest.mark.parametrize("mark", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_a_row_that_does_not_say_it_clearly_hides_too(county, mark):
    folder = broken(county, {"parties": [noor(nondisclosure=mark)]})
    assert refused(folder).endswith("set all the same: 1")
    assert sam_finds() == set()


def test_a_no_in_capitals_is_no_mark(county):
    folder = tonight(county, {"parties": [noor(nondisclosure=" No ")]})
    assert (load(folder).rejected, kept()) == (1, {})
    assert sam_finds() == set(SECRETS)


def many_unclear() -> Rows:
    """Every row of a file says something else than yes or no."""
    rows = before_she_fled()
    return {"parties": [row | {"nondisclosure": "0"} for row in rows["parties"]]}


def test_a_file_of_nothing_but_unclear_marks_is_held_and_hides_nobody(county):
    outcome = load(tonight(county, many_unclear()))
    assert outcome.held_because == "marks: 6 rows of parties do not say whether their party must stay hidden"
    assert (kept(), outcome.marks_set) == ({}, 0)
    assert sam_finds() == set(SECRETS)


def test_a_file_of_nothing_but_unclear_marks_hides_all_of_them_once_it_is_confirmed(county):
    folder = tonight(county, many_unclear())
    load(folder)
    assert load(folder, confirmed=Confirmation("Casey Lin", frozenset({"marks"}))).state == "loaded"
    assert sam_finds() == set()
    assert len(kept()) == 6


def test_four_unclear_marks_among_few_rows_hide_and_so_do_two_in_a_hundred(county, monkeypatch):
    rows = before_she_fled()["parties"]
    load(tonight(county, bad_four := {"parties": [row | {"nondisclosure": ""} for row in rows[2:]]}))
    assert len(bad_four["parties"]) == len(kept()) == 4
    monkeypatch.setattr(early_marks, "FEW", 0)
    said = early_marks._Said(rows=100, unclear_rows=2)
    assert (said.few, early_marks._Said(rows=100, unclear_rows=3).few) == (True, False)


def test_of_rows_that_contradict_each_other_yes_wins(county):
    outcome = load(tonight(county, {"parties": [noor(nondisclosure="no"), noor(), noor(nondisclosure="no")]}))
    assert (outcome.state, outcome.rejected, outcome.marks_set) == ("loaded", 3, 1)
    assert sam_finds() == set()


def test_a_feed_out_of_turn_hides_her_at_once(county):
    assert "feeds 2 to 4 are missing" in refused(tonight(county, {"parties": [noor()]}, sequence=5))
    assert sam_finds() == set()
    assert kept() == {(NOOR, "204"): day(5)}


def test_a_mark_that_an_overtaken_feed_says_too_is_as_old_as_that_feed(county):
    load_ahead = tonight(county, {"parties": [noor()]}, sequence=5)
    refused(load_ahead)
    load_rows(county / "2", {"parties": [noor()]}, sequence=2, mode="changes")
    assert kept() == {(NOOR, "204"): day(2)}
    load_rows(county / "3", {"parties": [noor(fees="1.00")]}, sequence=3, mode="changes")
    assert kept() == {(NOOR, "204"): day(2)}


def test_a_feed_whose_time_is_wrong_hides_her_and_the_mark_is_later_than_what_is_on_file(county):
    folder = tonight(county, {"parties": [noor()]}, as_of=day(1) - timedelta(days=400))
    assert "as_of of sequence 2 is not later" in refused(folder)
    assert sam_finds() == set()
    assert kept() == {(NOOR, "204"): day(1) + timedelta(microseconds=1)}


def test_the_same_number_with_other_contents_hides_her_only_where_it_is_later(county):
    same = tonight(county, {"parties": [noor()]}, sequence=1, as_of=day(1))
    assert "loaded already, with other contents" in refused(same)
    assert sam_finds() == set(SECRETS)
    later = tonight(county, {"parties": [noor()]}, sequence=1, as_of=day(2))
    assert "loaded already, with other contents" in refused(later)
    assert sam_finds() == set()


def edit(folder: Path, **values: object) -> Path:
    said = msgspec.json.decode((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(msgspec.json.encode(said | values))
    return folder


def test_a_manifest_that_names_a_file_we_do_not_know_does_not_keep_her_waiting(county):
    folder = tonight(county, {"parties": [noor()]})
    files = msgspec.json.decode((folder / "manifest.json").read_bytes())["files"]
    other = {"name": "people.csv", "rows": 0, "sha256": "", "control_cents": 0, "mode": "full"}
    assert "is not a file of format" in refused(edit(folder, files=[*files, other]))
    assert sam_finds() == set()


NOT_OURS = {
    "another agency": ({"agency": "NV"}, "agency 'NV'"),
    "the future": ({"as_of": "2090-01-01T10:00:00Z"}, "in the future"),
    "another format": ({"format": 3}, "format 3"),
    "an older sequence": ({"sequence": 0}, "the first feed is 1"),
}


@pytest.mark.parametrize(("values", "says"), NOT_OURS.values(), ids=NOT_OURS.keys())
def test_a_feed_that_is_not_ours_sets_no_mark(county, values, says):
    assert says in refused(edit(tonight(county, {"parties": [noor()]}), **values))
    assert (sam_finds(), kept()) == (set(SECRETS), {})


def test_a_file_with_another_hash_sets_no_mark(county):
    folder = tonight(county, {"parties": [noor(nondisclosure="no")]})
    path = folder / "parties.csv"
    path.write_bytes(path.read_bytes().replace(b",no\n", b",yes\n"))
    assert "its SHA-256 is not the one" in refused(folder)
    assert (sam_finds(), kept()) == (set(SECRETS), {})


def test_a_feed_that_somebody_else_signed_sets_no_mark(county, settings):
    key = Ed25519PrivateKey.generate()
    public = b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    feed = msgspec.structs.replace(settings.AGENCY.feed, require_signature=True, public_key=public)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, feed=feed)
    folder = tonight(county, {"parties": [noor()]})
    (folder / "manifest.json.sig").write_bytes(b64encode(b"0" * 64))
    assert "the signature is not the agency's" in refused(folder)
    assert (sam_finds(), kept()) == (set(SECRETS), {})


def test_a_feed_older_than_what_is_loaded_sets_no_mark_that_may_have_been_released(county):
    load_rows(county / "2", {"parties": [noor()]}, sequence=2, mode="changes")
    load_rows(county / "3", {"parties": [noor(nondisclosure="no")]}, sequence=3, mode="changes")
    releases.release(NOOR, "204", by="Casey Lin")
    assert "sequence 2 is older than the last feed loaded, 3" in refused(county / "2")
    assert (sam_finds(), kept()) == (set(SECRETS), {})


def test_a_second_load_sets_nothing_anew(county):
    folder = broken(county, {"parties": [noor()]})
    refused(folder)
    assert "all the same" not in refused(folder)
    assert Entry.objects.filter(act="mark set", about=f"{NOOR} 204").count() == 1


def test_the_trail_says_which_feed_set_the_mark(county):
    load(tonight(county, {"parties": [noor()]}))
    entry = Entry.objects.get(act="mark set")
    assert (entry.by, entry.about, entry.detail) == ("feed", f"{NOOR} 204", {"sequence": 2})


def test_a_mark_taken_away_in_the_next_feed_is_held_whether_the_first_was_loaded_or_not(county):
    refused(broken(county, {"parties": [noor()]}))
    outcome = load(tonight(county, {"parties": [noor(nondisclosure="no")]}))
    assert (outcome.state, outcome.marks_held) == ("loaded", 1)
    assert sam_finds() == set()
    releases.release(NOOR, "204", by="Casey Lin")
    assert (sam_finds(), kept(), is_protected(NOOR)) == (set(SECRETS), {}, False)


def test_a_file_of_before_that_comes_again_is_compared_and_the_mark_stays(county):
    refused(broken(county, {"parties": [noor()]}))
    outcome = load_rows(county / "3", before_she_fled(), sequence=2)
    assert outcome.marks_held == 1
    assert sam_finds() == set()


def test_a_yes_in_a_feed_that_is_refused_ends_the_hold_of_a_removal(county):
    load_rows(county / "2", {"parties": [noor()]}, sequence=2, mode="changes")
    load_rows(county / "3", {"parties": [noor(nondisclosure="no")]}, sequence=3, mode="changes")
    refused(broken(county, {"parties": [noor(role="payee")]}, sequence=4))
    assert releases.held() == []
    with pytest.raises(FeedRefused, match="no removal of a mark is held"):
        releases.release(NOOR, "204", by="Casey Lin")

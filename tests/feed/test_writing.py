"""Writing a feed folder: the manifest comes last, states what is there, and is signed with the agency's key."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from connect.feed.records.allocations import ALLOCATIONS
from connect.feed.records.collections import COLLECTIONS
from connect.feed.writer import FeedWriter

AS_OF = datetime(2026, 11, 20, 18, tzinfo=UTC)
PAYMENT = {"collection_id": "C20171116B", "participant_id": "1000000001", "amount": "83.08"}


def test_rows_and_cents_are_stated_in_the_manifest(tmp_path: Path):
    with FeedWriter(tmp_path, agency="CA", sequence=3, as_of=AS_OF, files=(COLLECTIONS, ALLOCATIONS)) as feed:
        feed.put("collections", PAYMENT)
        feed.put("collections", PAYMENT | {"collection_id": "C20171116A", "amount": "24.00"})
        assert feed.rows == {"collections": 2, "allocations": 0}
    collections, allocations = json.loads((tmp_path / "manifest.json").read_bytes())["files"]
    assert (collections["rows"], collections["control_cents"], collections["mode"]) == (2, 10708, "full")
    assert (allocations["rows"], allocations["control_cents"]) == (0, 0)


def test_a_feed_of_changes_says_of_each_row_whether_it_is_put_or_gone(tmp_path: Path):
    with FeedWriter(tmp_path, agency="CA", sequence=3, as_of=AS_OF, mode="changes", files=(COLLECTIONS,)) as feed:
        feed.put("collections", PAYMENT)
        feed.gone("collections", {"collection_id": "C20171116A"})
    lines = (tmp_path / "collections.csv").read_text().splitlines()
    assert lines[0].startswith("op,collection_id,participant_id,amount,")
    assert lines[1:] == ["put,C20171116B,1000000001,83.08,,,,,,", "gone,C20171116A,,,,,,,,"]


def test_a_full_feed_has_no_row_that_is_gone(tmp_path: Path):
    with (
        pytest.raises(ValueError, match="what is gone is left out of it"),
        FeedWriter(tmp_path, agency="CA", sequence=3, as_of=AS_OF) as feed,
    ):
        feed.gone("collections", PAYMENT)


def test_a_folder_whose_writing_failed_has_no_manifest(tmp_path: Path):
    (tmp_path / "manifest.json").write_text("an older one")
    with (
        pytest.raises(ValueError, match=r"collections\.csv has no column colour"),
        FeedWriter(tmp_path, agency="CA", sequence=3, as_of=AS_OF) as feed,
    ):
        feed.put("collections", PAYMENT | {"colour": "green"})
    assert not (tmp_path / "manifest.json").exists()


def test_a_time_without_an_offset_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="as_of needs an offset"):
        FeedWriter(tmp_path, agency="CA", sequence=3, as_of=AS_OF.replace(tzinfo=None))


def test_the_signature_beside_the_manifest_is_of_its_bytes(tmp_path: Path):
    key = Ed25519PrivateKey.generate()
    with FeedWriter(tmp_path, agency="CA", sequence=3, as_of=AS_OF, files=(), sign_with=key):
        pass
    signature = b64decode((tmp_path / "manifest.json.sig").read_bytes())
    key.public_key().verify(signature, (tmp_path / "manifest.json").read_bytes())

"""What leaves the house sealed has a purpose and an end (connect/lib/tokens.py). Only rows are sealed directly."""

import re

from tests.house.code import sources

# The outbox, what is told once, and a Social Security number: as it comes, its four last digits, what a PIN may not be.
ROWS = {"notices/sealed_rows.py", "access/saved_answers.py", "feed/pipeline/check.py"}
ROWS |= {"access/social_security.py", "access/pins/facts_on_file.py", "contact/sealed_texts.py"}
WHOLE = {"lib/sealed.py", "lib/tokens.py", "operation/key_rotation.py"}


def test_only_rows_are_sealed_without_a_purpose():
    sealing = re.compile(r"from connect\.lib\.sealed import|from connect\.lib import [^\n]*\bsealed\b")
    assert {source.name for source in sources() if sealing.search(source.text)} <= ROWS | WHOLE


def test_no_other_module_seals_or_signs_by_itself():
    alone = re.compile(r"\bFernet\(|signing\.(dumps|loads|Signer|TimestampSigner)|\bsign_object\b")
    assert {source.name for source in sources() if alone.search(source.text)} == {"lib/sealed.py"}

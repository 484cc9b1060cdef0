"""The words of every consent that was ever given stay known: a changed sentence is a new version."""

from pathlib import Path

import pytest

from connect.notices.consent_wording import CONSENT_VERSION, consent_wording
from connect.notices.kinds import ConsentKind

pytestmark = pytest.mark.no_database
SHOWN = Path(__file__).parent / "consent_wording.txt"


def current() -> str:
    said = [f"=== {CONSENT_VERSION}"]
    for language in ("en", "es"):
        for kind in ConsentKind:
            wording = consent_wording(kind, language)
            said.append(f"{kind} {language} {wording.sha256}\n{wording.label}\n{wording.sentence}\n{wording.paper}\n")
    return "\n".join(said)


def test_the_words_of_this_version_are_what_they_were():
    """A change of one raises CONSENT_VERSION, and adds the new words below the old ones."""
    assert current() in SHOWN.read_text(encoding="utf-8")


def test_a_version_stands_there_once():
    heads = [line for line in SHOWN.read_text(encoding="utf-8").splitlines() if line.startswith("=== ")]
    assert len(heads) == len(set(heads))

"""What an answer tells of who exists: nothing. Status, headers, bytes and hashes over the wire, in both languages.

Entry points: signing in with a PIN, a recovery code or a passkey, asking for a PIN as somebody new or as somebody who
forgot it, "this was not me".
"""

import json

import pytest

from connect.access.notify_owner import code_hash
from tests.proof.watched import as_anybody_would_see_it, visitor, watched
from tests.support.answers import answer
from tests.support.cast import DANA, DANIEL, RILEY, SAM, TESS

pytestmark = pytest.mark.enable_socket

LAST = {"DANA": "Okafor", "RILEY": "Okafor-Stone", "DANIEL": "Vargas", "SAM": "Whitlock", "TESS": "Nguyen"}
UNKNOWN = "1999999999"


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_blocker):
    with watched(tmp_path_factory.mktemp("same"), django_db_blocker.unblock) as portal:
        yield portal


@pytest.fixture
def people(portal):
    """Known, locked, never registered, gone, with a temporary PIN that has run out; the number of nobody."""
    portal.forget_the_pressure()
    ask = portal.database.ask
    ask(
        "UPDATE access_account SET tries = 5, paused_until = '2099-01-01 00:00:00+00:00' WHERE participant_id = %s",
        RILEY.participant_id,
    )
    ask("DELETE FROM access_account WHERE participant_id = %s", DANIEL.participant_id)
    ask("UPDATE cases_participant SET gone = %s WHERE participant_id = %s", True, SAM.participant_id)
    ask(
        "UPDATE access_account SET temporary_until = '2020-01-01 00:00:00+00:00' WHERE participant_id = %s",
        TESS.participant_id,
    )
    return [DANA, RILEY, DANIEL, SAM, TESS]


def asked(portal, language, path, **fields):
    """The answer as anybody sees it, but for the number that was typed, and the hashes it cost."""
    browser = visitor(portal, language)
    if path != "/login":
        browser.get(path)
    before = portal.hashes()
    answer = browser.post(path, **fields)
    browser.close()
    cost = portal.hashes() - before
    return without_typed(as_anybody_would_see_it(answer), fields), (cost["c"] + cost["n"], cost["m"])


def without_typed(seen, fields):
    """What was seen, without the one place where the number that was typed stands again."""
    status, headers, text = seen
    if "participant_id" not in fields:
        return seen
    typed = f'value="{fields["participant_id"]}"'
    if status != 200 or typed not in text:
        return seen
    assert text.count(typed) == 1
    size = ("content-length", str(len(text.replace(typed, "").encode())))
    return (
        status,
        [size if name == "content-length" else (name, value) for name, value in headers],
        text.replace(typed, ""),
    )


def all_equal(answers):
    """The one answer that all are, and its cost."""
    first = answers[0]
    for number, other in enumerate(answers):
        assert (number, difference(first, other)) == (number, "")
    return first


def difference(one, other) -> str:
    """Where two answers part, in a few characters."""
    one, other = str(one), str(other)
    if one == other:
        return ""
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[at - 60 : at + 60]!r} / {other[at - 60 : at + 60]!r}"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("pin", "hashes"), [("815063", 1), ("81506342", 2), ("12", 1)])
def test_signing_in_with_a_wrong_pin(portal, people, language, pin, hashes):
    numbers = [*(each.participant_id for each in people), UNKNOWN, "no number"]
    (status, headers, text), cost = all_equal(
        [asked(portal, language, "/login", participant_id=number, pin=pin) for number in numbers]
    )
    assert (status, cost) == (200, (hashes, 0))
    assert f'<html lang="{language}">' in text
    assert len(headers) > 8


@pytest.mark.parametrize("language", ["en", "es"])
def test_signing_in_with_the_right_pin_where_it_does_not_open(portal, people, language):
    pins = [(RILEY.participant_id, "719364"), (DANIEL.participant_id, "583017"), (SAM.participant_id, "926405")]
    (status, _, _), cost = all_equal(
        [asked(portal, language, "/login", participant_id=who, pin=pin) for who, pin in [*pins, (UNKNOWN, "815063")]]
    )
    assert (status, cost) == (200, (1, 0))


@pytest.mark.parametrize("path", ["/register", "/forgot-pin"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_asking_for_a_pin(portal, people, language, path):
    """Also for a person who has just asked, and under another name. Nothing is hashed and nobody looked for before the
    worker does it: here it looks half way, so that some of the same have been sent one and some have not."""
    forms = [(each.first_name, LAST[each.first_name], each.participant_id) for each in people]
    forms += [forms[0], ("Dana", "Vargas", DANA.participant_id), ("Dana", "Okafor", UNKNOWN), ("D", "O", "nothing")]
    answers = []
    for how in ("email", "letter"):
        answers += [
            asked(portal, language, path, first_name=first, last_name=last, participant_id=number, how=how)
            for first, last, number in forms
        ]
        answer(portal.environment)
    (status, headers, _), cost = all_equal(answers)
    assert (status, cost) == (302, (0, 0))
    assert ("location", "/pin-asked") in headers


@pytest.mark.parametrize("language", ["en", "es"])
def test_signing_in_with_a_recovery_code(portal, people, language):
    """Dana has codes, the others have none."""
    portal.database.ask(
        "INSERT INTO access_recoverycode (participant_id, code_hash, made_at) VALUES (%s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        *(DANA.participant_id, "0" * 64, "2026-11-24 00:00:00+00:00"),
    )
    numbers = [*(each.participant_id for each in people), UNKNOWN, "no number"]
    (status, _, text), cost = all_equal(
        [asked(portal, language, "/login/code", participant_id=number, code="ABCDE-FGHJK") for number in numbers]
    )
    assert (status, cost) == (200, (0, 0))
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_signing_in_with_a_passkey_names_nobody(portal, people, language):
    """What is asked for holds a challenge and no account; what is no answer gets the button again."""
    browser = visitor(portal, language)
    one, other = (json.loads(browser.get("/login/passkey/options").text()) for _ in range(2))
    assert one.pop("challenge") != other.pop("challenge")
    assert one == other
    assert not one.get("allowCredentials")
    browser.close()
    answers = ["", "{}", "nothing", json.dumps({"id": DANA.participant_id, "rawId": DANA.participant_id})]
    (status, _, _), cost = all_equal([asked(portal, language, "/login/passkey", answer=each) for each in answers])
    assert (status, cost) == (200, (0, 0))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_code_of_this_was_not_me(portal, people, language):
    """Made up, too old or no code at all: there is nothing to tell but that it does not work."""
    portal.database.ask(
        "INSERT INTO access_disavowal (participant_id, code_hash, about, made_at, until) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        *(DANA.participant_id, code_hash("BBBBB-BBBBB-BBBBB-BBBBB"), "PIN changed"),
        *("2026-01-01 00:00:00+00:00", "2026-01-11 00:00:00+00:00"),
    )
    codes = ["AAAAA-AAAAA-AAAAA-AAAAA", "BBBBB-BBBBB-BBBBB-BBBBB", "11111-11111-11111-11111"]
    answers = []
    for code in codes:
        (status, headers, text), cost = asked(portal, language, "/not-me", code=code)
        answers.append(((status, headers, text.replace(code, "the code")), cost))
    (status, _, _), cost = all_equal(answers)
    assert (status, cost) == (200, (0, 0))

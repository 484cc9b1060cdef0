"""One rule for characters in every text of every file: what a database or a page would choke on is a rejected row."""

import random
import unicodedata

import pytest

from connect.cases.models import Email, Participant
from connect.feed.pipeline.check import CONTROL
from connect.feed.pipeline.load import load
from connect.feed.records import RECORDS
from connect.lib.characters import is_plain
from tests.feed.folder import Box, case, load_rows, order, party, person, small_county
from tests.feed.values import reasons

UNSAFE = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
COLUMNS = [(file, column) for file in RECORDS for column in file]


def with_sign(column, code):
    example = column.example or "a"
    return [f"{example}{chr(code)}", f"{chr(code)}{example}", chr(code)]


@pytest.mark.parametrize(("file", "column"), COLUMNS, ids=lambda each: each.name)
def test_no_column_of_any_kind_takes_a_control_character(file, column):
    found = reasons(column, [text for code in UNSAFE for text in with_sign(column, code)])
    wanted = "an amount is written like 130.15" if column.kind == "money" else CONTROL
    assert set(found) == {f"{column.name}: {wanted}"}
    for code in (0xD800, 0xDFFF):  # half a character, which no file in UTF-8 can hold
        for text in with_sign(column, code):
            with pytest.raises(UnicodeEncodeError):
                reasons(column, [text])


@pytest.mark.parametrize("code", UNSAFE, ids=lambda code: f"U+{code:04X}")
def test_an_email_address_with_a_control_character_is_none(code):
    email = next(column for file, column in COLUMNS if column.kind == "email")
    assert "control character" in reasons(email, [f"da{chr(code)}na@example.org"])[0]


@pytest.mark.parametrize("blank", "\u00a0\u1680\u2003\u3000")
def test_an_email_address_has_no_blank_of_any_script(blank):
    email = next(column for file, column in COLUMNS if column.kind == "email")
    assert "an e-mail address" in reasons(email, [f"da{blank}na@example.org"])[0]


def test_letters_of_every_script_stay():
    for name in ("PEÑA", "O’HARA", "東京", "Владимир", "محمد", "אברהם", "नेहा", "Đặng", "e\u0301", "\u200fاحمد"):
        assert is_plain(name)


@pytest.mark.django_db(transaction=True)
def test_each_of_them_in_each_file_is_a_rejected_row_and_the_others_load(tmp_path):
    rows = small_county()
    odd = [chr(code) for code in UNSAFE]
    rows["participants"] += [
        person(f"20000{n:05}", last_name=f"A{sign}B", email=f"a{n}@example.org") for n, sign in enumerate(odd)
    ]
    rows["participants"] += [person(f"30000{n:05}", email=f"a{sign}b@example.org") for n, sign in enumerate(odd)]
    rows["cases"] += [case(f"4{n:05}", county=f"A{sign}B") for n, sign in enumerate(odd)]
    rows["orders"] += [order("201", f"5{n}", court_case_number=f"A{sign}B") for n, sign in enumerate(odd)]
    rows["parties"] += [party("1000000001", f"A{sign}B") for sign in odd]
    outcome = load_rows(tmp_path, rows)
    assert {count.name: count.rejected for count in outcome.files if count.rejected} == {
        "participants": 2 * len(odd),
        "cases": len(odd),
        "orders": len(odd),
        "parties": len(odd),
    }
    assert Participant.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_whatever_character_stands_in_a_name_or_an_email_the_feed_loads(tmp_path):
    """On both databases: two thousand of all there are, each in two columns of a person of its own."""
    chance = random.Random(16)
    codes = [code for code in range(0x110000) if unicodedata.category(chr(code)) != "Cs"]
    signs = [chr(code) for code in [*UNSAFE, *chance.sample(codes, 2000), 0xFEFF, 0xFFFE, 0xFFFF, 0x10FFFF]]
    rows = [
        person(f"20000{n:05}", last_name=f"A{sign}B", email=f"a{sign}b@example.org") for n, sign in enumerate(signs)
    ]
    outcome = load_rows(tmp_path, {"participants": rows})
    assert outcome.rejected < len(signs) / 10
    assert Participant.objects.count() == Email.objects.count() == len(signs) - outcome.rejected


@pytest.mark.django_db(transaction=True)
def test_a_reason_says_it_without_the_character(tmp_path):
    load(Box(tmp_path).write({"participants": [person("1000000009", email="a\x85b@example.org")]}))
    said = (tmp_path / "rejects" / "participants.csv").read_text()
    assert said == "line,reason\n2,email: a line break or another control character inside the value\n"

"""A token is good for one purpose and until its end; whatever else is brought is nothing."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from connect.lib import tokens
from connect.lib.sealed import reseal, seal

KEYS = [Fernet.generate_key().decode()]
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
END = NOW + timedelta(minutes=5)
FACTS = {"person": "1000000001", "said": "ñ"}


def made(purpose: str = "PIN status") -> str:
    return tokens.seal_token(KEYS, purpose, FACTS, END)


def test_a_token_says_what_was_put_into_it_until_its_end():
    assert tokens.open_token(KEYS, "PIN status", made(), NOW, "person") == FACTS
    assert tokens.open_token(KEYS, "PIN status", made(), END - timedelta(seconds=1)) == FACTS
    assert tokens.open_token(KEYS, "PIN status", made(), END) is None


def test_a_token_for_another_purpose_is_none():
    assert tokens.open_token(KEYS, "confirm email", made(), NOW) is None
    assert tokens.open_token(KEYS, "PIN", made(), NOW) is None


def test_a_token_without_what_is_needed_is_none():
    assert tokens.open_token(KEYS, "PIN status", made(), NOW, "person", "request") is None


def test_a_token_may_stand_in_an_address():
    assert re.fullmatch(r"[A-Za-z0-9_=-]+", made())


def test_a_token_is_read_with_an_older_key_and_sealed_anew_keeps_its_end():
    newer = [Fernet.generate_key().decode(), *KEYS]
    assert tokens.open_token(newer, "PIN status", made(), NOW) == FACTS
    anew = reseal(newer, made())
    assert tokens.open_token(newer[:1], "PIN status", anew, NOW) == FACTS
    assert tokens.open_token(newer[:1], "PIN status", anew, END) is None
    assert tokens.open_token(newer[:1], "PIN status", made(), NOW) is None


@pytest.mark.parametrize(
    "said",
    ["", "x", "7", "[]", "null", '"PIN status"', "{}", "[" * 100_000, "NaN", '{"for": "PIN status"}'],
    ids=lambda said: said[:20],
)
def test_whatever_else_we_sealed_is_none(said):
    assert tokens.open_token(KEYS, "PIN status", seal(KEYS, said), NOW) is None


@pytest.mark.parametrize(
    "change",
    [{"until": None}, {"until": "never"}, {"until": [1]}, {"facts": None}, {"facts": []}, {"facts": {"person": 7}}],
    ids=str,
)
def test_a_token_of_another_shape_is_none(change):
    said = {"for": "PIN status", "until": END.timestamp(), "facts": FACTS} | change
    assert tokens.open_token(KEYS, "PIN status", seal(KEYS, json.dumps(said)), NOW, "person") is None


@pytest.mark.parametrize(
    "text",
    ["", " ", "nonsense", "é", "\ud800", "\0", "٣" * 140, "=" * 140, "A" * 140, "A" * 1_000_000, "-" * 4000, "gAAAA"],
    ids=lambda text: ascii(text[:8]),
)
def test_what_is_no_token_is_none(text):
    assert tokens.open_token(KEYS, "PIN status", text, NOW) is None


def test_a_token_that_was_cut_or_changed_is_none():
    token = made()
    for wrong in (token[:-1], token[:-4] + "AAAA", token[1:], token + "A", token * 2, token.swapcase()):
        assert tokens.open_token(KEYS, "PIN status", wrong, NOW) is None


def test_nothing_longer_than_we_make_is_even_opened():
    long = tokens.seal_token(KEYS, "PIN status", {"person": "x" * tokens.MAX_TOKEN_LENGTH}, END)
    assert tokens.open_token(KEYS, "PIN status", long, NOW) is None

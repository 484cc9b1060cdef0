"""Sealed tokens that leave the house: in a link, a cookie or a form, and back. Each has a purpose and an end.

What was sealed for one purpose is none for another, whoever brings it. Whatever is wrong with a token (another purpose,
ended, cut, made up, too long, sealed with a key that has gone) is one None, never an exception. The text is URL-safe.
"""

import json
import re
from datetime import datetime

from cryptography.fernet import InvalidToken

from connect.lib.sealed import seal, unseal

_TOKEN = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII)
MAX_TOKEN_LENGTH = 100_000  # characters; what was typed into a long form is the longest that we make


def seal_token(keys: list[str], purpose: str, facts: dict[str, str], until: datetime) -> str:
    """`facts` sealed with the first of `keys`, good for `purpose` alone and until `until`."""
    return seal(keys, json.dumps({"for": purpose, "until": until.timestamp(), "facts": facts}))


def open_token(keys: list[str], purpose: str, token: str, now: datetime, *needs: str) -> dict[str, str] | None:
    """The facts of a token that we made for `purpose` and that has not ended; None for anything else, and where one of
    the facts that it `needs` is not among them."""
    if len(token) > MAX_TOKEN_LENGTH or not _TOKEN.fullmatch(token):
        return None
    try:
        said = json.loads(unseal(keys, token))
    except (InvalidToken, ValueError, RecursionError):  # ValueError: no UTF-8, no JSON
        return None
    if not isinstance(said, dict) or said.get("for") != purpose:
        return None
    until, facts = said.get("until"), said.get("facts")
    if not isinstance(until, int | float) or not isinstance(facts, dict) or until <= now.timestamp():
        return None
    if not all(isinstance(facts.get(name), str) for name in needs):
        return None
    return facts

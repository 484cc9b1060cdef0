"""Sealed tokens that we hand out in a link, a cookie or a form and get back. Each has a purpose and an expiry time.

A token that was sealed for one purpose is worthless for another. Every invalid token (another purpose, expired, cut
off, forged, too long, sealed with a removed key) gives the same None, never an exception. The text is URL-safe.
"""

import json
import re
from datetime import datetime

from cryptography.fernet import InvalidToken

from connect.lib.sealed import seal, unseal

_TOKEN = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII)
MAX_TOKEN_LENGTH = 100_000  # characters; the longest tokens hold the text of a long form


def seal_token(keys: list[str], purpose: str, facts: dict[str, str], until: datetime) -> str:
    """Seal `facts` with the first of `keys`. The token is valid for `purpose` alone and expires at `until`."""
    return seal(keys, json.dumps({"for": purpose, "until": until.timestamp(), "facts": facts}, ensure_ascii=False))


def open_token(keys: list[str], purpose: str, token: str, now: datetime, *needs: str) -> dict[str, str] | None:
    """Return the facts of a valid token that we sealed for `purpose`.

    None for any other token, and for one that lacks a fact named in `needs`.
    """
    if len(token) > MAX_TOKEN_LENGTH or not _TOKEN.fullmatch(token):
        return None
    try:
        content = json.loads(unseal(keys, token))
    except (InvalidToken, ValueError, RecursionError):  # ValueError: not UTF-8 or not JSON
        return None
    if not isinstance(content, dict) or content.get("for") != purpose:
        return None
    until, facts = content.get("until"), content.get("facts")
    if not isinstance(until, int | float) or not isinstance(facts, dict) or until <= now.timestamp():
        return None
    if not all(isinstance(facts.get(name), str) for name in needs):
        return None
    return facts

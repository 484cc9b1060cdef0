"""What makes the trail hold: the chain of an act, keyed hashes over canonical bytes. Pure: no database, no clock."""

import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

type MacField = str | int | Mapping[str, str | int]

SYSTEM = "~"  # with a hexadecimal digit after it: the chains of acts that are about no one
SYSTEM_CHAINS = 16
SEALS = "~seals"  # the checkpoint of the seals themselves: `number` is the last day (ordinal) whose heads have left
_PERSON = re.compile(r"([0-9]{10})(?: |\Z)", re.ASCII)


def person_in(about: str) -> str:
    """The participant an act is about: the id in `about`, alone or before a space; '' for none."""
    found = _PERSON.match(about)
    return found[1] if found else ""


def mac(key: str, kind: str, *fields: MacField) -> str:
    """HMAC-SHA-256, in hex, over `kind` and `fields` as canonical JSON: the same bytes whatever held them since."""
    text = json.dumps([kind, *fields], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.digest(key.encode(), text.encode(), "sha256").hex()


def mac_holds(keys: list[str], stored: str, kind: str, *fields: MacField) -> bool:
    """Whether `stored` is the MAC of `fields` under one of `keys`."""
    return any(hmac.compare_digest(stored, mac(key, kind, *fields)) for key in keys)


def moment_as_text(at: datetime) -> str:
    """'2026-11-24T07:59:59.999999Z': in UTC, always with six digits, whatever database gave it back."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def agency_day(at: datetime, zone: ZoneInfo) -> date:
    """The day of `at` in the agency's zone."""
    return at.astimezone(zone).date()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after `day` in the agency's zone; a day of a clock change has 23 or 25 hours."""
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def masked_chain(chain: str) -> str:
    """A chain as it may be shown: the last four digits of a person's id; any other chain whole."""
    return chain if chain.startswith(SYSTEM) else f"...{chain[-4:]}"

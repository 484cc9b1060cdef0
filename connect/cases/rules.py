"""Decisions about a person and their cases, without a database or a clock."""

from collections.abc import Iterable

from connect.cases.kinds import Role


def payments_first_asked_for(roles: Iterable[str]) -> str:
    """The direction that 'Payments' opens: received for anyone who receives on a case, else made."""
    found = set(roles)
    return "made" if Role.PAYING in found and Role.RECEIVING not in found else "received"


def full_name(*names: str) -> str:
    """First, middle, last name and suffix as an envelope has them, without those that are blank."""
    return " ".join(name for name in names if name)


def mailing_lines(line1: str, line2: str, city: str, state: str, postcode: str, country: str) -> tuple[str, ...]:
    """The lines of an address on an envelope, without blank ones."""
    after = " ".join(part for part in (state, postcode) if part)
    town = f"{city}, {after}" if city and after else city or after
    return tuple(line for line in (line1, line2, town, country) if line)

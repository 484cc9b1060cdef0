"""Decisions about a person's cases, without a database or a clock."""

from collections.abc import Iterable

from connect.cases.kinds import Role


def payments_first_asked_for(roles: Iterable[str]) -> str:
    """The direction that 'Payments' opens: received for anyone who receives on a case, else made."""
    found = set(roles)
    return "made" if Role.PAYING in found and Role.RECEIVING not in found else "received"

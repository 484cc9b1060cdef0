"""Acts of a visit: each locks the account and checks, in its own transaction, that the visit is still open.

A request is read long before its last byte comes. In between someone may say "this was not me", end the visit or change
the PIN; then the request's act is not done. tests/house/test_held.py checks that no act forgets this.
"""

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.db import transaction

from connect.access.current_visit import CurrentVisit
from connect.access.models import Account, Visit


class VisitEnded(Exception):
    """The visit has ended in the meantime. Nothing was done in its name."""


def lock_visit(visit: CurrentVisit, now: datetime) -> Account:
    """Lock, in the caller's transaction, the account of a visit that is still open. Raises VisitEnded.

    Everything that ends visits locks the account first too. So a "this was not me" at the same moment comes either
    wholly before (the visit is gone, and nothing is done in its name) or wholly after.
    """
    account = Account.objects.select_for_update().filter(participant_id=visit.participant_id).first()
    if visit.carried_until:  # a request that only read could not write it; now it can be written
        mine = Visit.objects.filter(session_key=visit.session_key, expire_date__lt=visit.carried_until)
        mine.update(expire_date=visit.carried_until)
    open_now = Visit.objects.filter(
        session_key=visit.session_key, participant_id=visit.participant_id, expire_date__gt=now
    )
    if account is None or not open_now.exists():
        raise VisitEnded
    return account


type _Act[**P, R] = Callable[Concatenate[CurrentVisit, P], R]


def in_a_visit[**P, R](act: _Act[P, R]) -> _Act[P, R]:
    """Run the act in a transaction that locks its visit at the act's `now`. Raises VisitEnded."""
    return in_locked_visit(lock_visit, act)


def in_locked_visit[**P, R](take: Callable[[CurrentVisit, datetime], Account], act: _Act[P, R]) -> _Act[P, R]:
    """Run the act after `take` of its visit and its `now`, both in one transaction."""
    if inspect.signature(act).parameters["now"].kind is not inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"{act.__qualname__} takes `now` by name")

    @wraps(act)
    def held(visit: CurrentVisit, /, *args: P.args, **kwargs: P.kwargs) -> R:
        now = kwargs["now"]
        assert isinstance(now, datetime)  # noqa: S101  # for the type checker: `now` is a parameter of every act
        with transaction.atomic():
            take(visit, now)
            return act(visit, *args, **kwargs)

    return held

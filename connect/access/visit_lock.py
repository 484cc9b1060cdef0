"""Acts of a visit: each holds the account and finds its visit still open in the transaction in which it is done.

A request is read long before its last byte comes. Between the two somebody may say "this was not me", end the visit or
change the PIN: what the request asks for then is not done. tests/house/test_held.py holds that no act forgets it.
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
    """The visit in whose name something was asked has ended meanwhile: nothing was done."""


def lock_visit(visit: CurrentVisit, now: datetime) -> Account:
    """The account, locked in the caller's transaction, of a visit that is still open. Raises VisitEnded.

    Whatever ends visits locks the account first too. So a "this was not me" said at the same moment comes wholly before
    (the visit is gone, and nothing is done in its name) or wholly after.
    """
    account = Account.objects.select_for_update().filter(participant_id=visit.participant_id).first()
    if visit.carried_until:  # while somebody read it could not be written; now it can
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
    """The act, in a transaction of its own that holds its visit at the act's `now`. Raises VisitEnded."""
    return in_locked_visit(lock_visit, act)


def in_locked_visit[**P, R](take: Callable[[CurrentVisit, datetime], Account], act: _Act[P, R]) -> _Act[P, R]:
    """The act after `take` of its visit and its `now`, both in one transaction."""
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

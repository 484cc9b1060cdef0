"""A form sent twice acts once (web/repeated_forms.py): whatever takes a POST says so, or is named here, with its
reason.
"""

import inspect
from collections.abc import Callable

from connect.portal.account import security
from connect.portal.urls import urlpatterns
from connect.web.repeated_forms import acts_once

# Sent again they leave everything as the first time, and lead to the same place.
NEED_NOT = {
    "logout": "there is no visit left to end",
    "leave": "there is no visit left to end",
    "stay": "the visit lasts as long either way",
    "language": "the same language again",
    "unsubscribe": "what has ended stays ended",
}


def takes_a_post(view: Callable[..., object]) -> bool:
    """Whether `view`, or what it calls in its own file, looks at POST."""
    inner = inspect.unwrap(view)
    return any("POST" in inspect.getsource(each) for each in _with_those_it_calls(inner, set()))


def _with_those_it_calls(
    function: Callable[..., object], seen: set[Callable[..., object]]
) -> set[Callable[..., object]]:
    seen.add(function)
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if inspect.isfunction(called) and called.__module__ == function.__module__ and called not in seen:
            _with_those_it_calls(called, seen)
    return seen


def forgotten(views: dict[str, Callable[..., object]]) -> list[str]:
    """What takes a POST and acts once for each time it is sent, or does something before it looks whether it acted."""
    return [
        name
        for name, view in views.items()
        if takes_a_post(view) and getattr(view, "acts_once", None) is not view and name not in NEED_NOT
    ]


def ours() -> dict[str, Callable[..., object]]:
    return {pattern.name: pattern.callback for pattern in urlpatterns}


def test_every_form_acts_once():
    assert forgotten(ours()) == []
    assert NEED_NOT.keys() <= ours().keys()


def test_most_forms_are_found():
    assert len([view for view in ours().values() if hasattr(view, "acts_once")]) >= 17


def test_a_form_that_forgets_would_be_found():
    views = ours()
    bare = inspect.unwrap(views["codes_new"])
    assert forgotten({"codes_new": bare}) == ["codes_new"]
    assert forgotten({"codes_new": security.signed_in(acts_once(bare))}) == ["codes_new"]
    assert forgotten({"codes_new": acts_once(security.signed_in(bare))}) == []

"""The navigation: every tab and header button, in the order of the screens (S002 L58, S004 L18)."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from connect.web.routes import Tab, all_routes

HOME = Tab("home", _("Home"))
PAYMENTS = Tab("payments", _("Payments"))
DOCUMENTS = Tab("documents", _("Documents"))
MESSAGES = Tab("messages", _("Messages"))
OTHER_PARTY = Tab("other_party", _("Other Party"))
MY_PROFILE = Tab("profile", _("My Profile"))
LOGIN = Tab("login", _("Login"))
REGISTER = Tab("register", _("Register"))

TABS_SIGNED_IN = (HOME, PAYMENTS, DOCUMENTS, MESSAGES, OTHER_PARTY, MY_PROFILE)
TABS_SIGNED_OUT = (LOGIN, REGISTER)


@dataclass(frozen=True, eq=False)
class NavigationLink:
    """A tab as a page shows it. `names`: the routes that lie under it; `unread`:
    how much there has not been read."""

    label: str
    href: str
    names: frozenset[str]
    unread: int = 0


MOST_UNREAD = 99  # a higher number is shown as this one


@lru_cache(maxsize=128)
def navigation_links(tabs: tuple[Tab, ...], language: str, unread: int = 0) -> tuple[NavigationLink, ...]:
    """`tabs` with their labels in `language`, their addresses and their routes. `unread`: of Messages."""
    with override(language):
        return tuple(
            NavigationLink(str(tab.label), reverse(tab.name), names_under(tab), unread if tab is MESSAGES else 0)
            for tab in tabs
        )


def names_under(tab: Tab) -> frozenset[str]:
    """The names of the routes that lie under `tab`."""
    return frozenset(route.name for route in all_routes() if route.tab is tab)

"""The navigation table: every tab and header button, in the order of the screens (S002 L58, S004 L18)."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


@dataclass(frozen=True, eq=False)  # each is itself, which costs nothing to find in a cache
class Tab:
    """One entry: the name of its address, what it is called, and the other addresses that lie under it."""

    name: str
    label: str | Promise
    under: tuple[str, ...] = ()


SIGNED_IN = (
    Tab("home", _("Home"), under=("case", "appointments")),
    Tab(
        "payments",
        _("Payments"),
        under=("payments_made", "payments_received", "payment", "payments_print", "payments_year", "payments_months"),
    ),
    Tab("documents", _("Documents")),
    Tab("messages", _("Messages")),
    Tab("other_party", _("Other Party")),
    Tab(
        "profile",
        _("My Profile"),
        under=(
            *(
                "pin",
                "security",
                "check",
                "places",
                "confirm",
                "passkeys",
                "passkey_add",
                "passkey",
                "codes",
                "codes_new",
            ),
            *("devices", "device_private", "history"),
        ),
    ),
)
SIGNED_OUT = (
    Tab("login", _("Login")),
    Tab("register", _("Register")),
)


@dataclass(frozen=True, eq=False)
class Item:
    """A tab as a page shows it."""

    label: str
    href: str
    names: frozenset[str]


@lru_cache(maxsize=8)
def items(tabs: tuple[Tab, ...], language: str) -> tuple[Item, ...]:
    """`tabs` with their words in `language` and their addresses."""
    with override(language):
        return tuple(Item(str(tab.label), reverse(tab.name), frozenset({tab.name, *tab.under})) for tab in tabs)

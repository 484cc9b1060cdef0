"""What the list of payments, its sheets and one payment share: the query of the address, the type, the mark."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup

from connect.payments import queries
from connect.payments.kinds import Direction, MoneyState, Source
from connect.payments.rules import PaymentReader
from connect.portal.frame.paging import page_number
from connect.portal.frame.wording import in_capitals

_YEAR = re.compile(r"(19|20)[0-9]{2}", re.ASCII)
_MARKED = (MoneyState.HELD, MoneyState.RECEIVED)


@dataclass(frozen=True, slots=True)
class PaymentsQuery:
    """The query of the address: a page, a year (None: all) and the public id of a case ('': all)."""

    page: int
    year: int | None
    case: str

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """Reads the query; text that cannot be a page is page 1, text that cannot be a year is every year."""
        number, year = query.get("page", ""), query.get("year", "")
        return cls(
            page_number(number),
            int(year) if _YEAR.fullmatch(year) else None,
            query.get("case", ""),
        )

    def filters(self) -> str:
        """'year=2020&case=Ab3' or '': the part of the address that stays when the page changes."""
        query = QueryDict(mutable=True)
        if self.year:
            query["year"] = str(self.year)
        if self.case:
            query["case"] = self.case
        return query.urlencode()

    def address(self) -> str:
        """The query string of this page, '' for the first page of everything."""
        parts = [f"page={self.page}"] if self.page > 1 else []
        parts += [filters] if (filters := self.filters()) else []
        return "?" + "&".join(parts) if parts else ""


def with_type(direction: Direction, *rows: queries.PaymentRow | queries.PaymentDetails) -> bool:
    """Whether the type of these payments is shown: of all or of none. The feed writes no type of a hidden payer."""
    return queries.source_is_shown(PaymentReader.of(direction), payer_hidden=not all(row.source for row in rows))


def any_mark(rows: Iterable[queries.PaymentRow]) -> bool:
    """Whether any of `rows` has a mark."""
    return any(row.reversed_on or row.state in _MARKED for row in rows)


def mark_of(row: queries.PaymentRow) -> str:
    """What a reader must not overlook, in bold: reversed, held, or of no case yet; usually ''."""
    if not row.reversed_on and row.state not in _MARKED:
        return ""
    return Markup("<b>{}</b>").format(_("Reversed") if row.reversed_on else MoneyState(row.state).label)


def in_state(state: MoneyState, rows: Iterable[queries.PaymentRow]) -> bool:
    """Whether the money of any of `rows` is in that state and was not reversed."""
    return any(row.state == state and not row.reversed_on for row in rows)


def left_out_cents(listing: queries.PaymentsPage) -> int | None:
    """The sum of the payments that may still become those of the chosen case; None if none was left out."""
    return sum(row.amount for row in listing.left_out) if listing.left_out else None


@cache
def type_words(language: str) -> dict[str, str]:
    """{source: 'INCOME WITHHOLDING ORDER'}: the Payment Type column in the screens' capitals (S002 L118)."""
    with override(language):
        return {source.value: in_capitals(source) for source in Source}

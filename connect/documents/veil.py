"""What was told once and must not be told again: a document from before someone was hidden from its reader.

The snapshot stays as it is; what is drawn of it has no place, and no way of paying, that its reader may not know now.
"""

from collections.abc import Container

from msgspec.structs import replace

from connect.documents.making import Contacts
from connect.documents.snapshots import AnySnapshot, BillingStatement, CollectionStatement, ReviewNotice


def veiled(snapshot: AnySnapshot, *, shown_cases: Container[str], payer_hidden: bool) -> AnySnapshot:
    """`shown_cases`: those of the reader whose place they may know now. `payer_hidden`: they may not know how someone
    pays them, nor the days that tell."""
    hidden = [number for number in snapshot.case_numbers if number not in shown_cases]
    if hidden:
        snapshot = _without_place(replace(snapshot, contact=Contacts().statewide), hidden)
    if isinstance(snapshot, CollectionStatement) and (hidden or payer_hidden):
        sections = tuple(
            replace(
                section,
                payments=tuple(replace(item, source="", collected_on=None) for item in section.payments),
            )
            for section in snapshot.sections
        )
        return replace(snapshot, sections=sections)
    return snapshot


def _without_place(snapshot: AnySnapshot, hidden: Container[str]) -> AnySnapshot:
    if isinstance(snapshot, BillingStatement):
        cases = tuple(replace(case, county="") if case.case_number in hidden else case for case in snapshot.cases)
        return replace(snapshot, cases=cases)
    if isinstance(snapshot, ReviewNotice):
        ordered = tuple(replace(each, court_case_number="") for each in snapshot.ordered)
        return replace(snapshot, county="", ordered=ordered)
    return replace(snapshot, county="")

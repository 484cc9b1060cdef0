"""The feed format, declared once: the checks and docs/feed-format.md are both made from this."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices

from connect.cases import kinds as case_kinds
from connect.payments import kinds as payment_kinds

VERSION = 1
_WIDEST_OTHER = 40  # characters of a date, a time, an amount or a choice, which say no width


@dataclass(frozen=True)
class Column:
    """One column: what it may hold, and where a person meets it.

    `kind`: digits (exactly `width`), id (1 to `width` of A-Z a-z 0-9 - _), ids (ids with spaces between), text (up to
    `width` characters), date (2026-05-29), time (08:00), money (130.15, never negative), choice, yesno, email, ssn.
    """

    name: str
    kind: str
    says: str
    example: str
    screen: str
    width: int = 0
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """One CSV file: `key` names its rows; `control` is the money column whose sum the manifest states."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    control: str = ""

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def widest_row(self) -> int:
        """Bytes that no row of the file has more of: each character four in UTF-8, and a quote doubled."""
        return sum(8 * max(column.width, _WIDEST_OTHER) + 3 for column in self) + 8  # and op

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


def _participant(says: str = "Participant ID Number") -> Column:
    return Column("participant_id", "digits", says, "1000000001", "Sign in", 10, required=True)


def _case(required: bool = True) -> Column:
    return Column("case_number", "id", "Case number", "200000000123", "Home, Case details", 20, required=required)


def _balance(name: str, says: str, screen: str = "Case details") -> Column:
    return Column(name, "money", says, "667.93", screen, required=True)


def _choices(kind: type[TextChoices]) -> tuple[str, ...]:
    return tuple(value for value in kind.values if value)


_ONE_NAME = "; one of the two is blank for a person with one name"

PARTICIPANTS = File(
    "participants",
    "Every person in a case, with where and how they can be reached. Only the person sees these facts.",
    ("participant_id",),
    (
        _participant(),
        Column("first_name", "text", f"First name{_ONE_NAME}", "DANA", "Top right; other party's Home", 60),
        Column("middle_name", "text", "Middle name", "LEE", "Papers", 60),
        Column("last_name", "text", f"Last name{_ONE_NAME}", "OKAFOR", "Other party's Home; papers", 60),
        Column("suffix", "text", "Suffix", "JR", "Papers", 10),
        Column("birth_date", "date", "Date of birth", "1988-02-29", "No screen"),
        Column("ssn", "ssn", "Social Security number, nine digits; sealed as it is read", "900123456", "No screen", 9),
        Column("address_line1", "text", "Mailing address, first line", "12 ELM ST", "My profile", 100),
        Column("address_line2", "text", "Mailing address, second line", "APT 4", "My profile", 100),
        Column("address_city", "text", "City", "MADERA", "My profile", 60),
        Column("address_state", "text", "State or province", "CA", "My profile", 30),
        Column("address_postcode", "text", "ZIP or postal code", "93637", "My profile", 12),
        Column("address_country", "text", "Country, blank for the United States", "", "My profile", 60),
        Column("address_valid", "yesno", "Mail to this address arrives", "yes", "Documents"),
        Column("address_since", "date", "The agency has had this address since", "2019-06-01", "PIN by mail"),
        Column("email", "email", "E-mail address", "dana@example.org", "My profile", 254),
        Column("email_since", "date", "The agency has had this e-mail address since", "2021-01-15", "PIN by e-mail"),
        Column("phone_home", "text", "Home telephone", "559-555-0101", "My profile", 30),
        Column("phone_mobile", "text", "Mobile telephone", "559-555-0102", "My profile", 30),
        Column("phone_work", "text", "Work telephone", "559-555-0103", "My profile", 30),
        Column("employer", "text", "Employer", "VALLEY FOODS", "My profile", 100),
        Column("language", "text", "Preferred language, as a tag", "en", "Language before the first choice", 12),
        Column(
            "accommodation",
            "choice",
            "Paper the person can read",
            "",
            "Papers",
            20,
            choices=_choices(case_kinds.Accommodation),
        ),
    ),
)

CASES = File(
    "cases",
    "Every case. County, office and officer are not shown to anyone from whom a party of the case must stay hidden.",
    ("case_number",),
    (
        _case(),
        Column("county", "text", "County whose agency handles the case", "MADERA", "Case details", 60, required=True),
        Column(
            "status",
            "choice",
            "Status of the case",
            "open",
            "Case details",
            10,
            True,
            _choices(case_kinds.CaseStatus),
        ),
        Column("opened_on", "date", "Opened date", "2018-01-10", "Case details", required=True),
        Column("closed_on", "date", "Closed date; given exactly when the status is closed", "", "Case details"),
        Column("officer", "text", "Display name of the child support officer", "C. MORALES", "Case details", 80),
        Column("office", "text", "Office of the officer", "Madera office", "Case details", 100),
    ),
)

PARTIES = File(
    "parties",
    "Who is in which case, in which role, and what that person pays or is owed.",
    ("participant_id", "case_number"),
    (
        _participant(),
        _case(),
        Column("role", "choice", "Role in the case", "paying", "Case details", 10, True, _choices(case_kinds.Role)),
        Column("monthly_support", "money", "Monthly support ordered", "10.00", "Case details", required=True),
        _balance("past_due_installment", "Past due support installment each month"),
        _balance("past_due_support", "Past due support in all, as the agency states it"),
        _balance("current_support", "This month's support still due"),
        _balance("arrears_family", "Past due support owed to the family"),
        _balance("arrears_state", "Past due support assigned to the State"),
        _balance("interest", "Interest due"),
        _balance("medical", "Medical support due"),
        _balance("spousal", "Spousal support due"),
        _balance("fees", "Fees due"),
        Column("balances_on", "date", "Day the balances were calculated (V13)", "2026-10-31", "Case details", 0, True),
        Column(
            "includes_interest",
            "choice",
            "Whether past due support includes interest (V13)",
            "no",
            "Case details",
            3,
            True,
            _choices(case_kinds.IncludesInterest),
        ),
        Column(
            "income_withholding",
            "yesno",
            "An income withholding order is active; told to the person paying alone",
            "yes",
            "Case details",
            0,
            True,
        ),
        Column(
            "nondisclosure",
            "yesno",
            "Non-disclosure mark: nothing that could locate this person may reach another party of the case. "
            "A feed can set it; taking it away waits for an operator",
            "no",
            "Case details, Home (hides)",
            0,
            True,
        ),
    ),
    control="past_due_support",
)

ORDERS = File(
    "orders",
    "Support orders of a case. County and court case number follow the non-disclosure mark.",
    ("case_number", "order_id"),
    (
        Column("order_id", "id", "The agency's number for the order", "4410021", "No screen", 20, required=True),
        _case(),
        Column("file_date", "date", "File date", "2018-03-27", "Case details", required=True),
        Column("county", "text", "County of the court", "MADERA", "Case details", 60, required=True),
        Column("court_case_number", "text", "Court case number", "MFL012345", "Case details", 30, required=True),
        Column(
            "status",
            "choice",
            "Status of the order",
            "active",
            "Case details",
            10,
            True,
            _choices(case_kinds.OrderStatus),
        ),
    ),
)

APPOINTMENTS = File(
    "appointments",
    "Appointments, each of one participant. The place follows the non-disclosure mark unless place_shown is yes.",
    ("participant_id", "appointment_id"),
    (
        Column("appointment_id", "id", "The agency's number for the appointment", "88120", "No screen", 20, True),
        _participant("Participant ID Number of the person who attends"),
        _case(),
        Column("on_date", "date", "Date", "2026-12-02", "Home", required=True),
        Column("starts", "time", "From", "08:00", "Home", required=True),
        Column("ends", "time", "To", "08:30", "Home"),
        Column(
            "kind",
            "choice",
            "Appointment type (S002 L160)",
            "appellate_court_hearing",
            "Home",
            40,
            True,
            _choices(case_kinds.AppointmentKind),
        ),
        Column("place", "text", "Place", "200 S G ST, MADERA", "Home", 200),
        Column(
            "place_shown",
            "yesno",
            "Show the place even though another party of the case must stay hidden (the attendee must come)",
            "no",
            "Home",
            0,
            True,
        ),
    ),
)

COLLECTIONS = File(
    "collections",
    "Payments taken in. One collection can be split over several cases; what its shares do not account for is shown to "
    "who paid it, and to nobody else, as being applied to their cases. Nobody from whom a person who pays them must "
    "stay hidden reads source, withheld_on or collected_on of any payment received.",
    ("collection_id",),
    (
        Column("collection_id", "id", "The agency's number for the payment", "C20200410A", "No screen", 30, True),
        _participant("Participant ID Number of the person who paid"),
        Column("amount", "money", "Amount taken in", "130.15", "Payments I made (their sum)", 0, True),
        Column(
            "source",
            "choice",
            "Payment type (R14)",
            "income_withholding",
            "Payments",
            30,
            True,
            _choices(payment_kinds.Source),
        ),
        Column("withheld_on", "date", "Day an employer took it from a paycheck (V11)", "2020-04-03", "Payment details"),
        Column(
            "collected_on", "date", "Date of collection: the month it counts for (V11)", "2020-04-10", "Payment details"
        ),
        Column("received_on", "date", "Day the disbursement unit had it (V11)", "2020-04-10", "Payments", 0, True),
        Column("posted_on", "date", "Day it was written to the account", "2020-04-10", "Payment details"),
        Column("reversed_on", "date", "Day it was taken back, for example a bad check", "", "Payments"),
    ),
    control="amount",
)

ALLOCATIONS = File(
    "allocations",
    "How a collection is shared among cases, people and kinds of support. Shares may come in a later feed than their "
    "collection, or a part of them.",
    ("allocation_id",),
    (
        Column("allocation_id", "id", "The agency's number for the share", "A77001", "No screen", 30, required=True),
        Column("collection_id", "id", "The payment shared", "C20200410A", "No screen", 30, required=True),
        _case(),
        Column(
            "payee_id", "digits", "Who receives it; blank: kept by the agency", "1000000003", "Payments I received", 10
        ),
        Column(
            "bucket",
            "choice",
            "What it paid",
            "current",
            "Payment details",
            20,
            True,
            _choices(payment_kinds.Bucket),
        ),
        Column("amount", "money", "Amount of the share", "130.15", "Payments", required=True),
    ),
    control="amount",
)

DISBURSEMENTS = File(
    "disbursements",
    "Money sent out to a payee, for one or more allocations.",
    ("disbursement_id",),
    (
        Column("disbursement_id", "id", "The agency's number for the money sent", "D55001", "No screen", 30, True),
        Column("payee_id", "digits", "Who it went to", "1000000003", "Payment details", 10, required=True),
        Column(
            "allocations",
            "ids",
            "The allocations it pays, with spaces between",
            "A77001 A77002",
            "No screen",
            2000,
            True,
        ),
        Column("amount", "money", "Amount sent", "130.15", "Payment details", required=True),
        Column(
            "method",
            "choice",
            "Way it was sent",
            "direct_deposit",
            "Payment details",
            20,
            True,
            _choices(payment_kinds.Method),
        ),
        Column("sent_on", "date", "Day it was sent", "2020-04-13", "Payment details", required=True),
        Column(
            "status",
            "choice",
            "Sent, or returned to the agency",
            "sent",
            "Payments",
            10,
            True,
            _choices(payment_kinds.DisbursementStatus),
        ),
        Column("reissue_of", "id", "The returned disbursement that this one sends again", "", "Payments", 30),
    ),
    control="amount",
)

FILES: tuple[File, ...] = (
    PARTICIPANTS,
    CASES,
    PARTIES,
    ORDERS,
    APPOINTMENTS,
    COLLECTIONS,
    ALLOCATIONS,
    DISBURSEMENTS,
)

"""Snapshots of the seven kinds in the states in which a paper must hold: plain, long names, nothing, 2,000 rows."""

from datetime import UTC, date, datetime, timedelta

from connect.cases.kinds import DocumentKind
from connect.documents.snapshots import (
    AnnualFeeNotice,
    AnySnapshot,
    BilledCase,
    BillingStatement,
    BucketAmount,
    ClosureNotice,
    CollectionStatement,
    Contact,
    ContactTry,
    Difference,
    EnforcementStep,
    FeeStanding,
    LedgerChange,
    LicenseRelease,
    LicenseStanding,
    MonthSum,
    NamedReader,
    OrderedAmount,
    Owing,
    PaidItem,
    PayerSection,
    ReceivedItem,
    ReviewNotice,
    SentItem,
    TakenBack,
    TakenItem,
    WarningNotice,
)

STATES = ("plain", "long", "nothing", "rows", "large")
AS_OF = datetime(2026, 12, 1, 14, 5, tzinfo=UTC)
PAY_TO = "CA State Disbursement Unit, P.O. Box 989067, West Sacramento, CA 95798-9067"
MANY = 2000
LONG_NAME = "MARÍA DE LOS ÁNGELES FERNÁNDEZ-GUTIÉRREZOCHOA DE LA PEÑA"
LONG_PAYER = "JOSÉ IGNACIO MUÑOZ-HERNÁNDEZCASTAÑEDA Y ÁLVAREZ"


def reader(state: str, role: str) -> NamedReader:
    name = LONG_NAME if state == "long" else "DANA OKAFOR"
    return NamedReader(
        participant_id="1000000001",
        name=name,
        role=role,
        address=() if state == "nothing" else (name, "1187 W PINE ST APT 4", "MADERA, CA 93637"),
    )


def contact(state: str) -> Contact:
    lines = ("P.O. Box 419064", "Rancho Cordova, CA 95741-9064")
    if state == "nothing":
        return Contact(office="", lines=("Department of Child Support Services", *lines), phone="(866) 901-3212")
    return Contact(office="Madera County Child Support Services", lines=lines, phone="(866) 901-3212")


def owing(state: str) -> Owing:
    if state == "nothing":
        return Owing(
            **dict.fromkeys(("past_due", "current", "arrears_family", "arrears_state", "interest"), 0),
            **dict.fromkeys(("medical", "spousal", "fees"), 0),
            worked_out_on=date(2026, 11, 30),
            includes_interest="no",
        )
    million = 123_456_789 if state == "long" else 311_240
    return Owing(
        past_due=million + 20_005,
        current=13_015,
        arrears_family=million,
        arrears_state=20_005,
        interest=1_234,
        medical=2_503,
        spousal=1_999,
        fees=1_501,
        worked_out_on=date(2026, 11, 30),
        includes_interest="no",
    )


def part(bucket: str, cents: int) -> BucketAmount:
    return BucketAmount(bucket=bucket, cents=cents)


def paid(day: int, *parts: BucketAmount, **more: object) -> PaidItem:
    cents = sum(each.cents for each in parts)
    return PaidItem(received_on=date(2026, 11, day), cents=cents, parts=parts, **more)


def billed(state: str, number: str = "200000000101") -> BilledCase:
    many = tuple(paid(1 + at % 28, part("current", 101 + at)) for at in range(MANY)) if state == "rows" else ()
    plain = (
        paid(3, part("current", 8_001), part("arrears_family", 4_500), part("interest", 514), source="direct"),
        paid(17, part("arrears_family", 5_169), reversed_on=date(2026, 11, 20)),
    )
    change = LedgerChange(on=date(2026, 11, 1), kind="charge", bucket="current", cents=13_016, due_on=date(2026, 11, 1))
    changes = (
        change,
        LedgerChange(on=date(2026, 11, 2), kind="interest", bucket="interest", cents=1_207),
        LedgerChange(
            on=date(2026, 11, 9), kind="adjustment_down", bucket="arrears_family", cents=2_222, reason="court_order"
        ),
    )
    nothing = state == "nothing"
    return BilledCase(
        case_number=number,
        county="" if nothing else "MADERA",
        due=() if nothing else (part("current", 13_015), part("medical", 2_503), part("installment", 5_000)),
        changes=() if nothing else changes,
        payments=() if nothing else many or plain,
        owing=owing(state),
    )


def billing(state: str) -> BillingStatement:
    return BillingStatement(
        reader=reader(state, "paying"),
        contact=contact(state),
        dated_on=date(2026, 12, 1),
        as_of=AS_OF,
        month=date(2026, 11, 1),
        due_on=date(2026, 12, 15),
        send_by=date(2026, 12, 10),
        cases=(billed(state),),
        unshared=(),
        pay_to=PAY_TO,
    )


def received(day: int, cents: int, **more: object) -> ReceivedItem:
    facts = {"came": cents, "kept": 0, "held": 0, "credit": 0, "fees": 0} | more
    return ReceivedItem(received_on=date(2026, 11, day), cents=cents, **facts)


def collections(state: str) -> CollectionStatement:
    payer = LONG_PAYER if state == "long" else "RILEY OKAFOR"
    payments: tuple[ReceivedItem, ...] = (
        received(
            3, 13_015, collected_on=date(2026, 10, 30), source="income_withholding", parts=(part("current", 13_015),)
        ),
        received(
            17, 20_000, came=6_321, kept=8_679, held=5_000, parts=(part("pass_through", 6_321), part("held", 5_000))
        ),
    )
    sent = (
        SentItem(
            sent_on=date(2026, 11, 5),
            method="direct_deposit",
            state="sent",
            shares=13_015,
            cents=9_515,
            child=9_515,
            deductions=(TakenItem(kind="annual_fee", cents=3_500),),
        ),
        SentItem(
            sent_on=date(2026, 11, 19),
            method="check",
            state="reissued",
            shares=6_321,
            cents=6_221,
            pass_through=6_221,
            unexplained=100,
        ),
    )
    difference = Difference(
        earlier=0,
        kept=8_679,
        held=5_000,
        credit=0,
        fees=0,
        waiting=0,
        deductions=(TakenItem(kind="annual_fee", cents=3_500),),
        unexplained=100,
    )
    if state == "rows":
        payments = tuple(received(1 + at % 28, 101 + at) for at in range(MANY))
        total = sum(payment.cents for payment in payments)
        sent = ()
        difference = Difference(
            earlier=0, kept=0, held=0, credit=0, fees=0, waiting=total, deductions=(), unexplained=0
        )
    if state == "nothing":
        payments, sent = (), ()
        difference = Difference(earlier=0, kept=0, held=0, credit=0, fees=0, waiting=0, deductions=(), unexplained=0)
    nothing = state == "nothing"
    return CollectionStatement(
        reader=reader(state, "receiving"),
        contact=contact(state),
        dated_on=date(2026, 12, 1),
        as_of=AS_OF,
        case_number="200000000102",
        county="" if nothing else "MADERA",
        month=date(2026, 11, 1),
        sections=() if nothing else (PayerSection(payer=payer, payments=payments),),
        sent=sent,
        difference=difference,
        taken_back=()
        if nothing
        else (TakenBack(received_on=date(2026, 9, 9), reversed_on=date(2026, 11, 12), cents=3_303),),
        adjustments=()
        if nothing
        else (
            LedgerChange(
                on=date(2026, 11, 9), kind="adjustment_up", bucket="arrears_family", cents=707, reason="correction"
            ),
        ),
        owing=owing(state),
        fee=None if nothing else FeeStanding(assessed=3_500, recovered=3_500),
    )


def annual_fee(state: str) -> AnnualFeeNotice:
    return AnnualFeeNotice(
        reader=reader(state, "receiving"),
        contact=contact(state),
        dated_on=date(2026, 10, 15),
        as_of=AS_OF,
        case_number="200000000102",
        county="" if state == "nothing" else "MADERA",
        year_from=date(2025, 10, 1),
        year_to=date(2026, 9, 30),
        collected=123_456_789 if state == "long" else 60_317,
        threshold=55_000,
        assessed=3_500,
        recovered=3_500 if state == "nothing" else 2_000,
        exempt_by=date(2027, 8, 1),
        other_cases=tuple(str(200_000_000_200 + at) for at in range(MANY if state == "rows" else 2))
        if state != "nothing"
        else (),
    )


def warning(state: str) -> WarningNotice:
    actions = (
        ("federal_tax_offset", "started"),
        ("lottery", "possible"),
        ("passport", "possible"),
        ("license_driver", "possible"),
        ("levy", "possible"),
        ("credit_bureau", "started"),
    )
    months = range(MANY if state == "rows" else 12)
    nothing = state == "nothing"
    first = date(2025, 12, 1)
    return WarningNotice(
        reader=reader(state, "paying"),
        contact=contact(state),
        dated_on=date(2026, 12, 4),
        as_of=AS_OF,
        case_number="200000000101",
        county="" if nothing else "MADERA",
        owing=owing(state),
        steps=() if nothing else tuple(EnforcementStep(action=action, state=now) for action, now in actions),
        past_due_everywhere=0 if nothing else 400_123,
        other_cases=0 if nothing else 1,
        months=tuple(
            MonthSum(
                month=(first + timedelta(days=31 * at)).replace(day=1) if at < 12 else first,
                due=0 if nothing else 13_015 + at,
                paid=0 if nothing else 4_000 + at,
            )
            for at in months
        ),
        pay_to=PAY_TO,
    )


def closure(state: str, reason: str = "no_contact") -> ClosureNotice:
    nothing = state == "nothing"
    tries = range(MANY if state == "rows" else 2)
    return ClosureNotice(
        reader=reader(state, "receiving"),
        contact=contact(state),
        dated_on=date(2026, 12, 29),
        as_of=AS_OF,
        case_number="200000000102",
        county="" if nothing else "MADERA",
        reason=reason,
        closes_on=date(2027, 3, 1),
        order_in_force=not nothing,
        last_received_on=None if nothing else date(2025, 5, 9),
        undelivered=0 if nothing else 5_111,
        owing=owing(state),
        tried=()
        if nothing
        else tuple(ContactTry(way="mail" if at % 2 else "phone", on=date(2026, 10, 1 + at % 28)) for at in tries),
    )


def review(state: str, variant: str = "right_to_ask", **more: object) -> ReviewNotice:
    lines = range(MANY if state == "rows" else 2)
    return ReviewNotice(
        reader=reader(state, "receiving"),
        contact=contact(state),
        dated_on=date(2026, 12, 4),
        as_of=AS_OF,
        case_number="200000000102",
        county="" if state == "nothing" else "MADERA",
        variant=variant,
        ordered=()
        if state == "nothing"
        else tuple(
            OrderedAmount(
                kind="child_support" if at % 2 == 0 else "medical_support",
                cents=13_015 + at,
                frequency="monthly",
                starts_on=date(2020, 4, 1),
                court_case_number="MFL-2019-00417",
            )
            for at in lines
        ),
        **more,
    )


def license_release(state: str, variant: str = "released", reason: str = "plan_agreed") -> LicenseRelease:
    others = range(MANY if state == "rows" else 1)
    return LicenseRelease(
        reader=reader(state, "paying"),
        contact=contact(state),
        dated_on=date(2026, 12, 4),
        as_of=AS_OF,
        case_number="200000000101",
        county="" if state == "nothing" else "MADERA",
        variant=variant,
        reason=reason,
        board="the Department of Motor Vehicles"
        if state != "long"
        else "Board of Professional Engineers, Land Surveyors, and Geologists of the State",
        license_kind="driver",
        license_ending="" if state == "nothing" else "4417",
        owing=owing(state),
        others=()
        if state == "nothing"
        else tuple(
            LicenseStanding(
                license_kind="professional",
                board="Contractors State License Board",
                ending="0932",
                variant="denied",
                dated_on=date(2026, 10, 2),
            )
            for _ in others
        ),
    )


SAMPLES = {
    DocumentKind.ANNUAL_FEE: annual_fee,
    DocumentKind.WARNING: warning,
    DocumentKind.BILLING: billing,
    DocumentKind.COLLECTIONS: collections,
    DocumentKind.CLOSURE: closure,
    DocumentKind.REVIEW: review,
    DocumentKind.LICENSE_RELEASE: license_release,
}


def sample(kind: DocumentKind, state: str) -> AnySnapshot:
    return SAMPLES[kind](state)

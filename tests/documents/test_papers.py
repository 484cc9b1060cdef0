"""What the seven papers say: the cases of the domain's list by their numbers, compulsory blocks, words never said.

The cases of the letter for a third party (17, 18) are not papers of this room.
"""

import re
from dataclasses import replace as changed
from datetime import UTC, date, datetime

import msgspec
import pytest
from django.conf import settings

from connect.cases.kinds import DocumentKind
from connect.documents.drawing import drawn_document, paper_of
from connect.documents.snapshots import AnySnapshot, Difference, EnforcementStep, FeeStanding, SentItem
from connect.documents.wording import current_version, wording
from connect.lib.agency import Phrase
from connect.lib.money import in_dollars
from connect.lib.rulebook import NoRule
from connect.paper.blocks import LargeAmount, Pairs, RuledTable, Slip, texts_of
from tests.documents.drawn import LANGUAGES, PAPERS, blocks_of, opened, said_by
from tests.documents.samples import (
    annual_fee,
    billed,
    billing,
    closure,
    collections,
    license_release,
    paid,
    part,
    received,
    review,
    sample,
    warning,
)

RULES = settings.RULES


def table(blocks: list, caption: str) -> list[tuple[str, ...]]:
    """The rows of the table with that caption."""
    return next(list(block.rows) for block in blocks if isinstance(block, RuledTable) and block.caption == caption)


def captions(blocks: list) -> list[str]:
    return [block.caption for block in blocks if isinstance(block, RuledTable)]


def pair(blocks: list, name: str) -> str:
    return next(dict(block.rows)[name] for block in blocks if isinstance(block, Pairs) and name in dict(block.rows))


def replace(snapshot: AnySnapshot, **changes: object) -> AnySnapshot:
    return msgspec.structs.replace(snapshot, **changes)


# Cases


def test_case_1_a_month_without_a_payment_says_so_in_a_line():
    assert "No money was sent to you in November 2026." in said_by(collections("nothing"))
    assert "En noviembre de 2026 no se le envió dinero." in said_by(collections("nothing"), "es")
    assert "No payments received in November 2026." in said_by(billing("nothing"))


def test_case_2_one_payment_on_two_cases_stands_on_both_with_its_own_share():
    first = replace(billed("plain"), payments=(paid(3, part("current", 13_015)),))
    second = replace(billed("plain", "200000000107"), payments=(paid(3, part("current", 5_169)),))
    blocks = blocks_of(replace(billing("plain"), cases=(first, second)))
    used = [
        row
        for b in blocks
        if isinstance(b, RuledTable) and b.caption == "How your payments were used"
        for row in b.rows
    ]
    assert used == [("11/03/2026", "This month's support", "$130.15"), ("11/03/2026", "This month's support", "$51.69")]
    said = " ".join(texts_of(blocks))
    assert "One payment can be shared among several cases." in said
    assert "Case 200000000101" in said
    assert pair(blocks, "Case numbers") == "200000000101, 200000000107"
    assert blocks[1] == LargeAmount(
        "You owe this month",
        "$410.36",
        "Please send it by December 10, 2026, so that it is here before the month is over. "
        "It is due on December 15, 2026.",
    )


def test_case_3_a_payment_in_three_kinds_with_interest():
    assert table(blocks_of(billing("plain")), "How your payments were used") == [
        ("11/03/2026", "This month's support", "$80.01"),
        ("11/03/2026", "Past support owed to the family", "$45.00"),
        ("11/03/2026", "Interest", "$5.14"),
    ]


def test_case_4_a_payment_taken_back_in_a_later_month_stays_visible_with_its_reversal():
    assert table(blocks_of(collections("plain")), "Payments taken back") == [
        ("11/12/2026", "Taken back: the payment of 09/09/2026", "-$33.03")
    ]
    since = table(blocks_of(billing("plain")), "Since your last statement")
    assert ("11/17/2026", "Payment received", "", "$51.69") in since
    assert ("11/20/2026", "Taken back: the payment of 11/17/2026", "$51.69", "") in since
    assert since[-1] == ("Total", "", "$193.92", "$204.06")


def test_case_5_a_check_sent_again_is_two_sends_and_one_payment():
    first = SentItem(
        sent_on=date(2026, 11, 5), method="check", state="returned", shares=13_015, cents=13_015, child=13_015
    )
    again = SentItem(
        sent_on=date(2026, 11, 19), method="check", state="reissued", shares=13_015, cents=13_015, child=13_015
    )
    snapshot = replace(
        collections("plain"),
        sections=(replace(collections("plain").sections[0], payments=(received(3, 13_015),)),),
        sent=(first, again),
        difference=Difference(earlier=0, kept=0, held=0, credit=0, fees=0, waiting=0, deductions=(), unexplained=0),
    )
    blocks = blocks_of(snapshot)
    assert table(blocks, "Sent to you") == [
        ("11/05/2026", "Check. Returned to us", "$130.15"),
        ("11/19/2026", "Check. Sent again", "$130.15"),
        ("Total", "", "$130.15"),
    ]
    assert "In November 2026 we received $130.15 on your case and sent you $130.15." in texts_of(blocks)
    assert "From what we received to what we sent you" not in captions(blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_6_money_on_hold_has_the_allowed_sentence_and_no_reason(language):
    allowed = {
        "en": "We received this payment and are holding it. It can be held for up to six months, and the amount may "
        "still change.",
        "es": "Recibimos este pago y está en espera. Puede quedar en espera hasta seis meses y la cantidad todavía "
        "puede cambiar.",
    }
    said = said_by(collections("plain"), language)
    assert allowed[language] in said
    assert not re.search(r"spouse|joint|tax return|injured|cónyuge que|conjunta|declaración", said, re.I)


def test_case_7_a_fee_taken_in_two_parts():
    partly = replace(annual_fee("plain"), recovered=2_000)
    blocks = blocks_of(partly)
    assert blocks[1].day.startswith("You do not need to send anything. We will keep $15.00 from your next payment,")
    assert (pair(blocks, "Already kept"), pair(blocks, "Still to come")) == ("$20.00", "$15.00")
    whole = blocks_of(replace(partly, recovered=3_500))
    assert whole[1].day == "You do not need to send anything. We have kept the whole fee from your payments already."
    assert pair(whole, "Still to come") == "$0.00"
    stands = replace(collections("plain"), fee=FeeStanding(assessed=3_500, recovered=3_500))
    assert "Kept this month: $35.00. Kept so far: $35.00. Still to come: $0.00." in said_by(stands)


@pytest.mark.parametrize(("collected", "fee"), [(54_999, 0), (55_000, 3_500), (55_001, 3_500)])
def test_case_8_the_fee_applies_at_its_threshold_and_above(collected, fee):
    assert RULES.annual_fee(collected, date(2026, 9, 30)) == fee


def test_case_9_until_september_30_2019_the_fee_was_25_dollars():
    assert RULES.annual_fee(50_000, date(2019, 9, 30)) == 2_500
    assert RULES.annual_fee(50_000, date(2019, 10, 1)) == 0
    old = replace(
        annual_fee("plain"), year_from=date(2018, 10, 1), year_to=date(2019, 9, 30), threshold=50_000, assessed=2_500
    )
    said = said_by(old)
    assert "$25.00" in said
    assert "once $500.00 or more was received" in said
    assert "$35" not in said


def test_case_10_pass_through_says_what_came_and_the_most_there_is():
    cap = "a family on CalWORKs gets up to $100 for one child and up to $200 for two or more."
    for cents in (10_000, 20_000, 6_320):
        item = SentItem(
            sent_on=date(2026, 11, 19), method="check", state="sent", shares=cents, cents=cents, pass_through=cents
        )
        said = said_by(replace(collections("plain"), sent=(item,)))
        assert f"Of the support that the State could keep, {in_dollars(cents)} was paid to you this month." in said
        assert cap in said


def test_case_11_past_support_of_a_family_that_had_aid_before_goes_to_the_family():
    assert not RULES.rule("former_aid", date(2024, 5, 4)).goes_to_family
    assert RULES.rule("former_aid", date(2024, 5, 5)).goes_to_family
    payment = received(3, 9_001, parts=(part("arrears_state", 9_001),))
    section = replace(collections("plain").sections[0], payments=(payment,))
    assert table(blocks_of(replace(collections("plain"), sections=(section,))), "Where each payment went") == [
        ("11/03/2026", "Past support owed to the State (aid repayment)", "$90.01")
    ]


def test_case_12_a_closure_notice_of_december_29_says_its_day_in_words():
    """Day 59 is in time and day 61 is not: the paper names the last day and no number of days."""
    english, spanish = said_by(closure("plain")), said_by(closure("plain"), "es")
    assert "We plan to close your case on or after March 1, 2027. You can ask us to keep it open." in english
    assert "If you tell us anything that could help by March 1, 2027, we must keep your case open." in english
    assert "Si antes del 1 de marzo de 2027 nos da un dato que ayude, debemos dejar su caso abierto." in spanish
    assert "Call (866) 901-3212." in english
    assert "Write to us: P.O. Box 419064, Rancho Cordova, CA 95741-9064." in english
    assert "First complain to us by March 29, 2027." in english
    # March 31 is Cesar Chavez Day: the last day moves on (22 CCR 120100(c)).
    later = replace(closure("plain"), dated_on=date(2026, 12, 31))
    assert "First complain to us by April 1, 2027." in said_by(later)


def test_case_13_a_closure_for_death_names_social_security():
    said = said_by(closure("plain", "payer_died"))
    assert "The person paying support has died." in said
    assert "A child may get Social Security because of that." in said
    assert "an estate or other property from which support can be paid" in said
    assert "A child may get Social Security" not in said_by(closure("plain"))


def test_case_14_a_review_notice_to_a_protected_person_has_no_address_and_a_safe_way():
    paper = paper_of(
        opened(review("plain"), protected=True),
        wording(DocumentKind.REVIEW, current_version(DocumentKind.REVIEW), "en"),
    )
    assert paper.to == ()
    said = " ".join(texts_of(paper.blocks))
    assert "Tell us a safe way to reach you." in said
    assert "1187 W PINE" not in said


def test_case_15_a_release_while_a_second_license_stays_suspended():
    blocks = blocks_of(license_release("plain"))
    assert "We told the Department of Motor Vehicles on December 4, 2026" in " ".join(texts_of(blocks))
    assert table(blocks, "Your other licenses") == [
        ("Professional license 0932", "License stays suspended (10/02/2026)")
    ]


def test_case_16_income_at_the_limit_protects_and_from_2027_only_noncommercial_licenses():
    assert RULES.rule("license_protection", date(2026, 12, 31)).percent_of_median == 70
    low = license_release("plain", reason="income")
    assert "Because of your income, your driver's license was not sent to DMV." in said_by(low)
    assert "at or below 70 percent" in said_by(low)
    later = replace(low, dated_on=date(2027, 1, 4))
    assert "A noncommercial driver's license is not sent to DMV" in said_by(later)
    assert "Because of your income" not in said_by(license_release("plain"))
    assert "Because of your income" not in said_by(replace(low, license_kind="professional"))


def test_case_19_long_names_and_amounts_stand_there_whole():
    """Their places on the sheet: test_paper_pdfs."""
    said = said_by(billing("long"))
    assert "MARÍA DE LOS ÁNGELES FERNÁNDEZ-GUTIÉRREZOCHOA DE LA PEÑA" in said
    assert "$1,234,567.89" in said


def test_case_20_the_spanish_paper_has_the_same_blocks_and_the_english_name():
    for kind in DocumentKind:
        english, spanish = blocks_of(sample(kind, "plain")), blocks_of(sample(kind, "plain"), "es")
        assert [type(block) for block in english] == [type(block) for block in spanish]
        assert spanish[0].text.endswith(f" ({english[0].text})")


def test_case_21_what_our_records_do_not_reach_is_not_called_never():
    assert pair(blocks_of(closure("nothing")), "Last payment received") == "None in our records"


def test_case_22_the_order_of_credit_is_that_of_the_day_and_lines_stay_as_received():
    before, after = (replace(billing("plain"), dated_on=day) for day in (date(2008, 12, 31), date(2009, 1, 1)))
    assert "then interest, then past due support." in said_by(before)
    assert "then past due support, then interest." in said_by(after)
    assert table(blocks_of(replace(before, dated_on=date(2008, 12, 31))), "How your payments were used") == table(
        blocks_of(after), "How your payments were used"
    )


def test_case_23_figures_are_as_of_the_feed_and_not_of_the_paper():
    old = replace(billing("plain"), as_of=datetime(2026, 11, 30, 9, 30, tzinfo=UTC), dated_on=date(2026, 12, 1))
    blocks = blocks_of(old)
    assert pair(blocks, "Figures as of") == "November 30, 2026, 1:30 AM Pacific Time"
    assert pair(blocks, "Date") == "December 1, 2026"


def test_a_payment_that_is_of_no_case_yet_stands_apart_and_is_not_called_divided():
    blocks = blocks_of(replace(billing("plain"), unshared=(paid(21, part("current", 7_777)),)))
    assert table(blocks, "Being applied to your cases") == [("11/21/2026", "Payment received", "$77.77")]
    assert "$77.77" not in str(table(blocks, "How your payments were used"))
    assert "We have received these payments, and have not shared them among your cases yet." in texts_of(blocks)


# Figures


def cents_of(value: object) -> set[int]:
    """Every amount in a snapshot: its fields and what is worked out of them."""
    if isinstance(value, msgspec.Struct):
        fields = {getattr(value, name) for name in value.__struct_fields__ if isinstance(getattr(value, name), int)}
        worked_out = {
            found
            for name in dir(type(value))
            if isinstance(getattr(type(value), name), property) and isinstance(found := getattr(value, name), int)
        }
        return fields | worked_out | set().union(*(cents_of(getattr(value, name)) for name in value.__struct_fields__))
    if isinstance(value, tuple):
        return set().union(*map(cents_of, value))
    return set()


def of_the_rules() -> set[str]:
    """Amounts that rules.toml says, as its sentences and as numbers."""
    found = set()
    for rows in RULES.rows.values():
        for row in rows:
            said = getattr(row, "sentence", None)
            found |= set(_FIGURE.findall(f"{said.en} {said.es}")) if isinstance(said, Phrase) else set()
            found |= {in_dollars(getattr(row, name)) for name in ("assigned", "family") if hasattr(row, name)}
    return found


_FIGURE = re.compile(r"\$[\d,]+(?:\.\d\d)?")


def unknown_figures(snapshot: AnySnapshot, blocks: list) -> set[str]:
    """Figures of a paper that stand in no snapshot and in no rule. A table's total is checked against its rows."""
    totals = set()
    for block in blocks:
        if isinstance(block, RuledTable) and block.total:
            for column, kind in enumerate(block.kinds):
                cells = [row[column] for row in block.rows]
                if kind == "amount" and sum(map(_cents, cells[:-1])) == _cents(cells[-1]):
                    totals.add(cells[-1])
    known = {in_dollars(abs(cents)) for cents in cents_of(snapshot)} | of_the_rules() | totals
    return {figure for text in texts_of(blocks) for figure in _FIGURE.findall(text)} - known


def _cents(cell: str) -> int:
    return int(re.sub(r"[^\d-]", "", cell) or 0)


@pytest.mark.parametrize(("kind", "state", "language"), PAPERS)
def test_every_figure_stands_in_the_snapshot_or_in_a_rule(kind, state, language):
    snapshot = sample(kind, state)
    blocks = blocks_of(snapshot, language)
    assert unknown_figures(snapshot, blocks) == set()
    if any(_FIGURE.search(text) for text in texts_of(blocks)):
        assert pair(blocks, {"en": "Figures as of", "es": "Cifras al"}[language])


def test_a_figure_of_nowhere_would_be_found():
    snapshot = billing("plain")
    blocks = [changed(b, amount="$205.19") if isinstance(b, LargeAmount) else b for b in blocks_of(snapshot)]
    assert unknown_figures(snapshot, blocks) == {"$205.19"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_over_between_received_and_sent_is_other_deductions(language):
    blocks = blocks_of(collections("plain"), language)
    caption = {"en": "From what we received to what we sent you", "es": "De lo que recibimos a lo que le enviamos"}
    rows = table(blocks, caption[language])
    assert (rows[0][1], rows[-1][1]) == ("$330.15", "$157.36")
    assert sum(_cents(row[1]) for row in rows[:-1]) == _cents(rows[-1][1])
    assert rows[-2] == ({"en": "Other deductions", "es": "Otras deducciones"}[language], "-$1.00")


# Compulsory, and never


@pytest.mark.parametrize("state", ["plain", "nothing"])
@pytest.mark.parametrize(
    "kind", [DocumentKind.BILLING, DocumentKind.COLLECTIONS, DocumentKind.WARNING, DocumentKind.CLOSURE]
)
def test_whoever_reads_a_balance_reads_current_support_past_due_support_and_interest(kind, state):
    """CCP 695.211(c), V10: also where one of them is $0.00."""
    named = [{row[0] for row in b.rows} for b in blocks_of(sample(kind, state)) if isinstance(b, RuledTable)]
    assert {"This month's support not paid yet", "Past due support, all together", "Interest"} <= set().union(*named)


@pytest.mark.parametrize("kind", [DocumentKind.BILLING, DocumentKind.WARNING])
def test_past_due_support_has_its_three_statements(kind):
    """Fam. Code 17525, V13: the day, whether with interest, the right to have it checked."""
    said = said_by(sample(kind, "plain"))
    assert "This amount was worked out on November 30, 2026. It does not include interest." in said
    assert "You can ask us to check it. Please keep paying while we check, unless we tell you to stop." in said


def test_a_warning_names_nothing_that_the_agency_did_not():
    only = replace(warning("plain"), steps=(EnforcementStep(action="levy", state="possible"),))
    blocks = blocks_of(only)
    assert table(blocks, "What can happen") == [("Money taken from a bank account", "Can happen")]
    said = " ".join(texts_of(blocks))
    for other in ("passport", "Form 8379", "150 days", "credit bureaus", "lottery"):
        assert other not in said
    everything = said_by(warning("plain"))
    for wanted in ("more than $2,500", "$150.00 is owed to the State, or $500.00 to the family", "IRS Form 8379"):
        assert wanted in everything
    assert "Nothing has started against you." in said_by(warning("nothing"))


def test_only_the_billing_statement_has_the_whole_participant_id():
    for kind in DocumentKind:
        said = said_by(sample(kind, "plain"))
        assert ("1000000001" in said) == (kind == DocumentKind.BILLING), kind
        assert "0001" in said
    blocks = blocks_of(billing("plain"))
    slip = blocks[-1]
    assert isinstance(slip, Slip)
    assert dict(slip.rows)["Participant ID"] == "1000000001"
    assert dict(slip.rows)["Amount enclosed"] == ""
    assert slip.address == ("CA State Disbursement Unit", "P.O. Box 989067", "West Sacramento, CA 95798-9067")


def test_a_release_has_no_amount_because_it_is_shown_to_others():
    assert "$" not in said_by(license_release("plain"))
    assert "It is not a license." in said_by(license_release("plain"))
    assert "What you owe" in captions(blocks_of(license_release("plain", "denied", "no_plan_agreed")))


@pytest.mark.parametrize("variant", ["right_to_ask", "started", "result"])
def test_a_review_notice_says_that_the_present_amount_stays_due_and_court_is_open(variant):
    said = said_by(review("plain", variant, new_cents=14_000, object_by=date(2026, 12, 29)))
    assert "Until a judge changes it, the amount of today stays due." in said
    assert "You can also go to court by yourself at any time." in said
    assert ("The last day to object is December 29, 2026." in said) == (variant == "result")


def test_the_right_to_ask_says_all_that_the_law_prescribes():
    """22 CCR 115503, V7."""
    said = said_by(review("plain"))
    for wanted in (
        "It can go up or down.",
        "The cost of health insurance changed",
        "health insurance or health costs, that is a reason to ask too",
        "You can ask in writing or by voice.",
        "Your local office Madera County Child Support Services",
        "(866) 901-3212",
        "We explain each step, give you the forms, and help you fill them in.",
        "We have 180 days from the day when your request is complete.",
        "If your case reaches into another state, we may send it there.",
        "You can also go to court by yourself at any time.",
    ):
        assert wanted in said, wanted


def test_days_and_sources_that_the_reader_may_not_know_are_no_columns():
    """All payments or none (V1): nothing stands there, not even a head."""
    section = replace(collections("plain").sections[0], payments=(received(3, 13_015),), payer="")
    blocks = blocks_of(replace(collections("plain"), sections=(section,)))
    received_table = next(b for b in blocks if isinstance(b, RuledTable) and b.caption == "Received on this case")
    assert received_table.heads == ("Date received", "What for", "Amount")
    assert "Payments from" not in " ".join(texts_of(blocks))


NEVER = {
    DocumentKind.ANNUAL_FEE: r"penalty|\bfine\b|welfare|send money",
    DocumentKind.WARNING: r"deadbeat|contempt|go to jail",
    DocumentKind.BILLING: r"minimum payment|date of birth|pago mínimo",
    DocumentKind.COLLECTIONS: r"welfare|employer|other cases|otros casos|empleador",
    DocumentKind.CLOSURE: r"failure to respond|fail to respond",
    DocumentKind.REVIEW: r"30 days to contest|their income",
    DocumentKind.LICENSE_RELEASE: r"may drive|can drive|puede conducir|you may now",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DocumentKind)
def test_no_paper_says_what_it_must_never_say(kind, language):
    said = said_by(sample(kind, "plain"), language)
    assert re.findall(NEVER[kind], said, re.I) == []


def test_a_withdrawn_notice_says_so_first_and_still_says_the_rest():
    drawn = drawn_document(opened(closure("plain"), withdrawn_on=date(2027, 1, 8)), "en")
    assert drawn.blocks[1].heading == "We took this notice back"
    assert "January 8, 2027" in drawn.blocks[1].paragraphs[0]
    assert len(drawn.blocks) > 20


def test_one_of_the_two_languages_is_the_official_one():
    for language, sentence in (
        ("en", "This version, in English, is the official one."),
        ("es", "La versión en inglés es la oficial."),
    ):
        said = " ".join(texts_of(drawn_document(opened(billing("plain")), language).blocks))
        assert sentence in said


def test_a_paper_of_a_day_without_a_rule_leaves_out_what_the_rule_says():
    old = replace(closure("plain"), dated_on=date(2014, 12, 31), reason="no_contact")
    with pytest.raises(NoRule):  # the reason itself is never left out: the feed takes none that has no words
        blocks_of(old)
    said = said_by(replace(warning("plain"), dated_on=date(2014, 12, 31)))
    assert "You can complain." not in said
    assert "tax refund can be taken" not in said
    assert "What you can do now" in said

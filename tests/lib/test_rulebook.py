"""rules.toml: the row that counts on a day, and rows that leave a gap or overlap refused by their name and days."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from connect.lib.agency import BadProfile
from connect.lib.rulebook import AnnualFee, LicenseProtection, NoRule, OrderOfCredit, PassThrough, Reason, read_rules

RULES = settings.RULES
TEXT = (settings.ROOT / "rules.toml").read_text(encoding="utf-8")


def test_the_annual_fee_was_25_until_september_30_2019_and_is_35_since():
    before, after = RULES.rule("annual_fee", date(2019, 9, 30)), RULES.rule("annual_fee", date(2019, 10, 1))
    assert isinstance(before, AnnualFee)
    assert isinstance(after, AnnualFee)
    assert (before.amount, before.threshold, before.valid_to) == (2500, 50000, date(2019, 9, 30))
    assert (after.amount, after.threshold, after.valid_to) == (3500, 55000, None)


@pytest.mark.parametrize(("collected", "fee"), [(54999, 0), (55000, 3500), (55001, 3500)])
def test_the_fee_applies_from_550_dollars_on(collected, fee):
    """V6: $550 or more, and not more than $550."""
    assert RULES.annual_fee(collected, date(2019, 10, 1)) == fee


@pytest.mark.parametrize(("collected", "fee"), [(49999, 0), (50000, 2500), (54999, 2500)])
def test_before_it_applied_from_500_dollars_on(collected, fee):
    assert RULES.annual_fee(collected, date(2019, 9, 30)) == fee


def test_assigned_past_support_goes_to_families_with_aid_before_from_may_5_2024_on():
    assert [RULES.rule("former_aid", date(2024, 5, day)).goes_to_family for day in (4, 5)] == [False, True]


def test_a_payment_pays_past_support_before_interest_since_2009():
    days = (date(2008, 12, 31), date(2009, 1, 1))
    rows = [RULES.rule("order_of_credit", day) for day in days]
    assert all(isinstance(row, OrderOfCredit) for row in rows)
    assert [row.order for row in rows] == [["current", "interest", "principal"], ["current", "principal", "interest"]]


def test_from_2027_on_commercial_licenses_are_not_protected_by_income():
    rows = [RULES.rule("license_protection", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert all(isinstance(row, LicenseProtection) for row in rows)
    assert [(row.percent_of_median, row.commercial_too) for row in rows] == [(70, True), (70, False)]


def test_the_pass_through_is_100_and_200_dollars_since_2022():
    row = RULES.rule("pass_through", date(2022, 1, 1))
    assert isinstance(row, PassThrough)
    assert (row.one_child, row.several_children) == (10000, 20000)


def test_a_day_without_a_rule_is_an_error_that_names_both():
    with pytest.raises(NoRule, match=r"^rules\.toml has no rule pass_through for 2021-12-31$"):
        RULES.rule("pass_through", date(2021, 12, 31))
    with pytest.raises(NoRule, match=r"no rule alimony for 2026-01-01"):
        RULES.rule("alimony", date(2026, 1, 1))


def test_reasons_are_found_by_jurisdiction_and_code_with_what_keeps_a_case_open():
    row = RULES.rule("closure.CA.no_contact", date(2026, 10, 1))
    assert isinstance(row, Reason)
    assert row.sentence.in_language("en") == "We tried to reach you in at least two different ways and could not."
    assert [each.en for each in row.help] == ["a call, a letter or a visit from you"]
    assert {row.code for row in RULES.reasons("license_release", "CA")} == {
        "paid_in_full",
        "plan_agreed",
        "income",
        "court_order",
        "mistake",
        "hardship",
        "no_plan_agreed",
    }
    assert list(RULES.reasons("closure", "NV")) == []
    with pytest.raises(NoRule, match=r"license_release\.CA\.income for 2024-12-31"):
        RULES.rule("license_release.CA.income", date(2024, 12, 31))


def test_every_row_has_its_source_and_each_sentence_stands_in_both_languages():
    for rows in RULES.rows.values():
        for row in rows:
            assert row.source
            sentence = getattr(row, "sentence", None)
            assert sentence is None or (sentence.en and sentence.es)


WRONG = {
    "a gap": ("valid_from = 2019-10-01", "valid_from = 2019-10-03", "annual_fee: no row for 2019-10-01 to 2019-10-02"),
    "an overlap": (
        "valid_to = 2019-09-30",
        "valid_to = 2019-10-01",
        "annual_fee: two rows for 2019-10-01 to 2019-10-01",
    ),
    "a row that never ends": ("valid_to = 2024-05-04\n", "", "former_aid: two rows for 2024-05-05"),
    "an end before the beginning": (
        "valid_from = 2010-01-01",
        "valid_from = 2019-10-01",
        "annual_fee: valid_to 2019-09-30 is before valid_from 2019-10-01",
    ),
    "no source": (
        'source = "PIQ-18-03; 42 USC 664"',
        'source = " "',
        "offset_thresholds: the row from 2018-01-01 has no source",
    ),
    "a gap of a reason": (
        'code = "income"\nvalid_from = 2025-01-01',
        'code = "hardship"\nvalid_from = 2030-01-01',
        "license_release.CA.hardship: two rows for 2015-01-01",
    ),
    "an unknown key": ("threshold = 50000", "treshold = 50000", "Object contains unknown field `treshold`"),
}


@pytest.mark.parametrize(("text", "instead", "says"), WRONG.values(), ids=WRONG.keys())
def test_rules_that_leave_a_day_open_or_rule_it_twice_are_refused_with_its_name_and_days(tmp_path, text, instead, says):
    assert TEXT.count(text) == 1
    file = tmp_path / "rules.toml"
    file.write_text(TEXT.replace(text, instead), encoding="utf-8")
    with pytest.raises(BadProfile) as problem:
        read_rules(file)
    assert str(problem.value).startswith(f"{file}: {says}")


def test_every_day_from_the_first_of_a_rule_to_today_has_one_row():
    for name, rows in RULES.rows.items():
        day, end = rows[0].valid_from, rows[-1].valid_to or date(2030, 1, 1)
        while day <= end:
            assert sum(row.counts_on(day) for row in rows) == 1, (name, day)
            day += timedelta(days=17)

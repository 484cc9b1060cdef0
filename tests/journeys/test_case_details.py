"""Case details (S001 L57-63, S002 L165-215), with what the law wants beside an amount past due (V10, V13)."""

from tests.journeys.conftest import day_shown, fact, facts, heading, in_every_form, press, said, sign_in, table_rows
from tests.support.cast import DANA, RILEY, SAM

FIELDS = {
    "Monthly Support": "$10.00",
    "Past Due Support Installment": "$667.93",
    "Current Support": "$10.00",
    "Past Due Support": "$667.93",
    "Interest": "$58.31",
    "Case Number": "200000000101",
    "Other Party": "RILEY OKAFOR-STONE",
    "County": "Madera",
    "Role": "Person paying support",
    "Status": "Open",
}
IN_WORDS = {"en": "October 31, 2026", "es": "31 de octubre de 2026"}
V13 = [
    "We calculated this amount on {date}.",
    "It does not include interest.",
    "You can ask us to check it.",
    "Please keep paying while we check, unless we tell you to stop.",
]


def open_case(page, number):
    """By its card: what changed since the last visit names the case too."""
    page.locator(".card--link").get_by_role("link", name=number).click()


@in_every_form
def test_dana_reads_every_field_of_her_case(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    open_case(page, "200000000101")
    say = said(page)
    assert heading(page) == say("Case Details")
    shown = facts(page)
    spoken = {"Person paying support", "Open"}
    for label, value in FIELDS.items():
        assert shown[say(label)] == (say(value) if value in spoken else value), label
    assert shown[say("Opened Date")] == day_shown(page, "01/10/2018")
    assert shown[say("Child Support Officer")] == "C. MORALES"
    assert page.locator("main :is(h2, h3)").all_inner_texts()[:6] == [
        say("Amounts Owed"),
        say("Each month"),
        say("In total"),
        say("How it is paid"),
        say("Case Information"),
        say("Support Orders"),
    ]


@in_every_form
def test_her_two_support_orders_stand_in_a_table(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    open_case(page, "200000000101")
    say = said(page)
    assert table_rows(page) == [
        [day_shown(page, "03/27/2018"), "MADERA", "MFL012345", say("ACTIVE")],
        [day_shown(page, "12/03/2019"), "MADERA", "MFL015870", say("ACTIVE")],
    ]
    heads = (
        page.locator("main table")
        .first.locator("th[scope=col]")
        .evaluate_all("all => all.map(head => head.textContent)")
    )
    assert heads == [say(head) for head in ("File Date", "County", "Court Case Number", "Status")]


@in_every_form
def test_past_due_support_never_stands_without_the_statements_of_the_law(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    open_case(page, "200000000101")
    say = said(page)
    beside = fact(page, say("Past Due Support")).locator(".key-amount__note")
    assert beside.is_visible()
    assert beside.inner_text() == " ".join(say(sentence).format(date=IN_WORDS[language]) for sentence in V13)


@in_every_form
def test_a_term_is_explained_beside_its_label_and_leads_to_its_own_place_in_the_glossary(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    open_case(page, "200000000101")
    say = said(page)
    installment = fact(page, say("Past Due Support Installment"))
    meaning = say("An extra amount each month that pays down old unpaid support.")
    assert not page.get_by_text(meaning).is_visible()
    installment.locator("summary").click()
    assert page.get_by_text(meaning).is_visible()
    assert 6 <= page.locator("main details.explain").count() <= 8
    installment.get_by_role("link").click()
    page.wait_for_url("**/help/glossary#past-due-support-installment-payment-on-arrears")
    assert page.locator(":target").get_by_text(meaning).is_visible()


def test_the_office_leads_to_its_page_and_the_number_can_be_tapped(visit):
    page = visit()
    sign_in(page, DANA)
    open_case(page, "200000000101")
    phone = fact(page, "Phone").get_by_role("link")
    assert phone.get_attribute("href") == "tel:+18669013212"
    fact(page, "Office").get_by_role("link", name="Madera", exact=True).click()
    assert heading(page) == "Madera County"


@in_every_form
def test_from_a_case_to_its_payments_and_back_home(visit, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANA)
    open_case(page, "200000000101")
    say = said(page)
    press(page, say("Payments I Made to this case"))
    assert len(table_rows(page)) == 15
    assert "200000000101" in page.locator("main").inner_text()
    page.go_back()
    press(page, say("Back to Home"))
    page.wait_for_url("**/home")


def test_riley_reads_the_same_case_as_the_person_who_receives(visit):
    page = visit()
    sign_in(page, RILEY)
    open_case(page, "200000000101")
    shown = facts(page)
    assert shown["Role"] == "Person receiving support"
    assert shown["Other Party"] == "DANA OKAFOR"
    assert "Please keep paying" not in page.locator("main").inner_text()
    assert "Payments are still due while we check, unless we say otherwise." in page.locator("main").inner_text()


def test_sam_is_given_the_number_to_call_where_noor_must_stay_hidden(visit):
    page = visit()
    sign_in(page, SAM)
    open_case(page, "200000000104")
    shown = facts(page)
    assert shown["Other Party"] == "NOOR HADDAD"
    assert shown["County"] == "Call (866) 901-3212"
    assert shown["Child Support Officer"] == "Call (866) 901-3212"
    assert "Office" not in shown
    assert table_rows(page) == [["05/19/2021", "ACTIVE"]]

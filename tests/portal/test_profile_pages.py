"""My Profile: what is on file, masked; what a person asks us to change; the link to a new email."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from connect.access.models import Visit
from connect.cases.models import Address, Email, NondisclosureMark, Participant
from connect.contact import rules
from connect.contact.change_kinds import CHANGE_KINDS
from connect.contact.models import Submission
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.portal.crawl import everything, words
from tests.support.cast import DANA, NOOR, RILEY
from tests.support.page import Page
from tests.support.statements import statements

HOME_ADDRESS = {"street": "77 OAK AVE", "unit": "", "city": "FRESNO", "state": "CA", "zip": "93721"}
ANSWERS = {
    "name": {"first": "DANA", "middle": "", "last": "REYES", "suffix": "", "why": "Marriage"},
    "mailing": HOME_ADDRESS,
    "residence": HOME_ADDRESS,
    "phone_home": {"phone": "559-555-0190"},
    "phone_mobile": {"phone": "+52 55 1234 5678"},
    "phone_work": {"phone": "(559) 555-0191 x7"},
    "email": {"email": "dana.new@example.org"},
    "employer": {"employer": "HILL MILL", "place": "FRESNO", "since": "11/02/2026"},
    "insurance": {"company": "KAISER", "covers": "the children", "since": ""},
    "accommodation": {"paper": "large_print"},
}
GUARDED = ("mailing", "residence", "phone_home", "phone_mobile", "phone_work", "email")
LIST = "/profile/information"


@pytest.fixture
def known(cast) -> None:
    """What is on file of Dana, in literal words."""
    person = DANA.participant_id
    Participant.objects.filter(participant_id=person).update(
        first_name="DANA",
        middle_name="LEE",
        last_name="OKAFOR",
        phone_home="559-555-0141",
        phone_mobile="559-555-0152",
        phone_work="559-555-0163",
        employer="GREEN QUARRY",
    )
    here = {"participant_id": person, "valid_to": None}
    Address.objects.filter(**here).update(
        line1="4471 WILLOW BEND", line2="APT 9", city="KERMAN", postcode="93630", since=date(2019, 6, 1)
    )
    Email.objects.filter(**here).update(email="quiet.owl@example.org", since=date(2021, 1, 15))


def confirm(browser) -> None:
    """As if the PIN had just been asked for again."""
    Visit.objects.update(confirmed_at=timezone.now())


def post(browser, kind: str, more: dict[str, str] | None = None, **fields: str):
    address = f"{LIST}/{kind}"
    return browser.post(address, Page(browser.get(address)).hidden("#typed") | fields | (more or {}))


def test_my_profile_leads_to_both_choices_and_to_security_language_and_ecommunications(signed_in):
    page = Page(signed_in(DANA).get("/profile"))
    assert page.texts("main h2") == [
        "Update My Information",
        "Provide Other Party's Information",
        "Sign-in and security",
        "eCommunications",
        "Language",
    ]
    links = page.attributes("main h2 a", "href")
    assert links == [LIST, "/other-party", "/security", "/profile/ecommunications"]


def test_what_is_on_file_is_masked(signed_in, known):
    answer = signed_in(DANA).get(LIST)
    shown = dict(zip(Page(answer).texts("main .card h2"), Page(answer).texts("main .card dd"), strict=True))
    assert shown == {
        "Name": "DANA LEE OKAFOR",
        "Mailing address": "4471 •••, •••30",
        "Where you live": "We do not show what we have.",
        "Home phone": "•••41",
        "Mobile phone": "•••52",
        "Work phone": "•••63",
        "Email": "q•••",
        "Employer": "G•••",
        "Health insurance": "We do not show what we have.",
        "Help with reading": "Regular print",
    }
    for secret in ("WILLOW", "APT 9", "KERMAN", "93630", "555-01", "quiet.owl", "example.org", "QUARRY"):
        assert secret not in everything(answer), secret


@pytest.mark.parametrize(
    ("language", "since", "email_since"),
    [
        ("en", "On file since June 2019", "On file since January 2021"),
        ("es", "En nuestros registros desde junio de 2019", "En nuestros registros desde enero de 2021"),
    ],
)
def test_of_a_marked_person_only_since_when_a_place_is_on_file(signed_in, known, language, since, email_since):
    browser = signed_in(DANA, language)
    NondisclosureMark.objects.create(
        participant_id=DANA.participant_id, case_number="200000000101", set_at=timezone.now() - timedelta(days=900)
    )
    answer = browser.get(LIST)
    shown = Page(answer).texts("main .card dd")
    on_file = "On file" if language == "en" else "En nuestros registros"
    assert (shown[1], shown[6]) == (since, email_since)
    assert {*shown[3:6], shown[7]} == {on_file}
    assert not [word for word in ("4471", "•••") if word in everything(answer)]


@pytest.mark.parametrize("kind", CHANGE_KINDS)
def test_each_change_is_asked_for_and_stands_masked_in_the_list(signed_in, kind):
    browser = signed_in(DANA)
    confirm(browser)
    answer = post(browser, kind, ANSWERS[kind])
    assert answer.status_code == 302, words(answer)
    row = Submission.objects.get()
    assert (row.kind, row.state) == (kind, "draft" if kind == "email" else "sent")
    shown = words(browser.get(answer["Location"]))
    assert ("We sent a link to the new address." if kind == "email" else "Your request is sent.") in shown
    listed = everything(browser.get(LIST))
    assert "Asked on" in listed
    for secret in ("OAK AVE", "FRESNO", "93721", "555-0190", "1234", "555-0191", "dana.new", "HILL MILL", "KAISER"):
        assert secret not in listed + everything(browser.get(answer["Location"])), secret


@pytest.mark.parametrize("kind", CHANGE_KINDS)
def test_a_place_asks_for_the_pin_first_and_keeps_what_was_typed(signed_in, kind):
    browser = signed_in(DANA)
    confirm(browser)
    form = Page(browser.get(f"{LIST}/{kind}")).hidden("#typed")
    Visit.objects.update(confirmed_at=None)
    answer = browser.post(f"{LIST}/{kind}", form | ANSWERS[kind])
    if kind not in GUARDED:
        assert answer["Location"].startswith(("/requests/", LIST))
        return
    assert answer["Location"] == f"/security/confirm?next={LIST}/{kind}"
    assert not Submission.objects.exists()
    confirm(browser)
    again = Page(browser.get(f"{LIST}/{kind}"))
    typed = [each for each in ANSWERS[kind].values() if each and each != "CA"]
    assert set(typed) <= set(again.attributes("#typed input", "value"))


def test_who_does_not_confirm_goes_back_to_where_they_came_from(signed_in):
    browser = signed_in(DANA)
    back = {
        address: Page(browser.get(address, follow=True)).all("main a")[-1]
        for address in (f"{LIST}/mailing", "/security/codes/new")
    }
    assert [(link["href"], link.text) for link in back.values()] == [
        (LIST, "Back to Update My Information"),
        ("/security", "Back to Sign-in and security"),
    ]


def test_no_form_shows_what_is_on_file(signed_in, known):
    browser = signed_in(DANA)
    confirm(browser)
    for kind in CHANGE_KINDS:
        page = Page(browser.get(f"{LIST}/{kind}"))
        values = [
            value for value in page.attributes("#typed input:not([type=hidden]):not([type=radio])", "value") if value
        ]
        assert values == [], kind


def test_a_doubt_is_a_question_that_the_person_may_overrule(signed_in):
    browser = signed_in(DANA)
    confirm(browser)
    wrong = HOME_ADDRESS | {"zip": "10001"}
    asked = post(browser, "mailing", wrong)
    assert asked.status_code == 200
    assert "Is this address right?" in words(asked)
    assert "The ZIP or postal code does not look right for this place." in words(asked)
    assert not Submission.objects.exists()
    assert post(browser, "mailing", wrong, sure="1").status_code == 302
    assert Submission.objects.get().state == "sent"


def test_an_address_abroad_has_a_form_of_its_own(signed_in):
    browser = signed_in(DANA, "es")
    confirm(browser)
    address = f"{LIST}/mailing?abroad=1"
    page = Page(browser.get(address))
    assert "México" in page.texts("select[name=country] option")
    there = {
        "country": "MX",
        "street": "CALLE 5",
        "unit": "",
        "city": "GUADALAJARA",
        "state": "Jalisco",
        "zip": "44100",
    }
    assert browser.post(address, page.hidden("#typed") | there).status_code == 302


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("mailing", HOME_ADDRESS | {"street": ""}, "Enter the street address or P.O. Box."),
        ("mailing", HOME_ADDRESS | {"state": "ZZ"}, "Choose the state."),
        ("mailing", HOME_ADDRESS | {"city": "x" * 61}, "This line is too long. Enter 60 characters at most."),
        (
            "phone_home",
            {"phone": "12"},
            "New phone number: Enter a phone number with its area code, such as 559-555-0102.",
        ),
        (
            "email",
            {"email": "dana at example"},
            "New email address: Enter an email address in the form name@example.com.",
        ),
        ("name", {"first": "", "last": "", "why": "x"}, "Enter the name as it should be."),
        ("name", {"first": "DANA", "why": ""}, "Why does it change? Enter your answer."),
        ("accommodation", {"paper": "song"}, "How should your documents come? Choose one of the answers."),
        (
            "employer",
            {"employer": "MILL", "since": "13/45/2026"},
            "Since when? Enter a day that has come, such as 11/20/2026.",
        ),
    ],
)
def test_every_error_names_the_field_and_what_to_do_and_keeps_what_was_typed(signed_in, kind, fields, said):
    browser = signed_in(DANA)
    confirm(browser)
    answer = post(browser, kind, fields)
    page = Page(answer)
    assert (answer.status_code, said in page.texts("#error-summary li")) == (200, True)
    typed = {value for value in fields.values() if value and value not in ("CA", "ZZ", "song")}
    assert typed <= set(page.attributes("#typed input", "value"))
    assert not Submission.objects.exists()


def test_too_many_are_refused_in_words(signed_in, monkeypatch):
    browser = signed_in(DANA)
    monkeypatch.setattr(rules, "REQUESTS_A_DAY", 0)
    answer = post(browser, "employer", ANSWERS["employer"])
    assert (answer.status_code, Submission.objects.count()) == (429, 0)
    assert "HILL MILL" in Page(answer).attributes("#typed input", "value")


def test_the_link_of_a_new_email_shows_a_button_and_sends_the_request(signed_in, client):
    browser = signed_in(DANA)
    confirm(browser)
    post(browser, "email", ANSWERS["email"])
    link = unseal_row(OutboxMessage.objects.get(event="confirm_new_email"))[1]["link"]
    address = "/new-email/" + link.rpartition("/")[2]
    assert "Not sent to us yet." in words(browser.get(LIST))
    assert "dana.new" not in everything(client.get(address))
    assert Submission.objects.get().state == "draft"  # a mail program that opens links sends nothing
    form = Page(client.get(address)).hidden("main form")
    assert "We have the request" in words(client.post(address, form))
    assert Submission.objects.get().state == "sent"
    assert "This link does not work." in words(client.post("/new-email/" + "A" * 22, form))


def test_a_change_is_withdrawn_on_its_receipt(signed_in):
    browser = signed_in(DANA)
    answer = post(browser, "employer", ANSWERS["employer"])
    receipt = answer["Location"]
    browser.post(receipt, Page(browser.get(receipt)).hidden("main form") | {"withdraw": "1"})
    assert Submission.objects.get().state == "withdrawn"
    assert browser.get(receipt + "/receipt.pdf").status_code == 200


@pytest.mark.parametrize("reader", [RILEY, NOOR], ids=lambda member: member.first_name)
def test_a_receipt_of_someone_else_is_the_equal_404(signed_in, reader):
    sent = post(signed_in(DANA), "employer", ANSWERS["employer"])["Location"]
    browser = signed_in(reader)
    foreign, never = browser.get(sent), browser.get("/requests/" + "A" * 22)
    assert foreign.status_code == never.status_code == 404
    assert words(foreign) == words(never)


def test_the_statements_of_the_pages(signed_in):
    browser = signed_in(DANA)
    assert statements(browser, "/profile") == 1
    assert statements(browser, LIST) == 7  # the visit, three of the mirror, two about the mark, what was asked for
    assert statements(browser, f"{LIST}/employer") == 2

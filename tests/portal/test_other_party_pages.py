"""Other Party: the same answer whatever we know, nothing filled in, and nothing shown again."""

import re

import pytest
from django.utils import timezone

from connect.cases.models import Address, NondisclosureMark
from connect.contact import rules
from connect.contact.models import Submission
from connect.contact.report_kinds import TOPICS
from tests.portal.crawl import crawl, everything, words
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM
from tests.support.page import Page
from tests.support.statements import statements

ANSWERS = {
    "address": {"street": "9 FERN WAY", "city": "LODI", "since": "May", "more": "Upstairs"},
    "phone-email": {"phone": "559-555-0171", "email": "", "more": ""},
    "employer": {"employer": "IRON MILL", "place": "LODI", "since": "", "more": ""},
    "income": {"income": "Rent", "how_much": "$400 a month", "more": ""},
    "vehicle": {"vehicle": "Ford F-150, 2019", "plate": "8ABC123 CA", "more": ""},
    "property": {"what": "A house", "place": "LODI", "more": ""},
    "license": {"license": "Driver", "state": "CA", "more": ""},
    "insurance": {"company": "KAISER", "covers": "", "more": ""},
    "held": {"where": "military", "place": "", "since": "", "more": ""},
    "other": {"what": "They moved.", "more": ""},
}


def tell(browser, topic: str = "address", **changed: str):
    address = f"/other-party/{topic}"
    page = Page(browser.get(address))
    person = [value for value in page.attributes("[name=person]", "value") if value][:1]
    fields = page.hidden("#typed") | ANSWERS[topic] | {"person": person[0]} | changed
    return browser.post(address, fields)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_sent_and_only_its_day_and_topic_are_shown(signed_in, topic, language):
    browser = signed_in(DANA, language)
    answer = tell(browser, topic)
    assert answer["Location"] == "/other-party", words(answer)
    shown = browser.get("/other-party")
    assert ("We have what you told us." if language == "en" else "Ya tenemos lo que nos dijo.") in words(shown)
    cells = Page(shown).texts("main table tbody tr th, main table tbody tr td")
    assert str(TOPICS[topic].title) in cells or language == "es"
    assert Submission.objects.get().state == "sent"
    for word in ("FERN", "LODI", "0171", "IRON", "$400", "F-150", "8ABC123", "KAISER", "Upstairs"):
        assert word not in everything(shown), word


def test_it_says_before_that_we_do_not_tell_and_that_a_court_may_see_it(signed_in):
    for address in ("/other-party", "/other-party/address"):
        shown = words(signed_in(DANA).get(address))
        assert "We do not tell the other party that you told us, or what." in shown
        assert "A court may have to see it." in shown


def plain_bytes(answer) -> str:
    """The page but for what is drawn anew for every page: the form's token and its key."""
    text = answer.content.decode()
    return re.sub(r'(name="(?:csrfmiddlewaretoken|form_key)" value=")[^"]*|nonce="[^"]*', r"\1", text)


def what_riley_sees(browser) -> list[str]:
    """The form, the answer, and the page it leads to, as if nothing had been sent before."""
    Submission.objects.all().delete()
    form = browser.get("/other-party/address")
    sent = tell(browser)
    return [plain_bytes(form), f"{sent.status_code} {sent['Location']}", plain_bytes(browser.get("/other-party"))]


def test_the_answer_is_the_same_bytes_whether_it_is_new_on_file_or_the_person_is_protected(signed_in):
    dana = {"participant_id": DANA.participant_id}
    browser = signed_in(RILEY)
    new = what_riley_sees(browser)
    Address.objects.filter(**dana, valid_to=None).update(line1="9 FERN WAY", city="LODI")
    on_file = what_riley_sees(browser)
    NondisclosureMark.objects.create(**dana, case_number="200000000101", set_at=timezone.now())
    protected = what_riley_sees(browser)
    assert new == on_file == protected
    assert "FERN" not in "".join(new)


def test_nothing_is_filled_in_but_the_only_person(signed_in):
    page = Page(signed_in(DANA).get("/other-party/address"))
    assert len(page.attributes("[name=person][checked]", "value")) == 1
    typed = "#typed input:not([type=hidden]):not([type=radio])"
    assert [value for value in page.attributes(typed, "value") if value] == []
    assert page.attributes("[name=person][checked]", "value") != []
    assert Page(signed_in(DANIEL).get("/other-party/address")).attributes("[name=person][checked]", "value") == []


def test_one_chooses_among_the_persons_of_ones_own_cases(signed_in):
    browser = signed_in(DANIEL)
    assert len(Page(browser.get("/other-party/address")).attributes("[name=person]", "value")) == 2
    foreign = Page(signed_in(SAM).get("/other-party/address")).attributes("[name=person]", "value")[0]
    answer = tell(browser, person=foreign)
    assert (answer.status_code, Submission.objects.count()) == (200, 0)
    assert "Choose the person." in words(answer)


@pytest.mark.parametrize(
    ("topic", "fields", "said"),
    [
        ("address", {"street": ""}, "Street address: Enter your answer."),
        ("phone-email", {"phone": ""}, "Enter what you know."),
        ("held", {"where": "moon"}, "Where are they? Choose one of the answers."),
        ("other", {"what": "x" * 5001}, "What should we know? Your answer is too long. Enter 5000 characters at most."),
    ],
)
def test_every_error_names_the_field_and_what_to_do(signed_in, topic, fields, said):
    answer = tell(signed_in(DANA), topic, **fields)
    assert (answer.status_code, said in Page(answer).texts("#error-summary li")) == (200, True)


def test_too_many_are_refused_in_words(signed_in, monkeypatch):
    monkeypatch.setattr(rules, "REQUESTS_A_DAY", 0)
    answer = tell(signed_in(DANA))
    assert (answer.status_code, Submission.objects.count()) == (429, 0)


CANARIES = ("CANARYSTREET", "CANARYTOWN", "CANARYMILL")


@pytest.mark.parametrize("reader", [RILEY, SAM, NOOR], ids=lambda member: member.first_name)
def test_no_page_of_anyone_else_holds_what_was_told_or_asked(signed_in, reader):
    author = SAM if reader is NOOR else DANA
    browser = signed_in(author)
    tell(browser, street=CANARIES[0], city=CANARIES[1])
    tell(browser, "employer", employer=CANARIES[2])
    fields = {"employer": "CANARYWORK", "place": "CANARYPLACE", "since": ""}
    address = "/profile/information/employer"
    browser.post(address, Page(browser.get(address)).hidden("#typed") | fields)
    pages = list(crawl(signed_in(reader), "/home"))
    assert len(pages) > 20
    assert {answer.status_code for _, answer in pages} <= {200, 302, 404}
    found = [address for address, answer in pages if answer.status_code == 200 and "CANARY" in everything(answer)]
    assert found == []


def test_the_statements_of_the_pages(signed_in):
    browser = signed_in(DANA)
    assert statements(browser, "/other-party") == 3
    assert statements(browser, "/other-party/address") == 3  # the visit, the cases, what waits from before

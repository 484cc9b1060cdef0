"""The pages of requests: one thing a page, check answers, a receipt on the screen and on paper."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from connect.access.models import SavedAnswer, Visit
from connect.cases.models import DisclosedAppointment, DisclosedCase, DisclosedNotice
from connect.cases.viewer import Viewer
from connect.contact import rules, staff
from connect.contact.kinds import SubmissionState
from connect.contact.models import Submission
from connect.contact.queries import own_request
from connect.contact.receiving import answers_of
from connect.contact.request_kinds import REQUEST_KINDS
from connect.documents.kinds import RequestWish
from connect.documents.models import DocumentRequest
from tests.paper import pdfs
from tests.portal.crawl import crawl, everything, words
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM, Member
from tests.support.page import Page
from tests.support.statements import statements

BY = "C. Morales"
ANSWERS = {
    "review": {"direction": "down", "reason": "job", "more": "Since October."},
    "accounting": {"more": ""},
    "dispute": {"amount": "interest", "why": "It is too much."},
    "closure": {"notice_on": "2026-11-20", "why": "I know where they work."},
    "complaint": {"known_on": "2026-11-20", "what": "No one called back.", "wish": ""},
    "call_back": {"phone": "559-555-0102", "call_time": None, "about": "my order"},
    "appointment": {"appointment": None, "why": "I work then.", "times": "Fridays"},
    "privacy": {"know": ""},
}


def first_case(member: Member) -> DisclosedCase:
    return DisclosedCase.objects.filter(participant_id=member.participant_id).order_by("case_number")[0]


def press(browser, address: str, **fields: str):
    """POST the page's own form."""
    return browser.post(address, Page(browser.get(address)).hidden("main form") | fields)


def begin(browser, kind: str) -> str:
    """The address of the first question."""
    answer = press(browser, f"/requests/new/{kind}")
    assert answer.status_code == 302, words(answer)
    return answer["Location"]


def fill(browser, kind: str, member: Member = DANA) -> str:
    """From the first question to the answers; their address."""
    address, said = begin(browser, kind), ANSWERS[kind] | {"case": first_case(member).public_id}
    while "/ask/" in address:
        name = address.rpartition("/")[2]
        page = Page(browser.get(address))
        choices = [each for each in page.attributes("[name=said], [name=said] option", "value") if each]
        answered = {} if name == "files" else {"said": said[name] or (choices or [""])[0]}
        answer = browser.post(address, page.hidden("main form") | answered)
        assert answer.status_code == 302, (name, words(answer))
        address = answer["Location"]
    return address


def send(browser, kind: str = "review", member: Member = DANA) -> str:
    address = fill(browser, kind, member)
    answer = press(browser, address)
    assert answer.status_code == 302, words(answer)
    return answer["Location"]


def test_a_letter_that_we_plan_to_close_a_case_is_answered_with_its_case_and_day(signed_in):
    letter = DisclosedNotice.objects.get(participant_id=DANIEL.participant_id, kind="closure")
    browser = signed_in(DANIEL)
    assert f"Case {letter.case_number}" in words(browser.get("/requests/new/closure"))
    address = begin(browser, "closure")
    assert address.endswith("/ask/why")  # neither the case nor the day of the letter is asked
    row = Submission.objects.get()
    answers = own_request(Viewer(DANIEL.participant_id, "DANIEL", "en", None), row.public_id).answers
    assert (row.case_number, answers["notice_on"]) == (letter.case_number, letter.dated_on.isoformat())


@pytest.mark.parametrize("change", [{"withdrawn_on": date(2026, 11, 1)}, {"acts_on": date(2026, 11, 1)}])
def test_a_letter_that_was_taken_back_or_is_past_its_day_is_not_named(signed_in, change):
    DisclosedNotice.objects.filter(participant_id=DANIEL.participant_id, kind="closure").update(**change)
    browser = signed_in(DANIEL)
    assert "we plan to close this case" not in words(browser.get("/requests/new/closure"))
    assert begin(browser, "closure").endswith("/ask/case")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_each_kind_goes_from_its_start_to_its_receipt(signed_in, kind, language):
    member = RILEY if kind == "closure" else DANA
    browser = signed_in(member, language)
    answer = browser.get(send(browser, kind, member))
    row = Submission.objects.get()
    page = Page(answer)
    assert (answer.status_code, row.state, row.kind) == (200, "sent", kind)
    assert row.number in page.texts(".fact__value")
    assert ("Your request is sent." if language == "en" else "Su solicitud se envió.") in words(answer)
    pdf = browser.get(f"/requests/{row.public_id}/receipt.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Cache-Control"] == "no-store"
    [text] = pdfs.texts(pdf.content)
    assert row.number in text
    assert pdfs.languages(pdf.content) == {language}
    typed = [each for each in ANSWERS[kind].values() if each and " " in each]
    assert [each for each in typed if each in text] == []  # a receipt holds nothing that was typed
    assert [each for each in typed if each not in words(answer)] == []


def test_the_receipt_has_every_day_of_its_clock_on_the_page_and_on_paper(signed_in):
    browser = signed_in(DANA)
    address = send(browser, "complaint")
    row = Submission.objects.get()
    row.received_on = date(2026, 11, 27)
    row.save()
    told, [paper] = words(browser.get(address)), pdfs.texts(browser.get(f"{address}/receipt.pdf").content)
    for sentence in (
        "We answer in writing by December 28, 2026. (Fam. Code 17800)",
        "Only if we tell you that we need longer, we answer by January 26, 2027. (Fam. Code 17800)",
        "You have 90 days to complain, from the day you learned of it. (Fam. Code 17800)",
        "ask for a state hearing within 90 days. (Fam. Code 17801)",
    ):
        assert sentence in told
        assert sentence in " ".join(paper.split())


def test_an_answer_can_be_changed_before_it_is_sent(signed_in):
    browser = signed_in(DANA)
    check = fill(browser, "review")
    change = next(each["href"] for each in Page(browser.get(check)).all(".fact a") if "reason" in each["href"])
    assert press(browser, change, said="income")["Location"] == check
    assert "Someone’s income went up or down" in words(browser.get(check))
    assert Page(browser.get(change)).one("[checked]")["value"] == "income"


def test_a_day_is_typed_and_shown_again_as_it_is_written(signed_in):
    browser = signed_in(DANA)
    address = f"{begin(browser, 'complaint').rpartition('/')[0]}/known_on"
    assert "Month/day/year, for example 11/20/2026." in words(browser.get(address))
    press(browser, address, said="11/02/2026")
    assert Page(browser.get(address)).value("said") == "11/02/2026"
    assert "November 2, 2026" in words(browser.get(address.replace("/ask/known_on", "/check")))


def test_who_has_one_case_is_not_asked_which_and_who_has_two_is(signed_in):
    assert begin(signed_in(DANA), "review").endswith("/ask/direction")
    browser = signed_in(DANIEL)
    address = begin(browser, "review")
    assert address.endswith("/ask/case")
    assert "Question 1 of 5" in words(browser.get(address))
    assert len(Page(browser.get(address)).all("[name=said]")) == 2


@pytest.mark.parametrize(
    ("kind", "name", "said", "wrong"),
    [
        ("review", "direction", "", "Choose one of the answers."),
        ("review", "direction", "sideways", "Choose one of the answers."),
        ("review", "more", "x" * 5001, "Your answer is too long. Enter 5000 characters at most."),
        ("complaint", "known_on", "", "Enter the day."),
        ("complaint", "known_on", "02/30/2026", "Enter a day that has come"),
        ("complaint", "known_on", "20/11/2026", "Enter a day that has come"),
        ("complaint", "known_on", "2099-01-01", "Enter a day that has come"),
        ("complaint", "known_on", "0001-01-01", "Enter a day that has come"),
        ("complaint", "what", "  ", "Enter your answer."),
        ("complaint", "what", "\x00", "Enter your answer."),
        ("complaint", "case", "B" * 22, "Choose a case."),
        ("call_back", "phone", "call me", "Enter a phone number with its area code"),
        ("call_back", "phone", "1", "Enter a phone number with its area code"),
        ("call_back", "call_time", "2020-01-01T09:00", "Choose one of the answers."),
        ("appointment", "appointment", "2026-12-02T08:00 made_up", "Choose one of the answers."),
    ],
)
def test_a_wrong_answer_is_named_and_kept(signed_in, kind, name, said, wrong):
    browser = signed_in(DANA)
    first = begin(browser, kind)
    address = f"{first.rpartition('/')[0]}/{name}"
    answer = press(browser, address, said=said)
    assert answer.status_code == 200
    assert Page(answer).texts(".error-summary li")[0].startswith(wrong)
    assert Submission.objects.get().state == "draft"


def test_sending_with_something_missing_leads_to_the_question(signed_in):
    browser = signed_in(DANA)
    draft = begin(browser, "review").split("/ask/")[0]
    answer = press(browser, f"{draft}/check")
    assert answer["Location"] == f"{draft}/ask/direction"
    assert Submission.objects.get().state == "draft"


def test_sent_twice_it_leads_to_the_same_receipt(signed_in):
    browser = signed_in(DANA)
    check = fill(browser, "review")
    form = Page(browser.get(check)).hidden("main form")
    assert browser.post(check, form)["Location"] == browser.post(check, form | {"x": "1"})["Location"]
    assert browser.get(check)["Location"] == check.removesuffix("/check")
    assert Submission.objects.filter(state="sent").count() == 1


def test_a_draft_waits_in_the_list_and_can_be_deleted(signed_in):
    browser = signed_in(DANA)
    check = fill(browser, "review")
    assert check in Page(browser.get("/requests")).attributes("main a", "href")
    assert browser.get(check.removesuffix("/check"))["Location"] == check  # it has no receipt yet
    assert press(browser, check, delete="1")["Location"] == "/requests"
    assert not Submission.objects.exists()


def test_what_no_one_has_read_is_withdrawn(signed_in):
    browser = signed_in(DANA)
    address = send(browser)
    assert press(browser, address, withdraw="1")["Location"] == address
    assert "You withdrew this request. We do nothing more about it." in words(browser.get(address))
    assert "Withdraw this request" not in words(browser.get(address))


def test_where_it_stands_is_said_and_news_are_counted(signed_in):
    browser = signed_in(DANA)
    address = send(browser)
    row = Submission.objects.get()
    staff.decide_request(
        row.number, SubmissionState.REFUSED, "Nothing has changed since 2025.", by=BY, now=timezone.now()
    )
    assert Page(browser.get("/home")).texts(".tabbar .unread") == ["1 unread"]
    assert Page(browser.get("/requests")).rows()[0][3] == "News: Not accepted"
    told = words(browser.get(address))
    assert "We did not accept your request." in told
    assert "Nothing has changed since 2025." in told
    assert BY not in told
    assert Page(browser.get("/home")).texts(".tabbar .unread") == []


def test_a_late_answer_offers_a_call_and_a_complaint(signed_in):
    browser = signed_in(DANA)
    address = send(browser)
    Submission.objects.update(answer_by=timezone.now().date() - timedelta(days=9))
    page = Page(browser.get(address))
    assert "and have not. We are sorry." in page.text(".alert--warning")
    assert {"/requests/new/call_back", "/requests/new/complaint"} <= set(page.attributes("main a", "href"))
    assert "We are late." in words(browser.get("/requests"))


def test_who_learned_of_it_long_ago_is_warned_and_may_send_it(signed_in):
    browser = signed_in(DANA)
    check = fill(browser, "complaint")
    press(browser, check.replace("/check", "/ask/known_on"), said="2025-01-02")
    assert "It may be too late" in words(browser.get(check))
    assert press(browser, check).status_code == 302
    assert Submission.objects.get().state == "sent"


def test_a_request_to_be_kept_secret_is_discreet_once_it_is_begun(signed_in):
    """Whoever reads along later, in the browser's history, the list, the receipt or the paper, reads nothing of it."""
    browser = signed_in(RILEY)
    start = browser.get("/requests/new/privacy")
    told = words(start)
    assert "You, and anyone else who is in your account, are signed out." in told
    assert "(800) 799-7233" in told
    assert "secret" not in Page(start).text("title")
    assert "/leave" in Page(start).attributes("main a", "data-leave")
    first = begin(browser, "privacy")
    check = press(browser, first, said="HE-KNOWS-MY-STREET")["Location"]
    assert "HE-KNOWS-MY-STREET" in words(browser.get(check))
    address = press(browser, check)["Location"]
    row = Submission.objects.get()
    for path in ("/requests", address, f"{address}/receipt.pdf"):
        answer = browser.get(path)
        is_pdf = path.endswith("pdf")
        shown = pdfs.texts(answer.content)[0] if is_pdf else str(Page(answer).document.main)
        assert "A request about my information" in shown
        assert "HE-KNOWS-MY-STREET" not in shown
        assert "whereabouts" not in shown.split("Ask for something")[0]
    assert "secrecy" not in address
    assert staff.read_submission(row.number, by=BY, now=timezone.now()).answers[0][1] == "HE-KNOWS-MY-STREET"


def test_closure_is_for_who_receives_support_alone(signed_in):
    assert signed_in(DANA).get("/requests/new/closure").status_code == 404
    assert "Keep my case open" not in words(signed_in(DANA).get("/requests"))
    assert "Keep my case open" in words(signed_in(RILEY).get("/requests"))


def test_who_has_no_appointment_is_told_so(signed_in):
    DisclosedAppointment.objects.all().delete()
    answer = signed_in(DANA).get("/requests/new/appointment")
    assert "You have no appointment that could be moved." in words(answer)
    assert Page(answer).texts("main form button") == []
    assert Submission.objects.count() == 0


def test_whose_appointments_have_passed_since_the_start_is_told_so(signed_in):
    browser = signed_in(DANA)
    question = begin(browser, "appointment")
    DisclosedAppointment.objects.all().delete()
    assert "You have no appointment that could be moved." in words(browser.get(question))


def test_a_case_that_a_feed_took_away_is_asked_for_again(signed_in):
    browser = signed_in(DANIEL)
    check = fill(browser, "review", DANIEL)
    first_case(DANIEL).delete()
    assert press(browser, check)["Location"] == check.replace("/check", "/ask/case")
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["direction", "files"])
def test_the_way_back_to_a_question_of_what_is_sent_leads_to_its_receipt(signed_in, name):
    browser = signed_in(DANA)
    question = f"{begin(browser, 'review').rpartition('/')[0]}/{name}"
    form = Page(browser.get(question)).hidden("main form")
    Submission.objects.update(state="sent", number="AAAAA-AAAAA", sent_at=timezone.now(), received_on="2026-11-27")
    receipt = question.partition("/ask/")[0]
    assert browser.post(question, form | {"said": "up"})["Location"] == receipt
    assert browser.get(question)["Location"] == receipt
    assert answers_of(Submission.objects.get())["direction"] == ""
    assert browser.get(question.replace(name, "phone")).status_code == 404  # no question of this kind


@pytest.mark.parametrize(("member", "kind"), [(DANA, "accounting"), (DANIEL, "closure")])
def test_to_start_again_with_the_form_of_what_is_sent_leads_to_its_receipt(signed_in, member, kind):
    """Daniel's letter is answered with its day, which his request has by then."""
    browser, start = signed_in(member), f"/requests/new/{kind}"
    form = Page(browser.get(start)).hidden("main form")
    first = browser.post(start, form)["Location"]
    receipt = press(browser, press(browser, first, said="Since May.")["Location"])["Location"]
    SavedAnswer.objects.all().delete()  # more than ten minutes later
    question = browser.post(start, form)["Location"]
    assert browser.get(question)["Location"] == receipt
    assert Submission.objects.count() == 1


def test_the_key_of_another_form_begins_nothing(signed_in):
    browser = signed_in(DANA)
    form = Page(browser.get("/requests/new/review")).hidden("main form")
    assert browser.post("/requests/new/review", form).status_code == 302
    other = Page(browser.get("/requests/new/dispute")).hidden("main form")
    assert browser.post("/requests/new/dispute", other | {"form_key": form["form_key"]}).status_code == 404


def test_too_many_in_a_day_is_429(signed_in):
    browser = signed_in(DANA)
    check = fill(browser, "review")
    now = timezone.now()
    for number in range(rules.REQUESTS_A_DAY):
        Submission.objects.create(
            participant_id=DANA.participant_id, public_id=f"{number:022}", number=f"{number:011}", kind="review",
            form_key=f"{number:022}", state="sent", sent_at=now, received_on=now.date(), last_at=now,
        )  # fmt: skip
    assert press(browser, check).status_code == 429
    assert Submission.objects.filter(state="draft").count() == 1


def test_too_many_drafts_is_429(signed_in):
    browser = signed_in(DANA)
    for _ in range(rules.MOST_DRAFTS):
        begin(browser, "review")
    answer = press(browser, "/requests/new/review")
    assert answer.status_code == 429
    assert "Delete one first." in words(answer)


def test_what_was_typed_waits_where_the_visit_has_ended(signed_in):
    browser = signed_in(DANA)
    address = f"{begin(browser, 'dispute').rpartition('/')[0]}/why"
    form = Page(browser.get(address)).hidden("main form")
    Visit.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    browser.post(address, form | {"said": "I wrote this"})
    browser.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin})
    assert Page(browser.get(address)).text("textarea") == "I wrote this"


def test_a_stranger_cannot_tell_that_a_request_exists(signed_in):
    address = send(signed_in(DANA))
    draft = fill(signed_in(DANA), "review").removesuffix("/check")
    browser = signed_in(RILEY)
    for there in (address, draft):
        for path in ("", "/check", "/ask/reason", "/receipt.pdf"):
            for method in ("get", "post"):
                got = getattr(browser, method)(there + path)
                never = getattr(browser, method)(f"/requests/{'A' * 22}{path}")
                assert got.status_code == never.status_code, (path, method)
                assert got.status_code in (404, 405)
                assert got.content == never.content
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_crawl_as_the_other_party_finds_nothing(signed_in, language):
    for writer, reader in ((DANA, RILEY), (RILEY, DANA), (NOOR, SAM)):
        address = send(signed_in(writer), "dispute", writer)
        row = Submission.objects.get(participant_id=writer.participant_id)
        staff.decide_request(row.number, SubmissionState.REFUSED, "REASON-CANARY", by=BY, now=timezone.now())
        for path, answer in crawl(signed_in(reader, language), "/home", address, f"{address}/receipt.pdf"):
            if not answer.get("Content-Type", "").startswith("application/pdf"):
                told = everything(answer)
                assert [each for each in ("REASON-CANARY", "It is too much.", row.number) if each in told] == [], path
        Submission.objects.all().delete()


def test_a_document_that_was_asked_for_stands_among_the_requests(signed_in):
    browser = signed_in(DANA)
    assert "Documents that you asked for" not in words(browser.get("/requests"))
    DocumentRequest.objects.create(
        participant_id=DANA.participant_id,
        number="D40718263",
        request_key="k" * 64,
        wish=RequestWish.BRAILLE,
        about="March 2021",
        made_at=timezone.now(),
    )
    told = words(browser.get("/requests")).partition("Documents that you asked for")[2]
    assert "D40718263" in told
    assert "March 2021" in told
    assert "D40718263" not in words(signed_in(RILEY).get("/requests"))


def test_what_the_pages_cost(signed_in):
    browser = signed_in(DANA)
    address = send(browser)
    assert statements(browser, "/requests") == 4  # documents that were asked for are the fourth
    assert statements(browser, address) == 4  # its files are the fourth
    assert statements(browser, "/requests/new/review") == 2

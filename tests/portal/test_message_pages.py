"""The pages of messages: what is written, kept, refused and read, and that no one reads another person's."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connect.access.models import Account, Visit
from connect.cases.models import DisclosedCase
from connect.contact import rules, staff
from connect.contact.models import Message, Submission
from connect.lib.weekdays import weekday_in_words
from connect.notices.models import OutboxMessage
from tests.contact.conftest import CASE, write
from tests.portal.crawl import crawl, everything, words
from tests.support.cast import DANA, DANIEL, NOOR, NOOR_SECRETS, RILEY, SAM
from tests.support.html import html_errors
from tests.support.page import Page
from tests.support.statements import statements
from tests.support.unwritable import unwritable

OFFICER = "C. Morales"


def case_of(member) -> str:
    return DisclosedCase.objects.filter(participant_id=member.participant_id).order_by("case_number")[0].public_id


def send(browser, member=DANA, **fields: str):
    form = Page(browser.get("/messages/new"))
    typed = {"case": case_of(member), "topic": "payments", "text": "Where is my payment?"}
    return browser.post("/messages/new", form.hidden("#typed") | typed | fields)


def today_in(days: int, language: str = "en") -> str:
    today = timezone.now().astimezone(settings.AGENCY.zone).date()
    return weekday_in_words(settings.AGENCY.hours.business_days_after(today, days), language)


def test_a_message_is_written_sent_and_answered(signed_in):
    browser = signed_in(DANA)
    form = browser.get("/messages/new")
    assert f"If you send it today, we answer by {today_in(3)}." in words(form)
    assert "In danger? Call 911." in words(form)
    assert "You can send 20 messages a day." in words(form)
    answer = send(browser)
    assert answer.status_code == 302
    page = browser.get(answer["Location"])
    assert f"We have your message. We answer by {today_in(3)}." in words(page)
    assert Page(page).texts(".alert--success p") == ["Your message is sent."]
    row = Submission.objects.get()
    assert answer["Location"] == f"/messages/{row.public_id}"
    staff.answer_message(row.number, "It was mailed on Friday.\nBy check.", by=OFFICER, now=timezone.now())
    home = Page(browser.get("/home"))
    assert home.texts(".tabbar .unread") == ["1 unread"]
    assert Page(browser.get("/messages")).rows()[0][3] == "New answer"
    thread = Page(browser.get(answer["Location"]))
    assert thread.texts(".thread__who b") == ["You", "C. Morales, your Child Support Officer"]
    assert thread.all(".thread__text")[1].get_text() == "It was mailed on Friday.\nBy check."
    assert thread.texts(".tabbar .unread") == []  # it is read now
    assert Page(browser.get("/home")).texts(".tabbar .unread") == []
    assert Page(browser.get("/messages")).rows()[0][3] == "Answered"


def test_the_same_in_spanish(signed_in):
    browser = signed_in(DANA, "es")
    page = browser.get(send(browser)["Location"])
    assert f"Contestamos a más tardar el {today_in(3, 'es')}." in words(page)
    row = Submission.objects.get()
    staff.answer_message(row.number, "Sí.", by=OFFICER, now=timezone.now())
    assert "C. Morales, trabajador de su caso" in words(browser.get(f"/messages/{row.public_id}"))


def test_writing_below_the_answer(signed_in):
    browser = signed_in(DANA)
    address = send(browser)["Location"]
    form = Page(browser.get(address))
    reply = form.hidden("#typed") | {"text": "Still nothing."}
    assert browser.post(address, reply)["Location"] == address
    assert browser.post(address, reply)["Location"] == address  # the same form again
    assert Page(browser.get(address)).texts(".thread__text") == ["Where is my payment?", "Still nothing."]


def test_one_form_makes_one_message_also_when_what_was_told_is_forgotten(signed_in):
    """As after a crash between the act and its answer: the form of the page is sent again, and nothing remembers it."""
    browser = signed_in(DANA)
    form = Page(browser.get("/messages/new")).hidden("#typed")
    typed = form | {"case": case_of(DANA), "topic": "order", "text": "Hello"}
    told = {browser.post("/messages/new", typed)["Location"] for _ in range(3)}
    assert len(told) == Submission.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"case": ""}, "Choose a case. If it is about none of them, choose “No case”."),
        ({"case": "B" * 22}, "Choose a case. If it is about none of them, choose “No case”."),
        ({"topic": ""}, "Choose what your message is about."),
        ({"topic": "gossip"}, "Choose what your message is about."),
        ({"text": " \r\n "}, "Write your message."),
        ({"text": "\x00"}, "Write your message."),
        ({"text": "x" * 5001}, "Your message is too long."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in, fields, said):
    browser = signed_in(DANA)
    answer = send(browser, **fields)
    page = Page(answer)
    assert answer.status_code == 200
    assert page.texts(".error-summary li")[0].startswith(said)
    if "text" not in fields:
        assert page.text("textarea") == "Where is my payment?"
    assert not Submission.objects.exists()


def test_a_long_text_of_many_lines_is_counted_as_people_count(signed_in):
    browser = signed_in(DANA)
    assert send(browser, text="line\r\n" * 1000).status_code == 302  # 6,000 characters on their way, 4,999 typed
    assert len(Page(browser.get(f"/messages/{Submission.objects.get().public_id}")).text(".thread__text")) == 4999


def test_another_persons_case_is_no_choice(signed_in):
    browser = signed_in(DANA)
    answer = send(browser, case=case_of(SAM))
    assert "Choose a case." in words(answer)
    assert Page(browser.get("/messages/new")).attributes("#typed [name=case]", "value") == [case_of(DANA), "none"]


def test_who_has_one_case_finds_it_chosen_and_who_has_two_chooses(signed_in):
    assert len(Page(signed_in(DANA).get("/messages/new")).all("[name=case][checked]")) == 1
    browser = signed_in(DANIEL)
    assert Page(browser.get("/messages/new")).all("[name=case][checked]") == []
    case = Page(browser.get(f"/cases/{case_of(DANIEL)}"))
    link = next(each["href"] for each in case.all("a") if "Write to your" in each.get_text())
    assert Page(browser.get(link)).one("[name=case][checked]")["value"] == case_of(DANIEL)


def test_what_is_kept_for_later_is_gone_on_with_and_sent(signed_in):
    browser = signed_in(DANA)
    kept = send(browser, topic="", text="I have begun", later="1")
    assert kept["Location"] == "/messages"
    page = Page(browser.get("/messages"))
    assert page.text(".alert--success").startswith("Your draft is saved. We keep it until ")
    address = page.one("tbody a")["href"]
    draft = Page(browser.get(address))
    assert draft.text("textarea") == "I have begun"
    typed = draft.hidden("#typed") | {"case": "none", "topic": "other", "text": "I have finished"}
    assert browser.post(address, typed).status_code == 302
    row = Submission.objects.get()
    assert (row.state, row.case_number) == ("sent", "")
    assert browser.get(address)["Location"] == f"/messages/{row.public_id}"  # as the way back leads there


def test_a_draft_can_be_deleted(signed_in):
    browser = signed_in(DANA)
    send(browser, text="I have begun", later="1")
    address = Page(browser.get("/messages")).one("tbody a")["href"]
    assert browser.post(address, Page(browser.get(address)).hidden("#typed") | {"delete": "1"}).status_code == 302
    assert not Submission.objects.exists()


def test_to_delete_a_draft_that_is_gone_sends_nothing(signed_in):
    browser = signed_in(DANA)
    send(browser, text="I have begun", later="1")
    address = Page(browser.get("/messages")).one("tbody a")["href"]
    form = Page(browser.get(address)).hidden("#typed")
    Submission.objects.all().delete()
    typed = {"case": "none", "topic": "other", "text": "I have begun", "delete": "1"}
    assert browser.post(address, form | typed)["Location"] == "/messages"
    assert not Submission.objects.exists()


def test_the_twenty_first_message_of_a_day_is_429_and_keeps_what_was_typed(signed_in):
    for number in range(rules.MESSAGES_A_DAY):
        write(text=f"message {number}", form_key=f"{number:022}", now=timezone.now())
    browser = signed_in(DANA)
    answer = send(browser, text="one more")
    assert answer.status_code == 429
    assert "You have sent 20 messages today" in words(answer)
    assert Page(answer).text("textarea") == "one more"
    address = f"/messages/{Submission.objects.first().public_id}"
    reply = browser.post(address, Page(browser.get(address)).hidden("#typed") | {"text": "and one more"})
    assert (reply.status_code, Page(reply).text("textarea")) == (429, "and one more")
    assert Message.objects.count() == rules.MESSAGES_A_DAY


def test_what_was_typed_waits_where_the_visit_has_ended(signed_in):
    browser = signed_in(DANA)
    form = Page(browser.get("/messages/new")).hidden("#typed")
    Visit.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    answer = browser.post("/messages/new", form | {"case": "none", "topic": "other", "text": "I wrote this"})
    assert answer["Location"].startswith("/login")
    browser.post("/login", {"participant_id": DANA.participant_id, "pin": DANA.pin})
    again = browser.get("/messages/new")
    assert Page(again).text("textarea") == "I wrote this"
    assert "We kept what you typed" in words(again)


def test_the_language_button_keeps_the_text_and_the_form(signed_in):
    browser = signed_in(DANA)
    form = Page(browser.get("/messages/new")).hidden("#typed")
    switched = Page(browser.post("/messages/new", form | {"case": "none", "text": "Hello", "switch": "es"}))
    assert switched.text("h1") == "Escribir un mensaje"
    assert switched.text("textarea") == "Hello"
    assert switched.hidden("#typed")["form_key"] == form["form_key"]
    assert not Submission.objects.exists()


def test_a_stranger_cannot_tell_that_a_message_exists(signed_in):
    row = write(DANA)
    for member in (RILEY, SAM):
        browser = signed_in(member)
        there = [browser.get(f"/messages/{row.public_id}"), browser.post(f"/messages/{row.public_id}", {"text": "x"})]
        never = [browser.get(f"/messages/{'A' * 22}"), browser.post(f"/messages/{'A' * 22}", {"text": "x"})]
        assert [(each.status_code, each.content) for each in there] == [
            (each.status_code, each.content) for each in never
        ]
        assert {each.status_code for each in there} == {404}
        assert browser.get(f"/messages/new?draft={row.public_id}").status_code == 404
    assert Message.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_crawl_as_the_other_party_finds_nothing_that_was_written(signed_in, language):
    """Neither what a party wrote nor what we answered, that they did, or when, on any page of the other's."""
    canary = "CANARY-AMBER-41"
    for writer, reader in ((DANA, RILEY), (RILEY, DANA), (NOOR, SAM)):
        Submission.objects.all().delete()
        Message.objects.all().delete()
        browser = signed_in(reader, language)
        quiet = {address: answer.content for address, answer in crawl(browser, "/home") if "new" not in address}
        row = write(writer, text=canary, now=timezone.now())
        staff.answer_message(row.number, f"{canary} answered", by="OFFICER CANARY", now=timezone.now())
        told = dict(crawl(browser, "/home", f"/messages/{row.public_id}"))
        for address, answer in told.items():
            assert "CANARY" not in everything(answer), address
            assert row.number not in everything(answer), address
        masked = {address: _unmasked(content) for address, content in quiet.items()}
        assert {
            address: _unmasked(told[address].content) for address in masked if not address.startswith("/static")
        } == masked
        own = signed_in(writer, language)
        assert canary in everything(own.get(f"/messages/{row.public_id}"))
    theirs = OutboxMessage.objects.filter(event="new_answer").values_list("participant_id", flat=True)
    assert set(theirs) == {DANA.participant_id, RILEY.participant_id}  # Noor is hidden, and has confirmed no email


def _unmasked(content: bytes) -> str:
    """The page without what is drawn anew each time: form tokens, and when the visit ends."""
    text = re.sub(r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"', "", content.decode())
    text = re.sub(r'data-(visit|left|last)="[^"]*"', "", text)
    text = re.sub(r"<noscript>.*?</noscript>", "", text)
    return re.sub(r'(<td>|<th scope="row">)\d\d/\d\d/\d{4},[^<]*|\d+ \w+ \d{4}, [^<]*', "", text)


def test_sam_reads_no_name_of_an_officer_and_noor_does(signed_in):
    for member, name in ((SAM, "Your Child Support Officer"), (NOOR, "Q. Halvorsen, your Child Support Officer")):
        row = write(member, now=timezone.now())
        staff.answer_message(row.number, "We look into it.", by="Q. Halvorsen", now=timezone.now())
        answer = signed_in(member).get(f"/messages/{row.public_id}")
        assert Page(answer).texts(".thread__who b")[1] == name
        if member is SAM:
            assert [secret for secret in NOOR_SECRETS if secret.casefold() in everything(answer).casefold()] == []


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "</textarea><script>alert(1)</script>",
    "</p></li></ol><script src=//x.example></script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<meta http-equiv=refresh content=0;url=//x.example>",
    "<base href=//x.example>",
    "<link rel=stylesheet href=//x.example>",
    "<style>*{display:none}</style>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<embed src=//x.example>",
    "<form action=//x.example><button>x",
    "{{ 7*7 }}",
    "{% print(config) %}",
    "${7*7}",
    "<%= 7*7 %>",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "%(day)s %s %d %",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<script\n>alert(1)</script\n>",
    "\u003cscript\u003ealert(1)",
    "<!--<script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
    "'-alert(1)-'",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "<xss contenteditable onblur=alert(1)>x</xss>",
    "https://x.example/ www.x.example",
    '=HYPERLINK("//x.example")',
)


def test_no_payload_becomes_anything_but_text(signed_in):
    """Of a message, of its answer, and of what comes back with an error; nothing becomes a link either."""
    assert len(PAYLOADS) >= 40
    browser = signed_in(DANA)
    plain = Page(browser.get(send(browser)["Location"]))
    scripts, links = len(plain.all("script")), len(plain.all("a"))
    row = Submission.objects.get()
    for number, payload in enumerate(PAYLOADS):
        Message.objects.filter(place__gt=1).delete()
        refused = Page(send(browser, topic="", text=payload))
        assert html.unescape(refused.one("textarea").get_text()).strip() == html.unescape(payload)
        assert len(refused.all("script")) == scripts
        staff.answer_message(row.number, payload, by=payload.replace("\n", " ")[:60], now=timezone.now())
        form = Page(browser.get(f"/messages/{row.public_id}"))
        browser.post(f"/messages/{row.public_id}", form.hidden("#typed") | {"text": payload})
        answer = browser.get(f"/messages/{row.public_id}")
        page = Page(answer)
        assert [each.get_text() for each in page.all(".thread__text")][1:] == [payload, payload], number
        assert (len(page.all("script")), len(page.all("a"))) == (scripts, links), payload
        assert page.all(".thread [onerror], .thread [onload], .thread img, .thread svg, .thread form") == []
        assert html_errors(answer.content.decode()) == []


def test_what_the_pages_cost(signed_in):
    browser = signed_in(DANA)
    row = write(now=timezone.now())
    for number in range(20):
        write(SAM, form_key=f"{number:022}", now=timezone.now())
    staff.answer_message(row.number, "Yes.", by=OFFICER, now=timezone.now())
    assert statements(browser, "/messages") == 4  # the visit, how many there are, a page of them, the drafts
    # The visit, the conversation, its texts, what is kept below it, the files, the cases (is a place hidden?), and what
    # waits since a visit ended.
    assert statements(browser, f"/messages/{row.public_id}") == 7
    assert statements(browser, "/messages/new") == 3


def test_the_number_on_the_tab_costs_no_statement(signed_in):
    browser = signed_in(DANA)
    before = statements(browser, "/profile")
    Account.objects.filter(participant_id=DANA.participant_id).update(unread_messages=7)
    assert statements(browser, "/profile") == before == 1
    assert Page(browser.get("/profile")).texts(".tabbar .unread") == ["7 unread"]
    Account.objects.filter(participant_id=DANA.participant_id).update(unread_messages=12345)
    assert Page(browser.get("/profile")).texts(".tabbar .unread") == ["99 unread"]


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_read_while_nothing_can_be_written_and_stays_new(signed_in):
    browser = signed_in(DANA)
    row = write(now=timezone.now())
    staff.answer_message(row.number, "Yes.", by=OFFICER, now=timezone.now())
    with unwritable():
        answer = browser.get(f"/messages/{row.public_id}")
        assert answer.status_code == 200
        assert Page(answer).texts(".tabbar .unread") == ["1 unread"]
    browser.get(f"/messages/{row.public_id}")
    assert Account.objects.get(participant_id=DANA.participant_id).unread_messages == 0


def test_many_conversations_have_pages(signed_in):
    for number in range(17):
        now = timezone.now() - timedelta(days=number)
        write(text=f"message {number}", form_key=f"{number:022}", now=now)
    browser = signed_in(DANA)
    assert len(Page(browser.get("/messages")).rows()) == 15
    assert len(Page(browser.get("/messages?page=2")).rows()) == 2
    assert len(Page(browser.get("/messages?page=99")).rows()) == 2


def test_a_late_answer_is_said_on_both_pages(signed_in):
    row = write(now=timezone.now() - timedelta(days=20))
    browser = signed_in(DANA)
    assert "We are late." in words(browser.get("/messages"))
    page = words(browser.get(f"/messages/{row.public_id}"))
    assert "and have not. We are sorry." in page
    assert "(866) 901-3212" in page


def test_a_thread_asks_for_no_other_persons_rows(signed_in):
    browser = signed_in(DANA)
    row = write(now=timezone.now())
    with CaptureQueriesContext(connection) as captured:
        browser.get(f"/messages/{row.public_id}")
    asked = [each["sql"] for each in captured if "contact_" in each["sql"] or "cases_disclosed" in each["sql"]]
    assert len(asked) == 5
    assert all(DANA.participant_id in each for each in asked)


def test_a_case_that_has_gone_still_names_its_number(signed_in):
    row = write(now=timezone.now())
    DisclosedCase.objects.filter(participant_id=DANA.participant_id).delete()
    answer = signed_in(DANA).get(f"/messages/{row.public_id}")
    assert CASE[DANA.participant_id] in words(answer)

"""eCommunications on the pages: what they say, the form, the link, the banner, and what was sent."""

import pytest
from django.test import Client
from django.utils import timezone

from connect.cases.models import Email, NondisclosureMark
from connect.lib.doors import Door
from connect.notices.consent_wording import consent_wording
from connect.notices.enrolment import end_consents, enrolment_of
from connect.notices.kinds import ConsentKind, MailSays
from connect.notices.models import Consent, NoticeEmail, OutboxMessage
from connect.notices.sealed_rows import address_and_event
from tests.portal.crawl import words
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, Member
from tests.support.security_pages import confirm
from tests.support.statements import statements

OVERVIEW, CHOOSE = "/profile/ecommunications", "/profile/ecommunications/choose"
FORM = {
    "documents": "on",
    "kinds": ["billing", "warning"],
    "notifications": ["appointments"],
    "where": "other",
    "email": "dana.private@mail.example",
    "says": "kind",
}
SIGN_UP = "Sign up to receive email notifications and access to your documents online!"


def joins(browser: Client, member: Member = DANA, **changes: object) -> Client:
    confirm(browser, member, CHOOSE)
    answer = browser.post(CHOOSE, FORM | changes)
    assert (answer.status_code, answer["Location"]) == (302, OVERVIEW), words(answer)
    return browser


def link_of(member: Member) -> str:
    row = OutboxMessage.objects.filter(participant_id=member.participant_id, event="confirm_notices").latest("made_at")
    return "/" + address_and_event(row)[1].link.split("/", 3)[3]


def given(member: Member) -> set[str]:
    return set(Consent.objects.filter(participant_id=member.participant_id, until=None).values_list("kind", flat=True))


def test_the_page_says_what_the_sheet_says(signed_in):
    """S000 L95-96, S002 L142-161: the headings, and of the seven documents those of the person's role."""
    said = words(signed_in(DANA).get(OVERVIEW))
    order = ["Go paperless with eCommunications. Simple, safe, secure.", SIGN_UP, "eCommunication Details"]
    order += ["Documents Child Support Warning Notice:", "Notifications Appointments: An email notification 10 days"]
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert "Annual Service Fee Notice" not in said


def test_who_receives_is_offered_what_is_theirs(signed_in):
    said = words(signed_in(RILEY).get(OVERVIEW))
    for kind in ("annual_fee", "collections", "closure", "review", "appointments", "payments"):
        wording = consent_wording(ConsentKind(kind), "en")
        assert f"{wording.label}: {wording.sentence}" in said
    assert "Monthly Billing Statement" not in said


def test_the_form_asks_for_the_pin_first_and_shows_the_words_that_a_consent_keeps(signed_in):
    browser = signed_in(RILEY)
    assert browser.get(CHOOSE)["Location"] == f"/security/confirm?next={CHOOSE}"
    assert browser.post(CHOOSE, FORM)["Location"] == f"/security/confirm?next={CHOOSE}"
    assert Consent.objects.count() == 0
    said = words(confirm(browser, RILEY, CHOOSE).get(CHOOSE))
    for kind in ("annual_fee", "collections", "closure", "review", "appointments", "payments"):
        wording = consent_wording(ConsentKind(kind), "en")
        assert " ".join(f"{wording.label}: {wording.sentence} {wording.paper}".split()) in said


def test_nothing_is_checked_at_first_but_what_the_one_tick_stands_for(signed_in):
    page = confirm(signed_in(DANIEL), DANIEL, CHOOSE).get(CHOOSE).content.decode()
    checked = [line for line in page.split("<input") if " checked" in line.split(">")[0]]
    names = sorted({line.split('name="')[1].split('"')[0] for line in checked})
    assert names == ["kinds", "says", "where"]


def test_without_the_one_tick_no_document_is_chosen(signed_in):
    joins(signed_in(DANA), documents="")
    assert given(DANA) == {"appointments"}


def test_the_closure_notice_takes_a_tick_of_its_own(signed_in):
    browser = joins(signed_in(RILEY), RILEY, kinds=["collections", "annual_fee"], notifications=["payments"])
    assert given(RILEY) == {"collections", "annual_fee", "payments"}
    browser.post(CHOOSE, FORM | {"kinds": ["collections"], "own": ["closure"], "notifications": []})
    assert given(RILEY) == {"collections", "closure"}


def test_a_kind_that_is_not_of_the_role_is_refused(signed_in):
    browser = confirm(signed_in(DANA), DANA, CHOOSE)
    for bad in ({"kinds": ["collections"]}, {"notifications": ["payments"]}, {"own": ["closure"]}, {"kinds": ["x"]}):
        assert browser.post(CHOOSE, FORM | bad).status_code == 200
    assert given(DANA) == set()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "nobody"}, "Enter an email address, like name@example.com."),
        ({"email": ""}, "Enter an email address, like name@example.com."),
        ({"where": ""}, "Choose an email address."),
        ({"documents": "", "notifications": []}, "Choose at least one thing that we may send you."),
        ({"says": "everything"}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in, change, error):
    browser = confirm(signed_in(DANA), DANA, CHOOSE)
    answer = browser.post(CHOOSE, FORM | change)
    assert error in words(answer)
    assert "Error:" in words(answer)
    assert given(DANA) == set()


def test_the_page_after_it_says_what_waits_and_the_link_lets_mail_come(signed_in):
    browser = joins(signed_in(DANA))
    said = words(browser.get(OVERVIEW))
    assert "You are signed up for eCommunications." in said
    assert "We sent a link to d•••." in said
    assert "dana.private" not in said
    reader = Client()
    page = reader.get(link_of(DANA))
    assert "press the button" in words(page)
    assert not enrolment_of(DANA.participant_id, NoticeEmail.objects.get().chosen_at).confirmed  # looking is no act
    assert "From now on, our emails come to this address." in words(reader.post(link_of(DANA)))
    assert "Confirm your email address" not in words(browser.get(OVERVIEW))


def test_a_link_that_is_over_says_how_to_get_another(db):
    said = words(Client().post("/confirm-notices/" + "x" * 22))
    assert "This link has expired, or a newer one was sent." in said


def test_the_banner_goes_when_one_is_enrolled_and_comes_back(signed_in):
    browser = signed_in(DANA)
    pages = ("/home", "/payments/made", "/documents")
    for address in pages:
        page = browser.get(address).content.decode()
        assert SIGN_UP in page
        assert f'href="{OVERVIEW}"' in page
    joins(browser)
    for address in pages:
        assert SIGN_UP not in browser.get(address).content.decode()
    assert browser.post(CHOOSE, {"leave": "1"})["Location"] == OVERVIEW
    for address in pages:
        assert SIGN_UP in browser.get(address).content.decode()


def test_no_page_asks_more_of_the_database_for_the_banner(signed_in):
    browser = signed_in(DANA)
    before = [statements(browser, address) for address in ("/payments/made", "/documents")]
    joins(browser)
    assert [statements(browser, address) for address in ("/payments/made", "/documents")] == before


def test_leaving_is_one_button_and_says_that_paper_comes_back(signed_in):
    browser = joins(signed_in(DANA))
    answer = browser.post(CHOOSE, {"leave": "1"}, follow=True)
    assert "You left eCommunications. We will mail your documents to you again." in words(answer)
    assert given(DANA) == set()


def test_home_says_that_a_link_in_a_mail_ended_something(signed_in):
    joins(signed_in(DANA))
    row = Consent.objects.filter(participant_id=DANA.participant_id).first()
    end_consents(DANA.participant_id, [ConsentKind(row.kind)], door=Door.MAIL, now=timezone.now())
    assert "You get fewer emails from us now" in words(signed_in(DANA).get("/home"))
    assert "You get fewer emails from us now" not in words(
        signed_in(DANA).get("/home")
    )  # at the next visit it is known


def test_sent_to_you_lists_what_and_how_and_whether_it_left(signed_in):
    browser = joins(signed_in(DANA))
    said = words(browser.get("/profile/ecommunications/sent"))
    assert "Letter What we send by email changed Not sent yet" in said
    assert "Email A link to confirm your email address Not sent yet" in said
    OutboxMessage.objects.filter(channel="letter").update(
        state="withdrawn",
        sealed="",
        finished_at=NoticeEmail.objects.get().chosen_at,
        trouble="its place is not on file now",
    )
    said = words(browser.get("/profile/ecommunications/sent"))
    assert "Letter" not in said.split("Status")[1].split("Need help?")[0]  # it would tell of a move


def test_sent_to_you_is_read_in_spanish_too(signed_in):
    said = words(joins(signed_in(DANA, "es")).get("/profile/ecommunications/sent"))
    assert "Carta Cambió lo que enviamos por correo electrónico" in said


def test_no_one_reads_what_was_sent_to_another(signed_in):
    joins(signed_in(DANA))
    assert "Nothing was sent in the last 90 days" in words(signed_in(RILEY).get("/profile/ecommunications/sent"))


def test_a_protected_person_is_offered_the_mail_that_says_nothing(signed_in):
    assert NondisclosureMark.objects.filter(participant_id=NOOR.participant_id).exists()
    page = confirm(signed_in(NOOR), NOOR, CHOOSE).get(CHOOSE).content.decode()
    assert f'value="{MailSays.NOTHING}" id="id_says_0" checked' in page


def test_who_has_no_email_on_file_types_one(signed_in):
    Email.objects.filter(participant_id=DANIEL.participant_id).delete()
    page = confirm(signed_in(DANIEL), DANIEL, CHOOSE).get(CHOOSE).content.decode()
    assert 'value="file"' not in page
    assert 'value="other" id="id_where_0" checked' in page


def test_what_was_checked_is_kept_while_the_pin_is_asked_again(signed_in):
    browser = signed_in(DANA)
    browser.get("/home")
    assert browser.post(CHOOSE, FORM)["Location"].startswith("/security/confirm")
    page = confirm(browser, DANA, CHOOSE).get(CHOOSE).content.decode()
    assert 'value="dana.private@mail.example"' in page
    assert 'value="billing" id="id_kinds_1" checked' in page
    assert 'value="review" id="id_kinds_2">' in page
    assert 'id="id_documents" checked' in page

"""The Documents page: six months of them, why a month has none, older ones, and asking for one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from msgspec.structs import replace

from connect.audit.models import Entry
from connect.cases.kinds import DocumentKind
from connect.documents import actions
from connect.documents.kinds import RequestState
from connect.documents.models import Document, DocumentRequest, MonthOutcome
from connect.documents.rules import months_shown
from connect.documents.snapshots import to_json
from connect.lib.public_id import public_id
from connect.portal.frame.clock import today
from tests.documents.samples import sample
from tests.portal.crawl import links, words
from tests.portal.test_document_page import given
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM, Member
from tests.support.page import Page

HERE = "/documents"


def document(member: Member, kind: str = "billing", *, months_ago: int = 1, **more: object) -> Document:
    """A document of the month so many months ago, dated on the first of the next one."""
    month = today().replace(day=1) - relativedelta(months=months_ago)
    name = f"{kind}.{month:%Y-%m}"
    facts: dict[str, object] = {
        "document_id": name,
        "public_id": public_id(b"test", "list", member.participant_id, name),
    }
    statement = kind in ("billing", "collections")
    facts |= {"month": month if statement else None, "dated_on": month + relativedelta(months=1)}
    return given(member, DocumentKind(kind), **facts | {"case_number": "200000000101"} | more)


def outcomes(member: Member, case: str, *told: str) -> None:
    """Of the newest month first."""
    for month, outcome in zip(months_shown(today()), told, strict=False):
        MonthOutcome.objects.create(
            participant_id=member.participant_id, case_number=case, month=month, outcome=outcome
        )


def names(answer) -> list[str]:
    return Page(answer).texts(".documents a")


def spelled(month: date) -> str:
    return f"{month:%B %Y}"


def test_documents_stand_newest_first_and_lead_to_their_page(signed_in):
    browser = signed_in(DANA)
    older, newer = document(DANA, months_ago=2), document(DANA, months_ago=1)
    answer = browser.get(HERE)
    assert names(answer) == [f"Monthly Billing Statement, {spelled(each.month)}" for each in (newer, older)]
    assert {f"{HERE}/{older.public_id}", f"{HERE}/{newer.public_id}"} <= links(answer, HERE)


def test_a_document_is_new_until_it_is_opened(signed_in):
    browser = signed_in(DANA)
    row = document(DANA)
    assert Page(browser.get(HERE)).texts(".documents__mark") == ["New"]
    assert browser.get(f"{HERE}/{row.public_id}").status_code == 200
    assert Page(browser.get(HERE)).texts(".documents__mark") == []


def test_one_from_before_six_months_stands_on_the_older_page_to_be_asked_for(signed_in):
    browser = signed_in(DANA)
    row = document(DANA, months_ago=9)
    assert "No documents found" in words(browser.get(HERE))
    older = browser.get(f"{HERE}/older")
    assert names(older) == [f"Monthly Billing Statement, {spelled(row.month)}"]
    assert str(row.dated_on.year) in words(older)
    asked = f"{HERE}/request?document={row.public_id}"
    assert asked in links(older, f"{HERE}/older")
    assert f"Monthly Billing Statement, {spelled(row.month)}" in words(browser.get(asked))


def test_a_withdrawn_document_stays_and_says_so(signed_in):
    browser = signed_in(DANA)
    document(DANA, "warning", withdrawn_on=date(2026, 5, 4))
    told = words(browser.get(HERE))
    assert "Child Support Warning Notice" in told
    assert "Withdrawn on 05/04/2026. It no longer counts." in told


def test_documents_of_several_cases_stand_by_case(signed_in):
    browser = signed_in(DANIEL)
    document(DANIEL, "collections", case_number="200000000103")
    document(DANIEL, "review", case_number="200000000102")
    page = Page(browser.get(HERE))
    assert page.texts("h2")[:2] == ["Case 200000000102", "Case 200000000103"]


@pytest.mark.parametrize(
    "query", ["kind=nothing", "month=2026-13", "month=x", "kind=closure", "month=1999-01", "kind="]
)
def test_a_kind_or_a_month_that_no_document_has_is_no_filter(signed_in, query):
    browser = signed_in(DANA)
    document(DANA)
    document(DANA, "warning", months_ago=2)
    answer = browser.get(f"{HERE}?{query}")
    assert (answer.status_code, len(names(answer))) == (200, 2)
    assert "Not all documents are shown." not in words(answer)


def test_a_filter_shows_those_alone_and_says_so(signed_in):
    browser = signed_in(DANA)
    document(DANA)
    row = document(DANA, "warning", months_ago=3)
    assert names(browser.get(f"{HERE}?kind=warning")) == ["Child Support Warning Notice"]
    answer = browser.get(f"{HERE}?month={row.dated_on:%Y-%m}")
    assert names(answer) == ["Child Support Warning Notice"]
    assert "Not all documents are shown. Show all documents" in words(answer)


def test_who_pays_by_withholding_is_told_once(signed_in):
    browser = signed_in(DANA)
    outcomes(DANA, "200000000101", *["withheld"] * 6)
    outcomes(DANA, "200000000199", *["withheld"] * 6)
    months = months_shown(today())[:6]
    told = words(browser.get(HERE))
    assert told.count("Your employer sends your support, so there is no bill") == 1
    assert f"There is no billing statement for {spelled(months[-1])} to {spelled(months[0])}." in told
    assert "Months without a statement" not in told


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("no_address", "We had no valid mailing address for you, so we made no statement. Call (866) 901-3212"),
        ("no_payment", "We received no payment, so there is nothing to report. If you think one was made, call (866)"),
        ("nothing_due", "You owed nothing, so there is no bill. You do not need to do anything."),
        ("case_closed", "The case is closed, so there is no bill. If you still owe support, call (866) 901-3212"),
    ],
)
def test_each_month_without_a_statement_has_its_reason_and_what_to_do(signed_in, outcome, sentence):
    browser = signed_in(DANA)
    outcomes(DANA, "200000000101", "made", outcome, "made", outcome, outcome)
    months = months_shown(today())
    told = words(browser.get(HERE))
    assert f"{spelled(months[1])}. {sentence}" in told
    assert f"{spelled(months[4])} to {spelled(months[3])}. {sentence}" in told
    assert spelled(months[0]) not in told


def test_two_reasons_in_a_row_are_told_apart_and_by_case(signed_in):
    browser = signed_in(DANIEL)
    outcomes(DANIEL, "200000000102", "no_payment", "no_address")
    outcomes(DANIEL, "200000000103", "no_payment", "made")
    assert len(Page(browser.get(HERE)).texts("#missing + ul li")) == 3
    assert words(browser.get(HERE)).count(f"{spelled(months_shown(today())[0])}. Case 2000000001") == 2


def test_the_five_rules_stand_there(signed_in):
    told = words(signed_in(DANA).get(HERE))
    for rule in (
        "Six months of documents are available to view.",
        "a billing statement will not be available.",
        "a Monthly Statement of Collections and Distribution will not be available.",
        "We must have a valid mailing address to make your documents.",
        "You are responsible for telling us if you change your email address.",
    ):
        assert rule in told


def test_someone_else_s_months_and_documents_are_not_there(signed_in):
    browser = signed_in(RILEY)
    row = document(DANA)
    outcomes(DANA, "200000000101", "no_address")
    answer = browser.get(HERE)
    assert names(answer) == []
    assert "We had no valid mailing address" not in words(answer)
    assert names(browser.get(f"{HERE}/older")) == []
    told = browser.get(f"{HERE}/request?document={row.public_id}")
    assert words(told) == words(browser.get(f"{HERE}/request?document={'A' * 22}"))
    assert "Monthly Billing Statement" not in words(told)


def test_someone_else_s_request_is_not_there(signed_in):
    walk(signed_in(DANA), wish="braille", kind="billing", about="March 2021")
    browser = signed_in(RILEY)
    for address in (HERE, f"{HERE}/requests"):
        assert "A document in braille" not in words(browser.get(address))


def test_someone_else_s_document_is_the_page_of_one_that_never_was(signed_in):
    row = document(DANA)
    browser = signed_in(RILEY)
    answers = [
        browser.get(f"{HERE}/{address}{ending}") for address in (row.public_id, "A" * 22) for ending in ("", ".pdf")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({words(answer) for answer in answers}) == 1
    row.refresh_from_db()
    assert row.opened_at is None


def test_home_names_the_new_documents_since_the_last_visit(signed_in):
    browser = signed_in(DANA)
    browser.get("/logout")
    browser = signed_in(DANA)  # who was here before
    now = datetime.now(UTC) + timedelta(minutes=5)
    seen = document(DANA, months_ago=2, made_at=now, opened_at=now)
    new = document(DANA, made_at=now)
    document(DANA, "warning", made_at=now - timedelta(days=3))
    answer = browser.get("/home")
    assert f"You have a new document: Monthly Billing Statement, {spelled(new.month)}." in words(answer)
    assert f"{HERE}/{new.public_id}" in links(answer, "/home")
    assert spelled(seen.month) not in words(answer)
    assert "Child Support Warning Notice" not in words(answer)


def walk(browser, **said: str):
    """Through the form to its end, as its own pages lead."""
    form = {"step": "wish", "wish": said["wish"], "document": said.get("document", "")}
    answer = browser.post(f"{HERE}/request", form)
    while answer.status_code == 200 and not Page(answer).texts(".field__error"):
        form = Page(answer).hidden("#typed")
        answer = browser.post(f"{HERE}/request", form | {form["step"]: said.get(form["step"], "")})
    return answer


def test_a_request_is_asked_step_by_step_and_has_a_receipt(signed_in):
    browser = signed_in(DANA)
    answer = walk(browser, wish="braille", kind="billing", about="March 2021 & after")
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}/requests")
    row = DocumentRequest.objects.get()
    assert (row.participant_id, row.wish, row.kind, row.about) == (
        DANA.participant_id,
        "braille",
        "billing",
        "March 2021 & after",
    )
    told = words(browser.get(f"{HERE}/requests"))
    assert f"We have your request. Its number is {row.number}." in told
    assert "A document in braille Document Monthly Billing Statement, March 2021 & after" in told
    assert f"Request number {row.number}" in told
    assert "Status We are working on it" in told
    assert row.number in words(browser.get(HERE))
    assert Entry.objects.filter(act="document asked for", about=DANA.participant_id).count() == 1


def test_asked_twice_the_first_is_shown(signed_in):
    browser = signed_in(DANA)
    walk(browser, wish="copy", kind="another", about="My order of May")
    walk(browser, wish="copy", kind="another", about="my  order of MAY")
    assert DocumentRequest.objects.count() == 1
    first = DocumentRequest.objects.get()
    assert f"Its number is {first.number}." in words(browser.get(f"{HERE}/requests"))
    walk(browser, wish="audio", kind="another", about="My order of May")
    assert DocumentRequest.objects.count() == 2
    now = datetime.now(UTC)
    actions.settle(
        participant_id=DANA.participant_id, number=first.number, state=RequestState.DONE, by="Casey", now=now
    )
    walk(browser, wish="copy", kind="another", about="My order of May")
    assert DocumentRequest.objects.count() == 3


def test_a_request_for_a_named_document_spares_two_questions(signed_in):
    browser = signed_in(DANA)
    row = document(DANA, months_ago=9)
    answer = walk(browser, wish="older", document=row.public_id)
    assert answer["Location"] == f"{HERE}/requests"
    assert DocumentRequest.objects.get().document_id == row.document_id
    assert f"Monthly Billing Statement, {spelled(row.month)}" in words(browser.get(f"{HERE}/requests"))


def test_nobody_asks_for_someone_else_s_document(signed_in):
    row = document(DANA)
    browser = signed_in(RILEY)
    answer = browser.post(f"{HERE}/request", {"step": "check", "wish": "copy", "document": row.public_id})
    assert "Choose a document." in words(answer)
    assert not DocumentRequest.objects.exists()


@pytest.mark.parametrize(
    ("step", "said", "error"),
    [
        ("wish", {}, "Choose what you need."),
        ("wish", {"wish": "gold"}, "Choose what you need."),
        ("kind", {"wish": "copy"}, "Choose a document."),
        ("kind", {"wish": "copy", "kind": "annual_fee"}, "Choose a document."),  # she receives nothing
        ("about", {"wish": "copy", "kind": "billing"}, "Tell us which document you mean."),
        ("about", {"wish": "copy", "kind": "billing", "about": "x" * 301}, "Use 300 characters or fewer."),
        ("check", {"wish": "copy", "kind": "billing"}, "Tell us which document you mean."),
        ("check", {"kind": "billing", "about": "May"}, "Choose what you need."),
        ("gold", {}, "Choose what you need."),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(signed_in, step, said, error):
    browser = signed_in(DANA)
    answer = browser.post(f"{HERE}/request", {"step": step} | said)
    assert error in words(answer)
    kept = Page(answer).hidden("#typed")
    for name, value in said.items():
        if name in kept:
            assert kept[name] == value
    assert not DocumentRequest.objects.exists()


def test_what_was_typed_stays_when_the_language_is_changed(signed_in):
    browser = signed_in(DANA)
    said = {"step": "about", "wish": "copy", "kind": "billing", "about": "March <2021>", "switch": "es"}
    answer = browser.post(f"{HERE}/request", said)
    assert "¿Cuál necesita?" in words(answer)
    page = Page(answer)
    assert page.text("textarea") == "March <2021>"
    kept = page.hidden("#typed")
    assert (kept["step"], kept["wish"], kept["kind"]) == ("about", "copy", "billing")
    assert not DocumentRequest.objects.exists()


def test_change_leads_back_with_everything_kept(signed_in):
    browser = signed_in(DANA)
    said = {"step": "check", "wish": "copy", "kind": "billing", "about": "March 2021", "change": "wish"}
    page = Page(browser.post(f"{HERE}/request", said))
    kept = page.hidden("#typed")
    assert (kept["step"], kept["kind"], kept["about"]) == ("wish", "billing", "March 2021")
    assert page.one("input[name=wish][value=copy]").has_attr("checked")


def test_the_pages_are_in_spanish(signed_in):
    browser = signed_in(SAM, "es")
    document(SAM, case_number="200000000104")
    told = words(browser.get(HERE))
    assert "Estado de cuenta mensual" in told
    assert "Nuevo" in told
    assert "¿Qué necesita?" in words(browser.get(f"{HERE}/request"))


def review_of(member: Member) -> Document:
    """A review from before, when the county and the court of Sam's and Noor's case could be told."""
    snapshot = replace(sample(DocumentKind.REVIEW, "plain"), case_number="200000000104", county="MODOC")
    return document(member, "review", case_number="200000000104", snapshot=to_json(snapshot))


def test_a_place_that_is_hidden_now_is_in_no_paper_from_before(signed_in):
    sam, noor = review_of(SAM), review_of(NOOR)
    browser = signed_in(SAM)
    told = words(browser.get(f"{HERE}/{sam.public_id}"))
    assert "MFL-2019-00417" not in told
    assert "Modoc" not in told.title()
    own = words(signed_in(NOOR).get(f"{HERE}/{noor.public_id}"))
    assert "MFL-2019-00417" in own

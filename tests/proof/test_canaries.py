"""Sam and Dana follow every link of the running product and ask for what is not theirs.

Nothing that could locate Noor reaches Sam, and nothing personal of Riley's reaches Dana: not in a page, a file, a
header or an error, in either language (R2). The same crawl as Noor finds her own
facts, so it looks where they would stand. What Riley tells us about Dana, asks us to change and writes to us reaches
neither of the others, no mail, and the report not even Riley.
"""

import html
import re
from functools import cache
from urllib.parse import unquote

import pytest

from tests.paper import pdfs
from tests.proof.browser import Answer, Browser
from tests.support.cast import DANA, NOOR, NOOR_SECRETS, RILEY, RILEY_SECRETS, SAM, Member
from tests.support.page import Page

pytestmark = pytest.mark.enable_socket

MADE_UP = "AAAAAAAAAAAAAAAAAAAAAA"
# What Riley tells us about Dana, and what Riley asks and writes.
REPORTED = ("88 WHISTLING HERON", "TURTLE HOLLOW", "since the ninth of Pluvember", "the quiet otter works nights")
ASKED = ("PLOVER AND SONS", "SALT CREEK ANNEX", "31 MARBLED GODWIT", "my neighbor saw the blue van")
# Addresses nobody links to: made-up ids, other people's tabs, errors of every kind, words where numbers belong.
UNLINKED = [
    f"/cases/{MADE_UP}",
    f"/payments/made/{MADE_UP}",
    f"/payments/received/{MADE_UP}",
    f"/payments/made?case={MADE_UP}",
    f"/documents/{MADE_UP}",
    f"/documents/{MADE_UP}.pdf",
    f"/documents/request?document={MADE_UP}",
    f"/messages/{MADE_UP}",
    f"/messages/new?draft={MADE_UP}",
    f"/requests/{MADE_UP}",
    f"/requests/{MADE_UP}.pdf",
    f"/files/{MADE_UP}",
    f"/appointments/{MADE_UP}",
    f"/appointments/{MADE_UP}.ics",
    "/documents?kind=nothing&month=2026-13",
    "/payments/received?page=999999&year=1900",
    "/payments/made?page=x&year=y",
    "/cases/200000000104",
    "/cases/1000000006",
    "/cases/",
    "/no/such/page",
    "/static/../settings.py",
    "/stay",
    "/logout",
    "/language",
    "/healthz",
    "/readyz",
    "/login?next=/cases/200000000104",
]
# The list of every county is the same for everybody (tests/portal/test_offices.py), and names them all.
NOT_FOLLOWED = ("/logout", "/stay", "/language", "/help/local-office")


def visitor(portal: str, member: Member, language: str) -> Browser:
    browser = Browser(portal)
    browser.get("/")
    browser.post("/language", language=language, next="/login")
    answer = browser.sign_in(member.participant_id, member.pin)
    assert answer.header("Location") == "/home"
    browser.get("/home")
    browser.post("/language", language=language, next="/home")
    return browser


def everything(browser: Browser, more: list[str]) -> dict[str, Answer]:
    """Every address that can be reached, with the answer, and the answers to forms that are not as they should be."""
    waiting, answers = ["/home", *more], {}
    while waiting:
        path = waiting.pop()
        if path in answers:
            continue
        answers[path] = browser.get(path)
        is_page = answers[path].header("Content-Type").startswith("text/html")
        found = answers[path].links(path) if is_page or answers[path].header("Location") else set()
        waiting += [link for link in found if link not in answers and not link.startswith(NOT_FOLLOWED)]
    for path in ("/pin", "/language", "/login", "/home", "/cases/x"):
        answers[f"POST {path}"] = browser.post(path, current="1", new="2", again="3", participant_id="1000000006")
    browser.token = "wrong"
    answers["POST without a token"] = browser.post("/pin", current="1")
    browser.close()
    return answers


def is_pdf(answer: Answer) -> bool:
    return answer.header("Content-Type") == "application/pdf"


def readable(answer: Answer) -> str:
    """All of an answer as a person, a tool or a search could read it: as sent, unescaped, and digits without gaps."""
    body = pdfs.everything(answer.body) if is_pdf(answer) else answer.text()
    sent = "\n".join([*(f"{name}: {value}" for name, value in answer.headers), body])
    plain = html.unescape(sent)
    return "\n".join([sent, plain, unquote(plain), re.sub(r"(?<=[0-9])[ ().-]+(?=[0-9])", "", plain)]).casefold()


def told(answers: dict[str, Answer], secrets: tuple[str, ...]) -> dict[str, list[str]]:
    """{address: the secrets in its answer}, only where there is one; numbers also without their dashes."""
    found = {}
    for path, answer in answers.items():
        text = readable(answer)
        forms = {
            secret: {secret.casefold(), re.sub(r"(?<=[0-9])-(?=[0-9])", "", secret.casefold())} for secret in secrets
        }
        if here := [secret for secret, written in forms.items() if any(form in text for form in written)]:
            found[path] = here
    return found


@cache
def addresses_of(portal: str, member: Member) -> list[str]:
    """The addresses with an id that `member` can reach: none of them is anybody else's."""
    browser = visitor(portal, member, "en")
    return [
        path
        for path in everything(browser, [])
        if re.search(r"^/(appointments|cases|payments|documents|messages|requests|files)/[^?]*[A-Za-z0-9_-]{22}", path)
    ]


def send(browser: Browser, path: str, **fields: str) -> None:
    """Send the form at `path` with these answers and what it carries unseen; it must be taken."""
    form = Page(browser.get(path).text())
    answer = browser.post(path, **form.hidden("#typed") | fields)
    assert answer.status == 302, (path, answer.text())
    assert not answer.header("Location").startswith("/security/confirm"), path


@pytest.fixture(scope="module", autouse=True)
def riley_told_us(portal):
    """Riley has told us about Dana, asked for changes, and written."""
    browser = visitor(portal, RILEY, "en")
    person = next(filter(None, Page(browser.get("/other-party/address").text()).attributes("[name=person]", "value")))
    street, city, since, more = REPORTED
    send(browser, "/other-party/address", person=person, street=street, city=city, since=since, more=more)
    employer, place, street, text = ASKED
    send(browser, "/profile/information/employer", employer=employer, place=place, since="")
    address = {"street": street, "unit": "", "city": "FRESNO", "state": "CA", "zip": "93721"}
    browser.get("/security/confirm")
    browser.post("/security/confirm", pin=RILEY.pin)
    send(browser, "/profile/information/mailing", **address)
    send(browser, "/messages/new", case="none", topic="other", text=text)
    return browser


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("reader", "hidden", "secrets"),
    [(SAM, NOOR, NOOR_SECRETS), (DANA, RILEY, RILEY_SECRETS + REPORTED + ASKED)],
    ids=["sam", "dana"],
)
def test_a_crawl_of_everything_finds_no_secret(portal, server_log, reader, hidden, secrets, language):
    theirs = addresses_of(portal, hidden)
    answers = everything(visitor(portal, reader, language), [*UNLINKED, *theirs])
    assert told(answers, secrets) == {}
    assert {answers[path].status for path in theirs} <= {404}
    assert len(theirs) >= 4
    assert len(answers) > 40
    assert len([path for path, answer in answers.items() if is_pdf(answer)]) >= 4  # and they were read
    assert any(path.startswith("/static/") for path in answers)
    assert max(answer.status for answer in answers.values()) < 500
    assert f'<html lang="{language}">' in answers["/home"].text()


def test_noor_reads_her_own_county_and_officer(portal):
    found = told(everything(visitor(portal, NOOR, "en"), []), NOOR_SECRETS)
    assert {secret for here in found.values() for secret in here} >= {"MODOC", "Q. HALVORSEN", "LFS2021-0637"}


def test_riley_reads_the_message_again_but_no_page_or_mail_repeats_a_report_or_a_change(portal, riley_told_us):
    answers = everything(riley_told_us, [])
    answers["/demo/mail"] = riley_told_us.get("/demo/mail")
    riley_told_us.close()
    assert {secret for here in told(answers, REPORTED + ASKED).values() for secret in here} == {ASKED[3]}

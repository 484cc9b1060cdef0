"""The HTML part of a mail: the words of its text, read in light and dark, one button, and nothing that loads."""

import re
from itertools import product
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import transaction

from connect import design, notices
from connect.cases.models import Address, Email, Participant
from connect.contact.change_kinds import EMAIL
from connect.contact.receiving import keep_draft
from connect.notices.enrolment import set_email
from connect.notices.events import EVENTS
from connect.notices.kinds import NOTICE_KINDS, Channel, MailSays
from connect.notices.models import NoticeEmail, OutboxMessage
from connect.notices.senders.mail_html import html_part
from connect.notices.senders.mail_queue import send_waiting
from tests.notices.conftest import FACTS, NOW, put
from tests.notices.test_texts import MAILS, words
from tests.support.cast import DANA
from tests.support.html import html_errors

TEMPLATE = (Path(notices.__file__).parent / "templates/notices/mail.html").read_text(encoding="utf-8")
SHEET = (Path(design.__file__).parent / "static/design/portal.css").read_text(encoding="utf-8")
ENDS = "https://portal.example/unsubscribe/AbC"
LIGHT, DARK = TEMPLATE.partition("@media (prefers-color-scheme: dark)")[::2]
WITHOUT_BUTTON = ("call_us",)  # it goes to a place where no one may have an account


def made(name: str, *languages: str, ends: str = "") -> str:
    texts = {language: words(name, Channel.MAIL, language, FACTS) for language in languages}
    return html_part("Customer Connect", texts, ends)


@pytest.mark.parametrize(("name", "kind", "language"), MAILS)
def test_it_is_strict_html_of_a_few_kilobytes_and_loads_nothing(name, kind, language):
    for html in (made(name, language), made(name, "es", "en", ends=ENDS)):
        assert html_errors(html) == []
        assert len(html.encode()) < 30_000
        assert not re.search(r"<(img|link|script|iframe|object|form|svg|base)\b|\bsrc=|url\(|@import|@font-face", html)


@pytest.mark.parametrize(("name", "kind", "language"), MAILS)
def test_it_has_the_words_of_the_text_and_one_button(name, kind, language):
    page = BeautifulSoup(made(name, language, ends=ENDS), "html.parser")
    said = " ".join(page.get_text().split())
    found = words(name, kind, language, FACTS)
    assert found.heading in said
    for each in found.paragraphs:
        text = " ".join(each.text.split())
        assert text in (said if each.kind != "link" else [a["href"] for a in page("a")])
    assert len(page.select(".button a")) == int(name not in WITHOUT_BUTTON)
    assert {a["href"].partition(":")[0] for a in page("a")} == {"https", "tel"}
    assert {a["href"] for a in page.select(".phone")} == {"tel:+18669013212"}
    assert page.html["lang"] == language


@pytest.mark.parametrize(("name", "kind", "language"), MAILS)
def test_its_first_words_say_nothing(name, kind, language):
    """The first 140 characters, as long as a preview gets."""
    page = BeautifulSoup(made(name, language), "html.parser")
    preview = " ".join(page.body.get_text(" ").split())[:140]
    assert not re.search(r"PIN|manutenci|support|\d", preview)


def test_a_mail_in_two_languages_says_which_part_is_which():
    page = BeautifulSoup(made("pin_changed", "es", "en"), "html.parser")
    assert [part["lang"] for part in page.select(".part")] == ["es", "en"]


def colors(css: str) -> dict[str, dict[str, str]]:
    """{selector: {property: color}} of a simple style sheet; a later rule adds to an earlier one."""
    found: dict[str, dict[str, str]] = {}
    for selectors, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for selector in selectors.split(","):
            pairs = re.findall(r"(?<![-\w])(background|color): (#[0-9a-f]{6})", rule)
            found.setdefault(selector.strip(), {}).update(pairs)
    return found


def contrast(one: str, other: str) -> float:
    """By WCAG 2."""
    light = sorted((_luminance(one), _luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_is_readable_in_light_and_in_dark(scheme):
    rules = colors(LIGHT.partition("<style>")[2])
    if scheme == "dark":
        for selector, rule in colors(DARK.partition("{")[2].partition("</style>")[0]).items():
            rules[selector] = rules.get(selector, {}) | rule
    paper = rules[".column"]["background"]
    assert contrast(rules["body"]["color"], rules["body"]["background"]) >= 7
    for selector in ("body", "h1", "a", ".quiet"):
        assert contrast(rules[selector]["color"], paper) >= 4.5, selector
    for selector in (".code", ".button a"):
        assert contrast(rules[selector]["color"], rules[selector]["background"]) >= 4.5, selector
    assert contrast(rules[".button a"]["background"], paper) >= 3


def test_its_light_colors_are_ours():
    used = set(re.findall(r"#[0-9a-f]{6}", LIGHT)) - {"#ffffff"}
    assert used
    assert used <= set(re.findall(r"#[0-9a-f]{6}", SHEET))


@pytest.mark.django_db(transaction=True)
@pytest.mark.enable_socket
def test_no_mail_says_in_any_part_or_header_who_its_reader_is(server):
    canaries = ["CANARYFIRST", "CANARYLAST", "9 CANARY ST", "CANARYTOWN", DANA.participant_id]
    person = {"participant_id": DANA.participant_id, "valid_from": NOW.replace(year=2025)}
    Participant.objects.create(
        participant_id=DANA.participant_id, first_name="CANARYFIRST", last_name="CANARYLAST", language="en"
    )
    Email.objects.create(email="dana@example.org", **person)
    Address.objects.create(line1="9 CANARY ST", city="CANARYTOWN", state="CA", mail_arrives=True, **person)
    with transaction.atomic():  # both links wait to be opened at that address
        set_email(DANA.participant_id, email="dana@example.org", says=MailSays.KIND, now=NOW)
        NoticeEmail.objects.update(link_hash="x")
        answers = {"email": "dana@example.org"}
        keep_draft(DANA.participant_id, EMAIL, form_key="k" * 22, case_number="", answers=answers, now=NOW)
    sealed = [name for name, kind in NOTICE_KINDS.items() if not kind.content_free]
    mails = [name for name in sealed if Channel.MAIL in EVENTS[name].channels]
    for name, language in product(mails, ("en", "es")):
        put(f"{name} {language}", name, language=language)
    send_waiting(now=NOW)
    assert len(server.received) == 2 * len(mails)
    for mail in server.received:
        headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
        parts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
        assert [word for word in canaries for text in (headers, *parts) if word.lower() in text.lower()] == []
        assert not re.search(rf"{FACTS['pin']}|\bPIN\b", headers)
        assert mail["Subject"] == "Customer Connect"
        assert {name.lower() for name in mail} == {
            "from",
            "to",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "content-type",
            "content-language",
            "auto-submitted",
        }
    assert not OutboxMessage.objects.exclude(state="sent").exists()

"""What mail and letters say: plain words in both languages, short lines, nothing on a locked screen, nobody's name."""

import re
from dataclasses import fields
from itertools import product
from pathlib import Path

import pytest
from django.core import mail as outbox_of_tests
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from connect import notices
from connect.notices.events import EVENTS, AccountChange, EnrolmentChange, InformationChange, read_event
from connect.notices.kinds import Channel, StopReason
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import what_leaves
from connect.notices.senders.mail import SUBJECT, WIDTH, body, message
from connect.notices.texts import NoticeText, notice_text
from tests.house.readability import grade
from tests.notices.conftest import FACTS, NOW, put

ALL = [
    pytest.param(name, kind, language, id=f"{name}-{kind}-{language}")
    for name, event in EVENTS.items()
    for kind in event.channels
    for language in ("en", "es")
]
MAILS = [case for case in ALL if case.values[1] == Channel.MAIL]


def made_mail() -> EmailMultiAlternatives:
    """The one mail of the outbox, as it leaves."""
    row = OutboxMessage.objects.get()
    return message(row, what_leaves(row, NOW))


def words(name: str, kind: Channel, language: str, facts: dict[str, str]) -> NoticeText:
    declared = {field.name for field in fields(EVENTS[name])}
    event = read_event(name, {fact: value for fact, value in facts.items() if fact in declared})
    return notice_text(event, kind, language)


def said(name: str, kind: Channel, language: str, **facts: str) -> str:
    found = words(name, kind, language, FACTS | facts)
    return "\n".join([found.heading, *(part.text for part in found.paragraphs)])


def test_every_event_has_its_words_for_each_channel_and_every_change_its_sentence():
    folder = Path(notices.__file__).parent / "templates/notices"
    have = {(path.parent.name, path.stem) for path in folder.glob("*/*.txt") if path.stem in Channel.values}
    assert have == {(name, channel.value) for name, event in EVENTS.items() for channel in event.channels}
    sentences = {said("way_in_changed", Channel.MAIL, "en", what=change).splitlines()[1] for change in AccountChange}
    assert len(sentences) == len(AccountChange)
    sentences = {said("change_asked", Channel.MAIL, "en", asked=place).splitlines()[1] for place in InformationChange}
    assert len(sentences) == len(InformationChange)


@pytest.mark.parametrize(("name", "kind", "language"), ALL)
def test_every_fact_that_is_for_the_reader_is_said(name, kind, language):
    text = said(name, kind, language)
    wanted = {field.name for field in fields(EVENTS[name])} & {
        "pin",
        "status_link",
        "not_me_link",
        "not_me_code",
        "link",
    }
    for fact in wanted - ({"status_link", "not_me_link"} if kind == Channel.LETTER else set()):
        assert FACTS[fact] in text
    assert "%(" not in text


@pytest.mark.parametrize(("name", "kind", "language"), MAILS)
def test_a_mail_is_text_in_short_lines_and_its_links_are_whole(name, kind, language):
    text = body({language: words(name, kind, language, FACTS)})
    assert [line for line in text.splitlines() if len(line) > WIDTH and "https://" not in line] == []
    assert "<" not in text
    assert all(line.startswith("https://") for line in text.splitlines() if "https://" in line)
    assert "(866) 901-3212" in text  # whole, on one line


@pytest.mark.parametrize(("name", "kind", "language"), MAILS)
def test_what_a_locked_screen_shows_says_nothing(name, kind, language):
    """The first 140 characters, as long as a preview gets."""
    preview = body({language: words(name, kind, language, FACTS)})[:140]
    assert not re.search(r"PIN|manutenci|support|\d", preview)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_subject_is_the_name_of_the_site_and_the_mail_is_for_one(language):
    put(language=language)
    made = made_mail()
    assert (made.subject, SUBJECT, made.to, made.cc, made.bcc) == (
        "Customer Connect",
        "Customer Connect",
        ["dana@example.org"],
        [],
        [],
    )
    assert made.from_email == '"Customer Connect" <no-reply@localhost>'
    sent = made.message()
    assert (sent["Content-Language"], sent["Auto-Submitted"]) == (language, "auto-generated")
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert outbox_of_tests.outbox == []


@pytest.mark.parametrize(("name", "kind", "language"), [case for case in ALL if case.values[2] == "en"])
def test_english_needs_six_years_of_school(name, kind, language):
    said_of_it = words(name, kind, language, FACTS)
    assert grade("".join(f"<p>{part.text}</p>" for part in said_of_it.paragraphs if part.kind == "text")) <= 6


def test_a_pin_by_mail_and_by_letter_as_they_are():
    """The PIN and its end first."""
    assert said("pin_by_mail", Channel.MAIL, "en").splitlines()[:3] == [
        "Your temporary PIN",
        "40295817",
        "Use it by November 25, 2026, 9:00 AM Pacific Time. It works once.",
    ]
    assert said("pin_by_letter", Channel.LETTER, "es").splitlines()[:3] == [
        "Su PIN temporal",
        "40295817",
        "Úselo a más tardar el 25 de noviembre de 2026. Funciona una sola vez.",
    ]


@pytest.mark.django_db
def test_a_mail_in_two_languages_has_both_whole_and_that_of_the_asker_first():
    put(event="pin_by_mail", language="en", also_in="es")
    made = made_mail()
    spanish, english = made.body.split("=" * WIDTH)
    assert [FACTS["pin"] in each for each in (spanish, english)] == [True, True]
    assert ("SU PIN TEMPORAL" in spanish, "YOUR TEMPORARY PIN" in english) == (True, True)
    assert made.message()["Content-Language"] == "es, en"
    assert "For help in English" not in made.body


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Para recibir ayuda en español, llame al (866) 901-3212."),
        ("es", "For help in English, call (866) 901-3212."),
    ],
)
def test_a_message_in_one_language_has_a_line_in_the_other_with_the_number(language, line):
    assert body({language: words("pin_changed", Channel.MAIL, language, FACTS)}).endswith(f"\n\n{line}\n")


def test_the_notice_says_which_way_the_pin_comes():
    assert "by letter" in said("pin_asked", Channel.MAIL, "en")
    assert "by December 4, 2026" in said("pin_asked", Channel.MAIL, "en")
    assert "to the email address" in said("pin_asked", Channel.LETTER, "en", how="mail")


def test_paper_has_an_address_short_enough_to_type_and_a_code():
    lines = said("pin_changed", Channel.LETTER, "en").splitlines()
    assert lines[-4:-2] == ["portal.example/not-me", "K7QM-2XPD"]


def test_the_reader_s_language_wins_over_the_one_in_force():
    with override("es"):
        assert said("pin_changed", Channel.MAIL, "en").startswith("Your PIN was changed")


def test_every_mail_and_letter_says_word_for_word_what_it_said():
    """A sentence that changes here changes in wording.txt too, in every notice that has it."""
    found = []
    for name, event in EVENTS.items():
        variants = [{}]
        if name == "way_in_changed":
            variants = [{"what": change.value} for change in AccountChange]
        if name == "change_asked":
            variants = [{"asked": place.value} for place in InformationChange]
        if name == "pin_asked":
            variants = [{"how": how} for how in ("mail", "letter", "slip")]
        if name == "mail_stopped":
            variants = [{"why": why} for why in StopReason.values]
        if name == "ecommunications_changed":
            variants = [{"change": change.value} for change in EnrolmentChange]
            variants.append({"change": "left", "chosen": "", "new_address": ""})
        if name == "appointment_changed":
            variants = [{}, {"canceled": "yes"}]
        for channel, language, facts in product(event.channels, ("en", "es"), variants):
            text = words(name, channel, language, FACTS | facts)
            paper = [text.heading, *(f"[{each.kind}] {each.text}" for each in text.paragraphs)]
            shown = body({language: text}) if channel == Channel.MAIL else "\n".join(paper) + "\n"
            found.append(f"=== {' '.join([name, channel.value, language, *facts.values()])}\n{shown}")
    assert "\n".join(found) == (Path(__file__).parent / "wording.txt").read_text(encoding="utf-8")

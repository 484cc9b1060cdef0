"""Nobody reads what is not theirs, and nobody can tell that it exists."""

import pytest

from connect.cases.models import DisclosedCase
from connect.payments.models import PaymentLine
from tests.portal.crawl import crawl, everything, words
from tests.support.cast import CAST, DANA, DANIEL, NOOR, NOOR_SECRETS, RILEY, RILEY_SECRETS, SAM, SAM_PLACE_SHOWN, TESS

NEVER = "A" * 22
WITH_A_PIN_OF_THEIR_OWN = [DANA, RILEY, DANIEL, SAM, NOOR]


def addresses_with_an_id() -> list[tuple[str, str]]:
    """(whose, address) for every case and the first payments of everybody of the cast."""
    found = []
    for member in CAST.values():
        mine = {"participant_id": member.participant_id}
        cases = DisclosedCase.objects.filter(**mine).values_list("public_id", flat=True)
        lines = PaymentLine.objects.filter(**mine).order_by("line_id").values_list("direction", "public_id")
        found += [(member.participant_id, f"/cases/{case}") for case in cases]
        found += [(member.participant_id, f"/payments/{way}/{line}") for way, line in lines[:5]]
        found += [
            (member.participant_id, f"/payments/{way}?case={case}") for case in cases for way in ("made", "received")
        ]
    return found


def never_existed(address: str) -> str:
    """The same address with an id that never was."""
    return address[:-22] + NEVER


@pytest.mark.parametrize("viewer", WITH_A_PIN_OF_THEIR_OWN, ids=lambda member: member.first_name)
def test_the_owner_sees_it_and_everybody_else_what_an_id_that_never_existed_shows(signed_in, viewer):
    browser = signed_in(viewer)
    addresses = addresses_with_an_id()
    assert len({owner for owner, _ in addresses}) >= 5
    for owner, address in addresses:
        answer = browser.get(address)
        if owner == viewer.participant_id:
            assert answer.status_code == 200, address
        else:
            nothing = browser.get(never_existed(address))
            assert answer.status_code == nothing.status_code == 404, address
            assert answer.content == nothing.content
            assert sorted(answer.headers.items()) == sorted(nothing.headers.items())


def test_a_payment_is_not_found_in_the_other_direction(signed_in):
    browser = signed_in(DANA)
    line = PaymentLine.objects.filter(participant_id=DANA.participant_id, direction="made").first()
    assert browser.get(f"/payments/made/{line.public_id}").status_code == 200
    assert browser.get(f"/payments/received/{line.public_id}").status_code == 404


def test_a_person_with_a_temporary_pin_reads_nothing_before_choosing_one(signed_in):
    browser = signed_in(TESS)
    for _, address in [("", "/home"), ("", "/payments/made"), *addresses_with_an_id()]:
        answer = browser.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/pin")
    assert 'class="tabbar"' not in browser.get("/pin").content.decode()


def test_a_stranger_is_sent_to_sign_in_whether_it_exists_or_not(cast, client):
    for _, address in addresses_with_an_id():
        for asked in (address, never_existed(address)):
            answer = client.get(asked)
            assert answer.status_code == 302
            assert answer["Location"].startswith("/login?next=/")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_crawl_as_sam_finds_nothing_that_could_locate_noor(signed_in, language):
    pages = dict(
        crawl(signed_in(SAM, language), "/home", *their_addresses(NOOR), "/no/such/page", "/payments/made?page=x")
    )
    assert len(pages) > 25
    for address, answer in pages.items():
        if address.startswith("/help/local-office"):
            continue  # every county there is, the same for everybody (tests/portal/test_offices.py)
        told = everything(answer).casefold()
        for secret in NOOR_SECRETS:
            assert secret.casefold() not in told, f"{address} tells {secret!r}"


def their_addresses(member) -> list[str]:
    return [address for owner, address in addresses_with_an_id() if owner == member.participant_id]


def test_the_crawl_would_find_a_secret(signed_in):
    """Noor herself does read her own county: the crawl above looks where it would stand."""
    pages = dict(crawl(signed_in(NOOR), "/home"))
    told = "\n".join(everything(answer) for answer in pages.values())
    own = DisclosedCase.objects.get(participant_id=NOOR.participant_id)
    assert own.county
    assert own.county.casefold() in told.casefold()
    assert own.county in NOOR_SECRETS


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_crawl_as_dana_finds_nothing_personal_of_riley(signed_in, language):
    pages = dict(crawl(signed_in(DANA, language), "/home", *their_addresses(RILEY)))
    assert len(pages) > 25
    for address, answer in pages.items():
        told = everything(answer).casefold()
        for secret in RILEY_SECRETS:
            assert secret.casefold() not in told, f"{address} tells {secret!r}"


def test_sam_is_given_the_telephone_number_where_a_place_is_not_shown(signed_in):
    browser = signed_in(SAM)
    home = browser.get("/home").content.decode()
    number = '<a href="tel:+18669013212">(866) 901-3212</a>'
    assert f"Call {number} for the place" in home
    assert SAM_PLACE_SHOWN in home
    case = DisclosedCase.objects.get(participant_id=SAM.participant_id, location_hidden=True)
    details = browser.get(f"/cases/{case.public_id}").content.decode()
    assert details.count(f"Call {number}") >= 2
    assert f"For the county and the court case number, call {number}." in details


def test_nothing_says_why_a_place_is_not_shown(signed_in):
    browser = signed_in(SAM)
    case = DisclosedCase.objects.get(participant_id=SAM.participant_id, location_hidden=True)
    for address in ("/home", f"/cases/{case.public_id}"):
        told = words(browser.get(address)).casefold()
        for word in ("protect", "disclos", "confidential", "hidden", "violence", "safety", "restrain"):
            assert word not in told, f"{address} says {word}"


def test_no_address_on_any_page_holds_a_participant_id_or_a_case_number(signed_in):
    numbers = {member.participant_id for member in CAST.values()}
    numbers |= set(DisclosedCase.objects.values_list("case_number", flat=True))
    for address, _ in crawl(signed_in(DANIEL), "/home"):
        assert not any(number in address for number in numbers), address

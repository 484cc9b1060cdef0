"""Addresses typed from paper, with a slash or in capitals, lead to the page that was meant, and to no other place."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from connect.cases.models import DisclosedCase
from connect.payments.models import PaymentLine
from tests.support.cast import DANA, NOOR, SAM

TOKEN = "gAAAAABk-Ab_cD.eF=="
A_ROW = "AbCdEfGhIjKlMnOpQrStUv"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/Login/", "/login"),
        ("/login//", "/login"),
        ("/VERIFY/", ""),
        ("/Pin/", "/pin"),
        ("/REGISTER", "/register"),
        ("/Forgot-PIN/", "/forgot-pin"),
        ("/Home/", "/home"),
        ("/Payments/Made", "/payments/made"),
        (f"/Payments/RECEIVED/{A_ROW}/", f"/payments/received/{A_ROW}"),
        ("/payments/made/Year/2026/", "/payments/made/year/2026"),
        (f"/Cases/{A_ROW}", f"/cases/{A_ROW}"),
        ("/help/", "/help"),
        ("/Help/FAQ/Lost-PIN/", "/help/faq/lost-pin"),
        ("/HELP/Local-Office/San-Mateo", "/help/local-office/san-mateo"),
        ("/Help/Privacy", "/help/privacy"),
        (f"/Not-Me/{A_ROW}/", f"/not-me/{A_ROW}"),
        (f"/PIN-STATUS/{TOKEN}/", f"/pin-status/{TOKEN.replace('=', '%3D')}"),
        (f"/Confirm-Email/{TOKEN}", f"/confirm-email/{TOKEN.replace('=', '%3D')}"),
        ("/customerconnect/login", "/CustomerConnect/login"),
        ("/Customer-Connect/", "/customer-connect"),
        ("/.Well-Known/Change-Password/", "/.well-known/change-password"),
        ("/login/?next=/home&x=A%2Fb", "/login?next=/home&x=A%2Fb"),
        ("/Login?next=//evil.example", "/login?next=//evil.example"),
        ("//", "/"),
        ("//evil.example/", ""),
        ("//login", ""),
        ("/\\evil.example/login/", ""),
        ("/%2F%2Fevil.example/", ""),
        ("/%2Flogin/", ""),
        ("/not-me/%2F%2Fevil.example/", ""),
        ("/nothing/", ""),
        ("/Cases/short/", ""),
        ("/help/local-office/springfield/", ""),
        ("/regi%C5%BFter", ""),
        ("/login%0A/", ""),
        ("/login" + "/" * 600, ""),
        ("/login/?" + "x" * 600, ""),
    ],
)
def test_it_leads_to_the_page_that_was_meant_and_nowhere_else(client, db, typed, meant):
    path, _, query = typed.partition("?")
    said = {
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
    }  # as a server hands it on, two slashes and all
    answer = client.get("/", **said)
    assert (answer.status_code, answer.get("Location", "")) == (302 if meant else 404, meant)
    assert client.head("/", **said).status_code == answer.status_code
    assert client.post("/", **said).status_code == 404


def test_an_address_that_is_right_is_left_alone(client, db):
    for path in ("/", "/login", "/CustomerConnect/", f"/not-me/{A_ROW}", f"/not-me/{A_ROW.lower()}"):
        assert client.get(path).get("Location", "").lower() != path.lower()


def test_what_is_somebody_elses_and_what_never_was_are_one_answer(signed_in):
    browser = signed_in(SAM)
    theirs = DisclosedCase.objects.filter(participant_id=NOOR.participant_id).values_list("public_id", flat=True)[0]
    money = PaymentLine.objects.filter(participant_id=DANA.participant_id).values_list("public_id", flat=True)[0]
    for typed, row in (("/Cases/{}/", theirs), ("/Payments/Made/{}/", money)):
        answers = [browser.get(typed.format(each)) for each in (row, A_ROW)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert [answer["Location"] for answer in answers] == [
            typed.lower().rstrip("/").format(each) for each in (row, A_ROW)
        ]
        ends = [browser.get(answer["Location"]) for answer in answers]
        assert ends[0].status_code == 404
        assert (ends[0].content, sorted(ends[0].items())) == (ends[1].content, sorted(ends[1].items()))


@pytest.mark.parametrize("path", ["/.well-known/change-password"])
def test_a_password_manager_is_led_to_where_a_pin_is_changed(client, signed_in, path):
    assert (client.get(path).status_code, client.get(path)["Location"]) == (302, "/pin")
    assert client.get(path, follow=True).redirect_chain[-1] == ("/login?next=/pin", 302)
    assert signed_in(DANA).get(path, follow=True).request["PATH_INFO"] == reverse("pin")
    assert (
        client.get("/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200").status_code == 404
    )

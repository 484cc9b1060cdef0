"""An e-mail address that mail can never go to, and one that it can."""

import pytest
from django.core.mail.backends.smtp import EmailBackend
from hypothesis import given
from hypothesis import strategies as st

from connect.lib.mailable import can_be_mailed

NEVER = {
    "two dots": "a..b@example.org",
    "a dot first": ".dana@example.org",
    "a dot last": "dana.@example.org",
    "a domain that ends in a dot": "dana@example.org.",
    "a domain that begins with one": "dana@.example.org",
    "two dots in the domain": "dana@example..org",
    "letters outside ASCII": "niñez@example.org",
    "a domain that cannot be written": "dana@\u00e9" + "x" * 63 + ".org",
    "a label that begins with a dash": "dana@-example.org",
    "a space": "da na@example.org",
    "a space at the end": "dana@example.org ",
    "a control character": "dana\x07@example.org",
    "a line break": "dana@example.org\n",
    "a long local part": "d" * 65 + "@example.org",
    "a long label": "dana@" + "x" * 64 + ".org",
    "a long address": "dana@" + "x.y" * 84 + ".org",
    "no dot in the domain": "dana@localhost",
    "no domain": "dana@",
    "no local part": "@example.org",
    "two of them": "dana@example.org,riley@example.org",
    "no at": "dana",
    "nothing": "",
}


@pytest.mark.parametrize("address", NEVER.values(), ids=NEVER.keys())
def test_an_address_that_mail_can_never_go_to(address):
    assert can_be_mailed(address) is False


@pytest.mark.parametrize(
    "address",
    [
        "dana@example.org",
        "Dana.O'Hara+cs@mail.example.co.uk",
        "d" * 64 + "@example.org",
        "dana@münchen.example.org",
        "dana@xn--mnchen-3ya.example.org",
        "d_a-n@e-x.example.org",
        "1@example.museum",
    ],
)
def test_one_that_it_can(address):
    assert can_be_mailed(address) is True


LETTERS = st.text(st.sampled_from("aZ0.-_+'ñü☃ \x07@,\"xn"), max_size=12)


@given(LETTERS, LETTERS)
def test_what_passes_is_never_refused_while_the_mail_is_written(local, domain):
    address = f"{local}@{domain}.org"
    if can_be_mailed(address):
        written = EmailBackend(alias="default", host="localhost").prep_address(address)
        assert written.isascii()

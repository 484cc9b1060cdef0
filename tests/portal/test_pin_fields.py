"""Beside every PIN field stands the field of the user name that password managers look for, and we never fill it."""

import html5lib
import msgspec
import pytest

from tests.support.cast import DANA, TESS
from tests.support.html import html_errors


def forms_with_a_pin(answer) -> list[list[dict[str, str]]]:
    """For each form that asks for a PIN the attributes of its inputs, in their order."""
    document = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    forms = [[dict(field.attrib) for field in form.iter("input")] for form in document.iter("form")]
    return [form for form in forms if any(field.get("type") == "password" for field in form)]


def named(form: list[dict[str, str]]) -> list[dict[str, str]]:
    """The user name fields before the first PIN field, as they are once the page's script has run."""
    first = next(place for place, field in enumerate(form) if field.get("type") == "password")
    said = [(field.get("data-autocomplete", field.get("autocomplete")), field) for field in form[:first]]
    return [field for what, field in said if what == "username"]


BEHIND = [
    ("/pin", None),
    ("/pin", {"give": "1"}),
    ("/pin", {"current": "111222", "new": "730294", "again": "730295"}),
    ("/security/confirm", None),
    ("/security/confirm?next=/security/codes", {"pin": ""}),
]


@pytest.mark.parametrize(("path", "sent"), BEHIND)
@pytest.mark.parametrize("member", [DANA, TESS])
def test_behind_sign_in_it_is_there_empty_unseen_and_never_sent(signed_in, member, path, sent):
    browser = signed_in(member)
    answer = browser.post(path, sent) if sent is not None else browser.get(path)
    if member.temporary and "confirm" in path:
        assert answer["Location"] == "/pin"
        return
    if member.temporary and sent == {"give": "1"}:
        assert forms_with_a_pin(answer) == []  # a temporary PIN is not asked again
        return
    (form,) = forms_with_a_pin(answer)
    (field,) = named(form)
    assert "hidden" in field
    assert field["type"] == "text"
    assert not {"value", "name"} & set(field)
    assert member.participant_id not in answer.content.decode()
    assert html_errors(answer.content.decode()) == []


@pytest.mark.parametrize("path", ["/", "/login"])
def test_the_form_to_sign_in_has_its_own(client, db, path):
    (form,) = forms_with_a_pin(client.get(path))
    assert [field["name"] for field in named(form)] == ["participant_id"]


def test_where_the_field_may_hold_a_social_security_number_it_is_no_user_name(client, db, settings):
    by_ssn = msgspec.structs.replace(settings.AGENCY.access, ssn_sign_in=True)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, access=by_ssn)
    (form,) = forms_with_a_pin(client.get("/login"))
    (field,) = named(form)
    assert "name" not in field
    (typed,) = (each for each in form if each.get("name") == "participant_id")
    assert (typed["autocomplete"], typed["data-autocomplete"]) == ("off", "off")

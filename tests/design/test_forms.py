"""Django's fields drawn by our templates: label, hint and error stand above the field and are tied to it."""

import pytest
from django import forms
from django.utils.translation import override

from connect.design.templates import environment


class Ask(forms.Form):
    participant_id = forms.CharField(
        label="Participant ID", help_text="On a check.", error_messages={"required": "Enter your Participant ID"}
    )
    pin = forms.CharField(label="PIN", widget=forms.PasswordInput, required=False)
    how = forms.ChoiceField(
        label="How?",
        choices=[("email", "Email"), ("mail", "Standard Mail")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how"},
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    year = forms.ChoiceField(label="Year", choices=[("2020", "2020"), ("2019", "2019")], required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="I agree", required=False)


def drawn(form: forms.Form, name: str) -> str:
    return environment("en").get_template("design/form.html").module.field(form[name])


@pytest.fixture
def wrong() -> Ask:
    form = Ask({"how": "", "participant_id": "", "year": "2020"})
    assert not form.is_valid()
    return form


def test_a_field_names_its_hint_and_its_error(wrong: Ask):
    html = drawn(wrong, "participant_id")
    assert '<label for="id_participant_id">Participant ID</label>' in html
    assert '<p class="hint" id="id_participant_id_helptext">On a check.</p>' in html
    assert 'aria-describedby="id_participant_id_helptext id_participant_id_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("Enter your Participant ID") < html.index("<input")


def test_radios_stand_in_a_group_with_their_question(wrong: Ask):
    html = drawn(wrong, "how")
    assert html.startswith("<fieldset") or "<fieldset" in html
    assert "<legend>How?</legend>" in html
    assert 'aria-describedby="id_how_error"' in html
    assert '<input type="radio" name="how" value="email"' in html
    assert html.count("<label") == 2


def test_a_choice_already_made_is_checked():
    html = drawn(Ask({"how": "mail", "kinds": ["b"], "participant_id": "1"}), "how")
    assert html.count(" checked") == 1
    assert html.index('value="mail"') < html.index(" checked")


def test_checkboxes_selects_and_long_texts_are_drawn():
    form = Ask({"kinds": ["b"], "year": "2019", "note": "<b>"})
    assert drawn(form, "kinds").count('type="checkbox"') == 2
    assert '<option value="2019" selected>' in drawn(form, "year")
    assert "&lt;b&gt;</textarea>" in drawn(form, "note")


def test_one_checkbox_has_its_words_beside_it():
    html = drawn(Ask(), "agree")
    assert '<label class="choice"><input type="checkbox" name="agree"' in html
    assert html.count("<label") == 1


def test_a_pin_is_never_written_back_and_can_be_shown():
    html = drawn(Ask({"pin": "402958"}), "pin")
    assert "402958" not in html
    assert 'data-show="id_pin"' in html
    assert "hidden" in html  # until the script is there to serve it


def test_the_summary_leads_to_each_field(wrong: Ask):
    html = environment("en").get_template("design/form.html").module.error_summary(wrong)
    assert '<a href="#id_participant_id">Enter your Participant ID</a>' in html
    assert '<a href="#id_how_0">Choose how</a>' in html


def test_a_form_without_faults_has_no_summary():
    assert environment("en").get_template("design/form.html").module.error_summary(Ask()).strip() == ""


def test_what_was_typed_comes_back_escaped():
    html = drawn(Ask({"participant_id": '"><script>'}), "participant_id")
    assert 'value="&#34;&gt;&lt;script&gt;"' in html


def test_a_form_speaks_the_language_of_its_page():
    with override("es"):
        assert "Error:" in drawn(Ask({}), "how")

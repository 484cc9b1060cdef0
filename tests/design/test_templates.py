"""One environment per language: what is constant is text before a page is asked for, and a missing name is an error."""

from datetime import date

import pytest
from django.urls import NoReverseMatch
from jinja2 import UndefinedError
from markupsafe import Markup

from connect.design.rows import table_rows
from connect.design.templates import cached, environment


def compiled(template: str, language: str = "en") -> str:
    """The Python that Jinja makes of `template`."""
    return environment(language).compile(template, raw=True)


def rendered(template: str, language: str = "en", **context: object) -> str:
    return environment(language).from_string(template).render(context)


def test_a_phrase_is_text_when_the_template_is_compiled():
    assert "yield '<b>Payments</b>'" in compiled('<b>{{ _("Payments") }}</b>')


def test_a_fixed_address_is_text_when_the_template_is_compiled():
    assert "yield '<a href=\"/login\">'" in compiled('<a href="{{ url("login") }}">')


def test_an_address_with_a_constant_is_text_too():
    assert "yield '/help/privacy'" in compiled('{{ url("help", "privacy") }}')


def test_a_static_file_is_text_too():
    assert "yield '/static/design/portal.css'" in compiled('{{ static("design/portal.css") }}')


def test_what_the_profile_says_is_text_too_in_the_language_of_the_page():
    assert "yield 'tel:+18669013212'" in compiled("tel:{{ agency.phones.statewide|tel }}")
    assert "Call (866) 901-3212" in compiled('{{ _("Call %(phone)s", phone=agency.phones.statewide) }}')
    assert "yield 'Mayo de 2006'" in compiled(
        "{{ agency.payments.history_from.in_language(language)|capitalize }}", "es"
    )
    assert rendered("{% for one in agency.officials %}{{ one.title.in_language(language) }} {% endfor %}", "es") != ""


def test_a_phrase_with_a_value_waits_for_it():
    template = '{{ _("Page %(number)s", number=number) }}'
    assert rendered(template, number=3) == "Page 3"


def test_a_phrase_may_stand_in_the_tag_of_jinja_too():
    assert "yield 'Payments'" in compiled("<b>{% trans %}Payments{% endtrans %}</b>")
    assert rendered("{% trans number=n %}Page {{ number }}{% endtrans %}", "es", n="<3>") == "Página &lt;3&gt;"
    assert rendered("{% trans n=n %}one {{ n }}{% pluralize %}many {{ n }}{% endtrans %}", n=3) == "many 3"
    assert rendered("{% trans %}100 % & more{% endtrans %}") == "100 % &amp; more"


def test_each_language_has_its_own_phrases_whatever_language_is_active():
    assert rendered('{{ _("Monday") }}', "es") == "lunes"
    assert rendered('{{ _("Monday") }}', "en") == "Monday"


def test_what_a_person_wrote_is_never_markup():
    assert rendered("{{ name }}", name="<b>Dana</b>") == "&lt;b&gt;Dana&lt;/b&gt;"


def test_a_value_in_a_phrase_is_never_markup():
    assert rendered('{{ _("Hello, %(name)s", name=name) }}', name="<b>") == "Hello, &lt;b&gt;"


def test_markup_in_a_phrase_stays_markup_and_its_neighbours_do_not():
    template = '{{ _("%(link)s & %(name)s", link=link, name=name) }}'
    assert rendered(template, link=Markup("<a>x</a>"), name="<b>") == "<a>x</a> &amp; &lt;b&gt;"


def test_a_name_that_is_not_there_is_an_error():
    with pytest.raises(UndefinedError):
        rendered("{{ amount }}")


def test_an_address_that_is_not_there_is_an_error():
    with pytest.raises(NoReverseMatch):
        rendered('{{ url("no_such_page") }}')


def test_money_and_dates_are_written_in_one_way():
    assert rendered("{{ 113015|dollars }}", "es") == "$1,130.15"
    assert rendered("{{ day|short_day }}", "es", day=date(2020, 4, 10)) == "10 abr 2020"
    assert rendered("{{ day|words }}", "es", day=date(2026, 5, 29)) == "29 de mayo de 2026"
    assert rendered("{{ day|words }}", "en", day=date(2026, 5, 29)) == "May 29, 2026"


def test_a_count_chooses_its_phrase():
    template = '{{ ngettext("%(n)s case", "%(n)s cases", n) }}'
    assert [rendered(template, n=n) for n in (1, 2)] == ["1 case", "2 cases"]


def test_a_telephone_number_can_be_tapped():
    assert rendered('{{ "(866) 901-3212"|tel }}') == "+18669013212"


def test_an_included_template_is_part_of_the_one_that_includes_it():
    assert "Need help?" in compiled('{% include "design/help_line.html" %}')
    assert "get_template" not in compiled('{% include "design/help_line.html" %}')


def test_a_part_that_pages_share_is_made_once():
    made = []

    def part(n: int) -> str:
        made.append(n)
        return f"part {n}"

    assert [cached(part, 1), cached(part, 1), cached(part, 2)] == ["part 1", "part 1", "part 2"]
    assert made == [1, 2]


def test_rows_are_escaped_and_markup_in_them_stays():
    rows = [("/a?b=1&c=2", ["<i>", "$1", Markup("<b>Held</b>")]), (None, ["x", "&", ""])]
    assert table_rows(rows, ["Date", "Amount", "Status"], amount=1, labels=True) == (
        '<tr class="table__target">\n'
        '<th scope="row"><a href="/a?b=1&amp;c=2" aria-label="&lt;i&gt;, $1">&lt;i&gt;</a></th>\n'
        '<td class="table__amount">$1</td>\n'
        '<td data-label="Status"><b>Held</b></td>\n</tr>\n'
        '<tr>\n<th scope="row">x</th>\n<td class="table__amount">&amp;</td>\n<td data-label="Status"></td>\n</tr>\n'
    )


def test_every_template_of_the_design_compiles_in_both_languages():
    for language in ("en", "es"):
        names = [n for n in environment(language).list_templates() if n.startswith("design/")]
        assert len(names) > 15
        for name in names:
            environment(language).get_template(name)

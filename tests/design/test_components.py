"""Every macro, in both languages, with what it may be given and with what it may lack."""

import pytest
from markupsafe import Markup

from connect.design.templates import environment

BOTH = pytest.mark.parametrize("language", ["en", "es"])


def macro(file: str, name: str, *args: object, language: str = "en", **kwargs: object) -> str:
    return " ".join(
        getattr(environment(language).get_template(f"design/{file}.html").module, name)(*args, **kwargs).split()
    )


@BOTH
def test_an_alert_says_what_it_is_given(language: str):
    html = macro("alert", "alert", "success", "Done", "All is <well>.", language=language)
    assert 'class="alert alert--success" role="status"' in html
    assert "All is &lt;well&gt;." in html


@BOTH
def test_a_case_card_is_one_link(language: str):
    html = macro("card", "case_card", "/cases/abc", "200000012345", [("Other Party", "RILEY")], language=language)
    assert html.count("<a ") == 1
    assert "<dt>Other Party</dt> <dd>RILEY</dd>" in html


@BOTH
def test_an_appointment_has_its_day_as_a_tile(language: str):
    html = macro("appointment", "appointment", "WED", 29, "May", "Interview", [("Time", "8:00 AM")], language=language)
    assert '<span class="tile__weekday">WED</span> <span class="tile__day">29</span>' in html
    assert "<h3" in html


@BOTH
def test_a_fact_is_explained_in_place_without_a_script(language: str):
    html = macro("facts", "fact", "Interest", "$58.31", "interest", "A note.", language=language)
    assert '<details class="explain explain--label"><summary><span>Interest</span>' in html
    assert 'href="/help/glossary#interest"' in html
    assert "A note." in html
    assert "<details" not in macro("facts", "fact", "County", "MADERA", language=language)


@BOTH
def test_a_payments_table_heads_its_rows_by_the_date(language: str):
    rows = [("/payments/received/x", ["04/10/2020", "$130.15", "Income Withholding Order"])]
    html = macro(
        "table", "data_table", "Payments", ["Payment Date", "Amount", "Type"], rows, amount=1, language=language
    )
    named = '<a href="/payments/received/x" aria-label="04/10/2020, $130.15">04/10/2020</a>'
    assert f'<tr class="table__target"> <th scope="row">{named}</th>' in html
    assert '<td class="table__amount">$130.15</td>' in html
    assert "data-label" not in html


def test_a_column_that_is_named_can_be_placed_and_a_row_without_a_link_is_no_target():
    rows = [(None, ["04/10/2020", "$130.15", "Case …0103"])]
    html = macro("table", "data_table", "Payments", ["Date", "Amount", "Case"], rows, amount=1, kinds=["", "", "case"])
    assert '<td class="table__case">Case …0103</td>' in html
    assert "table__target" not in html


@BOTH
def test_a_table_with_labels_keeps_them_for_a_phone(language: str):
    html = macro(
        "table", "data_table", "Orders", ["File Date", "County"], [(None, ["03/27/2018", "MADERA"])], labels=True
    )
    assert '<td data-label="County">MADERA</td>' in html
    assert '<th scope="row">03/27/2018</th>' in html


@BOTH
def test_tabs_mark_the_current_one(language: str):
    html = macro("tabs", "tabs", "Payments", [("Made", "/a", False), ("Received", "/b", True)], language=language)
    assert '<a href="/b" aria-current="page">Received</a>' in html
    assert '<a href="/a">Made</a>' in html


def numbers(here: int, last: int) -> list[str]:
    """What a pager shows, in order: its two words, the page numbers and the gaps."""
    html = macro("pager", "pager", here, last, "?page=")
    text = Markup(html.replace("<li", " <li")).striptags()
    return text.replace("‹ Previous", "Previous").replace("Next ›", "Next").split()


def test_the_pager_of_the_screen():
    assert numbers(1, 5) == ["Previous", "1", "2", "3", "4", "5", "Next"]  # S004 L63, on the first page too
    assert numbers(5, 5) == ["Previous", "1", "2", "3", "4", "5", "Next"]


def test_a_long_list_shows_its_ends_and_the_pages_around_here():
    assert numbers(1, 14) == ["Previous", "1", "2", "3", "4", "5", "…", "14", "Next"]
    assert numbers(7, 14) == ["Previous", "1", "…", "6", "7", "8", "…", "14", "Next"]
    assert numbers(14, 14) == ["Previous", "1", "…", "10", "11", "12", "13", "14", "Next"]


def test_every_page_of_any_list_can_see_itself_and_both_ends():
    for last in range(2, 30):
        for here in range(1, last + 1):
            shown = numbers(here, last)
            assert {"1", str(here), str(last)} <= set(shown)
            assert len(shown) == len(set(shown) - {"…"}) + shown.count("…")


def test_one_page_needs_no_pager():
    assert numbers(1, 1) == []


def test_the_current_page_is_marked_and_the_way_on_is_a_word():
    html = macro("pager", "pager", 2, 3, "?year=2020&page=")
    assert '<a href="?year=2020&amp;page=2" aria-label="Page 2" aria-current="page">2</a>' in html
    assert 'href="?year=2020&amp;page=1" rel="prev"><span aria-hidden="true">‹</span> Previous</a>' in html
    assert 'href="?year=2020&amp;page=3" rel="next">Next <span aria-hidden="true">›</span></a>' in html


@BOTH
def test_steps_lead_only_where_there_is_more(language: str):
    html = macro("pager", "steps", None, "?before=x", language=language)
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert macro("pager", "steps", None, None, language=language) == ""


@BOTH
def test_a_filter_keeps_what_was_chosen(language: str):
    html = macro("filters", "choice", "year", "Year", [("", "All"), ("2020", "2020")], 2020, language=language)
    assert '<option value="2020" selected>' in html
    assert '<label for="filter-year">Year</label>' in html


@BOTH
def test_buttons_and_links_that_look_like_them(language: str):
    assert macro("button", "button", "Show", language=language) == '<button class="button">Show</button>'
    assert 'class="button button--outline" href="/x"' in macro("button", "link_button", "Print Page", "/x", "outline")


@BOTH
def test_the_small_parts(language: str):
    assert 'href="/documents"' in macro("parts", "sign_up_line", "/documents", language=language)
    assert "No appointments found" in macro("parts", "empty", "No appointments found", language=language)
    assert "20 de noviembre" in macro("parts", "as_of", "20 de noviembre", language=language)
    assert macro("parts", "as_of", "", language=language) == ""
    assert "$667.93" in macro(
        "parts", "key_amount", "Past Due Support", "$667.93", "A note", "interest", language=language
    )

"""No page prints a text past the one place that isolates it (connect.design.templates, docs/adr/0020)."""

import re

from tests.house.code import CONNECT, sources

TEMPLATES = [path for path in CONNECT.rglob("*.html") if "static" not in path.parts]
# Finished markup from Python: rows of tables and links in sentences (isolated there), texts of the agency's own folder,
# a drawing, words of ours, and the demo's own mail.
MARKUP = {
    "design/rows.py",
    "design/with_links.py",
    "lib/content.py",
    "portal/cases/account.py",
    "portal/help/pamphlet.py",
    "portal/payments/query_params.py",
    "demo/mailbox_page.py",
}


def test_what_goes_back_with_a_form_goes_back_as_it_came():
    values = [value for path in TEMPLATES for value in re.findall(r'value="\{\{(.*?)\}\}"', path.read_text())]
    assert len(values) > 10
    assert [value for value in values if not value.endswith("|e ")] == []


def test_no_template_takes_a_text_for_markup():
    assert [path.name for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape", path.read_text())] == []


def test_markup_is_made_in_few_places():
    making = re.compile(r"\bMarkup\(|\bmark_safe\b|\bformat_html\b")
    assert {source.name for source in sources() if making.search(source.text)} == MARKUP

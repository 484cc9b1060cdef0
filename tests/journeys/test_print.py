"""On paper: Print Page and Print By Year (S002 L113, S004 L24, L110), the other pages, and the months.

Chromium prints to PDF, and pdftotext reads the sheets back as the housing office would.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import (
    LANGUAGES,
    OWN_PIN,
    PHONE,
    heading,
    in_every_form,
    no_axe_violations,
    no_sideways_scroll,
    press,
    said,
    sign_in,
    table_rows,
)
from tests.support.cast import DANA, DANIEL, SAM, TESS

FORMATS = ("Letter", "A4")
ROW = re.compile(r"(\d\d/\d\d/\d{4}|\d{1,2} \w{3} \d{4}) (\$[\d.,]+)")  # 04/10/2020, or 10 abr 2020
# What is there to be pressed on the screen and would be nothing on paper.
CONTROLS = (
    "Home",
    "Documents",
    "Logout",
    "Leave this site now",
    "Print",
    "Make a Payment",
    "Show",
    "Sign Up",
    "Español",
)
WIDTHS = {"Letter": 612, "A4": 595, "A5": 420}  # points
# What people do in the print dialog: larger letters, or paper hardly wider than a phone.
SQUEEZED = [("Letter", 1.5), ("A5", 1)]


@pytest.fixture
def sheets(tmp_path) -> Callable[[Page, str], list[str]]:
    """`sheets(page, "A4")`: the text of each sheet of this page, as it lies on the paper."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: install Debian's package poppler-utils")

    def printed(page: Page, paper: str, scale: float = 1) -> list[str]:
        file = Path(tmp_path, f"{paper}.pdf")
        page.pdf(path=file, format=paper, scale=scale, prefer_css_page_size=True)
        facts = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        assert abs(float(re.search(r"Page size:\s+([\d.]+)", facts)[1]) - WIDTHS[paper]) < 1
        text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
        return text.stdout.split("\f")[:-1]

    return printed


def lines_of(sheet: str) -> list[str]:
    """The rows of payments on a sheet: date, amount, the rest."""
    return [" ".join(line.split()) for line in sheet.splitlines() if ROW.match(" ".join(line.split()))]


def days_and_amounts(sheets: list[str]) -> list[list[str]]:
    return [list(ROW.match(line).groups()) for sheet in sheets for line in lines_of(sheet)]


def plain(sheet: str) -> str:
    return " ".join(sheet.split())


def no_control_is_on(sheets: list[str], say: Callable[[str], str]) -> None:
    """No button, tab or link of the screen; headings may hold the same words, so whole lines are compared."""
    lines = {line.strip() for sheet in sheets for line in sheet.splitlines()}
    assert not lines & {say(control) for control in CONTROLS}
    text = " ".join(sheets)
    assert "http" not in text
    assert "casdu" not in text


def name_is_on_every(sheets: list[str], member, name: str) -> None:
    for number, sheet in enumerate(sheets, 1):
        assert sheet.lstrip().startswith(name), f"sheet {number}"
        assert member.participant_id[-4:] in plain(sheet)[:300]
        assert member.participant_id not in sheet
        assert "(866) 901-3212" in sheet
        for word in ("California", "Support", "Connect"):  # the agency, and where this was printed from
            assert word in sheet
        assert re.search("Printed|Impreso", sheet)


@in_every_form
def test_the_housing_sheets_last_step_print_by_year(visit, sheets, width, language):
    """S004 L24 warns that no name is on the print; L110 presses "Print By Year"."""
    page = visit(width=width, language=language)
    sign_in(page, DANIEL)
    page.goto("/payments/received")
    say = said(page)
    press(page, say("Print By Year"))
    page.wait_for_url("**/payments/received/year/2020")
    press(page, "2019")
    page.wait_for_url("**/payments/received/year/2019")
    on_screen = [row[:2] for row in table_rows(page)]
    assert len(on_screen) == 50
    for paper in FORMATS:
        printed = sheets(page, paper)
        assert len(printed) >= 2
        name_is_on_every(printed, DANIEL, "DANIEL J VARGAS")
        no_control_is_on(printed, say)
        assert days_and_amounts(printed) == on_screen
        for number, sheet in enumerate(printed, 1):
            if lines_of(sheet):
                assert say("Case Number") in plain(sheet)
            of = {"en": f"Page {number} of {len(printed)}", "es": f"Página {number} de {len(printed)}"}[language]
            assert sheet.rstrip().endswith(of)
        assert "200000000102 26 $3,383.90 200000000103 24 $1,240.56 Total 50 $4,624.46" in plain(printed[-1])


@pytest.mark.parametrize(("paper", "scale"), SQUEEZED, ids=["large letters", "narrow paper"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_large_letters_and_narrow_paper_keep_the_layout_of_paper(visit, sheets, language, paper, scale):
    page = visit(language=language)
    sign_in(page, DANIEL)
    say = said(page)
    page.goto("/payments/received/year/2019")
    heads = [plain(head) for head in page.locator(".sheet__heads th").all_inner_texts()]
    assert len(heads) == 4
    shown = [row[:2] for row in table_rows(page)]
    printed = sheets(page, paper, scale)
    name_is_on_every([sheet for sheet in printed if lines_of(sheet)], DANIEL, "DANIEL J")
    no_control_is_on(printed, say)
    rows = [line for sheet in printed for line in lines_of(sheet)]
    assert days_and_amounts(printed) == shown
    assert {row.split()[-1] for row in rows} == {"200000000102", "200000000103"}  # in its column, without its name
    for sheet in printed:
        if lines_of(sheet):
            words = plain(sheet).split()
            assert [word for head in heads for word in head.split() if word not in words] == []
    page.goto("/payments/received")
    beside = plain(" ".join(sheets(page, paper, scale)))
    assert f"{say('Amount')} {say('Payment Type')}" in beside
    page.goto(page.locator("main table a").first.get_attribute("href"))
    assert f"{say("This month's support")} $" in plain(" ".join(sheets(page, paper, scale)))


@in_every_form
def test_print_page_is_the_page_that_was_on_the_screen(visit, sheets, width, language):
    page = visit(width=width, language=language)
    sign_in(page, DANIEL)
    page.goto("/payments/received?page=2")
    say = said(page)
    shown = [row[:2] for row in table_rows(page)]
    press(page, say("Print Page"))
    page.wait_for_url("**/payments/received/print?page=2")
    printed = sheets(page, "Letter")
    name_is_on_every(printed, DANIEL, "DANIEL J VARGAS")
    no_control_is_on(printed, say)
    assert days_and_amounts(printed) == shown
    beside = {"en": "Payments 16 to 30 of 65", "es": "Pagos 16 a 30 de 65"}[language]
    assert beside in plain(printed[0])
    press(page, say("Back to Payments I Received"))
    page.wait_for_url("**/payments/received?page=2")
    assert [row[:2] for row in table_rows(page)] == shown


def test_without_a_script_the_year_is_chosen_and_a_sentence_tells_how_to_print(visit):
    page = visit(javascript=False)
    sign_in(page, DANIEL)
    page.goto("/payments/received")
    press(page, "Print By Year")
    press(page, "2018")
    assert heading(page) == "Payments I Received, 2018"
    assert "press Ctrl and P" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Print", exact=True).count() == 0


def test_the_print_button_opens_the_browsers_own_print(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/payments/made/year/2017")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("window.printed") is True


@pytest.fixture
def tess_with_her_own_pin(demo):
    demo.ask(OWN_PIN, TESS.participant_id)


def test_held_and_reversed_payments_are_marked_on_paper(visit, sheets, tess_with_her_own_pin):
    page = visit()
    sign_in(page, TESS, pin=TESS.pin)
    page.goto("/payments/received/print")
    text = plain(" ".join(sheets(page, "Letter")))
    assert re.search(r"\$61\.44 [^$]*Reversed", text)
    assert "so we list them but do not count them: 2, $136.44." in text
    assert "It can be held for up to six months" in text
    assert "Held payments in the total: $412.07." in text
    assert not re.search("joint|spouse|injured", text, re.IGNORECASE)


@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_case_details_print_clean_with_the_name_on_every_sheet(visit, sheets, language, paper):
    page = visit(language=language)
    sign_in(page, DANA)
    page.goto(page.locator(".card--link a").first.get_attribute("href"))
    say = said(page)
    printed = sheets(page, paper)
    name_is_on_every(printed, DANA, "DANA LEE OKAFOR")
    no_control_is_on(printed, say)
    text = plain(" ".join(printed))
    assert "200000000101" in text
    assert "$667.93" in text
    assert "What is this?" not in text
    assert say("An extra amount each month that pays down old unpaid support.") not in text
    page.locator("summary").evaluate_all("all => all.forEach(summary => summary.click())")
    opened = sheets(page, paper)
    assert say("An extra amount each month that pays down old unpaid support.") in plain(" ".join(opened))
    name_is_on_every(opened, DANA, "DANA LEE OKAFOR")


def test_appointments_print_clean(visit, sheets):
    page = visit()
    sign_in(page, DANA)
    printed = sheets(page, "Letter")
    name_is_on_every(printed, DANA, "DANA LEE OKAFOR")
    no_control_is_on(printed, str)
    text = plain(" ".join(printed))
    assert "APPELLATE COURT HEARING" in text
    assert "What you can do here" not in text


def test_a_public_page_prints_without_its_frame_and_names_nobody(visit, sheets):
    page = visit()
    page.goto("/help/privacy")
    printed = sheets(page, "Letter")
    no_control_is_on(printed, str)
    assert "CA.gov California Child Support Services" in plain(printed[0])
    assert "Customer CONNECT" in plain(printed[0])
    assert "Participant ID ending" not in plain(printed[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/help/view-payments", "/help/faq"])
def test_steps_and_questions_fit_on_one_sheet(visit, sheets, language, address):
    page = visit(language=language)
    page.goto(address)
    page.locator("main img").evaluate_all("all => Promise.all(all.map(img => (img.loading = 'eager', img.decode())))")
    assert len(sheets(page, "Letter")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_of_the_pamphlet_stand_in_one_column(visit, language):
    page = visit(language=language)
    page.goto("/help/pamphlet")
    page.emulate_media(media="print")
    left = "list => new Set([...list.children].map(step => step.getBoundingClientRect().left)).size"
    assert page.locator(".pamphlet ol").evaluate_all(f"all => all.map({left})") == [1, 1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_on_paper_does_not_ask_to_press_anything(visit, sheets, language):
    page = visit(language=language)
    sign_in(page, DANA)
    page.goto("/payments/made")
    say = said(page)
    text = plain(" ".join(sheets(page, "Letter")))
    assert "$83.08" in text
    assert say("Select the payment date to view more details.") not in text


@in_every_form
def test_the_last_twelve_months_are_a_table_with_bars(visit, sheets, width, language):
    page = visit(width=width, language=language)
    sign_in(page, SAM)
    page.goto("/payments/made")
    say = said(page)
    press(page, say("Last 12 Months"))
    page.wait_for_url("**/payments/made/months")
    no_sideways_scroll(page)
    no_axe_violations(page)
    rows = table_rows(page)
    assert len(rows) == 12
    widths = page.locator(".chart rect").evaluate_all("all => all.map(bar => bar.getBoundingClientRect().width)")
    for (_, _, amount), drawn in zip(rows, widths, strict=True):
        assert (drawn > 0) is (amount != "$0.00")
    printed = sheets(page, "Letter")
    name_is_on_every(printed, SAM, "SAM WHITLOCK")
    no_control_is_on(printed, say)
    assert all(row[2] in " ".join(printed) for row in rows)


def test_the_sheet_can_be_read_on_a_phone(visit):
    page = visit(width=PHONE)
    sign_in(page, DANIEL)
    page.goto("/payments/received/year/2019")
    assert not page.get_by_text("press Ctrl and P").is_visible()  # there is no keyboard
    no_sideways_scroll(page)
    no_axe_violations(page)
    assert page.get_by_text("DANIEL J VARGAS", exact=True).is_visible()


def test_home_tells_what_changed_since_the_last_visit(visit, demo):
    """The demo's people were here a day before their last feed."""
    demo.ask(
        "UPDATE access_account SET visited_at = %s WHERE participant_id = %s",
        "2026-01-01 00:00:00",
        DANA.participant_id,
    )
    page = visit()
    sign_in(page, DANA)
    news = page.locator(".news")
    said_changed = re.compile(r"The amounts owed in case 200000000101 changed as of \w+ \d+, \d{4}\.")
    assert said_changed.search(news.inner_text())
    assert "An appointment was moved. It is now on" in news.inner_text()
    assert "$41.67" in news.inner_text()
    news.get_by_role("link", name=said_changed).click()
    assert heading(page) == "Case Details"

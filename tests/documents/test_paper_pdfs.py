"""The PDFs of the seven papers in both languages: tagged, complete, inside the sheet, and the same as their blocks."""

import hashlib
import io
import re
import threading
from itertools import pairwise

import msgspec
import pikepdf
import pytest
from django.conf import settings

from connect.cases.kinds import DocumentKind
from connect.documents.drawing import document_pdf
from connect.documents.wording import current_version, wording
from connect.paper.blocks import RuledTable, texts_of
from connect.paper.rendering import printable
from tests.documents.drawn import IDS, LANGUAGES, PAPERS, opened, sample_blocks, sample_pdf
from tests.documents.samples import billing, collections, reader, sample
from tests.paper import pdfs

LARGEST_STATEMENT = 35 * 1024
SLACK = 8.0  # points by which kerning moves the end of a line; the edge of the sheet is 54 further

papers = pytest.mark.parametrize(("kind", "state", "language"), PAPERS, ids=IDS)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@papers
def test_a_paper_is_tagged_and_says_its_title_and_its_language(kind, state, language):
    made = sample_pdf(kind, state, language)
    title = wording(kind, current_version(kind), language).title
    headings = [tag for tag in pdfs.tags(made) if re.fullmatch(r"/H\d", tag)]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    assert all(int(after[2]) <= int(before[2]) + 1 for before, after in pairwise(headings))
    assert f"{language}-US" in pdfs.languages(made)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo["/Title"]) == title
        facts = document.Root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in facts
    assert "<pdfaid:part>2</pdfaid:part>" in facts
    assert made.endswith(b"%%EOF\n")
    assert pdfs.fonts_not_embedded(made) == []
    assert reader(state, "paying").name not in facts


@papers
def test_every_table_has_header_cells_with_a_scope_and_pairs_are_no_table(kind, state, language):
    made, blocks = sample_pdf(kind, state, language), sample_blocks(kind, state, language)
    tables = [block for block in blocks if isinstance(block, RuledTable)]
    heads = pdfs.elements(made, "/TH")
    assert pdfs.tags(made).count("/Table") == len(tables)
    assert len(heads) == sum(len(table.heads) for table in tables)
    assert {head["scope"] for head in heads} <= {"/Column"}
    assert len(pdfs.elements(made, "/TD")) == sum(len(table.heads) * len(table.rows) for table in tables)


@papers
def test_a_pdf_says_what_its_blocks_say_and_nothing_is_cut_off(kind, state, language):
    """Every text of the page stands in the PDF in its order; all of it lies between the margins of its sheet."""
    made = sample_pdf(kind, state, language)
    told = squeezed("".join(pdfs.texts(made)))
    if state != "rows":  # there a head that is repeated on each sheet stands between two rows
        at = 0
        for text in map(squeezed, map(printable, texts_of(sample_blocks(kind, state, language)))):
            found = without_breaks(told, text, at)
            assert found >= 0, text
            at = found
    found = pdfs.runs(made)
    assert max(run.right for run in found) <= 612 - 54 + SLACK
    assert min(run.left for run in found) >= 54 - SLACK
    assert max(run.top for run in found) <= 792 - 20


def without_breaks(told: str, text: str, at: int) -> int:
    """Where `text` stands in `told` after `at`; a foot between two sheets may stand in it. -1 where it is not."""
    place = told.find(text, at)
    if place >= 0:
        return place
    foot = re.compile(r"(?:Document|Documento)4821-0937-55(?:Page|Página)\d+(?:of|de)\d+")
    place = foot.sub("", told[at:]).find(text)
    return at if place >= 0 else -1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [DocumentKind.BILLING, DocumentKind.WARNING, DocumentKind.COLLECTIONS])
def test_2000_rows_are_all_there_below_a_head_on_each_sheet(kind, language):
    made = sample_pdf(kind, "rows", language)
    sheets = pdfs.texts(made)
    table = max(
        (b for b in sample_blocks(kind, "rows", language) if isinstance(b, RuledTable)), key=lambda b: len(b.rows)
    )
    head = squeezed(table.heads[0] + table.heads[1])
    on = [number for number, text in enumerate(sheets) if head in squeezed(text)]
    assert len(on) > 40
    assert on == list(range(on[0], on[-1] + 1))
    assert pdfs.tags(made).count("/TD") >= 2000 * len(table.heads)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DocumentKind)
def test_large_print_is_18_points_and_says_the_same(kind, language):
    """Case 24. The addresses alone are smaller: they stand in the windows of an envelope."""
    plain, large = sample_pdf(kind, "plain", language), sample_pdf(kind, "large", language)
    sizes = [run.size for run in pdfs.runs(large) if not (run.page == 0 and run.top < 3.6 * 72)]
    assert min(sizes) >= 18
    assert len(pdfs.texts(large)) > len(pdfs.texts(plain))
    assert sample_blocks(kind, "large", language) == sample_blocks(kind, "plain", language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DocumentKind)
def test_the_same_document_gives_the_same_bytes(kind, language):
    again = document_pdf(opened(sample(kind, "plain")), language)
    assert again == sample_pdf(kind, "plain", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_is_small(language):
    assert len(sample_pdf(DocumentKind.BILLING, "plain", language)) <= LARGEST_STATEMENT


@pytest.mark.parametrize("kind", DocumentKind)
def test_the_address_stands_in_the_window_except_for_a_reader_with_the_mark(kind):
    snapshot = sample(kind, "plain")
    window = [word.text for word in pdfs.words(sample_pdf(kind, "plain", "en"), 0) if 2.0 < word.top < 3.6]
    assert window == list(snapshot.reader.address)
    hidden = "".join(pdfs.texts(document_pdf(opened(snapshot, protected=True), "en")))
    assert "1187 W PINE" not in hidden
    assert "93637" not in hidden


def test_an_address_that_no_window_shows_stands_on_no_paper():
    """Rather none than half of one; the page is read without it."""
    long = msgspec.structs.replace(billing("plain").reader, address=tuple("ABCDEFG"))
    made = document_pdf(opened(msgspec.structs.replace(billing("plain"), reader=long)), "en")
    assert pdfs.texts(made)[0].startswith("Department of Child Support Services")
    assert [word.text for word in pdfs.words(made, 0)][3] == "Monthly Billing Statement"


def test_offers_of_interpreters_are_printed_as_far_as_the_font_has_their_script():
    told = "".join(pdfs.texts(sample_pdf(DocumentKind.REVIEW, "plain", "en")))
    printed = [each.name for each in settings.AGENCY.interpreters if squeezed(each.says[:20]) in squeezed(told)]
    assert printed == ["Español", "Hmoob", "Tiếng Việt"]


def test_each_sheet_has_the_document_number_and_says_which_of_how_many_it_is():
    sheets = pdfs.texts(sample_pdf(DocumentKind.BILLING, "plain", "es"))
    for number, text in enumerate(sheets, start=1):
        assert f"Página {number} de {len(sheets)}" in text
        assert "Documento 4821-0937-55" in text


def test_two_peoples_papers_from_four_threads_are_never_mixed(monkeypatch):
    """200 of each at the same moment: every one has its own reader, amounts and address, and none of the other's."""
    theirs = msgspec.structs.replace(reader("long", "receiving"), participant_id="1000000002")
    dana = opened(billing("plain"))
    riley = opened(msgspec.structs.replace(collections("plain"), reader=theirs))
    expected = {id(each): hashlib.sha256(document_pdf(each, "en")).digest() for each in (dana, riley)}
    assert expected[id(dana)] != expected[id(riley)]
    monkeypatch.setattr(settings, "PDF_WAIT_SECONDS", 600)
    wrong: list[int] = []
    made: list[int] = []

    def draw(mine: object) -> None:
        for _ in range(100):
            made.append(id(mine))
            if hashlib.sha256(document_pdf(mine, "en")).digest() != expected[id(mine)]:
                wrong.append(id(mine))

    threads = [threading.Thread(target=draw, args=(each,)) for each in (dana, riley, dana, riley)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 400
    assert wrong == []


def test_a_name_is_printed_and_never_run():
    """Whatever a name, a board or a reason holds, it is text in a PDF and on a page."""
    odd = '#evil(1) *b* $x$ <script> {{ 7*7 }} "q"'
    mine = msgspec.structs.replace(sample(DocumentKind.LICENSE_RELEASE, "plain"), board=odd)
    named = msgspec.structs.replace(mine, reader=msgspec.structs.replace(mine.reader, name=odd))
    told = squeezed("".join(pdfs.texts(document_pdf(opened(named), "en"))))
    assert told.count(squeezed(odd)) >= 4

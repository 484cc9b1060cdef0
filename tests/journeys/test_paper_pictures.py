"""The seven papers look as they did: as a page on a phone and at a desk, and as the sheets of their PDF.

The pictures in reference/papers/ were taken by `make reference` of the sample documents, in both languages. The sheets
are set in our own letters, so they are compared on every machine; the pages where the machine has the same letters.
"""

import base64
import json

import pytest
import typst
from playwright.sync_api import Page

from connect.cases.kinds import DocumentKind
from connect.design.templates import environment
from connect.documents.drawing import paper_of
from connect.documents.wording import current_version, wording
from connect.paper import rendering
from connect.paper.pdf import paper_data
from tests.documents.drawn import opened, sample_blocks
from tests.documents.samples import sample
from tests.journeys.conftest import DESK, LANGUAGES, PHONE
from tests.journeys.pictures import FONTS, REFERENCE, difference, fonts, packed, picture_of
from tests.journeys.test_gallery import TAKE, keep

PAPERS = REFERENCE / "papers"
FORMS = {"phone": PHONE, "desk": DESK}
SHEET = 612  # US Letter, in pixels of 72 to the inch
ARTICLE = '{% from "design/blocks.html" import blocks %}<article class="document">{{ blocks(all) }}</article>'


def as_page(kind: DocumentKind, language: str) -> str:
    """The document as the portal draws it."""
    return environment(language).from_string(ARTICLE).render(all=sample_blocks(kind, "plain", language))


def sheets(kind: DocumentKind, language: str) -> list[bytes]:
    """The sheets of its PDF as pictures, by the same layout, letters and data."""
    said = wording(kind, current_version(kind), language)
    data = json.dumps(paper_data(paper_of(opened(sample(kind, "plain")), said)))
    layout, fonts_of_ours = str(rendering.LAYOUTS / "paper.typ"), [str(rendering.FONTS)]
    drawn = typst.compile(
        layout,
        root=str(rendering.LAYOUTS),
        font_paths=fonts_of_ours,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="png",
        ppi=72,
    )
    return drawn if isinstance(drawn, list) else [drawn]


def compared(desk: Page, name: str, picture: bytes) -> str:
    """What has changed since the reference was taken, or '' where it is taken now."""
    kept = PAPERS / f"{name}.webp"
    if TAKE:
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(packed(desk, picture))
        return ""
    changed = difference(desk, picture, kept.read_bytes())
    return f"{kept.name}: {changed}, see {keep(picture, kept)}" if changed else ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_papers_look_on_a_screen_as_they_did(visit, form, language):
    page = visit(width=FORMS[form], language=language)
    desk = page.context.browser.new_page()
    page.goto("/design")
    letters = fonts(desk, page)
    if not TAKE and FONTS.read_text(encoding="utf-8").strip() != letters:
        pytest.skip(f"the LOOK was NOT compared: this machine's letters ({letters}) are not those of the reference")
    wrong = []
    for kind in DocumentKind:
        page.locator("main .paper-body").evaluate("(main, told) => { main.innerHTML = told; }", as_page(kind, language))
        wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wider, f"{kind} is wider than the screen"
        wrong.append(compared(desk, f"{kind}-{language}-{form}", picture_of(page.locator("article"))))
    desk.close()
    assert [each for each in wrong if each] == [], "if it is meant: make reference, look at them, and commit them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_papers_look_on_paper_as_they_did(visit, language):
    page = visit(width=SHEET)
    desk = page.context.browser.new_page(viewport={"width": SHEET, "height": 792})
    wrong = []
    for kind in DocumentKind:
        pictures = [base64.b64encode(sheet).decode() for sheet in sheets(kind, language)]
        stacked = "".join(f'<img src="data:image/png;base64,{each}" style="display:block">' for each in pictures)
        desk.set_content(f'<body style="margin:0">{stacked}')
        picture = picture_of(desk, full_page=True)
        desk.set_content("")
        wrong.append(compared(desk, f"{kind}-{language}-paper", picture))
    desk.close()
    assert [each for each in wrong if each] == [], "if it is meant: make reference, look at them, and commit them"


def test_the_pictures_of_papers_are_small_and_there_is_one_of_each():
    kept = {path.stem: path.stat().st_size for path in PAPERS.glob("*.webp")}
    forms = [*FORMS, "paper"]
    assert set(kept) == {f"{kind}-{each}-{form}" for kind in DocumentKind for each in LANGUAGES for form in forms}
    assert sum(kept.values()) < 2_400_000

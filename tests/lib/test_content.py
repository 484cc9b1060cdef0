"""Texts from Markdown: what an agency writes, and what its profile brings along, never becomes markup of its own."""

from pathlib import Path

import pytest

from connect.lib.content import BadContent, Picture, RenderedText, read_texts, render_text, size_of_webp
from connect.lib.folding import folded
from connect.lib.word_search import contains_words, search_words

HEAD = "---\ntitle: T {{ names.product }}\ndescription: D\ntopic: Help\norder: 3\n---\n"
VALUES = {
    "names.product": "A*B_ <b>[x](y)",
    "phones.statewide": "(866) 555-0100",
    "links.forms": "https://a.test/?a=1&b=2",
}


def folder(tmp_path: Path, **texts: str) -> Path:
    for name, text in texts.items():
        language, _, file = name.partition("_")
        (tmp_path / language).mkdir(exist_ok=True)
        (tmp_path / language / f"{file}.md").write_text(text)
    return tmp_path


def text_of(tmp_path: Path, markdown: str) -> RenderedText:
    found = read_texts(folder(tmp_path, en_page=HEAD + markdown), ["en"], {"en": VALUES})["en"][0]
    assert (found.name, found.topic, found.order) == ("page", "Help", 3)
    return render_text(found, picture=lambda path: Picture(f"/static/{path}", 680, 500), other_site="another website")


def test_markup_in_a_text_is_text(tmp_path):
    assert text_of(tmp_path, "<script>x</script> **b**").markup == (
        "<p>&lt;script&gt;x&lt;/script&gt; <strong>b</strong></p>\n"
    )
    assert "href" not in text_of(tmp_path, "[x](javascript:alert)").markup


def test_a_value_stays_the_words_it_is(tmp_path):
    answer = text_of(tmp_path, "## The {{ names.product }}\n\n{{names.product}} here")
    assert "<p>A*B_ &lt;b&gt;[x](y) here</p>" in answer.markup
    assert answer.words == "The A*B_ <b>[x](y) A*B_ <b>[x](y) here"


def test_a_telephone_number_calls(tmp_path):
    assert text_of(tmp_path, "Call {{ phones.statewide }}.").markup == (
        '<p>Call <a href="tel:+18665550100">(866) 555-0100</a>.</p>\n'
    )


def test_a_link_outside_a_sentence_is_drawn_to_be_pressed(tmp_path):
    assert text_of(tmp_path, "[FAQ](/help/faq)\n\nSee [FAQ](/help/faq).").markup == (
        '<p><a href="/help/faq" class="alone">FAQ</a></p>\n<p>See <a href="/help/faq">FAQ</a>.</p>\n'
    )


def test_a_link_that_leads_away_is_marked_and_one_of_ours_is_not(tmp_path):
    answer = text_of(tmp_path, "[Forms]({{ links.forms }}) and [FAQ](/help/faq)").markup
    assert '<a href="https://a.test/?a=1&amp;b=2" rel="external noreferrer">Forms' in answer
    assert '<span class="sr-only"> (another website)</span></a> and <a href="/help/faq">FAQ</a>' in answer


def test_headings_have_ids_that_do_not_change_with_the_language(tmp_path):
    assert text_of(tmp_path, "## Your PIN\n\nx\n\n## Su PIN {#your-pin-2}").headings == ("your-pin", "your-pin-2")
    assert '<h2 id="your-pin-2">Su PIN</h2>' in text_of(tmp_path, "## Su PIN {#your-pin-2}").markup
    with pytest.raises(BadContent, match="two headings have the same id"):
        text_of(tmp_path, "## A\n\n## A")


def test_a_picture_has_its_size_and_its_words_and_is_fetched_when_it_is_near(tmp_path):
    assert text_of(tmp_path, '![The "Login" page](pictures/login.webp)').markup == (
        '<p><img src="/static/pictures/login.webp" alt="The &quot;Login&quot; page" width="680" height="500" '
        'loading="lazy" decoding="async"></p>\n'
    )


def test_a_phone_gets_the_picture_that_was_taken_for_it(tmp_path):
    phone = Picture("/static/a-phone.webp", 390, 600)
    texts = read_texts(folder(tmp_path, en_page=HEAD + "![x](a.webp)"), ["en"], {"en": VALUES})["en"]
    markup = render_text(texts[0], picture=lambda _: Picture("/static/a.webp", 680, 500, phone), other_site="").markup
    assert markup == (
        '<p><picture><source media="(max-width: 39.99em)" srcset="/static/a-phone.webp" width="390" height="600">'
        '<img src="/static/a.webp" alt="x" width="680" height="500" loading="lazy" decoding="async"></picture></p>\n'
    )


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"en_a": "no facts"}, "a.md: must begin with its facts"),
        ({"en_a": "---\ntitle: T\n---\n"}, "a.md: the facts must be title, description, topic, order"),
        ({"en_a": HEAD.replace("3", "x")}, "a.md: the facts must be"),
        ({"en_a": HEAD + "{{ names.nobody }}"}, "a.md: the agency profile has no names.nobody"),
        ({"en_a": HEAD, "es_b": HEAD}, "en/b.md is missing"),
        ({}, "contains no texts"),
    ],
)
def test_a_folder_that_cannot_be_used_says_which_file_and_why(tmp_path, texts, reason):
    with pytest.raises(BadContent, match=reason):
        read_texts(folder(tmp_path, **texts), ["en", "es"], {"en": VALUES, "es": VALUES})


def test_the_size_of_a_picture_is_read_from_its_first_bytes():
    lossy = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + (850).to_bytes(2, "little") + (625).to_bytes(2, "little")
    lossless = b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + (849 | 624 << 14).to_bytes(4, "little")
    extended = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (849).to_bytes(3, "little") + (624).to_bytes(3, "little")
    assert [size_of_webp(each) for each in (lossy, lossless, extended)] == [(850, 625)] * 3
    with pytest.raises(BadContent, match="not a WebP picture"):
        size_of_webp(b"\x89PNG")


def test_words_are_found_without_accents_in_any_case_and_order():
    assert folded("Día de PAGO ñ") == "dia de pago n"
    assert search_words("  ¿PIN, olvidé?  ") == ["pin", "olvide"]
    assert contains_words("No recibí mi PIN, o lo olvidé", ["olvide", "pin"])
    assert not contains_words("Pagos", ["pagos", "pin"])
    assert search_words("¿?") == []
    assert len(search_words("a " * 200)) == 50

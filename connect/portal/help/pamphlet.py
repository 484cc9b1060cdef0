"""The pamphlet: one sheet about the portal to print and hand out (PUB 302: S000, S003)."""

from functools import cache

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from markupsafe import Markup

from connect.portal.help import texts
from connect.web.page import page


def pamphlet(request: HttpRequest) -> HttpResponse:
    """The texts of other pages on one sheet, with the publication number and a QR code to the videos (S004 L114)."""
    links = settings.AGENCY.links
    library = links.video_library.in_language(get_language() or settings.LANGUAGE_CODE)
    context = {
        "text": texts.text("pamphlet"),
        "benefits": texts.rendered("benefits").markup,
        "steps": texts.rendered("pamphlet").markup,
        "by_phone": texts.rendered("by-phone").markup,
        "library": library,
        "code": qr(library),
    }
    return page(request, "help/pamphlet.html", context)


@cache
def qr(address: str) -> Markup:
    """`address` as a QR code: an <svg> that fills its place. It can be read while a quarter of it is damaged."""
    drawn = segno.make(address, error="q", micro=False)
    markup = drawn.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff")
    return Markup(markup)  # noqa: S704  (the library draws squares; the address is not in it as text)

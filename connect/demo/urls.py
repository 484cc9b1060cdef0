"""The URLs of the gallery and of the demo's mailbox, which production does not have."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from connect.demo import gallery, mailbox_page
from connect.web.routes import Route, RouteAudience, url_patterns


class GalleryPart(StringConverter):
    """The parts of the gallery. Longer names come first, because one name may begin with another."""

    regex = "|".join(sorted(gallery.GALLERY_PARTS, reverse=True))
    sample = "controls"


register_converter(GalleryPart, "gallery_part")

DEMO_ROUTES = (
    Route(
        "design",
        gallery.gallery_index,
        "gallery",
        None,
        RouteAudience.MAKERS,
        "the gallery: every component in every state",
    ),
    Route(
        "design/<gallery_part:name>",
        gallery.gallery_part,
        "gallery_part",
        None,
        RouteAudience.MAKERS,
        "one sheet of it, or an error page",
    ),
    Route(
        "demo/mail",
        mailbox_page.demo_mail,
        "demo_mail",
        None,
        RouteAudience.DEMO,
        "every mail that was sent and every letter, newest first",
    ),
    Route(
        "demo/mail/<uuid:letter>.pdf",
        mailbox_page.demo_letter,
        "demo_letter",
        None,
        RouteAudience.DEMO,
        "one letter on paper",
        has_page=False,
    ),
    Route(
        "demo/mail/<uuid:mail>.html",
        mailbox_page.demo_mail_html,
        "demo_mail_html",
        None,
        RouteAudience.DEMO,
        "the HTML part of one mail",
        has_page=False,
    ),
)

urlpatterns = url_patterns(DEMO_ROUTES)

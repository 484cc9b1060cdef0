"""The URLs of the gallery and of the demo's mailbox, which production does not have."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from connect.demo import gallery, mailbox_page


class GalleryPart(StringConverter):
    """The parts of the gallery. Longer names come first, because one name may begin with another."""

    regex = "|".join(sorted(gallery.GALLERY_PARTS, reverse=True))


register_converter(GalleryPart, "gallery_part")

urlpatterns = [
    # The gallery; 404 in production
    path("design", gallery.gallery_index, name="gallery"),
    path("design/<gallery_part:name>", gallery.gallery_part, name="gallery_part"),
    # The mailbox; 404 outside the demo
    path("demo/mail", mailbox_page.demo_mail, name="demo_mail"),
    path("demo/mail/<uuid:letter>.pdf", mailbox_page.demo_letter, name="demo_letter"),
]

"""The addresses that only makers and the demo have."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from connect.demo import gallery, mailbox_page


class GalleryPart(StringConverter):
    """The parts of the gallery; longer names first, since one may begin with another."""

    regex = "|".join(sorted(gallery.GALLERY_PARTS, reverse=True))


register_converter(GalleryPart, "gallery_part")

urlpatterns = [
    # The look, for its makers; not found in production
    path("design", gallery.gallery_index, name="gallery"),
    path("design/<gallery_part:name>", gallery.gallery_part, name="gallery_part"),
    # What was sent; not found outside the demo
    path("demo/mail", mailbox_page.demo_mail, name="demo_mail"),
    path("demo/mail/<uuid:letter>.pdf", mailbox_page.demo_letter, name="demo_letter"),
]

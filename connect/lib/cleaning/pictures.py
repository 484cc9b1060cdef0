"""A picture made anew from its pixels alone: upright, no larger than needed, without a word of where it was taken.

Only the process of `connect.lib.cleaning` imports this: it decodes what strangers send.
"""

import warnings
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from connect.lib.cleaning.limits import MOST_PIXELS, MOST_SIDE, FileRefusal, Unclean

_FORMATS = ("JPEG", "PNG", "HEIF")
_QUALITY = 85


def clean_picture(content: bytes) -> bytes:
    """A JPEG of the picture in `content`. Raises FileRefusal, and whatever a decoder raises."""
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        opened = Image.open(BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise FileRefusal(Unclean.SIZE) from None
    with opened as image:
        if image.width * image.height > MOST_PIXELS:
            raise FileRefusal(Unclean.SIZE)
        image.draft(None, (MOST_SIDE, MOST_SIDE))  # a JPEG is decoded no larger than needed
        image.load()
        image.thumbnail((MOST_SIDE, MOST_SIDE))
        return jpeg_of(ImageOps.exif_transpose(image), _QUALITY)


def jpeg_of(image: Image.Image, quality: int) -> bytes:
    """A JPEG of the pixels alone, what is transparent white."""
    ground = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
    else:
        ground.paste(_eight_bits(image).convert("RGB"))
    made = BytesIO()
    ground.save(made, "JPEG", quality=quality)
    return made.getvalue()


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of a picture with sixteen bits of gray, the upper eight."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value / 256).convert("L")

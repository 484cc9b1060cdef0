"""Files as people send them, and as people should not."""

import io
import zlib
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw

CANARY = "CANARY-PLACE"
EICAR_LIKE = b"THIS-IS-THE-TESTS-OWN-VIRUS-4711"  # clamd finds it by the test's own signature
PAGE = b"BT /F1 24 Tf 72 700 Td (Pay stub) Tj ET"


def where_it_was_taken(orientation: int = 1) -> bytes:
    """EXIF with a place, a comment and a direction."""
    exif = Image.Exif()
    exif[0x010E] = f"{CANARY} description"
    exif[0x0112] = orientation
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (36.0, 44.0, 12.0), "W", (119.0, 47.0, 5.0)
    gps[29] = f"{CANARY} day"
    return exif.tobytes()


def drawn(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """White, and red in the corner where it begins."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 3), fill="red")
    return image


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def jpeg(size: tuple[int, int] = (60, 40), *, orientation: int = 1) -> bytes:
    return _saved(drawn(size), "JPEG", exif=where_it_was_taken(orientation), comment=CANARY.encode())


def png(size: tuple[int, int] = (60, 40)) -> bytes:
    return _saved(drawn(size), "PNG", exif=where_it_was_taken())


@cache
def heic(size: tuple[int, int] = (64, 48)) -> bytes:
    pillow_heif.register_heif_opener()
    return _saved(drawn(size), "HEIF", exif=where_it_was_taken(), xmp=f"<x>{CANARY}</x>".encode())


def pdf(pages: int = 1, *, change: object = None, **options: object) -> bytes:
    """A PDF with a line of text on each page. `change`: a function that is given it before it is saved."""
    with pikepdf.new() as paper:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica")
        )
        for _ in range(pages):
            page = paper.add_blank_page()
            page.Contents = paper.make_stream(PAGE)
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        if change:
            change(paper)
        made = io.BytesIO()
        paper.save(made, **options)
        return made.getvalue()


def acting(paper: pikepdf.Pdf) -> None:
    """Everything that acts, hides or tells: scripts, actions, a form, an attachment, metadata, data of programs."""
    name, page = pikepdf.Name, paper.pages[0]
    script = pikepdf.Dictionary(S=name.JavaScript, JS=f"app.alert('{CANARY}')")
    paper.Root.OpenAction = script
    paper.Root.AA = pikepdf.Dictionary(WC=script)
    page.AA = pikepdf.Dictionary(O=script)
    page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=f"{CANARY} private"))
    paper.attachments["secret.txt"] = f"{CANARY} attached".encode()
    link = pikepdf.Dictionary(S=name.URI, URI=f"https://example.org/{CANARY}")
    field = pikepdf.Dictionary(
        Type=name.Annot, Subtype=name.Widget, FT=name.Tx, T="amount", V="41250", F=4, Rect=[72, 600, 300, 630],
        DA="/F1 12 Tf 0 g", A=link, AA=pikepdf.Dictionary(K=script),
    )  # fmt: skip
    fields = pikepdf.Array([paper.make_indirect(field)])
    page.Annots = pikepdf.Array(fields)
    fonts = pikepdf.Dictionary(Font=page.Resources.Font)
    paper.Root.AcroForm = pikepdf.Dictionary(Fields=fields, DR=fonts, NeedAppearances=True, DA="/F1 12 Tf 0 g")
    picture = paper.make_stream(jpeg())
    picture.Type, picture.Subtype, picture.Width, picture.Height = name.XObject, name.Image, 60, 40
    picture.ColorSpace, picture.BitsPerComponent, picture.Filter = name.DeviceRGB, 8, name.DCTDecode
    picture.Metadata = paper.make_stream(f"<x>{CANARY}</x>".encode())
    page.Resources.XObject = pikepdf.Dictionary(Im1=picture)
    page.Contents = paper.make_stream(PAGE + b" q 120 0 0 80 72 400 cm /Im1 Do Q")
    page.Resources.Properties = pikepdf.Dictionary(MC0=pikepdf.Dictionary(Note=f"{CANARY} note"))
    with paper.open_metadata() as said:
        said["dc:title"] = f"{CANARY} title"
    paper.docinfo["/Author"] = f"{CANARY} author"


def zip_bomb() -> bytes:
    """A page whose drawing is two billion bytes long, packed twice."""
    packer, packed = zlib.compressobj(9), b""
    for _ in range(2_000):
        packed += packer.compress(b" " * 1_000_000)
    packed = zlib.compress(packed + packer.flush(), 9)

    def change(paper: pikepdf.Pdf) -> None:
        filters = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
        paper.pages[0].Contents.write(packed, filter=filters)

    none = pikepdf.StreamDecodeLevel.none
    return pdf(change=change, compress_streams=False, stream_decode_level=none)


def pixel_bomb() -> bytes:
    """A PNG of 250 KB that says that it has 1.6 billion pixels, and has them."""
    side = 40_000
    head = side.to_bytes(4) * 2 + bytes((1, 0, 0, 0, 0))  # a bit a pixel, gray
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 + side // 8)) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def png_that_lies() -> bytes:
    """A small PNG whose head says that it is 60,000 pixels wide and high."""
    said = bytearray(png())
    said[16:24] = (60_000).to_bytes(4) * 2
    said[29:33] = zlib.crc32(said[12:29]).to_bytes(4)
    return bytes(said)

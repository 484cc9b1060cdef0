"""A PDF rebuilt from its pages alone: what is drawn on them stays, whatever acts, hides or tells of its maker goes.

Only the process of `connect.lib.cleaning` imports this: it reads what strangers send.
"""

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]

from connect.lib.cleaning.limits import MOST_MADE_BYTES, MOST_PAGES, PAGE_SIDE, FileRefusal, Unclean
from connect.lib.cleaning.pictures import jpeg_of

_QUALITY = 75
_INCH = 72
_SHARPEST = 150  # pixels to the inch
# All that a page is drawn from. Without them: annotations, actions, thumbnails, data of other programs.
_OF_A_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
# Of a stream: what tells of its making, other files that it stands for, and what lies beside the document.
_NOT_OF_A_STREAM = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Ref", "/OPI", "/Alternates", "/Measure", "/PtData"),
    *("/StructParent", "/StructParents", "/F", "/FFilter", "/FDecodeParms"),
)
_NOT_OF_A_DICTIONARY = ("/Metadata", "/PieceInfo", "/AF")
_PICTURE_FILTERS = ("/DCTDecode", "/JPXDecode")


def clean_paper(content: bytes) -> tuple[bytes, list[bytes]]:
    """The PDF, and each page as a JPEG. Raises FileRefusal, and whatever a reader raises."""
    try:
        given = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise FileRefusal(Unclean.PASSWORD) from None
    if not given.pages:
        raise FileRefusal(Unclean.DAMAGED)
    if len(given.pages) > MOST_PAGES:
        raise FileRefusal(Unclean.PAGES)
    given.generate_appearance_streams()  # of fields whose program left it to the reader
    given.flatten_annotations("screen")
    paper = pikepdf.new()
    paper.pages.extend(given.pages)
    for page in paper.pages:
        for key in set(page.obj.keys()) - _OF_A_PAGE:
            del page.obj[key]
    _strip(paper)
    made = BytesIO()
    paper.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue(), drawn_pages(made.getvalue())


def drawn_pages(content: bytes) -> list[bytes]:
    """Each page as a JPEG. Raises FileRefusal where all of them are too much."""
    found, length = [], 0
    with pypdfium2.PdfDocument(content) as paper:
        for page in paper:
            scale = min(_SHARPEST / _INCH, PAGE_SIDE / max(*page.get_size(), 1))
            picture = jpeg_of(page.render(scale=scale).to_pil(), _QUALITY)
            page.close()
            found.append(picture)
            length += len(picture)
            if length > MOST_MADE_BYTES:
                raise FileRefusal(Unclean.SIZE)
    return found


def _strip(paper: pikepdf.Pdf) -> None:
    """Take out of everything that the pages are drawn from what is not drawn."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [page.obj for page in paper.pages]
    while waiting:
        found = waiting.pop()
        if not isinstance(found, pikepdf.Object):
            continue
        if found.is_indirect:
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
        if isinstance(found, pikepdf.Array):
            waiting += list(found)
        elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            _strip_one(found)
            waiting += [value for key, value in found.items() if key != "/Parent"]


def _strip_one(found: Any) -> None:
    is_stream = isinstance(found, pikepdf.Stream)
    unwanted: tuple[str, ...]
    if is_stream:
        unwanted = _NOT_OF_A_STREAM
    else:
        unwanted = _NOT_OF_A_DICTIONARY if isinstance(found.get("/Type"), pikepdf.Name) else ()
    for key in unwanted:
        if key in found:
            del found[key]
    resources = found.get("/Resources")
    if isinstance(resources, pikepdf.Dictionary) and "/Properties" in resources:
        del resources["/Properties"]  # of marked content: anything at all may stand there
    if is_stream:
        _strip_picture(found)


def _strip_picture(stream: Any) -> None:
    """A picture within a PDF keeps the file that it was made from, and that says where it was taken."""
    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if not set(names) & set(_PICTURE_FILTERS):
        return
    if names == ["/DCTDecode"]:
        stream.write(
            pixels_of_jpeg(stream.read_raw_bytes()), filter=stream["/Filter"], decode_parms=_parameters(stream)
        )
    elif names == ["/JPXDecode"]:
        stream.write(pixels_of_jpeg2000(stream.read_raw_bytes()), filter=stream["/Filter"])
    elif "/JPXDecode" in names:
        raise FileRefusal(Unclean.DAMAGED)
    else:
        stream.write(stream.read_bytes(pikepdf.StreamDecodeLevel.all))


def _parameters(stream: Any) -> Any:
    return stream.get("/DecodeParms")


def pixels_of_jpeg(content: bytes) -> bytes:
    """`content` without its application segments and comments, but for Adobe's, which says how colors are coded."""
    kept, place = bytearray(content[:2]), 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise FileRefusal(Unclean.DAMAGED)
        mark = content[place + 1]
        if mark == 0xFF:  # a fill byte
            place += 1
            continue
        if mark == 0xDA:  # the pixels follow
            return bytes(kept) + content[place:]
        length = 2 + int.from_bytes(content[place + 2 : place + 4])
        if not (0xE0 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            kept += content[place : place + length]
        place += length
    raise FileRefusal(Unclean.DAMAGED)


def pixels_of_jpeg2000(content: bytes) -> bytes:
    """`content` without the boxes in which XML, or what other programs know, may stand."""
    if content.startswith(b"\xff\x4f\xff\x51"):  # no boxes: the pixels alone
        return content
    kept, place = bytearray(), 0
    while place + 8 <= len(content):
        length = int.from_bytes(content[place : place + 4])
        if length == 1:
            length = int.from_bytes(content[place + 8 : place + 16])
        end = place + length if length else len(content)
        if end < place + 8:
            raise FileRefusal(Unclean.DAMAGED)
        if content[place + 4 : place + 8] in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            kept += content[place:end]
        place = end
    return bytes(kept)

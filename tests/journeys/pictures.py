"""Pictures of pages beside those kept as the reference: the browser itself packs and compares them.

A reference picture is a WebP at half the size of the page. Two pictures are compared in grey, in blocks of 4 by 4
pixels of the reference: a block has changed when its mean differs by more than STEP of 255.
"""

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Locator, Page

REFERENCE = Path(__file__).parent / "reference"
FONTS = REFERENCE / "fonts.txt"
STEP = 20
# Of all blocks, so many may differ on the machine's own fonts before a page counts as changed.
TOLERANCE = 0.002
# The page may be so much longer or shorter (two lines of a long sheet).
TOLERANCE_OF_HEIGHT = 0.01
# On a busy machine Chromium now and then refuses a picture that it takes when asked again.
REFUSED = "Unable to capture screenshot"
TRIES = 3

_TOOLS = """
async ([mode, shown, kept, step]) => {
  const load = async (src) => {
    const picture = Object.assign(new Image(), { src });
    await picture.decode();
    return picture;
  };
  const draw = (picture, width, height, of) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, width * of, height * of, 0, 0, width, height); // no stretching, or edges would drift
    return canvas;
  };
  const now = await load(shown);
  const half = [now.width >> 1, now.height >> 1];
  if (mode === "pack") return draw(now, ...half, 2).toDataURL("image/webp", 0.6);
  const then = await load(kept);
  const grey = (picture) => {
    const [width, height] = [then.width >> 2, Math.min(half[1], then.height) >> 2];
    const canvas = draw(picture, width, height, picture === now ? 8 : 4);
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const bright = (i) => (data[i] * 3 + data[i + 1] * 6 + data[i + 2]) / 10;
    return Array.from({ length: width * height }, (_, i) => bright(4 * i));
  };
  const [a, b] = [grey(now), grey(then)];
  const changed = a.filter((value, i) => Math.abs(value - b[i]) > step).length / a.length;
  return { changed, longer: Math.abs(half[1] / then.height - 1), wider: half[0] !== then.width };
}
"""

_FONTS = """(family) => {
  const pen = document.createElement("canvas").getContext("2d");
  return ["400", "700"].flatMap(weight => ["Payments I Received 0123456789", "¿Olvidó su PIN? ñ‹›…"].map(text => {
    pen.font = `${weight} 40px ${family}`;
    return pen.measureText(text).width.toFixed(2);
  })).join(" ");
}"""


def picture_of(shown: Page | Locator, **options: Any) -> bytes:
    """The PNG of a page or of a part of it, with Playwright's own options; asked for anew where Chromium refuses it."""
    for _ in range(TRIES - 1):
        try:
            return shown.screenshot(**options)
        except Error as error:
            if REFUSED not in str(error):
                raise
    return shown.screenshot(**options)


def fonts(desk: Page, page: Page) -> str:
    """What distinguishes this machine's letters: how wide two lines are in the page's own family, plain and bold.

    Measured on the empty `desk`: a page's language has a part in choosing letters.
    """
    return desk.evaluate(_FONTS, page.evaluate("getComputedStyle(document.body).fontFamily"))


def packed(desk: Page, png: bytes) -> bytes:
    """The picture as it is kept. `desk` is an empty page to work on."""
    return base64.b64decode(desk.evaluate(_TOOLS, ["pack", _url("png", png), "", STEP]).split(",")[1])


def difference(desk: Page, png: bytes, kept: bytes) -> str:
    """What has changed beyond the tolerance since `kept`, in words; '' for nothing."""
    found = desk.evaluate(_TOOLS, ["compare", _url("png", png), _url("webp", kept), STEP])
    if found["wider"]:
        return "another width"
    if found["longer"] > TOLERANCE_OF_HEIGHT:
        return f"{found['longer']:.1%} longer or shorter"
    if found["changed"] > TOLERANCE:
        return f"{found['changed']:.2%} of it has changed"
    return ""


def _url(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"

"""Real files, made anew: a PDF of several pages, a photograph that knows its place, a document, broken ones."""

import io
import zipfile
from functools import cache

from PIL import Image


@cache  # the date in it is that of the second, and tests ask for the same file again
def pdf(pages: int = 3) -> bytes:
    """A4 sheets of different greys, so that one is told from another by its colour."""
    sheets = [Image.new("RGB", (620, 877), (200 - 40 * n,) * 3) for n in range(pages)]
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:], title="示例纪要", creator="示例程序")
    return target.getvalue()


def photograph() -> bytes:
    """Lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (400, 200), (10, 120, 90))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "示例相机"
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


CORE = "<cp:coreProperties xmlns:cp='a' xmlns:dc='b'><dc:title>示例合同</dc:title></cp:coreProperties>"


def document(core: str = CORE) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("docProps/core.xml", core)
    return target.getvalue()


def bomb() -> bytes:
    """A picture of 30,000 × 30,000 that takes a few kilobytes."""
    target = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(target, "PNG")
    return target.getvalue()

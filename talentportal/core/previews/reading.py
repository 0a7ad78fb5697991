"""The process that opens one uploaded file: bytes in, a line of JSON and pictures out, with limits that it sets itself.

Started by taking.py as a program, without the portal and without the environment of its caller, so that no file can
hold or break the portal. Pictures are drawn anew: nothing hidden in a photograph (place, camera, name) goes along.
"""

import datetime as dt
import io
import json
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

WIDE, SMALL = 1200, 160  # pixels of a page and of its small picture
PIXELS = 60_000_000  # of an image: a larger one is not opened
PART = 200_000  # bytes of the part of an office document that tells of it
LINE = 200
PDF_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?")
NAMES = {"title": "title", "creator": "made_with", "created": "written_at"}


class Unreadable(Exception):
    """`code` says why; the caller has the words."""


def read_pdf(content: bytes, target: Path, most: int) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("locked" if "password" in str(error).lower() else "damaged") from error
    if not len(document):
        raise Unreadable("damaged")
    about = document.get_metadata_dict()
    width, height = document[0].get_size()
    for number in range(min(len(document), most)):
        page = document[number]
        across = max(page.get_size()[0], 1)
        _keep(page.render(scale=min(WIDE / across, 4)).to_pil(), target, number + 1)
    return {
        "pages": len(document),
        "pictures": min(len(document), most),
        "width": round(width),
        "height": round(height),
        "title": _line(about.get("Title")),
        "made_with": _line(about.get("Creator") or about.get("Producer")),
        "written_at": _pdf_date(about.get("CreationDate", "")),
    }


def read_image(content: bytes, target: Path, most: int) -> dict[str, Any]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.width * image.height > PIXELS:
                raise Unreadable("large")
            width, height = image.size
            upright = ImageOps.exif_transpose(image)
            _keep(upright, target, 1)
    except Image.DecompressionBombError as error:
        raise Unreadable("large") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unreadable("damaged") from error
    return {"pages": 1, "pictures": 1, "width": width, "height": height}


def read_office(content: bytes, target: Path, most: int) -> dict[str, Any]:
    """What the document says of itself; it has no pages until somebody sets them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            info = archive.getinfo("docProps/core.xml")
            text = archive.read(info) if info.file_size <= PART else b""
    except KeyError:
        return {}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    if not text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        return {}
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without declarations nothing in it can grow
    except ElementTree.ParseError:
        return {}
    found = {part.tag.rpartition("}")[2]: part.text for part in root}
    about = {name: _line(found.get(tag)) for tag, name in NAMES.items()}
    return {**about, "written_at": about["written_at"] or None}


def _keep(image: Any, target: Path, number: int) -> None:
    """A page as WebP, and the first one small beside it."""
    plain = image.convert("RGB")
    plain.thumbnail((WIDE, WIDE * 2))
    plain.save(target / f"{number}.webp", quality=80)
    if number == 1:
        plain.thumbnail((SMALL, SMALL * 2))
        plain.save(target / "0.webp", quality=75)


def _line(text: Any) -> str:
    return " ".join(str(text or "").split())[:LINE]


def _pdf_date(text: str) -> str | None:
    found = PDF_DATE.match(text)
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC).isoformat()
    except ValueError:
        return None


READERS = {"application/pdf": read_pdf, "image/jpeg": read_image, "image/png": read_image}


def main() -> None:
    asked = json.loads(sys.argv[1])
    for limit, value in ((resource.RLIMIT_AS, asked["memory"]), (resource.RLIMIT_CPU, asked["seconds"])):
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    read = READERS.get(asked["kind"], read_office)
    try:
        answer = read(sys.stdin.buffer.read(), Path(asked["target"]), asked["pages"])
    except Unreadable as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "large"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()

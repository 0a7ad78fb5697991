"""Stored files given out: as downloads, never shown inside our pages; what is shown are pictures that we drew."""

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404

from talentportal.core.previews.taking import picture_of
from talentportal.core.services.files import open_stored


def download(row: Any) -> FileResponse:
    """The file of a row with `name`, `sha256` and `content_type`, of the kind its content has."""
    try:
        content = open_stored(row.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=row.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    return _closed(response)


def picture(row: Any, page: int) -> FileResponse:
    """A page of the file of a row, as a picture; page 0 is the first one small."""
    try:
        content = picture_of(row.sha256, page).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return _closed(FileResponse(content, content_type="image/webp"))


def _closed(response: FileResponse) -> FileResponse:
    """Nothing in it runs, and nobody keeps it."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""Stored files given out: as downloads only, never shown inside our pages."""

from typing import Any
from urllib.parse import quote

from django.http import FileResponse, Http404

from talentportal.core.services.files import open_stored


def download(row: Any) -> FileResponse:
    """The file of a row with `name`, `sha256` and `content_type`, of the kind its content has."""
    try:
        content = open_stored(row.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=row.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response

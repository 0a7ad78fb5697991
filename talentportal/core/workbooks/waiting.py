"""Uploaded workbooks that wait: for being read, and for coming back with their mistakes marked.

They may hold identity numbers, so they lie outside the stored files, go as soon as they are applied, and in any case
after a week.
"""

import datetime as dt
import os
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

KEPT = dt.timedelta(days=7)


def put(batch_id: int, upload: Any, *, at: dt.datetime) -> None:
    """Keep the upload under the id of its import."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    upload.seek(0)
    handle = os.open(_path(batch_id), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    os.utime(_path(batch_id), (at.timestamp(), at.timestamp()))


def sweep(*, at: dt.datetime) -> int:
    """Those that nobody came back for go; answers how many."""
    folder = _folder()
    files = list(folder.iterdir()) if folder.exists() else []
    old = [path for path in files if path.stat().st_mtime < (at - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def open_waiting(batch_id: int) -> BinaryIO | None:
    """The workbook of an import; None once it is gone."""
    try:
        return _path(batch_id).open("rb")
    except FileNotFoundError:
        return None


def drop(batch_id: int) -> None:
    _path(batch_id).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "waiting-workbooks"


def _path(batch_id: int) -> Path:
    return _folder() / str(int(batch_id))

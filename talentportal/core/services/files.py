"""Uploaded files: checked by content, stored by their hash outside the web root, never changed.

The same file stored twice lies on disk once; rows of any model with a field `sha256` say who added it under which name.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
NAME_LENGTH = 200
OPEN_XML = "application/vnd.openxmlformats-officedocument."
# kind -> (extension it is given, further extensions it may bear)
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "application/pdf": (".pdf", frozenset()),
    "image/jpeg": (".jpg", frozenset({".jpeg"})),
    "image/png": (".png", frozenset()),
    OPEN_XML + "wordprocessingml.document": (".docx", frozenset()),
    OPEN_XML + "spreadsheetml.sheet": (".xlsx", frozenset()),
}
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
CONTAINERS = {
    "word/document.xml": OPEN_XML + "wordprocessingml.document",
    "xl/workbook.xml": OPEN_XML + "spreadsheetml.sheet",
}
MAX_ENTRIES = 5000


class StoredFile(NamedTuple):
    """What a row keeps about its file."""

    name: str
    sha256: str
    size: int
    content_type: str


class FileRefused(Exception):
    """The file was not taken; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def examine(upload: Any) -> str:
    """The kind of an uploaded file, found from its content; refuses what is empty, too big or of another kind."""
    if not upload.size:
        raise FileRefused(_("The file is empty. Choose it again, or another one."))
    if upload.size > MAX_BYTES:
        raise FileRefused(_("The file is larger than 20 MB. Reduce it or split it, and add it again."))
    kind = _kind(upload)
    if kind is None:
        raise FileRefused(
            _("Only PDF, JPG, PNG, DOCX and XLSX files without macros are taken. Save it as one of them.")
        )
    return kind


def _kind(upload: Any) -> str | None:
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(upload)
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), None)


def _office_kind(upload: Any) -> str | None:
    """DOCX or XLSX by the parts inside; nothing is unpacked, and a file with macros is neither."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    finally:
        upload.seek(0)
    parts = set(names)
    if len(names) > MAX_ENTRIES or "[Content_Types].xml" not in parts or any("vbaproject" in n.lower() for n in names):
        return None
    return next((kind for part, kind in CONTAINERS.items() if part in parts), None)


def file_name(name: str, kind: str) -> str:
    """The last part of the name without control signs, with an extension that tells the truth."""
    clean = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    clean = "".join(c for c in clean if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp")).strip(" .")
    extension, others = KINDS[kind]
    stem, dot, last = clean.rpartition(".")
    if not dot or f".{last.lower()}" not in {extension, *others}:
        stem, last = clean, extension[1:]
    return f"{(stem or 'file')[: NAME_LENGTH - len(last) - 1]}.{last}"


def path_of(sha256: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.MEDIA_ROOT) / "evidence" / sha256[:2] / sha256


def open_stored(sha256: str) -> BinaryIO:
    """The content with this hash, to read; FileNotFoundError if it is not there."""
    return path_of(sha256).open("rb")


def store(upload: Any) -> StoredFile:
    """Check an upload and keep its content. Called in the transaction that writes the row which shows it."""
    kind = examine(upload)
    sha256 = _hash_of(upload)
    _hold(sha256)
    _write(upload, sha256)
    return StoredFile(file_name(upload.name or "", kind), sha256, upload.size, kind)


def discard(sha256: str) -> None:
    """Content that no row shows any more goes. Called when the row that showed it is gone for good."""
    with transaction.atomic():
        _hold(sha256)
        if not any(model._default_manager.filter(sha256=sha256).exists() for model in _models_with_files()):
            path_of(sha256).unlink(missing_ok=True)
            forget_preview(sha256)


def forget_preview(sha256: str) -> None:
    """What was found out about the content goes with it."""
    from talentportal.core.previews.taking import forget  # which reads stored files itself

    forget(sha256)


def _models_with_files() -> list[type[Model]]:
    """Asked by field, so that no new kind of file is forgotten when another one is taken away."""
    return [model for model in apps.get_models() if _has_file(model)]


def _has_file(model: type[Model]) -> bool:
    try:
        return bool(model._meta.get_field("sha256"))
    except FieldDoesNotExist:
        return False


def _hash_of(upload: Any) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _write(upload: Any, sha256: str) -> None:
    """Write the content under its hash, whole or not at all."""
    root = Path(settings.MEDIA_ROOT) / "evidence"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as target:
            upload.seek(0)
            for chunk in upload.chunks():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        place = path_of(sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        Path(temporary).replace(place)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _hold(sha256: str) -> None:
    """Nobody discards what somebody else is just adding: one at a time per hash, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evidence'), hashtext(%s))", [sha256])

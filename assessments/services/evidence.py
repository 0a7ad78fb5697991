"""Files behind a figure: checked by content, stored by their hash outside the web root, never changed.

The same file stored twice lies on disk once. A row per report and indicator says who added it under which name.
"""

import datetime as dt
import hashlib
import os
import re
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from assessments.models import Evidence, Indicator, Report
from assessments.services.sections import lock_for_changes
from talentportal.core.services.audit import record

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


class EvidenceRefused(Exception):
    """The file was not taken; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def examine(upload: Any) -> str:
    """The kind of an uploaded file, found from its content; refuses what is empty, too big or of another kind."""
    if not upload.size:
        raise EvidenceRefused(_("The file is empty. Choose it again, or another one."))
    if upload.size > MAX_BYTES:
        raise EvidenceRefused(_("The file is larger than 20 MB. Reduce it or split it, and add it again."))
    kind = _kind(upload)
    if kind is None:
        raise EvidenceRefused(
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


def hash_of(upload: Any) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def store(upload: Any, sha256: str) -> None:
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


def add_evidence(report: Report, indicator: Indicator, upload: Any, *, by: Any, at: dt.datetime) -> Evidence:
    """Put a file behind a self-reported figure while the report is open."""
    kind = examine(upload)
    name = file_name(upload.name or "", kind)
    with transaction.atomic():
        report = lock_for_changes(report, by=by, at=at)
        sha256 = hash_of(upload)
        _hold(sha256)
        store(upload, sha256)
        row = Evidence(report=report, indicator=indicator, name=name, sha256=sha256, size=upload.size)
        row.content_type, row.uploaded_by, row.uploaded_at = kind, by, at
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            twin = Evidence.objects.get(report=report, indicator=indicator, sha256=sha256)
            raise EvidenceRefused(_("This file is already here, as “%(name)s”.") % {"name": twin.name}) from error
        unit = report.township.code
        about = {"indicator": indicator.code, "file": name, "sha256": sha256}
        record("assessments.edit_report", report, by=by, at=at, township_code=unit, evidence="added", **about)
    return row


def remove_evidence(evidence: Evidence, *, by: Any, at: dt.datetime) -> None:
    """Take a file away from a figure while the report is open; the log keeps its name and hash."""
    with transaction.atomic():
        report = lock_for_changes(evidence.report, by=by, at=at)
        about = {"indicator": evidence.indicator.code, "file": evidence.name, "sha256": evidence.sha256}
        Evidence.objects.filter(pk=evidence.pk).delete()
        unit = report.township.code
        record("assessments.edit_report", report, by=by, at=at, township_code=unit, evidence="removed", **about)
        transaction.on_commit(lambda: _tidy(evidence.sha256))


def _tidy(sha256: str) -> None:
    """Content that no figure shows any more goes, too."""
    with transaction.atomic():
        _hold(sha256)
        if not Evidence.objects.filter(sha256=sha256).exists():
            path_of(sha256).unlink(missing_ok=True)


def _hold(sha256: str) -> None:
    """Nobody tidies away what somebody else is just adding: one at a time per hash, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evidence'), hashtext(%s))", [sha256])

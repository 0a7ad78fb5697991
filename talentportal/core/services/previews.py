"""Previews of uploaded files: asked for with the file, made by a job, made up for where one is lacking."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from talentportal.core.models import FilePreview
from talentportal.core.previews import taking

from .jobs import request_job

JOB = "preview"


def request_preview(row: Any, *, by: Any, at: dt.datetime) -> None:
    """For a row with `sha256` and `content_type`, in the transaction that writes it."""
    if not FilePreview.objects.filter(digest=row.sha256).exists():
        request_job(JOB, row.sha256, {"digest": row.sha256, "kind": row.content_type}, by=by, at=at)


def make_preview(digest: str, kind: str, *, at: dt.datetime) -> None:
    """The job. What was looked into before stays as it is."""
    if not FilePreview.objects.filter(digest=digest).exists():
        taking.take(digest, kind, at=at)


def request_lacking(rows: QuerySet[Any], *, at: dt.datetime, most: int = 200) -> int:
    """Ask for the previews that rows with a file lack; says for how many."""
    lacking = rows.exclude(sha256__in=FilePreview.objects.values("digest"))[:most]
    found = {row.sha256: row for row in lacking}
    for row in found.values():
        request_preview(row, by=None, at=at)
    return len(found)

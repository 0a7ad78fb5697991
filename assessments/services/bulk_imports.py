"""Bulk import of registers by the office: asked for, read, and shown by rows before anything is written.

A workbook is read by a job. Whatever is wrong is told at once, row by row; while anything is wrong, nothing can be
applied. Applying and taking back are in bulk_writing.py.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from assessments.imports import KINDS, Kind
from assessments.imports.kinds import FAULTY, SAME, Judged
from assessments.imports.rows import VERSION, raw_rows, read_rows
from assessments.models.periods import day_of
from talentportal.core.models import Import, ImportRow
from talentportal.core.models.jobs import JobState
from talentportal.core.services import audit
from talentportal.core.services.files import FileRefused
from talentportal.core.services.jobs import request_job
from talentportal.core.workbooks import waiting, writing
from talentportal.core.workbooks.columns import Table
from talentportal.core.workbooks.guard import LIMITS, WorkbookRefused, open_workbook
from townships.models import User

READ, APPLY, UNDO = "read_import", "apply_import", "undo_import"
READING, COMPARING = gettext_noop("reading the workbook"), gettext_noop("comparing it with the register")
State = Import.State
Tell = Callable[[int, int, str], None]  # how far it is: done, of how much, at which stage


class ImportRefused(Exception):
    """The step was not taken; the message says why, for people."""


def template(kind: Kind, *, today: dt.date) -> bytes:
    """The empty workbook of a register."""
    return writing.template(kind.code, VERSION, Table(str(kind.title), kind.columns(today=today)))


@transaction.atomic
def request_import(kind: Kind, upload: Any, *, by: User, at: dt.datetime) -> Import:
    """Take a workbook in; a job reads it."""
    check_right(kind, by)
    if not upload.size:
        raise FileRefused(_("The file is empty. Choose it again, or another one."))
    if upload.size > LIMITS.bytes:
        size = LIMITS.bytes >> 20
        raise FileRefused(_("The file is larger than %(size)s MB. Split it into several workbooks.") % {"size": size})
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    batch = Import.objects.create(
        kind=kind.code, name=_plain(upload.name), sha256=digest.hexdigest(), size=upload.size, uploaded_by=by,
        uploaded_at=at,
    )  # fmt: skip
    waiting.put(batch.pk, upload, at=at)
    ask(READ, batch, by=by, at=at)
    audit.record(kind.register, batch, by=by, at=at, step="upload", kind=kind.code, sha256=batch.sha256)
    return batch


def ask(job_kind: str, batch: Import, *, by: User, at: dt.datetime) -> None:
    """Ask for a job about the import; its words will be in the language of who asks."""
    args = {"import": batch.pk, "language": get_language() or "zh-hans"}
    batch.job = request_job(job_kind, f"import:{batch.pk}", args, by=by, at=at)
    batch.save(update_fields=["job"])


def check_right(kind: Kind, by: User) -> None:
    if not by.has_perm(kind.register):
        raise PermissionDenied


@transaction.atomic
def read_import(batch: Import, *, at: dt.datetime, progress: Tell) -> None:
    """Read a waiting workbook and keep every row with its mistakes and its difference."""
    batch = Import.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(pk=batch.pk)
    if batch.state != State.READING:
        return
    progress(0, 2, READING)
    try:
        judged = judge(batch, by=batch.uploaded_by, at=at)
    except FileRefused as refused:
        waiting.drop(batch.pk)
        batch.state, batch.message = State.REFUSED, refused.message
        batch.save(update_fields=["state", "message"])
        return
    progress(1, 2, COMPARING)
    keep(batch, judged)
    progress(2, 2, COMPARING)


def judge(batch: Import, *, by: User, at: dt.datetime) -> list[Judged]:
    """The rows of the waiting workbook against the register as it is now."""
    kind, today = KINDS[batch.kind], day_of(at)
    rows = read_rows(kind.code, kind.columns(today=today), _sheets(batch))
    if not rows:
        raise WorkbookRefused(_("No row of the workbook is filled in."))
    return kind.judge(rows, by=by, today=today)


def _sheets(batch: Import) -> Any:
    file = waiting.open_waiting(batch.pk)
    if file is None:
        raise WorkbookRefused(_("The workbook is no longer kept. Upload it again."))
    with file:
        return open_workbook(file)


def keep(batch: Import, judged: Sequence[Judged], *, message: str = "") -> None:
    """Keep what was found, in place of what was found before."""
    batch.rows.all().delete()
    sheet = str(KINDS[batch.kind].title)[:40]
    ImportRow.objects.bulk_create([_kept(batch, sheet, found) for found in judged], batch_size=2000)
    is_faulty = any(found.change == FAULTY for found in judged)
    batch.state, batch.message = State.FAULTY if is_faulty else State.READY, message
    batch.save(update_fields=["state", "message"])


def _kept(batch: Import, sheet: str, found: Judged) -> ImportRow:
    return ImportRow(
        batch=batch,
        sheet=sheet,
        number=found.row.number,
        change=found.change,
        values=found.row.texts,
        faults=found.row.faults,
        before=found.before,
        after=found.after,
        target_id=found.target.pk if found.target else None,
    )


@transaction.atomic
def request_apply(batch: Import, *, by: User, at: dt.datetime) -> None:
    """Ask for the difference that was shown to be written."""
    batch = hold(batch)
    check_right(KINDS[batch.kind], by)
    if batch.state != State.READY and not (is_stuck(batch) and batch.rows.exists() and not batch.applied_at):
        raise ImportRefused(_("This import cannot be applied as it stands now."))
    if not batch.rows.exclude(change=SAME).exists():
        raise ImportRefused(_("The workbook says nothing that the register does not say already."))
    batch.state, batch.message = State.APPLYING, ""
    batch.save(update_fields=["state", "message"])
    ask(APPLY, batch, by=by, at=at)


@transaction.atomic
def request_undo(batch: Import, *, by: User, at: dt.datetime) -> None:
    """Ask for an applied import to be taken back."""
    batch = hold(batch)
    check_right(KINDS[batch.kind], by)
    if batch.state != State.APPLIED and not (is_stuck(batch) and batch.applied_at):
        raise ImportRefused(_("Only an applied import can be taken back."))
    batch.state, batch.message = State.APPLYING, ""
    batch.save(update_fields=["state", "message"])
    ask(UNDO, batch, by=by, at=at)


def is_stuck(batch: Import) -> bool:
    """Whether its job was given up after several attempts; it may be asked for again."""
    is_busy = batch.state in (State.READING, State.APPLYING)
    return is_busy and batch.job is not None and batch.job.state == JobState.FAILED


def hold(batch: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def marked_copy(batch: Import, *, today: dt.date) -> bytes:
    """The workbook as it came, each wrong cell coloured and with a note; to be put right and uploaded again."""
    kind = KINDS[batch.kind]
    columns = kind.columns(today=today)
    rows = tuple(raw_rows(kind.code, columns, _sheets(batch)))
    marks = {
        (number, column): message
        for number, faults in batch.rows.filter(change=FAULTY).values_list("number", "faults")
        for column, message in faults
    }
    return writing.write(kind.code, VERSION, [Table(str(kind.title), columns, rows, marks)])


def _plain(name: str) -> str:
    """The last part of the name without control signs."""
    clean = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip()
    return clean[-200:] or "workbook"

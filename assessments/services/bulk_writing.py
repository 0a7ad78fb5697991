"""Writing the difference of a bulk import into its register, set by set, and taking exactly that back.

Both compare first: what is written is what was shown, and what is taken back is what the import wrote. Where the
register has moved on since, nothing is changed and the rows are named.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.imports import KINDS, Kind
from assessments.imports.kinds import CHANGED, NEW, VERIFIED, Judged, set_field
from assessments.models import Period
from assessments.services import crediting
from assessments.services.scoring import request_scores
from experts.models import Expert
from talentportal.core.models import Import
from talentportal.core.services import audit
from talentportal.core.services.files import FileRefused
from talentportal.core.workbooks import waiting
from townships.models import Township, User

from .bulk_imports import COMPARING, Tell, hold, judge, keep

WRITING, FOLLOWING = gettext_noop("writing the register"), gettext_noop("posting credit and asking for scores")
State = Import.State


@transaction.atomic
def apply_import(batch: Import, *, by: User, at: dt.datetime, progress: Tell) -> None:
    """Write what was shown. If the register says something else by now, the difference is made anew and shown."""
    batch = hold(batch)
    if batch.state != State.APPLYING or batch.applied_at:
        return
    hold_imports()
    progress(0, 3, COMPARING)
    try:
        judged = judge(batch, by=by, at=at)
    except FileRefused as refused:
        batch.state, batch.message = State.REFUSED, refused.message
        batch.save(update_fields=["state", "message"])
        return
    moved = _("The register has changed since the difference was made. Look at it again.")
    if not _is_as_shown(batch, judged):
        keep(batch, judged, message=moved)
        return
    progress(1, 3, WRITING)
    try:
        with transaction.atomic():
            objects = _write(KINDS[batch.kind], batch, judged, by=by, at=at)
            progress(2, 3, FOLLOWING)
            follow(KINDS[batch.kind], objects, by=by, at=at)
    except crediting.NoSchemeError:
        batch.state, batch.message = (
            State.READY,
            _("No scheme is published yet, so nothing says what a level is worth."),
        )
        batch.save(update_fields=["state", "message"])
        return
    except IntegrityError:  # somebody entered one of them a moment ago
        keep(batch, judge(batch, by=by, at=at), message=moved)
        return
    batch.state, batch.applied_by, batch.applied_at = State.APPLIED, by, at
    batch.save(update_fields=["state", "applied_by", "applied_at"])
    waiting.drop(batch.pk)
    progress(3, 3, FOLLOWING)


def hold_imports() -> None:
    """One import at a time writes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bulk_imports'))")


def _is_as_shown(batch: Import, judged: Sequence[Judged]) -> bool:
    shown = {
        number: rest for number, *rest in batch.rows.values_list("number", "change", "before", "after", "target_id")
    }
    found = {j.row.number: [j.change, j.before, j.after, j.target.pk if j.target else None] for j in judged}
    return shown == found


def _write(kind: Kind, batch: Import, judged: Sequence[Judged], *, by: User, at: dt.datetime) -> list[Any]:
    """New rows in one statement, changed ones in another; answers the rows written."""
    made = [(found, kind.model()) for found in judged if found.change == NEW]
    for found, obj in made:
        for name, text in found.after.items():
            _set(obj, name, text, by, at)
        if hasattr(obj, "created_at"):
            obj.created_at = at
        kind.finish(obj)
    kind.before_creating(made)
    fresh = kind.model._default_manager.bulk_create([obj for _found, obj in made], batch_size=1000)
    _note_targets(batch, made)
    afters = {found.target.pk: found.after for found in judged if found.change == CHANGED}
    changed = change_rows(kind, afters, by=by, at=at)
    objects = [*fresh, *changed]
    record(kind, objects, batch, by=by, at=at)
    return objects


def _set(obj: Any, name: str, text: str, by: User, at: dt.datetime) -> None:
    if name == VERIFIED:
        obj.verified_at, obj.verified_by = (at, by) if text else (None, None)
    elif name in {column.attname for column in obj._meta.concrete_fields}:
        set_field(obj, name, text)


def change_rows(kind: Kind, wanted: dict[int, dict[str, str]], *, by: User, at: dt.datetime) -> list[Any]:
    """Set these fields of these rows, all in one statement."""
    if not wanted:
        return []
    rows = list(kind.rows_of(wanted).select_for_update(of=("self",)))
    names: set[str] = set()
    for obj in rows:
        for name, text in wanted[obj.pk].items():
            _set(obj, name, text, by, at)
        kind.finish(obj)
        names |= {*wanted[obj.pk], *kind.derived}
    if VERIFIED in names:
        names = (names - {VERIFIED}) | {"verified_at", "verified_by"}
    fields = sorted({kind.model._meta.get_field(name.removesuffix("_id")).name for name in names})
    # an insert that meets its own id updates it: many times faster than a CASE for every row and column
    kind.model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=1000
    )
    return rows


def _note_targets(batch: Import, made: Sequence[tuple[Judged, Any]]) -> None:
    """Which row of the register each row of the workbook became, so that it can be taken back."""
    if not made:
        return
    afters = [json.dumps(found.after) for found, _obj in made]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_importrow SET target_id = made.id, after = made.after "
            "FROM unnest(%s::int[], %s::bigint[], %s::jsonb[]) AS made (number, id, after) "
            "WHERE batch_id = %s AND core_importrow.number = made.number",
            [[found.row.number for found, _obj in made], [obj.pk for _found, obj in made], afters, batch.pk],
        )


def record(kind: Kind, objects: Sequence[Any], batch: Import, *, by: User, at: dt.datetime, **more: Any) -> None:
    """One entry for each row of the register, and one for the import itself."""
    codes = dict(Township.objects.values_list("pk", "code"))
    for obj in objects:
        obj.audit_township_code = codes.get(getattr(obj, "township_id", 0), "")
    audit.record_many(kind.register, objects, by=by, at=at, batch=batch.pk, **more)
    audit.record(kind.register, batch, by=by, at=at, step="undo" if more else "apply", rows=len(objects))


def follow(kind: Kind, objects: Iterable[Any], *, by: User, at: dt.datetime) -> None:
    """Credit for landings, and new scores of the units whose registers moved, in every open quarter."""
    objects = list(objects)
    if kind.ledger:
        people = Expert.objects.filter(pk__in={obj.expert_id for obj in objects})
        crediting.post_and_rescore(people, since=min(getattr(obj, kind.day) for obj in objects), by=by, at=at)
    elif units := {obj.township_id for obj in objects if hasattr(obj, "township_id")}:
        for period in Period.objects.unsettled():
            request_scores(period, by=by, at=at, townships=units)

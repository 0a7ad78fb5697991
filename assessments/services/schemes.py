"""A version of the scheme from its first draft to its publication: edited, reviewed, published, by different people.

Whatever changes a draft (a section of the editor, an imported file, a command) hands over the whole document; there
is one way in. Everybody who edited the version is kept, and neither reviews nor publishes it: the database refuses.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.models import Scheme, SchemeEditor
from assessments.schemes.document import Document, SchemeFaults, faults_of, read_document
from assessments.schemes.storing import head_values, store_parts
from assessments.schemes.writing import document_of
from talentportal.core.services.audit import record
from townships.models import User

EDIT, REVIEW, PUBLISH = "assessments.edit_scheme", "assessments.review_scheme", "assessments.publish_scheme"


class SchemeRefused(Exception):
    """The scheme cannot be edited, reviewed or published; the message says why."""


class SchemeChanged(SchemeRefused):
    """Somebody else edited the draft meanwhile; `scheme` is as it stands now."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        super().__init__(_("%(scheme)s was changed after you opened it") % {"scheme": scheme})


@transaction.atomic
def load_scheme(source: Path | str | bytes, *, by: User | None, at: dt.datetime, unfinished: bool = False) -> Scheme:
    """A draft from a file or text. A draft of the same code and version is replaced, a published one never."""
    document = read_document(source, unfinished=unfinished)
    old = Scheme.objects.select_for_update().filter(code=document["code"], version=document["version"]).first()
    if old is None:
        return _create(document, by=by, at=at, how="load")
    if old.status == Scheme.Status.PUBLISHED:
        raise SchemeRefused(
            _("%(scheme)s is published and never changes; give the document a new version") % {"scheme": old}
        )
    return _rewrite(old, document, by=by, at=at, how="load")


@transaction.atomic
def clone_scheme(scheme: Scheme, *, by: User, at: dt.datetime) -> Scheme:
    """The next version as a draft that begins where a published one stands."""
    same = Scheme.objects.select_for_update().filter(code=scheme.code)
    list(same.order_by("pk").values_list("pk"))
    if Scheme.objects.get(pk=scheme.pk).status != Scheme.Status.PUBLISHED:
        raise SchemeRefused(_("%(scheme)s is not published; go on with it as it is") % {"scheme": scheme})
    version = same.aggregate(last=Max("version"))["last"] + 1
    document = document_of(scheme) | {"version": version}
    return _create(document, by=by, at=at, how="clone", based_on=scheme)


@transaction.atomic
def save_draft(scheme: Scheme, document: Document, *, revision: int, part: str, by: User, at: dt.datetime) -> Scheme:
    """The draft as this document says. A reviewed one becomes a draft again; a stale page is refused."""
    current = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if current.status == Scheme.Status.PUBLISHED:
        raise SchemeRefused(_("%(scheme)s is published and never changes") % {"scheme": current})
    if current.revision != revision:
        raise SchemeChanged(current)
    document = document | {"code": current.code, "version": current.version}
    faults = [fault for fault in faults_of(document) if not fault.is_open]
    if faults:
        raise SchemeFaults(faults)
    return _rewrite(current, document, by=by, at=at, how="edit", part=part)


@transaction.atomic
def review_scheme(scheme: Scheme, *, by: User, at: dt.datetime, revision: int | None = None) -> Scheme:
    """A second person finds the draft complete and right; any later edit takes this back."""
    scheme = _locked(scheme, REVIEW, by, revision)
    if scheme.status == Scheme.Status.REVIEWED:
        raise SchemeRefused(_("%(scheme)s is reviewed already") % {"scheme": scheme})
    faults = faults_of(document_of(scheme))
    if faults:
        raise SchemeFaults(faults)
    scheme.status = Scheme.Status.REVIEWED
    scheme.reviewed_by, scheme.reviewed_at = by, at
    scheme.save(update_fields=["status", "reviewed_by", "reviewed_at"])
    record(REVIEW, scheme, by=by, at=at, revision=scheme.revision)
    return scheme


@transaction.atomic
def publish_scheme(scheme: Scheme, *, by: User, at: dt.datetime, revision: int | None = None) -> Scheme:
    """Freeze a reviewed draft. From here the database refuses every change of it."""
    scheme = _locked(scheme, PUBLISH, by, revision)
    if scheme.status != Scheme.Status.REVIEWED:
        raise SchemeRefused(_("%(scheme)s is not reviewed yet") % {"scheme": scheme})
    scheme.status = Scheme.Status.PUBLISHED
    scheme.published_by, scheme.published_at = by, at
    scheme.save(update_fields=["status", "published_by", "published_at"])
    record(PUBLISH, scheme, by=by, at=at)
    return scheme


def _locked(scheme: Scheme, right: str, by: User, revision: int | None) -> Scheme:
    """The row, if this person may sign it as it was shown."""
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if scheme.status == Scheme.Status.PUBLISHED:
        raise SchemeRefused(_("%(scheme)s is published already") % {"scheme": scheme})
    if not by.has_perm(right):
        raise SchemeRefused(
            _("%(name)s may not publish a scheme") % {"name": by.name}
            if right == PUBLISH
            else _("%(name)s may not review a scheme") % {"name": by.name}
        )
    if scheme.editors.filter(user=by).exists():
        raise SchemeRefused(
            _("an editor of a scheme cannot publish it")
            if right == PUBLISH
            else _("an editor of a scheme cannot review it")
        )
    if revision is not None and revision != scheme.revision:
        raise SchemeChanged(scheme)
    return scheme


def _create(document: Document, *, by: User | None, at: dt.datetime, how: str, **more: Any) -> Scheme:
    scheme = Scheme.objects.create(**head_values(document), **more)
    return _written(scheme, document, by=by, at=at, how=how)


def _rewrite(scheme: Scheme, document: Document, *, by: User | None, at: dt.datetime, **told: Any) -> Scheme:
    """The same row with other contents: whoever edited it before stays known."""
    for name, value in head_values(document).items():
        setattr(scheme, name, value)
    scheme.revision += 1
    scheme.status, scheme.reviewed_by, scheme.reviewed_at = Scheme.Status.DRAFT, None, None
    return _written(scheme, document, by=by, at=at, **told)


def _written(scheme: Scheme, document: Document, *, by: User | None, at: dt.datetime, **told: Any) -> Scheme:
    scheme.edited_by = by
    scheme.save()
    store_parts(scheme, document)
    if by is not None:
        SchemeEditor.objects.update_or_create(scheme=scheme, user=by, defaults={"last_at": at})
    record(EDIT, scheme, by=by, at=at, code=scheme.code, version=scheme.version, revision=scheme.revision, **told)
    return scheme

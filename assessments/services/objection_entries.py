"""What is written in an objection or its decision: texts, figures, files; refused with words beside the field."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Objection, ObjectionFile
from assessments.queries.objections import PublishedLine
from talentportal.core.services.files import FileRefused, store
from talentportal.core.services.previews import request_preview
from townships.models import User

TEXT_LENGTH = 800
MOST_FILES = 5
FIGURE_LIMIT = Decimal(10) ** 9


class ObjectionRefused(Exception):
    """The step was not taken; `message` says why for people, `field` which entry it concerns."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message, self.field = message, field
        super().__init__(message)


def claim_of(claimed: Decimal | None, line: PublishedLine) -> Decimal | None:
    if claimed is None:
        return None
    if claimed == line.figure:
        raise ObjectionRefused(_("This is the figure as published; write the figure you claim."), "claimed")
    return checked(claimed, "claimed")


def checked(figure: Decimal, field: str) -> Decimal:
    """Four places, not negative, and no larger than any count could be."""
    if not figure.is_finite() or figure < 0 or figure >= FIGURE_LIMIT:
        raise ObjectionRefused(_("Write a number that is not negative."), field)
    exponent = figure.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        raise ObjectionRefused(_("Write no more than four decimal places."), field)
    return figure


def text_of(text: str, field: str, empty: str) -> str:
    text = text.strip()
    if not text:
        raise ObjectionRefused(empty, field)
    if len(text) > TEXT_LENGTH:
        raise ObjectionRefused(_("Write no more than %(n)s characters.") % {"n": TEXT_LENGTH}, field)
    return text


def keep_files(objection: Objection, files: Sequence[Any], *, by: User, at: dt.datetime) -> list[str]:
    """Each file once; a refused file refuses the whole objection, so that nothing is filed without its proof."""
    if len(files) > MOST_FILES:
        message = ngettext("Add no more than %(n)s file.", "Add no more than %(n)s files.", MOST_FILES)
        raise ObjectionRefused(message % {"n": MOST_FILES}, "files")
    kept: dict[str, ObjectionFile] = {}
    for upload in files:
        try:
            file = store(upload)
        except FileRefused as refused:
            raise ObjectionRefused(refused.message, "files") from refused
        fields = {"uploaded_by": by, "uploaded_at": at, **file._asdict()}
        kept[file.sha256] = ObjectionFile(objection=objection, **fields)
    ObjectionFile.objects.bulk_create(kept.values())
    for row in kept.values():
        request_preview(row, by=by, at=at)
    return [row.name for row in kept.values()]

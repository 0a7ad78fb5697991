"""The office's own Word template of the circular: tried out before it is taken, kept by its hash, the newest counts."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import PaperTemplate
from assessments.models.papers import WORD
from assessments.papers.word import COLUMNS, WORDS, TemplateRefused, fill
from talentportal.core.services.audit import record
from talentportal.core.services.files import examine, store
from townships.models import User

RIGHT = "assessments.edit_circular"
KIND = "circular"
LISTS = {
    "opening": ["示例"],
    "sections": [{"heading": "示例", "paragraphs": ["示例"]}],
    "rows": [dict.fromkeys(COLUMNS, "示例")],
}
TRIAL: dict[str, Any] = dict.fromkeys(WORDS, "示例") | LISTS


@transaction.atomic
def keep_template(upload: Any, *, language: str, by: User, at: dt.datetime) -> PaperTemplate:
    """Raises FileRefused for another kind of file, TemplateRefused for one that cannot be filled in."""
    if examine(upload) != WORD:
        raise TemplateRefused(_("This Word file cannot be read as a template. Save it again as .docx."))
    upload.seek(0)
    fill(upload.read(), TRIAL)  # before anything is kept
    stored = store(upload)
    about = {"name": stored.name, "sha256": stored.sha256, "size": stored.size}
    row = PaperTemplate.objects.create(kind=KIND, language=language, uploaded_by=by, uploaded_at=at, **about)
    record(RIGHT, row, by=by, at=at, step="template", file=stored.name, sha256=stored.sha256)
    return row

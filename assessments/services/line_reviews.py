"""A word on one figure of the submission under review: confirmed, doubted with a reason, or taken back."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Indicator, LineReview, Report
from assessments.services.notes import annotated_codes
from talentportal.core.services.audit import record
from townships.models import User

LIMIT = 300


class VerdictRefused(Exception):
    """The word was not written; `message` says why in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@transaction.atomic
def say(report: Report, indicator: Indicator, verdict: str, *, note: str = "", by: User, at: dt.datetime) -> None:
    """One word per person, figure and submission; the newest holds. An empty verdict takes it back."""
    codes, note = annotated_codes(by, report), note.strip()
    if codes is not None and indicator.code not in codes:
        raise VerdictRefused(_("You may confirm only the figures that are assigned to you."))
    if verdict == LineReview.Verdict.DOUBTED and not note:
        raise VerdictRefused(_("Write what is doubtful about this figure."))
    if len(note) > LIMIT:
        raise VerdictRefused(_("Write no more than %(n)s characters.") % {"n": LIMIT})
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.state != Report.State.SUBMITTED:
        raise VerdictRefused(_("Figures are confirmed while the report is under review."))
    key: dict[str, Any] = {"report": locked, "indicator": indicator, "submission": locked.submitted_at, "by": by}
    if verdict:
        said = {"verdict": verdict, "note": note if verdict == LineReview.Verdict.DOUBTED else "", "at": at}
        LineReview.objects.update_or_create(**key, defaults=said)
    else:
        LineReview.objects.filter(**key).delete()
    unit, about = report.township.code, {"indicator": indicator.code, "verdict": verdict, "reason": note}
    record("assessments.annotate_report", report, by=by, at=at, township_code=unit, **about)

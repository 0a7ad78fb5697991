"""Papers: asked for by somebody, made by a job, kept as they were handed out.

The check code stands in the row before the file is made, for it is printed on it. What was made never changes; asking
again makes another paper with a code of its own.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from assessments.models import Paper, Report, ScoreRun
from assessments.papers import kinds
from assessments.papers.codes import grouped, new_code
from assessments.papers.drawing import Printed, qr_code
from assessments.papers.returned import last_return
from talentportal.core import formats
from talentportal.core.services import audit
from talentportal.core.services.files import store
from talentportal.core.services.jobs import request_job
from townships.models import Township, User

JOB = "paper"
STORING, READY = gettext_noop("keeping the file"), gettext_noop("the file is ready")
Kind = Paper.Kind
PRINT = "assessments.print_paper"
RIGHTS: dict[str, str] = {
    Kind.CIRCULAR: "assessments.edit_circular",
    Kind.SCORE_CARD: PRINT,
    Kind.UNIT_SHEET: PRINT,
    Kind.RETURN_NOTICE: PRINT,
}
Tell = Callable[[int, int, str], None]


class PaperRefused(Exception):
    """No paper is made; the message says why, for people."""


@transaction.atomic
def request_paper(
    kind: str,
    run: ScoreRun,
    *,
    township: Township | None = None,
    format: str = Paper.Format.PDF,
    origin: str,
    by: User,
    at: dt.datetime,
) -> Paper:
    """Ask for a paper about a published run, of one unit or of the district; `origin` is where it can be checked."""
    if not by.has_perm(RIGHTS[kind]) or (by.acts_for_unit and (township is None or township.pk != by.township_id)):
        raise PermissionDenied
    if run.status != ScoreRun.Status.PUBLISHED:
        raise PaperRefused(_("Papers are made from published results only."))
    if not kinds.has_scores(run, township):
        raise PaperRefused(_("This result holds no score to print."))
    return _ask(kind, {"run": run, "township": township, "format": format}, origin=origin, by=by, at=at)


@transaction.atomic
def request_return_notice(report: Report, *, origin: str, by: User, at: dt.datetime) -> Paper:
    """Ask for the notice of the latest return of a report."""
    if not by.has_perm(PRINT) or (by.acts_for_unit and report.township_id != by.township_id):
        raise PermissionDenied
    if last_return(report) is None:
        raise PaperRefused(_("This report was never returned."))
    about = {"report": report, "township": report.township, "format": Paper.Format.PDF}
    return _ask(Kind.RETURN_NOTICE, about, origin=origin, by=by, at=at)


def _ask(kind: str, about: dict[str, Any], *, origin: str, by: User, at: dt.datetime) -> Paper:
    said = {"language": get_language() or "zh-hans", "code": new_code(), "asked_by": by, "asked_at": at}
    paper = Paper.objects.create(kind=kind, **about, **said)
    paper.job = request_job(JOB, f"paper:{paper.pk}", {"paper": paper.pk, "origin": origin}, by=by, at=at)
    paper.save(update_fields=["job"])
    audit.record(RIGHTS[kind], paper, by=by, at=at, step="print", kind=kind, code=paper.code)
    return paper


@transaction.atomic
def make_paper(paper: Paper, *, origin: str, at: dt.datetime, progress: Tell) -> None:
    """Set its pages, keep the file, and write down what it is. Twice is harmless: what was made stays."""
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("run__period", "run__seal", "report__period", "report__township", "township")
        .get(pk=paper.pk)
    )
    if paper.made_at is not None:
        return
    with translation.override(paper.language):
        printed: Printed = kinds.printed(paper, _proof(paper, origin), progress)
        name = f"{kinds.name_of(paper)}.{paper.format}"
    progress(printed.parts, printed.parts, STORING)
    stored = store(ContentFile(printed.content, name=name))
    paper.name, paper.sha256, paper.size = stored.name, stored.sha256, stored.size
    paper.pages, paper.made_at = printed.pages, at
    paper.save(update_fields=["name", "sha256", "size", "pages", "made_at"])
    progress(printed.parts, printed.parts, READY)


def _proof(paper: Paper, origin: str) -> dict[str, Any]:
    """What stands at the foot of each paper."""
    code = grouped(paper.code)
    address = origin.rstrip("/") + reverse("paper-check", args=[code])
    seal = getattr(paper.run, "seal", None)
    source: Any = paper.run or paper.report
    told = {"quarter": formats.quarter(source.period.code)}
    return {"code": code, "address": address, "qr": qr_code(address), "run": paper.run, "seal": seal, **told}

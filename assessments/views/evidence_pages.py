"""Looking at a file beside the figure that it proves: its pages as pictures, and which of them shows the figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Evidence, Report
from assessments.queries.twins import with_twin
from assessments.registers import ROW_KINDS
from assessments.services.evidence import explain_evidence, place_evidence
from assessments.services.sections import SectionClosed
from talentportal.core import clock
from talentportal.core.previews.taking import ERRORS
from talentportal.core.queries import with_previews
from talentportal.core.views.access import requires
from talentportal.core.views.errors import conflict
from talentportal.core.views.files import picture

from .report_page import place, the_report


def _paper(request: HttpRequest, report: Report, pk: int) -> Any:
    rows = with_previews(Evidence.objects.visible_to(request.user).filter(report=report))
    return get_object_or_404(rows.select_related("indicator__group", "uploaded_by", "report", "row"), pk=pk)


@requires("assessments.view_evidence")
@require_safe
def evidence_page(request: HttpRequest, period: str, code: str, pk: int, page: int) -> HttpResponse:
    """One page of the file, with the way to the others; page 0 is the one that shows the figure, or the first."""
    report = the_report(request, period, code)
    paper = _paper(request, report, pk)
    page = page or paper.page or 1
    pictures = paper.n_pictures or 0
    if page > max(pictures, 1):
        raise Http404
    about = place(request, report, clock.now())
    if about["is_editable"]:
        with_twin(paper, names_units=False)
    where = (period, code, paper.pk)
    context = {
        **about,
        "paper": paper,
        "page": page,
        "pictures": pictures,
        "error": _(ERRORS[paper.preview_error]) if paper.preview_error in ERRORS else "",
        "is_waiting": paper.n_pictures is None,
        "previous": reverse("evidence-page", args=[*where, page - 1]) if page > 1 else "",
        "next": reverse("evidence-page", args=[*where, page + 1]) if page < pictures else "",
        "may_place": about["is_editable"] and pictures > 1,
        "back": _back(request, report, paper),
        "row_kind": ROW_KINDS[paper.row.kind] if paper.row is not None else None,
    }
    return render(request, "assessments/evidence_page.html", context)


def _back(request: HttpRequest, report: Report, paper: Any) -> str:
    """To the figure: a unit's section, or the desk of whoever reviews."""
    if request.user.has_perm("assessments.view_review"):
        return reverse("review-detail", args=[report.period.code, report.township.code])
    section = paper.indicator.group.code
    where = [report.period.code, report.township.code, section]
    anchor = f"line-{paper.indicator.code}" if paper.row is None else f"row-{paper.row.kind}-{paper.row.row_id}"
    return f"{reverse('report-section', args=where)}#{anchor}"


@requires("assessments.view_evidence")
@require_safe
def evidence_picture(request: HttpRequest, period: str, code: str, pk: int, page: int) -> HttpResponse:
    report = the_report(request, period, code)
    return picture(get_object_or_404(Evidence.objects.visible_to(request.user).filter(report=report), pk=pk), page)


@requires("assessments.edit_report")
@require_POST
def evidence_place(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """This page shows the figure; an empty one takes the word back."""
    report = the_report(request, period, code)
    paper = _paper(request, report, pk)
    said = request.POST.get("page", "")
    page = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0
    if page > (paper.n_pages or 0):
        raise Http404
    back = reverse("evidence-page", args=[period, code, paper.pk, page or 1])
    try:
        place_evidence(paper, page or None, by=request.user, at=clock.now())
    except SectionClosed as closed:
        return conflict(request, str(closed), href=back)
    return redirect(back)


@requires("assessments.edit_report")
@require_POST
def evidence_explain(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """Why the same file stands here again; an empty word takes the reason back."""
    report = the_report(request, period, code)
    paper = _paper(request, report, pk)
    back = reverse("evidence-page", args=[period, code, paper.pk, 0])
    try:
        explain_evidence(paper, request.POST.get("reason", "")[:300], by=request.user, at=clock.now())
    except SectionClosed as closed:
        return conflict(request, str(closed), href=back)
    return redirect(back)

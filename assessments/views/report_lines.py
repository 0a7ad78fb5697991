"""Register rows inside a report: answer what is known, enter, correct and withdraw what the unit claims."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.rows import RowForm, row_form
from assessments.models import Report, ReportRow
from assessments.registers import EXPERT, ROW_KINDS, RowKind
from assessments.services import rows
from assessments.services.claimed_experts import explain_row
from assessments.services.row_files import enter_row_with_file
from assessments.services.sections import SectionClosed
from talentportal.core import clock
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires

from .report_page import place, the_report
from .row_conflicts import chosen, conflict_rows


def _kind(code: str, *, enters: bool = False) -> RowKind:
    kind = ROW_KINDS.get(code)
    if kind is None or (enters and not kind.can_enter):
        raise Http404
    return kind


@requires("assessments.edit_report")
@require_http_methods(["GET", "HEAD", "POST"])
def row_new(request: HttpRequest, period: str, code: str, kind: str) -> HttpResponse:
    """Enter a row: a claim until the district accepts it with the report."""
    report, of = the_report(request, period, code), _kind(kind, enters=True)
    form = row_form(of, report, takes_file=True, is_new=True)(request.POST or None, request.FILES or None)
    return _form_page(request, report, of, form)


@requires("assessments.edit_report")
@require_http_methods(["GET", "HEAD", "POST"])
def row_edit(request: HttpRequest, period: str, code: str, kind: str, pk: int) -> HttpResponse:
    """Correct a row that this report claims."""
    report, of = the_report(request, period, code), _kind(kind, enters=True)
    mine = ReportRow.objects.visible_to(request.user).filter(report=report, kind=of.code, row_id=pk)
    rows_of_kind: Any = of.model._default_manager
    row = rows_of_kind.visible_to(request.user).filter(pk=pk).first()
    word = mine.filter(origin=ReportRow.Origin.ENTERED).first()
    if row is None or word is None:
        raise Http404
    data = chosen(request.POST, of, row) if request.method == "POST" else None
    return _form_page(request, report, of, row_form(of, report)(data, instance=row), word)


def _form_page(
    request: HttpRequest, report: Report, kind: RowKind, form: RowForm, word: ReportRow | None = None
) -> HttpResponse:
    """`word` is what the report says of the row that is corrected; without one a new row is entered."""
    at, refused, status, pk = clock.now(), "", 200, word.row_id if word else None
    more: dict[str, Any] = {"version": word.version if word else 0}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            cleaned = {name: form.cleaned_data[name] for name in kind.fields}
            try:
                if pk is None:
                    upload = form.cleaned_data.get("file")
                    pk = enter_row_with_file(report, kind, cleaned, upload, by=request.user, at=at).row_id
                else:
                    rows.change_row(report, kind, pk, cleaned, version=_version(request), by=request.user, at=at)
                messages.success(request, _("The row is saved. It counts once the district has accepted the report."))
                return _back(report, kind, f"row-{kind.code}-{pk}")
            except FileRefused as error:
                form.add_error("file", error.message)
            except rows.StaleRow as stale:
                more, status = _conflict(kind, form, stale), 409
            except (rows.RowRefused, SectionClosed) as error:
                refused, status = str(error), 409
    context = place(request, report, at)
    section = rows.section_of(report, kind)
    more |= {"kind": kind, "form": form, "pk": pk, "refused": refused, "section": section}
    return render(request, "assessments/row_form.html", context | more, status=status)


def _conflict(kind: RowKind, form: RowForm, stale: rows.StaleRow) -> dict[str, Any]:
    """What was typed stays in the form, which now carries the version of the other person."""
    if stale.word is None:
        raise Http404
    stored = kind.model._default_manager.get(pk=stale.word.row_id)
    about = {"by": stale.word.said_by.name, "at": stale.word.said_at, "rows": conflict_rows(form, stored)}
    return {"version": stale.word.version, "conflict": about}


def _version(request: HttpRequest) -> int | None:
    """The version of the row that the person saw, as the page posts it."""
    posted = request.POST.get("version", "")
    return int(posted) if posted.isdecimal() and len(posted) < 10 else None


@requires("assessments.edit_report")
@require_POST
def row_withdraw(request: HttpRequest, period: str, code: str, kind: str, pk: int) -> HttpResponse:
    report, of = the_report(request, period, code), _kind(kind, enters=True)
    done, seen = _("The row is withdrawn."), {"version": _version(request), "by": request.user}
    return _act(request, report, of, lambda at: rows.withdraw_row(report, of, pk, **seen, at=at), done)


@requires("assessments.edit_report")
@require_POST
def row_explain(request: HttpRequest, period: str, code: str, pk: int) -> HttpResponse:
    """Why a claim on a person stands although a rule asks."""
    report, of = the_report(request, period, code), _kind(EXPERT)
    said = {"reason": request.POST.get("reason", ""), "version": _version(request), "by": request.user}
    return _act(request, report, of, lambda at: explain_row(report, pk, **said, at=at), _("The reason is saved."), pk)


@requires("assessments.edit_report")
@require_POST
def row_answer(request: HttpRequest, period: str, code: str, kind: str, pk: int) -> HttpResponse:
    """Confirm or dispute one known row."""
    report, of = the_report(request, period, code), _kind(kind)
    is_agreed, reason = request.POST.get("answer") == "yes", request.POST.get("reason", "")[:300]
    said: dict[str, Any] = {"is_agreed": is_agreed, "reason": "" if is_agreed else reason, "by": request.user}
    said["version"] = _version(request)
    done = _("The row is confirmed.") if is_agreed else _("The row is disputed; the district reads your reason.")
    return _act(request, report, of, lambda at: rows.answer_row(report, of, pk, **said, at=at), done, pk)


@requires("assessments.edit_report")
@require_POST
def rows_confirm(request: HttpRequest, period: str, code: str, kind: str) -> HttpResponse:
    """Confirm all known rows of a kind that wait for an answer."""
    report, of = the_report(request, period, code), _kind(kind)
    done = _("All rows that waited are confirmed.")
    return _act(request, report, of, lambda at: rows.confirm_rows(report, of, by=request.user, at=at), done)


def _act(
    request: HttpRequest, report: Report, kind: RowKind, act: Callable[[Any], Any], done: str, pk: int | None = None
) -> HttpResponse:
    anchor = f"row-{kind.code}-{pk}" if pk else f"rows-{kind.code}"
    try:
        act(clock.now())
        messages.success(request, done)
    except (rows.RowRefused, SectionClosed) as error:
        messages.error(request, str(error))
        anchor = f"rows-{kind.code}"  # not that of the row, by which the page knows that what was typed is taken
    return _back(report, kind, anchor)


def _back(report: Report, kind: RowKind, anchor: str) -> HttpResponseRedirect:
    section = rows.section_of(report, kind)
    where = [report.period.code, report.township.code]
    page = reverse("report-section", args=[*where, section]) if section else reverse("report-detail", args=where)
    return HttpResponseRedirect(f"{page}#{anchor}")

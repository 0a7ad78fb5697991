"""Bulk import of registers: templates, workbooks brought, their difference, applying and taking back."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.imports import BulkImportForm
from assessments.imports import KINDS
from assessments.queries.imports import LAST_FOUR, rows_in_words
from assessments.queries.imports import bulk_imports as imports_of
from assessments.services import bulk_imports
from talentportal.core import clock
from talentportal.core.models import Import, ImportRow
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires
from talentportal.core.views.generic import Pages

RIGHTS = ("experts.register_expert", "platforms.register_platform")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE_SIZE = 50
Change = ImportRow.Change


@requires(*RIGHTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _listing(request, BulkImportForm(initial={"kind": request.GET.get("kind", "")}))


def _listing(request: HttpRequest, form: BulkImportForm) -> HttpResponse:
    found = imports_of(request.user, KINDS)
    pages = _pages(request, found.count())
    context = {
        "form": form,
        "kinds": list(KINDS.values()),
        "imports": [(one, KINDS[one.kind].title) for one in found[pages.start : pages.start + PAGE_SIZE]],
        "pages": pages,
    }
    return render(request, "imports/import_list.html", context, status=422 if form.errors else 200)


@requires(*RIGHTS)
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty workbook of a register."""
    if kind not in KINDS:
        raise Http404
    content = bulk_imports.template(KINDS[kind], today=clock.today())
    return _workbook(content, f"{KINDS[kind].title}.xlsx")


@requires(*RIGHTS)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    form = BulkImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _listing(request, form)
    kind = KINDS[form.cleaned_data["kind"]]
    try:
        batch = bulk_imports.request_import(kind, form.cleaned_data["file"], by=request.user, at=clock.now())
    except FileRefused as refused:
        form.add_error("file", refused.message)
        return _listing(request, form)
    return redirect("import-detail", batch.pk)


@requires(*RIGHTS)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands; while a job is at it, htmx asks for the panel alone, and for the page once it is done."""
    batch = _found(request, pk)
    is_busy = batch.state in (Import.State.READING, Import.State.APPLYING)
    is_stuck = bulk_imports.is_stuck(batch)
    context: dict[str, Any] = {"batch": batch, "kind": KINDS[batch.kind], "is_busy": is_busy, "is_stuck": is_stuck}
    context["stage"] = _(batch.job.stage) if batch.job and batch.job.stage else ""
    if request.htmx and request.htmx.target == "progress":
        response = render(request, "imports/_import_job.html", context)
        if not is_busy:
            response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "imports/import_detail.html", context | _rows(request, batch))


def _rows(request: HttpRequest, batch: Any) -> dict[str, Any]:
    """The rows of one kind of change: first those with mistakes, else what is new or changes."""
    counts = {change: getattr(batch, f"n_{change}") for change in Change.values}
    shown = request.GET.get("show", "")
    if shown not in Change.values:
        order = (Change.FAULTY, Change.CHANGED, Change.NEW, Change.SAME)
        shown = next((change for change in order if counts[change]), Change.NEW)
    kind, today = KINDS[batch.kind], clock.today()
    columns = kind.columns(today=today)
    labels = {column.name: str(column.label) for column in columns}
    pages = _pages(request, counts[shown], f"show={shown}")
    rows = batch.rows.filter(change=shown).order_by("number")[pages.start : pages.start + PAGE_SIZE]
    words = rows_in_words(rows, kind.model, labels | {LAST_FOUR: labels.get("identity", "")}, today=today)
    return {
        "rows": [(word, [word.row.values.get(name, "") for name in labels]) for word in words],
        "labels": labels.values(),
        "pages": pages,
        "shown": shown,
        "choices": [(change, Change(change).label, counts[change]) for change in Change.values if counts[change]],
    }


def _pages(request: HttpRequest, total: int, query: str = "") -> Pages:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return Pages.of(total=total, number=number, size=PAGE_SIZE, query=query)


@requires(*RIGHTS)
@require_safe
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook given back with its mistakes marked."""
    batch = _found(request, pk)
    if batch.state != Import.State.FAULTY:
        raise Http404
    try:
        content = bulk_imports.marked_copy(batch, today=clock.today())
    except FileRefused as refused:
        messages.warning(request, refused.message)
        return redirect("import-detail", pk)
    stem = batch.name.rpartition(".")[0] or batch.name
    return _workbook(content, _("%(name)s-marked.xlsx") % {"name": stem})


@requires(*RIGHTS)
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, bulk_imports.request_apply)


@requires(*RIGHTS)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, bulk_imports.request_undo)


def _step(request: HttpRequest, pk: int, verb: Any) -> HttpResponse:
    batch = _found(request, pk)
    try:
        verb(batch, by=request.user, at=clock.now())
    except bulk_imports.ImportRefused as refused:
        messages.warning(request, str(refused))
    return redirect("import-detail", pk)


def _found(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(imports_of(request.user, KINDS), pk=pk)


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Cache-Control"] = "private, no-store"
    return response

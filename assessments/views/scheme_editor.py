"""Editing a draft of the scheme, part by part; every save carries the revision that the page was opened with."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.scheme_fields import PartForm
from assessments.forms.scheme_indicator import IndicatorForm, without_indicator
from assessments.forms.scheme_parts import PART_FORMS
from assessments.models import Scheme
from assessments.schemes.difference import named
from assessments.schemes.document import Document, SchemeFaults, faults_of
from assessments.schemes.writing import document_of
from assessments.services.schemes import SchemeChanged, SchemeRefused, clone_scheme, save_draft
from talentportal.core import clock
from talentportal.core.views.access import requires

from .scheme_page import blocks_of, compared_with, conflict_rows, contents, sums, the_draft, the_scheme

EDIT = "assessments.edit_scheme"


@requires(EDIT)
@require_POST
def clone(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The next version as a draft of this one."""
    scheme = the_scheme(code, version)
    try:
        draft = clone_scheme(scheme, by=request.user, at=clock.now())
    except SchemeRefused as refused:
        messages.warning(request, str(refused))
        return redirect("scheme-detail", code, version)
    return redirect("scheme-edit", draft.code, draft.version)


@requires(EDIT)
@require_safe
def overview(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The parts with what is still open, and what differs from the version it began with."""
    scheme = the_draft(code, version)
    document = document_of(scheme)
    faults = faults_of(document)
    context = {
        "scheme": scheme,
        "sums": sums(document),
        "faults": faults,
        "contents": contents(scheme, faults),
        **compared_with(scheme.based_on, document),
    }
    return render(request, "assessments/scheme_edit.html", context)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, code: str, version: int, part: str) -> HttpResponse:
    """One part but for single indicators."""
    if part not in PART_FORMS:
        raise Http404
    title, form_class = PART_FORMS[part]
    scheme = the_draft(code, version)
    document = document_of(scheme)
    page = {"scheme": scheme, "part": part, "title": title, "document": document}
    if request.method != "POST":
        return _show(request, form_class(document, revision=scheme.revision), page)
    form = form_class(document, _chosen(request.POST, form_class(document, revision=scheme.revision)), revision=1)
    return _save(request, form, page, ("scheme-edit-part", code, version, part))


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, code: str, version: int, indicator: str) -> HttpResponse:
    """One indicator; `new` adds one to the group that the query names."""
    scheme = the_draft(code, version)
    document = document_of(scheme)
    row = _row(document, indicator)
    about = {"indicator": "" if indicator == "new" else indicator, "group": request.GET.get("group", "")[:4]}
    title = named(row) if row else _("Add an indicator")
    page = {"scheme": scheme, "part": "weights", "title": title, "document": document, "removes": row}
    if request.method != "POST":
        return _show(request, IndicatorForm(document, revision=scheme.revision, **about), page)
    blank = IndicatorForm(document, revision=scheme.revision, **about)
    form = IndicatorForm(document, _chosen(request.POST, blank), revision=1, **about)
    return _save(request, form, page, ("scheme-edit-part", code, version, "weights"))


@requires(EDIT)
@require_POST
def remove_indicator(request: HttpRequest, code: str, version: int, indicator: str) -> HttpResponse:
    scheme = the_draft(code, version)
    document = document_of(scheme)
    row = _row(document, indicator)
    if row is None:
        raise Http404
    revision = request.POST.get("revision", "")
    seen = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
    said = {"revision": seen, "part": "indicators", "by": request.user, "at": clock.now()}
    try:
        save_draft(scheme, without_indicator(document, indicator), **said)
    except SchemeChanged as changed:
        page = {"scheme": changed.scheme, "part": "weights", "title": named(row), "document": document, "removes": row}
        form = IndicatorForm(document, revision=changed.scheme.revision, indicator=indicator)
        return _show(request, form, page, status=409, refused=str(changed))
    except SchemeRefused as refused:
        messages.warning(request, str(refused))
        return redirect("scheme-detail", code, version)
    messages.success(request, _("“%(name)s” is removed.") % {"name": named(row)})
    return redirect("scheme-edit-part", code, version, "weights")


def _row(document: Document, code: str) -> Document | None:
    """The indicator of that code; nothing for a new one."""
    if code == "new":
        return None
    for group in document["groups"]:
        for row in group["indicators"]:
            if row["code"] == code:
                return row
    raise Http404


def _save(request: HttpRequest, form: PartForm, page: dict[str, Any], after: tuple[Any, ...]) -> HttpResponse:
    """Check, write, go on; or the same page with everything typed and what is wrong."""
    scheme: Scheme = page["scheme"]
    if not form.is_valid():
        return _show(request, form, page, status=422)
    said = {"revision": form.cleaned_data["revision"], "part": page["part"], "by": request.user, "at": clock.now()}
    try:
        save_draft(scheme, form.changed(), **said)
    except SchemeChanged as changed:
        return _stale(request, form, page, changed.scheme)
    except SchemeFaults as found:
        for fault in found.faults:
            form.add_error(None, str(fault))
        return _show(request, form, page, status=422)
    except SchemeRefused as refused:
        return _show(request, form, page, status=409, refused=str(refused))
    messages.success(request, _("“%(name)s” is saved.") % {"name": page["title"]})
    return redirect(*after)


def _stale(request: HttpRequest, form: PartForm, page: dict[str, Any], now: Scheme) -> HttpResponse:
    """Somebody saved meanwhile: both values of every field that differs, and the typed ones stay in the form."""
    rows = conflict_rows(form)
    data = form.data.copy()
    data["revision"] = str(now.revision)
    form.data = data
    last = now.editors.select_related("user").order_by("-last_at").first()
    conflict = {"rows": rows, "by": last.user.name if last else "", "at": last.last_at if last else None}
    return _show(request, form, page, status=409, conflict=conflict)


def _chosen(data: QueryDict, stored: PartForm) -> QueryDict:
    """What was posted, with the stored value wherever keep-<field>=theirs was chosen."""
    theirs = [name[5:] for name, value in data.items() if name.startswith("keep-") and value == "theirs"]
    if not theirs:
        return data
    data = data.copy()
    for name in theirs:
        if name in stored.fields:
            value = stored.initial.get(name, "")
            if value is True:
                data[name] = "on"
            elif value is False:
                data.pop(name, None)
            else:
                data[name] = str(value)
    return data


def _show(
    request: HttpRequest, form: PartForm, page: dict[str, Any], *, status: int = 200, **more: Any
) -> HttpResponse:
    document = page["document"]
    totals = sums(document)
    context = {
        **page,
        "form": form,
        "has_errors": bool(form.is_bound and form.errors),
        "blocks": blocks_of(form, page["scheme"], totals),
        "sums": totals,
        "contents": contents(page["scheme"], faults_of(document)),
        **more,
    }
    return render(request, "assessments/scheme_part.html", context, status=status)

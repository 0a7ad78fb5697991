"""Keeping a section while it is typed: JSON in, JSON out.

In: `{"typed": {field: value}, "base": {field: value}}`, the changed fields only, each with the value that the page
showed before. A field that somebody else changed to something else meanwhile makes a conflict and nothing is written;
otherwise both people's fields stand.
"""

import datetime as dt
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.forms.sections import SectionForm
from assessments.models import Report, ReportSection
from assessments.services.drafts import Draft, autosave
from assessments.services.presence import be_present
from assessments.services.sections import SectionClosed, StaleSection
from assessments.services.sheets import read_sheet
from talentportal.core import clock
from talentportal.core.views.access import requires

from .report_page import the_report
from .section_fields import Typed, agree, shown
from .section_page import part_of

TRIES = 5  # somebody else may save between reading and writing; each try compares again


def says_when_signed_out(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A script cannot follow the way to the sign-in page: it is told 401 and keeps what was typed."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and request.headers.get("Accept") == "application/json":
            return JsonResponse({"message": _("Please sign in again.")}, status=401)
        return view(request, *args, **kwargs)

    return checked


@says_when_signed_out
@requires("assessments.edit_report")
@require_POST
def section_present(request: HttpRequest, period: str, code: str, section: str) -> HttpResponse:
    """Who else has the section open; to a page of another version also what stands there now."""
    report, at = the_report(request, period, code), clock.now()
    row = get_object_or_404(ReportSection.objects.visible_to(request.user), report=report, code=section)
    others = be_present(row, by=request.user, at=at)
    answer: dict[str, Any] = {"others": others, "version": row.version}
    if _version(request) != row.version:
        sheet = read_sheet(report, at=at)
        answer["values"] = shown(SectionForm(sheet, part_of(sheet, section)))
    return JsonResponse(answer)


def _version(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)["version"]
    except (ValueError, KeyError, TypeError):
        return None


@says_when_signed_out
@requires("assessments.edit_report")
@require_POST
def section_autosave(request: HttpRequest, period: str, code: str, section: str) -> HttpResponse:
    report, at = the_report(request, period, code), clock.now()
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"message": _("This is not what the page sends.")}, status=400)
    for _try in range(TRIES):
        try:
            return _save(report, section, *sent, by=request.user, at=at)
        except SectionClosed as closed:
            return JsonResponse({"message": str(closed)}, status=403)
        except StaleSection:
            continue
    return JsonResponse({"message": _("Somebody else is saving; try again.")}, status=503)


def _sent(request: HttpRequest) -> tuple[Typed, Typed] | None:
    try:
        sent = json.loads(request.body)
        typed, base = sent["typed"], sent["base"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(typed, dict) or not isinstance(base, dict):
        return None
    values = [*typed.values(), *base.values()]
    return (typed, base) if all(_is_typed(value) for value in values) else None


def _is_typed(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) and "\0" not in one for one in value)
    return isinstance(value, str) and "\0" not in value


def _save(report: Report, code: str, typed: Typed, base: Typed, *, by: Any, at: dt.datetime) -> HttpResponse:
    sheet = read_sheet(report, at=at)
    part = part_of(sheet, code)
    stored = SectionForm(sheet, part)
    now = shown(stored)
    typed = {name: value for name, value in typed.items() if name in now}
    theirs = {
        name: now[name]
        for name, mine in typed.items()
        if not agree(stored.fields[name], now[name], base.get(name, ""))
        and not agree(stored.fields[name], now[name], mine)
    }
    if theirs:
        saved_by = part.row.saved_by.name if part.row.saved_by else ""
        return JsonResponse({"theirs": theirs, "values": now, "by": saved_by, "version": part.row.version}, status=409)
    form = SectionForm(sheet, part, _posted(now | typed))
    form.is_valid()
    kept = {name: now[name] for name in part.row.draft if name in now} | typed
    draft: Draft = {name: value for name, value in kept.items() if name in form.errors}
    section = autosave(report, code, _values(form, typed, draft), draft, version=part.row.version, by=by, at=at)
    answer = {"version": section.version, "saved_at": section.saved_at, "values": now | typed}
    return JsonResponse(answer | {"errors": {name: form.errors[name] for name in draft}})


def _posted(values: Typed) -> QueryDict:
    """As a form to be continued later: whether the section is complete is asked when the page is sent."""
    data = QueryDict(mutable=True)
    data.update({"version": "0", "is_complete": "later"})
    for name, value in values.items():
        if value != "":
            data.setlist(name, value if isinstance(value, list) else [value])
    return data


def _values(form: SectionForm, typed: Typed, draft: Draft) -> dict[str, Any]:
    """What may be written: typed fields that are values. The first save also keeps what the page suggested, which
    would be gone from the next version; that a figure is confirmed counts only once somebody says so."""
    is_first = form.part.row.version == 0
    names = {
        name
        for name in form.fields
        if name not in form.errors
        and not form.fields[name].disabled
        and (name in typed or name in form.part.row.draft or (is_first and not name.endswith("-agreed")))
    }
    return form.values_of(names)

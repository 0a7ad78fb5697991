"""The timeline of a report: who did what, when and why, field by field from its first draft."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.queries.timeline import Told, people_of, timeline_of, touches
from talentportal.core import clock
from talentportal.core.registers import Pages
from talentportal.core.views.access import requires

from .report_page import place, the_report
from .timeline_words import event, section_name

PAGE_SIZE = 100


@requires("assessments.view_report")
@require_safe
def report_timeline(request: HttpRequest, period: str, code: str) -> HttpResponse:
    """Both conditions stand in the address; what is unknown there is left aside."""
    report = the_report(request, period, code)
    told = timeline_of(report)
    people, fields = people_of(told.entries), _fields(told)
    person = next((pk for pk, _name in people if str(pk) == request.GET.get("person")), None)
    field = next((value for value, _label in fields if value == request.GET.get("field")), "")
    shown = [e for e in told.entries if person in (None, e.actor_id) and touches(e, told, field)]
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    query = urlencode({name: value for name, value in (("person", person), ("field", field)) if value})
    pages = Pages.of(total=len(shown), number=page, size=PAGE_SIZE, query=query)
    sees_rows = request.user.has_perm("experts.view_full_expert")
    entries = shown[pages.start : pages.start + PAGE_SIZE]
    context: dict[str, Any] = place(request, report, clock.now()) | {
        "events": [event(entry, told, sees_rows=sees_rows) for entry in entries],
        "pages": pages,
        "people": people,
        "person": person,
        "fields": fields,
        "field": field,
    }
    return render(request, "assessments/report_timeline.html", context)


def _fields(told: Told) -> list[tuple[str, str]]:
    """Sections that were touched and every indicator, as the choice reads."""
    own = sorted({str(e.detail.get("section", "")) for e in told.entries} - told.groups.keys())
    found: list[tuple[str, str]] = []
    for group in told.groups.values():
        found.append((group.code, f"{group.code} {group.name}"))
        inside = [i for i in told.indicators.values() if i.group_id == group.pk]
        found += [(i.code, f"{i.code} {i.name}") for i in sorted(inside, key=lambda i: i.position)]
    return found + [(code, section_name(code, told)) for code in own if section_name(code, told)]

"""The audit log: who did what, to which object, when; filtered, paged, and as a table for a spreadsheet."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from talentportal.core import clock
from talentportal.core.audit_words import action_words
from talentportal.core.models import AuditEntry
from talentportal.core.queries import Wanted, actions_logged, audit_entries
from talentportal.core.registers import Pages

from .access import requires

PAGE_SIZE = 100
MAX_ROWS = 100_000  # of one table; whoever needs more asks for fewer days
BOM = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditFilterForm(forms.Form):
    person = forms.CharField(label=gettext_lazy("Person or account"), max_length=60, required=False)
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    unit = forms.CharField(label=gettext_lazy("unit code"), max_length=20, required=False)
    first = Day(label=gettext_lazy("From"), required=False)
    last = Day(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(action, action_words(action)) for action in actions_logged()]
        field: Any = self.fields["action"]
        field.choices = [("", _("any action")), *sorted(names, key=lambda pair: pair[1])]

    def wanted(self) -> Wanted:
        """What is valid counts; what is not is told beside its field."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name) or Wanted._field_defaults[name] for name in Wanted._fields})


@requires("core.view_audit")
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    wanted = form.wanted()
    rows = audit_entries(wanted)
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    query = urlencode({name: value for name, value in wanted._asdict().items() if value})
    pages = Pages.of(total=rows.count(), number=page, size=PAGE_SIZE, query=query)
    shown = rows[pages.start : pages.start + PAGE_SIZE]
    context = {
        "form": form,
        "pages": pages,
        "query": query,
        "rows": [(entry, action_words(entry.action), details(entry)) for entry in shown],
        "max_rows": MAX_ROWS,
    }
    return render(request, "core/audit_list.html", context)


def details(entry: AuditEntry) -> list[tuple[str, str]]:
    """Name and value of whatever the entry tells, as it was kept."""
    return [(name, _plain(value)) for name, value in entry.detail.items()]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@requires("core.view_audit")
@require_safe
def audit_export(request: HttpRequest) -> Any:
    """The same rows as the page, all of them, as CSV."""
    rows = audit_entries(AuditFilterForm(request.GET).wanted())[:MAX_ROWS]
    name = f"audit-{clock.today():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


class _Echo:
    """A file that only hands on what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    heads = [_("at"), _("user"), _("name at that time"), _("action"), _("kind of object"), _("object")]
    heads += [_("name of the object"), _("unit code"), _("detail"), _("request"), _("address")]
    yield BOM + writer.writerow([str(head) for head in heads])
    for entry in rows.select_related("actor").iterator(chunk_size=2000):
        yield writer.writerow([_safe(cell) for cell in _cells(entry)])


def _cells(entry: AuditEntry) -> list[str]:
    user = entry.actor.get_username() if entry.actor else ""
    at: dt.datetime = timezone.localtime(entry.at)
    told = json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""
    about = [entry.object_type, entry.object_id, entry.object_label, entry.township_code]
    return [at.isoformat(timespec="seconds"), user, entry.actor_name, entry.action, *about, told, entry.request_id,
            entry.ip or ""]  # fmt: skip


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is kept as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

"""Two people in one row: the later one sees field by field what the other wrote, and chooses."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.forms.rows import RowForm, choice_words
from assessments.registers import RowKind
from assessments.services.report_import_rows import text_of
from talentportal.core import formats


def conflict_rows(form: RowForm, stored: Any) -> list[dict[str, Any]]:
    """Fields in which the typed values, all of them valid, differ from the row as it stands now."""
    return [
        {
            "name": name,
            "label": form.fields[name].label,
            "mine": _words(form, name, form.cleaned_data[name]),
            "theirs": _words(form, name, getattr(stored, name)),
        }
        for name in form.kind.fields
        if form.cleaned_data[name] != getattr(stored, name)
    ]


def chosen(data: QueryDict, kind: RowKind, stored: Any) -> QueryDict:
    """The posted values, with the other person's wherever keep-<field>=theirs was chosen."""
    theirs = [name for name in kind.fields if data.get(f"keep-{name}") == "theirs"]
    if not theirs:
        return data
    data = data.copy()
    for name in theirs:
        data[name] = text_of(getattr(stored, name))
    return data


def _words(form: RowForm, name: str, value: Any) -> str:
    if value in (None, ""):
        return formats.NOTHING
    if isinstance(value, Model):
        return choice_words(name, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return formats.day(value)
    if isinstance(value, Decimal | int):
        return formats.number(Decimal(value))
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value))

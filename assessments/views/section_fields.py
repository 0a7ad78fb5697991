"""The fields of a section in the shape in which they are posted: what a page shows, and whether two values agree."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.forms.sections import NOT_VALUES, SectionForm

Typed = dict[str, Any]


def shown(form: SectionForm) -> Typed:
    """What the page shows in each field that can be typed in, in the shape in which it is posted."""
    found: Typed = {}
    for name, field in form.fields.items():
        if name in NOT_VALUES or name.endswith("-file") or field.disabled:
            continue
        value = form[name].value()
        if isinstance(value, list | tuple):
            found[name] = [str(one) for one in value]
        elif isinstance(value, bool):
            found[name] = "on" if value else ""
        else:
            found[name] = "" if value is None else str(value)
    return found


def same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return set(one or []) == set(other or [])
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def agree(field: forms.Field, one: Any, other: Any) -> bool:
    """Whether two typed values mean the same: 17 and its full-width twin do."""
    if same(one, other):
        return True
    try:
        return bool(field.clean(one) == field.clean(other))
    except ValidationError:
        return False

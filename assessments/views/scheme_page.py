"""What the pages of a draft share: finding it, its running sums, its table of contents, what a stale page offers."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.forms.scheme_fields import Fields, Grid, PartForm, is_blank
from assessments.forms.scheme_parts import PART_FORMS, WeightsForm
from assessments.models import Scheme
from assessments.queries import schemes
from assessments.schemes.difference import differences, named
from assessments.schemes.document import Document
from assessments.schemes.faults import Fault
from assessments.schemes.semantics import number
from assessments.schemes.writing import document_of

# Where a fault of a part of the document is mended.
PART_OF = {
    "calendar": "basics",
    "levels": "bonus",
    "tiers": "bonus",
    "factors": "bonus",
    "bonus": "bonus",
    "grades": "bands",
    "lights": "bands",
    "deductions": "deductions",
    "prizes": "prizes",
    "groups": "weights",
}


def the_scheme(code: str, version: int) -> Scheme:
    found = schemes.scheme(code, version)
    if found is None:
        raise Http404
    return found


def the_draft(code: str, version: int) -> Scheme:
    """A version that may still be edited; a published one has no such page."""
    found = the_scheme(code, version)
    if found.status == Scheme.Status.PUBLISHED:
        raise Http404
    return found


@dataclass(frozen=True)
class Sums:
    """Weights of the groups and of all, against the base points."""

    groups: list[dict[str, Any]]
    total: Decimal
    base: Decimal

    @property
    def missing(self) -> Decimal:
        return self.base - self.total

    @property
    def over(self) -> Decimal:
        return self.total - self.base


def sums(document: Document) -> Sums:
    groups = []
    for group in document["groups"]:
        total = sum((number(row["weight"]) for row in group["indicators"]), Decimal(0))
        groups.append({"code": group["code"], "name": named(group), "sum": total, "rows": group["indicators"]})
    return Sums(groups, sum((group["sum"] for group in groups), Decimal(0)), number(document["base_points"]))


def contents(scheme: Scheme, faults: list[Fault]) -> list[dict[str, Any]]:
    """The parts with how many things are open in each."""
    found = Counter(PART_OF.get(str(fault.path[0]) if fault.path else "", "basics") for fault in faults)
    return [
        {
            "slug": slug,
            "title": title,
            "href": reverse("scheme-edit-part", args=[scheme.code, scheme.version, slug]),
            "state": "returned" if found[slug] else None,
            "text": _open(found[slug]),
        }
        for slug, (title, _form) in PART_FORMS.items()
    ]


def _open(count: int) -> str:
    return ngettext("%(n)s thing open", "%(n)s things open", count) % {"n": count} if count else _("Complete")


def blocks_of(form: PartForm, scheme: Scheme, totals: Sums) -> list[dict[str, Any]]:
    """The parts of a form as the template prints them; the weights with their sums and a way to each indicator."""
    found = [_block(form, block) for block in form.blocks]
    if isinstance(form, WeightsForm):
        for block, group in zip(found, totals.groups, strict=True):
            add = reverse("scheme-edit-indicator", args=[scheme.code, scheme.version, "new"])
            block |= {"sum": group["sum"], "code": group["code"], "add": f"{add}?group={group['code']}"}
            for row, indicator in zip(block["cells"], group["rows"], strict=True):
                row["href"] = reverse("scheme-edit-indicator", args=[scheme.code, scheme.version, indicator["code"]])
    return found


def _block(form: PartForm, block: Fields | Grid) -> dict[str, Any]:
    if isinstance(block, Fields):
        return {"title": block.title, "is_plain": True, "fields": [form[name] for name in block.names], "sum": None}
    has_names = len(block.heads) > len(block.rows[0][1]) if block.rows else True
    cells = [
        {"label": label if has_names else "", "fields": [_bound(form, name) for name in names]}
        for label, names in block.rows
    ]
    return {"title": block.title, "heads": block.heads, "hint": block.hint, "cells": cells, "sum": None}


def _bound(form: PartForm, name: str) -> Any:
    """A field of a table says itself that it is wrong, and where the words about it stand."""
    bound = form[name]
    if bound.errors:
        bound.field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.id_for_label}-error"}
    return bound


def compared_with(older: Scheme | None, document: Document) -> dict[str, Any]:
    """What differs from the version a draft began with."""
    if older is None:
        return {"older": None, "changes": []}
    return {"older": older, "changes": differences(document_of(older), document)}


def conflict_rows(form: PartForm) -> list[dict[str, Any]]:
    """Fields whose typed value differs from the stored one."""
    rows = []
    for name, field in form.fields.items():
        if name == "revision":
            continue
        typed, stored = form.cleaned_data.get(name), field.to_python(form.initial.get(name))
        if _same(typed, stored):
            continue
        label = field.label or field.widget.attrs.get("aria-label", name)
        rows.append({"name": name, "label": label, "mine": _said(field, typed), "theirs": _said(field, stored)})
    return rows


def _same(one: Any, other: Any) -> bool:
    return one == other or (is_blank(one) and is_blank(other))


def _said(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    return choices.get(str(value), "" if value is None else str(value))

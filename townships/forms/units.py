"""What the office says about a unit: a new name, another tier, a merger, a split."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from talentportal.core import formats
from townships.models import Tier, Township

REQUIRED = _("Fill in this field.")
QUARTERS_AHEAD = 4


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Write the day as 2014-10-31."), "required": _("Enter the date.")}


def _text(label: Any, length: int, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=length, required=required, error_messages={"required": REQUIRED}, **more
    )


class RenameForm(forms.Form):
    name_zh = _text(_("Chinese name"), 60)
    name_en = _text(_("English name"), 120)
    short_zh = _text(_("Short name"), 12)
    starts_on = DayField(
        label=_("From"), help_text=_("Results are printed with the name that the unit bears on the quarter's last day.")
    )


def next_quarters(today: dt.date) -> list[dt.date]:
    """First days of the quarters to come."""
    first = today.year * 4 + (today.month - 1) // 3 + 1
    return [dt.date(n // 4, n % 4 * 3 + 1, 1) for n in range(first, first + QUARTERS_AHEAD)]


class TierForm(forms.Form):
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    starts_on = forms.TypedChoiceField(label=_("From"), coerce=dt.date.fromisoformat)
    reason = _text(_("Reason"), 200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(day.isoformat(), formats.day(day)) for day in next_quarters(today)]
        self.fields["starts_on"].choices = days  # type: ignore[attr-defined]


class NewUnitForm(forms.Form):
    """A unit that opens; left empty where an existing one takes over."""

    code = _text(_("Code"), 12, required=False, validators=[RegexValidator(r"^[A-Za-z0-9_-]+$")])
    kind = forms.ChoiceField(label=_("Kind"), choices=Township.Kind.choices, required=False)
    name_zh = _text(_("Chinese name"), 60, required=False)
    name_en = _text(_("English name"), 120, required=False)
    short_zh = _text(_("Short name"), 12, required=False)
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, required=False)

    NEW = ("code", "kind", "name_zh", "name_en", "short_zh", "tier")

    def need_new(self) -> None:
        for name in self.NEW:
            if not self.cleaned_data.get(name) and not self.has_error(name):
                self.add_error(name, REQUIRED)

    def new(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.NEW}


class MergeForm(NewUnitForm):
    predecessors = forms.MultipleChoiceField(
        label=_("Units that are merged"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the units that are merged.")},
    )
    successor = forms.ChoiceField(label=_("Into"), required=False)
    on = DayField(label=_("Day of the merger"))
    document_no = _text(_("Document number"), 80)

    def __init__(self, *args: Any, units: Iterable[Township], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        choices = [(pk, unit.name) for pk, unit in self.units.items()]  # type: ignore[attr-defined]
        self.fields["predecessors"].choices = choices  # type: ignore[attr-defined]
        self.fields["successor"].choices = [("", _("a new unit, described below")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("successor"):
            self.need_new()
        elif cleaned["successor"] in cleaned.get("predecessors", []):
            self.add_error("successor", _("A unit cannot be merged into itself."))
        return cleaned


class SplitForm(NewUnitForm):
    placements = forms.MultipleChoiceField(
        label=_("Experts who go over to the new unit"), widget=forms.CheckboxSelectMultiple, required=False
    )
    on = DayField(label=_("Day of the split"))
    document_no = _text(_("Document number"), 80)

    def __init__(self, *args: Any, placements: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["placements"].choices = list(placements)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.need_new()
        return cleaned

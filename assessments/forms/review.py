"""What a reviewer says with a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.returns import WHY_LENGTH, Cell

NOTE_LENGTH = 500
RETURN_FORM = "return-form"  # the ticks stand in the table, beside their figures


class DecisionForm(forms.Form):
    """Common to all decisions: which step was the last the reader saw, and whether to open the next report."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    next = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Mapping[str, Cell] | None = None, **kwargs: Any) -> None:
        """`places` are the cells that a return may name, by the key of their ticks."""
        self.places = places or {}
        super().__init__(*args, **kwargs)

    def said(self) -> dict[str, Any]:
        """What the service takes besides the report."""
        return {name: value for name, value in self.cleaned_data.items() if name != "next"}


class ApproveForm(DecisionForm):
    """The reason is asked for where a figure is doubted or waits for its department."""

    note = forms.CharField(
        label=_("Why it is approved all the same"),
        help_text=_("The words stay in the log, beside the doubt."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReturnForm(DecisionForm):
    """The whole report, or only the cells that are ticked, each with its reason."""

    note = forms.CharField(
        label=_("What has to be corrected"),
        help_text=_("Name the figure, what is missing, and by when. The unit reads this above its report."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write which figure, what is missing and what to do."),
            "max_length": _("Write no more than %(limit_value)d characters (now %(show_value)d)."),
        },
    )
    is_unit_error = forms.BooleanField(label=_("The unit's own error"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, cell in self.places.items():
            name = {"aria-label": f"{_('Return')} {key}"} if cell.indicator else {}
            tick = forms.CheckboxInput(attrs={"form": RETURN_FORM, "data-return": ""} | name)
            words = forms.Textarea(attrs={"form": RETURN_FORM, "rows": 2, "maxlength": WHY_LENGTH})
            self.fields[f"cell-{key}"] = forms.BooleanField(label=_("Return"), required=False, widget=tick)
            self.fields[f"why-{key}"] = forms.CharField(
                label=_("What has to be corrected here"), required=False, max_length=WHY_LENGTH, widget=words
            )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        ticked = [key for key in self.places if found.get(f"cell-{key}")]
        for key in ticked:
            if not found.get(f"why-{key}") and f"why-{key}" not in self.errors:
                self.add_error(f"why-{key}", _("Write what has to be corrected here."))
        if not ticked and not found.get("note") and "note" not in self.errors:
            self.add_error("note", self.fields["note"].error_messages["required"])
        return found

    def said(self) -> dict[str, Any]:
        found = self.cleaned_data
        ticked = [key for key in self.places if found[f"cell-{key}"]]
        cells = [self.places[key]._replace(note=found[f"why-{key}"]) for key in ticked]
        return {name: found[name] for name in ("seen", "note", "is_unit_error")} | {"cells": cells}


class ReopenForm(DecisionForm):
    note = forms.CharField(
        label=_("Why it is reopened"),
        help_text=_("What was found, and what has to be corrected. The words stay in the log."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=ReturnForm.base_fields["note"].error_messages
        | {"required": _("Write why the report is reopened.")},
    )
    until = forms.DateField(
        label=_("Open until"),
        help_text=_("The last day on which the unit may hand it in again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Name the last day on which the unit may correct it."),
            "invalid": _("Write the day as 2014-10-31."),
        },
    )


class DeclineForm(DecisionForm):
    note = forms.CharField(
        label=_("Why the amendment is declined"),
        help_text=_("The unit reads it above its report."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=ReturnForm.base_fields["note"].error_messages
        | {"required": _("Write why the amendment is declined.")},
    )


FORMS: dict[str, type[DecisionForm]] = {
    "return": ReturnForm,
    "approve": ApproveForm,
    "reopen": ReopenForm,
    "decline": DeclineForm,
}

"""Bringing a workbook for a register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.imports import KINDS


class BulkImportForm(forms.Form):
    """The register and the file; what is in the file a job tells."""

    kind = forms.ChoiceField(
        label=_("Register"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the register."), "invalid_choice": _("Choose the register.")},
    )
    file = forms.FileField(
        label=_("Workbook"),
        max_length=255,
        help_text=_("The filled-in template as .xlsx or .csv, up to 10 MB and 20,000 rows."),
        error_messages={"required": _("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in KINDS.values()]  # type: ignore[attr-defined]

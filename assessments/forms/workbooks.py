"""The filled workbook of a report."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("Filled workbook (.xlsx)"),
        help_text=_("As it was downloaded from this page, up to 2 MB. Nothing is written before you have seen it all."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

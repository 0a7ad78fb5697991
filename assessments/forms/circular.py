"""The words of a circular that the office may write itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Circular

BREAKS = _("Each line becomes a paragraph. Figures and names of units are already in the text above it.")


class CircularForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Circular
        fields = (
            *("title", "document_no", "signed_by", "opening", "praise", "warnings", "demands"),
            *("issued_by", "issued_on"),
        )
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("opening", "praise", "warnings", "demands")},
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = dict.fromkeys(("praise", "warnings"), BREAKS)

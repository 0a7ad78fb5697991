"""A name for a question, when it is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ScenarioForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the scenario"),
        max_length=80,
        error_messages={"required": _("Give the scenario a name.")},
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_shared = forms.BooleanField(label=_("Share it with colleagues"), required=False)

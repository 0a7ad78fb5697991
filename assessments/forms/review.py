"""What a reviewer says with a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH = 500


class DecisionForm(forms.Form):
    """Common to all decisions: which step was the last the reader saw, and whether to open the next report."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    next = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """What the service takes besides the report."""
        return {name: value for name, value in self.cleaned_data.items() if name != "next"}


class ApproveForm(DecisionForm):
    pass


class ReturnForm(DecisionForm):
    note = forms.CharField(
        label=_("What has to be corrected"),
        help_text=_("Name the figure, what is missing, and by when. The unit reads this above its report."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write which figure, what is missing and what to do."),
            "max_length": _("Write no more than %(limit_value)d characters (now %(show_value)d)."),
        },
    )
    is_unit_error = forms.BooleanField(label=_("The unit's own error"), required=False)


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

"""What the director says when results are published while reports are open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.scoring import NOTE_LENGTH


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("Why it is published now"),
        help_text=_("Everybody reads it above the ranking, and it stays in the log."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write why the result is published before all reports are approved."),
            "max_length": _("Write no more than %(limit_value)d characters (now %(show_value)d)."),
        },
    )

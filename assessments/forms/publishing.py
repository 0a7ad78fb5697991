"""What the director says when results are published while reports are open, or corrected."""

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

    def __init__(self, *args, is_correction: bool = False, **kwargs):
        """A correction is explained in the notice that everybody reads."""
        super().__init__(*args, **kwargs)
        if is_correction:
            note = self.fields["note"]
            note.label, note.help_text = _("Reason of the correction"), _("It stands in the correction notice.")
            note.error_messages["required"] = _(
                "Write what was corrected and why; the correction notice gives it to everybody."
            )

"""A scheme document to be taken in as a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.schemes.document import MAX_BYTES


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File (TOML)"),
        help_text=_("At most 256 KB, as the export writes it. Its code and version say which draft it becomes."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".toml,application/toml,text/plain"}),
    )
    is_unfinished = forms.BooleanField(
        label=_("Take it in although it is not finished"),
        help_text=_("Weights that do not add up yet, missing targets and the like; the draft lists them."),
        required=False,
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(n)s KB."), params={"n": MAX_BYTES // 1024})
        return upload

"""What a unit writes when it objects, and what the director answers."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.services.objection_entries import MOST_FILES, TEXT_LENGTH
from talentportal.core.forms import AmountField

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
TOO_LONG = _("Write no more than %(limit_value)d characters (now %(show_value)d).")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once; their contents are checked by the service that stores them."""

    widget = FilesInput(attrs={"accept": ACCEPTED, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(upload, initial) for upload in chosen]


def _figure(label: Any, hint: Any) -> AmountField:
    return AmountField(
        label=label, help_text=hint, required=False, min_value=0, max_digits=13, decimal_places=4,
        error_messages={"min_value": _("Write a number that is not negative.")},
    )  # fmt: skip


def _words(label: Any, hint: Any, required: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": TOO_LONG},
    )


class ObjectionForm(forms.Form):
    claimed = _figure(
        _("The figure you claim"),
        _("As it should have been counted; leave it empty if no figure is wrong."),
    )
    grounds = _words(
        _("Grounds"),
        _("Which record is missing or wrong, and what proves it."),
        _("Write what is wrong and what proves it."),
        5,
    )
    files = FilesField(
        label=_("Evidence"),
        help_text=format_lazy(_("PDF, JPG, PNG, DOCX or XLSX, up to 20 MB each; at most {n} files."), n=MOST_FILES),
        required=False,
    )


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("upheld", _("Upheld")), ("rejected", _("Rejected"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the objection is upheld.")},
    )
    corrected = _figure(
        _("Corrected figure"),
        _("Only if upheld: what the line should count. Leave it empty if the register has been put right instead."),
    )
    answer = _words(
        _("Decision and reason"),
        _("The unit reads it beside its objection, and it stands in the correction notice."),
        _("Write the decision and its reason; the unit reads it."),
        4,
    )

    def __init__(self, *args: Any, takes_figure: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_figure:
            del self.fields["corrected"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == "rejected" and cleaned.get("corrected") is not None:
            self.add_error("corrected", _("A rejected objection corrects nothing; leave the figure empty."))
        return cleaned

"""What the director says when he corrects a figure, or carries points into a later year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.services.corrections import MOST_POINTS, REASON_LENGTH

LARGEST = 10**9
WORDS = {
    "required": _("Write what was wrong and how it is proven."),
    "max_length": _("Write no more than %(limit_value)d characters (now %(show_value)d)."),
}
NUMBER = {"required": _("Write the figure."), "invalid": _("Write a number, for example 12.5.")}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What was wrong, and which paper proves it. It stands beside the figure for ever."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=WORDS,
    )


class FigureForm(ReasonForm):
    """The figure as it should be; the correction is the difference from `seen`, the figure on the page."""

    figure = forms.DecimalField(
        label=_("The right figure"),
        min_value=0,
        max_value=LARGEST,
        max_digits=13,
        decimal_places=4,
        error_messages=NUMBER,
    )
    out_of = forms.DecimalField(
        label=_("Out of"), min_value=0, max_value=LARGEST, max_digits=13, decimal_places=4, error_messages=NUMBER
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("figure", "out_of", "reason", "seen")

    def __init__(self, *args, is_rate: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_rate:
            del self.fields["out_of"]


class YearEntryForm(ReasonForm):
    points = forms.DecimalField(
        label=_("Points"),
        help_text=_("What the total of the next year gains; with a minus what it loses."),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        max_digits=5,
        decimal_places=2,
        error_messages=NUMBER,
    )
    field_order = ("points", "reason")

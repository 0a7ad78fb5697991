"""Forms of the calendar: one day that differs from the week, and the dates of a quarter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Period
from assessments.services.dates import NAMES
from assessments.services.holidays import HOLIDAY, ORDINARY, WORKING


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class DayForm(forms.Form):
    day = _date(_("Day"))
    kind = forms.ChoiceField(
        label=_("Kind of day"),
        choices=[(HOLIDAY, _("holiday")), (WORKING, _("working day")), (ORDINARY, _("as the week says"))],
    )
    label = forms.CharField(label=_("Name of the day"), max_length=60, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class DatesForm(forms.Form):
    """The dates that can still be moved; the others are not asked for."""

    def __init__(self, period: Period, free: tuple[str, ...], data: Any = None) -> None:
        super().__init__(data)
        for name in NAMES:
            if name in free:
                self.fields[name] = _date(Period._meta.get_field(name).verbose_name)
                self.fields[name].initial = getattr(period, name)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
        )

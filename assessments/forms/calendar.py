"""Forms of the calendar: one day that differs from the week, and the dates of a quarter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Period, Scheme
from assessments.services.dates import NAMES
from assessments.services.holidays import HOLIDAY, ORDINARY, WORKING


def _date(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, **kwargs, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class DayForm(forms.Form):
    day = _date(_("Day"))
    until = _date(
        _("Last day of a range"), required=False, help_text=_("Only for several days, such as a holiday week.")
    )
    kind = forms.ChoiceField(
        label=_("Kind of day"),
        choices=[(HOLIDAY, _("holiday")), (WORKING, _("working day")), (ORDINARY, _("as the week says"))],
    )
    label = forms.CharField(label=_("Name of the day"), max_length=60, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class QuarterForm(forms.Form):
    """A quarter to set up; its dates follow the scheme and can be moved afterwards."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    quarter = forms.TypedChoiceField(label=_("Quarter"), coerce=int, choices=[(n, f"Q{n}") for n in range(1, 5)])
    scheme = forms.ModelChoiceField(label=_("Scheme"), queryset=Scheme.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in range(this_year - 3, this_year + 2)]
        published = Scheme.objects.filter(status=Scheme.Status.PUBLISHED)
        self.fields["scheme"].queryset = published.order_by("-published_at", "-version")


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

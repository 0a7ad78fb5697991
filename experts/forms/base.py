"""What all forms of a person share."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from townships.models import User

DAY_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
Quarter = tuple[dt.date, dt.date]  # first day, first day of the next


class DayField(forms.DateField):
    """A day, typed in any of the usual ways."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Write the day as 2014-10-31."), "required": _("Enter the date.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)


class FactsForm(forms.Form):
    """What all forms know: who fills it, for which unit, on which day and in which quarter."""

    def __init__(self, *args: Any, user: User, today: dt.date, quarter: Quarter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.quarter = user, today, quarter

    def not_later_than_today(self, *names: str) -> None:
        for name in names:
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day has not come yet."))

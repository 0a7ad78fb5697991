"""Where a person landed, and that he left."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.models import Engagement, Expert, Placement
from experts.services.facts import MONTHS_A_YEAR, contract_is_long
from platforms.models import Enterprise, Platform
from talentportal.core.forms import AmountField
from townships.models import Township

from .base import DayField, FactsForm


class PlacementForm(FactsForm):
    township = forms.ModelChoiceField(
        label=_("Unit"),
        empty_label=_("Choose"),
        queryset=Township.objects.none(),
        error_messages={"required": _("Choose the unit.")},
    )
    enterprise = forms.ModelChoiceField(
        label=_("Employer"), queryset=Enterprise.objects.none(), required=False, empty_label=_("None"),
        help_text=_("An enterprise registered in the unit. An innovator also needs a contract of 3 years."),
    )  # fmt: skip
    platform = forms.ModelChoiceField(
        label=_("Platform"), queryset=Platform.objects.none(), required=False, empty_label=_("None")
    )
    engagement = forms.ChoiceField(
        label=_("Engagement"), choices=Engagement.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the engagement.")},
    )  # fmt: skip
    months_a_year = AmountField(
        label=_("Months a year on site"), required=False, min_value=0, max_value=12, max_digits=3, decimal_places=1,
        help_text=_("For flexible engagement: at least 2."),
    )  # fmt: skip
    starts_on = DayField(label=_("Landed on"), error_messages={"required": _("Enter the day of the landing.")})
    contract_from = DayField(label=_("Contract from"), required=False)
    contract_until = DayField(label=_("Contract until"), required=False)
    has_social_insurance = forms.BooleanField(
        label=_("Social insurance or tax record exists"), required=False,
        help_text=_("Without it a full-time landing earns no points."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason for a landing outside this quarter"), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    is_confirmed = forms.BooleanField(label=_("Record all the same; the district decides"), required=False)

    PLACEMENT = (
        "township", "enterprise", "platform", "engagement", "starts_on", "contract_from", "contract_until",
        "has_social_insurance",
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, category: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        if self.user.acts_for_unit:
            del self.fields["township"]
        else:
            self.fields["township"].queryset = units
            self.fields["township"].label_from_instance = lambda unit: unit.name
        for name, model in (("enterprise", Enterprise), ("platform", Platform)):
            rows = model.objects.visible_to(self.user).verified().order_by("township__order", "name")
            self.fields[name].queryset = rows

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.not_later_than_today("starts_on")
        self._check_workplace()
        self._check_contract()
        self._check_months()
        self._check_quarter()
        return self.cleaned_data

    def unit(self) -> Township | None:
        return self.user.township if self.user.acts_for_unit else self.cleaned_data.get("township")

    def _check_workplace(self) -> None:
        unit = self.unit()
        for name in ("enterprise", "platform"):
            place = self.cleaned_data.get(name)
            if unit and place and place.township_id != unit.pk:
                self.add_error(name, _("This one belongs to another unit; choose one of the unit of the landing."))

    def _check_contract(self) -> None:
        first, last = self.cleaned_data.get("contract_from"), self.cleaned_data.get("contract_until")
        if bool(first) != bool(last):
            self.add_error("contract_until" if first else "contract_from", _("Enter both days of the contract."))
        elif first and last and last <= first:
            self.add_error("contract_until", _("The contract ends before it begins."))
        elif first and last and not contract_is_long(first, last) and not self._is_own_firm():
            self.add_error("contract_until", _("Contract is shorter than 3 years; landing cannot be recognised"))
        elif not first:
            self._check_own_firm()

    def _check_own_firm(self) -> None:
        """Without a contract only an entrepreneur lands, with the enterprise itself."""
        if self._category() == Expert.Category.INNOVATOR:
            text = _("An innovator needs a contract of at least 3 years with the employer.")
            self.add_error("contract_from", text)
        elif not self.cleaned_data.get("enterprise") and "enterprise" not in self.errors:
            self.add_error("contract_from", _("Without an enterprise in the unit a contract of 3 years is needed."))

    def _category(self) -> str:
        return self.cleaned_data.get("category") or self.category

    def _is_own_firm(self) -> bool:
        return self._category() == Expert.Category.ENTREPRENEUR and bool(self.cleaned_data.get("enterprise"))

    def _check_months(self) -> None:
        months = self.cleaned_data.get("months_a_year")
        if self.cleaned_data.get("engagement") != Engagement.FLEXIBLE or "months_a_year" in self.errors:
            return
        if months is None:
            self.add_error("months_a_year", _("Enter how many months a year the person is on site."))
        elif months < MONTHS_A_YEAR:
            self.add_error("months_a_year", _("Flexible engagement has less than 2 months a year"))

    def _check_quarter(self) -> None:
        """V03: a landing outside the quarter is possible, with a reason."""
        day = self.cleaned_data.get("starts_on")
        if (
            day
            and self.quarter
            and not self.quarter[0] <= day < self.quarter[1]
            and not self.cleaned_data.get("reason")
        ):
            self.add_error("reason", _("Landing date is outside this quarter; give a reason"))

    def placement(self) -> dict[str, Any]:
        values = {name: self.cleaned_data.get(name) for name in self.PLACEMENT}
        months = self.cleaned_data.get("months_a_year")
        return {
            **values,
            "township": self.unit(),
            "months_a_year": 12 if months is None else months,
            "reason": self.cleaned_data.get("reason", ""),
        }


# A new engagement and a new unit have pages of their own.
NO_DEPARTURES = {Placement.EndReason.CONVERTED, Placement.EndReason.REORGANISED}
DEPARTURES = [(value, label) for value, label in Placement.EndReason.choices if value not in NO_DEPARTURES]


class DepartureForm(FactsForm):
    ends_on = DayField(label=_("Left on"))
    end_reason = forms.ChoiceField(
        label=_("Reason for leaving"), choices=DEPARTURES, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason for leaving.")},
        help_text=_("Death, grave illness and postings by the state cost no points."),
    )  # fmt: skip
    reported_on = DayField(label=_("Reported on"), help_text=_("When the unit told the district."))

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.placement = placement

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.not_later_than_today("ends_on", "reported_on")
        ends_on = self.cleaned_data.get("ends_on")
        if ends_on and ends_on <= self.placement.starts_on:
            self.add_error("ends_on", _("Departure is earlier than landing"))
        return self.cleaned_data

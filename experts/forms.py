"""Forms of a person: who he is, where he landed, what he was selected for, and that he left.

Codes V03–V07 are the cross-field rules of the quarterly report (domain §4.2); here they stand next to the field.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from platforms.models import Enterprise, Platform
from talentportal.core.forms import AmountField, WholeNumberField
from townships.models import Township, User

from .models import Engagement, Expert, Placement, Programme
from .services import identity
from .services.ledger import MONTHS_A_YEAR, contract_is_long

DAY_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
Quarter = tuple[dt.date, dt.date]  # first day, first day of the next


class DayField(forms.DateField):
    """A day, typed in any of the usual ways."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Write the day as 2014-10-31."), "required": _("Name the day.")}

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


class PersonForm(FactsForm):
    name = forms.CharField(
        label=_("Name"), max_length=60, error_messages={"required": _("Enter the name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name_en = forms.CharField(label=_("Name in Latin letters"), max_length=120, required=False)
    category = forms.ChoiceField(
        label=_("Category"), choices=Expert.Category.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the category.")},
    )  # fmt: skip
    distinction = forms.ChoiceField(label=_("Distinction"), choices=Expert.Distinction.choices, required=False)
    field = forms.CharField(label=_("Field"), max_length=60, required=False)
    birth_year = WholeNumberField(label=_("Year of birth"), required=False, min_value=1900, max_value=2100)
    identity = forms.CharField(
        label=_("Identity or passport number"), max_length=40, required=False,
        help_text=_("Only a keyed digest and the last four characters are kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)

    PERSON = ("name", "name_en", "category", "distinction", "field", "birth_year", "phone")

    def clean_identity(self) -> str:
        number = identity.plain(self.cleaned_data["identity"])
        if number and not identity.is_valid(number):
            raise ValidationError(_("This number is not right: check all 18 characters, or the passport number."))
        return number

    def clean_phone(self) -> str:
        phone = identity.plain(self.cleaned_data["phone"])
        if phone and not phone.lstrip("+").isdigit():
            raise ValidationError(_("Enter the phone number in digits."))
        return phone

    def person(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.PERSON}
        return {**values, "identity": self.cleaned_data["identity"], "reason": self.cleaned_data.get("reason", "")}


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


class SelectionForm(FactsForm):
    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the programme.")},
    )
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    selected_on = DayField(label=_("Selected on"), required=False)
    document_no = forms.CharField(label=_("Number of the selection document"), max_length=60, required=False)
    document_on = DayField(label=_("Date of the selection document"), required=False)

    SELECTION = ("programme", "batch", "selected_on", "document_no", "document_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.order_by("starts_on", "pk")
        self.fields["programme"].label_from_instance = lambda plan: f"{plan.name} · {plan.get_level_display()}"

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.not_later_than_today("selected_on", "document_on")
        if self.cleaned_data.get("programme"):
            if not self.cleaned_data.get("selected_on") and "selected_on" not in self.errors:
                self.add_error("selected_on", _("Enter the day of the selection."))
            for name in ("document_no", "document_on"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter number and date of the selection document"))
        return self.cleaned_data

    def selection(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.SELECTION}


class RegistrationForm(SelectionForm, PlacementForm, PersonForm):
    """A new person with landing and, when there is one, selection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].required = False


class DepartureForm(FactsForm):
    ends_on = DayField(label=_("Left on"))
    end_reason = forms.ChoiceField(
        label=_("Reason for leaving"), choices=Placement.EndReason.choices, widget=forms.RadioSelect,
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

"""Who a person is, what he was selected for, and both together with a landing: the registration."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from experts.models import Expert, Programme
from experts.services import identity
from talentportal.core.forms import WholeNumberField

from .base import DayField, FactsForm
from .placements import PlacementForm


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
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": ""}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"data-private": ""})
    )  # fmt: skip

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

"""Accounts as the administrator enters them, and what each says of himself."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Indicator, Scheme
from talentportal.core import clock
from townships.models import Role, Township, User
from townships.models.people import UNIT_ROLES

USERNAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,39}\Z", gettext_lazy("Use 3 to 40 small letters, digits, . _ or -."))
PHONE = RegexValidator(r"^[0-9+() -]{5,30}\Z", gettext_lazy("Enter the telephone in digits."))
ROLES = [(role, label) for role, label in Role.choices if role != Role.API_CLIENT]  # clients are made by command


class ContactForm(forms.ModelForm):
    """Where notices go; everybody keeps his own."""

    class Meta:
        model = User
        fields = ("email", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["phone"].label = _("Telephone")
        self.fields["phone"].validators.append(PHONE)


class AccountForm(ContactForm):
    """`units` counts for reviewers, `indicators` for joint-review departments."""

    username = forms.CharField(label=gettext_lazy("Account"), max_length=40, validators=[USERNAME])
    units = forms.ModelMultipleChoiceField(
        Township.objects.none(),
        label=gettext_lazy("Units to review"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators to confirm"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta(ContactForm.Meta):
        fields = ("username", "name", "role", "township", "email", "phone", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        units = Township.objects.open_on(today).named_on(today).in_official_order()
        for name in ("township", "units"):
            field: Any = self.fields[name]
            field.queryset = units
            field.label_from_instance = lambda unit: unit.name or unit.code
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=ROLES)
        self.fields["name"].label, self.fields["township"].label = _("Name"), _("Unit")
        self.fields["is_active"].label = _("May sign in")
        self.fields["is_active"].help_text = ""
        indicators: Any = self.fields["indicators"]
        indicators.choices = [(row.code, f"{row.code} {row.name}") for row in _indicators()]
        if self.instance.pk:
            del self.fields["username"]
            self.initial["units"] = list(self.instance.assignments.values_list("township_id", flat=True))
            said = self.instance.indicator_assignments.values_list("indicator_code", flat=True)
            self.initial["indicators"] = list(said)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "role" in cleaned and (cleaned["role"] in UNIT_ROLES) != bool(cleaned.get("township")):
            self.add_error("township", _("People of a unit have one; people of the district have none."))
        return cleaned

    def _post_clean(self) -> None:
        """The services write."""


def _indicators() -> list[Indicator]:
    scheme = Scheme.objects.filter(status=Scheme.Status.PUBLISHED).order_by("-published_at").first()
    return list(Indicator.objects.filter(scheme=scheme).order_by("position")) if scheme else []

"""What is said in a conflict, and who shares a person: proposal, decision, withdrawal, agreement."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from experts.models import Conflict
from talentportal.core.forms import AmountField
from townships.models import Township

from .base import DayField, FactsForm

MOST_PARTIES = 4


class ProposalForm(forms.Form):
    proposal = forms.CharField(
        label=_("Proposal"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you propose, and why.")},
    )  # fmt: skip


class DecisionForm(forms.Form):
    """`units`: (code, name) of the units whose claims stand."""

    winner = forms.ChoiceField(
        label=_("The person belongs to"), widget=forms.RadioSelect, required=False,
        help_text=_("Leave open only when the units share the person."),
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=_("Ground"), choices=Conflict.Ground.choices, widget=forms.RadioSelect,
        help_text=_("The first of the grounds that tells the claims apart decides."),
        error_messages={"required": _("Choose the ground of the decision.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Both units read it."),
        error_messages={"required": _("Write the reason of the decision; both units read it.")},
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["winner"].choices = units


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the claim is withdrawn"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why the claim is withdrawn.")},
    )  # fmt: skip


class ShareEndForm(FactsForm):
    """The day on which an agreement ends, and why."""

    ends_on = DayField(label=_("Ends on"), help_text=_("What takes effect from this day on is no longer split."))
    reason = forms.CharField(
        label=_("Why it ends"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why the agreement ends, and the number of the document.")},
    )  # fmt: skip


class ShareForm(FactsForm):
    """Up to four units with their shares; lines left empty do not count."""

    document_no = forms.CharField(
        label=_("Number of the agreement"), max_length=60,
        error_messages={"required": _("Enter the number of the agreement.")},
    )  # fmt: skip
    signed_on = DayField(label=_("Signed on"))
    starts_on = DayField(
        label=_("Counts from"), help_text=_("What takes effect from this day on is split among the units.")
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTIES + 1):
            self.fields[f"unit_{number}"] = forms.ModelChoiceField(
                label=_("Unit %(n)s") % {"n": number}, queryset=units, required=False, empty_label=_("None")
            )
            self.fields[f"unit_{number}"].label_from_instance = lambda unit: unit.name
            self.fields[f"share_{number}"] = AmountField(
                label=_("Share of unit %(n)s") % {"n": number}, required=False, max_digits=5, decimal_places=2
            )

    def lines(self) -> list[tuple[Any, Any]]:
        """The fields of each party, bound."""
        return [(self[f"unit_{n}"], self[f"share_{n}"]) for n in range(1, MOST_PARTIES + 1)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.not_later_than_today("signed_on")
        chosen: set[int] = set()
        for number in range(1, MOST_PARTIES + 1):
            unit, share = self.cleaned_data.get(f"unit_{number}"), self.cleaned_data.get(f"share_{number}")
            if unit and share is None and f"share_{number}" not in self.errors:
                self.add_error(f"share_{number}", _("Enter the share of this unit, for example 0.50."))
            elif share is not None and not unit:
                self.add_error(f"unit_{number}", _("Choose the unit of this share."))
            elif unit and unit.pk in chosen:
                self.add_error(f"unit_{number}", _("This unit is named twice."))
            elif unit:
                chosen.add(unit.pk)
        return self.cleaned_data

    def shares(self) -> dict[Township, Decimal]:
        pairs = (
            (self.cleaned_data.get(f"unit_{n}"), self.cleaned_data.get(f"share_{n}"))
            for n in range(1, MOST_PARTIES + 1)
        )
        return {unit: share for unit, share in pairs if unit and share is not None}

    def agreement(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_on", "document_no", "signed_on", "note")}

"""A person goes on elsewhere: to another unit, or from a flexible engagement to a full-time one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from experts.models import Expert, Placement

from .placements import PlacementForm


class MoveForm(PlacementForm):
    """The landing in the new unit; it starts on the day on which the old placement ends."""

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, category=placement.expert.category, **kwargs)
        self.from_placement = placement
        self.fields["starts_on"].label = _("Moved on")
        del self.fields["is_confirmed"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        day = self.cleaned_data.get("starts_on")
        if day and day <= self.from_placement.starts_on:
            self.add_error("starts_on", _("Departure is earlier than landing"))
        return self.cleaned_data

    def landing(self) -> dict[str, Any]:
        return {name: value for name, value in self.placement().items() if name != "starts_on"}


class FullTimeForm(PlacementForm):
    """What changes when a flexible engagement becomes full-time: the contract and the social insurance."""

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, category=placement.expert.category, **kwargs)
        self.from_placement = placement
        self.fields["starts_on"].label = _("Full-time since")
        for name in ("township", "enterprise", "platform", "engagement", "months_a_year", "is_confirmed"):
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        super().clean()
        day = self.cleaned_data.get("starts_on")
        if day and day <= self.from_placement.starts_on:
            self.add_error("starts_on", _("This day lies before the engagement began."))
        return self.cleaned_data

    def unit(self) -> Any:
        return self.from_placement.township

    def _check_own_firm(self) -> None:
        if not self._is_own_firm():
            super()._check_own_firm()

    def _is_own_firm(self) -> bool:
        return self.category == Expert.Category.ENTREPRENEUR and self.from_placement.enterprise_id is not None

    def terms(self) -> dict[str, Any]:
        names = ("contract_from", "contract_until", "has_social_insurance", "reason")
        return {name: self.cleaned_data.get(name) for name in names}

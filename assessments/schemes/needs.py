"""What each kind of rule needs of its indicator, and which named values each measure knows."""

from typing import Any

from django.utils.translation import gettext_lazy

from assessments.rules import RULES
from experts.models import Expert
from platforms.models import Level

NEEDS: dict[str, frozenset[str]] = {
    "ratio": frozenset({"target", "phase"}),
    "yes_no": frozenset({"target"}),
    "checklist": frozenset({"target", "items"}),
    "rate": frozenset({"target"}),
    "steps": frozenset({"steps"}),
    "penalty": frozenset({"items"}),
    "judged": frozenset(),
}
FORMULAS = {  # as assessments.rules writes them, for people
    "ratio": gettext_lazy("points × min(1, counted ÷ (target × phase))"),
    "yes_no": gettext_lazy("all points if counted, else none"),
    "checklist": gettext_lazy("points × min(1, items fulfilled ÷ items)"),
    "rate": gettext_lazy("points × min(1, counted ÷ out of ÷ target)"),
    "steps": gettext_lazy("the points of the highest step reached"),
    "penalty": gettext_lazy("points − penalty points, down to zero"),
    "judged": gettext_lazy("the points given, at most the points of the indicator"),
}
if not NEEDS.keys() == FORMULAS.keys() == RULES.keys():
    raise RuntimeError("every kind of rule says what it needs")

KNOWN_ITEMS: dict[str, frozenset[str]] = {
    "leading_group": frozenset({"secretary_is_head", "deputy_is_deputy_head", "clerk_is_named"}),
    "other_talent": frozenset({*filter(None, Expert.Distinction.values), "team"}),
    "new_platforms": frozenset(Level.values),
    "report_quality": frozenset({"late_1_to_3_working_days", "late_over_3_working_days", "each_return", "missing"}),
}


def needs_of(row: dict[str, Any]) -> frozenset[str]:
    """Of this indicator: what its kind needs, and the values its measure weighs with."""
    weighs = {"items"} if row.get("measure") in ("other_talent", "new_platforms") else set()
    return NEEDS.get(row.get("kind", ""), frozenset()) | weighs

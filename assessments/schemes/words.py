"""The values of a scheme document in the reader's words: labels of keys, choices, shares, ladders."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.measures import MEASURES
from assessments.models import Indicator, Scheme
from experts.models import Engagement
from platforms.models import Level
from talentportal.core import formats
from townships.models import Tier

from .faults import Document

LABELS = {
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "base_points": gettext_lazy("base points"),
    "mode": gettext_lazy("bonus mode"),
    "cap": gettext_lazy("cap"),
    "floor": gettext_lazy("floor"),
    "per_head": gettext_lazy("bonus per head"),
    "clawback_months": gettext_lazy("claw-back months"),
    "min_share": gettext_lazy("smallest credit share"),
    "due_day": gettext_lazy("due day"),
    "lock_day": gettext_lazy("lock day"),
    "review_day": gettext_lazy("review finished by day"),
    "notice_days": gettext_lazy("working days on notice"),
    "decision_days": gettext_lazy("working days to decide"),
    "basis": gettext_lazy("basis"),
    "budget_yuan": gettext_lazy("prize budget (yuan)"),
    "amount_yuan": gettext_lazy("amount (yuan)"),
    "rank": gettext_lazy("order"),
    "bonus": gettext_lazy("bonus value"),
    "min_level": gettext_lazy("minimum level"),
    "factor": gettext_lazy("factor"),
    "minimum": gettext_lazy("from total"),
    "points": gettext_lazy("points"),
    "is_veto": gettext_lazy("bars the highest grade"),
    "weight": gettext_lazy("weight"),
    "unit_zh": gettext_lazy("Chinese unit"),
    "unit_en": gettext_lazy("English unit"),
    "kind": gettext_lazy("kind of rule"),
    "source": gettext_lazy("source"),
    "measure": gettext_lazy("measure"),
    "phase": gettext_lazy("phase"),
    "target": gettext_lazy("target"),
    "steps": gettext_lazy("steps"),
    "items": gettext_lazy("items"),
    "needs_evidence": gettext_lazy("evidence needed"),
    "is_case_fact": gettext_lazy("from the source case"),
    "group": gettext_lazy("group"),
    "value": gettext_lazy("value"),
    "position": gettext_lazy("order"),
}
CHOICES: dict[str, Any] = {
    "mode": Scheme.BonusMode,
    "kind": Indicator.Kind,
    "source": Indicator.Source,
    "min_level": Level,
    "level": Level,
    "tier": Tier,
    "engagement": Engagement,
}


def label(key: str) -> str:
    return str(LABELS.get(key, key))


def words(key: str, value: Any, row: Document) -> str:
    """One value as it is read; `row` is the table it stands in, for a share is written as a percentage."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if key == "basis":
        choices = Scheme.PrizeBasis if value in Scheme.PrizeBasis.values else Indicator.Basis
        return str(choices(value).label)
    if key in CHOICES:
        return str(CHOICES[key](value).label)
    if key == "measure":
        return str(MEASURES[value].says) if value in MEASURES else str(value)
    if key == "phase":
        return "/".join(formats.number(share * 100) for share in value) + "%"
    if key == "target":
        return " · ".join(f"{Tier(tier).label} {_figure(part, row)}" for tier, part in value.items())
    if key == "steps":
        return "; ".join(f"{Tier(tier).label} {_ladder(steps, row)}" for tier, steps in value.items())
    if isinstance(value, int | Decimal):
        return formats.number(value)
    return str(value)


def _figure(value: Decimal, row: Document) -> str:
    return formats.exact_percent(value) if row.get("kind") == Indicator.Kind.RATE else formats.number(value)


def _ladder(steps: list[list[Decimal]], row: Document) -> str:
    measure = MEASURES.get(row.get("measure", ""))
    write = formats.exact_percent if measure and measure.is_rate else formats.number
    return " ".join(f"{write(at_least)}→{formats.score(points)}" for at_least, points in steps)

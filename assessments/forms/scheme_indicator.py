"""One indicator of a draft: what is counted, how it becomes points, for whom."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.measures import MEASURES
from assessments.models import Indicator
from assessments.schemes.difference import named
from assessments.schemes.document import Document
from assessments.schemes.faults import about
from assessments.schemes.needs import FORMULAS, NEEDS, needs_of
from assessments.schemes.shape import LINE_CODE
from townships.models import Tier

from .scheme_fields import Column, Fields, Grid, PartForm, amount, cell, choice, code, mini, text
from .scheme_parts import settled

STEPS_BLANK, MOST_STEPS = 2, 12
ITEMS = (
    Column("code", gettext_lazy("Code"), lambda: cell(forms.SlugField(max_length=40))),
    Column("name_zh", gettext_lazy("Chinese name"), lambda: cell(text("", 80))),
    Column("name_en", gettext_lazy("English name"), lambda: cell(text("", 120))),
    Column("value", gettext_lazy("Value"), lambda: cell(amount("", 6))),
)
KIND_NEEDS = {
    "target": gettext_lazy("targets"),
    "phase": gettext_lazy("phases (optional)"),
    "steps": gettext_lazy("steps"),
    "items": gettext_lazy("items"),
}


def kind_hint() -> str:
    """What each kind of rule reckons and needs, from the table of rules itself."""
    parts = []
    for kind, word in Indicator.Kind.choices:
        needs = ", ".join(str(KIND_NEEDS[need]) for need in KIND_NEEDS if need in NEEDS[kind])
        needed = f" ({needs})" if needs else ""
        parts.append(about(str(word), f"{FORMULAS[kind]}{needed}"))
    return "; ".join(parts)


class IndicatorForm(PartForm):
    """`indicator` is the code of the one edited; without it a new one is added to a group."""

    def __init__(
        self, document: Document, data: Any = None, *, revision: int, indicator: str = "", group: str = ""
    ) -> None:
        self.code, self.group = indicator, group
        super().__init__(document, data, revision=revision)

    def build(self) -> None:
        row = self._row()
        self._add_what(row)
        self._add_goals(row)
        self._add_steps(row.get("steps", {}))
        self.put_rows("item", ITEMS, row.get("items", []), _("Items and their values"), 2)

    def _row(self) -> Document:
        for group in self.document.get("groups", []):
            for row in group.get("indicators", []):
                if row["code"] == self.code:
                    return row | {"group": group["code"]}
        return {"group": self.group, "kind": "ratio", "basis": "ytd", "source": "self", "measure": "reported"}

    def _add_what(self, row: Document) -> None:
        groups = [(group["code"], named(group)) for group in self.document.get("groups", [])]
        measures = [(name, measure.says) for name, measure in MEASURES.items()]
        made: dict[str, forms.Field] = {
            "group": choice(_("Group"), groups),
            "code": code(_("Code"), 4),
            "name_zh": text(_("Chinese name"), 60),
            "name_en": text(_("English name"), 120),
            "unit_zh": text(_("Chinese unit"), 12, required=False, wide=False),
            "unit_en": text(_("English unit"), 30, required=False, wide=False),
            "weight": amount(_("Weight"), 5),
            "measure": choice(_("What is counted"), measures),
            "source": choice(_("Where the figure comes from"), Indicator.Source.choices),
            "basis": choice(_("Over which time"), Indicator.Basis.choices),
            "kind": choice(_("Kind of rule"), Indicator.Kind.choices, help_text=kind_hint()),
            "needs_evidence": forms.BooleanField(label=_("Evidence needed"), required=False),
        }
        names = [self.put(name, field, row.get(name)) for name, field in made.items()]
        self.blocks.append(Fields(_("Indicator"), names))

    def _add_goals(self, row: Document) -> None:
        targets = Grid(_("Annual targets by tier"), ["", _("Target")])
        targets.hint = _("A share for a rate (0.80), a count otherwise.")
        for tier, word in Tier.choices:
            made = mini(f"{_('Target')} {word}", 10, required=False)
            targets.rows.append((str(word), [self.put(f"target-{tier}", made, row.get("target", {}).get(tier))]))
        phases = Grid(_("Share due by the end of each quarter"), ["", _("Share due")])
        phases.hint = _("From 0 to 1, rising to 1.00; leave all four empty where the full target holds every quarter.")
        shares = row.get("phase") or [None] * 4
        for number, share in enumerate(shares, 1):
            word = _("Quarter %(n)s") % {"n": number}
            made = mini(f"{_('Share due')} {word}", 4, required=False)
            phases.rows.append((word, [self.put(f"phase-{number}", made, share)]))
        self.blocks += [targets, phases]

    def _add_steps(self, steps: Document) -> None:
        count = min(MOST_STEPS, max([len(rows) for rows in steps.values()] + [self._posted_steps() - STEPS_BLANK]) + 2)
        heads = ["", *(f"{word} {part}" for _tier, word in Tier.choices for part in (_("from"), _("Points")))]
        grid = Grid(_("Steps by tier"), heads)
        grid.hint = _("From this value on, these points. A share is written 0.85.")
        for number in range(max(count, STEPS_BLANK)):
            names = []
            for tier, word in Tier.choices:
                step = (steps.get(tier, [])[number : number + 1] or [[None, None]])[0]
                for key, digits, value in (("from", 10, step[0]), ("points", 5, step[1])):
                    made = mini(
                        f"{word} {number + 1} {_('from') if key == 'from' else _('Points')}", digits, required=False
                    )
                    names.append(self.put(f"step-{tier}-{number}-{key}", made, value))
            grid.rows.append((str(number + 1), names))
        self.blocks.append(grid)

    def _posted_steps(self) -> int:
        return next((n for n in range(MOST_STEPS) if f"step-{Tier.values[0]}-{n}-from" not in self.data), MOST_STEPS)

    # --- checking ---

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_rows("item", ITEMS)
        new = cleaned.get("code")
        if new and not LINE_CODE.fullmatch(new):
            self.add_error("code", _("Write a capital letter, then capital letters or digits."))
        if new and new != self.code and new in self._codes():
            self.add_error("code", _("This code is used already."))
        if cleaned.get("weight") == 0:
            self.add_error("weight", _("Enter more than 0, or remove the indicator."))
        self._clean_pairs()
        return cleaned

    def _codes(self) -> set[str]:
        rows = [row["code"] for group in self.document.get("groups", []) for row in group.get("indicators", [])]
        return {*rows, *(row["code"] for row in self.document.get("deductions", [])), "X1"}

    def _clean_pairs(self) -> None:
        """A step has both halves, and a phase all four shares."""
        for name in [name for name in self.fields if name.startswith("step-") and name.endswith("-from")]:
            other = name.removesuffix("from") + "points"
            one, two = self.cleaned_data.get(name), self.cleaned_data.get(other)
            if (one is None) != (two is None):
                self.add_error(
                    name if one is None else other, _("A step needs both: from which value, and the points.")
                )
        shares = [self.cleaned_data.get(f"phase-{n}") for n in range(1, 5)]
        if any(share is not None for share in shares):
            for number, share in enumerate(shares, 1):
                if share is None:
                    self.add_error(f"phase-{number}", _("Fill in all four shares or none."))
                elif share > 1:
                    self.add_error(f"phase-{number}", _("A share is at most 1.00."))

    # --- what it makes ---

    def changed(self) -> Document:
        row = self._typed()
        groups = []
        for group in self.document.get("groups", []):
            rows = [dict(one) for one in group.get("indicators", [])]
            at = next((n for n, one in enumerate(rows) if one["code"] == self.code), None)
            mine = group["code"] == self.cleaned_data["group"]
            if at is not None:
                kept = {"is_case_fact": True} if rows[at].get("is_case_fact") else {}
                row |= kept
                rows[at : at + 1] = [row] if mine else []
            elif mine:
                rows.append(row)
            groups.append(group | {"indicators": rows})
        return settled(self.document | {"groups": groups})

    def _typed(self) -> Document:
        """Only what the kind of rule needs is kept."""
        said = self.cleaned_data
        keys = ("code", "name_zh", "name_en", "unit_zh", "unit_en", "weight", "kind", "basis", "source", "measure")
        row: Document = {key: said[key] for key in keys if said[key] != ""}
        needs = needs_of(row)
        targets = {tier: said[f"target-{tier}"] for tier in Tier.values if said[f"target-{tier}"] is not None}
        shares = [said[f"phase-{n}"] for n in range(1, 5)]
        if "phase" in needs and all(share is not None for share in shares):
            row["phase"] = shares
        if "target" in needs and targets:
            row["target"] = targets
        if "steps" in needs:
            row["steps"] = self._steps()
        if said["needs_evidence"]:
            row["needs_evidence"] = True
        if "items" in needs:
            row["items"] = self.rows_of("item", ITEMS)
        return {key: value for key, value in row.items() if value not in ({}, [])}

    def _steps(self) -> dict[str, list[list[Decimal]]]:
        found: dict[str, list[list[Decimal]]] = {}
        for tier in Tier.values:
            for number in range(MOST_STEPS):
                at_least = self.cleaned_data.get(f"step-{tier}-{number}-from")
                if at_least is not None:
                    found.setdefault(tier, []).append([at_least, self.cleaned_data[f"step-{tier}-{number}-points"]])
        return {tier: sorted(steps) for tier, steps in found.items()}


def without_indicator(document: Document, code: str) -> Document:
    """The draft with one indicator less."""
    groups = [
        group | {"indicators": [row for row in group.get("indicators", []) if row["code"] != code]}
        for group in document.get("groups", [])
    ]
    return settled(document | {"groups": groups})

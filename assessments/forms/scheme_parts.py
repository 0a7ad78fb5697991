"""The parts of a draft scheme but for single indicators: basics, weights, groups, bonus, deductions, bands, prizes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Scheme
from assessments.schemes.difference import named
from assessments.schemes.document import Document
from experts.models import LEVEL_RANK, Engagement
from platforms.models import Level
from townships.models import Tier

from .scheme_fields import Column, Fields, Grid, PartForm, amount, cell, choice, code, mini, text, whole
from .scheme_rows import BandsForm, DeductionsForm, PrizesForm

CALENDAR = (
    ("due_day", gettext_lazy("Reports due on day"), 28),
    ("lock_day", gettext_lazy("Locked after day"), 28),
    ("review_day", gettext_lazy("Review finished by day"), 28),
    ("notice_days", gettext_lazy("Working days on public notice"), 60),
    ("decision_days", gettext_lazy("Working days to decide a conflict"), 60),
)


class BasicsForm(PartForm):
    def build(self) -> None:
        get, calendar = self.document.get, self.document.get("calendar", {})
        names = [
            self.put("name_zh", text(_("Chinese name"), 120), get("name_zh")),
            self.put("name_en", text(_("English name"), 160), get("name_en")),
            self.put("base_points", amount(_("Base points"), 6, minimum=1), get("base_points")),
        ]
        self.blocks.append(Fields(_("Basics"), names))
        days = [self.put(key, whole(said, most, lowest=1), calendar.get(key)) for key, said, most in CALENDAR]
        self.blocks.append(Fields(_("Calendar after the quarter"), days))

    def changed(self) -> Document:
        said = self.cleaned_data
        calendar = {key: said[key] for key, *_rest in CALENDAR}
        return (
            self.document | {key: said[key] for key in ("name_zh", "name_en", "base_points")} | {"calendar": calendar}
        )


class WeightsForm(PartForm):
    """The weight of every indicator; a group weighs what its indicators weigh."""

    def build(self) -> None:
        for group in self.document.get("groups", []):
            grid = Grid(named(group), [_("Indicator"), _("Weight")])
            for row in group.get("indicators", []):
                made = mini(f"{named(row)} {_('Weight')}", 5)
                made.widget.attrs |= {"data-weight": group["code"]}
                grid.rows.append((named(row), [self.put(row["code"], made, row["weight"])]))
            self.blocks.append(grid)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in cleaned.items():
            if name != "revision" and value == 0:
                self.add_error(name, _("Enter more than 0, or remove the indicator."))
        return cleaned

    def changed(self) -> Document:
        groups = [
            group
            | {"indicators": [row | {"weight": self.cleaned_data[row["code"]]} for row in group.get("indicators", [])]}
            for group in self.document.get("groups", [])
        ]
        return settled(self.document | {"groups": groups})


def settled(document: Document) -> Document:
    """Every group weighs what its indicators weigh; a group without any keeps its weight."""
    groups = []
    for group in document.get("groups", []):
        weights = [Decimal(row["weight"]) for row in group.get("indicators", [])]
        groups.append(group | {"weight": sum(weights, Decimal(0)) if weights else group["weight"]})
    return document | {"groups": groups}


GROUPS = (
    Column("code", gettext_lazy("Code"), lambda: cell(code("", 4))),
    Column("name_zh", gettext_lazy("Chinese name"), lambda: cell(text("", 60))),
    Column("name_en", gettext_lazy("English name"), lambda: cell(text("", 80))),
)


class GroupsForm(PartForm):
    """Codes, names and order of the groups; one that still has indicators cannot be taken out."""

    def build(self) -> None:
        self.put_rows("group", GROUPS, self.document.get("groups", []), _("Groups"), 1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_rows("group", GROUPS)
        kept = {row.get("code") for row in self.rows_of("group", GROUPS)}
        for number, group in enumerate(self.document.get("groups", [])):
            if group.get("indicators") and group["code"] not in kept:
                words = _("Group %(code)s still has indicators; move or remove them first.")
                self.add_error(f"group-{number}-code", words % {"code": group["code"]})
        return cleaned

    def changed(self) -> Document:
        known = {group["code"]: group for group in self.document.get("groups", [])}
        groups = []
        for row in self.rows_of("group", GROUPS):
            new = {"weight": Decimal("1.00"), "indicators": []}
            groups.append({"code": row["code"]} | known.get(row["code"], new) | row)
        return settled(self.document | {"groups": groups})


class BonusForm(PartForm):
    """Mode, limits, the value of each level, the goal of each tier, the factor of each way of joining."""

    def build(self) -> None:
        bonus = self.document.get("bonus", {})
        names = [
            self.put(
                "mode",
                choice(
                    _("Bonus mode"),
                    Scheme.BonusMode.choices,
                    help_text=_(
                        "By level: the values below; per head: the same for each person; flat: the cap for whoever "
                        "has earned anything; judged: the district gives the points."
                    ),
                ),
                bonus.get("mode"),
            ),
            self.put("cap", amount(_("At most"), 5), bonus.get("cap")),
            self.put("floor", amount(_("At least"), 5, minimum=None), bonus.get("floor")),
            self.put("per_head", amount(_("Points per head"), 5), bonus.get("per_head")),
            self.put("clawback_months", whole(_("Claw-back months"), 120), bonus.get("clawback_months")),
            self.put("min_share", amount(_("Smallest credit share"), 3), bonus.get("min_share")),
        ]
        self.blocks.append(Fields(_("Bonus"), names))
        self._grid("levels", "level", "bonus", Level, _("Value of a level"), lambda said: mini(said, 5))
        self._grid(
            "tiers",
            "tier",
            "min_level",
            Tier,
            _("Lowest level that meets the tier"),
            lambda said: _labelled(choice("", Level.choices), said),
        )
        self._grid("factors", "engagement", "factor", Engagement, _("Engagement factors"), lambda said: mini(said, 4))

    def _grid(self, part: str, key: str, value: str, choices: Any, title: str, make: Any) -> None:
        """One small field for each of a closed list."""
        stored = {row[key]: row[value] for row in self.document.get(part, [])}
        grid = Grid(title, ["", title])
        for one, word in choices.choices:
            grid.rows.append((str(word), [self.put(f"{key}-{one}", make(f"{title} {word}"), stored.get(one))]))
        self.blocks.append(grid)

    def changed(self) -> Document:
        said, ranks = self.cleaned_data, {row["level"]: row["rank"] for row in self.document.get("levels", [])}
        keys = ("mode", "cap", "floor", "per_head", "clawback_months", "min_share")
        return self.document | {
            "bonus": {key: said[key] for key in keys},
            "levels": [
                {"level": one, "rank": ranks.get(one, LEVEL_RANK[Level(one)]), "bonus": said[f"level-{one}"]}
                for one in Level.values
            ],
            "tiers": [{"tier": one, "min_level": said[f"tier-{one}"]} for one in Tier.values],
            "factors": [{"engagement": one, "factor": said[f"engagement-{one}"]} for one in Engagement.values],
        }


def _labelled(made: forms.Field, said: str) -> forms.Field:
    made.widget.attrs |= {"class": "select", "aria-label": said}
    return made


PART_FORMS: dict[str, tuple[Any, type[PartForm]]] = {
    "basics": (gettext_lazy("Basics and calendar"), BasicsForm),
    "weights": (gettext_lazy("Indicators and weights"), WeightsForm),
    "groups": (gettext_lazy("Groups"), GroupsForm),
    "bonus": (gettext_lazy("Bonus, levels and tiers"), BonusForm),
    "deductions": (gettext_lazy("Deductions"), DeductionsForm),
    "bands": (gettext_lazy("Grades and lights"), BandsForm),
    "prizes": (gettext_lazy("Prize money"), PrizesForm),
}

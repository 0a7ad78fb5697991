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
from talentportal.core.bilingual import reads_english
from townships.models import Tier

from .scheme_fields import Column, Fields, Grid, PartForm, amount, cell, choice, code, mini, text, whole

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


DEDUCTIONS = (
    Column("code", gettext_lazy("Code"), lambda: cell(code("", 4))),
    Column("name_zh", gettext_lazy("Chinese name"), lambda: cell(text("", 80))),
    Column("name_en", gettext_lazy("English name"), lambda: cell(text("", 120))),
    Column("points", gettext_lazy("Points"), lambda: cell(amount("", 5))),
    Column("is_veto", gettext_lazy("Bars the highest grade"), lambda: forms.BooleanField(), is_optional=True),
)
BANDS = (
    Column("code", gettext_lazy("Code"), lambda: cell(forms.SlugField(max_length=20))),
    Column("name_zh", gettext_lazy("Chinese name"), lambda: cell(text("", 40))),
    Column("name_en", gettext_lazy("English name"), lambda: cell(text("", 40))),
    Column("minimum", gettext_lazy("From total"), lambda: cell(amount("", 6))),
)


class RowsForm(PartForm):
    """Parts that are nothing but rows."""

    lists: tuple[tuple[str, Any, tuple[Column, ...], int], ...] = ()

    def build(self) -> None:
        for part, title, columns, blank in self.lists:
            self.put_rows(part, columns, self.document.get(part, []), str(title), blank)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for part, _title, columns, _blank in self.lists:
            self.clean_rows(part, columns)
        return cleaned

    def changed(self) -> Document:
        return self.document | {part: self.rows_of(part, columns) for part, _title, columns, _blank in self.lists}


class DeductionsForm(RowsForm):
    lists = (("deductions", gettext_lazy("Deductions"), DEDUCTIONS, 1),)


class BandsForm(RowsForm):
    lists = (
        ("grades", gettext_lazy("Grades, the best first"), BANDS, 1),
        ("lights", gettext_lazy("Lights, the best first"), BANDS, 1),
    )


def _tier() -> forms.Field:
    made = cell(choice("", Tier.choices, required=False))
    made.choices = [("", _("every tier")), *Tier.choices]  # type: ignore[attr-defined]
    return made


PLACES = (
    Column("tier", gettext_lazy("Tier"), _tier, is_optional=True),
    Column("place", gettext_lazy("Place"), lambda: cell(whole("", 99, lowest=1))),
    Column("amount_yuan", gettext_lazy("Amount (yuan)"), lambda: cell(amount("", 12))),
)


class PrizesForm(PartForm):
    """What the prize money follows, the budget, and the amounts."""

    def build(self) -> None:
        prizes = self.document.get("prizes", {})
        basis = choice(_("Prize money follows"), Scheme.PrizeBasis.choices)
        basis.required = False
        names = [
            self.put("basis", basis, prizes.get("basis", "")),
            self.put("budget_yuan", amount(_("Budget (yuan)"), 12, required=False), prizes.get("budget_yuan")),
        ]
        self.blocks.append(Fields(_("Prize money"), names))
        self.put_rows("place", PLACES, prizes.get("places", []), _("By rank in tier"), 2)
        self.put_rows("grade", self._by_grade(), prizes.get("grades", []), _("By grade"), 1)

    def _by_grade(self) -> tuple[Column, ...]:
        name = "name_en" if reads_english() else "name_zh"
        grades = [(row["code"], row[name]) for row in self.document.get("grades", [])]
        return (
            Column("grade", _("Grade"), lambda: cell(choice("", grades, required=False))),
            PLACES[0],
            PLACES[2],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_rows("place", PLACES)
        self.clean_rows("grade", self._by_grade())
        return cleaned

    def changed(self) -> Document:
        said = {key: self.cleaned_data[key] for key in ("basis", "budget_yuan")}
        prizes: Document = {key: value for key, value in said.items() if value not in ("", None)}
        rows = {"places": self.rows_of("place", PLACES), "grades": self.rows_of("grade", self._by_grade())}
        prizes |= {part: found for part, found in rows.items() if found}
        return {key: value for key, value in self.document.items() if key != "prizes"} | (
            {"prizes": prizes} if prizes else {}
        )


PART_FORMS: dict[str, tuple[Any, type[PartForm]]] = {
    "basics": (gettext_lazy("Basics and calendar"), BasicsForm),
    "weights": (gettext_lazy("Indicators and weights"), WeightsForm),
    "groups": (gettext_lazy("Groups"), GroupsForm),
    "bonus": (gettext_lazy("Bonus, levels and tiers"), BonusForm),
    "deductions": (gettext_lazy("Deductions"), DeductionsForm),
    "bands": (gettext_lazy("Grades and lights"), BandsForm),
    "prizes": (gettext_lazy("Prize money"), PrizesForm),
}

"""The parts of a draft scheme that are rows: deductions, grades and lights, prize money."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Scheme
from assessments.schemes.document import Document
from talentportal.core.bilingual import reads_english
from townships.models import Tier

from .scheme_fields import Column, Fields, PartForm, amount, cell, choice, code, text, whole

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

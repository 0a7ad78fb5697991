"""Registers whose rows belong to a unit: its name as a column, a facet for the office, and the own unit for clerks."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from talentportal.core import clock, formats, marks
from talentportal.core.bilingual import reads_english
from talentportal.core.registers import Column, Facet
from talentportal.core.registry import CLAIMED, VERIFIED, Register
from townships.models import Township, TownshipName
from townships.models.ranges import covering

UNIT = Column(_("Unit"), "unit_name", order="unit_order")
STANDING = (
    (VERIFIED, _("Verified")),
    (CLAIMED, _("Awaiting verification")),
)
STANDING_MARKS = {VERIFIED: "approved", CLAIMED: "submitted"}


def _standing(row: Any) -> Any:
    return marks.status(STANDING_MARKS[row.standing], dict(STANDING)[row.standing])


STATE = Column(_("State"), _standing)


def day_column(label: Any, name: str, **more: Any) -> Column:
    """A day, sorted by it."""
    return Column(label, lambda row: formats.day(getattr(row, name)), order=name, **more)


def choice_column(label: Any, name: str, **more: Any) -> Column:
    """The words of a choice, as a cell of its own."""

    def words(row: Any) -> str:
        text = str(getattr(row, f"get_{name}_display")())
        return text[:1].upper() + text[1:]

    return Column(label, words, order=name, **more)


def choice_facet(name: str, title: Any, choices: Any, **more: Any) -> Facet:
    return Facet(name, title, choices=[(v, str(w)[:1].upper() + str(w)[1:]) for v, w in choices], **more)


class UnitRegister(Register):
    """`unit_path` leads from a row to its unit."""

    unit_path = "township"

    def rows(self, user: Any, day: dt.date) -> QuerySet[Any]:
        unit = self.unit_path
        names = TownshipName.objects.filter(covering(day), township=OuterRef(f"{unit}_id"))
        known: dict[str, Any] = {
            "unit": F(f"{unit}__code"),
            "unit_order": F(f"{unit}__order"),
            "unit_name": Subquery(names.values("name_en" if reads_english() else "name_zh")[:1]),
        }
        if self.is_verified:
            known["standing"] = Case(When(verified_at__isnull=True, then=Value(CLAIMED)), default=Value(VERIFIED))
        return super().rows(user, day).select_related(unit, *self.related).annotate(**known)

    def facets_for(self, user: Any) -> Sequence[Facet]:
        """The unit is a condition for those who see several."""
        unit = () if user.acts_for_unit else (Facet("unit", _("Unit"), label="unit_name"),)
        state = (Facet("standing", _("State"), choices=STANDING),) if self.is_verified else ()
        return (*self.facets, *state, *unit)

    def columns_for(self, user: Any) -> Sequence[Column]:
        """A unit knows which one it is."""
        columns = [column for column in self.columns if column is not UNIT or not user.acts_for_unit]
        return [*columns, STATE] if self.is_verified else columns

    def owner(self, user: Any) -> dict[str, Any]:
        return {"township": user.township} if user.acts_for_unit and self.unit_path == "township" else {}

    def fields_for(self, user: Any) -> tuple[str, ...]:
        asks = self.unit_path == "township" and not user.acts_for_unit
        return ("township", *self.fields) if asks else self.fields

    def choices(self, model: Any, user: Any) -> QuerySet[Any]:
        if model is Township:
            today = clock.today()
            return Township.objects.visible_to(user).open_on(today).named_on(today).in_official_order()
        return super().choices(model, user)

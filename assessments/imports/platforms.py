"""Platforms: found again by unit and name."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platforms.models import Level, Platform
from talentportal.core.workbooks.columns import CHOICE, DAY, ID, NUMBER, Column

from .kinds import Kind
from .lookups import Units, check_not_later, enterprises_by_code, firm_of, platforms_by_name, unit_column
from .rows import Row

PLACES, MOST = Decimal("0.1"), Decimal(10) ** 9


class Platforms(Kind):
    code, title = "platform", gettext_lazy("Platforms")
    register, verify = "platforms.register_platform", "platforms.verify_platform"
    model = Platform
    report_kinds = ("platform",)
    fields = (
        "township_id", "name", "kind", "level", "host_id", "operator", "industry", "area_m2", "document_no",
        "approved_on", "starts_on", "ends_on",
    )  # fmt: skip

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        return (
            unit_column(today),
            Column("name", gettext_lazy("Name of the platform"), is_required=True, limit=120, width=32),
            Column("kind", gettext_lazy("Kind"), CHOICE, True, tuple(Platform.Kind.choices)),
            Column("level", gettext_lazy("Level"), CHOICE, True, tuple(Level.choices)),
            Column("host", gettext_lazy("Credit code of the host enterprise"), ID, limit=18, width=24),
            Column("operator", gettext_lazy("Operator"), limit=120),
            Column("industry", gettext_lazy("Industry"), limit=60),
            Column("area_m2", gettext_lazy("Area (m²)"), NUMBER),
            Column("document_no", gettext_lazy("Approval document"), limit=60),
            Column("approved_on", gettext_lazy("Approved on"), DAY, True),
            Column("starts_on", gettext_lazy("Running from"), DAY, True),
            Column("ends_on", gettext_lazy("Running until"), DAY),
        )

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        check_not_later(rows, today, "approved_on")
        units = Units(today)
        firms = enterprises_by_code(row["host"] for row in rows)
        known = platforms_by_name(row["name"] for row in rows)
        return [self._resolved(row, units.of(row), firms, known) for row in rows]

    def _resolved(self, row: Row, unit: int | None, firms: Any, known: Any) -> tuple[Any, dict[str, Any], Any]:
        host = firm_of(row, "host", firms, None)
        self._check_days(row)
        self._check_area(row)
        same = known.get((unit, row["name"]), [])
        if len(same) > 1:
            row.fault("name", _("Several platforms of the unit bear this name; change them on their pages."))
        texts = ("operator", "industry", "document_no")
        fields = {
            "township_id": unit,
            **{name: row[name] for name in ("name", "kind", "level")},
            "host_id": host.pk if host else None,
            **{name: row[name] or "" for name in texts},
            **{name: row[name] for name in ("area_m2", "approved_on", "starts_on", "ends_on")},
        }
        return (unit, row["name"]) if unit and row["name"] else None, fields, same[0] if same else None

    def _check_days(self, row: Row) -> None:
        first, after = row["starts_on"], row["ends_on"]
        if first and after and after <= first:
            row.fault("ends_on", _("The end is not after the beginning."))

    def _check_area(self, row: Row) -> None:
        area = row["area_m2"]
        if area is not None and (not 0 < area < MOST or area != area.quantize(PLACES)):
            row.fault("area_m2", _("An area is more than 0, with one decimal at most."))

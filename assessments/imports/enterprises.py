"""Enterprises: found again by their unified credit code."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platforms.models import Enterprise
from talentportal.core.workbooks.columns import DAY, ID, YES_NO, Column

from .kinds import Kind
from .lookups import Units, check_not_later, enterprises_by_code, unit_column
from .rows import Row

CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)


class Enterprises(Kind):
    code, title = "enterprise", gettext_lazy("Enterprises")
    register, verify = "platforms.register_platform", "platforms.verify_platform"
    model, key_column = Enterprise, "credit_code"
    fields = ("township_id", "name", "credit_code", "industry", "is_hitech", "registered_on")

    def columns(self, *, today: dt.date) -> tuple[Column, ...]:
        return (
            unit_column(today),
            Column("name", gettext_lazy("Name of the enterprise"), is_required=True, limit=120, width=32),
            Column("credit_code", gettext_lazy("Unified credit code"), ID, True, limit=18, width=24),
            Column("industry", gettext_lazy("Industry"), limit=60),
            Column("is_hitech", gettext_lazy("National hi-tech enterprise"), YES_NO),
            Column("registered_on", gettext_lazy("Registered on"), DAY, True),
        )

    def resolve(self, rows: Sequence[Row], *, today: dt.date) -> list[tuple[Any, dict[str, Any], Any]]:
        check_not_later(rows, today, "registered_on")
        units = Units(today)
        known = enterprises_by_code(row["credit_code"] for row in rows)
        return [self._resolved(row, units, known) for row in rows]

    def _resolved(self, row: Row, units: Units, known: dict[str, Enterprise]) -> tuple[Any, dict[str, Any], Any]:
        code = row["credit_code"]
        if code and not CODE.fullmatch(code):
            row.fault("credit_code", _("A unified credit code has 18 digits and capital letters."))
        firm, unit = known.get(code), units.of(row)
        if firm and unit and firm.township_id != unit:
            name = units.names.get(firm.township_id, "")
            row.fault("township", _("This enterprise is registered in “%(unit)s”.") % {"unit": name})
        fields = {
            "township_id": unit,
            "name": row["name"],
            "credit_code": code,
            "industry": row["industry"] or "",
            "is_hitech": bool(row["is_hitech"]),
            "registered_on": row["registered_on"],
        }
        return code, fields, firm

"""What rows name in words, found at once for a whole workbook: units, enterprises and platforms."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from platforms.models import Enterprise, Platform
from talentportal.core.workbooks.columns import CHOICE, Column
from townships.models import Township, TownshipName
from townships.models.ranges import covering

from .rows import Row

NOT_COME = gettext_lazy("This day has not come yet.")


def unit_column(today: dt.date) -> Column:
    """The units open that day: listed by the reader's names, known by every name in force."""
    units = Township.objects.open_on(today).named_on(today).in_official_order()
    spelled = TownshipName.objects.filter(covering(today)).values_list(
        "township__code", "name_zh", "name_en", "short_zh"
    )
    return Column(
        "township",
        gettext_lazy("Unit"),
        CHOICE,
        True,
        tuple((unit.code, unit.name or unit.code) for unit in units),
        also=tuple((code, name) for code, *names in spelled for name in names if name),
    )


class Units:
    """Units by code and by every name in force that day."""

    def __init__(self, today: dt.date) -> None:
        self._ids = dict(Township.objects.open_on(today).values_list("code", "pk"))
        self.names = dict(TownshipName.objects.filter(covering(today)).values_list("township_id", "name_zh"))

    def of(self, row: Row) -> int | None:
        return self._ids.get(row["township"])


def enterprises_by_code(codes: Iterable[Any]) -> dict[str, Enterprise]:
    """Verified or not: a code is registered once."""
    wanted = {code for code in codes if code}
    return {firm.credit_code: firm for firm in Enterprise.objects.filter(credit_code__in=wanted)}


def platforms_by_name(names: Iterable[Any]) -> dict[tuple[int, str], list[Platform]]:
    found: dict[tuple[int, str], list[Platform]] = {}
    for platform in Platform.objects.filter(name__in={name for name in names if name}).order_by("pk"):
        found.setdefault((platform.township_id, platform.name), []).append(platform)
    return found


def check_not_later(rows: Sequence[Row], today: dt.date, *columns: str) -> None:
    for row in rows:
        for name in columns:
            if row[name] is not None and row[name] > today:
                row.fault(name, NOT_COME)


def firm_of(row: Row, column: str, firms: dict[str, Enterprise], unit: int | None) -> Enterprise | None:
    """The enterprise that a row names by its credit code; it must be registered, and in the unit where one is given."""
    code = row[column]
    if not code:
        return None
    firm = firms.get(code)
    if firm is None:
        row.fault(column, _("No enterprise with this credit code is registered. Import the enterprises first."))
    elif unit is not None and firm.township_id != unit:
        row.fault(column, _("This one belongs to another unit; choose one of the unit of the landing."))
        return None
    return firm

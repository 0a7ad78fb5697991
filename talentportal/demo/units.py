"""The district and its 28 units, from the facts file; the tiers are demo data and say so."""

import csv
import datetime as dt
from pathlib import Path

from townships.models import District, Township, TownshipName, TownshipTier

UNITS = Path(__file__).with_name("data") / "units.csv"
OPENED = dt.date(2010, 1, 1)  # before the first record; the true founding days are not part of the demo
RENAMED = dt.date(2012, 12, 31)
KINDS = {"township": Township.Kind.RURAL_TOWNSHIP}
TIER_REASON = "演示数据：实际分类未公开"
SHORT = {"P-WC": "望春", "P-EDZ": "经开", "P-TC": "投创", "330212105": "五乡"}
INITIALS = {
    "330212001": "XY", "330212002": "ZGM", "330212003": "SQ", "330212004": "MX", "330212005": "ZH",
    "330212006": "SN", "330212007": "PH", "330212100": "ZQ", "330212101": "XX", "330212102": "TX",
    "330212103": "DQH", "330212104": "DW", "330212105": "WX", "330212106": "QA", "330212108": "YL",
    "330212109": "HX", "330212110": "JS", "330212113": "GQ", "330212114": "HJ", "330212115": "JSG",
    "330212116": "GL", "330212118": "DQ", "330212119": "YJ", "330212120": "ZS", "330212200": "LG",
    "P-WC": "WC", "P-EDZ": "EDZ", "P-TC": "TC",
}  # fmt: skip


def facts() -> list[dict[str, str]]:
    with UNITS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_units() -> dict[str, Township]:
    """All units by code, in official order."""
    district = District.objects.create(code="330212", name_zh="鄞州区", name_en="Yinzhou District")
    rows = facts()
    units = Township.objects.bulk_create(
        Township(
            district=district,
            code=row["code"],
            kind=KINDS.get(row["unit_type"], row["unit_type"]),
            order=order,
            initials=INITIALS[row["code"]],
            is_assessed=row["assessed"] == "1",
            opened_on=OPENED,
            tile_row=int(row["tile_row"]),
            tile_col=int(row["tile_col"]),
        )
        for order, row in enumerate(rows, 1)
    )
    by_code = {unit.code: unit for unit in units}
    TownshipName.objects.bulk_create(name for row in rows for name in _names(by_code[row["code"]], row))
    TownshipTier.objects.bulk_create(
        TownshipTier(township=by_code[row["code"]], tier=row["demo_tier"], reason=TIER_REASON, starts_on=OPENED)
        for row in rows
        if row["demo_tier"]
    )
    return by_code


def _names(unit: Township, row: dict[str, str]) -> list[TownshipName]:
    name = TownshipName(
        township=unit, name_zh=row["name_zh"], name_en=row["name_en"], short_zh=short_name(row), starts_on=OPENED
    )
    if row["code"] != "P-EDZ":
        return [name]
    old = TownshipName(
        township=unit,
        name_zh="鄞州滨海创业中心",
        name_en="Yinzhou Binhai Venture Centre",
        short_zh="滨海",
        starts_on=OPENED,
        ends_on=RENAMED,
    )
    name.starts_on = RENAMED
    return [old, name]


def short_name(row: dict[str, str]) -> str:
    return SHORT.get(row["code"]) or row["name_zh"].removesuffix("街道").removesuffix("镇").removesuffix("乡")

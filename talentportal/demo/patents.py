"""The register of patents: by each unit's pace, and for Shounan as the case tells."""

import datetime as dt

from experts.models import Patent
from platforms.models import Enterprise
from townships.models import User

from .pace import FIRST, LAST, Pace
from .story import STORIES
from .when import DAY, day_in, quarters, verified_at

PATENTS_OF_SHOUNAN = {"granted": 230, "inventions": 34, "pending": 110}
SHOUNAN = "330212006"


def load_patents(pace: Pace, firms: dict[str, list[Enterprise]], by: User) -> None:
    """Inventions by the units' pace; Shounan's register adds up to the figures of the case."""
    rows: list[Patent] = []
    for code in STORIES:
        if code == SHOUNAN:
            continue
        for quarter in quarters(FIRST, LAST):
            for number in range(int(pace.new(code, "C2", quarter))):
                day = day_in(quarter, pace.twin(code), "patent", number)
                rows.append(_patent(pace, firms, code, "invention", len(rows), day, by))
    spread = list(quarters(FIRST, LAST))
    for number in range(PATENTS_OF_SHOUNAN["granted"]):
        kind = "invention" if number < PATENTS_OF_SHOUNAN["inventions"] else ("utility", "design")[number % 2]
        day = day_in(spread[number % len(spread)], "patent", number)
        rows.append(_patent(pace, firms, SHOUNAN, kind, len(rows), day, by))
    for number in range(PATENTS_OF_SHOUNAN["pending"]):
        row = _patent(pace, firms, SHOUNAN, "invention", len(rows), None, by)
        row.applied_on = day_in(spread[number % len(spread)], "applied", number)
        row.verified_at = verified_at(row.applied_on)
        rows.append(row)
    Patent.objects.bulk_create(rows)


def _patent(pace: Pace, firms, code: str, kind: str, number: int, granted_on: dt.date | None, by: User) -> Patent:
    firm = firms[code][number % len(firms[code])]
    return Patent(
        township=pace.units[code],
        number=f"ZL示例{number + 1:06}",
        kind=kind,
        title=f"一种{firm.industry}装置（示例）",
        enterprise=firm,
        applied_on=granted_on - 500 * DAY if granted_on else None,
        granted_on=granted_on,
        verified_at=verified_at(granted_on) if granted_on else None,
        verified_by=by,
    )

"""The figures of the quarter before, as the latest computation of that quarter holds them."""

from decimal import Decimal
from typing import Any

from django.db.models import Q

from assessments.models import Period, Score
from townships.models import Township


def counts_before(period: Period, unit: Township, user: Any) -> dict[int, tuple[Decimal, Decimal | None]]:
    """What was counted last quarter, and out of how many, by indicator position; empty if the scheme was another."""
    year, quarter = (period.year, period.quarter - 1) if period.quarter > 1 else (period.year - 1, 4)
    last = Q(run__period__year=year, run__period__quarter=quarter, run__scheme=period.scheme_id)
    scores = Score.objects.visible_to(user).filter(last, township=unit).order_by("-run__version")
    counted, out_of = scores.values_list("counted", "out_of").first() or ((), ())
    pairs = zip(counted, out_of, strict=True)
    return {nth: (value, whole) for nth, (value, whole) in enumerate(pairs, start=1) if value is not None}

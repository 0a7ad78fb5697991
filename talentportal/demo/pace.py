"""How much each unit does in each quarter: its targets, times the share of them that its story gives it."""

from decimal import ROUND_CEILING, Decimal

from assessments.models import Scheme
from townships.models import Tier, Township

from .story import END, START, STORIES
from .units import facts
from .when import pick, quarters

FIRST, LAST = "2012Q1", END
RAMP = list(quarters(START, END))
TIER = {row["code"]: row["demo_tier"] for row in facts() if row["demo_tier"]}
ALMOST = Decimal("0.35")
REPORTED_AT_ONCE = {"A2", "G1"}  # the first report brings the whole year, for there was none before
# Inventions a year where the rule is a ladder and has no target.
INVENTIONS = {Tier.HIGH: 5, Tier.MEDIUM: 3, Tier.LOW: 1}


class Pace:
    """Shares and counts by unit, indicator and quarter."""

    def __init__(self, scheme: Scheme, units: dict[str, Township]) -> None:
        self.units = {code: units[code] for code in STORIES}
        self._targets = {
            (indicator.code, target.tier): target.value
            for indicator in scheme.indicators.prefetch_related("targets")
            for target in indicator.targets.all()
        } | {("C2", tier): Decimal(number) for tier, number in INVENTIONS.items()}

    def twin(self, code: str) -> str:
        """The unit whose small differences are used, so that twins get the same figures."""
        return STORIES[code].twin or code

    def share(self, code: str, indicator: str, quarter: str) -> Decimal:
        """The share of the target reached by the end of the quarter; it grows over the years, with a small swing."""
        story = STORIES[code]
        along = Decimal(RAMP.index(quarter) if quarter in RAMP else 0) / (len(RAMP) - 1)
        swing = Decimal(pick(17, self.twin(code), indicator, quarter[:4]) - 8) / 100
        return Decimal(str(story.first)) + Decimal(str(story.last - story.first)) * along + swing

    def until(self, code: str, indicator: str, quarter: str, unit: Decimal = Decimal(1)) -> Decimal:
        """The year's count by the end of the quarter, in whole units; a third of a unit is enough to have one."""
        target = self._targets[indicator, TIER[code]] * int(quarter[5]) / 4
        wanted = target * self.share(code, indicator, quarter) / unit
        return max(Decimal(0), (wanted - ALMOST).to_integral_value(ROUND_CEILING)) * unit

    def new(self, code: str, indicator: str, quarter: str, unit: Decimal = Decimal(1)) -> Decimal:
        """What the quarter adds; a year never shrinks."""
        if quarter.endswith("Q1") or (quarter == START and indicator in REPORTED_AT_ONCE):
            return self.until(code, indicator, quarter, unit)
        before = f"{quarter[:5]}{int(quarter[5]) - 1}"
        so_far = max(
            self.until(code, indicator, f"{quarter[:5]}{number}", unit) for number in range(1, int(before[5]) + 1)
        )
        return max(Decimal(0), self.until(code, indicator, quarter, unit) - so_far)

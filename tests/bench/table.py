"""One line for each bar: what was measured beside what, the ratio, the goal, and whether it was reached."""

from math import isnan, nan
from typing import NamedTuple

HEADS = ("bar", "what", "beside", "reference", "product", "ratio", "goal", "verdict")


class Row(NamedTuple):
    bar: str
    what: str
    beside: str  # what the product is measured against
    reference: str
    product: str
    ratio: float
    goal: str
    reached: bool
    verdict: str = ""  # where it is neither cleared nor missed

    def cells(self) -> tuple[str, ...]:
        number = "" if isnan(self.ratio) else f"{self.ratio:.3f}" if abs(self.ratio) < 10 else f"{self.ratio:,.0f}"
        verdict = self.verdict or ("clears" if self.reached else "MISSES")
        return (self.bar, self.what, self.beside, self.reference, self.product, number, self.goal, verdict)


def at_most(bar: str, what: str, beside: str, reference: str, product: str, ratio: float, limit: float) -> Row:
    return Row(bar, what, beside, reference, product, ratio, f"<= {limit:g}", ratio <= limit)


def at_least(bar: str, what: str, beside: str, reference: str, product: str, ratio: float, limit: float) -> Row:
    return Row(bar, what, beside, reference, product, ratio, f">= {limit:g}", ratio >= limit)


def for_context(bar: str, what: str, beside: str, reference: str, product: str, ratio: float) -> Row:
    """A ratio worth knowing that no bar rests on."""
    return Row(bar, what, beside, reference, product, ratio, "", True, "context")


def not_measured(bar: str, what: str, beside: str, goal: str) -> Row:
    return Row(bar, what, beside, "", "", nan, goal, True, "not measured")


def shown(rows: list[Row]) -> str:
    """The rows as a table in plain text."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    written = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    ]
    return "\n".join([written[0], "-" * max(map(len, written)), *written[1:]])

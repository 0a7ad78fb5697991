"""Weights that must add up: how much is missing, and the others scaled so that nothing is."""

from collections.abc import Mapping
from decimal import Decimal

CENT = Decimal("0.01")


def excess(weights: Mapping[str, Decimal], base: Decimal) -> Decimal:
    """How much the weights lie above the base points; negative where something is missing."""
    return sum(weights.values(), Decimal(0)) - base


def scaled(weights: Mapping[str, Decimal], kept: set[str], base: Decimal) -> dict[str, Decimal] | None:
    """All weights, those not in `kept` scaled in proportion, so that the sum is the base points to the hundredth.

    Each gets its share cut to hundredths, then the largest remainders get one hundredth more; equal remainders in the
    order of the indicators. None where what is kept leaves nothing, or nothing can be scaled.
    """
    rest = base - sum((weights[code] for code in kept), Decimal(0))
    whole = sum((value for code, value in weights.items() if code not in kept), Decimal(0))
    if rest <= 0 or whole <= 0:
        return None
    hundredths = int(rest / CENT)
    shares = {code: divmod(hundredths * int(value / CENT), int(whole / CENT)) for code, value in weights.items()}
    open_ones = [code for code in weights if code not in kept]
    left = hundredths - sum(shares[code][0] for code in open_ones)
    favoured = set(sorted(open_ones, key=lambda code: -shares[code][1])[:left])
    return {
        code: value if code in kept else (shares[code][0] + (code in favoured)) * CENT
        for code, value in weights.items()
    }

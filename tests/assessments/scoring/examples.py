"""The worked examples as rows of the real tables: register rows, signed and approved reports, ledger entries."""

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from assessments.models import Score
from assessments.services.scoring import publish_run, score_period
from tests import make

EXAMPLES = {
    example["id"]: example
    for example in json.loads((Path(__file__).parents[2] / "data/worked_examples_v1.json").read_text())["examples"]
}
TICKS = ["secretary_is_head", "deputy_is_deputy_head", "clerk_is_named"]
REPORTED = ("A2", "F1", "F2", "G1")
RATES = ("D2", "F1", "F3")
RETURN = Decimal("0.50")


def given(example_id):
    return EXAMPLES[example_id]["given"]


def expected(example_id):
    return EXAMPLES[example_id]["expect"]


def knowing_all(period):
    """A moment at which everything of the period is known and locked."""
    return make.moment(max(period.review_until, make.AT.date()) + dt.timedelta(days=1))


def fill(unit, period, values, *, ledger=(), report=True, denominators=None):
    """Make the rows and the approved report that show these values; `report=False` leaves the report unwritten."""
    values = {code: exact(value) for code, value in values.items() if value is not None}
    figures = {code: value for code, value in values.items() if code not in ("A1", "A2", "F2", "G1", "G2", "C1")}
    pairs = {code: pair(values[code]) for code in RATES if code in values} | (denominators or {})
    make.register_values(unit, period, {**figures, **pairs, "X1": list(ledger)})
    for _ in range(int(values.get("C1", 0))):
        upgrade(unit, on=period.first_day)
    if report:
        own = {code: values[code] for code in REPORTED if code in values}
        if "F1" in values:
            own["F1"] = Decimal(pairs["F1"][0])
        make.approved_report(
            period,
            unit,
            values=own,
            ticks={"A1": TICKS[: int(values.get("A1", 0))]},
            returns=int(values.get("G2", 0) / RETURN),
        )


def exact(value):
    return value if isinstance(value, Fraction) else Decimal(str(value))


def pair(rate):
    """The smallest numbers that make the rate: 0.6875 → 11 of 16."""
    fraction = Fraction(rate)
    return fraction.numerator, fraction.denominator


def upgrade(unit, *, on):
    """A person of the unit raised to the municipal plan, with the entry in the ledger."""
    person = make.expert()
    spot = make.placement(person, unit, starts_on=dt.date(2011, 3, 1), ends_on=on + dt.timedelta(days=1))
    chosen = make.selection(person, level="municipal", selected_on=on)
    proof = {"selection": chosen, "placement": spot, "rule": "upgrade"}
    return make.credit(person, unit, amount="0.00", on=on, cause="upgrade", **proof)


def scored(unit, period, *, at=None) -> Score:
    run = score_period(period, at=at or knowing_all(period))
    return run.scores.get(township=unit)


def published(unit, period) -> Score:
    """The score of the unit in a run that the approver has published."""
    at = knowing_all(period)
    run = publish_run(score_period(period, at=at), by=make.approver(), at=at, note="示例更正")
    return run.scores.get(township=unit)


def points(score) -> dict:
    """Points by indicator code as the example writes them: "4.13", or None where not applicable."""
    return {
        code: None if value is None else f"{value:.2f}"
        for code, value in score.lines.values_list("indicator__code", "points")
    }


def totals(score) -> dict:
    names = ("earned", "applicable", "base", "deductions", "bonus", "total")
    return {name: getattr(score, name) for name in names}


def ledger_entry(unit, amount, heads=0):
    return make.credit(make.expert(), unit, amount=amount, heads=heads)

"""A small league of a published quarter, with figures in which places are close."""

from decimal import Decimal

import pytest

from assessments.models import ScoreRun
from assessments.services.scoring import publish_run, score_period
from tests import make
from tests.assessments.scoring.examples import fill, knowing_all

UNITS = (  # tier, figures, ledger
    ("high", {"A1": 3, "A2": 2, "A3": 1, "B1": 1, "B2": 3, "E1": 14, "E2": 1, "G1": 20}, ["2.00"]),
    ("high", {"A1": 3, "A2": 1, "A3": 1, "B1": "0.50", "B2": 2, "E1": 20, "E2": 1, "G1": 25}, ["2.00"]),
    ("medium", {"A1": 3, "A2": 2, "A3": 1, "B1": "0.50", "B2": 1, "E1": 9, "E3": 1, "G1": 9}, ["1.00"]),
    ("medium", {"A1": 2, "A2": 2, "A3": 1, "B1": "0.50", "B2": 1, "C2": 1, "E1": 12, "G1": 15}, ["0.50"]),
    ("low", {"A1": 3, "A2": 1, "A3": 1, "B2": 1, "E1": 5, "E3": 1, "F2": 1}, []),
    ("low", {"A1": 1, "A3": 1, "B2": 0, "E1": 2, "F2": 1, "G1": 2}, []),
)


@pytest.fixture
def league(db):
    """Six units of three tiers; 2014Q2 is published."""
    period = make.period(2014, 2)
    units = []
    for number, (tier, values, ledger) in enumerate(UNITS, 1):
        unit = make.township(code=f"W-{number}", tier=tier, name_zh=f"示例{number}镇", order=number)
        fill(unit, period, values, ledger=[Decimal(amount) for amount in ledger])
        units.append(unit)
    at = knowing_all(period)
    run = publish_run(score_period(period, at=at), by=make.approver(), at=at)
    return ScoreRun.objects.select_related("period").get(pk=run.pk)

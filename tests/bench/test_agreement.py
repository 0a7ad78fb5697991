"""What the benchmark compares must be the same: three ways written apart from each other, to the last row id."""

import pytest

from assessments.models import ScoreRun
from assessments.services.scoring import score_period
from tests import make

from . import loop, reference
from .league import generate
from .probe import query
from .scoring import checksum, forget


@pytest.mark.django_db(transaction=True)
def test_engine_loop_and_hand_written_statement_give_the_same_scores():
    period = generate(40, 20)
    loop.score_period(period, make.AT)
    by_loop = checksum("assessments_score")
    assert len(set(query("SELECT total FROM assessments_score"))) > 30
    forget()
    score_period(period, at=make.AT)
    query(reference.RECREATE)
    try:
        reference.store(ScoreRun.objects.get().pk, period.pk)
        assert checksum("assessments_score") == by_loop
        assert checksum("reference_score") == by_loop
    finally:
        query("DROP TABLE reference_score")

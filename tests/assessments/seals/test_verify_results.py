"""`manage.py verify_results` proves every published result, and names the first broken link when one was altered."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from assessments.models import Score, Seal
from assessments.services.scoring import publish_run, score_period
from tests import make
from tests.assessments.scoring.examples import fill, given, knowing_all

from .forging import forge

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def quarters():
    """Two published quarters of two units; the first is the card of W01."""
    first = make.township(name_zh="下应街道", tier="medium")
    second = make.township(name_zh="首南街道", tier="high")
    published = []
    for quarter in (1, 2):
        period = make.period(2014, quarter)
        if quarter == 2:
            fill(first, period, given("W01")["values"], ledger=["1.00"])
        at = knowing_all(period)
        published.append(publish_run(score_period(period, at=at), by=make.approver(), at=at))
    return published


def verify(**options) -> str:
    out = io.StringIO()
    call_command("verify_results", stdout=out, stderr=out, **options)
    return out.getvalue()


def broken(**options) -> str:
    """The first broken link, which ends the command with 1."""
    with pytest.raises(CommandError) as told:
        verify(**options)
    return str(told.value)


def test_untouched_results_are_whole(quarters):
    said = verify()
    last = Seal.objects.get(number=2)
    assert last.digest in said
    assert "!" not in said
    assert Seal.objects.get(number=1).digest == last.previous


def test_an_altered_score_is_named(quarters):
    score = Score.objects.get(run=quarters[1], township__names__name_zh="下应街道")
    position = score.lines.get(indicator__code="B1").position
    forge(f"UPDATE assessments_score SET points[{position}] = 1234 WHERE id = %s", [score.pk])
    assert "下应街道 B1" in broken()
    assert "→ 12.34" in broken()

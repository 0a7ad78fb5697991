"""A correction or a credit that comes in the very moment in which a year becomes final is not lost in it."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

from assessments.models import Correction, Indicator
from assessments.services import corrections
from assessments.services.crediting import post_and_rescore
from assessments.services.years import compute_year, finalise_year, publish_year
from experts.models import CreditEntry, Expert
from tests import make

from . import made

pytestmark = pytest.mark.django_db(transaction=True)
AT = make.moment(dt.date(2015, 6, 1))
LATER = make.moment(dt.date(2015, 6, 9))


@pytest.fixture
def noticed():
    units = [make.township(tier="medium"), make.township(tier="high")]
    made.year(2014, units)
    return publish_year(compute_year(2014, at=AT), by=make.approver(), at=AT)


def during_finality(result, act) -> list[Exception | None]:
    """The year becomes final in a transaction that is still open while somebody else acts."""
    told: list[Exception | None] = []

    def other() -> None:
        try:
            act()
            told.append(None)
        except Exception as error:
            told.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        finalise_year(result, by=make.approver(), at=LATER)
        thread.start()
        thread.join(timeout=2)  # whoever must wait is still waiting
    thread.join(timeout=30)
    assert not thread.is_alive()
    return told


def test_a_correction_waits_and_is_sent_to_the_next_year(noticed):
    period = noticed_period(noticed)
    unit = noticed.scores.first().township
    code = Indicator.objects.filter(scheme=period.scheme, measure="committee_sessions").get().code

    def correct() -> None:
        corrections.correct_figure(
            period,
            unit,
            indicator_code=code,
            counted=Decimal(1),
            reason="纪要补交",
            by=make.user(role="approver"),
            at=LATER,
        )

    (refusal,) = during_finality(noticed, correct)
    assert isinstance(refusal, corrections.CorrectionRefused)
    assert not Correction.objects.exists()


def test_a_credit_of_the_year_waits_and_counts_in_the_next(noticed):
    unit = noticed.scores.first().township
    make.landed_expert(unit, level="national", on=dt.date(2014, 5, 6))

    def post() -> None:
        post_and_rescore(Expert.objects.all(), by=None, at=LATER)

    assert during_finality(noticed, post) == [None]
    assert set(CreditEntry.objects.values_list("counts_on", flat=True)) == {dt.date(2015, 1, 1)}


def noticed_period(result):
    return result.scores.first().township.reports.select_related("period").get(period__quarter=4).period

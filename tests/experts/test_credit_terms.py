"""Which scheme says what a level is worth on a day."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.models import Scheme
from assessments.schemes import REFERENCE
from assessments.services.crediting import NoSchemeError, post_credits
from assessments.services.schemes import load_scheme, publish_scheme, review_scheme
from experts.models import CreditEntry, Expert
from tests import make

pytestmark = pytest.mark.django_db


def test_terms_of_the_period_hold_on_its_days_and_the_latest_scheme_elsewhere():
    make.period(2014, 2, scheme=make.published_scheme())
    text = REFERENCE.read_text(encoding="utf-8")
    newer = text.replace("version = 1", "version = 2", 1).replace("bonus = 1.00", "bonus = 0.80")
    later = make.AT + dt.timedelta(days=1)
    draft = load_scheme(newer, by=make.user(), at=make.AT)
    publish_scheme(review_scheme(draft, by=make.approver(), at=later), by=make.approver(), at=later)
    assert Scheme.objects.count() == 2
    unit = make.township()
    make.landed_expert(unit, on=dt.date(2014, 5, 6))
    make.landed_expert(unit, on=dt.date(2014, 8, 6))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    amounts = CreditEntry.objects.order_by("effective_on").values_list("amount", flat=True)
    assert list(amounts) == [Decimal("1.00"), Decimal("0.80")]


def test_without_any_published_scheme_nothing_is_guessed():
    make.landed_expert(make.township())
    with pytest.raises(NoSchemeError):
        post_credits(Expert.objects.all(), by=None, at=make.AT)
    assert not CreditEntry.objects.exists()

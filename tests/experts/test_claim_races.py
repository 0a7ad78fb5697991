"""Two units claim one person at the same moment: one person, two claims, one conflict, nothing credited."""

import contextlib
import datetime as dt

import pytest
from django.db.models import Sum

from assessments.services.attribution import claim
from assessments.services.crediting import post_credits
from experts.models import Conflict, CreditEntry, Expert, Placement
from experts.services import identity
from experts.services.claims import ClaimContested
from tests import make
from townships.models import Role

from .test_credit_ledger_races import together

NUMBER = "110101199003071233"  # invented, with a right check digit
PERSON = {"name": "演示新人", "category": "innovator", "identity": NUMBER}
LANDING = {
    "engagement": "full_time",
    "starts_on": dt.date(2014, 8, 6),
    "contract_from": dt.date(2014, 8, 6),
    "contract_until": dt.date(2018, 8, 6),
    "has_social_insurance": True,
}


def claims(units, *, is_confirmed):
    def act(unit, clerk):
        with contextlib.suppress(ClaimContested):
            claim(
                person=PERSON,
                placement={**LANDING, "township": unit},
                is_confirmed=is_confirmed,
                by=clerk,
                at=make.AT,
            )

    return [lambda u=unit: act(u, make.staff(u)[Role.CLERK]) for unit in units]


@pytest.fixture
def units(transactional_db):
    make.published_scheme()
    found = [make.township() for _ in range(4)]
    for unit in found:
        make.staff(unit)
    return found


def test_of_units_that_meet_by_chance_one_claims_and_the_others_are_warned(units):
    together(*claims(units, is_confirmed=False))
    assert Expert.objects.count() == 1
    assert Placement.objects.count() == 1
    assert not Conflict.objects.exists()


def test_units_that_claim_all_the_same_are_parties_to_one_conflict(units):
    together(*claims(units, is_confirmed=True))
    assert Expert.objects.count() == 1
    assert Placement.objects.count() == 4
    assert Conflict.objects.get().claims.count() == 4


def test_claims_on_a_credited_person_leave_nothing_credited(units):
    known = make.landed_expert(units[0], on=dt.date(2014, 5, 6), **identity.kept(NUMBER))
    post_credits(Expert.objects.all(), by=None, at=make.AT)
    together(*claims(units[1:], is_confirmed=True))
    assert Conflict.objects.get(expert=known).claims.count() == 4
    assert CreditEntry.objects.aggregate(total=Sum("amount"))["total"] == 0

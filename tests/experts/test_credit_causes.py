"""Why a row was written: the rule, a conflict, a decision; in which year it counts; who is reckoned anew with it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from assessments.services import attribution
from assessments.services.crediting import open_days, post_credits, published_sums, terms_in_force
from assessments.services.scoring import score_period
from experts.models import CreditEntry, Expert, Placement
from experts.services.credits import project_credits
from tests import make
from townships.models import TownshipTier

pytestmark = pytest.mark.django_db
JUNE, JULY, AUGUST = (make.moment(dt.date(2014, month, 18)) for month in (6, 7, 8))


@pytest.fixture(autouse=True)
def scheme(db):
    return make.published_scheme()


def post(*people, at=make.AT, by=None):
    wanted = Expert.objects.filter(pk__in=[p.pk for p in people]) if people else Expert.objects.all()
    return post_credits(wanted, by=by, at=at)


def told(rows):
    return [(e.rule, e.cause, e.township_id, str(e.amount), str(e.heads)) for e in rows]


def year_sum(unit, year):
    rows = CreditEntry.objects.filter(township=unit, counts_on__year=year)
    return rows.aggregate(amount=Sum("amount"))["amount"] or Decimal(0)


# --- conflicts and decisions ---


@pytest.fixture
def contested():
    """A person credited to one unit, whom another claims."""
    a, b, effective = make.township(), make.township(), dt.date(2014, 5, 20)
    person = make.landed_expert(a, level="provincial", on=effective)
    post(person, at=JUNE)
    claim = make.placement(person, b, starts_on=dt.date(2014, 5, 25), verified_at=None)
    placed = [person.placements.get(township=a), claim]
    return person, a, b, attribution.open_conflict(person, placements=placed, by=None, at=JUNE)


def test_a_conflict_takes_back_what_stood_and_says_so(contested):
    _person, a, _b, conflict = contested
    landing, held = CreditEntry.objects.order_by("pk")
    assert told([held]) == [("landing", "conflict", a.pk, "-2.00", "-1.00")]
    assert (held.conflict, held.reverses, held.effective_on) == (conflict, landing, landing.effective_on)
    assert post() == []


def test_the_decision_for_the_same_unit_brings_it_back(contested):
    _person, a, _b, conflict = contested
    by = make.approver()
    attribution.decide_conflict(conflict, winner=a, ground="workplace", reason="实际办公地", by=by, at=JULY)
    back = CreditEntry.objects.latest("pk")
    assert told([back]) == [("landing", "decision", a.pk, "2.00", "1.00")]
    assert (back.conflict, back.posted_by, back.posted_at) == (conflict, by, JULY)
    assert post(at=AUGUST) == []
    Placement.objects.filter(township=a).update(engagement="flexible")
    (later,) = post(at=AUGUST)
    assert told([later]) == [("landing", "adjustment", a.pk, "-1.00", "-0.50")]


def test_the_decision_for_the_other_unit_counts_from_its_own_day(contested):
    _person, a, b, conflict = contested
    attribution.decide_conflict(conflict, winner=b, ground="claim", reason="先行申报", by=make.approver(), at=JULY)
    assert told(CreditEntry.objects.order_by("pk"))[2:] == [("landing", "decision", b.pk, "2.00", "1.00")]
    assert (year_sum(a, 2014), year_sum(b, 2014)) == (0, 2)


def test_what_comes_after_the_decision_is_no_decision(contested):
    person, a, _b, conflict = contested
    attribution.decide_conflict(
        conflict, winner=a, ground="workplace", reason="实际办公地", by=make.approver(), at=JULY
    )
    make.selection(person, level="national", selected_on=dt.date(2014, 8, 1))
    assert told(post(at=AUGUST)) == [("upgrade", "upgrade", a.pk, "1.00", "0.00")]


def test_a_decision_never_posted_in_between_is_told_as_one():
    a, b, effective = make.township(), make.township(), dt.date(2014, 5, 20)
    person = make.landed_expert(a, on=effective)
    claim = make.placement(person, b, starts_on=effective, verified_at=None)
    placed = [person.placements.get(township=a), claim]
    conflict = attribution.open_conflict(person, placements=placed, by=None, at=JUNE)
    by = make.approver()
    attribution.decide_conflict(conflict, winner=b, ground="claim", reason="先行申报", by=by, at=JULY)
    (only,) = CreditEntry.objects.all()
    assert (only.township, only.cause, only.posted_by) == (b, "decision", by)


def test_a_decision_before_eight_in_the_morning_is_of_that_day():
    """Six o'clock in Shanghai is still the day before in UTC."""
    a, b, day = make.township(), make.township(), dt.date(2014, 7, 18)
    person = make.landed_expert(a, on=day)
    claim = make.placement(person, b, starts_on=day, verified_at=None)
    placed, early = [person.placements.get(township=a), claim], make.moment(day, 6)
    conflict = attribution.open_conflict(person, placements=placed, by=None, at=early)
    attribution.decide_conflict(conflict, winner=b, ground="claim", reason="先行申报", by=make.approver(), at=early)
    assert told(CreditEntry.objects.all()) == [("landing", "decision", b.pk, "1.00", "1.00")]


# --- moves, agreements ---


def test_a_move_names_what_it_moves_and_adds_up_to_nothing():
    a, b = make.township(), make.township(tier="high")
    person = make.landed_expert(a, on=dt.date(2014, 2, 10))
    post()
    on = dt.date(2014, 9, 1)
    person.placements.update(ends_on=on, end_reason="moved", departure_reported_on=on)
    make.placement(person, b, starts_on=on)
    out, into = sorted(post(), key=lambda e: e.amount)
    assert told([out, into]) == [
        ("transfer_out", "transfer_out", a.pk, "-1.00", "-1.00"),
        ("transfer_in", "transfer_in", b.pk, "1.00", "0.00"),
    ]
    assert out.reverses == CreditEntry.objects.get(rule="landing")
    assert (out.persons, into.persons) == (-1, 1)


def test_an_agreement_made_later_splits_what_took_effect_while_it_holds():
    a, b = make.township(), make.township()
    person = make.landed_expert(a, level="national", on=dt.date(2014, 5, 6))
    post()
    agreement = make.agreement(person, {a: "0.60", b: "0.40"})
    assert sorted(told(post())) == [
        ("landing", "adjustment", a.pk, "-1.20", "-0.40"),
        ("landing", "landing", b.pk, "1.20", "0.40"),
    ]
    assert set(CreditEntry.objects.exclude(amount=3).values_list("agreement", flat=True)) == {agreement.pk}


# --- the claw-back of a later year ---


def leaver(unit, *, level="national", left=dt.date(2014, 3, 1)):
    person = make.landed_expert(unit, level=level, on=dt.date(2013, 9, 1))
    person.placements.update(ends_on=left, end_reason="left", departure_reported_on=left)
    return person


def owed():
    return -(CreditEntry.objects.filter(rule="late_depart").aggregate(a=Sum("amount"))["a"] or Decimal(0))


def test_the_benefit_is_what_the_bonus_of_the_year_would_have_lacked():
    unit = make.township()
    for _ in range(2):
        make.landed_expert(unit, level="provincial", on=dt.date(2013, 5, 6))
    leaver(unit)
    post()
    assert year_sum(unit, 2013) == 7
    assert owed() == 1, "7 is capped to 5; without the person it was 4"


def test_posted_together_or_one_after_the_other_the_benefit_is_the_same():
    unit = make.township()
    gone = leaver(unit)
    post(gone)
    assert owed() == 3
    others = [make.landed_expert(unit, level="provincial", on=dt.date(2013, 5, 6)) for _ in range(2)]
    rows = post(*others)
    moved = next(e for e in rows if e.rule == "late_depart")
    assert (moved.expert, moved.cause, str(moved.amount)) == (gone, "adjustment", "2.00")
    assert owed() == 1
    assert post() == []


def test_two_who_leave_are_each_measured_by_the_year_as_it_was():
    unit = make.township()
    leaver(unit)
    leaver(unit, level="provincial")
    make.landed_expert(unit, level="municipal", on=dt.date(2013, 5, 6))
    post()
    assert year_sum(unit, 2013) == 6
    assert owed() == 2 + 1


def test_once_the_year_is_published_its_sum_is_the_published_one():
    unit = make.township()
    period = make.period(2013, 4)
    make.landed_expert(unit, level="national", on=dt.date(2013, 5, 6))
    gone = leaver(unit)
    gone.placements.update(ends_on=None, end_reason="", departure_reported_on=None)
    at = make.moment(dt.date(2014, 2, 20))
    post(at=at)
    run = score_period(period, at=at)
    type(run).objects.filter(pk=run.pk).update(status="published", published_by=make.approver(), published_at=at)
    assert published_sums([unit.pk]) == {(unit.pk, 2013): Decimal("6.00")}
    late = make.landed_expert(unit, level="national", on=dt.date(2013, 6, 6))
    left = dt.date(2014, 3, 1)
    gone.placements.update(ends_on=left, end_reason="left", departure_reported_on=left)
    post(gone)
    assert owed() == 2
    post(late)
    assert owed() == 2, "the ledger grew, the published bonus did not"


def test_a_departure_owed_in_a_later_year_moves_what_others_owe_for_that_year():
    """2012 → 2013 → 2014: what one owes in 2013 lowers the sum that another's benefit of 2013 is measured by."""
    unit = make.township()
    make.landed_expert(unit, level="national", on=dt.date(2013, 5, 6))
    gone = leaver(unit)
    post(gone)
    post()
    assert owed() == 2
    first = make.landed_expert(unit, level="provincial", on=dt.date(2012, 9, 1))
    first.placements.update(ends_on=dt.date(2013, 3, 1), end_reason="left")
    post(first)
    assert year_sum(unit, 2013) == 4, "3 + 3 and 2 owed"
    assert owed() == 2 + 3


def test_many_who_left_take_as_many_queries_as_one():
    unit = make.township()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            post()
        return len(captured)

    leaver(unit)
    few = queries()
    for _ in range(20):
        leaver(make.township())
    assert queries() == few


# --- years whose result is final ---


def test_after_the_final_result_of_a_year_entries_of_it_count_in_the_next():
    unit = make.township()
    known = make.landed_expert(unit, on=dt.date(2013, 5, 6))
    post()
    make.final_year(2013)
    late = make.landed_expert(unit, level="national", on=dt.date(2013, 8, 6))
    (entry,) = post(late)
    assert (entry.effective_on, entry.counts_on) == (dt.date(2013, 8, 6), dt.date(2014, 1, 1))
    known.placements.update(engagement="flexible")
    (half,) = post(known)
    assert (half.cause, str(half.amount), half.counts_on) == ("adjustment", "-0.50", dt.date(2014, 1, 1))
    assert (year_sum(unit, 2013), year_sum(unit, 2014)) == (1, Decimal("2.50"))
    assert post() == []
    make.final_year(2014)
    assert open_days()(dt.date(2013, 8, 6)) == dt.date(2015, 1, 1)
    assert open_days()(dt.date(2015, 8, 6)) == dt.date(2015, 8, 6)
    assert post() == [], "what is posted stays where it was posted"


# --- what if ---


def project(**how):
    how = {"terms": terms_in_force(), "tiers": {}, "year": 2014, **how}
    return project_credits(Expert.objects.values_list("pk", flat=True), **how)


def test_the_projection_of_things_as_they_are_is_the_ledger():
    unit = make.township()
    person = make.landed_expert(unit)
    post()
    make.credit(person, unit, amount="-0.30")
    assert project() == {unit.pk: (Decimal("0.70"), Decimal("1.00"), Decimal("1.00"))}


def test_another_tier_moves_heads_and_another_value_moves_the_bonus():
    from dataclasses import replace

    unit = make.township()
    make.landed_expert(unit)
    old = make.landed_expert(unit, on=dt.date(2013, 5, 6))
    make.selection(old, level="provincial", selected_on=dt.date(2014, 6, 6))
    post()
    before = CreditEntry.objects.count()
    assert project()[unit.pk][:2] == (2, 1)
    assert project(tiers={unit.pk: "high"})[unit.pk][:2] == (2, 0), "the head of 2013 was counted in 2013"
    terms = terms_in_force()
    dear = project(terms=lambda day: replace(terms(day), values={**terms(day).values, "municipal": Decimal("1.50")}))
    assert dear[unit.pk][:2] == (2, 1), "1.50 for the landing, 0.50 for the rise"
    assert CreditEntry.objects.count() == before
    assert TownshipTier.objects.get(township=unit).tier == "medium"

"""Each measure at the edges of its definition: which rows count on the quarter's last day, and which do not."""

import datetime as dt
from decimal import Decimal

import pytest

from assessments.measures import MEASURES, read_figures
from assessments.models import ReportStep
from assessments.queries.coverage import coverage
from experts.models import (
    EventParticipation,
    FundPayment,
    LeaderContact,
    Patent,
    RecruitmentEvent,
    ServiceRequest,
    Team,
)
from platforms.models import CooperationProject, PlatformActivity, Symposium, UniversityPartnership
from tests import make
from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter, TownshipSuccession

pytestmark = pytest.mark.django_db

D = dt.date
FIRST, LAST, AFTER, JANUARY, BEFORE = D(2014, 4, 1), D(2014, 6, 30), D(2014, 7, 1), D(2014, 1, 1), D(2013, 12, 31)
LONG_AGO = D(2011, 3, 1)
UNVERIFIED = {"verified_at": None, "verified_by": None}


@pytest.fixture
def unit():
    return make.township()


@pytest.fixture
def period():
    return make.period(2014, 2)


def figure(unit, period, measure, at=make.AT):
    indicator = period.scheme.indicators.get(measure=measure)
    return read_figures(period, [unit], [indicator], at=at)[unit.pk, indicator.pk]


def ids(*rows):
    return tuple(sorted(row.pk for row in rows))


def rows(model, unit, **fields):
    return model.objects.create(township=unit, **{**make.verified(), **fields})


def test_leading_group_counts_the_three_items_that_posts_fulfil(unit, period):
    def post(post, office, **fields):
        return rows(
            LeadingGroupPost,
            unit,
            post=post,
            office=office,
            **{"holder_name": "演示甲", "starts_on": LONG_AGO, **fields},
        )

    head = post("head", "party_secretary", starts_on=LAST)
    post("deputy_head", "other")
    post("deputy_head", "full_time_deputy", ends_on=LAST)
    post("clerk", "other", starts_on=AFTER)
    assert figure(unit, period, "leading_group") == (1, None, ids(head))
    clerk = post("clerk", "other", ends_on=AFTER)
    assert figure(unit, period, "leading_group") == (2, None, ids(head, clerk))


def test_committee_sessions_need_minutes_and_the_quarter_is_read_for_the_form(unit, period):
    def session(day, **fields):
        return rows(CommitteeSession, unit, held_on=day, topic="示例", **{"has_minutes": True, **fields})

    counted = [session(FIRST), session(LAST)]
    session(JANUARY)
    session(AFTER)
    session(LAST, has_minutes=False)
    session(LAST, **UNVERIFIED)
    assert figure(unit, period, "committee_sessions") == (2, None, ids(*counted))


def test_responsibility_letter_of_the_year_signed_by_the_last_day(unit, period):
    rows(ResponsibilityLetter, unit, year=2013, signed_on=D(2013, 2, 1))
    letter = rows(ResponsibilityLetter, unit, year=2014, signed_on=LAST)
    assert figure(unit, period, "responsibility_letter") == (1, None, ids(letter))
    late = make.township()
    rows(ResponsibilityLetter, late, year=2014, signed_on=AFTER)
    assert figure(late, period, "responsibility_letter") == (0, None, ())


def test_heads_are_the_sum_of_the_ledger_posted_by_then(unit, period):
    person = make.expert()
    counted = [make.credit(person, unit, amount="1.00", heads=1, on=JANUARY)]
    counted.append(make.credit(person, unit, amount="0.50", heads="0.50", on=LAST))
    make.credit(person, unit, amount="1.00", heads=0, on=LAST)
    make.credit(person, unit, amount="1.00", heads=1, on=BEFORE)
    make.credit(person, unit, amount="1.00", heads=1, on=AFTER)
    make.credit(person, unit, amount="1.00", heads=1, on=LAST, posted_at=make.AT + dt.timedelta(seconds=1))
    assert figure(unit, period, "heads") == (Decimal("1.50"), None, ids(*counted))


def test_applications_count_once_for_each_person_and_batch_unless_withdrawn(unit, period):
    person, other = make.expert(), make.expert()
    first = make.application(person, unit, filed_on=JANUARY, withdrawn_on=AFTER)
    make.application(person, unit, filed_on=LAST)  # the same batch again
    make.application(other, unit, filed_on=FIRST, withdrawn_on=LAST)
    second = make.application(other, unit, filed_on=FIRST, batch="2014-2")
    make.application(make.expert(), unit, filed_on=BEFORE)
    make.application(make.expert(), unit, filed_on=AFTER)
    make.application(make.expert(), unit, filed_on=LAST, **UNVERIFIED)
    assert figure(unit, period, "applications") == (2, None, ids(first, second))


def test_other_talent_counts_the_first_placement_and_no_person_who_earns_the_bonus(unit, period):
    academician, doctor = make.expert(distinction="academician"), make.expert(distinction="doctor_or_senior_title")
    first = make.placement(academician, unit, starts_on=FIRST, ends_on=LAST)
    make.placement(academician, unit, starts_on=LAST)
    selected = make.expert(distinction="academician")
    make.placement(selected, unit, starts_on=FIRST)
    make.selection(selected, level="district", selected_on=LAST)
    make.placement(make.expert(), unit, starts_on=FIRST)
    make.placement(make.expert(distinction="academician"), unit, starts_on=AFTER)
    team = rows(Team, unit, name="示例团队", arrived_on=JANUARY)
    late = make.placement(doctor, unit, starts_on=LAST)
    make.selection(doctor, level="district", selected_on=AFTER)
    assert figure(unit, period, "other_talent") == (
        Decimal("6.00"),
        None,
        (-team.pk, *ids(first, late)),
    )
    assert MEASURES["other_talent"].minus == "team"


def test_coverage_asks_for_an_active_person_of_a_plan(unit, period):
    town = make.township()
    for level, place in (("municipal", unit), ("district", town)):
        person = make.expert()
        make.selection(person, programme=make.programme(level=level), selected_on=LAST)
        spot = make.placement(person, place, starts_on=LONG_AGO, ends_on=AFTER)
        assert figure(place, period, "coverage") == (1, None, ids(spot))
    empty = make.township()
    for fields in ({"ends_on": LAST}, {"starts_on": AFTER}, UNVERIFIED):
        make.placement(make.landed_expert(make.township()), empty, **{"starts_on": LONG_AGO, **fields})
    for level in ("district", "municipal", "national"):
        honoured = make.expert()
        make.selection(honoured, programme=make.programme(level=level, earns_bonus=False), selected_on=LONG_AGO)
        make.placement(honoured, empty, starts_on=LONG_AGO)
    make.placement(make.expert(distinction="academician"), empty, starts_on=LONG_AGO)
    assert figure(empty, period, "coverage") == (0, None, ())
    reached = coverage(LAST)  # the dashboard tells the same goal
    assert {unit.code, town.code} <= set(reached.covered)
    assert empty.code in reached.uncovered


def test_upgrades_are_entries_of_the_ledger_that_no_adjustment_took_back(unit, period):
    person = make.expert()
    proof = {"selection": make.selection(person), "placement": make.placement(person, unit)}
    entries = [
        make.credit(person, unit, amount="1.00", on=day, cause="upgrade", **proof)
        for day in (JANUARY, LAST, BEFORE, AFTER)
    ]
    make.credit(person, unit, amount="1.00", on=LAST, cause="landing", **proof)
    assert figure(unit, period, "upgrades") == (2, None, ids(*entries[:2]))
    make.credit(person, unit, amount="-1.00", on=LAST, cause="departure", reverses=entries[0], **proof)
    assert figure(unit, period, "upgrades").counted == 2
    make.credit(person, unit, amount="-1.00", on=LAST, reverses=entries[1], **proof)
    assert figure(unit, period, "upgrades") == (1, None, ids(entries[0]))


def test_an_upgrade_counts_while_what_its_adjustments_leave_of_it_is_above_nothing(unit, period):
    person = make.expert()
    proof = {"selection": make.selection(person), "placement": make.placement(person, unit), "on": JANUARY}
    raised = make.credit(person, unit, amount="1.00", cause="upgrade", **proof)
    for amount, counted in (("-0.50", 1), ("-0.50", 0), ("1.00", 1), ("-2.00", 0)):
        make.credit(person, unit, amount=amount, reverses=raised, **proof)
        assert figure(unit, period, "upgrades").counted == counted, amount


def test_an_upgrade_between_levels_worth_the_same_is_one(unit, period):
    person = make.expert()
    proof = {"selection": make.selection(person), "placement": make.placement(person, unit)}
    raised = make.credit(person, unit, amount="0.00", on=JANUARY, cause="upgrade", **proof)
    assert figure(unit, period, "upgrades").counted == 1
    make.credit(person, unit, amount="0.00", on=JANUARY, reverses=raised, **proof)
    assert figure(unit, period, "upgrades").counted == 0


def test_a_shared_upgrade_is_one_of_the_unit_that_hosts_the_person(unit, period):
    person, other, heir = make.expert(), make.township(), make.township()
    proof = {"selection": make.selection(person), "placement": make.placement(person, unit), "on": JANUARY}
    proof["agreement"] = make.agreement(person, {unit: "0.60", other: "0.40"})
    for party, amount in ((unit, "0.60"), (other, "0.40")):
        make.credit(person, party, amount=amount, cause="upgrade", **proof)
    assert figure(unit, period, "upgrades").counted == 1
    assert figure(other, period, "upgrades").counted == 0
    merged = {"kind": "merger", "predecessor": unit, "successor": heir, "takes_over_on": LAST}
    TownshipSuccession.objects.create(**merged)
    make.credit(person, heir, amount="0.60", cause="upgrade", **proof)
    assert figure(heir, period, "upgrades").counted == 1


def test_an_upgrade_after_a_final_year_counts_in_the_next(unit, period):
    person = make.expert()
    proof = {"selection": make.selection(person), "placement": make.placement(person, unit), "on": BEFORE}
    make.credit(person, unit, amount="1.00", cause="upgrade", counts_on=JANUARY, **proof)
    assert figure(unit, period, "upgrades").counted == 1


def test_invention_patents_granted_in_the_year(unit, period):
    def patent(number, **fields):
        owner = make.enterprise(unit)
        return rows(Patent, unit, number=number, title="示例", enterprise=owner, **{"kind": "invention", **fields})

    counted = [patent("ZL1", granted_on=JANUARY), patent("ZL2", granted_on=LAST)]
    patent("ZL3", granted_on=None)
    patent("ZL4", granted_on=AFTER)
    patent("ZL5", granted_on=LAST, kind="utility")
    assert figure(unit, period, "invention_patents") == (2, None, ids(*counted))


def test_new_platforms_weigh_by_level(unit, period):
    counted = [make.platform(unit, level="national", approved_on=JANUARY)]
    counted.append(make.platform(unit, level="district", approved_on=LAST))
    make.platform(unit, level="national", approved_on=BEFORE)
    make.platform(unit, level="national", approved_on=AFTER)
    assert figure(unit, period, "new_platforms") == (Decimal("3.50"), None, ids(*counted))


def test_active_platforms_look_back_twelve_months(unit, period):
    active = make.platform(unit, active_on=[D(2013, 7, 1), LAST])
    make.platform(unit, active_on=[LAST], ends_on=LAST)
    make.platform(unit, approved_on=AFTER, active_on=[LAST])
    still = make.platform(unit, active_on=[D(2013, 6, 30), AFTER])
    PlatformActivity.objects.create(platform=still, held_on=LAST, title="示例", **UNVERIFIED)
    assert figure(unit, period, "active_platforms") == (1, 2, ids(active))
    assert figure(make.township(), period, "active_platforms") == (0, 0, ())


def test_event_participations_belong_to_the_enterprises_unit(unit, period):
    joint = RecruitmentEvent.objects.create(name="示例活动", held_on=LAST, level="district")
    late = RecruitmentEvent.objects.create(name="示例活动二", held_on=AFTER, level="district")
    counted = [rows(EventParticipation, unit, event=joint, enterprise=make.enterprise(unit)) for _ in range(2)]
    rows(EventParticipation, unit, event=late, enterprise=make.enterprise(unit))
    other = make.township()
    rows(EventParticipation, other, event=joint, enterprise=make.enterprise(other))
    assert figure(unit, period, "event_participations") == (2, None, ids(*counted))


def test_partnership_stands_on_the_last_day(unit, period):
    kept = rows(UniversityPartnership, unit, university=make.university(), starts_on=LAST)
    assert figure(unit, period, "partnership") == (1, None, ids(kept))
    other = make.township()
    rows(UniversityPartnership, other, university=make.university(), starts_on=LONG_AGO, ends_on=LAST)
    assert figure(other, period, "partnership") == (0, None, ())


def test_cooperation_projects_signed_in_the_year(unit, period):
    def project(day):
        return rows(CooperationProject, unit, university=make.university(), subject="示例", signed_on=day)

    counted = [project(JANUARY), project(LAST)]
    project(BEFORE), project(AFTER)
    assert figure(unit, period, "cooperation_projects") == (2, None, ids(*counted))


def test_leader_contacts_count_active_experts_once(unit, period):
    head, clerk = (
        rows(LeadingGroupPost, unit, post=post, office="other", holder_name="演示甲", starts_on=LONG_AGO)
        for post in ("head", "clerk")
    )
    met, unmet, gone = make.expert(), make.expert(), make.expert()
    for person in (met, unmet):
        make.placement(person, unit, starts_on=LONG_AGO)
    make.placement(met, unit, starts_on=FIRST)
    make.placement(gone, unit, starts_on=LONG_AGO, ends_on=LAST)

    def contact(person, day, post=head):
        return rows(LeaderContact, unit, expert=person, post=post, contacted_on=day, way="visit")

    counted = [contact(met, FIRST)]
    contact(met, LAST)
    contact(met, AFTER), contact(unmet, D(2014, 3, 31)), contact(unmet, LAST, clerk), contact(gone, LAST)
    assert figure(unit, period, "leader_contacts") == (1, 2, ids(*counted))
    assert figure(make.township(), period, "leader_contacts") == (0, 0, ())


def test_symposium_needs_minutes_in_the_quarter(unit, period):
    rows(Symposium, unit, held_on=JANUARY, title="示例", has_minutes=True)
    rows(Symposium, unit, held_on=LAST, title="示例", has_minutes=False)
    assert figure(unit, period, "symposium") == (0, None, ())
    held = [rows(Symposium, unit, held_on=day, title="示例", has_minutes=True) for day in (FIRST, LAST)]
    assert figure(unit, period, "symposium") == (1, None, ids(*held))


def test_requests_on_time_are_judged_by_the_promised_day(unit, period):
    def request(due, closed):
        return rows(
            ServiceRequest,
            unit,
            kind="policy",
            subject="示例",
            received_on=D(2014, 3, 1),
            due_on=due,
            closed_on=closed,
        )

    on_time = request(LAST, LAST)
    request(FIRST, D(2014, 4, 2)), request(LAST, None)
    request(AFTER, FIRST), request(D(2014, 3, 31), D(2014, 3, 31))
    assert figure(unit, period, "requests_on_time") == (1, 3, ids(on_time))


def test_fund_paid_is_read_in_ten_thousand_yuan_for_the_quarter(unit, period):
    def pay(day, yuan):
        return rows(FundPayment, unit, paid_on=day, purpose="award", amount_yuan=Decimal(yuan))

    counted = [pay(FIRST, "10000.00"), pay(LAST, "5000.50")]
    pay(JANUARY, "70000")
    assert figure(unit, period, "fund_paid") == (Decimal("1.5001"), None, ids(*counted))


@pytest.mark.parametrize(
    ("handed_in", "returns", "penalty"),
    [
        (D(2014, 7, 10), 0, "0"),
        (D(2014, 7, 11), 0, "1"),
        (D(2014, 7, 13), 0, "1"),  # a Sunday: one working day late, like the Friday before
        (D(2014, 7, 15), 0, "1"),
        (D(2014, 7, 16), 0, "2"),
        (D(2014, 9, 30), 0, "2"),
        (D(2014, 7, 10), 3, "1.5"),
        (D(2014, 7, 16), 1, "2.5"),
    ],
)
def test_report_quality_adds_lateness_and_own_errors(unit, period, handed_in, returns, penalty):
    report = make.approved_report(period, unit, submitted_on=handed_in, returns=returns)
    assert figure(unit, period, "report_quality") == (Decimal(penalty), None, ids(report))


def test_report_quality_forgives_a_return_that_was_not_the_units_error(unit, period):
    report = make.submitted_report(period, unit)
    ReportStep.objects.create(
        report=report, step="return", from_state="submitted", to_state="returned", by=make.approver(), at=make.AT
    )
    assert figure(unit, period, "report_quality").counted == 0


def test_report_quality_of_a_missing_report_only_after_the_lock(unit, period):
    before, after = make.moment(period.locks_on, 23), make.moment(period.locks_on + dt.timedelta(days=1), 0)
    assert figure(unit, period, "report_quality", at=before).counted == 0
    assert figure(unit, period, "report_quality", at=after).counted == 3
    make.submitted_report(period, unit, submitted_on=period.locks_on)
    assert figure(unit, period, "report_quality", at=after).counted == 2


def test_figures_of_all_units_and_indicators_come_in_one_query(unit, period, django_assert_num_queries):
    units = [unit, make.township(), make.township()]
    read_figures(period, units)
    with django_assert_num_queries(1):
        figures = read_figures(period, units)
    assert len(figures) == 3 * 19
    assert all(figure.row_ids == () for (unit_id, _), figure in figures.items() if unit_id != unit.pk)


def test_every_measure_of_the_registry_has_a_test_or_belongs_to_reports():
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert {name for name in MEASURES if not any(test.startswith(name) for test in tested)} == {"reported"}

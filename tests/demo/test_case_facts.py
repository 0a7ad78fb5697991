"""The figures that the case study quotes, recomputed from the rows of the demo."""

import datetime as dt

import pytest
from django.db.models import Count, Exists, OuterRef, Sum

from assessments.models import Period
from experts.models import Application, EventParticipation, Expert, Patent, Placement, Selection, Team
from platforms.models import CooperationProject, Enterprise, Platform, University, UniversityPartnership
from talentportal.demo.units import facts
from townships.models import LeadingGroupPost, Township, TownshipName

pytestmark = pytest.mark.usefixtures("loaded")
TODAY = dt.date(2014, 9, 30)
SHOUNAN = {"township__code": "330212006"}


def assessed():
    return Township.objects.assessed().open_on(TODAY)


def covered(day):
    chosen = Selection.objects.verified().filter(expert=OuterRef("expert"), selected_on__lte=day)
    active = Placement.objects.verified().active_on(day).filter(Exists(chosen))
    return assessed().filter(pk__in=active.values("township"))


def test_28_units_of_which_26_are_assessed_in_three_tiers():
    assert Township.objects.count() == 28
    assert assessed().count() == 26
    tiers = assessed().with_tier_on(TODAY).values_list("tier").annotate(n=Count("pk")).order_by("tier")
    assert dict(tiers) == {"high": 8, "medium": 8, "low": 10}


def test_units_match_the_facts_file():
    rows = {row["code"]: row for row in facts()}
    for unit in Township.objects.named_on(TODAY):
        row = rows[unit.code]
        assert (unit.name, str(unit.tile_row), str(unit.tile_col)) == (row["name_zh"], row["tile_row"], row["tile_col"])


def test_the_park_renamed_at_the_end_of_2012_is_one_unit_with_two_names():
    names = TownshipName.objects.filter(township__code="P-EDZ").order_by("starts_on")
    assert [name.name_zh for name in names] == ["鄞州滨海创业中心", "鄞州经济开发区"]
    zone = Township.objects.filter(code="P-EDZ")
    assert zone.named_on(dt.date(2012, 12, 30)).get().name == "鄞州滨海创业中心"
    assert zone.named_on(dt.date(2012, 12, 31)).get().name == "鄞州经济开发区"


def test_96_experts_were_added_since_2012():
    added = Expert.objects.filter(
        Exists(Selection.objects.verified().filter(expert=OuterRef("pk"))),
        Exists(Placement.objects.verified().filter(expert=OuterRef("pk"), starts_on__gte=dt.date(2012, 1, 1))),
    )
    assert added.count() == 96


def test_more_than_60_percent_of_the_units_are_covered():
    assert covered(TODAY).count() / assessed().count() > 0.60
    assert covered(dt.date(2012, 12, 31)).count() < covered(TODAY).count()


def test_every_unit_has_a_leading_group_under_its_secretary():
    heads = LeadingGroupPost.objects.verified().held_on(TODAY).filter(post="head", office="party_secretary")
    assert heads.values("township").distinct().count() == 26


def test_figures_of_shounan():
    assert Enterprise.objects.filter(is_hitech=True, **SHOUNAN).count() == 19
    granted = Patent.objects.verified().filter(granted_on__isnull=False, **SHOUNAN)
    assert (granted.count(), granted.filter(kind="invention").count()) == (230, 34)
    assert Patent.objects.filter(granted_on=None, kind="invention", **SHOUNAN).count() == 110
    half_year = Application.objects.filter(filed_on__gte=dt.date(2014, 1, 1), filed_on__lt=dt.date(2014, 7, 1))
    assert half_year.filter(**SHOUNAN).count() == 9
    incubator = Platform.objects.get(name="首南科技孵化园区")
    assert (incubator.kind, incubator.area_m2) == ("incubator", 3400)


def test_platforms_of_the_case_stand_in_their_units():
    places = dict(Platform.objects.values_list("name", "township__code"))
    assert places["集士港创意产业园"] == "330212115"
    assert places["龙观院士工作站"] == "330212200"
    assert places["章水院士工作站"] == "330212120"
    assert places["创新128园区"] == "P-TC"


def test_universities_projects_and_joint_platforms():
    assert University.objects.filter(is_local=True).count() == 8
    assert University.objects.count() == 12
    stable = UniversityPartnership.objects.verified().active_on(TODAY).values("township").distinct().count()
    assert stable > assessed().count() / 2
    assert CooperationProject.objects.verified().count() == 135
    assert Platform.objects.verified().filter(kind="joint_platform").count() == 25


def test_events_of_two_years():
    since = EventParticipation.objects.filter(event__held_on__gte=dt.date(2012, 10, 1))
    assert since.count() > 1000
    assert since.filter(intents__gt=0).values("enterprise").distinct().count() >= 200
    weeks = EventParticipation.objects.filter(event__name__contains="活动周")
    assert weeks.values("event").distinct().count() == 3
    assert weeks.aggregate(n=Sum("intents"))["n"] == 224


def test_panhuo_has_22_teams():
    assert Team.objects.filter(township__code="330212007").count() == 22


def test_everybody_is_invented_and_says_so():
    assert not Expert.objects.filter(is_sample=False).exists()
    assert not Expert.objects.exclude(name__startswith="示例").exclude(name__startswith="演示").exists()
    assert not Enterprise.objects.exclude(name__startswith="示例").exists()
    assert Expert.objects.values("name").distinct().count() == Expert.objects.count()


def test_nothing_lies_in_the_future(now):
    assert Placement.objects.filter(starts_on__gt=now.date()).count() == 0
    assert not Placement.objects.filter(verified_at__gt=now).exists()
    assert Period.objects.count() == 8

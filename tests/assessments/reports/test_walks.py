"""Any people in any order: a report is never in a state that the table does not give, and no step changes a figure."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Report, ReportLine, ReportStep
from assessments.services.reports import StepRefused, take_step
from assessments.services.sections import SectionClosed, save_section
from assessments.workflow import STEPS, steps_open_to
from tests import make

pytestmark = pytest.mark.django_db
FIGURES = {"A2": 0, "F1": 0, "F2": 0, "G1": 0}
PEOPLE = ("clerk", "deputy", "deputy2", "secretary", "secretary2", "reviewer", "approver", "stranger", "admin")
UNTIL = dt.date(2014, 12, 1)
WALK = st.lists(st.tuples(st.sampled_from([*STEPS, "save"]), st.sampled_from(PEOPLE)), min_size=1, max_size=25)
# paths a quarter really takes, so that the deep states are reached in every run
LIKELY = st.lists(
    st.sampled_from(
        [
            ("save", "clerk"),
            ("save", "deputy2"),
            ("ready", "deputy"),
            ("recall", "clerk"),
            ("submit", "secretary"),
            ("submit", "deputy"),
            ("return", "reviewer"),
            ("approve", "approver"),
            ("reopen", "approver"),
        ]
    ),
    max_size=25,
)


@pytest.fixture
def everybody(unit, people):
    return people | {
        "deputy2": make.user("deputy", township=unit),
        "secretary2": make.user("secretary", township=unit),
        "stranger": make.staff(make.township())["deputy"],
        "admin": make.user("admin"),
    }


def content(report):
    texts = Report.objects.values("highlights", "problems", "plans").get(pk=report.pk)
    return texts, list(ReportLine.objects.filter(report=report).order_by("pk").values())


def walk(report, everybody, path):
    mine, at, first = Report.objects.filter(pk=report.pk), make.AT, None
    for action, name in path:
        at += dt.timedelta(minutes=1)
        by, before = everybody[name], mine.select_related("period").get()
        if action == "save":
            save(report, by, at, may=before.state in ("draft", "returned") and name in ("clerk", "deputy", "deputy2"))
            continue
        filled, taken = content(report), ReportStep.objects.count()
        is_open = action in steps_open_to(by, before, at)
        try:
            take_step(action, mine, by=by, at=at, note="请核对", until=UNTIL, is_truthful=True)
        except StepRefused:
            assert not is_open, (action, name)
            assert mine.values().get() == Report.objects.filter(pk=before.pk).values().get()
            assert ReportStep.objects.count() == taken
            assert mine.get().state == before.state
            continue
        assert is_open, (action, name)
        after = mine.get()
        assert before.state in STEPS[action].sources
        assert after.state == STEPS[action].target
        assert content(report) == filled
        assert ReportStep.objects.count() == taken + 1
        first = first or (at if action == "submit" else None)
        assert after.first_submitted_at == first
        preparers = set(report.sections.values_list("saved_by_id", flat=True))
        if after.state in ("ready", "submitted", "approved"):
            assert after.checked_by_id not in preparers
        if after.state in ("submitted", "approved"):
            assert after.signed_by_id not in {*preparers, after.checked_by_id, None}


def save(report, by, at, *, may):
    """Saving what stands there already: it makes a preparer and moves the version."""
    section = report.sections.get(code="T")
    texts = {"highlights": "好", "problems": "", "plans": ""}
    try:
        save_section(report, "T", texts, version=section.version, by=by, at=at)
    except SectionClosed:
        assert not may
    else:
        assert may


@pytest.mark.parametrize("paths", [WALK, LIKELY], ids=["any", "likely"])
def test_a_walk_never_leaves_the_table(report, period, unit, everybody, paths):
    make.filled_report(period, unit, values=FIGURES)

    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(paths)
    def any_walk(path):
        with transaction.atomic():
            walk(report, everybody, path)
            transaction.set_rollback(True)

    any_walk()

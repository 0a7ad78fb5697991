"""What a unit changed since its last submission stands out, for the district and for the unit itself."""

import re
from decimal import Decimal

import pytest

from assessments.models import ReportLine
from assessments.services.evidence import add_evidence
from assessments.services.reports import take_step
from assessments.services.sections import save_section
from tests import make
from tests.assessments.reports.test_bad_input import pdf
from townships.models import Role


@pytest.fixture(autouse=True)
def _filled(desk, settings, tmp_path):
    """The returned report could be handed in as it is."""
    settings.MEDIA_ROOT = str(tmp_path)
    lines = ReportLine.objects.filter(report=desk.report(desk.returned))
    for code, value in {"A2": 0, "F1": 0, "F2": 0, "G1": 0}.items():
        lines.filter(indicator__code=code).update(value=Decimal(value))


def correct(desk, code, values):
    report = desk.report(desk.returned)
    section = report.sections.get(code=code)
    clerk = make.staff(desk.returned)[Role.CLERK]
    save_section(report, code, values, version=section.version, by=clerk, at=make.AT)


def prove(desk):
    clerk = make.staff(desk.returned)[Role.CLERK]
    add_evidence(desk.report(desk.returned), desk.indicator("A2"), pdf(), by=clerk, at=make.AT)


def hand_in(desk):
    people = make.staff(desk.returned)
    one = type(desk.report(desk.returned)).objects.filter(township=desk.returned, period=desk.period)
    take_step("ready", one, by=people[Role.DEPUTY], at=make.AT, is_truthful=True)
    take_step("submit", one, by=people[Role.SECRETARY], at=make.AT, is_truthful=True)


def kinds(page, code):
    return re.search(rf'data-value="([^"]*)" id="row-{code}"', page)[1].split()


def test_the_reviewer_sees_only_what_changed_with_what_it_was(desk):
    first = desk.get(desk.reviewer, desk.address(desk.first))
    assert "rows:diff" not in first
    correct(desk, "A", {"A2": {"value": Decimal(2), "reason": "补登两次会议"}})
    prove(desk)
    correct(desk, "T", {"plans": "补齐会议纪要"})
    hand_in(desk)
    page = desk.get(desk.reviewer, desk.address(desk.returned))
    assert 'data-show="rows:diff" data-first' in page
    assert "10月6日后改动1项" in page
    assert "diff" in kinds(page, "A2")
    assert "diff" not in kinds(page, "A1")
    assert "原为" in page.split('id="row-A2"')[1].split("</tr>")[0]
    assert "原为" in page.split("下季打算")[1].split("</div>")[0]


def test_the_unit_sees_the_same_before_it_signs_and_afterwards(desk):
    correct(desk, "A", {"A2": {"value": Decimal(2), "reason": "补登两次会议"}})
    prove(desk)
    here = f"/reports/{desk.period.code}/{desk.returned.code}/check/"
    clerk = make.staff(desk.returned)[Role.CLERK]
    for _turn in range(2):
        page = desk.get(clerk, here)
        assert "上次报送后改动1项" in page
        sections = dict(re.findall(r'data-value="(diff|none)" aria-labelledby="part-([A-Z])"', page))
        assert sections
        assert re.findall(r'data-value="diff" aria-labelledby="part-([A-Z])"', page) == ["A"]
        if desk.report(desk.returned).state == "returned":
            hand_in(desk)


def test_other_evidence_is_a_change_too(desk):
    prove(desk)
    hand_in(desk)
    page = desk.get(desk.reviewer, desk.address(desk.returned))
    assert "佐证材料有更换" in page.split('id="row-A2"')[1].split("</tr>")[0]

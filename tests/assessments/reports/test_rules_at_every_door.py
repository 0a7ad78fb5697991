"""The 26 rules tell the same words through every door: the check page, the REST interface and a workbook that waits.

One report breaks all of them that a report can break. What it cannot break says why in a sentence.
"""

import datetime as dt
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from assessments.checks import RULES
from assessments.models import Evidence, Report, ReportPreparer, ReportRow
from assessments.schemes import REFERENCE
from assessments.services import attribution
from experts.models import (
    EventParticipation,
    FundPayment,
    LeaderContact,
    RecruitmentEvent,
    ReportedDeparture,
    ServiceRequest,
)
from talentportal.core.models import Import
from tests import make
from townships.models import LeadingGroupPost, ResponsibilityLetter, Role

pytestmark = pytest.mark.django_db
AT, DAY = make.AT, dt.date(2014, 8, 5)
BEFORE = dt.date(2014, 5, 5)

NEVER = {  # `test_what_no_report_can_break_is_refused_earlier` shows each
    "V10": "A share agreement is refused unless its shares make the whole, by its form and by the database.",
    "V20": "A figure of the quarter is never below zero, by the form and by the database.",
}
# The reference scheme takes three of these figures from the register; and who tells of a departure breaks no V22.
OTHER_REPORT = {"V05", "V11", "V12", "V16"}


@pytest.fixture
def people(unit):
    return make.staff(unit) | {"approver": make.approver()}


@pytest.fixture
def broken(period, unit, people, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    make.approved_report(make.period(2014, 2), unit, values={"A2": 9, "G1": 1})
    report = make.filled_report(period, unit, values={"A2": 1, "F1": 0, "F2": 1, "G1": 6000})
    report.sections.filter(code="M").update(has_nothing=False)
    report.sections.update(is_complete=False)  # a complete one is asked while its form is saved
    Report.objects.filter(pk=report.pk).update(checked_by=people["clerk"], is_truthful=False)
    ReportPreparer.objects.get_or_create(report=report, user=people["clerk"])
    ResponsibilityLetter.objects.create(
        township=unit, year=2014, signed_on=BEFORE, talent_fund_yuan=10_000, **make.verified()
    )
    FundPayment.objects.create(township=unit, paid_on=DAY, purpose="award", amount_yuan=20_000, **make.verified())
    _persons(report, unit, people)
    for code in ("A2", "G1"):
        about = {"name": "演示.pdf", "sha256": "0" * 64, "size": 9, "content_type": "application/pdf"}
        Evidence.objects.create(
            report=report, indicator=report.period.scheme.indicators.get(code=code),
            uploaded_by=people["clerk"], uploaded_at=AT, **about,
        )  # fmt: skip
    return report


def _persons(report, unit, people):
    """Claims with everything wrong about them, a known person whom nobody confirmed, contacts of the wrong day."""
    known = make.placement(make.expert(), unit, starts_on=DAY)
    programme, number = make.programme(level="provincial"), "11010519491231002X"
    rival = make.placement(make.expert(name="演示争议"), make.township(), starts_on=BEFORE)

    def claim(name, **facts):
        placement = {"township": unit, "starts_on": BEFORE, "engagement": "full_time", "has_social_insurance": True}
        placement |= {"contract_from": BEFORE, "contract_until": dt.date(2015, 5, 4)} | facts
        selection = {"programme": programme, "selected_on": BEFORE, "document_no": "", "document_on": None}
        person = {"name": name, "category": "innovator", "identity": number if name == "演示甲" else ""}
        said = {"person": person, "placement": placement, "selection": selection}
        return attribution.claim(**said, by=people["clerk"], at=AT).placement

    claim("演示甲")  # V03, V04, V06, V23
    flexible = claim("演示乙", engagement="flexible", months_a_year=1)  # V07
    type(flexible).objects.filter(pk=flexible.pk).update(expert=rival.expert_id)  # V08
    twice = claim("演示丙")
    type(twice).objects.filter(pk=twice.pk).update(expert=known.expert_id)  # V09
    post = LeadingGroupPost.objects.create(
        township=unit,
        post="head",
        office="party_secretary",
        holder_name="演示书记",
        starts_on=BEFORE,
        **make.verified(),
    )
    gone = make.expert()
    for person, day in ((known.expert, BEFORE), (gone, DAY)):  # V13, V14
        contact = LeaderContact.objects.create(
            township=unit, expert=person, post=post, contacted_on=day, way="visit", **make.verified()
        )
        if day == BEFORE:  # known rows of another quarter stand in its own report
            said = {"kind": "contact", "row_id": contact.pk, "origin": "entered", "is_agreed": True}
            ReportRow.objects.create(report=report, **said, said_by=people["clerk"], said_at=AT)


def on_the_page(client, broken):
    return client.get(reverse("report-check", args=_where(broken))).content.decode()


def over_rest(client, broken):
    answer = client.get(
        f"/api/v1/reports/2014Q3/{broken.township.code}/checks/", headers={"Accept-Language": "zh-Hans"}
    )
    assert answer.status_code == 200
    return answer.json()


def in_the_workbook(client, broken):
    """What a workbook with one more change would leave open."""
    file = client.get(reverse("workbook-file", args=_where(broken))).content
    upload = SimpleUploadedFile("季报.xlsx", file)
    answer = client.post(reverse("workbook-page", args=_where(broken)), {"file": upload}, follow=True)
    batch = Import.objects.get()
    assert batch.state == Import.State.READY, list(batch.rows.exclude(faults=[]).values_list("sheet", "faults"))
    return answer.content.decode()


def _where(report):
    return [report.period.code, report.township.code]


def test_every_rule_is_told_in_the_same_words_at_every_door(broken, people, client):
    client.force_login(people["clerk"])
    found = over_rest(client, broken)
    rules = {one["rule"] for one in found}
    assert RULES.keys() - rules == NEVER.keys() | OTHER_REPORT | {"V01"}, "V01 is asked after the lock, below"
    assert all(one["severity"] == RULES[one["rule"]].severity for one in found if one["rule"] in RULES)
    in_the_same_words(client, broken, found)
    assert {one["rule"] for one in found if one["part"] == "truth"} == {"V26"}


def in_the_same_words(client, broken, found):
    """What REST says, the check page and the workbook that waits say too."""
    page, workbook = on_the_page(client, broken), in_the_workbook(client, broken)
    for one in found:
        if one["rule"] in RULES and one["part"] != "truth":  # the statement is asked for with the step
            assert html.escape(one["message"]) in page, one
            assert html.escape(one["message"]) in workbook, one


@pytest.fixture
def self_reported(db, settings, tmp_path):
    """A unit under a scheme in which it types participations and requests itself, and types both wrong."""
    settings.MEDIA_ROOT = str(tmp_path)
    text = REFERENCE.read_text(encoding="utf-8")
    for code in ("E1", "F3"):
        before, mark, after = text.partition(f'code = "{code}"')
        text = before + mark + after.replace('source = "register"', 'source = "self"', 1)
    period = make.period(2014, 3, scheme=make.published_scheme(text))
    unit = make.township(code="SN", name_zh="示例街道")
    report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0, "E1": 1, "F3": 2})
    fair = RecruitmentEvent.objects.create(name="示例招聘会", held_on=DAY, level="district")
    for _number in range(2):
        EventParticipation.objects.create(
            event=fair, township=unit, enterprise=make.enterprise(unit), intents=1, **make.verified()
        )
    request = {"kind": "site", "subject": "厂房", "received_on": DAY, "due_on": DAY, "closed_on": DAY}
    ServiceRequest.objects.create(township=unit, **request, **make.verified())
    left = {"left_on": BEFORE, "reason": "left"}  # V05, which the form would refuse
    gone = ReportedDeparture.objects.create(
        placement=make.placement(make.expert(), unit, starts_on=DAY), township=unit, **left
    )
    said = {"kind": "departure", "row_id": gone.pk, "origin": "entered"}
    ReportRow.objects.create(report=report, **said, said_by=report.sections.first().saved_by, said_at=AT)
    return report


def test_figures_that_a_unit_types_under_another_scheme_are_checked_too(self_reported, client):
    client.force_login(make.user(Role.CLERK, township=self_reported.township))
    found = over_rest(client, self_reported)
    assert {one["rule"] for one in found} >= OTHER_REPORT
    in_the_same_words(client, self_reported, [one for one in found if one["rule"] in OTHER_REPORT])


def test_what_no_report_can_break_is_refused_earlier(broken, unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.agreement(make.expert(), {unit: "0.60", make.township(): "0.30"})
        connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        broken.lines.filter(indicator__code="A2").update(value=-1)


def test_after_the_lock_every_door_says_so(broken, people, client, settings):
    settings.CLOCK_OFFSET += 60 * 24 * 3600
    client.force_login(people["clerk"])
    told = next(one for one in over_rest(client, broken) if one["rule"] == "V01")
    assert told["severity"] == "block"
    assert "锁定" in on_the_page(client, broken)

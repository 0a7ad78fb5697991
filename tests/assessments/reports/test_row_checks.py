"""The rules about rows: each is broken once and then kept, on rows as they lie in the registers."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from assessments.checks import CHECKS, LINE_CHECKS, Case
from assessments.services.sheets import read_sheet
from experts.models import EventParticipation, FundPayment, LeaderContact, RecruitmentEvent, ReportedDeparture
from tests import make
from townships.models import LeadingGroupPost

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = dt.date(2014, 8, 5)


@dataclass
class Row:
    """A row of a report: the register's own, with what the report says of it."""

    kind: str
    row: Any
    is_entered: bool = True
    is_agreed: bool | None = None
    reason: str = ""

    @property
    def is_known(self) -> bool:
        return not self.is_entered

    @property
    def row_id(self) -> int:
        return self.row.pk


@pytest.fixture
def report(period, unit, people):
    return make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})


@pytest.fixture
def broken(report):
    """The findings of one rule, with these rows in a section of the report."""

    def of(code, *rows, section="B"):
        sheet = read_sheet(report, at=AT)
        part = sheet.part(section)
        part.rows = {}
        for row in rows:
            part.rows.setdefault(row.kind, []).append(row)
        return [(f.rule, f.kind, f.row_id, f.part) for f in CHECKS[code](Case(sheet, AT))]

    return of


def landed(unit, *, on=DAY, name=None, **fields):
    person = make.expert(name=name)
    make.selection(person, document_no="演示〔2014〕1号", document_on=on)
    return make.placement(person, unit, starts_on=on, **fields)


def test_v02_counts_those_without_an_answer(broken, unit):
    rows = [Row("expert", landed(unit), is_entered=False), Row("expert", landed(unit), is_entered=False)]
    assert broken("V02", *rows) == [("V02", "expert", None, "rows")]
    for row in rows:
        row.is_agreed = True
    assert broken("V02", *rows) == []


def test_v03_a_landing_outside_the_quarter_needs_a_reason(broken, unit):
    early = Row("expert", landed(unit, on=dt.date(2014, 6, 30)))
    assert broken("V03", early) == [("V03", "expert", early.row_id, "reason")]
    early.reason = "演示原因"
    assert broken("V03", early, Row("expert", landed(unit, on=dt.date(2014, 7, 1)))) == []


def test_v04_a_selection_has_number_and_date(broken, unit):
    row = Row("expert", landed(unit))
    assert broken("V04", row) == []
    row.row.expert.selections.update(document_on=None)
    assert broken("V04", row) == [("V04", "expert", row.row_id, "document_no")]


def test_v05_nobody_leaves_before_he_came(broken, unit):
    placement = landed(unit)
    departure = ReportedDeparture.objects.create(
        township=unit, placement=placement, left_on=DAY - dt.timedelta(days=1), reason="left"
    )
    assert broken("V05", Row("departure", departure)) == [("V05", "departure", departure.pk, "left_on")]
    departure.left_on = DAY
    assert broken("V05", Row("departure", departure)) == []


def test_v06_a_contract_lasts_three_years(broken, unit):
    short = landed(unit, contract_from=DAY, contract_until=dt.date(2017, 8, 3))
    long = landed(unit, contract_from=DAY, contract_until=dt.date(2017, 8, 4))
    assert broken("V06", Row("expert", short), Row("expert", long)) == [("V06", "expert", short.pk, "contract_until")]


def test_v07_flexible_means_two_months(broken, unit):
    rows = [landed(unit, engagement="flexible", months_a_year=n) for n in (Decimal("1.9"), 2)]
    assert broken("V07", *(Row("expert", row) for row in rows)) == [("V07", "expert", rows[0].pk, "months_a_year")]


def test_v08_another_unit_claims_the_same_person(broken, unit):
    mine = landed(unit)
    assert broken("V08", Row("expert", mine)) == []
    make.placement(mine.expert, make.township(code="ZH", name_zh="示例镇"), starts_on=DAY)
    assert broken("V08", Row("expert", mine)) == [("V08", "expert", mine.pk, "reason")]
    assert broken("V08", Row("expert", mine, reason="演示原因")) == []


def test_v09_nobody_stands_twice(broken, unit):
    mine = landed(unit)
    again = Row("talent", mine)
    assert broken("V09", Row("expert", mine), again) == [("V09", "talent", mine.pk, "expert")]
    assert broken("V09", Row("expert", mine), Row("talent", landed(unit))) == []


def test_v10_shares_of_an_agreement_in_force_are_the_whole(broken, unit):
    other, mine = make.township(code="ZH"), landed(unit)
    make.agreement(mine.expert, {unit: Decimal("0.40"), other: Decimal("0.60")})
    assert broken("V10", Row("expert", mine)) == []


def contact(unit, person, on):
    post = LeadingGroupPost.objects.create(
        township=unit, post="head", office="party_secretary", holder_name="演示丙", starts_on=make.EARLY
    )
    return LeaderContact.objects.create(township=unit, expert=person, post=post, contacted_on=on, way="visit")


def test_v13_and_v14_a_contact_is_of_this_quarter_and_of_somebody_on_record(broken, unit):
    here = landed(unit)
    late = contact(unit, here.expert, dt.date(2014, 10, 1))
    assert broken("V13", Row("contact", late), section="F") == [("V13", "contact", late.pk, "contacted_on")]
    assert broken("V14", Row("contact", late), section="F") == []
    late.contacted_on = DAY - dt.timedelta(days=1)
    assert broken("V13", Row("contact", late), section="F") == []
    assert broken("V14", Row("contact", late), section="F") == [("V14", "contact", late.pk, "expert")]


def test_v17_payments_come_to_the_amount_paid(broken, report, unit):
    paid = FundPayment.objects.create(
        township=unit, paid_on=DAY, purpose=FundPayment.Purpose.values[0], amount_yuan=Decimal(15000)
    )
    assert broken("V17", Row("payment", paid), section="G") == [("V17", "", None, "value")]
    report.lines.filter(indicator__code="G1").update(value=Decimal("1.50"))
    assert broken("V17", Row("payment", paid), section="G") == []
    assert broken("V17", section="G") == []


# --- figures against their rows; the reference scheme counts them itself, so the unit's own line is made here ---


@pytest.fixture
def own_line(report):
    """The rules asked of a line as if this scheme let the unit report it itself."""

    def of(code, rule, value, *rows, **more):
        sheet = read_sheet(report, at=AT)
        line = sheet.line(code)
        line.indicator.source = "self"
        line.value = None if value is None else Decimal(value)
        for name, given in more.items():
            setattr(line, name, given)
        sheet.part(line.section).rows = {"participation": list(rows)}
        check = CHECKS[rule]
        found = check(line) if check in LINE_CHECKS else check(Case(sheet, AT))
        return [(finding.rule, finding.indicator, finding.part) for finding in found]

    return of


def participations(unit, *intents):
    event = RecruitmentEvent.objects.create(name="演示洽谈会", held_on=DAY, level="district")
    rows = [
        EventParticipation.objects.create(event=event, township=unit, enterprise=make.enterprise(unit), intents=n)
        for n in intents
    ]
    return [Row("participation", row) for row in rows]


def test_v11_and_v12_compare_the_figure_with_its_rows(own_line, unit):
    rows = participations(unit, 1, 2, 0)
    assert own_line("E1", "V11", 1, *rows) == [("V11", "E1", "value")]
    assert own_line("E1", "V11", 2, *rows) == []
    assert own_line("E1", "V12", 2, *rows) == [("V12", "E1", "value")]
    assert own_line("E1", "V12", 3, *rows) == []


def test_v16_no_more_requests_are_closed_than_were_due(own_line):
    assert own_line("F3", "V16", 3, out_of=Decimal(2)) == [("V16", "F3", "value")]
    assert own_line("F3", "V16", 2, out_of=Decimal(2)) == []


def test_v20_the_year_does_not_fall(own_line):
    assert own_line("E3", "V20", -1, before=Decimal(4)) == [("V20", "E3", "value")]
    assert own_line("E3", "V20", 0, before=Decimal(4)) == []

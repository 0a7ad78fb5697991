"""Return, recall and conflict never change a field: whatever people do in whatever order, only a save moves a value,
and only the one that was typed."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Report, ReportLine, ReportRow, ReportSection
from assessments.services.drafts import autosave
from assessments.services.reports import StepRefused, take_step
from assessments.services.returns import Cell
from assessments.services.review import Overtaken, decide
from assessments.services.sections import SectionClosed, StaleSection, save_section
from tests import make

pytestmark = pytest.mark.django_db
AT = make.AT
UNIT_STEPS = {"ready": "deputy", "recall": "clerk", "submit": "secretary"}
CELLS = {"A2": "A", "F1": "F", "G1": "G"}
TYPED = st.one_of(
    st.tuples(st.just("A2"), st.integers(0, 3)),
    st.tuples(st.just("G1"), st.decimals(0, 50, places=2)),
    st.tuples(st.just("plans"), st.sampled_from(["", "走访", "走访全部专家"])),
)
ACTS = st.one_of(
    st.tuples(st.just("save"), TYPED),
    st.tuples(st.just("type"), TYPED),
    st.tuples(st.just("conflict"), TYPED),
    st.tuples(st.just("step"), st.sampled_from([*UNIT_STEPS, "ready", "submit"])),
    st.tuples(st.just("return"), st.lists(st.sampled_from(sorted(CELLS)), unique=True)),
    st.tuples(st.just("approve"), st.none()),
    st.tuples(st.just("reopen"), st.none()),
)


def dump(report):
    """Every field that a person fills in, of every section."""
    texts = Report.objects.values("highlights", "problems", "plans", "contact_name", "contact_phone").get(pk=report.pk)
    found = {(name, ""): value for name, value in texts.items()}
    names = ("value", "ticks", "is_agreed", "reason", "self_score", "self_reason")
    for line in ReportLine.objects.filter(report=report).select_related("indicator"):
        found |= {(line.indicator.code, name): getattr(line, name) for name in names}
    for section in ReportSection.objects.filter(report=report):
        found[section.code, "has_nothing"] = section.has_nothing
    for row in ReportRow.objects.filter(report=report):
        found[f"{row.kind} {row.row_id}", "answer"] = (row.is_agreed, row.reason)
    return found


class Unit:
    def __init__(self, period) -> None:
        unit = make.township()
        self.report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": Decimal(0)})
        self.people = make.staff(unit)
        self.reviewer = make.user("reviewer", reviews=[unit])
        self.mine = Report.objects.filter(pk=self.report.pk)

    def section(self, name):
        return self.report.sections.get(code=CELLS.get(name, "T"))

    def values(self, name, value):
        return {name: {"value": value}} if name in CELLS else {name: value}

    def save(self, typed, *, stale=0):
        section = self.section(typed[0])
        version = section.version - stale
        save_section(self.report, section.code, self.values(*typed), version=version, by=self.people["clerk"], at=AT)

    def type(self, typed):
        section = self.section(typed[0])
        by = self.people["clerk"]
        autosave(self.report, section.code, self.values(*typed), {}, version=section.version, by=by, at=AT)

    def step(self, step):
        take_step(step, self.mine, by=self.people[UNIT_STEPS[step]], at=AT, is_truthful=True)

    def decide(self, step, approver, cells=()):
        by = approver if step == "reopen" else self.reviewer
        named = [Cell(CELLS[code], code, note="请核对此项") for code in cells]
        until = dt.date(2014, 10, 20) if step == "reopen" else None
        decide(step, self.mine.get(), seen=None, by=by, at=AT, note="请核对后重报", cells=named, until=until)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_return_recall_and_conflict_never_change_a_field(period, acts):
    unit, approver = Unit(period), make.approver()
    for act, said in acts:
        before, done = dump(unit.report), True
        try:
            match act:
                case "save":
                    unit.save(said)
                case "type":
                    unit.type(said)
                case "conflict":
                    unit.save(said, stale=1)
                case "step":
                    unit.step(said)
                case "return":
                    unit.decide("return", approver, said)
                case _:
                    unit.decide(act, approver)
        except (StepRefused, SectionClosed, StaleSection, Overtaken):
            done = False
        after = dump(unit.report)
        moved = {key: value for key, value in after.items() if before.get(key) != value}
        if done and act in ("save", "type"):
            name, value = said
            key = (name, "value" if name in CELLS else "")
            assert after[key] == value
            assert moved.keys() <= {key}
        else:
            assert not moved, (act, said)
            assert after.keys() == before.keys()
        assert not (act == "conflict" and done), "a stale save never goes through"

"""Return, recall and conflict never change a field: whatever people do in whatever order, only a save moves a value,
and only the one that was typed."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Report, ReportLine, ReportRow, ReportSection
from assessments.registers import ROW_KINDS
from assessments.services.drafts import autosave
from assessments.services.reports import StepRefused, take_step
from assessments.services.returns import Cell
from assessments.services.review import Overtaken, decide
from assessments.services.rows import RowRefused, answer_row, change_row, enter_row
from assessments.services.sections import SectionClosed, StaleSection, save_section
from tests import make
from townships.models import CommitteeSession

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
    st.tuples(st.just("row"), st.sampled_from(["演示甲", "演示乙"])),
    st.tuples(st.just("stale row"), st.sampled_from(["演示丙"])),
    st.tuples(st.just("answer"), st.booleans()),
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
    for session in CommitteeSession.objects.filter(township=report.township_id):
        found[f"session {session.pk}", "fields"] = (session.held_on, session.topic, session.chair, session.attendees)
    return found


class Unit:
    def __init__(self, period) -> None:
        unit = make.township()
        self.report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": Decimal(0)})
        self.people = make.staff(unit)
        self.reviewer = make.user("reviewer", reviews=[unit])
        self.mine = Report.objects.filter(pk=self.report.pk)
        self.landing = make.placement(make.expert(), unit, starts_on=period.first_day)

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

    def row(self, chair, *, stale=0):
        """Enter a committee session, or correct the one that is there."""
        report, kind, by = self.mine.get(), ROW_KINDS["session"], {"by": self.people["clerk"], "at": AT}
        facts = {"held_on": report.period.first_day, "topic": "演示", "chair": chair, "attendees": 3}
        facts["has_minutes"] = False
        word = report.rows.filter(kind="session").first()
        if word is not None:
            change_row(report, kind, word.row_id, facts, version=word.version - stale, **by)
        elif not stale:
            enter_row(report, kind, facts, **by)

    def answer(self, is_agreed):
        said = {"is_agreed": is_agreed, "reason": "" if is_agreed else "演示：有误"}
        answer_row(self.mine.get(), ROW_KINDS["expert"], self.landing.pk, **said, by=self.people["clerk"], at=AT)

    def step(self, step):
        take_step(step, self.mine, by=self.people[UNIT_STEPS[step]], at=AT, is_truthful=True)

    def decide(self, step, approver, cells=()):
        by = approver if step == "reopen" else self.reviewer
        named = [Cell(CELLS[code], code, note="请核对此项") for code in cells]
        until = dt.date(2014, 10, 20) if step == "reopen" else None
        decide(step, self.mine.get(), seen=None, by=by, at=AT, note="请核对后重报", cells=named, until=until)

    def act(self, act, said, approver):
        acts = {
            "save": lambda: self.save(said),
            "type": lambda: self.type(said),
            "conflict": lambda: self.save(said, stale=1),
            "row": lambda: self.row(said),
            "stale row": lambda: self.row(said, stale=1),
            "answer": lambda: self.answer(said),
            "step": lambda: self.step(said),
            "return": lambda: self.decide("return", approver, said),
        }
        acts.get(act, lambda: self.decide(act, approver))()


def allowed(unit, act, said):
    """The fields that this may change when it succeeds."""
    if act in ("save", "type"):
        return {(said[0], "value" if said[0] in CELLS else "")}
    return {(f"expert {unit.landing.pk}", "answer")} if act == "answer" else set()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_return_recall_and_conflict_never_change_a_field(period, acts):
    unit, approver = Unit(period), make.approver()
    for act, said in acts:
        before, done = dump(unit.report), True
        try:
            unit.act(act, said, approver)
        except (StepRefused, SectionClosed, StaleSection, Overtaken, RowRefused):
            done = False
        after = dump(unit.report)
        moved = {key: value for key, value in after.items() if before.get(key) != value}
        if done and act == "row":
            assert {name.partition(" ")[0] for name, _field in moved} <= {"session"}
            assert [value[2] for (_name, field), value in after.items() if field == "fields"] == [said]
            continue
        assert moved.keys() <= (allowed(unit, act, said) if done else set()), (act, said)
        if done and act in ("save", "type"):
            assert after[next(iter(allowed(unit, act, said)))] == said[1]
        assert not (act == "conflict" and done), "a stale save never goes through"

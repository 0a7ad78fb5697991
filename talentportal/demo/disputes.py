"""After publishing: objections, a correction of an earlier quarter, the versions that follow, and a question kept."""

import datetime as dt
from decimal import Decimal

from django.db.models import F

from assessments.models import Period, Scheme, ScoreRun
from assessments.services.corrections import correct_figure
from assessments.services.objections import accept_objection, decide_objection, file_objection
from assessments.services.scenarios import save_scenario
from assessments.services.schemes import clone_scheme
from assessments.services.scoring import KIND, publish_run, score_period
from assessments.whatif.changes import read
from talentportal.core.models import Job
from talentportal.core.models.jobs import JobState
from townships.models import Role, Township, User

from .cases import Cases
from .people import Staff, reviewer_of
from .when import DAY, moment

CORRECTED_ON = dt.date(2014, 9, 5)
AGAIN_ON = dt.date(2014, 9, 26)
NOTE = "更正：一季度漏登一个校地合作项目，二季度异议成立和归属认定一并计入。"


class Disputes:
    """What is said against published quarters, and what becomes of it."""

    def __init__(self, units: dict[str, Township], people: dict[str, User], staff: Staff, cases: Cases) -> None:
        self.units, self.people, self.staff, self.cases = units, people, staff, cases

    def after(self, period: Period) -> None:
        """What follows the first publication of the second quarter of 2014."""
        if period.code != "2014Q2":
            return
        run = ScoreRun.objects.published().get(period=period)
        day = run.published_at.date()
        self._object(
            run,
            "330212113",
            "E1",
            2,
            "6月引才专场有2家企业参加，签到表附后，未计入。",
            day + DAY,
            "签到表属实，予以更正。",
        )
        self._object(
            run,
            "330212118",
            "E3",
            1,
            "本季度签订的合作项目未计入。",
            day + 2 * DAY,
            "协议签订日期在7月，不属于二季度。",
            upheld=False,
        )
        self.cases.decide()
        first = Period.objects.coded("2014Q1").get()
        correct_figure(
            first, self.units["330212104"], "E3", counted=Decimal(1),
            reason="一季度签订的校地合作项目漏登，经核对协议补计。",
            by=self.people["approver"], at=moment(CORRECTED_ON),
        )  # fmt: skip
        for again in (first, period):
            done = score_period(again, at=moment(AGAIN_ON - DAY, 17))
            settle(moment(AGAIN_ON - DAY, 17))
            publish_run(done, by=self.people["approver"], at=moment(AGAIN_ON), note=NOTE)
        newest = period.runs.order_by("-version")[0]
        self._object(newest, "330212115", "E1", 3, "活动周有3家企业参加，未计入。", AGAIN_ON + 3 * DAY)

    def keep_questions(self, scheme: Scheme) -> None:
        """A draft of the next scheme, and a question about it that the office shares."""
        clone_scheme(scheme, by=self.people["admin"], at=moment(dt.date(2014, 9, 22), 15))
        run = ScoreRun.objects.published().filter(period__year=2014, period__quarter=2).order_by("-version")[0]
        save_scenario(
            run.pk,
            name="引才活动加2分",
            note="供方案第2版讨论：达档专家减2分，活动参与加2分。",
            changes=read({"w-B1": "18", "w-E1": "6"}).changes,
            is_shared=True,
            by=self.people["reviewer"],
            at=moment(dt.date(2014, 9, 30), 16),
        )

    def _object(
        self, run: ScoreRun, unit: str, line: str, more: int, grounds: str, day: dt.date, answer: str = "", *,
        upheld: bool = True,
    ) -> None:  # fmt: skip
        """A unit claims so many more; with an answer it is taken up and decided, without one it is open."""
        figure = run.scores.get(township=self.units[unit]).lines.get(indicator__code=line).counted or Decimal(0)
        row = file_objection(
            run, self.units[unit], line=line, grounds=grounds, claimed=figure + more,
            by=self.staff.of(unit, Role.DEPUTY), at=moment(day, 10),
        )  # fmt: skip
        if not answer:
            return
        row = accept_objection(row, by=self.people[reviewer_of(unit)], at=moment(day + DAY, 9))
        corrected = figure + more if upheld else None
        director, at = self.people["approver"], moment(day + 5 * DAY, 10)
        decide_objection(row, upheld=upheld, answer=answer, corrected=corrected, by=director, at=at)


def settle(at: dt.datetime) -> None:
    """The computations asked for so far are done: the loader has computed these quarters itself."""
    waiting = Job.objects.filter(kind=KIND, state=JobState.QUEUED)
    waiting.update(state=JobState.DONE, started_at=F("requested_at"), finished_at=at)

"""A district that grows: the same pages with few rows behind them, then with about ten times as many.

Of everything there is at least one row from the start, so that no page is spared a query by having nothing to show.
"""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from assessments.models import (
    Evidence,
    IndicatorAssignment,
    Objection,
    Report,
    ReviewNote,
    Scenario,
    ScoreRun,
    YearResult,
)
from assessments.services.attribution import open_conflict, propose_share
from assessments.services.crediting import post_credits
from assessments.services.scenarios import save_scenario
from assessments.services.schemes import clone_scheme
from assessments.services.scoring import publish_run, request_scores, score_period
from assessments.services.years import compute_year
from assessments.whatif.changes import read
from experts.models import ClaimFile, Conflict, Expert, LeaderContact, Patent, Placement, ServiceRequest
from platforms.models import PlatformActivity
from tests import make
from tests.registers.rows import ROWS
from townships.models import CommitteeSession, LeadingGroupPost, Role, Tier, Township

from . import brought

REGISTERS = {
    "A1": 3,
    "A2": 1,
    "A3": 1,
    "B2": 1,
    "C2": 1,
    "E1": 1,
    "E2": 1,
    "E3": 1,
    "F1": (1, 1),
    "F2": 1,
    "F3": (1, 1),
    "G1": 5,
}
OWN = {"A2": 1, "F1": 1, "F2": 1, "G1": 5}
LATEST, OPEN = (2014, 2), (2014, 3)
TIERS = list(Tier.values)


class Growing:
    """`side` names the objects whose pages are asked for; they are of the first unit."""

    def __init__(self, media) -> None:
        self.media = media
        self.units: list[Township] = []
        self.published = [make.period(2014, 1), make.period(*LATEST)]
        self.current = make.period(*OPEN)
        self.reviewer, self.approver = make.user(Role.REVIEWER), make.approver()
        for _ in range(2):
            self.add_unit()
        first = self.units[0]
        self.users = {Role.REVIEWER: self.reviewer, Role.APPROVER: self.approver, **make.staff(first)}
        for role in set(Role.values) - self.users.keys():
            self.users[role] = make.user(role)
        self.users[Role.API_CLIENT].scopes = ["experts", "platforms", "registers", "reports"]
        self.users[Role.API_CLIENT].save()
        IndicatorAssignment.objects.create(user=self.users[Role.CO_REVIEWER], indicator_code="A2")
        self.report = Report.objects.get(period=self.current, township=first)
        self.expert = first.placements.order_by("pk").first().expert
        self.platform = first.platforms.order_by("pk").first()
        self.contested = self.contest()
        self.deepen(1)
        post_credits(Expert.objects.all(), by=self.approver, at=make.AT)
        for period in self.published:
            publish_run(score_period(period, at=make.AT), by=self.approver, at=make.AT)
        self.objected = self.object(["E1"])
        self.corrected = make.corrected_quarter(make.period(2013, 4), first)
        self.final_year = make.final_year(2011)
        self.year = self.publish_year()
        clone_scheme(self.current.scheme, by=make.user(Role.ADMIN), at=make.AT)
        run = score_period(self.current, at=make.AT)
        job = request_scores(self.current, by=self.approver, at=make.AT)
        self.side = SimpleNamespace(
            period=self.current.code,
            published=self.published[-1].code,
            published_run=self.published[-1].runs.get().pk,
            **self.print(1),
            corrected=self.corrected.code,
            final_year=self.final_year.year,
            code=first.code,
            run=run.pk,
            account=self.users[Role.LEADER].pk,
            year=self.year.year,
            year_result=self.year.pk,
            job=job.pk,
            **{"import": brought.bring(1, self.reviewer, self.approver)},
            row=self.prove(make.claimed_session(self.report, by=self.clerk()), "c" * 64).pk,
            workbook=brought.bring_report(1, self.report, self.clerk()),
            scenario=self.keep("示例情景").pk,
            expert=self.expert.pk,
            **self.contested,
            **self.objected,
            placement=self.expert.placements.order_by("-starts_on").first().pk,
            platform=self.platform.pk,
            evidence=self.report.evidence.order_by("pk").first().pk,
            note=self.report.notes.order_by("pk").first().pk,
            **self.registered(1),
        )

    def registered(self, times: int) -> dict:
        """Rows of the first unit in every declared register."""
        rows = {code: made(self.units[0]) for _time in range(times) for code, made in ROWS.items()}
        return {f"register_{code}": row.pk for code, row in rows.items()}

    def clerk(self):
        return make.staff(self.units[0])[Role.CLERK]

    def publish_year(self) -> YearResult:
        """The year so far, published without waiting for its quarters to be final."""
        result, signed = compute_year(2014, at=make.AT), {"published_by": self.approver, "published_at": make.AT}
        YearResult.objects.filter(pk=result.pk).update(status="published", **signed)
        return result

    def grow(self, times: int) -> None:
        """About `times` as many units, registers, quarters, versions, notes, files and rows of one person."""
        for _ in range(len(self.units) * (times - 1)):
            self.add_unit()
        for year, quarter in ((2012, 3), (2012, 4), (2013, 1), (2013, 2), (2013, 3)):
            self.published.append(make.period(year, quarter))
        self.deepen(times - 1)
        self.registered(times - 1)
        self.object(["A1", "A2", "A3", "B1", "B2", "B3", "E2", "E3", "F1", "F2"][: times - 1])
        post_credits(Expert.objects.all(), by=self.approver, at=make.AT)
        for period in [*self.published, *[self.published[1]] * (times - 2)]:
            make.credit(self.expert, self.units[0], amount="0.01", on=period.first_day)  # or it would say the same
            publish_run(score_period(period, at=make.AT), by=self.approver, at=make.AT, note="示例更正")
        self.publish_year()
        score_period(self.current, at=make.AT)
        for number in range(times):
            self.keep(f"示例情景{number}")
        self.print(times)
        brought.bring(times, self.reviewer, self.approver)
        brought.bring_report(times, self.report, self.clerk())

    def print(self, times: int) -> dict:
        """Score cards of the first unit."""
        run = ScoreRun.objects.filter(period=self.published[1]).order_by("version").first()
        stored = f"{0:064}"  # lies there since the first claim
        papers = [make.paper(run, kind="score_card", unit=self.units[0], sha256=stored) for _time in range(times)]
        return {"paper": papers[0].pk, "paper_code": papers[0].code}

    def keep(self, name: str) -> Scenario:
        """A question about the latest published quarter, shared inside the office."""
        run = ScoreRun.objects.filter(period=self.published[1]).order_by("-version").first()
        return save_scenario(
            run.pk,
            name=name,
            note="",
            changes=read({"w-B1": "18", "w-E1": "6"}).changes,
            is_shared=True,
            by=self.approver,
            at=make.AT,
        )

    def add_unit(self) -> None:
        """A unit with rows in every register, an approved report and one that waits for the reviewer."""
        unit = make.township(tier=TIERS[len(self.units) % 3], tile=(len(self.units) // 6 + 1, len(self.units) % 6 + 1))
        self.units.append(unit)
        self.reviewer.assignments.create(township=unit)
        make.register_values(unit, self.published[1], REGISTERS)
        person = make.landed_expert(unit, on=dt.date(2014, 5, 6))
        host = make.platform(unit, active_on=[dt.date(2014, 6, 2)], host=make.enterprise(unit))
        person.placements.update(platform=host, enterprise=host.host)
        make.landed_expert(unit, on=dt.date(2014, 7, 8))
        make.approved_report(self.published[0], unit, values=OWN, ticks={"A1": ["head"]})
        make.approved_report(self.published[1], unit, values=OWN, ticks={"A1": ["head"]}, returns=1)
        make.submitted_report(self.current, unit, values=OWN, submitted_on=dt.date(2014, 10, 7))

    def deepen(self, times: int) -> None:
        """More behind one report, one person and one platform."""
        unit, clerk = self.units[0], make.staff(self.units[0])[Role.CLERK]
        head = LeadingGroupPost.objects.filter(township=unit).first()
        at = {"written_at": make.AT}
        case = Conflict.objects.get(pk=self.contested["conflict"])
        for number in range(times):
            self.prove(make.claimed_session(self.report, by=clerk), f"{times:030}{number:018}{7:016}")
            mine = case.claims.order_by("pk").first().placement
            self.paper(mine, f"a{times:02}{number:02}")
            third = make.placement(case.expert, make.township(), starts_on=dt.date(2014, 7, 9), verified_at=None)
            open_conflict(case.expert, placements=[third], by=self.reviewer, at=make.AT)
            other = make.landed_expert(unit, on=dt.date(2014, 7, 8))
            claims = [other.placements.get(), make.placement(other, make.township(), starts_on=dt.date(2014, 7, 9))]
            open_conflict(other, placements=claims, by=self.reviewer, at=make.AT)
            for nth, indicator in enumerate(self.current.scheme.indicators.all()):
                about = {"report": self.report, "indicator": indicator}
                note = ReviewNote.objects.create(**about, author=self.reviewer, body="请核对", **at)
                ReviewNote.objects.create(**about, reply_to=note, author=clerk, body="已核对", **at)
                self.file(about, f"{times:032}{number:016}{nth:016}", clerk)
            note = ReviewNote.objects.create(report=self.report, author=self.reviewer, body="请补充", **at)
            ReviewNote.objects.create(report=self.report, reply_to=note, author=clerk, body="已补充", **at)
            make._step(self.report, "return", "submitted", "returned", self.reviewer, make.AT, note="请核对")
            day = dt.date(2011, 1, 1) + dt.timedelta(days=60 * number + times)
            plan = make.programme(level="district", code=f"plan-{times}-{number}")
            make.selection(self.expert, programme=plan, selected_on=day)
            past = {"ends_on": day + dt.timedelta(days=30), "enterprise": self.platform.host, "platform": self.platform}
            make.placement(self.expert, unit, starts_on=day, **past)
            make.credit(self.expert, unit, amount="0.10", on=day)
            LeaderContact.objects.create(
                expert=self.expert, township=unit, post=head, contacted_on=day, way="visit", **make.verified()
            )
            ServiceRequest.objects.create(
                expert=self.expert, township=unit, kind="policy", subject="示例诉求", received_on=day, due_on=day
            )
            Patent.objects.create(
                expert=self.expert, township=unit, number=f"ZL-G-{times}-{number}", kind="invention", title="示例发明"
            )
            PlatformActivity.objects.create(
                platform=self.platform, held_on=dt.date(2014, 6, 3), title="示例活动", **make.verified()
            )

    def object(self, lines: list[str]) -> dict:
        """Objections of the first unit to lines of its published result, each with a paper."""
        run = ScoreRun.objects.get(period=self.published[1], status="published", version=1)
        deputy = make.staff(self.units[0])[Role.DEPUTY]
        filed = {"filed_by": deputy, "filed_at": make.AT, "due_on": dt.date(2014, 10, 22)}
        for line in lines:
            row = Objection.objects.create(
                run=run, township=self.units[0], line=line, claimed=Decimal(2), grounds="示例", **filed
            )
            sha256 = self.paper(Placement.objects.get(pk=self.contested["claim"]), f"b{row.pk}").sha256
            kind = {"content_type": "application/pdf", "sha256": sha256, "size": 8, "name": "示例.pdf"}
            file = row.files.create(uploaded_by=deputy, uploaded_at=make.AT, **kind)
        return {"objection": row.pk, "objection_file": file.pk}

    def contest(self) -> dict:
        """A person of the first unit whom the second claims too, with a paper, and an agreement that waits."""
        unit, rival = self.units[:2]
        person = make.landed_expert(unit, on=dt.date(2014, 7, 8))
        mine, theirs = person.placements.get(), make.placement(person, rival, starts_on=dt.date(2014, 7, 9))
        case = open_conflict(person, placements=[mine, theirs], by=self.reviewer, at=make.AT)
        paper = self.paper(mine, "0")
        agreed = {"starts_on": dt.date(2014, 7, 8), "document_no": "示例〔2014〕1号", "signed_on": dt.date(2014, 7, 1)}
        shares = {unit: Decimal("0.50"), rival: Decimal("0.50")}
        agreement = propose_share(person, shares=shares, **agreed, by=self.reviewer, at=make.AT)
        return {"conflict": case.pk, "claim": mine.pk, "file": paper.pk, "agreement": agreement.pk}

    def paper(self, placement, digit: str) -> ClaimFile:
        """One paper behind a claim, lying where the portal looks for it."""
        sha256 = f"{digit:0>64}"
        place = self.media / "evidence" / sha256[:2] / sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%PDF-1.4")
        kind = {"kind": "contract", "content_type": "application/pdf", "size": 8, "name": "示例.pdf"}
        return ClaimFile.objects.create(
            placement=placement, sha256=sha256, uploaded_by=self.reviewer, uploaded_at=make.AT, **kind
        )

    def report_is(self, state: str) -> None:
        """Move the open report to where a reader has most to do with it."""
        Report.objects.filter(pk=self.report.pk).update(state=state)

    def prove(self, session: CommitteeSession, sha256: str) -> CommitteeSession:
        """A row of the report with its minutes."""
        indicator = self.current.scheme.indicators.get(code="A2")
        row = self.report.rows.get(kind="session", row_id=session.pk)
        self.file({"report": self.report, "indicator": indicator, "row": row}, sha256, self.clerk())
        return session

    def file(self, about: dict, sha256: str, by) -> None:
        """One file of evidence, lying where the portal looks for it."""
        place = self.media / "evidence" / sha256[:2] / sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%PDF-1.4")
        kind = {"content_type": "application/pdf", "size": 8, "name": "示例.pdf"}
        Evidence.objects.create(**about, sha256=sha256, uploaded_by=by, uploaded_at=make.AT, **kind)

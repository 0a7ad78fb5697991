"""The district's desk in tests: a quarter in the middle of its work, at 8 October 2014, 9:00."""

import datetime as dt

from django.test import Client

from assessments.models import Indicator, Report
from tests import make
from townships.models import Role

EARLIER = dt.date(2014, 10, 6)


class Desk:
    """Six units of 2014Q3: submitted (two), draft begun, not started, returned, approved."""

    def __init__(self) -> None:
        self.units = [
            make.township(name_zh=f"演示{name}镇", code=f"D-{nth}", tile=(nth // 3, nth % 3), tier=tier)
            for nth, (name, tier) in enumerate(
                zip("甲乙丙丁戊己", ["high", "high", "medium", "medium", "low", "low"], strict=True)
            )
        ]
        self.period = make.period(2014, 3)
        self.first, self.second, self.begun, self.idle, self.returned, self.approved = self.units
        make.submitted_report(self.period, self.first, submitted_on=EARLIER)
        make.submitted_report(self.period, self.second, submitted_on=dt.date(2014, 10, 7))
        Report.objects.filter(township=self.begun).update(started_at=make.AT)
        make.report(self.period, self.begun).sections.filter(code="A").update(is_complete=True, version=1)
        make.approved_report(self.period, self.approved, submitted_on=EARLIER)
        self.reviewer = make.user(Role.REVIEWER, name="审核员演示甲", reviews=self.units)
        self.approver = make.approver()
        back = make.submitted_report(self.period, self.returned, submitted_on=EARLIER)
        self.post(self.reviewer, self.address(self.returned, "return"), note="请补会议纪要", expect=302)
        assert back.pk

    def report(self, unit) -> Report:
        return Report.objects.get(period=self.period, township=unit)

    def indicator(self, code: str) -> Indicator:
        return Indicator.objects.get(scheme=self.period.scheme, code=code)

    @staticmethod
    def client(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def address(self, unit, step: str = "") -> str:
        return f"/review/{self.period.code}/{unit.code}/{step + '/' if step else ''}"

    def get(self, person, path: str, *, expect: int = 200, **more) -> str:
        answer = self.client(person).get(path, **more)
        assert answer.status_code == expect, answer.content.decode()[:2000]
        return answer.content.decode()

    def post(self, person, path: str, *, expect: int = 302, headers=None, **fields):
        answer = self.client(person).post(path, fields, headers=headers)
        assert answer.status_code == expect, answer.content.decode()[:3000]
        return answer

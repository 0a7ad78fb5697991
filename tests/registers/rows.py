"""One row of every register for a unit, claimed, with what it needs; used by matrix, query counts and tests."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

from experts.models import (
    EventParticipation,
    FundPayment,
    LeaderContact,
    Patent,
    RecruitmentEvent,
    ServiceRequest,
    Team,
)
from platforms.models import CooperationProject, PlatformActivity, Symposium, University, UniversityPartnership
from tests import make
from townships.models import CommitteeSession, LeadingGroupPost, ResponsibilityLetter, Township

DAY = dt.date(2014, 7, 8)
_number = itertools.count(1)


def _post(unit: Township) -> Any:
    about = {"post": "head", "office": "party_secretary", "holder_name": make.invented_name(next(_number))}
    return LeadingGroupPost.objects.create(township=unit, starts_on=make.EARLY, **about)


def _contact(unit: Township) -> Any:
    post = _post(unit)
    LeadingGroupPost.objects.filter(pk=post.pk).update(**make.verified())
    about = {"expert": make.landed_expert(unit), "post": post, "contacted_on": DAY, "way": "visit", "need": "子女入学"}
    return LeaderContact.objects.create(township=unit, **about)


def _request(unit: Township) -> Any:
    about = {"kind": "policy", "subject": f"示例诉求{next(_number)}", "received_on": DAY, "due_on": DAY}
    return ServiceRequest.objects.create(township=unit, expert=make.landed_expert(unit), **about)


def _event() -> Any:
    return RecruitmentEvent.objects.create(name=f"示例活动{next(_number)}", held_on=DAY, level="district")


def _participation(unit: Township) -> Any:
    return EventParticipation.objects.create(event=_event(), township=unit, enterprise=make.enterprise(unit))


def _project(unit: Township) -> Any:
    about = {"university": make.university(), "subject": f"示例项目{next(_number)}", "signed_on": DAY}
    return CooperationProject.objects.create(township=unit, **about)


def _patent(unit: Township) -> Any:
    about = {"number": f"ZL-R-{next(_number)}", "kind": "invention", "title": "示例发明"}
    return Patent.objects.create(township=unit, enterprise=make.enterprise(unit), **about)


ROWS: dict[str, Callable[[Township], Any]] = {
    "post": _post,
    "session": lambda unit: CommitteeSession.objects.create(
        township=unit, held_on=DAY, topic=f"示例议题{next(_number)}"
    ),
    "letter": lambda unit: ResponsibilityLetter.objects.create(township=unit, year=2100 + next(_number), signed_on=DAY),
    "enterprise": lambda unit: make.enterprise(unit, verified_at=None),
    "symposium": lambda unit: Symposium.objects.create(township=unit, held_on=DAY, title=f"示例座谈{next(_number)}"),
    "university": lambda unit: University.objects.create(name_zh=f"示例大学{next(_number)}"),
    "partnership": lambda unit: UniversityPartnership.objects.create(
        township=unit, university=make.university(), starts_on=DAY + dt.timedelta(days=next(_number))
    ),
    "project": _project,
    "activity": lambda unit: PlatformActivity.objects.create(
        platform=make.platform(unit), held_on=DAY, title=f"示例活动{next(_number)}"
    ),
    "application": lambda unit: make.application(make.landed_expert(unit), unit, filed_on=DAY, verified_at=None),
    "team": lambda unit: Team.objects.create(township=unit, name=f"示例团队{next(_number)}", members=3, arrived_on=DAY),
    "patent": _patent,
    "contact": _contact,
    "request": _request,
    "event": lambda unit: _event(),
    "participation": _participation,
    "payment": lambda unit: FundPayment.objects.create(
        township=unit, paid_on=DAY, purpose="award", amount_yuan=10_000 + next(_number), payee="示例企业"
    ),
}

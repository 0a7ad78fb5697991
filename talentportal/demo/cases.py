"""Who owns a point, in the demo: a conflict decided and one that is open, a share, two moves, an engagement that
becomes full-time. All through the services that the pages use, by the persons whose part it is.

Departures with claw-back are in the story itself: 13Q2m-13Q4 leaves in the same year, 13Q3d-14Q1 in the next one.
"""

import datetime as dt
from decimal import Decimal

from assessments.services.attribution import (
    agree_share,
    decide_conflict,
    make_full_time,
    move_expert,
    place,
    propose_decision,
    propose_share,
)
from experts.models import Conflict, LeaderContact, Placement
from platforms.models import Enterprise
from townships.models import Role, Township, User

from .people import Staff, reviewer_of
from .when import DAY, first_day, last_day, moment

FLEXIBLE_WHO_STAYS = ("P-WC", "2013Q3", "municipal", dt.date(2014, 4, 16))
MOVES = (  # unit, came in, level, moved on, to: inside twelve months the points go along, after them they stay
    ("330212002", "2013Q4", "municipal", dt.date(2014, 5, 12), "330212105"),
    ("330212005", "2012Q3", "provincial", dt.date(2014, 6, 3), "P-TC"),
)
SHARED = ("330212001", "2014Q2", "provincial", "330212002")
DISPUTED = ("330212116", "2014Q2", "district", "330212118")
DISPUTED_NOW = ("330212108", "2014Q3", "municipal", "330212109")
DECIDED_ON = dt.date(2014, 8, 15)
NOTICED = moment(dt.date(2014, 10, 8), 8, 20)  # the second claim of this morning


class Cases:
    """The cases of each quarter, told once its landings are recorded."""

    def __init__(self, units: dict[str, Township], people: dict[str, User], staff: Staff) -> None:
        self.units, self.people, self.staff = units, people, staff

    def tell(self, quarter: str) -> None:
        if quarter == "2014Q2":
            self._convert()
            for move in MOVES:
                self._move(*move)
            self._share()
            self._contest(*DISPUTED)
        if quarter == "2014Q3":
            self._contest(*DISPUTED_NOW, at=NOTICED)

    def decide(self) -> None:
        """After the second quarter of 2014 was published with neither unit credited."""
        case = Conflict.objects.undecided().get()
        reviewer = self.people[reviewer_of(DISPUTED[0])]
        propose_decision(
            case, proposal="企业注册和社保均在先申领单位，建议认定归先申领单位。", by=reviewer,
            at=moment(DECIDED_ON - 3 * DAY, 15),
        )  # fmt: skip
        decide_conflict(
            case, winner=self.units[DISPUTED[0]], ground=Conflict.Ground.WORKPLACE,
            reason="实际工作地、企业注册地和社保缴纳地一致，按落户之日起计入。", by=self.people["approver"],
            at=moment(DECIDED_ON, 10),
        )  # fmt: skip

    def _found(self, unit: str, quarter: str, level: str) -> Placement:
        """The placement of the story; of several the first."""
        rows = Placement.objects.select_related("expert", "enterprise", "township").filter(
            township=self.units[unit],
            starts_on__gte=first_day(quarter),
            starts_on__lte=last_day(quarter),
            expert__selections__programme__level=level,
            ends_on=None,
        )
        return rows.order_by("starts_on", "pk")[0]

    def _landing(self, unit: str, day: dt.date) -> dict:
        firm = Enterprise.objects.filter(township=self.units[unit]).order_by("pk")[0]
        return {
            "township": self.units[unit],
            "enterprise": firm,
            "engagement": "full_time",
            "has_social_insurance": True,
            "months_a_year": 12,
            "contract_from": day,
            "contract_until": day.replace(year=day.year + 5),
        }

    def _convert(self) -> None:
        unit, quarter, level, day = FLEXIBLE_WHO_STAYS
        row = self._found(unit, quarter, level)
        terms = {"has_social_insurance": True, "contract_from": day, "contract_until": day.replace(year=day.year + 5)}
        make_full_time(row, on=day, terms=terms, by=self.people["reviewer"], at=moment(day + 5 * DAY))

    def _move(self, unit: str, quarter: str, level: str, day: dt.date, to: str) -> None:
        row = self._found(unit, quarter, level)
        LeaderContact.objects.filter(expert=row.expert, township=row.township, contacted_on__gte=day).delete()
        move_expert(row, on=day, landing=self._landing(to, day), by=self.people["reviewer"], at=moment(day + 5 * DAY))

    def _share(self) -> None:
        unit, quarter, level, other = SHARED
        row = self._found(unit, quarter, level)
        half = Decimal("0.50")
        agreement = propose_share(
            row.expert,
            shares={self.units[unit]: half, self.units[other]: half},
            starts_on=row.starts_on,
            document_no="示例共享〔2014〕1号",
            signed_on=row.starts_on,
            note="项目落户一方，研发在另一方。",
            by=self.staff.of(unit, Role.SECRETARY),
            at=moment(row.starts_on + 6 * DAY),
        )
        agree_share(agreement, by=self.staff.of(other, Role.SECRETARY), at=moment(row.starts_on + 8 * DAY))

    def _contest(self, unit: str, quarter: str, level: str, rival: str, at: dt.datetime | None = None) -> None:
        """The clerk of another unit claims the same person from the day after."""
        row = self._found(unit, quarter, level)
        day, clerk = row.starts_on + DAY, self.staff.of(rival, Role.CLERK)
        at = at or moment(day + 8 * DAY, 14)
        said = {**self._landing(rival, day), "starts_on": day, "claimed_at": at, "claimed_by": clerk}
        place(row.expert, placement=said, is_confirmed=True, by=clerk, at=at)

"""Every figure that the source case prints, counted again from the rows of the registers (mechanism 50, domain §1).

A figure names the rows it counts and the sum over them, so that whoever doubts it opens the rows. Only what the
district has verified counts. Nothing here is stored, and nothing here is scored.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from experts.models import Patent, Team
from platforms.models import CooperationProject, Enterprise, Platform, University

from .case_rows import (
    PANHUO,
    SHOUNAN,
    covered,
    different,
    experts_added,
    granted,
    half_year,
    led,
    participations,
    partners,
    pending,
    platforms,
    total,
    units,
    verified,
    weeks,
)  # fmt: skip

WORDS: dict[str, Any] = {"exactly": "", "over": _("more than %(n)s"), "reach": _("%(n)s or more")}


class Printed(NamedTuple):
    """What the source says: exactly, over (more than), reach (at least). Shares as fractions of 1."""

    how: str
    number: Decimal

    def holds(self, value: Decimal) -> bool:
        if self.how == "exactly":
            return value == self.number
        return value > self.number if self.how == "over" else value >= self.number


@dataclass(frozen=True)
class Figure:
    """`clause` is the row of domain §1, `mechanisms` the rows of the list of mechanisms; `register` says how a row
    reads (`row_words.REGISTERS`). `rows` are those counted on a day, `sum` what they come to (None: how many they
    are); a share is that sum over `out_of`."""

    code: str
    clause: int
    mechanisms: tuple[int, ...]
    name: str | Promise
    rule: str | Promise
    printed: Printed
    register: str
    rows: Callable[[dt.date], QuerySet[Any]]
    sum: Callable[[QuerySet[Any]], Decimal | int] | None = None
    out_of: Callable[[dt.date], int] | None = None
    unit: str | Promise = ""

    @property
    def is_share(self) -> bool:
        return self.out_of is not None

    def value(self, day: dt.date) -> Decimal:
        rows = self.rows(day)
        counted = Decimal(self.sum(rows) if self.sum else rows.count())
        if self.out_of is None:
            return counted
        whole = self.out_of(day)
        return counted / whole if whole else Decimal(0)


def _all(number: str) -> Printed:
    return Printed("exactly", Decimal(number))


def _over(number: str) -> Printed:
    return Printed("over", Decimal(number))


def _reach(number: str) -> Printed:
    return Printed("reach", Decimal(number))


FIGURES: tuple[Figure, ...] = (
    Figure(
        "leading-groups", 7, (3,), _("Units with a leading group under the party secretary"),
        _("Posts of group head held by the party secretary on the day; all assessed units."),
        _reach("1"), "post", led, different("township"), lambda day: units(day).count(),
    ),
    Figure(
        "experts-added", 4, (10, 48), _("Experts added at all levels"),
        _("Persons selected by any plan who landed since 2012, each once."), _all("96"), "placement", experts_added,
    ),
    Figure(
        "coverage", 5, (4, 11), _("Units covered"),
        _("Units with an active expert selected by a plan that counts, of the units open on the day."),
        _over("0.6"), "unit", covered, None, lambda day: units(day).count(),
    ),
    Figure(
        "incubator", 14, (13,), _("Incubation park by the Southern Business District"),
        _("Area of the incubators that run in Shounan."), _reach("3400"), "platform",
        lambda day: platforms(day, kind=Platform.Kind.INCUBATOR, area_m2__isnull=False, **SHOUNAN),
        total("area_m2"), unit="m²",
    ),
    Figure(
        "creative-park", 15, (14,), _("Creative park for industrial design and software"),
        _("Creative parks that run and name industrial design among their trades."), _reach("1"), "platform",
        lambda day: platforms(day, kind=Platform.Kind.CREATIVE_PARK, industry__contains="工业设计"),
    ),
    Figure(
        "academicians", 16, (12, 15), _("Academician workstations of agricultural towns"),
        _("Workstations that run in Longguan and Zhangshui."), _reach("2"), "platform",
        lambda day: platforms(
            day, kind=Platform.Kind.ACADEMICIAN_WORKSTATION, township__code__in=("330212200", "330212120")
        ),
    ),
    Figure(
        "hitech", 27, (31,), _("National hi-tech enterprises of Shounan"),
        _("Enterprises of Shounan that hold the qualification."), _all("19"), "enterprise",
        lambda day: verified(Enterprise).filter(is_hitech=True, registered_on__lte=day, **SHOUNAN),
    ),
    Figure(
        "patents", 28, (32,), _("Patents granted in Shounan"), _("Patents of every kind granted up to the day."),
        _all("230"), "patent", granted,
    ),
    Figure(
        "inventions", 28, (32,), _("Invention patents granted in Shounan"), _("Inventions among them."),
        _all("34"), "patent", lambda day: granted(day, kind=Patent.Kind.INVENTION),
    ),
    Figure(
        "invention-applications", 28, (32,), _("Invention applications of Shounan"),
        _("Inventions applied for and not granted by the day."), _all("110"), "patent", pending,
    ),
    Figure(
        "applications", 29, (33,), _("Programme applications of Shounan, first half of 2014"),
        _("Applications filed from January to June 2014: the first two quarters."), _all("9"), "application", half_year,
    ),
    Figure(
        "participations", 30, (34,), _("Participations in recruitment events in two years"),
        _("One enterprise at one event counts once, also at a joint one."), _reach("1000"), "participation",
        participations,
    ),
    Figure(
        "outcomes", 31, (35,), _("Enterprises that found people or projects"),
        _("Different enterprises with at least one intent in the two years."), _reach("200"), "participation",
        lambda day: participations(day).filter(intents__gt=0), different("enterprise"),
    ),
    Figure(
        "weeks", 32, (36, 37), _("Activity weeks held by district and towns"), _("Editions up to the day."),
        _all("3"), "participation", weeks, different("event"),
    ),
    Figure(
        "week-intents", 32, (37,), _("Intents of two activity weeks"),
        _("Intents told by the enterprises at the editions of 2013 and 2014."), _all("224"), "participation",
        lambda day: weeks(day).filter(event__held_on__year__gt=2012, intents__gt=0), total("intents"),
    ),
    Figure(
        "local-universities", 33, (38,), _("Universities of the district"), _("Partners located in the district."),
        _all("8"), "university", lambda day: University.objects.filter(is_local=True),
    ),
    Figure(
        "universities", 33, (38,), _("Universities, from 2014"), _("All universities that units work with."),
        _all("12"), "university", lambda day: University.objects.all(),
    ),
    Figure(
        "stable-cooperation", 33, (39,), _("Units with stable cooperation"),
        _("Units with a partnership that runs on the day, of all assessed units."), _over("0.5"), "partnership",
        partners, different("township"), lambda day: units(day).count(),
    ),
    Figure(
        "joint-platforms", 34, (40,), _("Joint platforms with universities"), _("University–industry platforms."),
        _all("25"), "platform", lambda day: platforms(day, kind=Platform.Kind.JOINT_PLATFORM),
    ),
    Figure(
        "cooperations", 34, (40,), _("Cooperation projects"), _("Signed up to the day."), _all("135"), "project",
        lambda day: verified(CooperationProject).filter(signed_on__lte=day),
    ),
    Figure(
        "teams", 36, (42,), _("Teams in Panhuo"), _("Teams that came up to the day."), _all("22"), "team",
        lambda day: verified(Team).filter(arrived_on__lte=day, **PANHUO),
    ),
)  # fmt: skip

BY_CODE = {figure.code: figure for figure in FIGURES}


def rows_of(figure: Figure, day: dt.date) -> QuerySet[Any]:
    """The rows behind a figure, in the order in which they happened."""
    return figure.rows(day).order_by(F("pk"))

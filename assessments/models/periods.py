"""Quarters: from when to when a report may be filled, and which days are working days."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .schemes import Scheme

SHANGHAI = ZoneInfo("Asia/Shanghai")


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of a day in Shanghai; a deadline "on day d" is the start of day d + 1."""
    return dt.datetime.combine(day, dt.time.min, SHANGHAI)


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


class PeriodQuerySet(models.QuerySet):
    def opened(self):
        return self.filter(opened_at__isnull=False)

    def unsettled(self):
        """Opened quarters without published results, or with results being amended, in the order of time."""
        settled = Period.objects.filter(runs__status="published").values("pk")
        amended = Period.objects.filter(runs__status="provisional").values("pk")
        return self.opened().filter(~Q(pk__in=settled) | Q(pk__in=amended)).order_by("year", "quarter")

    def coded(self, code: str):
        """The period written 2014Q3; none for anything else."""
        year, _q, quarter = code.partition("Q")
        if not (year.isascii() and year.isdigit() and len(year) == 4 and quarter in {"1", "2", "3", "4"}):
            return self.none()
        return self.filter(year=int(year), quarter=int(quarter))

    def latest_first(self):
        return self.order_by("-year", "-quarter")


class Period(models.Model):
    """A quarter of a year with its scheme and its dates (domain §4.3)."""

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="periods", verbose_name=_("scheme"))
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    locks_on = models.DateField(_("locks after"))
    review_until = models.DateField(_("review finished by"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("lock recorded at"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="period_once"),
            models.CheckConstraint(name="quarter_1_to_4", condition=Q(quarter__gte=1, quarter__lte=4)),
            models.CheckConstraint(
                name="period_dates_in_order",
                condition=Q(opens_on__lte=models.F("due_on"))
                & Q(due_on__lte=models.F("locks_on"))
                & Q(locks_on__lte=models.F("review_until")),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, 3 * self.quarter - 2, 1)

    @property
    def after(self) -> dt.date:
        """First day of the next quarter: the quarter is [first_day, after)."""
        return dt.date(self.year + self.quarter // 4, 3 * self.quarter % 12 + 1, 1)

    @property
    def last_day(self) -> dt.date:
        return self.after - dt.timedelta(days=1)

    @property
    def year_start(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def due_at(self) -> dt.datetime:
        """The instant after which a submission is late."""
        return start_of(self.due_on + dt.timedelta(days=1))

    @property
    def locks_at(self) -> dt.datetime:
        """The instant from which nothing may be filled without a reopening."""
        return start_of(self.locks_on + dt.timedelta(days=1))

    def lacks_approvals(self, at: dt.datetime) -> bool:
        """Before the lock with a report not approved: whatever is published now needs a reason."""
        return at < self.locks_at and self.reports.unapproved().exists()

    def is_open(self, at: dt.datetime) -> bool:
        return self.opened_at is not None and self.opened_at <= at < self.locks_at


HOLIDAYS = {  # as the loaded table names them
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
}


class CalendarException(models.Model):
    """A holiday on a weekday or a working day on a weekend; all other days follow the week."""

    day = models.DateField(_("day"), primary_key=True)
    is_working = models.BooleanField(_("working day"))
    label = models.CharField(_("label"), max_length=60, blank=True)
    is_edited = models.BooleanField(_("set by the office"), default=False)  # then no later load changes it

    class Meta:
        verbose_name = _("calendar exception")

    def __str__(self):
        return str(self.day)

    @property
    def name(self) -> str:
        return str(HOLIDAYS.get(self.label, self.label))

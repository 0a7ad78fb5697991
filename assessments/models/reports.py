"""Quarterly reports: one per unit and period from the day it opens; sections, lines, steps."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from talentportal.core.marks import STATES
from townships.models import Township, UnitOwnedQuerySet

from .indicators import Indicator
from .periods import Period, start_of


class ReportQuerySet(UnitOwnedQuerySet):
    client_scope = "reports"

    def for_period(self, period):
        return self.filter(period=period)

    def unapproved(self):
        return self.exclude(state=Report.State.APPROVED)

    def missing(self):
        """Never submitted; at or after the lock this is a fact that costs points (domain §3.3 rule 7)."""
        return self.filter(first_submitted_at__isnull=True)


class Report(models.Model):
    """The quarterly report of a unit. Late, missing and "not started" are facts, not states."""

    class State(models.TextChoices):
        """Worded once, in the table of marks, for pages, sentences and the API alike."""

        DRAFT = "draft", STATES["draft"][1]
        READY = "ready", STATES["ready"][1]
        SUBMITTED = "submitted", STATES["submitted"][1]
        RETURNED = "returned", STATES["returned"][1]
        APPROVED = "approved", STATES["approved"][1]

    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name=_("period"))
    township = models.ForeignKey(Township, models.PROTECT, related_name="reports", verbose_name=_("unit"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    amendment = models.PositiveSmallIntegerField(_("version"), default=1)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    first_submitted_at = models.DateTimeField(_("first submitted at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    reopened_until = models.DateField(_("reopened until"), null=True, blank=True)
    highlights = models.TextField(_("highlights"), max_length=800, blank=True)
    problems = models.TextField(_("problems"), max_length=500, blank=True)
    plans = models.TextField(_("plans for the next quarter"), max_length=500, blank=True)
    is_truthful = models.BooleanField(_("truth statement"), default=False)
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=30, blank=True)
    amendment_asked_at = models.DateTimeField(_("amendment asked for at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        constraints = [
            models.UniqueConstraint(fields=["period", "township"], name="one_report_per_unit_and_period"),
            models.CheckConstraint(
                name="amendment_of_what_is_approved",
                condition=Q(amendment_asked_at__isnull=True) | Q(state="approved"),
            ),
            models.CheckConstraint(
                name="report_signer_is_not_checker",
                condition=Q(signed_by__isnull=True) | Q(checked_by__isnull=True) | ~Q(signed_by=F("checked_by")),
            ),
            models.CheckConstraint(
                name="report_submitted_is_signed",
                condition=~Q(state__in=["submitted", "approved"])
                | Q(
                    signed_by__isnull=False,
                    submitted_at__isnull=False,
                    first_submitted_at__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["township", "period"], name="report_of_unit")]

    def __str__(self):
        return f"{self.township_id} {self.period_id}"

    @property
    def closes_at(self) -> dt.datetime:
        """The instant from which the unit may change nothing: the lock, or the end that a return or reopening gave."""
        if self.reopened_until is None:
            return self.period.locks_at
        return max(self.period.locks_at, start_of(self.reopened_until + dt.timedelta(days=1)))

    def registers_at(self, at: dt.datetime) -> dt.datetime:
        """The moment of which the registers are shown: an approved report keeps what they said when approved."""
        return self.approved_at or at

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the unit may still work on it, as far as the calendar goes; the state decides too."""
        return self.period.opened_at is not None and self.period.opened_at <= at < self.closes_at


class OwnedByReportQuerySet(UnitOwnedQuerySet):
    township_path = "report__township"


class ReportSection(models.Model):
    """One section of a report, with the version that guards it against overwriting."""

    # Sections that belong to no group of indicators; a scheme may not use these codes for a group.
    HEADER, DEPARTURES, TEXTS, SELF = "H", "M", "T", "S"
    OWN = (HEADER, DEPARTURES, TEXTS, SELF)

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    code = models.CharField(_("code"), max_length=4)
    version = models.PositiveIntegerField(_("version"), default=0)
    is_complete = models.BooleanField(_("complete"), default=False)
    has_nothing = models.BooleanField(_("no change this quarter"), default=False)
    draft = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("What was typed and is not a value yet, by field name; kept so that no keystroke is lost"),
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report section")
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="section_once_per_report")]


class ReportLine(models.Model):
    """What a unit says of one indicator: its own figure, or whether it agrees with the register's.

    `value` is the figure of this quarter (numerator of a rate); the year to date is summed from approved reports.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="lines")
    value = models.DecimalField(_("figure"), max_digits=14, decimal_places=2, null=True, blank=True)
    ticks = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_agreed = models.BooleanField(_("register figure confirmed"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    self_score = models.DecimalField(
        _("score by the unit itself"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    self_reason = models.CharField(_("why it differs from the preview"), max_length=300, blank=True)

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report line")
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="line_once_per_report"),
            models.CheckConstraint(
                name="line_value_not_negative",
                condition=Q(value__isnull=True) | Q(value__gte=0),
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "report"],
                name="line_of_indicator",
                include=["value"],
            )
        ]


class ReportStep(models.Model):
    """A step taken with a report: who moved it from which state to which, when and why. Append-only."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=12)
    from_state = models.CharField(max_length=10, choices=Report.State)
    to_state = models.CharField(max_length=10, choices=Report.State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # none: the portal itself
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("note"), max_length=500, blank=True)
    is_unit_error = models.BooleanField(
        _("the unit's own error"),
        default=False,
        help_text=_("A return for the unit's own error costs points in G2"),
    )

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report step")
        indexes = [models.Index(fields=["report", "at"], name="step_of_report")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

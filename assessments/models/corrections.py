"""What the district decides about figures: approved values of reports, corrections of a count, entries of a new year.

All of them are only added to, so what was known at any moment can be told for ever.
"""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from talentportal.core.triggers import only_changes
from townships.models import Township, UnitOwnedQuerySet

from .indicators import Indicator
from .periods import Period
from .reports import OwnedByReportQuerySet, Report

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class ApprovedLineQuerySet(OwnedByReportQuerySet):
    def standing(self):
        """Those that no later approval has taken the place of."""
        return self.filter(superseded_at__isnull=True)


class ApprovedLine(models.Model):
    """A figure of a report as the district approved it: what scoring reads.

    It stands during [approved_at, superseded_at). Reopening a report leaves it standing; the next approval
    supersedes it. The only change the database allows is to end it once.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="approved_lines")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="approved_lines")
    amendment = models.PositiveSmallIntegerField(_("version"))
    value = models.DecimalField(_("figure"), max_digits=14, decimal_places=2, null=True, blank=True)
    ticks = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    approved_at = models.DateTimeField(_("approved at"))
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = ApprovedLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved figure")
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator", "amendment"], name="approved_once_per_version"),
            models.UniqueConstraint(
                fields=["report", "indicator"], condition=Q(superseded_at__isnull=True), name="one_standing_approval"
            ),
            models.CheckConstraint(
                name="approval_stands_for_a_time",
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("approved_at")),
            ),
        ]
        triggers = [
            only_changes("superseded_at", when="TRUE", message="an approved figure never changes"),
            pgtrigger.Protect(
                name="superseded_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__superseded_at__isnull=False),
            ),
        ]


class Correction(models.Model):
    """The district adds to (or takes from) the count of one indicator in one quarter, and says why.

    The code is that of an indicator over all versions of the scheme, or X1 for a bonus given by judgement. A
    year-to-date indicator carries it through the rest of the year.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="corrections")
    township = models.ForeignKey(Township, models.PROTECT, related_name="corrections", verbose_name=_("unit"))
    indicator_code = models.CharField(_("indicator"), max_length=4)
    counted = models.DecimalField(_("change of the count"), max_digits=14, decimal_places=4)
    out_of = models.DecimalField(_("change of the denominator"), max_digits=14, decimal_places=4, default=0)
    reason = models.CharField(_("reason"), max_length=300)
    objection = models.ForeignKey(
        "assessments.Objection", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a figure")
        indexes = [models.Index(fields=["period", "township"], name="correction_of_unit")]
        triggers = [APPEND_ONLY]


class YearEntry(models.Model):
    """Points carried into a later year because the result they belong to is final (domain §3.4)."""

    year = models.PositiveSmallIntegerField(_("counts in the year"))
    of_year = models.PositiveSmallIntegerField(_("belongs to the year"))
    township = models.ForeignKey(Township, models.PROTECT, related_name="year_entries", verbose_name=_("unit"))
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))

    objects = UnitOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry from an earlier year")
        verbose_name_plural = _("entries from earlier years")
        constraints = [models.CheckConstraint(name="entry_counts_later", condition=Q(year__gt=F("of_year")))]
        indexes = [models.Index(fields=["year", "township"], name="year_entry_of_unit")]
        triggers = [APPEND_ONLY]

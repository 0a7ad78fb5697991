"""The review: notes on a report, who confirms which indicator, and cases that cost points."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Township, UnitOwnedQuerySet

from .indicators import Indicator
from .periods import Period
from .reports import OwnedByReportQuerySet, Report


class ReviewNote(models.Model):
    """A reviewer's words on one field (or on the whole report), and the unit's answers to them."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="notes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="notes")
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("note"), max_length=500)
    written_at = models.DateTimeField(_("written at"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    resolved_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("review note")
        indexes = [models.Index(fields=["report", "written_at"], name="note_of_report")]


class IndicatorAssignment(models.Model):
    """The indicators that a joint-review department confirms, by code over all scheme versions."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="indicator_assignments")
    indicator_code = models.CharField(_("indicator"), max_length=4)

    class Meta:
        verbose_name = _("joint-review assignment")
        constraints = [models.UniqueConstraint(fields=["user", "indicator_code"], name="indicator_assigned_once")]


class DeductionCaseQuerySet(UnitOwnedQuerySet):
    def standing_at(self, moment):
        """Cases found by then and not lifted by then: those a computation of that moment counted."""
        return self.filter(found_at__lte=moment).filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=moment))


class DeductionCase(models.Model):
    """A case found by the district, such as a false report (Y2); lifted, it no longer costs points from then on."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="deduction_cases")
    township = models.ForeignKey(Township, models.PROTECT, related_name="deduction_cases")
    code = models.CharField(_("deduction"), max_length=4)
    reason = models.CharField(_("reason"), max_length=300)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = DeductionCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("deduction case")
        indexes = [models.Index(fields=["period", "township"], name="deduction_case_of_unit")]

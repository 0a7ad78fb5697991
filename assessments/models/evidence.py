"""Files behind a figure or a row of a report."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talentportal.core.triggers import refuse_if
from townships.models import Role

from .indicators import Indicator
from .reports import OwnedByReportQuerySet, Report

STRAY = (
    "NEW.row_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assessments_reportrow r "
    "WHERE r.id = NEW.row_id AND r.report_id = NEW.report_id)"
)


class EvidenceQuerySet(OwnedByReportQuerySet):
    def visible_to(self, user):
        """Files may name persons: a reviewer opens those of his units, a department those of its indicators."""
        rows = super().visible_to(user)
        if user.role == Role.REVIEWER:
            return rows.filter(report__township__in=user.assignments.values("township"))
        if user.role == Role.CO_REVIEWER:
            return rows.filter(indicator__code__in=user.indicator_assignments.values("indicator_code"))
        return rows


class Evidence(models.Model):
    """A file behind a figure, or behind one row of those it counts; stored by its hash outside the web root."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="evidence")
    name = models.CharField(_("file name"), max_length=200)
    row = models.ForeignKey(
        "assessments.ReportRow", models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("row")
    )
    page = models.PositiveSmallIntegerField(_("page that shows it"), null=True, blank=True)
    reuse_reason = models.CharField(_("why the same file again"), max_length=300, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(_("kind of file"), max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "indicator", "sha256"], condition=Q(row=None), name="evidence_once_per_line"
            ),
            models.UniqueConstraint(
                fields=["row", "sha256"], condition=Q(row__isnull=False), name="evidence_once_per_row"
            ),
            models.CheckConstraint(name="evidence_not_empty", condition=Q(size__gt=0)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="row_of_its_report",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=refuse_if(STRAY, "a file of a row stands in the report of the row"),
            )
        ]

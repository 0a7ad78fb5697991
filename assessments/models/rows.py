"""Register rows inside a report. The fact stays in its register; here stands what the report says of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .reports import OwnedByReportQuerySet, Report


class ReportRow(models.Model):
    """A register row that a unit entered in its report, or one that it confirms or disputes.

    `kind` is a key of `assessments.registers.ROW_KINDS`, `row_id` the id in that register. What was entered here is a
    claim of the unit; the district accepts it with the report or refuses it with a reason.
    """

    class Origin(models.TextChoices):
        ENTERED = "entered", _("entered in this report")
        KNOWN = "known", _("known to the register")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")

    report = models.ForeignKey(Report, models.PROTECT, related_name="rows")
    kind = models.CharField(_("kind of row"), max_length=20)
    row_id = models.BigIntegerField(_("row"))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    is_agreed = models.BooleanField(_("confirmed"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(_("entered at"))
    version = models.PositiveIntegerField(_("version"), default=1)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    outcome_reason = models.CharField(_("reason of the district"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a report")
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "row_id"], name="row_once_per_report"),
            models.UniqueConstraint(fields=["kind", "row_id"], condition=Q(origin="entered"), name="row_entered_once"),
            models.CheckConstraint(
                name="row_outcome_is_decided",
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
            ),
        ]


class PresenceQuerySet(OwnedByReportQuerySet):
    township_path = "section__report__township"


class SectionPresence(models.Model):
    """Who has a section open now: two people in one report see each other."""

    section = models.ForeignKey("assessments.ReportSection", models.CASCADE, related_name="present")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen at"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        constraints = [models.UniqueConstraint(fields=["section", "user"], name="present_once")]


class ReportPreparer(models.Model):
    """Whoever ever saved something in a report: he neither checks nor signs it (V25)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="preparers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("preparer")
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="preparer_once")]


class ReturnedCell(models.Model):
    """One cell that a return names. While a report is back with cells named, only those are open (and what the unit
    must answer there); everything else stays accepted and closed.

    A figure (indicator), a row of a register (kind and row id), or a whole section (neither).
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="returned_cells")
    step = models.ForeignKey("assessments.ReportStep", models.PROTECT, related_name="cells")
    section = models.CharField(_("section"), max_length=4)
    indicator = models.ForeignKey(
        "assessments.Indicator", models.PROTECT, null=True, blank=True, related_name="returned_cells"
    )
    kind = models.CharField(_("kind of row"), max_length=20, blank=True)
    row_id = models.BigIntegerField(_("row"), null=True, blank=True)
    note = models.CharField(_("what to do"), max_length=300, blank=True)

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("returned cell")
        indexes = [models.Index(fields=["report", "step"], name="cell_of_return")]


class LineReview(models.Model):
    """A reviewer's or a joint-review department's word on one figure of one submission."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DOUBTED = "doubted", _("not confirmed")

    report = models.ForeignKey(Report, models.CASCADE, related_name="line_reviews")
    indicator = models.ForeignKey("assessments.Indicator", models.PROTECT, related_name="line_reviews")
    submission = models.DateTimeField(_("submission looked at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OwnedByReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a figure")
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator", "submission", "by"], name="line_reviewed_once")
        ]

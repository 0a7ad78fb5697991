"""Papers made from results: the circular, score cards, unit sheets, notices of return. Each bears a check code."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Township, UnitOwnedQuerySet

from .reports import Report
from .scores import ScoreRun

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Circular(models.Model):
    """The words around the figures of a published run, edited by the office; the figures are never typed."""

    run = models.OneToOneField(ScoreRun, models.PROTECT, related_name="circular")
    title = models.CharField(_("title"), max_length=120)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=60, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=60, blank=True)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    opening = models.TextField(_("opening"), max_length=1500, blank=True)
    praise = models.TextField(_("praise"), max_length=1500, blank=True)
    warnings = models.TextField(_("warnings"), max_length=1500, blank=True)
    demands = models.TextField(_("what is asked next"), max_length=1500, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("edited at"))

    class Meta:
        verbose_name = _("circular")


class PaperTemplate(models.Model):
    """A Word template that the office brought in; the newest of a kind and language is used."""

    kind = models.CharField(_("kind"), max_length=20)
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("paper template")


class PaperQuerySet(UnitOwnedQuerySet):
    """The office sees all, a unit those about itself; what names all units is handed out by the office."""


class Paper(models.Model):
    """One file made for somebody, with the check code printed on it. What was handed out never changes."""

    class Kind(models.TextChoices):
        CIRCULAR = "circular", _("circular")
        SCORE_CARD = "score_card", _("score card")
        UNIT_SHEET = "unit_sheet", _("unit sheet")
        RETURN_NOTICE = "return_notice", _("notice of return")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    language = models.CharField(_("language"), max_length=10)
    run = models.ForeignKey(ScoreRun, models.PROTECT, null=True, blank=True, related_name="papers")
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="papers")
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("unit")
    )
    code = models.CharField(_("check code"), max_length=20, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    job = models.ForeignKey("core.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        constraints = [
            models.CheckConstraint(
                name="paper_is_about_a_run_or_a_report", condition=Q(run__isnull=False) | Q(report__isnull=False)
            ),
            models.CheckConstraint(
                name="paper_made_has_a_file", condition=Q(made_at__isnull=True) | (~Q(sha256="") & Q(size__gt=0))
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="made_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__made_at__isnull=False)
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    @property
    def content_type(self) -> str:
        return "application/pdf" if self.format == self.Format.PDF else WORD

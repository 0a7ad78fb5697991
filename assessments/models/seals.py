"""Seals: what a published result was computed from, hashed into a chain that shows any later change."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .scores import ScoreRun
from .years import YearResult


class Seal(models.Model):
    """One link of the chain, made in the transaction that publishes a run or a year.

    `inputs`, `scheme` and `results` are canonical texts; `digest` covers their hashes, the engine, the number and
    the digest of the link before (see docs/sealing.md).
    """

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    run = models.OneToOneField(ScoreRun, models.PROTECT, null=True, blank=True, related_name="seal")
    year_result = models.OneToOneField(YearResult, models.PROTECT, null=True, blank=True, related_name="seal")
    previous = models.CharField(_("previous digest"), max_length=64, blank=True)
    engine = models.CharField(_("engine version"), max_length=20)
    scheme = models.TextField(_("scheme"))
    inputs = models.TextField(_("inputs"))
    results = models.TextField(_("results"))
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal")
        constraints = [
            models.CheckConstraint(
                name="seal_of_one_result",
                condition=Q(run__isnull=False, year_result__isnull=True)
                | Q(run__isnull=True, year_result__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

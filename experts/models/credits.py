"""The credit ledger: who owns a point. Append-only; every score is a sum over it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from platforms.models import Level
from townships.models import Township, UnitOwnedQuerySet

from .experts import Expert
from .placements import Placement
from .programmes import Selection


class CreditQuerySet(UnitOwnedQuerySet):
    def effective_between(self, first, after):
        return self.filter(effective_on__gte=first, effective_on__lt=after)


class CreditEntry(models.Model):
    """One movement of credit: amount for the bonus (X1), heads for B1, on the day it takes effect.

    The cap of 5 and the floor of 0 are applied when a sum is read, never here (domain §3.4).
    """

    class Cause(models.TextChoices):
        LANDING = "landing", _("first selection and landing")
        UPGRADE = "upgrade", _("upgrade")
        DEPARTURE = "departure", _("claw-back on departure")
        ADJUSTMENT = "adjustment", _("adjustment")
        OPENING = "opening", _("opening balance")

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="credits")
    township = models.ForeignKey(Township, models.PROTECT, related_name="credits", verbose_name=_("unit"))
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    amount = models.DecimalField(_("bonus amount"), max_digits=6, decimal_places=2)
    heads = models.DecimalField(_("heads"), max_digits=6, decimal_places=2)
    effective_on = models.DateField(_("effective on"))
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="credits", null=True, blank=True)
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="credits", null=True, blank=True)
    reverses = models.ForeignKey("self", models.PROTECT, related_name="reversals", null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit ledger")
        constraints = [
            models.CheckConstraint(
                name="credit_cause_proven",
                condition=Q(cause__in=["adjustment", "opening"]) | Q(selection__isnull=False, placement__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["township", "effective_on"],
                name="credit_of_unit",
                include=["amount", "heads"],
            ),
            models.Index(fields=["expert", "effective_on"], name="credit_of_expert"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.amount} {self.effective_on}"

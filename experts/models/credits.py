"""The credit ledger: who owns a point. Append-only; every score is a sum over it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from platforms.models import Level
from townships.models import Township, UnitOwnedQuerySet

from .attribution import Conflict, ShareAgreement
from .experts import Expert
from .placements import Placement
from .programmes import Selection


class CreditQuerySet(UnitOwnedQuerySet):
    def counting_between(self, first, after):
        return self.filter(counts_on__gte=first, counts_on__lt=after)


class CreditEntry(models.Model):
    """One movement of credit: amount for the bonus (X1), heads for B1, on the day it takes effect.

    The cap of 5 and the floor of 0 are applied when a sum is read, never here (domain §3.4).
    """

    class Cause(models.TextChoices):
        LANDING = "landing", _("first selection and landing")
        UPGRADE = "upgrade", _("upgrade")
        CONVERSION = "conversion", _("became full-time")
        TRANSFER_OUT = "transfer_out", _("moved to another unit")
        TRANSFER_IN = "transfer_in", _("moved here from another unit")
        DEPARTURE = "departure", _("claw-back on departure")
        LATE_DEPARTURE = "late_depart", _("claw-back in the following year")
        INHERITANCE = "inheritance", _("unit reorganised")
        CONFLICT = "conflict", _("held back while units disagree")
        DECISION = "decision", _("attribution decided")
        ADJUSTMENT = "adjustment", _("adjustment")
        OPENING = "opening", _("opening balance")

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="credits")
    township = models.ForeignKey(Township, models.PROTECT, related_name="credits", verbose_name=_("unit"))
    cause = models.CharField(_("cause"), max_length=12, choices=Cause)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    amount = models.DecimalField(_("bonus amount"), max_digits=6, decimal_places=2)
    heads = models.DecimalField(_("heads"), max_digits=6, decimal_places=2)
    persons = models.DecimalField(
        _("persons"),
        max_digits=6,
        decimal_places=2,
        db_default=0,
        help_text=_("Persons credited whatever their level: what a bonus per head counts"),
    )
    effective_on = models.DateField(_("effective on"))
    counts_on = models.DateField(
        _("counts on"),
        help_text=_("The effective day, or the first day of the year after a result that is final"),
    )
    rule = models.CharField(
        _("rule"),
        max_length=12,
        choices=Cause,
        blank=True,
        help_text=_("The rule the entry follows or corrects; with the facts it names what the entry is about"),
    )
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="credits", null=True, blank=True)
    agreement = models.ForeignKey(ShareAgreement, models.PROTECT, related_name="credits", null=True, blank=True)
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
                fields=["township", "counts_on"],
                name="credit_of_unit",
                include=["amount", "heads"],
            ),
            models.Index(fields=["expert", "effective_on"], name="credit_of_expert"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.amount} {self.effective_on}"

"""Departures and moves that a unit reports; a claim until the district accepts it, then the placement ends by it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Township, VerifiedModel, VerifiedQuerySet

from .placements import Placement


class ReportedDeparture(VerifiedModel):
    """A person left, or moved to another unit of the district."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="reported_departures", verbose_name=_("unit"))
    placement = models.ForeignKey(
        Placement, models.PROTECT, related_name="reported_departures", verbose_name=_("expert")
    )
    left_on = models.DateField(_("left on"))
    reason = models.CharField(_("reason for leaving"), max_length=20, choices=Placement.EndReason)
    to_township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("moved to")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported departure")
        indexes = [models.Index(fields=["township", "left_on"], name="departure_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["placement"], name="departure_reported_once"),
            models.CheckConstraint(
                name="move_names_the_unit",
                condition=Q(reason="moved", to_township__isnull=False)
                | (~Q(reason="moved") & Q(to_township__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.placement_id} {self.left_on}"

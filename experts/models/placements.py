"""Where a person works, from when to when, and how: the placement earns the point once verified."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from platforms.models import Enterprise, Platform
from townships.models import Township, VerifiedModel, VerifiedQuerySet
from townships.models.ranges import covering, ends_after_start

from .experts import Expert


class Engagement(models.TextChoices):
    """How a person joins; the factor of each is a setting of the scheme."""

    FULL_TIME = "full_time", _("full-time")
    FLEXIBLE = "flexible", _("flexible")


class PlacementQuerySet(VerifiedQuerySet):
    def active_on(self, day):
        return self.filter(covering(day))

    def started_between(self, first, after):
        return self.filter(starts_on__gte=first, starts_on__lt=after)


class Placement(VerifiedModel):
    """A landing of an expert in a unit: half-open [starts_on, ends_on)."""

    class EndReason(models.TextChoices):
        """Death, grave illness and state postings never cost points (domain §3.4)."""

        LEFT = "left", _("left the district")
        MOVED = "moved", _("moved to another unit")
        DIED = "died", _("died")
        ILLNESS = "illness", _("grave illness")
        STATE_POSTING = "state_posting", _("posted by the state")
        CONVERTED = "converted", _("engagement changed")
        REORGANISED = "reorganised", _("unit reorganised")

    expert = models.ForeignKey(Expert, models.PROTECT, related_name="placements")
    township = models.ForeignKey(Township, models.PROTECT, related_name="placements", verbose_name=_("unit"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="placements", null=True, blank=True)
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="placements", null=True, blank=True)
    engagement = models.CharField(_("engagement"), max_length=12, choices=Engagement)
    starts_on = models.DateField(_("landed on"))
    ends_on = models.DateField(_("left on"), null=True, blank=True)
    end_reason = models.CharField(_("reason for leaving"), max_length=20, choices=EndReason, blank=True)
    departure_reported_on = models.DateField(_("departure reported on"), null=True, blank=True)
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_until = models.DateField(_("contract until"), null=True, blank=True)
    has_social_insurance = models.BooleanField(_("social insurance or tax record"), default=False)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    dismissed_at = models.DateTimeField(
        _("dismissed at"), null=True, blank=True, help_text=_("Another unit was found to be the owner")
    )
    months_a_year = models.DecimalField(_("months a year on site"), max_digits=3, decimal_places=1, default=12)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        constraints = [
            ends_after_start("placement_range_not_empty"),
            models.CheckConstraint(
                name="placement_end_has_reason",
                condition=Q(ends_on__isnull=True, end_reason="") | (Q(ends_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="placement_dismissed_not_verified",
                condition=Q(dismissed_at__isnull=True) | Q(verified_at__isnull=True),
            ),
            models.CheckConstraint(
                name="placement_contract_not_reversed",
                condition=Q(contract_until__isnull=True) | Q(contract_until__gt=F("contract_from")),
            ),
            models.CheckConstraint(
                name="placement_months_in_a_year",
                condition=Q(months_a_year__gte=0, months_a_year__lte=12),
            ),
        ]
        indexes = [
            models.Index(fields=["township", "starts_on"], name="placement_of_unit"),
            models.Index(fields=["expert", "starts_on"], name="placement_of_expert"),
        ]

    def __str__(self):
        return f"{self.expert_id} @ {self.township_id}"

"""Recruitment events with the enterprises that took part, and the talent fund's payments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from platforms.models import Enterprise, Level
from townships.models import Township, VerifiedModel, VerifiedQuerySet


class RecruitmentEvent(models.Model):
    """A recruitment event; it may be joint, so participation is counted by enterprise."""

    name = models.CharField(_("name"), max_length=160)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    level = models.CharField(_("organiser level"), max_length=12, choices=Level)

    class Meta:
        verbose_name = _("recruitment event")

    def __str__(self):
        return self.name


class EventParticipation(VerifiedModel):
    """One enterprise of one unit at one event (measure E1)."""

    event = models.ForeignKey(RecruitmentEvent, models.PROTECT, related_name="participations")
    township = models.ForeignKey(Township, models.PROTECT, related_name="participations", verbose_name=_("unit"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="participations")
    intents = models.PositiveSmallIntegerField(_("intents"), default=0)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("event participation")
        constraints = [models.UniqueConstraint(fields=["event", "enterprise"], name="enterprise_once_per_event")]
        indexes = [models.Index(fields=["township", "event"], name="participation_of_unit")]

    def __str__(self):
        return f"{self.enterprise_id} @ {self.event_id}"


class FundPayment(VerifiedModel):
    """Money paid out of the unit's talent fund (measure G1)."""

    class Purpose(models.TextChoices):
        MATCHING = "matching", _("matching subsidy")
        PLATFORM = "platform", _("platform subsidy")
        AWARD = "award", _("award")
        HOUSING = "housing", _("housing")
        EVENT = "event", _("events")
        OTHER = "other", _("other")

    township = models.ForeignKey(Township, models.PROTECT, related_name="payments", verbose_name=_("unit"))
    paid_on = models.DateField(_("paid on"))
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    amount_yuan = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    payee = models.CharField(_("payee"), max_length=120, blank=True)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund payment")
        indexes = [models.Index(fields=["township", "paid_on"], name="payment_of_unit")]
        constraints = [models.CheckConstraint(name="payment_positive", condition=Q(amount_yuan__gt=0))]

    def __str__(self):
        return f"{self.amount_yuan}"

"""Leaders keep contact with experts, and what experts and firms ask for is answered in time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from platforms.models import Enterprise
from townships.models import LeadingGroupPost, Township, VerifiedModel, VerifiedQuerySet

from .experts import Expert


class LeaderContact(VerifiedModel):
    """A contact of a leading-group member with an expert (measure F1)."""

    class Way(models.TextChoices):
        VISIT = "visit", _("visit")
        PHONE = "phone", _("phone call")
        MEETING = "meeting", _("meeting")

    township = models.ForeignKey(Township, models.PROTECT, related_name="contacts", verbose_name=_("unit"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="contacts")
    post = models.ForeignKey(
        LeadingGroupPost,
        models.PROTECT,
        related_name="contacts",
        verbose_name=_("leader"),
    )
    contacted_on = models.DateField(_("contacted on"))
    way = models.CharField(_("way"), max_length=10, choices=Way)
    need = models.CharField(_("need told"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("leader contact")
        indexes = [models.Index(fields=["township", "contacted_on"], name="contact_of_unit")]

    def __str__(self):
        return f"{self.expert_id} {self.contacted_on}"


class ServiceRequest(VerifiedModel):
    """A request with a promised date (measure F3 counts those due in the quarter)."""

    class Kind(models.TextChoices):
        SITE = "site", _("site")
        POLICY = "policy", _("policy advice")
        ELECTRICITY = "electricity", _("electricity")
        CUSTOMS = "customs", _("customs")
        HOUSING = "housing", _("housing")
        SCHOOLING = "schooling", _("schooling")
        FINANCE = "finance", _("finance")

    township = models.ForeignKey(Township, models.PROTECT, related_name="requests", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="requests", null=True, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="requests", null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("promised by"))
    closed_on = models.DateField(pgettext_lazy("service request", "closed on"), null=True, blank=True)

    objects = VerifiedQuerySet.as_manager()

    class Meta:
        verbose_name = _("service request")
        indexes = [models.Index(fields=["township", "due_on"], name="request_of_unit")]
        constraints = [
            models.CheckConstraint(
                name="request_due_after_receipt",
                condition=Q(due_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="request_closed_after_receipt",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("received_on")),
            ),
        ]

    def __str__(self):
        return self.subject

"""Objections of a unit to a line of a published result, with their files (domain §4.3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from townships.models import Township, UnitOwnedQuerySet

from .scores import ScoreRun


class ObjectionQuerySet(UnitOwnedQuerySet):
    def unsettled(self):
        """Filed or under review: while one stands, its quarter does not become final."""
        return self.filter(state__in=[Objection.State.FILED, Objection.State.ACCEPTED])

    def of_period(self, period):
        """Objections to any version of a quarter's result."""
        return self.filter(run__period=period)


class Objection(models.Model):
    """A unit objects to one line: an indicator, the bonus (X1) or a deduction (Y…)."""

    class State(models.TextChoices):
        FILED = "filed", _("filed")
        ACCEPTED = "accepted", _("accepted for review")
        UPHELD = "upheld", _("upheld")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="objections")
    township = models.ForeignKey(Township, models.PROTECT, related_name="objections", verbose_name=_("unit"))
    line = models.CharField(_("line"), max_length=4)
    claimed = models.DecimalField(_("figure claimed"), max_digits=14, decimal_places=4, null=True, blank=True)
    grounds = models.TextField(_("grounds"), max_length=800)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FILED)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("filed at"))
    due_on = models.DateField(_("to be decided by"))
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    answer = models.TextField(_("decision"), max_length=800, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "township", "line"],
                condition=Q(state__in=["filed", "accepted"]),
                name="one_open_objection_per_line",
            ),
            models.CheckConstraint(
                name="objection_decided_with_answer",
                condition=~Q(state__in=["upheld", "rejected"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [models.Index(fields=["township", "run"], name="objection_of_unit")]

    @property
    def is_open(self) -> bool:
        """Neither decided nor withdrawn."""
        return self.state in (self.State.FILED, self.State.ACCEPTED)


class ObjectionFileQuerySet(UnitOwnedQuerySet):
    township_path = "objection__township"


class ObjectionFile(models.Model):
    """A file that supports an objection; stored by its hash."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="files")
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(_("kind of file"), max_length=100)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = ObjectionFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an objection")
        constraints = [
            models.UniqueConstraint(fields=["objection", "sha256"], name="file_once_per_objection"),
            models.CheckConstraint(name="objection_file_not_empty", condition=Q(size__gt=0)),
        ]

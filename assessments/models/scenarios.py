"""Saved what-if scenarios: changes to a scheme or to figures, and the run they start from. Never a result."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .scores import ScoreRun


class ScenarioQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and what colleagues share: those of the same unit, or the office; if one may read the run."""
        shared = Q(is_shared=True, owner__township__isnull=True)
        if user.township_id:
            shared = Q(is_shared=True, owner__township=user.township_id)
        return self.filter(Q(owner=user) | shared, run__in=ScoreRun.objects.visible_to(user))


class Scenario(models.Model):
    """A question put to the engine: `changes` holds what differs, as services/scenarios.py describes it."""

    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=300, blank=True)
    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="scenarios")
    changes = models.JSONField(_("changes"), default=dict)
    is_shared = models.BooleanField(_("shared"), default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scenarios")
    saved_at = models.DateTimeField(_("saved at"))

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        indexes = [models.Index(fields=["owner", "saved_at"], name="scenario_of_owner")]

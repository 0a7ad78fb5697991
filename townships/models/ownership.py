"""Rows that belong to one unit: who may see them, and which of them count."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitOwnedQuerySet(models.QuerySet):
    """Rows owned by one unit. `township_path` leads from the row to its unit.

    `client_scope` names the scope by which an API client may read these rows; without one it reads none.
    """

    township_path = "township"
    client_scope = ""

    def visible_to(self, user):
        """Office roles read across units, a unit its own rows, a client what its scopes name."""
        if user.sees_all_units or user.has_scope(self.client_scope):
            return self
        return self.filter(**{f"{self.township_path}_id": user.township_id}) if user.township_id else self.none()


class VerifiedQuerySet(UnitOwnedQuerySet):
    """Claimed by a unit, counted once the district has verified (domain §3.6)."""

    client_scope = "registers"

    def verified(self):
        return self.filter(verified_at__isnull=False)


class VerifiedModel(models.Model):
    """A fact that a unit claims and the district verifies."""

    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

"""What a person has typed into a form that is sent by its button, until the form is taken."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def visible_to(self, user) -> "KeptFormQuerySet":
        return self.filter(user=user)


class KeptForm(models.Model):
    """One form of one person, as typed. `copy` is the browser's own: what was typed, over what, and when; nobody else
    reads it, and nothing is counted from it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_forms")
    key = models.CharField(_("about"), max_length=160)
    copy = models.JSONField(_("as typed"))
    kept_at = models.DateTimeField(_("kept at"), db_index=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form being filled in")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_copy_of_a_form")]

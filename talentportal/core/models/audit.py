"""Who did what, to which object, when. Rows are only ever added; the database refuses to change or delete one."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, obj: models.Model) -> "AuditQuerySet":
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))

    def newest_first(self) -> "AuditQuerySet":
        return self.order_by("-at", "-pk")


class AuditEntry(models.Model):
    """One step of one person or of the portal itself. `action` is `<app>.<verb>_<noun>`, like the permission."""

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="audit_entries",
    )
    actor_name = models.CharField(_("name at that time"), max_length=100)
    action = models.CharField(_("action"), max_length=100)
    object_type = models.CharField(_("kind of object"), max_length=100)
    object_id = models.CharField(_("object"), max_length=100)
    object_label = models.CharField(_("name of the object"), max_length=200)
    township_code = models.CharField(_("unit code"), max_length=20, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    request_id = models.CharField(_("request"), max_length=32, blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"

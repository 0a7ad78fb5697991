"""Workbooks that people fill elsewhere and bring back: read whole, shown by rows, applied and taken back at once.

Nothing is written into a register before somebody has seen the difference. Each row keeps what stood there before, so
that taking an import back restores exactly that.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user) -> "ImportQuerySet":
        """One's own unit's; the office sees those without a unit and all units'."""
        if user.sees_all_units:
            return self
        return self.filter(township_code=user.township.code) if user.township_id else self.none()


class Import(models.Model):
    """One workbook. `kind` names the reader (the report's, experts', …), `key` what it is about (a report's id)."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        REFUSED = "refused", _("not readable")
        FAULTY = "faulty", _("with mistakes")
        READY = "ready", _("checked, not yet applied")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        UNDONE = "undone", _("taken back")

    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("about"), max_length=40, blank=True)
    township_code = models.CharField(_("unit code"), max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    message = models.TextField(_("why it was refused"), blank=True)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    job = models.ForeignKey("core.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["kind", "key", "uploaded_at"], name="import_about")]
        constraints = [
            models.CheckConstraint(
                name="import_taken_back_after_it_was_applied",
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of the workbook as it was read, what is wrong with it, and what applying it changes.

    `values` are the cells by column name, as text; `faults` a list of `[column, message]`, the message in the
    uploader's language; `before` and `after` the fields that change, as text, for the difference and for taking back.
    """

    class Change(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        FAULTY = "faulty", _("with mistakes")

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.CharField(_("sheet"), max_length=40)
    number = models.PositiveIntegerField(_("row"))
    change = models.CharField(_("change"), max_length=8, choices=Change)
    values = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    target_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("imported row")
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once")]

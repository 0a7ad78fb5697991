"""What the portal tells a person: in the portal, by e-mail and to a group's robot. Rows promise, jobs keep."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user) -> "NoticeQuerySet":
        return self.filter(user=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True, stopped_at__isnull=True)


class Notice(models.Model):
    """One message to one person, written when it is due; its words are made from `kind` and `args` in his language.

    `key` says once what it is about, so that no sweep tells anybody twice. A notice whose reason has gone is stopped:
    it is neither shown as open nor sent any more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=30)
    key = models.CharField(_("about"), max_length=120)
    args = models.JSONField(default=dict)
    address = models.CharField(_("page"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_once")]
        indexes = [models.Index(fields=["user", "made_at"], name="notice_of_user")]


class Delivery(models.Model):
    """A notice on its way outside the portal. Sent once; tried again until it is given up."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        ROBOT = "robot", _("group robot")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("given up")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("way"), max_length=8, choices=Channel)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting")]


class NoticeChoice(models.Model):
    """How a person wants to be told; without a row everything, and e-mail once a day."""

    class Digest(models.TextChoices):
        AT_ONCE = "at_once", _("each at once")
        DAILY = "daily", _("together, once a day")
        NEVER = "never", _("no e-mail")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choice")
    email = models.CharField(_("e-mail"), max_length=10, choices=Digest, default=Digest.DAILY)
    muted = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")

    class Meta:
        verbose_name = _("choice of notices")

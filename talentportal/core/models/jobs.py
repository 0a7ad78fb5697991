"""Requests for jobs. A row here is the request itself; Redis only rings the bell for it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

BELL = dt.timedelta(seconds=2)  # a queued job older than this was not rung, or its worker never heard it
GRACE = dt.timedelta(seconds=5)  # a running job younger than this may not hold its lock yet
ATTEMPTS = 5


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class JobQuerySet(models.QuerySet["Job"]):
    def about(self, kind: str, key: str) -> "JobQuerySet":
        return self.filter(kind=kind, key=key)

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def failed(self) -> "JobQuerySet":
        return self.filter(state=JobState.FAILED)

    def unheard(self, at: dt.datetime) -> "JobQuerySet":
        """Queued for so long that the bell must have been lost; the oldest first."""
        return self.filter(state=JobState.QUEUED, requested_at__lt=at - BELL).order_by("requested_at", "pk")

    def perhaps_abandoned(self, at: dt.datetime) -> "JobQuerySet":
        """Running long enough to hold their lock; those that do not hold it have lost their worker."""
        return self.filter(state=JobState.RUNNING, started_at__lt=at - GRACE).order_by("pk")

    def newest(self) -> "Job | None":
        return self.order_by("-requested_at", "-pk").first()


class Job(models.Model):
    """One piece of work for the worker. `args` holds ids only; `key` says what it is about, e.g. `period:12`."""

    kind = models.CharField(_("kind"), max_length=50)
    key = models.CharField(_("about"), max_length=100)
    args = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("requested by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jobs",
    )
    requested_at = models.DateTimeField(_("requested at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    progress_done = models.PositiveIntegerField(_("done so far"), default=0)
    progress_total = models.PositiveIntegerField(_("total to do"), default=0)
    stage = models.CharField(_("stage"), max_length=100, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state=JobState.QUEUED), name="one_queued_job_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "key", "requested_at"], name="job_by_key"),
            models.Index(
                fields=["state", "requested_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

"""What a job found out about a stored file: its pages, its measures, and pictures of its pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FilePreview(models.Model):
    """By the hash of the content; pictures of the pages lie beside the content. Not named `sha256`: rows with such a
    field keep a file from being discarded, a preview goes with it."""

    digest = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    title = models.CharField(_("title in the file"), max_length=200, blank=True)
    made_with = models.CharField(_("made with"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("date in the file"), null=True, blank=True)
    pictures = models.PositiveSmallIntegerField(_("pictures of pages"), default=0)
    error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("preview")

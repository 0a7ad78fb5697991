"""The Celery app. Redis only rings the bell: every job is a row in PostgreSQL (core.models.jobs)."""

import os
from urllib.parse import urlsplit

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentportal.settings")

app = Celery("talentportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def broker_beside(redis_url: str) -> str:
    """The broker's database next to the cache's: number 1, so that emptying the cache never empties the queue."""
    parts = urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host=1"
    return parts._replace(path="/1").geturl()

"""Pages of the kernel: sign-in, preferences, health."""

from django.urls import path

from talentportal.core.health import health

urlpatterns = [
    path("healthz", health, name="health"),
]

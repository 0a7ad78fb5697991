"""All addresses of the portal: the kernel's own, then each app's pages, then the REST interface."""

from django.urls import include, path

urlpatterns = [
    path("", include("talentportal.core.urls")),
    path("", include("townships.urls")),
    path("", include("platforms.urls")),
    path("", include("experts.urls")),
    path("", include("assessments.urls")),
]

"""All addresses of the portal: the kernel's own, then each app's pages, then the REST interface."""

from django.urls import include, path

urlpatterns = [
    path("", include("talentportal.core.urls")),
    path("", include("townships.urls")),
    path("", include("platforms.urls")),
    path("", include("experts.urls")),
    path("", include("assessments.urls")),
    path("api/v1/", include("talentportal.api")),
]

handler400 = "talentportal.core.views.errors.bad_request"
handler403 = "talentportal.core.views.errors.permission_denied"
handler404 = "talentportal.core.views.errors.page_not_found"
handler500 = "talentportal.core.views.errors.server_error"

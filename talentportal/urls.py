"""All addresses of the portal: the REST interface, the kernel's own, then each app's pages."""

from django.urls import include, path

# Tried one after another: first what programs ask for by the thousand, by a prefix that excludes all else.
urlpatterns = [
    path("api/v1/", include("talentportal.api")),
    path("", include("talentportal.core.urls")),
    path("", include("townships.urls")),
    path("", include("platforms.urls")),
    path("", include("experts.urls")),
    path("", include("assessments.urls")),
]

handler400 = "talentportal.core.views.errors.bad_request"
handler403 = "talentportal.core.views.errors.permission_denied"
handler404 = "talentportal.core.views.errors.page_not_found"
handler500 = "talentportal.core.views.errors.server_error"

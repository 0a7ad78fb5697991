"""Pages of platforms."""

from django.urls import path

from .views.register import PlatformList, PlatformPage

urlpatterns = [
    path("platforms/", PlatformList.as_view(), name="platform-list"),
    path("platforms/<int:pk>/", PlatformPage.as_view(), name="platform-detail"),
]

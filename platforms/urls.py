"""Pages of platforms."""

from django.urls import path

from talentportal.core.register_urls import register_urls

from .registers import REGISTERS
from .views.register import PlatformList, PlatformPage

urlpatterns = [
    path("platforms/", PlatformList.as_view(), name="platform-list"),
    path("platforms/<int:pk>/", PlatformPage.as_view(), name="platform-detail"),
    *register_urls(REGISTERS),
]

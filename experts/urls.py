"""Pages of experts."""

from django.urls import path

from talentportal.core.register_urls import register_urls

from .registers import REGISTERS
from .views.life import ExpertPage
from .views.register import ExpertList

urlpatterns = [
    path("experts/", ExpertList.as_view(), name="expert-list"),
    path("experts/<int:pk>/", ExpertPage.as_view(), name="expert-detail"),
    *register_urls(REGISTERS),
]

"""Pages of experts."""

from django.urls import path

from .views.life import ExpertPage
from .views.register import ExpertList

urlpatterns = [
    path("experts/", ExpertList.as_view(), name="expert-list"),
    path("experts/<int:pk>/", ExpertPage.as_view(), name="expert-detail"),
]

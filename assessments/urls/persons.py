"""Addresses of entering and verifying persons; their pages stand under those of the register."""

from django.urls import path

from assessments.views import persons

urlpatterns = [
    path("experts/register/", persons.register, name="expert-register"),
    path("experts/<int:pk>/selections/add/", persons.add_selection, name="expert-add-selection"),
    path("experts/<int:pk>/placements/add/", persons.add_placement, name="expert-add-placement"),
    path("experts/<int:pk>/placements/<int:placement>/end/", persons.end_placement, name="expert-end-placement"),
    path("experts/<int:pk>/verify/", persons.verify, name="expert-verify"),
]

"""Addresses of the report cycle as the unit sees it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

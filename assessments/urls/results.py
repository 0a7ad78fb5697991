"""Addresses of runs, rankings, scores and schemes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

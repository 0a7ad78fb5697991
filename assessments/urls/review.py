"""Addresses of the dashboard and the review."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses of accounts."""

from django.urls import path

from assessments.views import accounts

urlpatterns = [
    path("accounts/", accounts.listing, name="account-list"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:pk>/", accounts.change, name="account-change"),
    path("accounts/<int:pk>/password/", accounts.password, name="account-password"),
    path("preferences/contact/", accounts.contact, name="account-contact"),
]

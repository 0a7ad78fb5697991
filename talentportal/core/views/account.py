"""Signing in and out, password, and how pages look."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from talentportal.core import look, sign_in
from talentportal.core.forms import SignInForm
from talentportal.core.forms_notices import ChoiceForm

from .access import open_to_all, signed_in

LOCK_MINUTES = round(settings.AXES_COOLOFF_TIME * 60)


class SignInView(LoginView):
    """The sign-in page; axes counts the failures."""

    permission_required = None
    http_method_names = ["get", "head", "post", "options"]
    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        sign_in.begin(self.request, is_shared=form.cleaned_data["is_shared"])
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_expired="expired" in self.request.GET, **kwargs)


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """The answer of axes to a locked account: the same page, and when to come back."""
    form = SignInForm(request, initial={"username": request.POST.get("username", "")})
    context = {"form": form, "locked_minutes": LOCK_MINUTES, "next": request.POST.get("next", "")}
    response = render(request, "registration/login.html", context, status=429)
    response.headers["Retry-After"] = str(LOCK_MINUTES * 60)
    return response


class SignOutView(LogoutView):
    """POST only; tells the browser to forget what it stored."""

    permission_required = None
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordView(LoginRequiredMixin, PasswordChangeView):
    """Changing one's password closes every other session (Django's session hash)."""

    permission_required = ()
    http_method_names = ["get", "head", "post", "options"]
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("preferences")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("The password is changed. Other sessions of this account are signed out."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@signed_in
@require_safe
def preferences(request: HttpRequest) -> HttpResponse:
    return render(request, "core/preferences.html", {"choice": ChoiceForm.of(request.user)})


@open_to_all
@require_POST
def save_preferences(request: HttpRequest) -> HttpResponse:
    """Theme, row height and shortcuts, kept in a cookie for a year; then back to the page."""
    current = look.from_cookie(request.COOKIES.get(look.COOKIE, ""))
    response = HttpResponseRedirect(sign_in.local_path(request.POST.get("next", ""), request) or reverse("home"))
    response.set_cookie(
        look.COOKIE,
        current.changed(request.POST).as_cookie(),
        max_age=look.AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response

"""Accounts: who there is, in which role, for which units and indicators; and what each says of himself."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.accounts import AccountForm, ContactForm
from assessments.services.assignments import assign_indicators
from talentportal.core import clock
from talentportal.core.bilingual import reads_english
from talentportal.core.views.access import requires, signed_in
from townships.models import Role, TownshipName, User
from townships.models.ranges import covering
from townships.services.accounts import (
    EDIT,
    FIELDS,
    AccountRefused,
    assign_units,
    change_account,
    create_account,
    new_password,
)


@requires(EDIT)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = User.objects.select_related("township").annotate(n_units=Count("assignments", distinct=True))
    people: list[Any] = list(rows.order_by("-is_active", "role", "township__order", "username"))
    column = "name_en" if reads_english() else "name_zh"
    names = dict(TownshipName.objects.filter(covering(clock.today())).values_list("township_id", column))
    for person in people:
        person.unit_name = names.get(person.township_id, "")
    return render(request, "accounts/account_list.html", {"people": people})


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The first password is shown once, on the page that answers."""
    form = AccountForm(request.POST or None, initial={"is_active": True})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            by, at = request.user, clock.now()
            person, password = create_account(form.cleaned_data["username"], values, by=by, at=at)
            _assign(person, form, request)
        except AccountRefused as refused:
            form.add_error("username", str(refused))
        else:
            return _password_page(request, person, password)
    return _form(request, form, _("New account"), None)


@requires(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.exclude(role=Role.API_CLIENT), pk=pk)
    form = AccountForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            person = change_account(person, values, by=request.user, at=clock.now())
            _assign(person, form, request)
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The account is changed."))
            return redirect("account-list")
    return _form(request, form, person.name, person)


def _assign(person: User, form: AccountForm, request: HttpRequest) -> None:
    """What goes with the role, and what no longer does."""
    about: dict[str, Any] = {"by": request.user, "at": clock.now()}
    units, codes = list(form.cleaned_data["units"]), form.cleaned_data["indicators"]
    assign_units(person, units if person.role == Role.REVIEWER else [], **about)
    assign_indicators(person, codes if person.role == Role.CO_REVIEWER else [], **about)


def _form(request: HttpRequest, form: AccountForm, title: str, person: User | None) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "title": title, "person": person, "is_own": bool(person and person.pk == request.user.pk)}
    return render(request, "accounts/account_form.html", context, status=status)


@requires(EDIT)
@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.exclude(role=Role.API_CLIENT), pk=pk)
    try:
        return _password_page(request, person, new_password(person, by=request.user, at=clock.now()))
    except AccountRefused as refused:
        messages.warning(request, str(refused))
        return redirect("account-change", pk)


def _password_page(request: HttpRequest, person: User, password: str) -> HttpResponse:
    response = render(request, "accounts/account_password.html", {"person": person, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """One's own address and telephone."""
    form = ContactForm(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        for messages_of in form.errors.values():
            messages.error(request, " ".join(str(one) for one in messages_of))
        return redirect(f"{reverse('preferences')}#notices")
    change_account(request.user, form.cleaned_data, by=request.user, at=clock.now())
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('preferences')}#notices")

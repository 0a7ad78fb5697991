"""Writing in a declared register: new row, change, verification, withdrawal."""

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from talentportal.core import clock
from talentportal.core.forms_register import PickField, register_form
from talentportal.core.registry import Register
from talentportal.core.services.registers import RowRefused, change_row, enter_row, plain, verify_row, withdraw_row

from .register_pages import OfRegister


def seen(register: Register, row: Any) -> str:
    """What the row said when its form was opened; another digest later means that somebody changed it meanwhile."""
    said = json.dumps([str(plain(row, name)) for name in register.fields])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class RegisterNew(OfRegister):
    """A new row; what the address names is filled in."""

    opens = "edit"
    http_method_names = ["get", "head", "post", "options"]
    existing: Any = None

    def start(self) -> dict[str, Any]:
        asked = self.register.fields_for(self.request.user)
        named = {n: str(v)[:200] for n, v in self.request.GET.items() if n in asked and "\0" not in v}
        today = dict.fromkeys(self.register.today, self.day)
        return today | {n: int(v) if v.isascii() and v.isdigit() and len(v) < 18 else v for n, v in named.items()}

    def form(self, data: Any = None) -> Any:
        made = register_form(self.register, self.request.user)
        return made(data, instance=self.existing, initial=None if self.existing else self.start())

    def write(self, form: Any) -> Any:
        return enter_row(self.register, form.values(), by=self.request.user, at=clock.now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, 422)
        if self.existing and request.POST.get("seen") != seen(self.register, self.existing):
            form.add_error(None, _("Somebody changed this row after you opened it. Look at it and enter yours again."))
            return self.shown(form, 409)
        try:
            row = self.write(form)
        except RowRefused as refused:
            form.add_error(None, str(refused))
            return self.shown(form, 422)
        messages.success(request, self.done(row))
        return redirect(self.register.link(row))

    def done(self, row: Any) -> str:
        if self.register.is_verified and row.verified_at is None:
            return _("Saved. It counts once the talent office has verified it.")
        return _("Saved.")

    def shown(self, form: Any, status: int = 200) -> HttpResponse:
        register = self.register
        title = _("Change: %(what)s") if self.existing else _("New: %(what)s")
        name = register.words(self.existing) if self.existing else str(register.one)
        context = {
            "register": register,
            "form": form,
            "title": title % {"what": name},
            "seen": seen(register, self.existing) if self.existing else "",
            "back": register.link(self.existing) if self.existing else register.url(),
            "picks": sorted({f.pick.code for f in form.fields.values() if isinstance(f, PickField)}),
            "counts_at_once": register.rights.may_verify(self.request.user) or not register.is_verified,
        }
        return render(self.request, "generic/register_form.html", context, status=status)


class RegisterChange(RegisterNew):
    """What stands there, changed."""

    @property
    def existing(self) -> Any:
        return self.row

    def write(self, form: Any) -> Any:
        return change_row(self.register, self.row, form.values(), by=self.request.user, at=clock.now())


class RegisterVerify(OfRegister):
    """The office takes a claim for a fact."""

    opens = "verify"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            verify_row(self.register, self.row, by=request.user, at=clock.now())
        except RowRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Verified. It counts from now on."))
        return redirect(self.register.link(self.row))


class RegisterWithdraw(OfRegister):
    """A claim taken back."""

    opens = "edit"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            withdraw_row(self.register, self.row, by=request.user, at=clock.now())
        except RowRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.register.link(self.row))
        messages.success(request, _("The claim is withdrawn."))
        return redirect(self.register.url())

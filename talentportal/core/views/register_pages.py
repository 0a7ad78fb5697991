"""What all pages of a declared register share, and the page of one row."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import View

from talentportal.core import clock
from talentportal.core.audit_words import action_words
from talentportal.core.models import AuditEntry
from talentportal.core.registry import CATALOGUE, Register, kept_because

HISTORY = 20


class OfRegister(LoginRequiredMixin, View):
    """What all pages of a register share; `opens` names who may come."""

    register: Register = None  # type: ignore[assignment]
    request: HttpRequest
    opens = "view"

    @classmethod
    def as_view(cls, **kwargs: Any) -> Any:
        view: Any = super().as_view(**kwargs)
        rights = kwargs["register"].rights
        view.permission_required = {"view": (rights.view,), "edit": rights.edit, "verify": (rights.verify,)}[cls.opens]
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user: Any = request.user
        if not user.is_authenticated:
            return self.handle_no_permission()
        rights = self.register.rights
        allowed = {"view": self.register.may_view, "edit": rights.may_edit, "verify": rights.may_verify}[self.opens]
        if not allowed(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def day(self) -> dt.date:
        return clock.today()

    @cached_property
    def row(self) -> Any:
        return get_object_or_404(self.register.rows(self.request.user, self.day), pk=self.kwargs["pk"])


class RegisterRow(OfRegister):
    """Facts, rows of other registers that name this one, what may be done, and who changed what."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        register, user = self.register, request.user
        facts = register.facts or register.columns_for(user)[1:]
        context = {
            "register": register,
            "object": self.row,
            "title": register.words(self.row),
            "facts": [column.cell(self.row) for column in facts],
            "related": [part for one in register.pages if (part := self._related(one))],
            "actions": register.actions(self.row, user, self.day),
            "history": self._history(),
            **self._may(user),
            **register.context(self.row, user, self.day),
        }
        return render(request, register.template, context)

    def _may(self, user: Any) -> dict[str, Any]:
        register, row = self.register, self.row
        verified = getattr(row, "verified_at", None) is not None
        edit = register.rights.may_edit(user) and (not verified or register.rights.may_verify(user))
        kept = kept_because(row) if edit else ""
        return {
            "kept": kept,
            "may_edit": edit and not kept and bool(register.fields),
            "may_withdraw": edit and not kept and not verified and bool(register.fields),
            "may_verify": register.is_verified and not verified and register.rights.may_verify(user),
        }

    def _related(self, one: Any) -> dict[str, Any] | None:
        register = CATALOGUE[one.code]
        user: Any = self.request.user
        if not register.may_view(user):
            return None
        rows = register.rows(user, self.day).filter(**{one.field: self.row.pk}).order_by(*register.order)
        columns = [c for c in register.columns_for(user) if c.value not in register.hidden][:6]
        shown = [[column.cell(row) for column in columns] for row in rows[: one.limit]]
        add = register.can_add and register.rights.may_edit(user) and one.field in register.fields
        new = f"{register.url('new')}?{one.field}={self.row.pk}" if add else ""
        return {"register": register, "columns": columns, "rows": shown, "new": new, "limit": one.limit}

    def _history(self) -> list[tuple[AuditEntry, str]]:
        entries = AuditEntry.objects.filter(object_type=self.row._meta.label_lower, object_id=str(self.row.pk))
        return [(entry, action_words(entry.action)) for entry in entries.order_by("-pk")[:HISTORY]]

"""The form of a register, made from its declaration; choices hold only rows that the user may see."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .forms import AmountField, WholeNumberField
from .registry import PICKS, Pick, Register

NUMBER = re.compile(r"#(\d{1,18})\s*$", re.ASCII)
LONG = 120  # signs from which on a text gets several lines
MOST = 5  # candidates that an ambiguous name is answered with


class PickField(forms.CharField):
    """One row out of thousands, by name: with scripts the browser proposes names, without them an ambiguous one is
    answered with the candidates. The words end with the row's number, which alone decides."""

    def __init__(self, pick: Pick, user: Any, **kwargs: Any) -> None:
        super().__init__(max_length=160, **kwargs)
        self.pick, self.user = pick, user
        self.widget.attrs |= {
            "list": f"pick-{pick.code}",
            "autocomplete": "off",
            "hx-get": reverse("pick", args=[pick.code]),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#pick-{pick.code}",
            "hx-swap": "innerHTML",
        }

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return self.pick.named(value, self.user)
        if isinstance(value, int):
            row = self.pick.rows(self.user).filter(pk=value).first()
            return self.pick.named(row, self.user) if row else ""
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        rows = self.pick.rows(self.user)
        if number := NUMBER.search(text):
            found = list(rows.filter(pk=number[1])[:1])
        else:
            found = list(self.pick.find(rows, text)[: MOST + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Nothing that you may see is called so."))
        names = "；".join(self.pick.named(row, self.user) for row in found[:MOST])
        raise ValidationError(
            _("Several are called so: %(names)s. Enter one of them with its number.") % {"names": names}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != (data or "")


class RegisterForm(forms.ModelForm):
    """Made by `register_form`. `row` is the registered one; the unit is asked only where the user has none."""

    register: Register
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            self.fields[name] = self._made(name, self.fields[name])
        for name, value in self.initial.items():
            column = self.fields.get(name)
            if isinstance(column, PickField):
                self.initial[name] = column.prepare_value(value)

    def _made(self, name: str, plain: forms.Field) -> forms.Field:
        column: Any = self._meta.model._meta.get_field(name)
        named = column.verbose_name
        if column.is_relation and isinstance(named, str):  # not given to the field: it is called as what it leads to
            named = column.related_model._meta.verbose_name
        said = {
            "label": capfirst(str(named)),
            "required": plain.required,
            "help_text": column.help_text,
        }
        if isinstance(plain, forms.ModelChoiceField):
            return self._choice(column.related_model, plain, said)
        if isinstance(plain, forms.DateField):
            plain.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        elif isinstance(plain, forms.DecimalField):
            return AmountField(max_digits=column.max_digits, decimal_places=column.decimal_places, **said)
        elif isinstance(plain, forms.IntegerField):
            return WholeNumberField(min_value=plain.min_value, max_value=plain.max_value, **said)
        elif isinstance(plain, forms.CharField) and (plain.max_length or 0) > LONG:
            plain.widget = forms.Textarea(attrs={"rows": 3, "maxlength": plain.max_length})
        plain.label = said["label"]
        return plain

    def _choice(self, model: Any, plain: Any, said: dict[str, Any]) -> forms.Field:
        if (pick := PICKS.get(model)) is not None:
            return PickField(pick, self.user, **said)
        rows: QuerySet[Any] = self.register.choices(model, self.user)
        plain.queryset, plain.empty_label = rows, _("Choose")
        plain.label = said["label"]
        plain.label_from_instance = self.register.choice_words
        return plain

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            row = self.instance if self.instance.pk else None
            for name, message in self.register.faults(self.values(), row, self.user).items():
                self.add_error(name if name in self.fields else None, message)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What is written: the typed fields, and the unit of whoever acts for one."""
        return {**self.register.owner(self.user), **{name: self.cleaned_data[name] for name in self.fields}}

    def _post_clean(self) -> None:
        """The services write; the row itself is not touched here, so that what stood there can still be told."""


def register_form(register: Register, user: Any) -> type[RegisterForm]:
    """The form class for this user."""
    asked = register.fields_for(user)
    made = forms.modelform_factory(register.model, form=RegisterForm, fields=asked)
    made.register, made.user = register, user  # type: ignore[attr-defined]
    return made  # type: ignore[return-value]

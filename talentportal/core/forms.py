"""Forms of the kernel: signing in, and the mixin that accepts what people really type."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

# Full-width digits and signs that Chinese keyboards produce, and separators that spreadsheets paste.
SEPARATORS = str.maketrans("", "", ",，'  　")


def plain_digits(text: str) -> str:
    """１，２３４ → 1234: full-width figures, thousands separators and blanks are accepted silently."""
    return unicodedata.normalize("NFKC", text).translate(SEPARATORS).replace("。", ".").strip()


class ForgivingNumber:
    """Mixin for number fields: reads what people type before the field checks it."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_digits(value) if isinstance(value, str) else value)  # type: ignore[misc]


class WholeNumberField(ForgivingNumber, forms.IntegerField):
    """A count; a text input with a number keyboard, so that wrong typing stays on the page."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
    default_error_messages = {
        "invalid": _("Enter a whole number in digits, for example 12."),
        "min_value": _("Enter %(limit_value)s or more."),
        "max_value": _("Enter %(limit_value)s or less."),
    }


class AmountField(ForgivingNumber, forms.DecimalField):
    """A decimal amount, area or share."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
    default_error_messages = {
        "invalid": _("Enter a number in digits, for example 12.50."),
        "max_decimal_places": _("Enter no more than %(max)s decimal places."),
        "max_digits": _("Enter no more than %(max)s digits."),
    }


class SignInForm(AuthenticationForm):
    """One message whichever of account and password is wrong."""

    username = forms.CharField(
        label=_("Account"),
        max_length=150,
        error_messages={"required": _("Enter your account.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=500,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    is_shared = forms.BooleanField(
        label=_("This is a shared computer"),
        help_text=_("Signs you out after 15 idle minutes. What you typed is kept."),
        required=False,
    )
    error_messages = {
        "invalid_login": _("The account or the password is wrong. Five wrong tries lock the account for 15 minutes."),
        "inactive": _("The account or the password is wrong. Five wrong tries lock the account for 15 minutes."),
    }

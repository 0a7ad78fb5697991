"""The addresses of declared registers."""

from collections.abc import Iterable

from django.urls import URLPattern, path

from talentportal.core.registry import Register
from talentportal.core.views.register_forms import RegisterChange, RegisterNew, RegisterVerify, RegisterWithdraw
from talentportal.core.views.register_lists import RegisterExport, RegisterList
from talentportal.core.views.register_pages import RegisterRow


def register_urls(registers: Iterable[Register]) -> list[URLPattern]:
    """List, table, new row, row, change, verify, withdraw for each register."""
    return [pattern for register in registers for pattern in _urls(register)]


def _urls(register: Register) -> list[URLPattern]:
    code, at = register.code, f"{register.path}/"
    found = [
        path(at, RegisterList.as_view(register=register), name=f"{code}-list"),
        path(f"{at}export.csv", RegisterExport.as_view(register=register), name=f"{code}-export"),
        path(f"{at}<int:pk>/", RegisterRow.as_view(register=register), name=f"{code}-detail"),
    ]
    if register.fields:
        found += [
            path(f"{at}<int:pk>/change/", RegisterChange.as_view(register=register), name=f"{code}-change"),
            path(f"{at}<int:pk>/withdraw/", RegisterWithdraw.as_view(register=register), name=f"{code}-withdraw"),
        ]
    if register.fields and register.can_add:
        found.insert(2, path(f"{at}new/", RegisterNew.as_view(register=register), name=f"{code}-new"))
    if register.is_verified and register.rights.verify:
        verify = RegisterVerify.as_view(register=register)
        found.append(path(f"{at}<int:pk>/verify/", verify, name=f"{code}-verify"))
    return found

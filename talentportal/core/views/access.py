"""Every view says who may open it: `requires` a right, `signed_in` anybody, or `open_to_all`.

The decorators leave `permission_required` on the view, where the permission matrix reads it. Somebody not signed in
goes to the sign-in page and comes back; somebody without the right gets 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
ANYBODY: tuple[str, ...] = ()


def requires(*rights: str) -> Callable[[View], View]:
    """Function views: all of these rights."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perms(rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded = login_required(checked)
        guarded.permission_required = rights  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Function views for everybody with an account."""
    guarded = login_required(view)
    guarded.permission_required = ANYBODY  # type: ignore[attr-defined]
    return guarded


def open_to_all(view: View) -> View:
    """Pages without sign-in: sign-in itself, help, health."""
    view.permission_required = None  # type: ignore[attr-defined]
    return view

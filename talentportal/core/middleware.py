"""Small middlewares of every request: who asks (for the audit log), in which language to answer, what a browser may do.

They stand before every page and every REST answer, so they work out nothing anew that stays the same.
"""

import uuid
from typing import Any

from csp.constants import HEADER as CONTENT_POLICY
from csp.utils import build_policy
from django.conf import settings
from django.contrib.messages.middleware import MessageMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_permissions_policy import PermissionsPolicyMiddleware

from talentportal.core import request_context

REST = "/api/"


class RequestContextMiddleware:
    """Gives every request an id and remembers it, with the client's address, for audit entries."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex
        with request_context.bind(request_id=request.request_id, ip=request.META.get("REMOTE_ADDR") or None):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id
        return response


class PolicyMiddleware:
    """What a page may load and use. The policies are those of the settings for every answer and are written once; a
    view may set a stricter one itself, none can be loosened by a decorator."""

    def __init__(self, get_response):
        self.get_response = get_response
        features: dict[str, Any] = settings.PERMISSIONS_POLICY
        self.policies = {
            CONTENT_POLICY: build_policy(),
            "Permissions-Policy": PermissionsPolicyMiddleware.compute_header_value(features, "PERMISSIONS_POLICY"),
        }

    def __call__(self, request):
        response = self.get_response(request)
        if settings.DEBUG and response.status_code in (404, 500):
            return response  # Django's own pages for developers carry their style with them
        for name, policy in self.policies.items():
            response.headers.setdefault(name, policy)
        return response


class LanguageMiddleware:
    """Pages are Chinese until a person chooses otherwise; a REST client says it by Accept-Language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = self.asked_by_client(request) if request.path_info.startswith(REST) else self.chosen(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        return response

    @staticmethod
    def asked_by_client(request) -> str:
        return translation.get_language_from_request(request)

    @staticmethod
    def chosen(request) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class PageMessageMiddleware(MessageMiddleware):
    """Messages for the next page; a REST client never sees a page."""

    def process_request(self, request):
        if not request.path_info.startswith(REST):
            super().process_request(request)

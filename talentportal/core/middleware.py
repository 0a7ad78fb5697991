"""Two small middlewares: who asks (for the audit log) and in which language to answer."""

import uuid

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from talentportal.core import request_context


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


class LanguageMiddleware(LocaleMiddleware):
    """Pages are Chinese until a person chooses otherwise; a REST client says it by Accept-Language."""

    def process_request(self, request):
        if request.path_info.startswith("/api/"):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

"""The health page: does this process reach its database and Redis? Open to everybody, says nothing else.

Without the database nothing works: 503. Redis only rings the bell and caches, so its absence is told but is no fault.
"""

from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"status": "database is away"}, status=503)
    cache.set("health", "here", 10)  # the tolerant cache answers None when Redis cannot be reached
    return JsonResponse({"status": "ok", "redis": "ok" if cache.get("health") else "away"})


health.permission_required = None  # type: ignore[attr-defined]

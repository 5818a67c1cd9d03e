"""The two addresses that a load balancer and a watchman ask: `/healthz` and `/readyz`. No session, no sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import health


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process answers at all; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer with the state of each part as JSON: 200 when all work, with a warning or without, 503 when any is red."""
    parts = health.parts()
    found = {part.status for part in parts.values()}
    worst = next(status for status in ("red", "warning", "ok") if status in found)
    answer = {
        "status": worst,
        "parts": {name: {"status": part.status, "detail": part.detail} for name, part in parts.items()},
    }
    return JsonResponse(answer, status=503 if worst == "red" else 200)

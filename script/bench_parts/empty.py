"""The emptiest Django there is, to measure against: one view that says "ok", and nothing around it.

`gunicorn script.bench_parts.empty:application`, under the same flags as the portal. No part of the product.
"""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
    SECRET_KEY="empty",
    LOGGING_CONFIG=None,
)
django.setup()


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"ok", content_type="text/plain")


urlpatterns = [path("empty", empty)]
application = get_wsgi_application()

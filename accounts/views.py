"""Temporary: the helper who owns accounts replaces this file."""

from functools import wraps


def private(view):
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response

    return wrapped

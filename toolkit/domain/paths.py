"""Addresses of pages, without their language."""

from typing import Any


def portal_path(page: Any) -> str:
    """A page's address without its language; works on rows, and on pages that are not specific."""
    return "/".join([*page.url_path.strip("/").split("/")[1:], ""]).lstrip("/")

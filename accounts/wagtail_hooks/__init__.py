"""What Wagtail asks us about people: its user screens, its screens of roles, and a report on who gave whom what."""

from accounts.wagtail_hooks import reports
from accounts.wagtail_hooks.people import UserViewSet
from accounts.wagtail_hooks.roles import GroupViewSet

__all__ = ["GroupViewSet", "UserViewSet", "reports"]

"""Files that leave the portal. They hold no name."""

from network.packages.calendars import appointment

__all__ = ["appointment"]

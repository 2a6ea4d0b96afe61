"""Files that leave the portal. They hold no name."""

from network.packages.calendars import render_calendar_file

__all__ = ["render_calendar_file"]

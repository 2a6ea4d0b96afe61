"""Files that leave the portal. They hold no name."""

from network.packages.calendars import appointment
from network.packages.workbooks import Sheet, workbook_of

__all__ = ["Sheet", "appointment", "workbook_of"]

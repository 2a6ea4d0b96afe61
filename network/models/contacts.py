"""Why somebody's contact data may be read, and how often. Each reading is a line in the trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.limits import DAY, Limit
from network.models.budgets import MONTH, Budget

OPENED = "contact.open"
# Enough for a bad day, too few to copy a country.
CONTACTS = Budget("contact data", (Limit(10, DAY, 5), Limit(40, MONTH, 10)))
QUIETLY = Limit(6, DAY, 5)  # of them alarm nobody: fills up slower, so that none stays just below the day's


class Occasion(models.TextChoices):
    """What contact data may be opened for. The trail keeps the code."""

    DANGER = "danger", _("She may be in danger")
    ACCESS = "access", _("She cannot get in and asked for help")
    ASKED = "asked", _("She asked to be called or written to")
    EVENT = "event", _("Something about an event she takes part in cannot wait")

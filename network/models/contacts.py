"""Why somebody's contact data may be read, and how often. Each reading is a line in the trail."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.people import Member
from network.models.trail import Trail

OPENED = "contact.open"
# Enough for a bad day, too few to copy a country.
OPENINGS_A_DAY = 10


class Occasion(models.TextChoices):
    """What contact data may be opened for. The trail keeps the code."""

    DANGER = "danger", _("She may be in danger")
    ACCESS = "access", _("She cannot get in and asked for help")
    ASKED = "asked", _("She asked to be called or written to")
    EVENT = "event", _("Something about an event she takes part in cannot wait")


def openings_left(staff: Member) -> int:
    """How many times she may still open contact data today (UTC)."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    used = Trail.objects.filter(actor=staff.pk, action=OPENED, hour__gte=midnight).count()
    return max(0, OPENINGS_A_DAY - used)

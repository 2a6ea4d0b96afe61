"""Why somebody's contact data may be read, and how often. Each reading is a line in the trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

OPENED = "contact.open"


class ContactOccasion(models.TextChoices):
    """What contact data may be opened for. The trail keeps the code."""

    DANGER = "danger", _("She may be in danger")
    ACCESS = "access", _("She cannot get in and asked for help")
    ASKED = "asked", _("She asked to be called or written to")
    EVENT = "event", _("Something about an event she takes part in cannot wait")

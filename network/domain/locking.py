"""Why an account is locked, and how a vetter knows that it may be opened."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LockReason(models.TextChoices):
    """Why an account is closed. `HERSELF` asks for no reason: its owner may have seconds."""

    HERSELF = "herself", _("She locked it herself")
    CALL = "call", _("She asked for it by telephone")
    DEVICE = "device", _("A device of hers was lost or taken")
    DANGER = "danger", _("She may be in danger, and cannot be asked")
    REVIEW = "review", _("What happened in this account has to be looked at")
    COUNTRY = "country", _("All accounts of her country were locked")


# What one person can give as her reason for locking another's account.
REASONS_OF_ONE = [LockReason.CALL, LockReason.DEVICE, LockReason.DANGER, LockReason.REVIEW]


class UnlockReason(models.TextChoices):
    """How one of the staff knows that it is the owner of the account who asks, and that she asks freely."""

    VOICE = "voice", _("I spoke to her, know her voice, and she is free to talk")
    MET = "met", _("I met her")
    TRUSTED = "trusted", _("Somebody who knows her, and whom I trust, met her")
    REVIEWED = "reviewed", _("The review is over")

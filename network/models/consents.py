"""What an applicant agreed to, and in which words."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.joining import Application
from network.models.people import Member


class ConsentPurpose(models.TextChoices):
    ASSESS = "assess", _("So that two people can read my application")
    PROFILE = "profile", _("So that I can have a profile here")
    MAIL = "mail", _("So that short mails can reach me")


# A new wording gets a new version: a consent says which one the applicant read.
TEXT_VERSIONS = {ConsentPurpose.ASSESS: 1, ConsentPurpose.PROFILE: 1, ConsentPurpose.MAIL: 1}


class Consent(models.Model):
    """What somebody agreed to, when, and to which wording; of an applicant, later of the member she became."""

    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="consents")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=ConsentPurpose)
    text_version = models.PositiveSmallIntegerField()
    given_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["given_on", "purpose"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=True) ^ Q(member__isnull=True), name="a_consent_is_one_persons"
            ),
            models.UniqueConstraint(fields=["application", "purpose"], name="an_applicant_consents_once"),
            models.UniqueConstraint(fields=["member", "purpose"], name="a_member_consents_once"),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()

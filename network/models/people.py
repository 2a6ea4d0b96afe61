"""Members of the network: a pseudonym, few coded facts, and what is sealed."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SEALED_DOMAIN, SealedField
from network.domain.locking import LockReason
from network.models.blocks import Block, HiddenFrom
from network.models.classifications import Country, ExperienceLevel, Expertise, Sector


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    FOCAL_POINT = "focal_point", _("Focal point")
    COORDINATOR = "coordinator", _("Coordinator")


class MailPreference(models.TextChoices):
    """How it is safe to tell an applicant or a member that something waits for her here."""

    NOTICE = "notice", _("A short mail that names nobody and nothing")
    NEVER = "never", _("Never by mail: I look here myself")


class MemberQuerySet(models.QuerySet["Member"]):
    def of(self, user: Any) -> "Member | None":
        """The person behind a signed-in account, locked ones excepted; None for everybody else."""
        if not user.is_authenticated:
            return None
        # The lock counts even if somebody makes the account active by another way; and an account that somebody gave
        # another address is not guarded any more: it would come in without a second step.
        rows = self.filter(user_id=user.pk, user__is_active=True, lock__isnull=True)
        rows = rows.filter(user__email__endswith=f"@{SEALED_DOMAIN}")
        return rows.select_related("country", "user").first()

    def active(self) -> "MemberQuerySet":
        """Not locked."""
        return self.filter(user__is_active=True)

    def lockable(self) -> "MemberQuerySet":
        """Not locked, or only together with the member's whole country: she can be kept locked when the others are
        opened."""
        return self.filter(models.Q(user__is_active=True) | models.Q(lock__reason=LockReason.COUNTRY))

    def full_members(self) -> "MemberQuerySet":
        """Past probation."""
        return self.filter(probation_ends__lte=timezone.localdate())

    def staff(self) -> "MemberQuerySet":
        return self.exclude(role=Role.MEMBER)

    def real(self) -> "MemberQuerySet":
        """Without canaries: for numbers."""
        return self.filter(is_canary=False)

    def visible_to(self, viewer: "Member") -> "MemberQuerySet":
        """Whom the viewer may find: those who chose to be found, who do not hide from her, and no block between them.

        Nobody for a newcomer or a locked member, and never herself. The rule for directory, profile and messages.
        """
        if viewer.on_probation or viewer.is_locked:
            return self.none()
        found = self.active().full_members().filter(is_listed=True).exclude(pk=viewer.pk)
        return found.exclude(pk__in=HiddenFrom.objects.from_(viewer).values("member")).exclude(
            pk__in=Member.objects.blocked_with(viewer).values("pk")
        )

    def blocked_with(self, member: "Member") -> "MemberQuerySet":
        """Those whom the member blocked, and those who blocked her."""
        by_her = models.Q(pk__in=Block.objects.filter(blocker=member).values("blocked"))
        return self.filter(by_her | models.Q(pk__in=Block.objects.filter(blocked=member).values("blocker")))

    def in_care_of(self, staff: "Member") -> "MemberQuerySet":
        """For a focal point those of her country, other staff excepted; all for a coordinator; nobody for others.

        Canaries stand among them: a list without them, beside the directory, would tell which profiles they are.
        """
        if staff.role == Role.COORDINATOR:
            return self
        if staff.role == Role.FOCAL_POINT:
            return self.filter(country=staff.country_id, role=Role.MEMBER)
        return self.none()


class Member(models.Model):
    """Somebody whom two people have vetted. Staff of the network are members with a role, never Wagtail users."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    pseudonym = models.CharField(_("pseudonym"), max_length=40)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="members")
    sector = models.CharField(_("sector"), max_length=10, choices=Sector)
    level = models.CharField(_("level"), max_length=10, choices=ExperienceLevel)
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    mail = models.CharField(_("mail"), max_length=8, choices=MailPreference, default=MailPreference.NEVER)
    joined_month = models.DateField(help_text=_("The first day of the month: no more is kept."))
    probation_ends = models.DateField()
    votes_from = models.DateField(
        null=True, help_text=_("From when her vote counts, after an appointment. Empty: it does.")
    )
    is_listed = models.BooleanField(default=False, help_text=_("Whether she can be found in the directory."))
    is_canary = models.BooleanField(default=False, help_text=_("Nobody: whoever opens this profile raises an alarm."))
    # Sealed under the country's keys.
    address = SealedField(help_text=_("Her mail address."))
    reach = SealedField(help_text=_("How it is safe to reach her, in her words."))

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("pseudonym"), name="one_member_per_pseudonym"),
            models.CheckConstraint(condition=models.Q(joined_month__day=1), name="joined_by_month_only"),
        ]
        indexes = [models.Index(fields=["country", "sector"], name="member_by_place")]

    def __str__(self) -> str:
        return self.pseudonym

    def sealed_scope(self) -> str:
        return self.country_id

    @property
    def on_probation(self) -> bool:
        """The first 30 days, in which the member sees no directory."""
        return self.probation_ends > timezone.localdate()

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def is_staff(self) -> bool:
        """A focal point or a coordinator."""
        return self.role != Role.MEMBER

    @property
    def is_locked(self) -> bool:
        return not self.user.is_active

    def spoken_names(self) -> list[str]:
        return [row.get_code_display() for row in self.spoken.all()]

    def expertise_names(self) -> list[str]:
        return [row.get_code_display() for row in self.skills.all()]


class SpokenLanguage(models.Model):
    """A language that a member speaks."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="spoken")
    code = models.CharField(max_length=8, choices=settings.LANGUAGES)

    class Meta:
        db_table = "network_spoken"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["member", "code"], name="a_language_once")]

    def __str__(self) -> str:
        return self.code


class Skill(models.Model):
    """A field that a member knows well."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="skills")
    code = models.CharField(max_length=16, choices=Expertise)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["member", "code"], name="a_skill_once")]

    def __str__(self) -> str:
        return self.code

"""What a profile can tell, and to whom each fact is shown: to nobody, until its owner says otherwise."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.models.classifications import Country
from network.models.people import Member


class ProfileFact(models.TextChoices):
    """Everything on a profile that can be shown or hidden. The pseudonym stands in the directory for who joins it."""

    NAME = "name", _("Real name")
    INSTITUTION = "institution", _("Institution")
    POSITION = "position", _("Position")
    ABOUT = "about", _("About me")
    CITY = "city", _("City")
    COUNTRY = "country", _("Country")
    SECTOR = "sector", _("Sector")
    LEVEL = "level", _("Experience")
    LANGUAGES = "languages", _("Languages")
    EXPERTISE = "expertise", _("Expertise")
    PHOTO = "photo", _("Photo")


# Written by the member and sealed; the others are codes that every member has.
WRITTEN = [ProfileFact.NAME, ProfileFact.INSTITUTION, ProfileFact.POSITION, ProfileFact.ABOUT, ProfileFact.CITY]
CODED = [ProfileFact.COUNTRY, ProfileFact.SECTOR, ProfileFact.LEVEL, ProfileFact.LANGUAGES, ProfileFact.EXPERTISE]


class Profile(models.Model):
    """What a member wrote about herself. Many have none."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True, related_name="profile")
    name = SealedField()
    institution = SealedField()
    position = SealedField()
    about = SealedField()
    city = SealedField()

    def __str__(self) -> str:
        return f"profile {self.pk}"

    def sealed_scope(self) -> str:
        return self.member.country_id

    @classmethod
    def get_or_build(cls, member: Member) -> "Profile":
        """The member's, or an empty one that is not saved yet."""
        return cls.objects.select_related("member").filter(pk=member.pk).first() or cls(member=member)


class Photo(models.Model):
    """A small picture, made anew from its pixels and sealed like any text: base64 of a JPEG file.

    A row and no file: it is erased, shredded and sealed anew with the rest, and no copy can be left behind.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True, related_name="photo")
    body = SealedField()

    def __str__(self) -> str:
        return f"photo {self.pk}"

    def sealed_scope(self) -> str:
        return self.member.country_id


class VisibilityGrantQuerySet(models.QuerySet["VisibilityGrant"]):
    def to(self, viewer: Member) -> "VisibilityGrantQuerySet":
        return self.to_country(viewer.country_id)

    def to_country(self, code: str) -> "VisibilityGrantQuerySet":
        """What members of a country are shown."""
        return self.filter(Q(country=None) | Q(country=code))


class VisibilityGrant(models.Model):
    """One fact of one member may be seen by all members (no country) or by those of one. No row: nobody sees it."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="showings")
    fact = models.CharField(max_length=12, choices=ProfileFact)
    country = models.ForeignKey(Country, null=True, on_delete=models.CASCADE, related_name="+")

    objects = VisibilityGrantQuerySet.as_manager()

    class Meta:
        db_table = "network_showing"  # release 0.1's, whose processes use it while an upgrade replaces them
        constraints = [
            models.UniqueConstraint(fields=["member", "fact", "country"], name="shown_to_a_country_once"),
            models.UniqueConstraint(
                fields=["member", "fact"], condition=Q(country__isnull=True), name="shown_to_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} to {self.country_id or 'all'}"


def find_visible_facts(*, of: Member, to: Member) -> set[str]:
    """The facts of one member that another may see; none where the other may not find the one at all."""
    if not Member.objects.visible_to(to).filter(pk=of.pk).exists():
        return set()
    return set(of.showings.to(to).values_list("fact", flat=True))

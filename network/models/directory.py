"""Who keeps away from whom, and how much of the directory somebody sees."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Sum, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone
from django.utils.crypto import salted_hmac

from network.domain.retention import CARDS_COUNTED, PROFILES_OPENED, compute_cutoff_day
from network.models.blocks import HiddenFrom
from network.models.people import Member, MemberQuerySet
from network.models.profiles import ProfileFact, VisibilityGrant

PAGE_SIZE = 10
MOST_PAGES = 3
# What one can look for: the fact that has to be shown to whoever looks, and where it stands.
FILTERS = {
    "sector": (ProfileFact.SECTOR, "sector"),
    "country": (ProfileFact.COUNTRY, "country"),
    "language": (ProfileFact.LANGUAGES, "spoken__code"),
    "expertise": (ProfileFact.EXPERTISE, "skills__code"),
}


class ViewedPart(models.TextChoices):
    """What of somebody was seen."""

    CARD = "card"
    PROFILE = "profile"
    NAME = "name"


class ViewRecordQuerySet(models.QuerySet["ViewRecord"]):
    def find_viewed_today(self, sight: ViewedPart, viewer: Member, people: Iterable[UUID]) -> set[UUID]:
        """Those of the people of whom the viewer saw it today."""
        keys = {build_view_key(sight, viewer, pk): pk for pk in people}
        return {keys[key] for key in self.filter(key__in=keys).values_list("key", flat=True)}

    def mark_viewed(self, sight: ViewedPart, viewer: Member, people: Iterable[UUID]) -> None:
        rows = (ViewRecord(key=build_view_key(sight, viewer, pk)) for pk in people)
        ViewRecord._default_manager.bulk_create(rows, ignore_conflicts=True)

    def expired(self, today: date) -> "ViewRecordQuerySet":
        return self.filter(day__lte=compute_cutoff_day(today, PROFILES_OPENED))


class ViewRecord(models.Model):
    """That somebody saw something of somebody today, under a hash that only says so to who asks about these two.
    Gone tomorrow, and in no backup (config/backups/databases.py)."""

    key = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(default=timezone.localdate)

    objects = ViewRecordQuerySet.as_manager()

    class Meta:
        db_table = "network_seen"  # release 0.1's, whose processes use it while an upgrade replaces them
        indexes = [models.Index(fields=["day"], name="seen_by_day")]

    def __str__(self) -> str:
        return f"seen {self.key[:8]}"


def build_view_key(sight: ViewedPart, viewer: Member, person: UUID) -> str:
    said = f"{timezone.localdate()}|{sight}|{viewer.pk}|{person}"
    return salted_hmac("network.seen", said, algorithm="sha256").hexdigest()


class CardViewCountQuerySet(models.QuerySet["CardViewCount"]):
    def add(self, viewer: Member, number: int) -> None:
        key = build_card_count_key(viewer, timezone.localdate())
        if not self.filter(key=key).update(number=F("number") + number):
            CardViewCount._default_manager.bulk_create([CardViewCount(key=key)], ignore_conflicts=True)
            self.filter(key=key).update(number=F("number") + number)

    def of_week(self, viewer: Member) -> int:
        """Cards of the last seven days. Who was seen on two of them counts twice: nobody remembers whom."""
        today = timezone.localdate()
        keys = [build_card_count_key(viewer, today - timedelta(days=n)) for n in range(CARDS_COUNTED)]
        return self.filter(key__in=keys).aggregate(n=Sum("number"))["n"] or 0

    def expired(self, today: date) -> "CardViewCountQuerySet":
        return self.filter(day__lte=compute_cutoff_day(today, CARDS_COUNTED))


class CardViewCount(models.Model):
    """How many people's cards somebody saw on a day. Says neither whose nor, without SECRET_KEY, who."""

    key = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(default=timezone.localdate)
    number = models.PositiveIntegerField(default=0)

    objects = CardViewCountQuerySet.as_manager()

    class Meta:
        db_table = "network_tally"  # release 0.1's, whose processes use it while an upgrade replaces them
        indexes = [models.Index(fields=["day"], name="tally_by_day")]

    def __str__(self) -> str:
        return f"tally {self.key[:8]}"


def build_card_count_key(viewer: Member, day: date) -> str:
    return salted_hmac("network.tally", f"{day}|{viewer.pk}", algorithm="sha256").hexdigest()


def are_blocked(one: Member, other: Member) -> bool:
    """Whether either blocked the other."""
    return Member.objects.blocked_with(one).filter(pk=other.pk).exists()


def are_kept_apart(one: Member, other: Member) -> bool:
    """Whether either member blocked the other or hides from her: what brings people together leaves these two alone."""
    return are_blocked(one, other) or (
        HiddenFrom.objects.from_(other).filter(member=one).exists()
        or HiddenFrom.objects.from_(one).filter(member=other).exists()
    )


def find_members_apart_from(member: Member) -> MemberQuerySet:
    """Everybody who is `are_kept_apart` from the member, for lists."""
    hers = member.hidings.all()
    away = (
        Q(pk__in=Member.objects.blocked_with(member).values("pk"))
        | Q(pk__in=HiddenFrom.objects.from_(member).values("member"))
        | Q(pk__in=hers.filter(person__isnull=False).values("person"))
        | Q(country__in=hers.filter(country__isnull=False).values("country"))
    )
    return Member.objects.filter(away).exclude(pk=member.pk)


def find_directory_members(viewer: Member, chosen: dict[str, str]) -> MemberQuerySet:
    """The directory as the viewer sees it. A filter finds only those who show her that very fact, or it would tell it.

    `read_shown_facts` tells what each row shows her.
    """
    rows = Member.objects.visible_to(viewer).select_related("country")
    for name, (fact, lookup) in FILTERS.items():
        if value := chosen.get(name):
            shows = VisibilityGrant.objects.to(viewer).filter(member=OuterRef("pk"), fact=fact)
            rows = rows.filter(Exists(shows), **{lookup: value})
    rows = rows.prefetch_related(
        Prefetch("showings", VisibilityGrant.objects.to(viewer), to_attr="shown"), "spoken", "skills"
    )
    return rows.order_by(shuffled(viewer))


def find_todays_members(viewer: Member, chosen: dict[str, str]) -> list[Member]:
    """As many of those found as a list shows the viewer today. "By name" sorts these: it brings nobody else, or whoever
    asks in both orders would see two lists."""
    rows = list(find_directory_members(viewer, chosen)[: PAGE_SIZE * MOST_PAGES])
    return sorted(rows, key=lambda row: row.pseudonym.casefold()) if chosen.get("order") == "name" else rows


def read_shown_facts(row: Member) -> set[str]:
    """The facts that a row of `find_directory_members` shows to whom it was found for."""
    return {showing.fact for showing in row.__dict__["shown"]}


def shuffled(viewer: Member) -> MD5:
    """An order that is the viewer's for a day: pages fit together, and nobody stands first for ever."""
    today = f" {viewer.pk} {timezone.localdate()}"
    return MD5(Concat(Cast("pk", models.CharField()), Value(today), output_field=models.CharField()))

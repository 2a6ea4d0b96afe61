"""Applications: what a woman tells before two people have vetted her, and what she agreed to."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField, User
from network.domain.retention import APPLICATION_CLOSED, APPLICATION_UNCONFIRMED, compute_cutoff_day
from network.models.classifications import Country, ExperienceLevel, Sector
from network.models.people import MailPreference, Member, Role
from network.models.ties import Tie, TieKind
from network.models.vetting import Vote, VotingCapacity

# Whoever was not decided upon in this time is told so, and her application is closed.
UNDECIDED_DAYS = 60
INVITATION_DAYS = 14
# Neither proven nor invited: so many new ones a country and day are shown to its vetters, whoever floods the door.
SHOWN_A_DAY = 10
# So long the page of a request that ended says that it is closed; later it is an unknown address.
CLOSED_DAYS = 7
# So long only coordinators who did not vote on an accepted applicant are asked to call her, where there is one.
OTHERS_FIRST_DAYS = 7


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Waits to be read")
    IN_VETTING = "in_vetting", _("Being read")
    WAITING = "waiting", _("A question waits for an answer")
    APPROVED = "approved", _("Accepted")
    DECLINED = "declined", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Closed: nobody decided in time")


OPEN_STATES = [ApplicationState.CONFIRMED, ApplicationState.IN_VETTING, ApplicationState.WAITING]
# Accepted, and the long code was not yet exchanged for a password.
UNENTERED = Q(state=ApplicationState.APPROVED) & ~Q(return_hash="")
DECIDED_STATES = [
    ApplicationState.APPROVED,
    ApplicationState.DECLINED,
    ApplicationState.WITHDRAWN,
    ApplicationState.EXPIRED,
]
# The applicant reads mail at her address, or a member gave her word for her: no flood of forms can look like that.
IN_FRONT = Q(is_proven=True) | Q(vouched=True)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def open(self) -> "ApplicationQuerySet":
        """Somebody is to decide. The applicant may have withdrawn: then the next night closes it."""
        return self.filter(state__in=OPEN_STATES)

    def visible_to(self, staff: Member) -> "ApplicationQuerySet":
        """Those one of the staff may vet: of her own country; of all for a coordinator; of another country once
        somebody there has voted.

        What was decided or withdrawn stays among them until the night, looking like one that waits: else the moment
        in which it leaves, beside one's own vote, would tell what another person said.
        """
        rows = self.not_barred(staff).filter(in_queue=True)
        if staff.role == Role.COORDINATOR:
            return rows
        if staff.role != Role.FOCAL_POINT:
            return self.none()
        at_home = Vote.objects.filter(application=OuterRef("pk"), seat=VotingCapacity.HOME)
        return rows.filter(Q(country_id=staff.country_id) | Exists(at_home))

    def not_barred(self, staff: Member) -> "ApplicationQuerySet":
        """Without those whom the vetter invited, and those whom somebody invited whom she proposed for an office."""
        hers = Tie.objects.filter(member=staff, kind=TieKind.PROPOSED).values("other")
        return self.exclude(inviter=staff).exclude(inviter__in=hers)

    def closed_for(self, staff: Member, today: date) -> "ApplicationQuerySet":
        """Ended in one of the last nights, and was the vetter's to decide; the same rows however it ended."""
        rows = self.not_barred(staff).filter(state__in=DECIDED_STATES, shown_on__isnull=False)
        rows = rows.filter(decided_on__gt=compute_cutoff_day(today, CLOSED_DAYS))
        if staff.role == Role.COORDINATOR:
            return rows
        return rows.filter(country_id=staff.country_id) if staff.role == Role.FOCAL_POINT else self.none()

    def coming_back(self, return_hash: str) -> "ApplicationQuerySet":
        """Whose long code this is. A founder's is the second proof as well, and ends sooner (network/founding)."""
        late = Q(UNENTERED, member__role=Role.COORDINATOR, entry_until__lte=timezone.now())
        return self.filter(return_hash=return_hash).exclude(late)

    def in_lanes(self) -> "ApplicationQuerySet":
        """Proven and invited ones first; in each lane who waits longest."""
        return self.order_by(Case(When(IN_FRONT, then=0), default=1), "moved_on", "pk")

    def to_show(self, country_id: str) -> "ApplicationQuerySet":
        """Confirmed, and no vetter sees it yet: there are too many like it. The first of each network of that day,
        then the second ones: whoever sends forty stands behind everybody who sent one. Of those the oldest first."""
        rows = self.filter(country_id=country_id, state=ApplicationState.CONFIRMED, shown_on=None)
        return rows.order_by("turn", "created_on", "pk")

    def entering(self, staff: Member) -> "ApplicationQuerySet":
        """Accepted, chose "never by mail", and waits for this coordinator to speak to her. No applicant whom the
        coordinator invited.

        A coordinator who voted on her is asked last: to that one a row here tells how her vote ended.
        """
        if staff.role != Role.COORDINATOR:
            return self.none()
        hers = Vote.objects.filter(application=OuterRef("pk"), vetter=staff)
        voted = Vote.objects.filter(application=OuterRef(OuterRef("pk")), vetter=OuterRef("pk"))
        others = Member.objects.active().filter(~Exists(voted), role=Role.COORDINATOR).exclude(pk=staff.pk)
        fresh = Q(decided_on__gt=compute_cutoff_day(timezone.localdate(), OTHERS_FIRST_DAYS))
        rows = self.filter(UNENTERED, mail=MailPreference.NEVER, member__lock__isnull=True).not_barred(staff)
        rows = rows.exclude(Exists(hers) & Exists(others) & fresh)
        return rows.exclude(entry_until__gt=timezone.now())

    def stale(self, today: date) -> "ApplicationQuerySet":
        """Nobody decided for two months."""
        return self.open().filter(moved_on__lte=compute_cutoff_day(today, UNDECIDED_DAYS))

    def expired(self, today: date) -> "ApplicationQuerySet":
        """To be erased: never confirmed, or decided long enough ago. An applicant who was accepted and never came is
        not among them: see `never_entered`, which erases her account, and this row with it."""
        drafts = Q(state=ApplicationState.DRAFT, created_on__lte=compute_cutoff_day(today, APPLICATION_UNCONFIRMED))
        decided = Q(decided_on__lte=compute_cutoff_day(today, APPLICATION_CLOSED))
        return self.filter(drafts | decided).exclude(UNENTERED)

    def never_entered(self, today: date) -> models.QuerySet[User]:
        """Accounts of those who were accepted and did not come in time; everything of theirs goes with them."""
        gone = self.filter(UNENTERED, decided_on__lte=compute_cutoff_day(today, APPLICATION_CLOSED))
        return User.objects.filter(membership__application__in=gone)


class Application(models.Model):
    """One woman's wish to join. Only she and those who vet it know of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    pseudonym = models.CharField(max_length=40)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="applications")
    sector = models.CharField(max_length=10, choices=Sector)
    level = models.CharField(max_length=10, choices=ExperienceLevel)
    languages = models.JSONField(default=list)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, help_text="Of letters to her.")
    mail = models.CharField(max_length=8, choices=MailPreference, default=MailPreference.NEVER)
    # Sealed under the country's keys.
    address = SealedField()
    reach = SealedField(help_text="How it is safe to reach her, in her words.")
    why = SealedField(help_text="Why she wants to join, in her words.")
    address_index = models.CharField(
        max_length=40, blank=True, help_text="So that her own later application replaces this one. Until it ends."
    )
    is_proven = models.BooleanField(default=False, help_text="She showed that she reads mail at the address.")
    inviter = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="invited")
    vouched = models.BooleanField(default=False, help_text="The inviter's word counts: this one used the invitation.")

    # The long code on her paper, and the six digits of the moment.
    return_hash = models.CharField(max_length=64, blank=True)
    digits_hash = models.CharField(max_length=64, blank=True)
    digits_expire = models.DateTimeField(null=True)
    digits_tries = models.PositiveSmallIntegerField(default=0)
    # After the yes: the member she became, and until when she may choose a password: a second proof was given.
    member = models.OneToOneField(Member, null=True, on_delete=models.CASCADE, related_name="application")
    entry_until = models.DateTimeField(null=True)

    # What vetters see: from the day on which it was shown until the night after it ended.
    shown_on = models.DateField(null=True)
    in_queue = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True, help_text="The night after this day closes it.")
    created_on = models.DateField(default=timezone.localdate)
    # The how manieth of its network on that day: the network itself is not kept.
    turn = models.PositiveSmallIntegerField(default=1)
    moved_on = models.DateField(default=timezone.localdate, help_text="When its state last changed.")
    decided_on = models.DateField(null=True)
    mailed_on = models.DateField(null=True, help_text="At most one mail a day.")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["moved_on", "pk"]
        constraints = [
            # Only for proven addresses: else anybody could block an address that is not hers.
            models.UniqueConstraint(
                fields=["address_index"],
                condition=Q(state__in=["confirmed", "in_vetting", "waiting"], is_proven=True) & ~Q(address_index=""),
                name="one_open_application_per_address",
            ),
            models.UniqueConstraint(
                fields=["return_hash"], condition=~Q(return_hash=""), name="a_return_code_opens_one_application"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(state="approved"), name="a_member_comes_from_an_approval"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "declined", "withdrawn", "expired"], decided_on__isnull=False)
                | Q(state__in=["draft", "confirmed", "in_vetting", "waiting"], decided_on__isnull=True),
                name="a_decision_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["country", "state"], name="application_by_place"),
            models.Index(fields=["country", "moved_on"], condition=Q(in_queue=True), name="application_in_queue"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    def sealed_scope(self) -> str:
        return self.country_id

    @property
    def is_open(self) -> bool:
        """For the applicant: she may answer and withdraw."""
        return self.state in OPEN_STATES and self.withdrawn_on is None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None or self.state == ApplicationState.WITHDRAWN

    @property
    def is_decided(self) -> bool:
        """For the applicant: nothing will change any more."""
        return self.state in DECIDED_STATES or self.withdrawn_on is not None

    @property
    def is_in_front(self) -> bool:
        return self.is_proven or self.vouched

    @property
    def may_enter(self) -> bool:
        """Accepted, not locked since, and the second proof was given a short while ago."""
        if not (self.member and self.return_hash and self.entry_until):
            return False
        return self.entry_until > timezone.now() and not hasattr(self.member, "lock")

    @property
    def erased_on(self) -> date | None:
        """When nothing of it is left."""
        ended = self.decided_on or (self.withdrawn_on and self.withdrawn_on + timedelta(days=1))
        return ended + timedelta(days=APPLICATION_CLOSED) if ended else None

    @property
    def founders_last_day(self) -> date | None:
        """The last day of a founder's code; None for everybody whom two people accepted."""
        if not (self.entry_until and self.member and self.member.is_coordinator):
            return None
        return timezone.localdate(self.entry_until - timedelta(seconds=1))

    def language_names(self) -> list[str]:
        names = dict(settings.LANGUAGES)
        return [str(_(names[code])) for code in self.languages if code in names]

"""What waits for a member inside the portal. Mails only say that something waits."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.domain.retention import NOTICE, compute_cutoff_moment
from network.models.people import Member


class NoticeKind(models.TextChoices):
    """Each area adds its kinds here; network/home/views.py says which page answers it."""

    WELCOME = "welcome", _("Welcome. Start with your profile: everything on it is hidden until you show it.")
    MESSAGE = "message", _("There is a new message for you.")
    INTRODUCTION = "introduction", _("A member would like to write to you.")
    MENTORING = "mentoring", _("There is news about mentoring.")
    EVENT = "event", _("There is news about an event you signed up for.")
    REMINDER = "reminder", _("An event you signed up for is near.")
    LEARNING = "learning", _("There is a new session in a series you follow.")
    CIRCLE = "circle", _("There is a new post in one of your circles.")
    REQUEST = "request", _("Somebody asks to join a circle that you look after.")
    SEAT = "seat", _("A circle that you asked to join let you in.")
    WARNING = "warning", _("Something you wrote was reported. Please read the rules of the circles again.")
    QUESTION = "question", _("Somebody answered in a vetting you take part in.")
    VETTING = "vetting", _("An application waits for vetting.")
    LOCKED = "locked", _("An account was locked. Find out whether she is safe.")
    SECOND = "second", _("Something waits for a second person.")
    DECIDED = "decided", _("Something that you proposed was answered.")
    RETURN = "return", _("Two people want to give your account back to you. If you did not ask for it, lock it now.")
    UNLOCK = "unlock", _("Somebody asks to unlock an account.")
    REPORT = "report", _("A member reported something.")
    ALARM = "alarm", _("Somebody may be copying the directory. Look now who it is.")
    COUNTRY = "country", _("A country was closed for people who want to join.")
    ACCOUNT = "account", _("Something about your account changed. If it was not you, lock it.")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def expired(self, today: date) -> "NoticeQuerySet":
        return self.filter(created__lt=compute_cutoff_moment(today, NOTICE))


class Notice(models.Model):
    """One sentence of a closed list; never a name, never a text that somebody wrote."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=14, choices=NoticeKind)
    created = models.DateTimeField(auto_now_add=True)
    seen = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]
        constraints = [
            # Three unread messages are one notice.
            models.UniqueConstraint(
                fields=["member", "kind"], condition=models.Q(seen=False), name="one_unseen_notice_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

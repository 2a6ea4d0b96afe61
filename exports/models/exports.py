"""The ledger: one row a file, from the first request to the last download."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exports.domain.export_requests import PDF
from exports.models.querysets import ExportQuerySet

MOST_ATTEMPTS = 3


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting its turn")
    RENDERING = "rendering", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Stopped")


class Lane(models.TextChoices):
    """Where a job waits. Everybody's first try is quick, unless it is known to take long; what ran for longer than its
    kind usually does, and every second attempt, is slow."""

    QUICK = "quick"
    SLOW = "slow"


class Fault(models.TextChoices):
    """Why there is no file. The first four are exports.pdf.RenderError's codes."""

    TOO_LONG = "too-long", _("It took longer than a file may take.")
    TOO_BIG = "too-big", _("It needs more memory than a file may take.")
    REFUSED = "refused", _("It holds something that does not belong in a file.")
    BROKEN = "broken", _("The program that makes files could not make sense of it.")
    KILLED = "killed", _("The machine stopped in the middle each time.")
    NO_ROOM = "no-room", _("There was no room on the disk. Whoever runs the portal has to make some.")


class Export(models.Model):
    """A file that was asked for. Its content is fixed by `key`; the same input is the same row.

    `source` is the packed input (Order.pack), erased once the file is there. `lease_until` is how long the
    worker that renders it is believed alive. `page` of about `expected_pages` (0: unknown) is real progress;
    what has no pages, a package, counts its steps instead and ends with `pages` 0. `size` in bytes. `enqueued_at`
    is when the broker last accepted the job. Within its lane the job with the earliest `turn_at` is next: when it was
    asked for, and later than that for whoever waits for others already. `client` says who that is, by a mark that
    changes every day and goes with the end of the job (exports.domain.turns).
    """

    State = State
    Lane = Lane
    Fault = Fault

    key = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    options = models.JSONField(default=dict, blank=True)
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=8)
    filename = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100, default=PDF)
    fillable = models.BooleanField(default=False)
    version_note = models.CharField(max_length=120, blank=True)
    page_url = models.CharField(max_length=500, blank=True)

    source = models.BinaryField(null=True)
    seconds = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    lane = models.CharField(max_length=5, choices=Lane, default=Lane.QUICK, db_default="quick")
    turn_at = models.DateTimeField(default=timezone.now, db_default=Now())
    client = models.CharField(max_length=32, blank=True, default="", db_default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=9, blank=True)
    page = models.PositiveIntegerField(default=0)
    expected_pages = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=8, choices=Fault, blank=True)

    created_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    private = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    session = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["turn_at", "id"],
                name="export_queue",
                condition=Q(state__in=["queued", "rendering"]),
            ),
            models.Index(fields=["kind", "subject", "-finished_at"], name="export_history"),
            models.Index(fields=["expires_at"], name="export_expiry", condition=Q(expires_at__isnull=False)),
            # For the operators' figures of a day and the sweeper's week: neither may read all that was ever made.
            models.Index(fields=["finished_at"], name="export_finished", condition=Q(finished_at__isnull=False)),
            models.Index(fields=["finished_at"], name="export_failed", condition=Q(state="failed")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="export_state_known"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="export_lane_known"),
            models.CheckConstraint(condition=Q(attempts__lte=MOST_ATTEMPTS), name="export_attempts_end"),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (
                    Q(size__gt=0, finished_at__isnull=False, source__isnull=True, error="")
                    & (Q(pages__gt=0) | ~Q(media_type=PDF))
                ),
                name="export_done_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state="done") | Q(source__isnull=False), name="export_undone_has_source"
            ),
            models.CheckConstraint(
                condition=~Q(state="rendering") | Q(lease_until__isnull=False),
                name="export_rendering_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state="failed", error__in=Fault.values) | (~Q(state="failed") & Q(error="")),
                name="export_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(private=False, owner__isnull=True, session="", expires_at__isnull=True)
                | (Q(private=True, expires_at__isnull=False) & (Q(owner__isnull=False) | ~Q(session=""))),
                name="export_private_has_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} ({self.state})"

    def get_absolute_url(self) -> str:
        """The file where it exists, else the page that says how far it is."""
        return self.file_url if self.state == State.DONE else self.status_url

    @property
    def file_url(self) -> str:
        return reverse("exports:download", args=[self.key, self.filename])

    @property
    def status_url(self) -> str:
        return reverse("exports:status", args=[self.key])

    @property
    def is_pdf(self) -> bool:
        return self.media_type == PDF

    @property
    def ending(self) -> str:
        """What people call the file: PDF, EPUB, DOCX."""
        return self.filename.rpartition(".")[2].upper()

    @property
    def reference(self) -> str:
        """What a reader may quote to us: 7F3A-21. Finds the row by its first six digits."""
        return f"{self.key[:4]}-{self.key[4:6]}".upper()

    @property
    def progress_max(self) -> int:
        """The end of the progress bar; 0 where nobody knows."""
        return max(self.expected_pages, self.page) if self.expected_pages else 0

    def position(self) -> int:
        """How many files are ahead of this one: those of its lane whose turn is earlier, and those being made."""
        sooner = Q(turn_at__lt=self.turn_at) | Q(turn_at=self.turn_at, pk__lt=self.pk)
        before = Q(state="queued", lane=self.lane) & sooner
        return Export.objects.filter(before | Q(state="rendering")).exclude(pk=self.pk).count()

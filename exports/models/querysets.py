"""Which rows of the ledger: for whom, in what state, at what time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Count, DateTimeField, F, Q, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from exports.domain import turns
from exports.domain.export_requests import ExportRequest

if TYPE_CHECKING:
    from exports.models.exports import Export

PRIVATE_FOR = timedelta(minutes=60)
# Nobody is believed to be at work for longer without a sign (exports.tasks.rendering: LEASE is half of it).
LONGEST_LEASE = timedelta(seconds=90)
LATELY = timedelta(days=1)  # whose files say how long one of a kind takes, and of these the last:
LAST = 20
ASKED_GRAIN = timedelta(hours=1)  # "last asked for" is kept no finer: a repeat then writes nothing


def make_session_mark(session_key: str) -> str:
    """A session's mark in the ledger: who reads the table cannot take over the session."""
    return salted_hmac("exports.session", session_key, algorithm="sha256").hexdigest() if session_key else ""


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser | None, session_key: str = "") -> "ExportQuerySet":
        """Every public export, and the private ones of this person or session."""
        visible = Q(private=False)
        if user is not None and user.is_authenticated:
            visible |= Q(private=True, owner=user)
        if session_key:
            visible |= Q(private=True, owner=None, session=make_session_mark(session_key))
        return self.unexpired().filter(visible)

    def unexpired(self) -> "ExportQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))

    def expired(self) -> "ExportQuerySet":
        return self.filter(expires_at__lte=timezone.now())

    def queued(self) -> "ExportQuerySet":
        return self.filter(state="queued")

    def rendering(self) -> "ExportQuerySet":
        return self.filter(state="rendering")

    def abandoned(self) -> "ExportQuerySet":
        """Being rendered by nobody: the lease ran out, so the worker is dead or cut off. One that ends later than any
        lease can is of a clock that went wrong since: else its file would wait until that clock's time has come."""
        now = timezone.now()
        return self.rendering().filter(Q(lease_until__lte=now) | Q(lease_until__gt=now + LONGEST_LEASE))

    def unsent(self, *, asked_before: datetime, told_before: datetime) -> "ExportQuerySet":
        """Waiting although the broker was never told, or told so long ago that it has lost the message."""
        ahead = timezone.now() + LONGEST_LEASE  # of a clock that went wrong since
        told = Q(enqueued_at__lt=told_before) | Q(enqueued_at__gt=ahead)
        never = Q(enqueued_at=None) & (Q(queued_at__lt=asked_before) | Q(queued_at__gt=ahead))
        return self.queued().filter(never | told)

    def unfinished(self) -> "ExportQuerySet":
        return self.filter(state__in=["queued", "rendering"])

    def claimable(self, *, attempts: int) -> "ExportQuerySet":
        """Waiting, or held by somebody who is dead, and tried fewer times than that."""
        free = Q(state="queued") | Q(state="rendering", lease_until__lte=timezone.now())
        return self.filter(free, attempts__lt=attempts)

    def ran_over(self) -> "ExportQuerySet":
        """Not done by the end of their first try, or begun again, and still on their way."""
        return self.unfinished().filter(lane="slow", seconds__lte=settings.LARGE_SECONDS)

    def in_turn(self, lane: str) -> "ExportQuerySet":
        """Those of a lane, the next one first. Where some of a kind ran over just now, others of it may do the same."""
        count = self.model._default_manager.ran_over().order_by().values("kind").annotate(many=Count("pk"))
        suspects = count.filter(many__gte=turns.SUSPECT).values("kind")
        later = When(kind__in=suspects, then=F("turn_at") + turns.LATER)
        place = Case(later, default=F("turn_at"), output_field=DateTimeField())
        return self.filter(lane=lane).order_by(place if lane == "quick" else "turn_at", "pk")

    def taken(self, kind: str) -> list[timedelta]:
        """How long the last files of a kind took."""
        done = self.filter(kind=kind, state="done", started_at__isnull=False)
        done = done.filter(finished_at__gte=timezone.now() - LATELY).order_by("-finished_at")
        times = done.values_list("started_at", "finished_at")[:LAST]
        return [end - begin for begin, end in times if begin and end]

    def get_or_create_export(
        self, order: ExportRequest, *, key: str, owner: Any = None, session: str = "", client: str = ""
    ) -> tuple["Export", bool]:
        """The one row of this key, and whether this call created it, however many call at once. `client`: a mark."""
        if order.private:
            self.filter(key=key).expired().delete()
        row = self.filter(key=key).first()
        if row is None:
            columns = build_export_columns(order, key, owner, session)
            try:
                with transaction.atomic(using=self.db):
                    return self.create(**columns, **self.outlook(order), **self.place(order, client)), True
            except IntegrityError:  # somebody else was faster: theirs is as good
                row = self.filter(key=key).first()
                if row is None:
                    raise
        self.renew(row)
        return row, False

    def renew(self, row: "Export") -> None:
        """Notes that it was asked for again: a private one then lives for another hour."""
        now = timezone.now()
        if row.private:
            row.expires_at = now + PRIVATE_FOR
            self.filter(pk=row.pk).update(expires_at=row.expires_at, asked_at=now)
        elif row.asked_at < now - ASKED_GRAIN:
            self.filter(pk=row.pk).update(asked_at=now)

    def place(self, order: ExportRequest, client: str) -> Mapping[str, Any]:
        """Where a new row waits."""
        lane = "slow" if turns.is_large(order.seconds) else "quick"
        return {"lane": lane, "turn_at": self.turn_of(client), "client": client}

    def turn_of(self, client: str) -> datetime:
        """When it is the turn of what this client, a mark, asks for now: later for each file it waits for already."""
        others = self.unfinished().filter(client=client).values_list("lane", flat=True) if client else []
        return turns.calculate_turn(others)

    def outlook(self, order: ExportRequest) -> Mapping[str, int]:
        """How many pages to expect: as many as last time, 0 where there was none."""
        before = self.filter(
            kind=order.kind,
            subject=order.subject,
            options=dict(order.options),
            state="done",
            private=False,
        )
        pages = before.order_by("-finished_at").values_list("pages", flat=True).first()
        return {"expected_pages": pages or 0}


def build_export_columns(order: ExportRequest, key: str, owner: Any, session: str) -> dict[str, Any]:
    """The columns of a new row. Raises ValueError for a private order that belongs to nobody."""
    if order.private and not (owner or session):
        raise ValueError("A private file needs a person or a session it belongs to.")
    return {
        "key": key,
        "kind": order.kind,
        "subject": order.subject,
        "options": dict(order.options),
        "title": order.title,
        "language": order.language,
        "filename": order.filename,
        "media_type": order.media_type,
        "fillable": order.fillable,
        "version_note": order.version_note,
        "page_url": order.page_url,
        "seconds": order.seconds,
        "source": order.pack(),
        "private": order.private,
        "owner": owner if order.private else None,
        "session": session if order.private and not owner else "",
        "expires_at": timezone.now() + PRIVATE_FOR if order.private else None,
    }

"""What operators need to know and no other table tells: when something that must happen happened last."""

from collections.abc import Callable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

TURN = "turn: "  # how the names of rows begin that say who of several beats was first

INSTALLED = "installed"  # the name of the first one


class JobHeartbeatQuerySet(models.QuerySet["JobHeartbeat"]):
    def record(self, name: str) -> None:
        """It happened now."""
        self.update_or_create(name=name, defaults={"at": timezone.now()})

    def all_known(self) -> dict[str, datetime]:
        """When each job was last done, by its name."""
        return dict(self.exclude(name__startswith=TURN).values_list("name", "at"))

    @transaction.atomic
    def take_turn(self, name: str, is_due: Callable[[datetime], bool]) -> bool:
        """Whether what comes by the clock is due since it was last done by whoever, and is now the caller's to do.

        The row is the lock: of two that ask at once the second one sees that the first one has it.
        """
        now = timezone.now()
        row, is_new = self.select_for_update().get_or_create(name=f"{TURN}{name}", defaults={"at": now})
        if not is_new:
            # One of the future is of a clock that went wrong since: it must not keep everybody waiting for its time.
            if row.at <= now and not is_due(row.at):
                return False
            row.at = now
            row.save(update_fields=["at"])
        return True


class JobHeartbeat(models.Model):
    """When a job last succeeded or was sent: one row for each periodic task, and one for the backup."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    objects = JobHeartbeatQuerySet.as_manager()

    class Meta:
        # As the table was called before: processes of the release before write to it while they are replaced.
        db_table = "portal_pulse"

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"


class Purge(models.Model):
    """Something that readers see has changed, and the cache in front has not heard of it twice (config/tasks.py)."""

    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"

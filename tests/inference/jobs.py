"""What the worker does when its hour comes, done by hand: then nobody has to wait for it, and nothing depends on which
of two portals was quicker. Called through desk.py."""

from typing import Any


def letters() -> None:
    """Every letter that waits goes out."""
    from django.utils import timezone

    from accounts.models import Letter
    from accounts.tasks import deliver

    for pk in Letter.objects.waiting(timezone.now()).order_by("created").values_list("pk", flat=True):
        deliver(str(pk))


def every_beat(*, is_night: bool) -> None:
    """All that CELERY_BEAT_SCHEDULE names of people's affairs, in its order, then the letters that came of it. What has
    an hour of its own is done at night only."""
    from celery import current_app
    from celery.schedules import crontab
    from django.conf import settings

    current_app.loader.import_default_modules()
    skipped = (
        "exports.",
        "toolkit.",
        "config.tasks.purge",
    )  # rendering and publishing tell nobody anything of a person
    for row in settings.CELERY_BEAT_SCHEDULE.values():
        due = is_night or not isinstance(row["schedule"], crontab)
        if due and not row["task"].startswith(skipped):
            current_app.tasks[row["task"]].run(*row.get("args", ()))
    letters()


def rows(model: str, **which: Any) -> int:
    from django.apps import apps

    return apps.get_model(model).objects.filter(**which).count()

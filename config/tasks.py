"""Slow work around the portal itself."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from config.models import Purge

# A page that was on its way to the cache while an editor published arrives there after it has forgotten.
ON_ITS_WAY = timedelta(seconds=20)


@shared_task(name="config.tasks.purge", autoretry_for=(Exception,), retry_backoff=True, max_retries=4)
def purge_frontend_caches() -> None:
    """Tells the cache in front to forget, if anything changed: at once, and again when nothing old is on its way.

    Rows stay until both were heard, so a cache that is away is told by a later minute's beat.
    """
    if not settings.WAGTAILFRONTENDCACHE:
        return
    now = timezone.now()
    first = list(Purge.objects.filter(sent_at=None).values_list("pk", flat=True))
    second = list(Purge.objects.filter(sent_at__lt=now - ON_ITS_WAY).values_list("pk", flat=True))
    if not first + second:
        return
    from config.page_cache.frontend import purge_all_pages

    purge_all_pages()
    Purge.objects.filter(pk__in=first).update(sent_at=now)
    Purge.objects.filter(pk__in=second).delete()

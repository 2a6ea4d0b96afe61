"""What a member does with the data held about her."""

from django.db import transaction

from network.models import Member, Trail


@transaction.atomic
def log_download(*, by: Member) -> None:
    """All of it leaves the portal in one file: the trail says so, should somebody else have done it."""
    Trail.objects.record_action("data.download", by=by, about=by.pk)

"""Uploads in a private bucket, for portals on several machines. Chosen by S3_BUCKET; needs the extra "s3"."""

from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateBucket(S3Storage):
    """A bucket that nobody reads but the portal. Pictures keep the portal's own addresses: a page is cached longer
    than a signed address lives, and no reader's browser should learn of another host. Everything else, documents
    with their permissions first, gets a signed address that is good for a minute."""

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        if name.startswith("images/"):
            return settings.MEDIA_URL + quote(name)
        return super().url(name, *args, **kwargs)

"""Files in a private bucket, for portals on several machines. Chosen by S3_BUCKET; needs the extra "s3"."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from django.conf import settings

try:
    from boto3.exceptions import Boto3Error
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
    from storages.backends.s3 import S3Storage
except ImportError as missing:
    raise ImportError(
        "S3_BUCKET needs the extra: uv sync --extra s3, or an image built with S3_BUCKET set"
    ) from missing

from exports.storage.stores import StoreUnavailableError

# A reader must not wait for minutes where the bucket's host is away; boto3's own is a minute, five times.
CONFIG = Config(
    connect_timeout=3,
    read_timeout=30,
    retries={"total_max_attempts": 2, "mode": "standard"},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    # Only where the protocol asks for them: not every server knows those that boto3 adds by itself.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


# The groups of an access control list that are no group: the second is whoever has an account with the provider.
EVERYBODY = {"AllUsers", "AuthenticatedUsers"}
# What servers say that know less than Amazon's. A missing right is another answer: then nobody knows.
UNKNOWN_QUESTION = {"NotImplemented", "XNotImplemented", "MethodNotAllowed"}


def code_of(error: ClientError) -> str:
    return error.response["Error"].get("Code", "")


def as_files[**Given, Answer](method: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Raises what a folder would raise: FileNotFoundError, or another OSError (StoreUnavailableError)."""

    @wraps(method)
    def told(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        """Raises FileNotFoundError and StoreUnavailableError."""
        try:
            return method(*args, **kwargs)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError("There is no such file.") from error
            raise StoreUnavailableError(f"The bucket refused: {code_of(error)}") from error
        except (BotoCoreError, Boto3Error, HTTPClientError) as error:
            raise StoreUnavailableError(f"The bucket cannot be reached: {type(error).__name__}") from error

    return told


class BucketStorage(S3Storage):
    """A part of a bucket that nobody reads but the portal. An object appears whole or not at all."""

    _open = as_files(S3Storage._open)
    _save = as_files(S3Storage._save)
    delete = as_files(S3Storage.delete)
    exists = as_files(S3Storage.exists)
    size = as_files(S3Storage.size)
    listdir = as_files(S3Storage.listdir)
    get_modified_time = as_files(S3Storage.get_modified_time)

    def get_default_settings(self) -> dict[str, Any]:
        """`scratch`: a folder of this machine where a file lies while it is written."""
        return {**super().get_default_settings(), "client_config": CONFIG, "scratch": None}

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file to write into. It goes to the bucket at the end, in one request; a killed process leaves nothing."""
        if self.scratch:
            Path(self.scratch).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.scratch) as file:
            yield cast(BinaryIO, file)
            file.seek(0)
            self.put(name, cast(BinaryIO, file))

    @as_files
    def put(self, name: str, file: BinaryIO) -> None:
        kind = "application/octet-stream"  # the row knows better, and nobody else asks
        self.client.put_object(Bucket=self.bucket_name, Key=self.place(name), Body=file, ContentType=kind)

    @as_files
    def fetch(self, name: str) -> BinaryIO:
        """Streamed: nothing of it is kept here."""
        return self.client.get_object(Bucket=self.bucket_name, Key=self.place(name))["Body"]

    @as_files
    def part(self, name: str, first: int, last: int) -> BinaryIO:
        """These bytes, both included."""
        wanted = f"bytes={first}-{last}"
        return self.client.get_object(Bucket=self.bucket_name, Key=self.place(name), Range=wanted)["Body"]

    def kept(self, folder: str) -> Iterator[tuple[str, float]]:
        """Every object below, and when it was written: a request for each thousand."""
        known = self.place("x")[:-1]
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=known + (f"{folder}/" if folder else "")
        )
        for found in as_files(lambda: [page.get("Contents", []) for page in pages])():
            yield from ((one["Key"].removeprefix(known), one["LastModified"].timestamp()) for one in found)

    def keeps_versions(self) -> bool:
        """Whether what is deleted stays readable. Raises OSError where the bucket does not say."""
        return bool(as_files(self.client.get_bucket_versioning)(Bucket=self.bucket_name).get("Status"))

    def is_open(self) -> bool:
        """Whether its list of rights or its policy lets in everybody. Raises OSError where the bucket does not say."""
        grants = as_files(self.client.get_bucket_acl)(Bucket=self.bucket_name)["Grants"]
        named = {grant["Grantee"].get("URI", "").rpartition("/")[2] for grant in grants}
        return bool(named & EVERYBODY) or self.has_open_policy()

    def has_open_policy(self) -> bool:
        """False where there is no policy, and on servers that know no question about it. Raises StoreUnavailableError
        where the bucket does not say."""
        try:
            answer = as_files(self.client.get_bucket_policy_status)(Bucket=self.bucket_name)
        except FileNotFoundError:
            return False
        except StoreUnavailableError as error:
            if isinstance(error.__cause__, ClientError) and code_of(error.__cause__) in UNKNOWN_QUESTION:
                return False
            raise
        return bool(answer.get("PolicyStatus", {}).get("IsPublic"))

    def holds(self, prefix: str) -> bool:
        """Whether anything lies there, counted from the bucket's own root. Raises OSError."""
        found = as_files(self.client.list_objects_v2)(Bucket=self.bucket_name, Prefix=prefix, MaxKeys=1)
        return bool(found.get("Contents"))

    def place(self, name: str) -> str:
        return self._normalize_name(name)

    @property
    def client(self) -> Any:
        return self.connection.meta.client


class UploadsBucketStorage(BucketStorage):
    """Uploads. Pictures keep the portal's own addresses: a page is cached longer than a signed address lives, and no
    reader's browser should learn of another host. Everything else, documents with their permissions first, gets a
    signed address that is good for a minute."""

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        if name.startswith("images/"):
            return settings.MEDIA_URL + quote(name)
        return super().url(name, *args, **kwargs)

"""Uploads in a private bucket, on a server that speaks S3 in this very machine."""

import urllib.request
from collections.abc import Iterator

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from config.environment import media_storage
from toolkit.models import PortalDocument

WORDS = b"ZQ7-what only some may read"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The address of the server; a bucket "portal" that only its owner reads."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    options = {"aws_access_key_id": "portal", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=address, **options).create_bucket(Bucket="portal")
    yield address
    server.stop()


@pytest.fixture
def in_the_bucket(bucket: str, settings, monkeypatch) -> str:
    for name, value in {"BUCKET": "portal", "ENDPOINT_URL": bucket, "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"S3_{name}", value)
    monkeypatch.setenv("S3_ACCESS_KEY", "portal")
    monkeypatch.setenv("S3_SECRET_KEY", "secret")
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
    return bucket


def test_files_go_there_and_come_back_under_names_of_their_own(in_the_bucket: str) -> None:
    first = default_storage.save("documents/law.txt", ContentFile(WORDS))
    second = default_storage.save("documents/law.txt", ContentFile(b"another"))
    assert first != second
    assert default_storage.open(first).read() == WORDS
    assert default_storage.size(first) == len(WORDS)
    default_storage.delete(first)
    assert not default_storage.exists(first)
    assert default_storage.exists(second)


def test_a_picture_keeps_our_address_and_anything_else_has_a_signed_one(in_the_bucket: str) -> None:
    assert default_storage.url("images/a picture.width-800.webp") == "/media/images/a%20picture.width-800.webp"
    signed = default_storage.url("documents/law.txt")
    assert signed.startswith(f"{in_the_bucket}/portal/documents/law.txt?")
    assert "X-Amz-Expires=60" in signed
    assert "X-Amz-Signature=" in signed


@pytest.mark.django_db
def test_a_rendition_is_served_from_the_bucket(in_the_bucket: str, client: Client) -> None:
    default_storage.save("images/small.width-10.png", ContentFile(b"\x89PNG"))
    response = client.get("/media/images/small.width-10.png")
    assert b"".join(response.streaming_content) == b"\x89PNG"
    assert response.headers["Content-Type"] == "image/png"
    assert client.get("/media/images/none.png", follow=True).status_code == 404
    assert client.get("/media/images/..%2f..%2fdocuments/law.txt", follow=True).status_code == 404


@pytest.mark.django_db
def test_a_private_document_is_asked_for_before_a_byte_leaves_the_bucket(
    in_the_bucket: str, client: Client, as_, admin: User, settings
) -> None:
    """Streamed, or with S3_REDIRECT by a signed address. What is behind the address is read to see that it works."""
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    document = PortalDocument.objects.create(title="Law", file=ContentFile(WORDS, name="law.txt"), collection=closed)
    view = f"/documents/{document.pk}/{document.filename}"
    for method in ("serve_view", "redirect"):
        settings.WAGTAILDOCS_SERVE_METHOD = method
        refused = client.get(view)
        assert refused.status_code == 302
        assert in_the_bucket not in refused.headers.get("Location", "")
        allowed = as_(admin).get(view)
        if method == "redirect":
            assert "X-Amz-Signature=" in allowed.headers["Location"]
            with urllib.request.urlopen(allowed.headers["Location"]) as answer:
                assert answer.read() == WORDS
        else:
            assert b"".join(allowed.streaming_content) == WORDS


def test_a_backup_reads_the_bucket_and_writes_it_back(in_the_bucket: str) -> None:
    from config.backups.stores import every_file, put, remove_all_but

    default_storage.save("documents/deep/kept.txt", ContentFile(WORDS))
    before = {path for path, _storage, _name in every_file()}
    assert "media/documents/deep/kept.txt" in before
    put("media/documents/deep/kept.txt", iter([b"restored ", b"words"]))
    assert default_storage.open("documents/deep/kept.txt").read() == b"restored words"
    default_storage.save("documents/later.txt", ContentFile(b"later"))
    remove_all_but(before)
    assert {path for path, _storage, _name in every_file()} == before

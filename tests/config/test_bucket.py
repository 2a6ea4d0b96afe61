"""Uploads in a private bucket, on a server that speaks S3 in this very machine."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from accounts.models import User
from config.health.checks import check_bucket
from tests.config.conftest import client_of
from toolkit.models import PortalDocument

WORDS = b"ZQ7-what only some may read"


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
    assert signed.startswith(f"{in_the_bucket}/portal/media/documents/law.txt?")
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


def test_a_film_is_read_from_the_byte_that_a_player_asks_for(in_the_bucket: str) -> None:
    from toolkit.views.ranges import open_range, read_pieces

    name = default_storage.save("media/film.webm", ContentFile(bytes(range(200))))
    assert b"".join(read_pieces(open_range(default_storage, name, 50, 99), 50)) == bytes(range(50, 100))


def test_a_bucket_that_keeps_or_shows_what_it_should_not_is_named(
    in_the_bucket: str, bucket_away: Callable[[], None]
) -> None:
    def said() -> set[str]:
        return {message.id for message in check_bucket(None)}

    client = client_of(in_the_bucket)
    assert said() == set()
    client.put_bucket_versioning(Bucket="portal", VersioningConfiguration={"Status": "Enabled"})
    client.put_bucket_acl(Bucket="portal", ACL="public-read")
    assert said() == {"portal.W002", "portal.W003"}
    client.put_bucket_acl(Bucket="portal", ACL="private")
    client.put_bucket_versioning(Bucket="portal", VersioningConfiguration={"Status": "Suspended"})
    assert said() == {"portal.W003"}
    bucket_away()
    assert said() == {"portal.W004"}


def everybody_may(action: str) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "arn:aws:s3:::portal/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def ours(in_the_bucket: str) -> Iterator[Any]:
    """Its owner's client. What a test opens is closed again; versions, once kept, are never said not to be."""
    client = client_of(in_the_bucket)
    yield client
    client.put_bucket_acl(Bucket="portal", ACL="private")
    client.delete_bucket_policy(Bucket="portal")


def found() -> set[str | None]:
    return {message.id for message in check_bucket(None)} - {"portal.W003"}


def test_a_bucket_is_open_by_its_policy_and_to_whoever_has_an_account_too(ours: Any) -> None:
    store = storages["exports"]
    assert not store.is_open()
    ours.put_bucket_acl(Bucket="portal", ACL="authenticated-read")
    assert store.is_open()
    ours.put_bucket_acl(Bucket="portal", ACL="private")
    ours.put_bucket_policy(Bucket="portal", Policy=everybody_may("s3:GetObject"))
    assert found() == {"portal.W002"}
    ours.delete_bucket_policy(Bucket="portal")
    assert not store.is_open()


@pytest.mark.parametrize(("code", "said"), [("NotImplemented", set()), ("AccessDenied", {"portal.W004"})])
def test_a_server_that_knows_no_question_about_policies_is_no_fault_and_one_that_refuses_it_is(
    ours: Any, code: str, said: set[str]
) -> None:
    def answer(**kwargs: object) -> tuple[Any, dict[str, Any]]:
        status = HTTPStatus.NOT_IMPLEMENTED if code == "NotImplemented" else HTTPStatus.FORBIDDEN
        http = SimpleNamespace(status_code=int(status))
        return http, {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": int(status)}}

    events = storages["exports"].client.meta.events
    events.register("before-call.s3.GetBucketPolicyStatus", answer)
    assert found() == said
    events.unregister("before-call.s3.GetBucketPolicyStatus", answer)


@pytest.mark.parametrize("key", ["images/a.width-10.webp", "original_images/a.jpg", "documents/law.pdf"])
def test_uploads_that_lie_where_the_portal_does_not_look_are_named(ours: Any, key: str) -> None:
    default_storage.save("images/where it belongs.webp", ContentFile(b"x"))
    assert found() == set()
    ours.put_object(Bucket="portal", Key=key, Body=b"x")
    assert found() == {"portal.W005"}


def test_a_backup_reads_the_bucket_and_writes_it_back(objects: Callable[[], dict[str, bytes]]) -> None:
    from config.backups.files import list_files, read_blocks, remove_other_files, write_file

    default_storage.save("documents/deep/kept.txt", ContentFile(WORDS))
    storages["assessments"].save("ab/abcdef", ContentFile(b"sealed"))
    storages["exports"].save("a/b/ab.pdf", ContentFile(b"made again when it is asked for"))
    before = {path for path, _storage, _name in list_files()}
    assert before == {"media/documents/deep/kept.txt", "evidence/ab/abcdef"}
    for path, storage, name in list_files():
        write_file(path, iter([b"restored ", *read_blocks(storage, name)]))
    default_storage.save("documents/later.txt", ContentFile(b"later"))
    storages["assessments"].save("cd/cdef", ContentFile(b"later"))
    remove_other_files(before)
    assert objects() == {
        "media/documents/deep/kept.txt": b"restored " + WORDS,
        "evidence/ab/abcdef": b"restored sealed",
        "exports/a/b/ab.pdf": b"made again when it is asked for",
    }

"""A server in this very machine that speaks S3, and a portal whose files all lie in its bucket."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from config.environment import build_storages
from script.free_port import free_port


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The address of the server; a bucket "portal" that only its owner reads."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client_of(address).create_bucket(Bucket="portal")
    yield address
    server.stop()


def client_of(address: str) -> Any:
    options = {"aws_access_key_id": "portal", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    return boto3.client("s3", endpoint_url=address, **options)


@pytest.fixture
def in_the_bucket(bucket: str, settings, monkeypatch, tmp_path: Path) -> Iterator[str]:
    """Uploads, rendered files and evidence lie there. It is empty again afterwards."""
    for name, value in {"BUCKET": "portal", "ENDPOINT_URL": bucket, "REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"S3_{name}", value)
    monkeypatch.setenv("S3_ACCESS_KEY", "portal")
    monkeypatch.setenv("S3_SECRET_KEY", "secret")
    settings.STORAGES = {**settings.STORAGES, **build_storages(tmp_path)}
    yield bucket
    client = client_of(bucket)
    for one in client.list_objects_v2(Bucket="portal").get("Contents", []):
        client.delete_object(Bucket="portal", Key=one["Key"])


@pytest.fixture
def objects(in_the_bucket: str) -> Callable[[], dict[str, bytes]]:
    """What lies in the bucket, asked of the server itself."""
    client = client_of(in_the_bucket)

    def read() -> dict[str, bytes]:
        found = client.list_objects_v2(Bucket="portal").get("Contents", [])
        return {one["Key"]: client.get_object(Bucket="portal", Key=one["Key"])["Body"].read() for one in found}

    return read


@pytest.fixture
def bucket_away(in_the_bucket: str, settings, monkeypatch, tmp_path: Path) -> Callable[[], None]:
    """Call it, and from now on nobody answers where the bucket was."""

    def leave() -> None:
        monkeypatch.setenv("S3_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
        settings.STORAGES = {**settings.STORAGES, **build_storages(tmp_path)}

    return leave

"""The profiles storage and mail: a bucket of one's own for all files, and a box that catches mails."""

import http.client
from pathlib import Path

from script.image_parts import building
from script.image_parts.compose import Portal
from script.image_parts.machine import demand
from script.image_parts.reader import Reader, check_pdf

BUCKET = {
    "COMPOSE_PROFILES": "storage,mail",
    "S3_BUCKET": "portal",
    "S3_ENDPOINT_URL": "http://storage:9000",
    "S3_REGION": "us-east-1",
}
LIST = "from django.core.files.storage import storages as s; print(*s['exports'].bucket.objects.all())"
TO = "reader@example.org"
CAUGHT = "127.0.0.1:8025"


def try_profiles(portal: Portal, reader: Reader, work: Path) -> str:
    """From empty volumes: a file that lies in the bucket, a mail that is caught. Raises Wrong."""
    portal.set(**BUCKET)
    (portal.folder / "secrets/email_url").write_text("smtp://mail:1025\n")
    size, _seconds = building.build(portal)
    portal.compose("up", "--detach", "--no-build")
    portal.is_up()
    portal.wait_for("storage", "mail")
    (address,) = reader.find_files(1)
    content = reader.collect(reader.order(address), 120)
    check_pdf(content, work)
    objects = manage(portal, "shell", "--no-imports", "--command", LIST)
    demand("exports/" in objects, f"the file is not in the bucket: {objects}")
    manage(portal, "sendtestemail", TO)
    demand(any(TO in read(f"/new/{name}") for name in names(read("/new/"))), "the mail was not caught")
    return f"image with S3 {size} MB, file in the bucket, mail caught"


def manage(portal: Portal, *words: str) -> str:
    return portal.compose("exec", "-T", "web", "python", "manage.py", *words)


def read(address: str) -> str:
    connection = http.client.HTTPConnection(CAUGHT, timeout=10)
    try:
        connection.request("GET", address)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def names(page: str) -> list[str]:
    """The files that a page of Python's http.server lists."""
    return [part.split('"')[0] for part in page.split('href="')[1:]]

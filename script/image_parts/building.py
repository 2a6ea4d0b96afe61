"""The image: built by compose, as small as it should be, with nothing in it that does not belong there."""

import time

from script.image_parts.compose import Portal
from script.image_parts.machine import demand, docker

IMAGE = "rights-gender-toolkit"
MOST_MEGABYTES = 600
ABSENT = (
    "secrets .env .git .github .ci tests docs deploy var script/bench script/bench_parts script/secrets script/test"
)
PRESENT = "locale/prs/LC_MESSAGES/django.mo content/en/site.yaml script/ready.py gunicorn.conf.py"
LOOK = f"""
cd /app
for name in {ABSENT}; do [ ! -e "$name" ] || echo "/app/$name is in the image"; done
for name in {PRESENT}; do [ -e "$name" ] || echo "/app/$name is missing"; done
[ "$(id -u):$(id -g)" = 1000:1000 ] || echo "its user is $(id -u)"
find /app /opt /usr /etc -user 1000 | sed 's/$/ belongs to its user/' | head -n 5
find /app /opt /usr /etc -writable -not -type l -not -type c | sed 's/$/ can be written to/' | head -n 5
python -c 'import boto3' 2>/dev/null && echo "S3 is in it without being asked for"
python -c 'import sentry_sdk' 2>/dev/null && echo "Sentry is in it without being asked for"
pg_dump --version >/dev/null || echo "pg_dump does not run"
pg_restore --version >/dev/null || echo "pg_restore does not run"
"""


def build(portal: Portal) -> tuple[int, float]:
    """Size in megabytes and how long it took. Raises Wrong."""
    began = time.monotonic()
    portal.compose("build", "--quiet", "web", seconds=1500)
    return measure(), time.monotonic() - began


def measure() -> int:
    """Megabytes (of a million bytes, as `docker images` counts)."""
    return round(int(docker("image", "inspect", "--format", "{{.Size}}", IMAGE)) / 1_000_000)


def look_inside() -> None:
    """Raise Wrong where the image is too large, or holds or lacks something."""
    size = measure()
    demand(size <= MOST_MEGABYTES, f"the image has {size} MB, {MOST_MEGABYTES} at most are allowed")
    words = f"run --rm --network none --read-only --tmpfs /tmp --entrypoint sh {IMAGE} -c".split()
    found = docker(*words, LOOK)
    demand(not found, found)

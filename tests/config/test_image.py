"""What goes into the image, read from Dockerfile and .dockerignore. What comes out of it is seen by script/image_check,
which is D33 of script/accept."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from exports.pdf.fingerprint import FAMILIES

ROOT = Path(settings.BASE_DIR)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
BUILD, LAST = re.split(r"^FROM .*$", DOCKERFILE, flags=re.MULTILINE)[1:]


def is_left_out(path: str) -> bool:
    """Whether .dockerignore leaves it out: the last line that matches counts, as Docker has it."""
    left_out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        name = line.lstrip("!")
        if name and not line.startswith("#"):
            way = re.escape(name).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
            if re.fullmatch(f"{way}(?:/.*)?", path):
                left_out = not line.startswith("!")
    return left_out


def test_both_stages_begin_with_the_same_python_that_the_lock_file_allows() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2
    assert set(bases) == {"python:3.13-slim-trixie"}


def test_what_is_installed_without_docker_is_installed_in_the_image() -> None:
    """The lists of script/setup.sh and of the Dockerfile do not drift apart."""
    (line,) = re.findall(r"PORTAL_PACKAGES=\((.*)\)", (ROOT / "script/setup.sh").read_text())
    assert set(line.split()) - set(DOCKERFILE.split()) == set()


def test_the_families_that_papers_name_are_copied_with_all_their_faces() -> None:
    (families,) = re.findall(r"for family in (.*?); do", BUILD)
    assert set(families.split()) == {name.replace(" ", "") for name in FAMILIES}
    assert "fonts-noto-core" not in LAST


def test_libraries_that_few_need_come_by_an_argument_only() -> None:
    asked = dict(re.findall(r"\$\{(\w+):\+--extra (\w+)\}", BUILD))
    assert asked == {"S3": "s3", "SENTRY": "sentry"}
    assert re.findall(r"^ARG (.*)$", DOCKERFILE, re.MULTILINE) == ['S3="" SENTRY=""']
    assert DOCKERFILE.count("--extra") == 2


@pytest.mark.parametrize(
    ("library", "code", "words"),
    [
        ("storages.backends.s3", "import config.storage.buckets", "an image built with S3_BUCKET set"),
        (
            "sentry_sdk",
            "from config.logs.sentry import start_sentry; start_sentry('x')",
            "an image built with WITH_SENTRY=true",
        ),
    ],
)
def test_whoever_needs_a_library_that_the_image_has_not_is_told_how_to_get_it(
    library: str, code: str, words: str
) -> None:
    command = [sys.executable, "-c", f"import sys; sys.modules[{library!r}] = None; {code}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert words in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "path",
    "secrets secrets/secret_key .env .git .git/config var tests/conftest.py docs/operations.md deploy/nginx.conf "
    ".mypy_cache .venv/bin/python script/bench script/bench_parts/page.py script/test script/image_parts/machine.py "
    "exports/__pycache__/a.pyc a/b/c.pyc locale/ar/LC_MESSAGES/django.mo".split(),
)
def test_nothing_private_of_tests_or_of_measuring_goes_into_the_image(path: str) -> None:
    assert is_left_out(path)


def test_all_that_runs_goes_into_the_image() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    parts = {"config", "accounts", "exports", "toolkit", "network", "modules", "assessments"}
    needed = [path for path in tracked if path.split("/")[0] in parts | {"templates", "static", "content", "locale"}]
    needed += ["manage.py", "gunicorn.conf.py", "pyproject.toml", "uv.lock", "script/ready.py", "script/write_zim.py"]
    assert [path for path in needed if is_left_out(path)] == []


def test_the_health_check_runs_a_file_that_is_in_the_image() -> None:
    (script,) = re.findall(r"HEALTHCHECK .* CMD \[\"python\", \"(\S+?)\"", LAST)
    assert (ROOT / script).exists()
    assert not is_left_out(script)


def test_whoever_may_not_start_an_engine_is_told_what_to_type() -> None:
    command = ["bash", str(ROOT / "script/image_check")]
    if os.getuid() == 0:
        command = ["setpriv", "--reuid", "nobody", "--clear-groups", *command]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "sudo script/image_check" in done.stderr
